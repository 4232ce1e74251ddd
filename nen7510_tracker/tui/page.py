"""A text to read: paragraphs, bars and charts, made anew for every width; some lines lead elsewhere."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message

from nen7510_tracker.tui.ink import BLANK, ink, join
from nen7510_tracker.tui.lines import Lines
from nen7510_tracker.tui.symbols import UNICODE, Symbols


class Target(NamedTuple):
    """What a line leads to: a kind (`finding`, `control`, `criterion` …), an id, and of which laboratory.

    `lab` is empty where one looks at that laboratory already.
    """

    kind: str
    id: str
    lab: str = ""


@dataclass(slots=True, frozen=True)
class Block:
    """A paragraph; `indent` cells stand before every line, `hang` more before those after the first.

    `wraps`: a chart does not, it was made for the width. `draw` makes the content of such a line only
    when it is looked at.
    """

    content: Content = BLANK
    indent: int = 0
    hang: int = 0
    target: Target | None = None
    wraps: bool = True
    draw: Callable[[], Content] | None = None


APART = re.compile("(  +)")  # stands between two figures on a line
HELD = "\ufffe"  # no character: a space at which no line is broken

Build = Callable[[int], Iterable[Block]]


class _Line(NamedTuple):
    content: Content
    block: int
    draw: Callable[[], Content] | None = None


class Page(Lines):
    """Blocks, one under the other. The arrows go from one line that leads elsewhere to the next; enter follows it."""

    class Followed(Message):
        """Somebody wants to go where a line leads."""

        def __init__(self, page: "Page", target: Target) -> None:
            super().__init__()
            self.page = page
            self.target = target

        @property
        def control(self) -> "Page":
            """The page."""
            return self.page

    def __init__(self, id: str | None = None, *, most: int = 0) -> None:  # noqa: A002 - Textual's name for it
        """With `most` the page is as high as its text, up to so many lines; it takes the keys if a line leads on."""
        super().__init__(id=id)
        self._most = most
        self.can_focus = not most
        self.symbols: Symbols = UNICODE
        self._build: Build = lambda _width: ()
        self._blocks: list[Block] = []
        self._lines: list[_Line] = []
        self._filter = ""
        self._at: int | None = None
        self._wanted: Target | None = None

    def show(self, build: Build, symbols: Symbols, *, keep: bool = False) -> None:
        """Show what `build` makes for a width in cells; with `keep` the reader stays at the same place."""
        self._build, self.symbols = build, symbols
        if not keep:
            self._at = None
            self.scroll_to(y=0, animate=False)
        self._lay_out()

    def narrow(self, text: str) -> None:
        """Show only the blocks in which every word of the text is found, and headings of none."""
        self._filter = text.casefold()
        self._at = None
        self._lay_out()

    def refit(self) -> None:
        """Make the text anew for the new width."""
        self._lay_out()

    def _lay_out(self) -> None:
        self._fitted = self.size
        width = self.inner_width - 1
        if width < 4:
            return
        self._blocks, self._lines = self._made(width)
        if self._at is not None and (self._at >= len(self._blocks) or self._blocks[self._at].target is None):
            self._at = None
        if self.has_focus and self._at is None:
            self._mark(self.scroll_offset.y)
        self.measure()
        if self._most:
            self.styles.height = max(1, min(self._most, len(self._lines)))
            self.can_focus = any(each.target for each in self._blocks)
        if self._wanted:
            self.unfolded(self._wanted)

    def _made(self, width: int) -> tuple[list[Block], list[_Line]]:
        words = self._filter.split()
        try:
            blocks = [each for each in self._build(width) if not words or _holds(each, words)]
        except Exception as error:  # noqa: BLE001 - an error is a sentence, never the end of the program
            blocks = [Block(self.explain(error))]
        lines: list[_Line] = []
        for at, block in enumerate(blocks):
            if block.draw:
                lines.append(_Line(BLANK, at, block.draw))
            else:
                lines += [_Line(content, at) for content in _wrapped(block, width)]
        return blocks, lines

    # Drawing

    @property
    def line_count(self) -> int:
        """How many lines the blocks take."""
        return len(self._lines)

    def component_at(self, y: int) -> str | None:
        """The block that enter would follow is marked."""
        return "lines--cursor" if self.has_focus and self._at is not None and self._lines[y].block == self._at else None

    def content_at(self, y: int) -> Content:
        """A line, after the cell of the cursor's sign; where no line leads on, it stands before the first in sight."""
        content, block, draw = self._lines[y]
        content = draw() if draw else content
        marked = self.has_focus and (y == self.scroll_offset.y if self._at is None else self._at == block)
        return join(ink(self.symbols.cursor if marked else " ", "$primary bold"), content)

    def on_focus(self) -> None:
        """Mark the first line that leads elsewhere."""
        self._mark(self.scroll_offset.y)
        self.refresh()

    def on_blur(self) -> None:
        """Nothing is marked where the keys do not go."""
        self.refresh()

    # Moving

    def on_key(self, event: events.Key) -> None:
        """Scroll, go to the next line that leads elsewhere, or follow it."""
        page = max(1, self.room - 1)
        steps = {"up": -1, "k": -1, "down": 1, "j": 1}
        pages = {"pageup": -page, "pagedown": page, "home": -self.line_count, "end": self.line_count}
        if event.key in steps:
            self._step(steps[event.key])
        elif event.key in pages:
            self._scroll(pages[event.key])
        elif event.key == "enter" and self._at is not None:
            self._follow(self._at)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Follow the line that was clicked."""
        at = self.text_line(event.y)
        if at < len(self._lines):
            block = self._lines[at].block
            if self._blocks[block].target:
                self._at = block
                self._follow(block)
                self.refresh()

    def go(self, target: Target) -> bool:
        """Mark the line that leads to something, and bring it into sight; says whether there is one."""
        found = next((at for at, each in enumerate(self._blocks) if each.target == target), None)
        if found is None:
            return False
        self._at = found
        self.bring(self._first_line(found))
        self.refresh()
        return True

    def unfolded(self, target: Target) -> None:
        """What stands beneath a line is to be seen: the line goes up to the middle if it stands below that.

        Before the page is laid out for the first time this waits until it is.
        """
        self._wanted = None if self._lines else target
        if self.go(target) and self._at is not None:
            self.bring(self._first_line(self._at) + self.room // 2)

    @property
    def text(self) -> str:
        """The whole text, as it is copied: without the cursor's sign."""
        return "\n".join(self.content_at(y).plain[1:].rstrip() for y in range(self.line_count))

    @property
    def marked(self) -> Target | None:
        """What the marked line leads to."""
        return self._blocks[self._at].target if self._at is not None else None

    def _follow(self, block: int) -> None:
        target = self._blocks[block].target
        if target:
            self.post_message(self.Followed(self, target))

    def _step(self, step: int) -> None:
        """To the next such line if it is in sight or a line away, else scroll by one line."""
        top = self.scroll_offset.y
        edge = self._lines[top].block - 1 if step > 0 and top < len(self._lines) else len(self._blocks)
        found = self._next(self._at if self._at is not None else edge, step)
        first = self._first_line(found) if found is not None else None
        if found is not None and first is not None and top - 2 <= first < top + self.room + 2:
            self._at = found
            last = first + sum(each.block == found for each in self._lines) - 1
            self.bring(last if step > 0 else first)
            self.refresh()
        else:
            self._scroll(step)

    def _scroll(self, by: int) -> None:
        furthest = max(0, self.line_count - self.room)
        top = max(0, min(self.scroll_offset.y + by, furthest))
        self.scroll_to(y=top, animate=False)
        self._mark(top)

    def _mark(self, top: int) -> None:
        """Mark what is in sight when the text begins at a line: what was marked, else the first that leads on."""
        seen = dict.fromkeys(each.block for each in self._lines[top : top + self.room])
        if self._at not in seen:
            self._at = next((block for block in seen if self._blocks[block].target), None)
            self.refresh()

    def _next(self, at: int, step: int) -> int | None:
        places = range(at + 1, len(self._blocks)) if step > 0 else range(at - 1, -1, -1)
        return next((place for place in places if self._blocks[place].target), None)

    def _first_line(self, block: int) -> int:
        return next(at for at, each in enumerate(self._lines) if each.block == block)


def _holds(block: Block, words: Sequence[str]) -> bool:
    text = (block.draw() if block.draw else block.content).plain.casefold()
    return all(word in text for word in words)


def _wrapped(block: Block, width: int) -> list[Content]:
    """A block's lines; a word that is longer than the line is broken."""
    indent = min(block.indent, width // 3)
    if not block.wraps:
        return [join(" " * indent, each) for each in block.content.split(allow_blank=True)] or [BLANK]
    hang = min(block.hang, (width - indent) // 3)
    lines: list[Content] = []
    for paragraph in block.content.split(allow_blank=True) or [BLANK]:
        lines += _paragraph(paragraph, indent, hang, width)
    return lines


def _paragraph(paragraph: Content, indent: int, hang: int, width: int) -> list[Content]:
    if paragraph.cell_length <= width - indent and paragraph.plain.isprintable():  # most do: nothing to wrap
        return [join(" " * indent, paragraph.rstrip())]
    held = _held(paragraph, width - indent - hang)
    return [Content(each.plain.replace(HELD, " "), spans=[*each.spans]) for each in _broken(held, indent, hang, width)]


def _held(paragraph: Content, width: int) -> Content:
    """The same without a space to break at inside a short figure: `overdue 3 of 3` stays together."""
    parts = APART.split(paragraph.plain)
    if len(parts) == 1:
        return paragraph
    held = (each if APART.match(each) or cell_len(each) > width // 2 else each.replace(" ", HELD) for each in parts)
    return Content("".join(held), spans=[*paragraph.spans])


def _broken(paragraph: Content, indent: int, hang: int, width: int) -> list[Content]:
    lines = paragraph.wrap(width - indent) or [BLANK]
    if len(lines) == 1 or not hang:
        return [join(" " * indent, each) for each in lines]
    taken = len(lines[0].plain)
    rest = paragraph[taken:]
    while rest.plain.startswith(" "):
        rest = rest[1:]
    return [
        join(" " * indent, lines[0]),
        *(join(" " * (indent + hang), each) for each in rest.wrap(width - indent - hang)),
    ]


# What pages are made of


def heading(text: str, width: int, symbols: Symbols) -> Sequence[Block]:
    """A section's heading over the whole width, with an empty line before it."""
    title = ink(f"{text} ", "bold $heading")
    rule = ink(symbols.rule * max(0, width - title.cell_length), "$rule")
    return Block(), Block(join(title, rule), wraps=False)


def note(content: Content, indent: int = 0) -> Block:
    """A paragraph that hangs by two cells."""
    return Block(content, indent=indent, hang=2)
