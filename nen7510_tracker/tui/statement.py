"""The statement of applicability as a sheet: a row per control of part 2, a key a judgement (screens, 4).

What is said is kept at every key with the unsaved forms, and becomes one fact, after showing what that will be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any, get_args

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.dossier.facts.statement import Implementation, Reason, Statement
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.status import latest_statement
from nen7510_tracker.tui import applicability as sheets
from nen7510_tracker.tui.action import STATEMENT
from nen7510_tracker.tui.applicability import Said, Stating
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.ink import BLANK, between, fit, ink, join, line
from nen7510_tracker.tui.page import Page
from nen7510_tracker.tui.sides import Sides
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.words.day import of
from nen7510_tracker.words.message import Message

if TYPE_CHECKING:
    from nen7510_tracker.norm.edition import Control, Edition
    from nen7510_tracker.tui.laboratory import LaboratoryScreen
    from nen7510_tracker.tui.pen import Pen

LEVELS: tuple[Implementation, ...] = get_args(Implementation)
REASONS: tuple[Reason, ...] = get_args(Reason)
FIRST_REASON = 5  # the key of the first reason
UNDO = 200  # changes
LEVEL_STYLES: Mapping[str, str] = {
    "yes": "$conforming",
    "partly": "$partial",
    "planned": "$claimed",
    "no": "$nonconforming",
}
LEVEL_SIGNS = {"yes": "conforming", "partly": "partial", "planned": "claimed", "no": "nonconforming"}


class StatementRow:
    """A control on the sheet; a heading has the title of its area instead."""

    __slots__ = ("control", "key", "title")

    def __init__(self, key: str, control: Control | None = None, title: str = "") -> None:
        self.key = key
        self.control = control
        self.title = title


def say_applicable(pen: Pen, row: Said) -> Content:
    """What is said of a control, as a sign and a word; nothing where nothing is said yet."""
    if row.applicable is None:
        return BLANK
    if not row.applicable:
        return pen.status("not_applicable")
    if row.implemented is None:
        return ink(pen.words("applicable"))
    sign = pen.symbols.status[LEVEL_SIGNS[row.implemented]]
    return ink(f"{sign} {pen.words(label(row.implemented))}", LEVEL_STYLES[row.implemented])


class StatementScreen(Frame):
    """A row per control of part 2 of an edition, in the norm's order; `before`: the statement that is corrected."""

    def __init__(self, origin: LaboratoryScreen, edition: Edition, before: Statement | None = None) -> None:
        super().__init__()
        self.origin = origin
        self.lab = origin.lab
        self.edition = edition
        self.before = before
        self.scope = [each.id for each in edition.controls.values() if each.part == 2]
        self.previous: Statement | None = None
        self.stating = Stating({}, {})
        self.marked: set[str] = set()
        self.only_left = False
        self._undo: list[Stating] = []
        self._form = ""

    # What a frame is

    @property
    def place(self) -> str:
        """The sheet."""
        return STATEMENT

    @property
    def where(self) -> Content:
        """The statement, as the draft that it is."""
        words = self.pen.words
        what = words("statement of applicability") if self.before is None else words("correction of a statement")
        return join(ink(words("DRAFT"), "bold $past"), "  ", line(what, "bold"), "  ", line(self.origin.lab_name))

    @property
    def table(self) -> Table[StatementRow]:
        """The controls."""
        return self.query_one("#statement", Table)

    def body(self) -> ComposeResult:
        """How far it is, the controls, and the one under the cursor."""
        yield Page(id="progress", most=2)
        with Sides():
            yield Table[StatementRow](
                lambda row: row.key, search=self._searched, heading=lambda row: row.control is None, id="statement"
            )
            yield Page(id="control")

    def on_screen_resume(self) -> None:
        """Show what was typed in a form."""
        self.redraw()

    def focus_body(self) -> None:
        """The controls."""
        self.table.focus()

    def narrow(self, text: str) -> None:
        """Filter the controls."""
        self.table.narrow(text)

    def step_back(self) -> bool:
        """From the text to the table; marks first."""
        if self.query_one("#control", Page).has_focus:
            self.table.focus()
            return True
        if self.marked:
            self.marked.clear()
            self.redraw()
            return True
        return False

    # Where it begins, and what is kept of it

    @property
    def form_id(self) -> str:
        """Under what the sheet is kept."""
        what = self.before.key if self.before else self.edition.id
        return f"{self.tracker.place_text()} {self.lab} statement-sheet {what}"

    def load(self) -> None:
        """Go on where the sheet was left; else begin with what the latest statement says."""
        opened = self.origin.opened
        if opened is None:
            return
        latest = latest_statement(opened.evaluation.view, self.edition.id)
        self.previous = self.before or (latest.fact if latest else None)
        left = self.tracker.unsaved.get(self.form_id)
        self.stating = sheets.taken_up(left) if left else self._fresh()
        self.redraw()
        self.focus_body()
        first = next((row for row in self.table.shown if row.control and not self._row(row).is_done), None)
        if first:
            self.table.go(first.key)
        if left:
            self.flash(Message("Taken up where it was left. D throws it away."))
        elif self.previous and not self.before:
            text = "Begun with what statement {id} of {day} says: only what is different now needs a key."
            self.flash(Message(text, id=self.previous.id, day=self.previous.on))

    def _fresh(self) -> Stating:
        opened = self.origin.opened
        rows = sheets.rows_of(self.previous.controls) if self.previous else {}
        if self.before is not None:
            from nen7510_tracker.tui.fact_form import as_typed

            header = {name: text for name, text in as_typed(self.before).items() if name != "controls"}
        else:
            today = of(self.tracker.today)
            taken = opened.dossier.chains["statement"] if opened else ()
            header = {"id": sheets.next_id(today, taken), "on": str(today), "edition": self.edition.id}
        return Stating(header, rows)

    def change(self, stating: Stating, *, advance: bool = False, typing: str = "") -> None:
        """Take what is said now: kept before the next key. `typing` names the form in which it was typed."""
        if stating == self.stating:
            return
        if not typing or typing != self._form:
            self._undo = [*self._undo[-UNDO:], self.stating]
        self._form = typing
        self.stating = stating
        self.tracker.unsaved.put(self.form_id, sheets.kept(stating))
        current = self.table.current
        if self.is_active:
            self.redraw()
        if advance and current is not None:
            self._advance(current)

    def _advance(self, row: StatementRow) -> None:
        shown = self.table.shown
        at = next((place for place, each in enumerate(shown) if each.key == row.key), None)
        if at is not None:
            self.table.move_to(next((place for place in range(at + 1, len(shown)) if shown[place].control), at))

    def targets(self) -> Sequence[str]:
        """The controls that a key is about: the marked ones, else that under the cursor."""
        if self.marked:
            return [control for control in self.scope if control in self.marked]
        current = self.table.current
        return [current.key] if current is not None and current.control else []

    def _apply(self, change: sheets.Change, *, advance: bool = True) -> None:
        targets = self.targets()
        if not targets:
            self.flash(Message("Put the cursor on a control first."))
            return
        several = bool(self.marked)
        self.marked.clear()
        self.change(sheets.changed(self.stating, targets, change), advance=advance and not several)
        self.redraw()

    # The keys

    def do_implemented(self, key: str) -> None:
        """It applies, and so far it is implemented."""
        self._apply(sheets.applies(LEVELS[int(key) - 1]))

    def do_excluded(self, _key: str) -> None:
        """It does not apply; why is asked at once."""
        from nen7510_tracker.tui.statement_forms import words_form

        targets = self.targets()
        current = self.table.current
        self._apply(sheets.excluded, advance=False)
        if targets and current:
            self.app.push_screen(words_form(self, targets), lambda _saved: self._advance(current))

    def do_reason(self, key: str) -> None:
        """A reason to have it, or no longer."""
        targets = self.targets()
        if targets:
            self.change(sheets.toggled(self.stating, targets, REASONS[int(key) - FIRST_REASON]))

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        self.do_justify("enter")

    def do_justify(self, _key: str) -> None:
        """Why, and where it is laid down."""
        from nen7510_tracker.tui.statement_forms import words_form

        targets = self.targets()
        if targets:
            self.app.push_screen(words_form(self, targets))

    def do_unsay(self, _key: str) -> None:
        """Take back what is said."""
        self._apply(lambda _row: sheets.NOTHING, advance=False)

    def do_mark(self, _key: str) -> None:
        """Mark the control and go on; on a heading, all controls below it."""
        current = self.table.current
        if current is None:
            return
        shown = self.table.shown
        after = shown[shown.index(current) + 1 :]
        below = {each.key for each in takewhile(lambda each: each.control is not None, after)}
        about = {current.key} if current.control else below
        self.marked = self.marked - about if about <= self.marked else self.marked | about
        self.redraw()
        if current.control:
            self._advance(current)

    def do_undo(self, _key: str) -> None:
        """Take back the last change."""
        self.stating = self._undo.pop()
        self.tracker.unsaved.put(self.form_id, sheets.kept(self.stating))
        self.redraw()

    def why_not_undo(self) -> Message | None:
        """There has to be a change."""
        return None if self._undo else Message("Nothing was changed on this sheet yet.")

    def do_left(self, _key: str) -> None:
        """Only what is left, or all."""
        self.only_left = not self.only_left
        self.redraw()

    def do_header(self, _key: str) -> None:
        """The statement itself: version, day, who approved it."""
        from nen7510_tracker.tui.statement_forms import header_form

        self.app.push_screen(header_form(self))

    def do_copy(self, _key: str) -> None:
        """Copy the text about the control."""
        page = self.query_one("#control", Page)
        self.copy("\n".join(page.content_at(y).plain.rstrip() for y in range(page.line_count)))

    def do_discard(self, _key: str) -> None:
        """Throw the sheet away, after asking."""
        from nen7510_tracker.tui.statement_forms import discard

        discard(self)

    def do_make_facts(self, _key: str) -> None:
        """Show what will become fact, and make it so."""
        from nen7510_tracker.tui.statement_forms import make_fact

        make_fact(self)

    def leave(self, said: Message) -> None:
        """Back to the laboratory; nothing is kept of the sheet."""
        app = self.tracker
        app.unsaved.drop(self.form_id)
        app.pop_screen()
        self.origin.load()
        self.origin.flash(said)

    # Drawing

    def redraw(self) -> None:
        """Show what is said now."""
        pen = self.pen
        self.table.empty = ink(pen.words("Nothing is left. Press l to see all, r to record."), "$quiet")
        if self.filter_text:
            self.table.empty = ink(pen.words("No control contains these words. Press escape to see all."), "$quiet")
        self.table.fill(self._columns(), self._rows(), pen.symbols)
        self.query_one("#progress", Page).show(self._progress, pen.symbols)
        self._tell(self.table.current)
        self.tell()

    def _rows(self) -> Sequence[StatementRow]:
        rows: list[StatementRow] = []
        area = ""
        for key in self.scope:
            if self.only_left and self.stating.row(key).is_done:
                continue
            control = self.edition.controls[key]
            if control.area != area:
                area = control.area
                title = self.edition.areas[area].title(self.pen.words.language)
                rows.append(StatementRow(f"area {area}", title=f"{area}  {title}"))
            rows.append(StatementRow(key, control))
        return rows

    def _row(self, row: StatementRow) -> Said:
        return self.stating.row(row.key)

    def _searched(self, row: StatementRow) -> str:
        if row.control is None:
            return row.title
        said = self._row(row)
        titles = f"{row.control.title_nl} {row.control.title_en}"
        return f"{row.key} {titles} {say_applicable(self.pen, said).plain} {said.justification} {said.reference}"

    def _columns(self) -> Sequence[Column[StatementRow]]:
        pen, words = self.pen, self.pen.words
        was = sheets.rows_of(self.previous.controls) if self.previous else {}
        room = max(16, pen.room(["not_applicable"]))
        columns = [
            Column[StatementRow](words("Control"), 9, self._control_cell),
            Column[StatementRow](words("Applies"), room, lambda row, _: say_applicable(pen, self._row(row))),
            Column[StatementRow](words("Title"), 26, lambda row, _: self._title(row), least=14, grows=3),
            Column[StatementRow](words("Reasons"), 14, lambda row, _: self._reasons(row), keep=6),
            Column[StatementRow](
                words("Why or why not"),
                18,
                lambda row, _: line(self._row(row).justification, "$quiet"),
                grows=2,
                keep=5,
            ),
        ]
        if was and self.before is None:
            columns.append(
                Column[StatementRow](
                    words("Before"), 16, lambda row, _: say_applicable(pen, was.get(row.key, sheets.NOTHING)), keep=4
                )
            )
        return columns

    def _control_cell(self, row: StatementRow, _width: int) -> Content:
        if row.control is None:
            return line(row.title, "bold $heading")
        mark = ink(f"{self.pen.symbols.reached} ", "bold $key") if row.key in self.marked else BLANK
        return join(mark, ink(row.key, "$primary"))

    def _title(self, row: StatementRow) -> Content:
        return line(row.control.title(self.pen.words.language)) if row.control else BLANK

    def _why(self, row: StatementRow) -> Content:
        return line(self._row(row).justification, "$quiet")

    def _reasons(self, row: StatementRow) -> Content:
        return line(", ".join(self.pen.words(label(each)) for each in self._row(row).reasons))

    def _progress(self, width: int) -> Sequence[Any]:
        from nen7510_tracker.tui.page import Block

        pen, words = self.pen, self.pen.words
        said = [self.stating.row(each) for each in self.scope]
        parts = [ink(words("{n} of {total}", n=sum(each.is_done for each in said), total=len(said)), "bold")]
        for level in LEVELS:
            number = sum(each.applicable is True and each.implemented == level for each in said)
            if number:
                parts.append(join(say_applicable(pen, Said(applicable=True, implemented=level)), f" {number}"))
        left_out = sum(each.applicable is False for each in said)
        if left_out:
            parts.append(join(pen.status("not_applicable"), f" {left_out}"))
        if self.marked:
            parts.append(ink(words("{n} marked", n=len(self.marked)), "bold $key"))
        if self.only_left:
            parts.append(ink(words("only what is left"), "$key"))
        keys = words("1 implemented 2 partly 3 planned 4 not 0 does not apply   5 risk 6 law 7 contract 8 practice")
        parts.append(ink(keys, "$quiet"))
        return [Block(fit(between("   ", parts), width, ellipsis=pen.symbols.ellipsis), wraps=False)]

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        event.stop()
        self._tell(event.row)

    def _tell(self, row: StatementRow | None) -> None:
        """Tell of the control under the cursor."""
        from nen7510_tracker.tui.statement_forms import control_text

        page = self.query_one("#control", Page)
        if row is None or row.control is None:
            page.show(lambda _width: (), self.pen.symbols)
            return
        control = row.control
        page.show(lambda width: list(control_text(self, control, width)), self.pen.symbols)


def write_statement(screen: LaboratoryScreen, edition: str, before: Statement | None = None) -> None:
    """Open the sheet for a new version of the statement of an edition; with `before`, to correct that one."""
    if screen.opened is not None:
        screen.app.push_screen(StatementScreen(screen, screen.opened.norm.edition(edition), before))
