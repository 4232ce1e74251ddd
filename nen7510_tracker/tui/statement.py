"""The statement of applicability as a sheet: a row per control of part 2, a key a judgement (screens, 4).

What is said is kept at every key as a draft, and becomes one fact, after showing what that will be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, get_args

from textual import on
from textual.content import Content

from nen7510_tracker.dossier import statement_draft as sheets
from nen7510_tracker.dossier.facts.statement import Reason, Statement, next_statement_id
from nen7510_tracker.dossier.statement_draft import Said, StatementDraft
from nen7510_tracker.rules.status import latest_statement
from nen7510_tracker.tui import statement_table
from nen7510_tracker.tui.action import STATEMENT
from nen7510_tracker.tui.control_sheet import ControlRow, rows_by_area
from nen7510_tracker.tui.draft_sheet import DraftSheet, beneath
from nen7510_tracker.tui.ink import ink, join, line
from nen7510_tracker.tui.page import Block, Target
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.words.day import of
from nen7510_tracker.words.message import Message

if TYPE_CHECKING:
    from nen7510_tracker.norm.edition import Control, Edition
    from nen7510_tracker.tui.laboratory import LaboratoryScreen

REASONS: tuple[Reason, ...] = get_args(Reason)
FIRST_REASON = 5  # the key of the first reason


class StatementScreen(DraftSheet[StatementDraft]):
    """A row per control of part 2 of an edition, in the norm's order; `before`: the statement that is corrected."""

    table_id: ClassVar[str] = "statement"
    figures_lead_to: ClassVar[Target | None] = Target("alike", "")

    def __init__(self, origin: LaboratoryScreen, edition: Edition, before: Statement | None = None) -> None:
        super().__init__()
        self.origin = origin
        self.lab = origin.lab
        self.edition = edition
        self.before = before
        self._scope = [each.id for each in edition.controls.values() if each.part == 2]
        self.previous: Statement | None = None
        self.only: Said | None = None  # which of the figures is shown; None: all controls

    # What a sheet is

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
    def scope(self) -> Sequence[str]:
        """The controls of part 2."""
        return self._scope

    # Where it begins

    def load(self) -> None:
        """Go on where the sheet was left; else begin with what the latest statement says."""
        opened = self.origin.opened
        if opened is None:
            return
        latest = latest_statement(opened.evaluation.view, self.edition.id)
        self.previous = self.before or (latest.fact if latest else None)
        lab, key = self.lab, sheets.draft_id(self.edition.id, self.before.key if self.before else None)
        self.fetch(lambda _desk: self.drafting.statement(lab, key), self._loaded)

    def _loaded(self, left: StatementDraft | None) -> None:
        if self.draft is not None:
            if left and left.revision > self.draft.revision:
                self.draft = left
            self.redraw()
            return
        self.draft = left or self._fresh()
        self.redraw()
        self.begin()
        self.go_to_first_left()
        if left:
            self.flash(Message("Taken up where it was left. D throws it away."))
        elif self.previous and not self.before:
            text = "Begun with what statement {id} of {day} says: only what is different now needs a key."
            self.flash(Message(text, id=self.previous.id, day=self.previous.on))

    def _fresh(self) -> StatementDraft:
        rows = sheets.rows_of(self.previous.controls) if self.previous else {}
        return sheets.begun(self.lab, self.edition.id, self._header(), rows, self.before.key if self.before else None)

    def _header(self) -> Mapping[str, str]:
        """The statement's own keys, as far as they are known beforehand."""
        if self.before is not None:
            from nen7510_tracker.tui.fact_form import as_typed

            return {name: text for name, text in as_typed(self.before).items() if name != "controls"}
        today, opened = of(self.tracker.today), self.origin.opened
        taken = opened.dossier.chains["statement"] if opened else ()
        return {"id": next_statement_id(today, taken), "on": str(today), "edition": self.edition.id}

    @property
    def stated(self) -> StatementDraft:
        """What the sheet says; nothing as long as it has not been read."""
        return self.draft or sheets.begun(self.lab, self.edition.id, {}, {})

    def say(self, change: sheets.Change, *, advance: bool = True) -> None:
        """Say something of what the key is about."""
        self.apply(lambda draft, targets: sheets.changed(draft, targets, change), advance=advance)

    # The keys

    def do_implemented(self, key: str) -> None:
        """It applies, and so far it is implemented."""
        self.say(sheets.applies(statement_table.LEVELS[int(key) - 1]))

    def do_excluded(self, _key: str) -> None:
        """It does not apply; why is asked at once."""
        from nen7510_tracker.tui.statement_forms import words_form

        targets = self.targets()
        current = self.table.current
        self.say(sheets.excluded, advance=False)
        if self.draft and targets and current:
            self.app.push_screen(words_form(self, targets), lambda _saved: self.advance(current))

    def do_reason(self, key: str) -> None:
        """A reason to have it, or no longer."""
        targets, reason = self.targets(), REASONS[int(key) - FIRST_REASON]
        if self.draft and targets:
            self.change(sheets.toggled(self.draft, targets, reason))

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        self.do_justify("enter")

    def do_justify(self, _key: str) -> None:
        """Why, and where it is laid down."""
        from nen7510_tracker.tui.statement_forms import words_form

        targets = self.targets()
        if self.draft and targets:
            self.app.push_screen(words_form(self, targets))

    def do_unsay(self, _key: str) -> None:
        """Take back what is said."""
        self.say(lambda _row: sheets.NOTHING, advance=False)

    def do_left(self, key: str) -> None:
        """Only what is left, or all."""
        self.only = None
        super().do_left(key)

    def do_alike(self, _key: str) -> None:
        """The controls that the next of the figures counts; after the last, all."""
        kinds = [None, *statement_table.figures_in(self)]
        self.only, self.only_left = kinds[(kinds.index(self.only) + 1) % len(kinds)], False
        self.redraw()

    def why_not_alike(self) -> Message | None:
        """Something has to be said."""
        return None if statement_table.figures_in(self) else Message("Nothing is said of any control yet.")

    def follow(self, target: Target) -> None:
        """From the figures to the controls that they count."""
        if target == self.figures_lead_to:
            self.do_alike("o")
        else:
            super().follow(target)

    def do_header(self, _key: str) -> None:
        """The statement itself: version, day, who approved it."""
        from nen7510_tracker.tui.statement_forms import header_form

        self.app.push_screen(header_form(self))

    def do_discard(self, _key: str) -> None:
        """Throw the sheet away, after asking."""
        from nen7510_tracker.tui.statement_forms import discard

        discard(self)

    def do_make_facts(self, _key: str) -> None:
        """Show what will become fact, and make it so."""
        from nen7510_tracker.tui.statement_forms import make_fact

        make_fact(self)

    def leave(self, said: Message) -> None:
        """Back to the laboratory: the sheet is recorded, or thrown away."""
        self.is_over = True
        self.app.pop_screen()
        self.origin.load()
        self.origin.flash(said)

    # Drawing

    def redraw(self) -> None:
        """Show the sheet as it is now; all of it where nothing is said any more of what was shown alone."""
        if self.only not in statement_table.figures_in(self):
            self.only = None
        super().redraw()

    def is_done(self, control: str) -> bool:
        """Whether it is said if it applies."""
        return self.stated.row(control).is_done

    def rows(self) -> Sequence[ControlRow]:
        """The controls in the norm's order."""
        return rows_by_area(self.edition, filter(self._is_shown, self.scope), self.pen.words.language)

    def _is_shown(self, control: str) -> bool:
        if self.only is not None:
            return statement_table.figure_of(self.stated.row(control)) == self.only
        return not self.only_left or not self.is_done(control)

    def columns(self) -> Sequence[Column[ControlRow]]:
        """What is said, and what the statement before said."""
        return statement_table.columns_of(self)

    def searched(self, row: ControlRow) -> str:
        """Numbers, titles and everything that is said; the title of a heading."""
        if row.control is None:
            return row.title
        said = self.stated.row(row.key)
        titles = f"{row.control.title_nl} {row.control.title_en}"
        applies = statement_table.say_applicable(self.pen, said).plain
        return f"{row.key} {titles} {applies} {said.justification} {said.reference}"

    def progress(self) -> Iterable[Content]:
        """How many are said, and what the keys mean."""
        return statement_table.progress_of(self)

    def figures(self) -> Iterable[Content]:
        """What is said of how many."""
        return statement_table.figures_of(self)

    def about(self, control: Control, width: int) -> Iterable[Block]:
        """What is said of it now and before, and how it stands."""
        from nen7510_tracker.tui.statement_forms import control_text

        return control_text(self, control, width)


def write_statement(screen: LaboratoryScreen, edition: str, before: Statement | None = None) -> None:
    """Open the sheet for a new version of the statement of an edition; with `before`, to correct that one."""
    sheet = beneath(screen.app)
    if sheet:
        screen.flash(sheet)
    elif screen.opened is not None:
        screen.app.push_screen(StatementScreen(screen, screen.opened.norm.edition(edition), before))
