"""Findings: a table, and beside it the finding with its whole story (screens, 2.3)."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, get_args

from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.dossier.facts import Evidence, Fact, FindingEvent
from nen7510_tracker.dossier.facts.assessment import FindingState
from nen7510_tracker.dossier.facts.base import Source
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.view import At
from nen7510_tracker.rules.finding import FINDERS_TURN, FindingStatus
from nen7510_tracker.rules.trajectory import MeasureStatus, groups_of, is_overdue
from nen7510_tracker.tui.action import FINDINGS
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, between, fit, ink, join, line
from nen7510_tracker.tui.origin import origin
from nen7510_tracker.tui.page import Block, Page, Target, heading, note
from nen7510_tracker.tui.pen import GRADES, Pen, party_name
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.tui.tabs.tab import Split
from nen7510_tracker.words.message import N_, Message

STANDINGS = ("open", "claimed", "verified", "withdrawn")
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
        return Table[FindingStatus](lambda row: row.finding.id, search=_searched, id="findings-table")

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
            for each in sorted(findings.values(), key=_order)
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
                    lambda row, _: _standing(pen, row),
                    keep=3 if self.follow_up else 9,
                    sort=_order,
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
                    lambda row, _: _turn(opened, row),
                    grows=1,
                    keep=5,
                    sort=lambda row: row.turn or "",
                ),
                Column(
                    words("Due"),
                    12,
                    lambda row, _: _due(pen, opened, row),
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
                    words("Owner"), 12, lambda row, _: line(", ".join(_owners(opened, row)), "$quiet"), keep=1, grows=1
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


def _searched(row: FindingStatus) -> str:
    finding = row.finding
    return " ".join(
        (finding.id, finding.title, *finding.controls, finding.assessment, row.state, row.grade, finding.grade_as or "")
    )


def _order(row: FindingStatus) -> tuple[int, int, str, str]:
    due = row.due.text if row.due else "9999"
    return STANDINGS.index(row.standing), GRADES.index(row.grade), due, row.finding.id


def _standing(pen: Pen, row: FindingStatus) -> Content:
    """An open observation weighs on nothing."""
    standing = pen.standing(row.standing)
    return ink(standing.plain, "$quiet") if row.grade == "observation" else standing


def _turn(opened: Opened, row: FindingStatus) -> Content:
    return line(party_name(opened.evaluation.view, row.turn)) if row.turn else BLANK


def _due(pen: Pen, opened: Opened, row: FindingStatus) -> Content:
    if row.due is None or row.is_closed:
        return BLANK
    late = is_overdue(row, opened.evaluation.view)
    return ink(pen.day_text(row.due), "bold $partial") if late else pen.day(row.due)


def measures_for(opened: Opened, row: FindingStatus) -> Sequence[MeasureStatus]:
    """The measures that answer a finding."""
    return opened.measures_for.get(row.finding.id, ())


def _owners(opened: Opened, row: FindingStatus) -> Sequence[str]:
    return list(dict.fromkeys(each.measure.owner for each in measures_for(opened, row) if each.measure.owner))


def finding_text(pen: Pen, opened: Opened, row: FindingStatus, width: int) -> Iterator[Block]:
    """A finding with its whole story."""
    words, view, finding = pen.words, opened.evaluation.view, row.finding
    yield Block(join(ink(f"{finding.id}  ", "bold $primary"), line(finding.title, "bold")), hang=2)
    reported = (
        ink(" " + words("(“{grade}” in the report)", grade=finding.grade_as), "$quiet") if finding.grade_as else BLANK
    )
    yield Block(
        join(
            pen.standing(row.standing),
            ink("  " + words("state") + " ", "$quiet"),
            pen.label(row.state),
            "  ",
            pen.grade(row.grade),
            reported,
        )
    )
    yield Block(_whose(pen, opened, row), hang=2)
    yield Block(
        ink(
            words(
                "found by {party} on {day}, in {assessment}",
                party=party_name(view, row.assessment.performed_by),
                day=row.found.on,
                assessment=row.assessment.title,
            ),
            "$quiet",
        ),
        hang=2,
        target=Target("assessment", row.assessment.id),
    )
    yield from _on_controls(pen, opened, row)
    for title, text in (
        (words("What should be"), finding.requirement),
        (words("What was found"), finding.statement),
        (words("Evidence seen"), finding.evidence_text),
    ):
        if text:
            yield from heading(title, width, pen.symbols)
            yield Block(ink(text))
    yield from _seen(pen, opened, finding.evidence)
    yield from _source(pen, finding)
    yield from heading(words("What happened"), width, pen.symbols)
    for event in row.events:
        yield from _event(pen, opened, event)
    if not row.events:
        yield Block(ink(words("Nobody has said anything about it yet."), "$quiet"))
    yield from _measures(pen, opened, row, width)
    yield from _same(pen, opened, row, width)
    yield Block()
    yield origin(pen, row.found.version.entry, row.finding)


def _whose(pen: Pen, opened: Opened, row: FindingStatus) -> Content:
    words, view = pen.words, opened.evaluation.view
    parts = []
    if row.turn:
        parts.append(join(ink(words("turn") + " ", "$quiet"), pen.party(view, row.turn)))
    if row.due and not row.is_closed:
        late = is_overdue(row, view)
        text = words("overdue since {day}", day=row.due) if late else words("due {day}", day=row.due)
        parts.append(ink(text, "bold $partial" if late else ""))
        if row.baseline_due and row.baseline_due != row.due:
            parts.append(ink(words("first due {day}", day=row.baseline_due), "$quiet"))
    if row.finding.priority is not None:
        parts.append(ink(words("priority {n}", n=row.finding.priority), "$quiet"))
    if row.depth:
        depth = pen.depth(None if row.depth_is_assumed else row.depth).plain
        parts.append(ink(words("looked at {depth}", depth=depth), "$quiet"))
    return between("   ", parts)


def _on_controls(pen: Pen, opened: Opened, row: FindingStatus) -> Iterator[Block]:
    edition = opened.norm.edition(row.assessment.edition)
    for key in row.finding.controls:
        control = edition.controls.get(key)
        title = line(control.title(pen.words.language)) if control else BLANK
        yield Block(join(ink(f"{key}  ", "$primary"), title), hang=2, target=Target("control", key))


def _event(pen: Pen, opened: Opened, event: At[FindingEvent]) -> Iterator[Block]:
    words, view, fact = pen.words, opened.evaluation.view, event.fact
    changes = [words("now {grade}", grade=label(fact.grade))] if fact.grade else []
    changes += [words("due {day}", day=fact.due)] if fact.due else []
    changes += [words("looked at {depth}", depth=label(fact.depth))] if fact.depth else []
    known = words("known {day}", day=fact.known_on) if fact.known_on and fact.known_on != fact.on else ""
    yield Block(
        join(
            ink(f"{pen.day_text(event.on):<13}"),
            pen.label(fact.state, "bold"),
            ink(f"  {party_name(view, fact.by)}", "$quiet"),
            join("  ", line(", ".join(changes), "$accent")) if changes else BLANK,
            ink(f"  {known}", "$quiet") if known else BLANK,
        ),
        hang=4,
        target=Target("finding_event", fact.key),
    )
    for title, text in (
        (words("extent"), fact.extent),
        (words("correction"), fact.correction),
        (words("cause"), fact.cause),
        (words("action"), fact.action),
        ("", fact.note),
    ):
        if text:
            yield Block(join(ink(f"{title}: ", "$quiet") if title else BLANK, ink(text)), indent=4)
    yield from _seen(pen, opened, fact.evidence)
    yield from _source(pen, fact, indent=4)


def _source(pen: Pen, fact: Fact, indent: int = 0) -> Iterator[Block]:
    """Where it can be looked up: the report, and its page; whether the commissioner took it over from there."""
    words, source = pen.words, fact.source or Source()
    if fact.transcribed:
        yield Block(ink(words("transcribed by the commissioner from what they published"), "$quiet"), indent=indent)
    page = words("page {page}", page=source.page) if source.page else None
    told = "; ".join(part for part in (source.title, source.reference, page, source.url) if part)
    if told:
        yield Block(join(ink(words("Source") + "  ", "$quiet"), line(told)), indent=indent, hang=2)


def _seen(pen: Pen, opened: Opened, evidence: Sequence[str]) -> Iterator[Block]:
    for key in evidence:
        found = opened.evaluation.view.evidence.get(key)
        yield Block(
            join(ink(f"{pen.symbols.dot} {key}  ", "$primary"), _evidence_title(pen, found) if found else BLANK),
            indent=4,
            hang=2,
            target=Target("evidence", key),
        )


def _evidence_title(pen: Pen, found: At[Evidence]) -> Content:
    version = f" {found.fact.version}" if found.fact.version else ""
    place = line(f"  {found.fact.location}", "$quiet") if found.fact.location else BLANK
    return join(line(found.fact.title + version), ink(f"  {pen.day_text(found.on)}", "$quiet"), place)


def _measures(pen: Pen, opened: Opened, row: FindingStatus, width: int) -> Iterator[Block]:
    words = pen.words
    measures = measures_for(opened, row)
    if not measures:
        return
    yield from heading(words("Measures ({n})", n=len(measures)), width, pen.symbols)
    for each in measures:
        late = ink("  " + words("overdue"), "bold $partial") if each.is_overdue else BLANK
        owner = join("  ", line(each.measure.owner, "$quiet")) if each.measure.owner else BLANK
        yield Block(
            join(
                ink(f"{each.id}  ", "$primary"),
                pen.label(each.state),
                "  ",
                line(each.measure.title),
                ink(f"  {pen.day_text(each.end)}", "$quiet"),
                owner,
                late,
            ),
            hang=2,
            target=Target("measure", each.id),
        )


def _same(pen: Pen, opened: Opened, row: FindingStatus, width: int) -> Iterator[Block]:
    words, findings = pen.words, opened.evaluation.findings
    groups = groups_of(findings)
    same = [key for key, name in groups.items() if name == groups[row.finding.id] and key != row.finding.id]
    if not same:
        return
    yield from heading(words("The same shortcoming, found elsewhere"), width, pen.symbols)
    for key in same:
        other = findings[key]
        yield (
            note(BLANK)
            if not other
            else Block(
                join(
                    pen.standing(other.standing),
                    ink(f"  {key}  ", "$primary"),
                    line(other.finding.title),
                    ink(f"  {other.assessment.id}", "$quiet"),
                ),
                hang=2,
                target=Target("finding", key),
            )
        )
