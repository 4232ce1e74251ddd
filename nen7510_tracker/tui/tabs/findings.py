"""Findings: a table, and beside it the finding with its whole story (screens, 2.3)."""

from collections.abc import Sequence
from typing import ClassVar, get_args

from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.dossier.facts.assessment import FindingState
from nen7510_tracker.rules.finding import FINDERS_TURN, FindingStatus
from nen7510_tracker.tui.action import FINDINGS
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, fit, ink, join, line
from nen7510_tracker.tui.page import Block, Page, Target
from nen7510_tracker.tui.pen import GRADES, party_name
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.tui.tabs.finding_cells import (
    STANDINGS,
    due_cell,
    order,
    owners,
    searched,
    standing_cell,
    turn_cell,
)
from nen7510_tracker.tui.tabs.finding_text import finding_text, measures_for
from nen7510_tracker.tui.tabs.tab import Split
from nen7510_tracker.words.message import N_, Message

# What `o` shows in turn.
FILTERS: tuple[tuple[str, frozenset[str]], ...] = (
    (N_("All findings"), frozenset(STANDINGS)),
    (N_("Open findings only"), frozenset({"open"})),
    (N_("Claimed findings only: the laboratory says that they are done"), frozenset({"claimed"})),
    (N_("Closed findings only"), frozenset({"verified", "withdrawn"})),
)


class FindingsTab(Split):
    """The findings, the open ones first, and the story of the one under the cursor."""

    place = FINDINGS
    WIDE_FROM: ClassVar[int] = 110

    def __init__(self) -> None:
        super().__init__()
        self.opened: Opened | None = None
        self.standings = 0
        self.party: str | None = None
        self.follow_up = False

    def above(self) -> ComposeResult:
        """How many findings are shown of how many, and which."""
        yield Page(id="passes", most=1)

    def make_table(self) -> Table[FindingStatus]:
        """The findings."""
        return Table[FindingStatus](lambda row: row.finding.id, search=searched, id="findings-table")

    def prepare(self, opened: Opened) -> None:
        """The findings, and the measures that answer them."""
        _ = opened.evaluation.findings, opened.measures_for

    def show(self, opened: Opened) -> None:
        """Show the findings of a view."""
        self.opened = opened
        self._fill()

    def _fill(self) -> None:
        if self.opened is None:
            return
        pen, findings = self.pen, self.opened.evaluation.findings
        standings = FILTERS[self.standings][1]
        rows = [
            each
            for each in sorted(findings.values(), key=order)
            if each.standing in standings and (self.party is None or each.turn == self.party)
            if not self.follow_up or each.state in FINDERS_TURN
        ]
        self.table.empty = ink(self._why_empty(len(findings)), "$quiet")
        self.table.fill(self._columns(self.opened), rows, pen.symbols)
        dots = pen.symbols.ellipsis
        self.query_one("#passes", Page).show(
            lambda width: [Block(fit(self._passes(), width, ellipsis=dots), wraps=False)], pen.symbols
        )
        self.tell(self.table.current)

    def _why_empty(self, total: int) -> str:
        """Why no finding is shown, and which key shows others."""
        words, title = self.pen.words, FILTERS[self.standings][0]
        if not total:
            return words("No finding in this view: no assessment in it found a shortcoming.")
        if self.follow_up:
            return words("None of {n} findings waits for its finder. Press F or escape for all of them.", n=total)
        return words(
            "None of {n} findings passes: {filter}. Press o, u or escape for others.", n=total, filter=words(title)
        )

    def _passes(self) -> Content:
        """Which findings are shown: what is filtered must not pass for the whole."""
        words, opened = self.pen.words, self.opened
        if opened is None:
            return BLANK
        findings = opened.evaluation.findings.values()
        shown = words("{n} of {total} findings", n=self.table.counts[1], total=len(findings))
        kept = [words("follow-up: the finder's turn (v verify, x reopen, F all)")] if self.follow_up else []
        if self.party:
            kept.append(words("in the turn of {party}", party=party_name(opened.evaluation.view, self.party)))
        if self.standings or not kept:
            kept.append(words(FILTERS[self.standings][0]))
        filtered = self.standings or self.party or self.follow_up
        which = f" {self.pen.symbols.dot} ".join(kept)
        return join(ink(shown, "bold"), "  ", line(which, "$claimed" if filtered else "$quiet"))

    def _columns(self, opened: Opened) -> Sequence[Column[FindingStatus]]:
        pen, words, view = self.pen, self.pen.words, opened.evaluation.view
        return (
            (
                Column(
                    words("Standing"),
                    pen.room(STANDINGS),
                    lambda row, _: standing_cell(pen, row),
                    keep=3 if self.follow_up else 9,
                    sort=order,
                ),
                Column(
                    words("Finding"),
                    10,
                    lambda row, _: ink(row.finding.id, "$primary"),
                    sort=lambda row: row.finding.id,
                ),
                Column(
                    words("Grade"),
                    12,
                    lambda row, _: pen.grade(row.grade),
                    keep=7,
                    sort=lambda row: GRADES.index(row.grade),
                ),
                Column(words("Title"), 34, lambda row, _: line(row.finding.title), least=18, grows=3),
                Column(
                    words("State"),
                    pen.room(get_args(FindingState), sign=0),
                    lambda row, _: pen.label(row.state),
                    keep=9 if self.follow_up else 4,
                    sort=lambda row: row.state,
                ),
                Column(
                    words("Turn"),
                    14,
                    lambda row, _: turn_cell(opened, row),
                    grows=1,
                    keep=5,
                    sort=lambda row: row.turn or "",
                ),
                Column(
                    words("Due"),
                    12,
                    lambda row, _: due_cell(pen, opened, row),
                    keep=6,
                    sort=lambda row: row.due.text if row.due else "9",
                ),
                Column(words("As reported"), 11, lambda row, _: line(row.finding.grade_as or "", "$quiet"), keep=2),
                Column(
                    words("Source"),
                    12,
                    lambda row, _: line(row.assessment.id, "$quiet"),
                    keep=3,
                    sort=lambda row: row.assessment.id,
                ),
                Column(
                    words("Measures"),
                    12,
                    lambda row, _: line(", ".join(m.id for m in measures_for(opened, row)), "$quiet"),
                    keep=3,
                ),
                Column(
                    words("Owner"), 12, lambda row, _: line(", ".join(owners(opened, row)), "$quiet"), keep=1, grows=1
                ),
                Column(words("Controls"), 12, lambda row, _: line(" ".join(row.finding.controls), "$quiet"), keep=2),
            )
            if view
            else ()
        )

    def tell(self, row: object) -> None:
        """The story of the finding under the cursor."""
        opened, pen = self.opened, self.pen
        if opened is None or not isinstance(row, FindingStatus):
            self.page.show(lambda _width: (), pen.symbols)
        else:
            self.page.show(lambda width: list(finding_text(pen, opened, row, width)), pen.symbols)

    def step_back(self) -> bool:
        """From the text to the table; from what is filtered to all findings."""
        if super().step_back():
            return True
        filtered = bool(self.standings or self.party or self.follow_up)
        if filtered:
            self.standings, self.party, self.follow_up = 0, None, False
            self._fill()
        return filtered

    def here(self) -> Target | None:
        """The finding under the cursor."""
        row = self.table.current
        return Target("finding", row.finding.id) if isinstance(row, FindingStatus) else None

    def go(self, target: Target) -> bool:
        """To a finding, whatever is filtered; or to those of a standing, by its place in the filters."""
        if target.kind == "standing":
            self.standings, self.party, self.follow_up = int(target.id), None, False
            self._fill()
            return True
        if self.opened is None or target.id not in self.opened.evaluation.findings:
            return False
        self.standings, self.party, self.follow_up = 0, None, False
        self._fill()
        return self.table.go(target.id)

    def pointed(self) -> Target | None:
        """The finding under the cursor, or what the marked line beside it names."""
        return super().pointed() or self.here()

    # Follow-up

    def do_follow_up(self, _key: str) -> None:
        """Only what is the finder's turn; again: all."""
        self.follow_up = not self.follow_up
        self._fill()
        if self.follow_up:
            text = "Follow-up: {n} findings wait for their finder. v verifies, x reopens."
            self.laboratory.flash(Message(text, n=self.table.counts[0]))

    def do_verified(self, _key: str) -> None:
        """Verify the finding under the cursor; in a follow-up the next one takes its place."""
        self._answer("verified")

    def do_reopened(self, _key: str) -> None:
        """Reopen the finding under the cursor."""
        self._answer("reopened")

    def _answer(self, state: str) -> None:
        from nen7510_tracker.tui.act import say

        row = self.table.current
        if isinstance(row, FindingStatus):
            say(self.laboratory, row, state)

    def why_not_verified(self) -> Message | None:
        """What the rules say of it."""
        return self._why_not("verified")

    def why_not_reopened(self) -> Message | None:
        """What the rules say of it."""
        return self._why_not("reopened")

    def _why_not(self, state: str) -> Message | None:
        from nen7510_tracker.tui.act import speaker, why_not

        row, opened = self.table.current, self.opened
        if opened is None or not isinstance(row, FindingStatus):
            return Message("There is no finding here.")
        return self.laboratory.why_not_now() or why_not(
            self.laboratory, opened, row, state, speaker(self.laboratory, opened, row, state)
        )

    def do_standing(self, _key: str) -> None:
        """The next filter by standing."""
        self.standings = (self.standings + 1) % len(FILTERS)
        self._fill()
        self._say()

    def do_turn(self, _key: str) -> None:
        """Findings of one party's turn only."""
        if self.opened is None:
            return
        turns = [None, *sorted({each.turn for each in self.opened.evaluation.findings.values() if each.turn})]
        self.party = turns[(turns.index(self.party) + 1) % len(turns)] if self.party in turns else None
        self._fill()
        self._say()

    def _say(self) -> None:
        words, opened = self.pen.words, self.opened
        if opened is None:
            return
        shown, total = self.table.counts[0], len(opened.evaluation.findings)
        title = words(FILTERS[self.standings][0])
        if self.party:
            party = party_name(opened.evaluation.view, self.party)
            message = Message(
                "{filter}, in the turn of {party}: {n} of {total}.", filter=title, party=party, n=shown, total=total
            )
        else:
            message = Message("{filter}: {n} of {total}.", filter=title, n=shown, total=total)
        self.laboratory.flash(message)
