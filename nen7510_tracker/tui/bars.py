"""The lines above and below every screen: where one is and as of when, and the keys that work here."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from nen7510_tracker.tui.action import Action, shown_key
from nen7510_tracker.tui.ink import BLANK, fit, ink, join, line


class Place(NamedTuple):
    """A stretch of a line that can be clicked: from a cell to before a cell, and what it stands for."""

    start: int
    end: int
    id: str


class Bar(Widget):
    """One line, of which stretches can be clicked."""

    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; background: $bar; color: $foreground; text-wrap: nowrap; text-overflow: clip; }
    """

    class Clicked(Message):
        """Something on the line was clicked."""

        def __init__(self, bar: "Bar", what: str) -> None:
            super().__init__()
            self.bar = bar
            self.what = what

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.places: list[Place] = []

    def compose_line(self, width: int) -> Content:
        """The line for a width; fills in `places`."""
        raise NotImplementedError

    def render(self) -> Content:
        """Draw the line."""
        return fit(self.compose_line(self.size.width), self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Say what was clicked."""
        for place in self.places:
            if place.start <= event.x < place.end:
                self.post_message(self.Clicked(self, place.id))


class TopLine(Bar):
    """Where one is, the view, who one is, and the database when it is not the default."""

    def __init__(self) -> None:
        super().__init__()
        self.where = BLANK
        self.view = BLANK
        self.who = ""
        self.database = ""
        self.ellipsis = "…"

    def tell(self, where: Content, view: Content, who: str, database: str, ellipsis: str) -> None:
        """Show these; the view is never cut, what stands beside it gives way."""
        self.where, self.view, self.who, self.database, self.ellipsis = where, view, who, database, ellipsis
        self.refresh()

    def compose_line(self, width: int) -> Content:
        """The laboratory on the left, the view after it, the rest on the right."""
        room = max(0, width - self.view.cell_length - 2)
        right = self._right(room // 2 if room > 24 else 0)
        room -= right.cell_length + (2 if right else 0)
        where = fit(self.where, min(self.where.cell_length, max(0, room)), ellipsis=self.ellipsis)
        left = join(" ", where, " " if where else "", self.view)
        self.places = [Place(left.cell_length - self.view.cell_length, left.cell_length, "time")]
        gap = width - left.cell_length - right.cell_length - 1
        return join(left, " " * max(0, gap), right)

    def _right(self, room: int) -> Content:
        who = line(self.who, "$quiet")
        both = join(who, "  ", line(self.database, "$accent")) if self.database else who
        if both.cell_length <= room:
            return both
        return who if who.cell_length <= room else BLANK


class TabLine(Bar):
    """The tabs with their keys."""

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self.titles: Sequence[tuple[str, str]] = ()
        self.active = ""

    def tell(self, titles: Sequence[tuple[str, str]], active: str) -> None:
        """Show these tabs, `(id, title)`, one of them open."""
        self.titles, self.active = titles, active
        self.refresh()

    def compose_line(self, width: int) -> Content:
        """All tabs; where there is too little room the titles are cut, but for that of the open one."""
        bare = sum(2 + (2 if each == self.active else 0) for each, _ in self.titles) + 1
        own = sum(len(title) for each, title in self.titles if each == self.active)
        others = [title for each, title in self.titles if each != self.active]
        gap = 2 if bare + own + sum(map(len, others)) + 2 * len(others) <= width else 1
        room = width - bare - own - gap * len(others)
        longest = max((len(title) for title in others), default=0)
        while longest and sum(min(longest, len(title)) for title in others) > room:
            longest -= 1
        pieces: list[Content | str] = [" "]
        self.places, at = [], 1
        for number, (each, title) in enumerate(self.titles, 1):
            piece = _open_tab(number, title) if each == self.active else _tab(number, title[:longest])
            self.places.append(Place(at, at + piece.cell_length, str(number)))
            at += piece.cell_length + gap
            pieces += [piece, " " * gap]
        return join(*pieces[:-1])


def _open_tab(number: int, title: str) -> Content:
    return ink(f" {number} {title} ", "bold $background on $primary")


def _tab(number: int, title: str) -> Content:
    return join(ink(str(number), "bold $key"), ink(f" {title}" if title else ""))


class KeyLine(Bar):
    """The keys that work here, the most used first; what is not possible now is dim."""

    def __init__(self) -> None:
        super().__init__(id="keys")
        self.keys: Sequence[tuple[Action, str, bool]] = ()

    def tell(self, keys: Sequence[tuple[Action, str, bool]]) -> None:
        """Show these actions: `(action, label, whether it is possible now)`."""
        self.keys = sorted(keys, key=lambda each: -each[0].weight)
        self.refresh()

    def compose_line(self, width: int) -> Content:
        """As many as there is room for."""
        pieces: list[Content | str] = [" "]
        at = 1
        self.places = []
        for action, label, possible in self.keys:
            key = "1-7" if action.id == "tab" else shown_key(action.keys[0])
            piece = join(
                ink(key, "bold $key" if possible else "$not-applicable dim"),
                ink(f" {label}", "$foreground" if possible else "$not-applicable dim"),
            )
            if at + piece.cell_length + 1 > width:
                continue
            self.places.append(Place(at, at + piece.cell_length, action.id))
            pieces += [piece, "  "]
            at += piece.cell_length + 2
        return join(*pieces[:-1])


class Flash(Bar):
    """One sentence about what just happened, or why something is not possible; gone with the next key."""

    DEFAULT_CSS = """
    Flash { display: none; height: auto; max-height: 4; text-wrap: wrap; text-overflow: fold; padding: 0 1; }
    Flash.shown { display: block; }
    Flash.bad { background: $alarm; color: $on-alarm; }
    """

    def __init__(self) -> None:
        super().__init__(id="flash")
        self.text = BLANK

    def tell(self, text: Content, *, bad: bool = False) -> None:
        """Show a sentence; done at every key, so the screen is laid out anew only when it is another one."""
        if (text, bad) == (self.text, self.has_class("bad")):
            return
        self.text = text
        self.set_class(bool(text), "shown")
        self.set_class(bad, "bad")
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw the sentence."""
        return self.text
