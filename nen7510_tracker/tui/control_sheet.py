"""What the audit sheet and the statement of applicability share: a row per control, marks, the control beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.ink import BLANK, between, fit, ink, join, line
from nen7510_tracker.tui.page import Block, Page, Target
from nen7510_tracker.tui.sides import Sides
from nen7510_tracker.tui.table import Column, Table

if TYPE_CHECKING:
    from nen7510_tracker.norm.edition import Control, Edition
    from nen7510_tracker.tui.pen import Pen


@dataclass(slots=True, frozen=True)
class ControlRow:
    """A control on a sheet; a heading has the title of its area or session instead."""

    key: str
    control: Control | None = None
    title: str = ""


LEFT = Target("left", "")  # the figure of what is done: which controls are left


class ControlSheet(Frame):
    """A sheet of controls; subclasses say which, what stands in their rows, and what a key does to them."""

    table_id: ClassVar[str]
    figures_lead_to: ClassVar[Target | None] = None
    lab: str

    def __init__(self) -> None:
        super().__init__()
        self.marked: set[str] = set()
        self.only_left = False

    # What a subclass is

    @property
    def scope(self) -> Sequence[str]:
        """The controls that the sheet is about, in the norm's order."""
        raise NotImplementedError

    def is_done(self, control: str) -> bool:
        """Whether the sheet says something of a control already."""
        raise NotImplementedError

    def rows(self) -> Sequence[ControlRow]:
        """What stands on the sheet now."""
        raise NotImplementedError

    def columns(self) -> Sequence[Column[ControlRow]]:
        """How it is shown."""
        raise NotImplementedError

    def searched(self, row: ControlRow) -> str:
        """What a filter looks in."""
        raise NotImplementedError

    def progress(self) -> Iterable[Content]:
        """How far it is: the parts of the line above the table."""
        raise NotImplementedError

    def figures(self) -> Iterable[Content]:
        """What more there is to count: the parts of the line below that one."""
        raise NotImplementedError

    def about(self, control: Control, width: int) -> Iterable[Block]:
        """What is told beside the table of the control under the cursor."""
        raise NotImplementedError

    # What a frame is

    @property
    def table(self) -> Table[ControlRow]:
        """The controls."""
        return self.query_one(f"#{self.table_id}", Table)

    def body(self) -> ComposeResult:
        """How far it is, the controls, and the one under the cursor."""
        yield Page(id="progress", most=2)
        with Sides():
            yield Table[ControlRow](
                lambda row: row.key, search=self.searched, heading=lambda row: row.control is None, id=self.table_id
            )
            yield Page(id="control")

    def on_screen_resume(self) -> None:
        """Show what was typed in a form."""
        self.redraw()

    @on(Page.Followed)
    def _followed(self, event: Page.Followed) -> None:
        event.stop()
        self.follow(event.target)

    def follow(self, target: Target) -> None:
        """To what a figure counts, here; else to the fact in the laboratory, from which escape leads back to the sheet.

        What is left is shown here.
        """
        from nen7510_tracker.tui.laboratory import LaboratoryScreen

        if target == LEFT:
            self.do_left("l")
            return
        screen = LaboratoryScreen(self.lab, self.lab)
        self.app.push_screen(screen)
        screen.jump(target)

    def focus_body(self) -> None:
        """The controls."""
        self.table.focus()

    def narrow(self, text: str) -> None:
        """Filter the controls."""
        self._say_why_empty()
        self.table.narrow(text)

    def step_back(self) -> bool:
        """From the text to the table; marks first."""
        if any(each.has_focus for each in self.query(Page)):
            self.table.focus()
            return True
        if self.marked:
            self.marked.clear()
            self.redraw()
            return True
        return False

    # Going about

    def targets(self) -> Sequence[str]:
        """The controls that a key is about: the marked ones, else that under the cursor."""
        if self.marked:
            return [control for control in self.scope if control in self.marked]
        current = self.table.current
        return [current.key] if current is not None and current.control else []

    def advance(self, row: ControlRow) -> None:
        """To the row after the one that was judged; where only those left are shown it is under the cursor already."""
        shown = self.table.shown
        at = next((place for place, each in enumerate(shown) if each.key == row.key), None)
        if at is not None:
            after = next((place for place in range(at + 1, len(shown)) if shown[place].control), at)
            self.table.move_to(after)

    def go_to_first_left(self) -> None:
        """To the first control of which nothing is said."""
        left = next((row for row in self.table.shown if row.control and not self.is_done(row.key)), None)
        if left:
            self.table.go(left.key)

    def do_mark(self, _key: str) -> None:
        """Mark the control and go on to the next; on a heading, all controls below it."""
        current = self.table.current
        if current is None:
            return
        below = self._below(current)
        self.marked = self.marked - below if below <= self.marked else self.marked | below
        self.redraw()
        if current.control:
            self.advance(current)

    def _below(self, row: ControlRow) -> set[str]:
        """The control of a row; of a heading, those that stand below it."""
        if row.control:
            return {row.key}
        shown = self.table.shown
        after = shown[shown.index(row) + 1 :]
        return {each.key for each in takewhile(lambda each: each.control is not None, after)}

    def do_left(self, _key: str) -> None:
        """Only what is left, or all."""
        self.only_left = not self.only_left
        self.redraw()

    def do_copy(self, _key: str) -> None:
        """Copy the text about the control."""
        page = self.query_one("#control", Page)
        self.copy("\n".join(page.content_at(y).plain.rstrip() for y in range(page.line_count)))

    # Drawing

    def redraw(self) -> None:
        """Show the sheet as it is now."""
        pen = self.pen
        self._say_why_empty()
        self.table.fill(self.columns(), self.rows(), pen.symbols)
        self.query_one("#progress", Page).show(
            lambda width: [self._progress_line(width), *self._figures_line(width)], pen.symbols
        )
        self._tell(self.table.current)
        self.tell()

    def _say_why_empty(self) -> None:
        words = self.pen.words
        self.table.empty = ink(
            words("No control contains these words. Press escape to see all.")
            if self.filter_text
            else words("Nothing is left. Press l to see all, r to record."),
            "$quiet",
        )

    def say_shown(self) -> Iterator[Content]:
        """How many are marked, and whether some are hidden: for the line above the table."""
        words = self.pen.words
        if self.marked:
            yield ink(words("{n} marked", n=len(self.marked)), "bold $key")
        if self.only_left:
            yield ink(words("only what is left"), "$key")

    def _progress_line(self, width: int) -> Block:
        told = fit(between("   ", self.progress()), width, ellipsis=self.pen.symbols.ellipsis)
        return Block(told, target=LEFT, wraps=False)

    def _figures_line(self, width: int) -> Iterator[Block]:
        told = fit(between("   ", self.figures()), width, ellipsis=self.pen.symbols.ellipsis)
        if told.plain.strip():
            yield Block(told, target=self.figures_lead_to, wraps=False)

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        event.stop()
        self._tell(event.row)

    def _tell(self, row: ControlRow | None) -> None:
        """Tell of the control under the cursor."""
        control = row.control if row else None
        self.query_one("#control", Page).show(
            lambda width: list(self.about(control, width)) if control else (), self.pen.symbols
        )


def rows_by_area(edition: Edition, controls: Iterable[str], language: str) -> Sequence[ControlRow]:
    """A row for each control, and a heading before the first of each area."""
    rows: list[ControlRow] = []
    area = ""
    for key in controls:
        control = edition.controls[key]
        if control.area != area:
            area = control.area
            rows.append(ControlRow(f"area {area}", title=f"{area}  {edition.areas[area].title(language)}"))
        rows.append(ControlRow(key, control))
    return rows


def control_cell(pen: Pen, row: ControlRow, marked: set[str]) -> Content:
    """The first column: a control's number, after a sign when it is marked; the title of a heading."""
    if row.control is None:
        return line(row.title, "bold $heading")
    sign = ink(f"{pen.symbols.reached} ", "bold $key") if row.key in marked else BLANK
    return join(sign, ink(row.key, "$primary"))


def title_cell(pen: Pen, row: ControlRow) -> Content:
    """A control's title in the language of the screen."""
    return line(row.control.title(pen.words.language)) if row.control else BLANK
