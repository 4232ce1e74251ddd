"""The audit sheet: where an assessment is made, a key a judgement (screens, 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, get_args

from textual import on
from textual.content import Content

from nen7510_tracker.dossier import draft as drafts
from nen7510_tracker.dossier.draft import AUDIT_GRADES, FOUR_POINTS, Draft
from nen7510_tracker.dossier.facts.assessment import Depth, Grade
from nen7510_tracker.tui import sheet_table
from nen7510_tracker.tui.action import SHEET
from nen7510_tracker.tui.control_sheet import ControlRow
from nen7510_tracker.tui.draft_sheet import DraftSheet
from nen7510_tracker.tui.ink import ink, join, line
from nen7510_tracker.tui.page import Block, Target
from nen7510_tracker.tui.sheet_background import Background, background_of
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.words.message import Message

if TYPE_CHECKING:
    from nen7510_tracker.norm.edition import Control

DEPTHS: tuple[Depth | None, ...] = (*get_args(Depth), None)


class SheetScreen(DraftSheet[Draft]):
    """A row per control in scope, in the norm's order or by session."""

    table_id: ClassVar[str] = "sheet"
    figures_lead_to: ClassVar[Target | None] = Target("findings", "")

    def __init__(self, lab: str, key: str) -> None:
        super().__init__()
        self.lab = lab
        self.key = key
        self.background: Background | None = None
        self.by_session = False
        self.shows_others = True
        self._revised = ""

    # What a sheet is

    @property
    def place(self) -> str:
        """The sheet."""
        return SHEET

    @property
    def where(self) -> Content:
        """The assessment, as the draft that it is."""
        title = self.draft.title if self.draft else self.key
        name = self.background.lab_name if self.background else self.lab
        return join(ink(self.pen.words("DRAFT"), "bold $past"), "  ", line(title, "bold"), "  ", line(name))

    @property
    def scope(self) -> Sequence[str]:
        """The controls that the assessment is about."""
        return self.background.scope if self.background else ()

    # Reading

    def load(self) -> None:
        """Read the draft as it was left, and what others said."""
        lab, key = self.lab, self.key
        today = self.tracker.today

        def work(desk: object) -> tuple[Draft, Background]:
            del desk
            drafting = self.drafting
            draft = drafting.open(lab, key)
            return draft, background_of(drafting, draft, today)

        self.fetch(work, self._loaded)

    def _loaded(self, found: tuple[Draft, Background]) -> None:
        draft, self.background = found
        is_first = self.draft is None
        if self.draft is None or draft.revision > self.draft.revision:
            self.draft = draft
        self.redraw()
        self.tell()
        if is_first:
            self.begin()
            self.go_to_first_left()

    def follow(self, target: Target) -> None:
        """To a finding of the sheet, or to all of them; to what is recorded in the laboratory."""
        from nen7510_tracker.tui.sheet_findings import all_findings, finding_form

        if target == self.figures_lead_to:
            all_findings(self)
        elif target.kind == "draft finding":
            self.app.push_screen(finding_form(self, target.id))
        else:
            super().follow(target)

    # The keys

    def do_rate(self, key: str) -> None:
        """A judgement: on four points in an inspection, by exception in an audit."""
        if self.draft is None:
            return
        at = int(key) - 1
        if self.draft.by_rating:
            self.apply(lambda draft, targets: drafts.rated(draft, targets, FOUR_POINTS[at]))
        elif at == 0:
            self.apply(lambda draft, targets: drafts.rated(draft, targets, "meets"))
        else:
            self._new_finding(AUDIT_GRADES[at - 1])

    def do_examined(self, _key: str) -> None:
        """Looked at without remark."""
        self.apply(drafts.examined)

    def do_not_assessed(self, _key: str) -> None:
        """Will not be looked at."""
        self.apply(lambda draft, targets: drafts.rated(draft, targets, "not_assessed"))

    def do_clear(self, _key: str) -> None:
        """Take back what was judged."""
        self.apply(drafts.cleared, advance=False)

    def do_depth(self, _key: str) -> None:
        """The next depth."""
        targets = self.targets()
        if self.draft and targets:
            now = self.draft.row(targets[0]).depth
            following = DEPTHS[(DEPTHS.index(now) + 1) % len(DEPTHS)]
            self.apply(lambda draft, controls: drafts.at_depth(draft, controls, following), advance=False)

    def do_others(self, _key: str) -> None:
        """What others said, or not."""
        self.shows_others = not self.shows_others
        self.redraw()

    def do_sessions(self, _key: str) -> None:
        """By session, or in the norm's order."""
        self.by_session = not self.by_session
        self.redraw()

    def why_not_sessions(self) -> Message | None:
        """There has to be one."""
        if self.draft and self.draft.sessions:
            return None
        return Message("There is no session yet: mark controls with space, and press G.")

    def why_not_session(self) -> Message | None:
        """There have to be marked controls."""
        return None if self.marked else Message("Mark the controls of the session with space first.")

    def why_not_revise(self) -> Message | None:
        """There has to be a finding."""
        targets = self.targets()
        if self.draft and targets and self.draft.findings_on(targets[0]):
            return None
        return Message("There is no finding on this control yet: press f.")

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        self.do_note("enter")

    def do_note(self, _key: str) -> None:
        """Write a note."""
        from nen7510_tracker.tui.sheet_forms import note_form

        targets = self.targets()
        if self.draft and targets:
            self.app.push_screen(note_form(self, targets))

    def do_finding(self, _key: str) -> None:
        """Write down a finding; its grade is asked."""
        self._new_finding("ungraded" if self.draft and self.draft.by_rating else "minor")

    def _new_finding(self, grade: Grade) -> None:
        from nen7510_tracker.tui.sheet_findings import new_finding

        new_finding(self, grade)

    def do_revise(self, _key: str) -> None:
        """Go on with a finding on the control: the first, then the next."""
        from nen7510_tracker.tui.sheet_findings import next_finding

        self._revised = next_finding(self, self._revised)

    def do_evidence(self, _key: str) -> None:
        """Write down evidence that was seen."""
        from nen7510_tracker.tui.sheet_forms import evidence_form

        targets = self.targets()
        if self.draft and targets:
            self.app.push_screen(evidence_form(self, targets))

    def do_session(self, _key: str) -> None:
        """Put the marked controls into a session."""
        from nen7510_tracker.tui.sheet_forms import session_form

        self.app.push_screen(session_form(self, self.targets()), self._in_session)

    def _in_session(self, saved: object) -> None:
        if saved:
            self.marked.clear()
            self.by_session = True
            self.redraw()

    def do_details(self, _key: str) -> None:
        """The assessment itself."""
        from nen7510_tracker.tui.sheet_forms import details_form

        if self.draft:
            self.app.push_screen(details_form(self), lambda _saved: self.load())

    def do_hand_out(self, _key: str) -> None:
        """Write the draft to a file."""
        from nen7510_tracker.tui.sheet_files import hand_out

        hand_out(self)

    def do_closing(self, _key: str) -> None:
        """Write the list for the closing meeting."""
        from nen7510_tracker.tui.sheet_files import closing_list

        closing_list(self)

    def do_take_in(self, _key: str) -> None:
        """Add a colleague's part."""
        from nen7510_tracker.tui.sheet_files import take_in

        take_in(self)

    def do_discard(self, _key: str) -> None:
        """Throw the draft away, after asking."""
        from nen7510_tracker.tui.sheet_files import discard

        discard(self)

    def do_make_facts(self, _key: str) -> None:
        """Show what will become fact, and make it so."""
        from nen7510_tracker.tui.sheet_files import make_facts

        make_facts(self)

    # Drawing

    def redraw(self) -> None:
        """Show the draft as it is now, as soon as it has been read."""
        if self.draft and self.background:
            super().redraw()

    def is_done(self, control: str) -> bool:
        """Whether it is judged."""
        return self.draft is not None and self.draft.row(control).is_done

    def rows(self) -> Sequence[ControlRow]:
        """The controls in scope, in the norm's order or by session."""
        return sheet_table.rows_of(self, self.draft, self.background) if self.draft and self.background else ()

    def columns(self) -> Sequence[Column[ControlRow]]:
        """What is noted, and what others said."""
        return sheet_table.columns_of(self)

    def searched(self, row: ControlRow) -> str:
        """Numbers, titles and notes; the title of a heading."""
        if row.control is None:
            return row.title
        note = self.draft.row(row.key).note if self.draft else None
        return f"{row.key} {row.control.title_nl} {row.control.title_en} {note or ''}"

    def progress(self) -> Iterable[Content]:
        """How many are judged, and what the keys mean."""
        return sheet_table.progress_of(self, self.draft, self.scope) if self.draft else ()

    def figures(self) -> Iterable[Content]:
        """How many findings there are, by grade."""
        return sheet_table.figures_of(self.pen, self.draft) if self.draft else ()

    def about(self, control: Control, width: int) -> Iterable[Block]:
        """What was noted on it, and what others said."""
        from nen7510_tracker.tui.sheet_text import control_text

        if self.draft is None or self.background is None:
            return ()
        return control_text(self.pen, self.draft, self.background, control, width, others=self.shows_others)
