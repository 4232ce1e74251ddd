"""The audit sheet: where an assessment is made, a key a judgement (screens, 3).

Every change is in safety before the next key: in the journal at once, in the store a moment later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING, cast, get_args

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message as Event

from nen7510_tracker.dossier import draft as drafts
from nen7510_tracker.dossier.draft import AUDIT_GRADES, FOUR_POINTS, Draft, DraftFinding, Row
from nen7510_tracker.dossier.facts.assessment import Depth, Grade
from nen7510_tracker.rules.rating import RatingStatus
from nen7510_tracker.service.drafting import Drafting, keep_or_say, scope_of
from nen7510_tracker.tui.action import SHEET
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.ink import BLANK, between, fit, ink, join, line
from nen7510_tracker.tui.page import Block, Page
from nen7510_tracker.tui.sides import Sides
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.words.message import Message

if TYPE_CHECKING:
    from nen7510_tracker.norm.edition import Control, Edition
    from nen7510_tracker.rules.evaluation import Evaluation

DEPTHS: tuple[Depth | None, ...] = (*get_args(Depth), None)
UNDO = 200  # changes


@dataclass(slots=True, frozen=True)
class SheetRow:
    """A control on the sheet; a heading has the title of its area or session instead."""

    key: str
    control: Control | None = None
    title: str = ""


@dataclass(slots=True, frozen=True)
class Background:
    """What the sheet shows beside the draft: the norm's edition, and what others said last of each control."""

    edition: Edition
    scope: Sequence[str]
    others: Mapping[str, Sequence[RatingStatus]]
    taken: frozenset[str]
    lab_name: str


class Kept(Event):
    """The store has taken a draft, or says why not."""

    def __init__(self, revision: int, trouble: Message | None) -> None:
        super().__init__()
        self.revision = revision
        self.trouble = trouble


class SheetScreen(Frame):
    """A row per control in scope, in the norm's order or by session."""

    def __init__(self, lab: str, key: str) -> None:
        super().__init__()
        self.lab = lab
        self.key = key
        self.draft: Draft | None = None
        self.background: Background | None = None
        self.marked: set[str] = set()
        self.only_left = False
        self.by_session = False
        self.shows_others = True
        self._before: list[Draft] = []
        self._kept = -1
        self._keeping = False
        self._revised = ""
        self._form = ""
        self.is_done = False

    # What a frame is

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
    def table(self) -> Table[SheetRow]:
        """The controls."""
        return self.query_one("#sheet", Table)

    def body(self) -> ComposeResult:
        """How far it is, the controls, and the one under the cursor."""
        yield Page(id="progress", most=2)
        with Sides():
            yield Table[SheetRow](
                lambda row: row.key, search=self._searched, heading=lambda row: row.control is None, id="sheet"
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

    # Reading

    @property
    def drafting(self) -> Drafting:
        """The drafts of the record."""
        return self.tracker.drafting()

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
            self.focus_body()
            left = next((row for row in self.table.shown if row.control and not self._row(row).is_done), None)
            if left:
                self.table.go(left.key)

    # Changing

    def change(self, draft: Draft, *, advance: bool = False, typing: str = "") -> None:
        """Take a changed draft: safe at once, shown, and in the store a moment later.

        `typing` names the form in which it was typed: taking back takes back all that was typed there.
        """
        if self.draft is None:
            return
        if drafts.says_the_same(draft, self.draft):
            draft = self.draft
        elif not typing or typing != self._form:
            self._before = [*self._before[-UNDO:], self.draft]
        self._form = typing
        self.draft = draft
        self.drafting.note(draft)
        current = self.table.current
        if self.is_active:  # beneath a form it is drawn when that is closed: a key must not wait for it
            self.redraw()
        if advance and current is not None:
            self._advance(current)
        self._keep()

    def _advance(self, row: SheetRow) -> None:
        """To the row after the one that was judged; where only those left are shown it is under the cursor already."""
        shown = self.table.shown
        at = next((place for place, each in enumerate(shown) if each.key == row.key), None)
        if at is not None:
            after = next((place for place in range(at + 1, len(shown)) if shown[place].control), at)
            self.table.move_to(after)

    def _keep(self) -> None:
        """Give the draft to the store in the background; of several changes meanwhile the last is given then."""
        draft = self.draft
        if self._keeping or self.is_done or draft is None or draft.revision == self._kept:
            return
        self._keeping = True
        drafting = self.drafting

        def work() -> None:
            trouble = keep_or_say(drafting, draft)
            self.post_message(Kept(draft.revision, trouble))

        self.run_worker(work, thread=True, group="keep", exit_on_error=False)

    @on(Kept)
    def _was_kept(self, event: Kept) -> None:
        event.stop()
        self._keeping = False
        if event.trouble is None:
            self._kept = event.revision
            self._keep()
        else:
            self.flash(
                Message(
                    "{trouble} What you typed is safe on this machine; it is kept in the record with the next key.",
                    trouble=event.trouble,
                ),
                bad=True,
            )

    def targets(self) -> Sequence[str]:
        """The controls that a key is about: the marked ones, else that under the cursor."""
        if self.marked and self.background:
            return [control for control in self.background.scope if control in self.marked]
        current = self.table.current
        return [current.key] if current is not None and current.control else []

    def _apply(self, change: Callable[[Draft, Sequence[str]], Draft], *, advance: bool = True) -> None:
        targets = self.targets()
        if self.draft is None or not targets:
            self.flash(Message("Put the cursor on a control first."))
            return
        several = bool(self.marked)
        self.marked.clear()
        self.change(change(self.draft, targets), advance=advance and not several)

    # The keys

    def do_rate(self, key: str) -> None:
        """A judgement: on four points in an inspection, by exception in an audit."""
        if self.draft is None:
            return
        at = int(key) - 1
        if self.draft.by_rating:
            self._apply(lambda draft, targets: drafts.rated(draft, targets, FOUR_POINTS[at]))
        elif at == 0:
            self._apply(lambda draft, targets: drafts.rated(draft, targets, "meets"))
        else:
            self._new_finding(AUDIT_GRADES[at - 1])

    def do_examined(self, _key: str) -> None:
        """Looked at without remark."""
        self._apply(drafts.examined)

    def do_not_assessed(self, _key: str) -> None:
        """Will not be looked at."""
        self._apply(lambda draft, targets: drafts.rated(draft, targets, "not_assessed"))

    def do_clear(self, _key: str) -> None:
        """Take back what was judged."""
        self._apply(drafts.cleared, advance=False)

    def do_depth(self, _key: str) -> None:
        """The next depth."""
        targets = self.targets()
        if self.draft and targets:
            now = self.draft.row(targets[0]).depth
            following = DEPTHS[(DEPTHS.index(now) + 1) % len(DEPTHS)]
            self._apply(lambda draft, controls: drafts.at_depth(draft, controls, following), advance=False)

    def do_mark(self, _key: str) -> None:
        """Mark the control and go on to the next; on a heading, all controls below it."""
        current = self.table.current
        if current is None:
            return
        below = self._below(current)
        self.marked = self.marked - below if below <= self.marked else self.marked | below
        self.redraw()
        if current.control:
            self._advance(current)

    def _below(self, row: SheetRow) -> set[str]:
        """The control of a row; of a heading, those that stand below it."""
        if row.control:
            return {row.key}
        shown = self.table.shown
        after = shown[shown.index(row) + 1 :]
        return {each.key for each in takewhile(lambda each: each.control is not None, after)}

    def do_undo(self, _key: str) -> None:
        """Take back the last change: as a change of its own, so that the store sees it as the later one."""
        if self.draft is None:
            return
        before = self._before.pop()
        again = drafts.brought_back(before, self.draft)
        kept = self._before
        self.change(again)
        self._before = kept

    def why_not_undo(self) -> Message | None:
        """There has to be a change."""
        return None if self._before else Message("Nothing was changed on this sheet yet.")

    def do_left(self, _key: str) -> None:
        """Only what is left, or all."""
        self.only_left = not self.only_left
        self.redraw()

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
        from nen7510_tracker.tui.sheet_forms import finding_form

        targets = self.targets()
        if self.draft is None or not targets or self.background is None:
            self.flash(Message("Put the cursor on a control first."))
            return
        key, before = drafts.next_finding_id(self.draft, self.background.taken), self.draft
        self.marked.clear()
        self.change(drafts.found(self.draft, DraftFinding(id=key, controls=tuple(targets), grade=grade)), typing=key)
        self.app.push_screen(finding_form(self, key), lambda _saved: self._finding_left(key, targets, before))

    def _finding_left(self, key: str, targets: Sequence[str], before: Draft) -> None:
        """A finding in which nothing was written is none; the cursor goes on."""
        if self.draft is None:
            return
        finding = next((each for each in self.draft.findings if each.id == key), None)
        if finding and not any((finding.title, finding.statement, finding.requirement, finding.evidence_text)):
            self.change(drafts.brought_back(before, self.draft))
            return
        current = self.table.current
        if current is not None and current.key in targets:
            self._advance(current)

    def do_revise(self, _key: str) -> None:
        """Go on with a finding on the control: the first, then the next."""
        from nen7510_tracker.tui.sheet_forms import finding_form

        targets = self.targets()
        if self.draft and targets:
            keys = [each.id for each in self.draft.findings_on(targets[0])]
            at = keys.index(self._revised) + 1 if self._revised in keys else 0
            self._revised = keys[at % len(keys)]
            self.app.push_screen(finding_form(self, self._revised))

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

    def do_copy(self, _key: str) -> None:
        """Copy the text about the control."""
        page = self.query_one("#control", Page)
        self.copy("\n".join(page.content_at(y).plain.rstrip() for y in range(page.line_count)))

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
        """Show the draft as it is now."""
        if self.draft is None or self.background is None:
            return
        pen = self.pen
        self.table.empty = ink(pen.words("Nothing is left. Press l to see all, r to record."), "$quiet")
        self.table.fill(self._columns(), self._rows(), pen.symbols)
        self.query_one("#progress", Page).show(lambda width: [self._progress(width)], pen.symbols)
        self._tell(self.table.current)
        self.tell()

    def _rows(self) -> Sequence[SheetRow]:
        background, draft = cast("Background", self.background), cast("Draft", self.draft)
        edition, language = background.edition, self.pen.words.language
        shown = [each for each in background.scope if not self.only_left or not draft.row(each).is_done]
        if self.by_session:
            return self._rows_by_session(shown)
        rows: list[SheetRow] = []
        area = ""
        for key in shown:
            control = edition.controls[key]
            if control.area != area:
                area = control.area
                rows.append(SheetRow(f"area {area}", title=f"{area}  {edition.areas[area].title(language)}"))
            rows.append(SheetRow(key, control))
        return rows

    def _rows_by_session(self, shown: Sequence[str]) -> Sequence[SheetRow]:
        background, draft = cast("Background", self.background), cast("Draft", self.draft)
        rows: list[SheetRow] = []
        rest = list(shown)
        for number, session in enumerate(draft.sessions):
            keys = [key for key in rest if key in session.controls]
            rows.append(SheetRow(f"session {number}", title="  ".join(filter(None, (session.title, session.on)))))
            rows += [SheetRow(key, background.edition.controls[key]) for key in keys]
            rest = [key for key in rest if key not in keys]
        if rest:
            rows.append(SheetRow("session rest", title=self.pen.words("In no session")))
            rows += [SheetRow(key, background.edition.controls[key]) for key in rest]
        return rows

    def _row(self, row: SheetRow) -> Row:
        return self.draft.row(row.key) if self.draft else Row()

    def _searched(self, row: SheetRow) -> str:
        if row.control is None:
            return row.title
        return f"{row.key} {row.control.title_nl} {row.control.title_en} {self._row(row).note or ''}"

    def _columns(self) -> Sequence[Column[SheetRow]]:
        pen, words = self.pen, self.pen.words
        columns = [
            Column[SheetRow](words("Control"), 9, self._control_cell),
            Column[SheetRow](words("Judged"), 15, lambda row, _: self._judged(row), least=11),
            Column[SheetRow](words("Title"), 30, lambda row, _: self._title(row), least=16, grows=3),
            Column[SheetRow](
                words("Note"), 16, lambda row, _: line(self._row(row).note or "", "$quiet"), grows=2, keep=4
            ),
            Column[SheetRow](words("Depth"), 10, lambda row, _: pen.label(self._row(row).depth, "$quiet"), keep=3),
        ]
        if self.shows_others:
            columns.append(Column[SheetRow](words("Others"), 7, lambda row, _: self._other(row), keep=8))
        return columns

    def _control_cell(self, row: SheetRow, _width: int) -> Content:
        if row.control is None:
            return line(row.title, "bold $heading")
        marked = row.key in self.marked
        return join(ink(f"{self.pen.symbols.reached} ", "bold $key") if marked else BLANK, ink(row.key, "$primary"))

    def _title(self, row: SheetRow) -> Content:
        return line(row.control.title(self.pen.words.language)) if row.control else BLANK

    def _judged(self, row: SheetRow) -> Content:
        pen, words = self.pen, self.pen.words
        noted = self._row(row)
        found = self.draft.findings_on(row.key) if self.draft else ()
        grades = [
            pen.grade(each)
            for each in ("major", "ungraded", "minor", "observation")
            if any(f.grade == each for f in found)
        ]
        if noted.rating == "not_assessed":
            judged = ink(f"{pen.symbols.rating['not_assessed']} {words('left out')}", "$quiet")
        elif noted.rating:
            judged = pen.rating(noted.rating)
        elif noted.examined and not found:
            judged = ink(f"{pen.symbols.status['conforming']} {words('examined')}", "$quiet")
        else:
            judged = BLANK
        return between(" ", (judged, between(", ", grades)))

    def _other(self, row: SheetRow) -> Content:
        others = self.background.others.get(row.key, ()) if self.background else ()
        return self.pen.rating_sign(others[0]) if others else BLANK

    def _progress(self, width: int) -> Block:
        draft, background = cast("Draft", self.draft), cast("Background", self.background)
        words = self.pen.words
        done = sum(draft.row(each).is_done for each in background.scope)
        parts = [ink(words("{n} of {total}", n=done, total=len(background.scope)), "bold")]
        for grade in ("major", "ungraded", "minor", "observation"):
            number = sum(each.grade == grade for each in draft.findings)
            if number:
                parts.append(join(self.pen.grade(grade), ink(f" {number}")))
        if self.marked:
            parts.append(ink(words("{n} marked", n=len(self.marked)), "bold $key"))
        if self.only_left:
            parts.append(ink(words("only what is left"), "$key"))
        if not self.shows_others:
            parts.append(ink(words("others hidden"), "$key"))
        keys = (
            words("1 meets 2 largely meets 3 largely fails 4 fails")
            if draft.by_rating
            else words("1 conforms 2 minor 3 major 4 observation")
        )
        parts.append(ink(keys, "$quiet"))
        return Block(fit(between("   ", parts), width, ellipsis=self.pen.symbols.ellipsis), wraps=False)

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        event.stop()
        self._tell(event.row)

    def _tell(self, row: SheetRow | None) -> None:
        """Tell of the control under the cursor."""
        from nen7510_tracker.tui.sheet_text import control_text

        page = self.query_one("#control", Page)
        if row is None or row.control is None or self.draft is None or self.background is None:
            page.show(lambda _width: (), self.pen.symbols)
            return
        draft, background, control, others = self.draft, self.background, row.control, self.shows_others
        page.show(
            lambda width: list(control_text(self.pen, draft, background, control, width, others=others)),
            self.pen.symbols,
        )


def background_of(drafting: Drafting, draft: Draft, today: date) -> Background:
    """What the sheet shows beside the draft, with today's knowledge. To be called in a worker."""
    from nen7510_tracker.service.record import Moment

    record = drafting.record
    evaluation = record.evaluation(draft.lab, Moment(today, today))
    edition = record.norm.edition(record.norm.canonical_edition(draft.edition) or draft.edition)
    dossier = evaluation.known.dossier
    return Background(
        edition=edition,
        scope=scope_of(draft, record.norm),
        others=_others(evaluation, draft, edition.id),
        taken=frozenset(dossier.chains["finding"]),
        lab_name=evaluation.view.lab.name,
    )


def _others(evaluation: Evaluation, draft: Draft, edition: str) -> Mapping[str, Sequence[RatingStatus]]:
    """What the assessments of other parties said last of each control, the latest first."""
    from nen7510_tracker.rules.rating import by_control

    found: dict[str, list[RatingStatus]] = {}
    for assessment in evaluation.view.all_assessments.values():
        if assessment.performed_by != draft.performed_by:
            for control, rating in by_control(evaluation.ratings, assessment, edition, evaluation.norm).items():
                found.setdefault(control, []).append(rating)
    return {control: sorted(each, key=lambda rating: rating.day, reverse=True) for control, each in found.items()}
