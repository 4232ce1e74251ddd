"""Find an action, a laboratory or a control by typing a part of it, in either language."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from nen7510_tracker.tui.action import TABS, TITLES, Action, actions_at, shown_key
from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.ink import ink, line
from nen7510_tracker.tui.laboratory import LaboratoryScreen
from nen7510_tracker.tui.labs import LabsScreen
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Column, Table

Go = Callable[[Frame], None]
_NUMBER = re.compile(r"(?:a\.?)?\d+(?:\.\d*)*")


@dataclass(slots=True, frozen=True)
class Choice:
    """Something that can be chosen; `why_not` says why not now, `number` is a control's."""

    key: str
    kind: str
    text: str
    more: str
    searched: str
    go: Go
    number: str = ""
    why_not: str = ""


class Palette(Dialog[Any]):
    """A field, and what it finds."""

    DEFAULT_CSS = """
    Palette { align: center top; }
    Palette > .box { margin: 1 0 0 0; height: 80%; width: 94%; max-width: 110; }
    Palette Input { background: $background; }
    Palette Table { height: 1fr; margin: 1 0 0 0; }
    """

    def __init__(self, frame: Frame, pen: Pen) -> None:
        super().__init__(pen)
        self.choices = list(choices(frame, pen))

    def compose(self) -> ComposeResult:
        """The field above the table."""
        words = self.pen.words
        with Vertical(classes="box") as box:
            box.border_title = Content(words("Go to"))
            yield Input(
                compact=True, id="asked", placeholder=words("an action, a laboratory, a control: 8.5, logging …")
            )
            yield Table[Choice](lambda row: row.key, id="found")

    def on_mount(self) -> None:
        """Everything there is, until something is typed."""
        table = self.query_one(Table)
        table.can_focus = False
        self._find("")
        self.query_one(Input).focus()

    def _find(self, text: str) -> None:
        pen, words = self.pen, self.pen.words
        table = self.query_one(Table)
        table.empty = ink(words("Nothing contains “{words}”.", words=text), "$quiet")
        columns = (
            Column[Choice](words("What"), 12, lambda row, _: ink(row.kind, "$quiet"), keep=3),
            Column[Choice]("", 20, lambda row, _: line(row.text, "$not-applicable" if row.why_not else ""), grows=3),
            Column[Choice]("", 8, lambda row, _: line(row.why_not or row.more, "$quiet"), grows=2, keep=2),
        )
        table.fill(columns, found(self.choices, text), pen.symbols)
        table.move_to(0)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._find(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose()

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        self._choose()

    def _choose(self) -> None:
        row = self.query_one(Table).current
        if row is not None:
            self.dismiss(row.go)

    def on_key(self, event: events.Key) -> None:
        """The arrows move through what was found while the field keeps the keys."""
        if event.key in {"up", "down", "pageup", "pagedown"}:
            self.query_one(Table).on_key(event)


def found(given: Sequence[Choice], text: str) -> Sequence[Choice]:
    """What contains every word; a number finds the controls of that number first, `8.5` finds A.8.5 before A.8.15."""
    words = text.casefold().split()
    if not words:
        return given
    asked = text.strip().casefold().removeprefix("a.") if _NUMBER.fullmatch(text.strip().casefold()) else None
    ranked = []
    for at, each in enumerate(given):
        number = each.number.casefold().removeprefix("a.")
        if asked and number and number.startswith(asked):
            ranked.append((0 if number == asked else 1, at, each))
        elif all(word in each.searched for word in words):
            ranked.append((2, at, each))
    return [each for _, _, each in sorted(ranked, key=lambda place: place[:2])]


def choices(frame: Frame, pen: Pen) -> Iterator[Choice]:
    """Everything that can be reached from a screen."""
    yield from _tabs(frame, pen)
    yield from _actions(frame, pen)
    yield from _labs(frame, pen)
    yield from _controls(frame, pen)


def _tabs(frame: Frame, pen: Pen) -> Iterator[Choice]:
    words = pen.words
    if not isinstance(frame, LaboratoryScreen):
        return
    for number, tab in enumerate(TABS, 1):
        title = words(TITLES[tab])
        yield Choice(
            f"tab {tab}",
            words("tab"),
            title,
            str(number),
            f"{title} {tab}".casefold(),
            partial(_tab, tab=tab),
        )


def _tab(screen: Frame, tab: str) -> None:
    if isinstance(screen, LaboratoryScreen):
        screen.open_tab(tab)


def _actions(frame: Frame, pen: Pen) -> Iterator[Choice]:
    words = pen.words
    for each in actions_at(frame.place):
        if each.moving or each.id in {"tab", "palette", "open", "read", "follow"}:
            continue
        reason = frame.why_not(each)
        text = words(each.does)
        yield Choice(
            f"action {each.id}",
            words("action"),
            text,
            shown_key(each.keys[0]),
            f"{text} {each.does} {words(each.label)} {each.label}".casefold(),
            partial(_perform, action=each),
            why_not=words(reason) if reason else "",
        )


def _perform(screen: Frame, action: Action) -> None:
    screen.perform(action, action.keys[0])


def _labs(frame: Frame, pen: Pen) -> Iterator[Choice]:
    words = pen.words
    first = next((each for each in frame.app.screen_stack if isinstance(each, LabsScreen)), None)
    for row in first.rows if first else ():
        yield Choice(
            f"lab {row.id}",
            words("laboratory"),
            row.name,
            row.id,
            f"{row.name} {row.id} {row.city or ''}".casefold(),
            partial(_open, lab=row.id),
        )


def _open(screen: Frame, lab: str) -> None:
    first = next((each for each in screen.app.screen_stack if isinstance(each, LabsScreen)), None)
    if first is None:
        return
    while len(screen.app.screen_stack) > 1 and screen.app.screen is not first:
        screen.app.pop_screen()
    first.open_lab(lab)


def _controls(frame: Frame, pen: Pen) -> Iterator[Choice]:
    words = pen.words
    if not isinstance(frame, LaboratoryScreen) or frame.opened is None:
        return
    norm = frame.opened.norm
    for edition in norm.editions:
        for control in norm.edition(edition).controls.values():
            yield Choice(
                f"{edition} {control.id}",
                words("control"),
                f"{control.id}  {control.title(words.language)}",
                edition,
                f"{control.id} {control.title_nl} {control.title_en} {edition}".casefold(),
                partial(_control, edition=edition, control=control.id),
                number=control.id,
            )


def _control(screen: Frame, edition: str, control: str) -> None:
    if isinstance(screen, LaboratoryScreen):
        screen.control(edition, control)
