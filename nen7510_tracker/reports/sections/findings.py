"""The findings that are not closed: by whose turn it is, the first due first."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.reports.inline import Inline, joined
from nen7510_tracker.reports.report import Block, Paragraph, Section, Table
from nen7510_tracker.reports.subject import GateSubject, days_text, source_text
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.gaps import days_overdue
from nen7510_tracker.rules.trajectory import MeasureStatus
from nen7510_tracker.words.message import Message


def findings(subject: GateSubject) -> Section:
    """What is open on the laboratory, and who has to act."""
    return Section(Message("Findings that are not closed"), list(_blocks(subject)))


def still_open(subject: GateSubject) -> Sequence[FindingStatus]:
    """The findings that are not closed, observations too, the first due first."""
    found = [each for each in subject.evaluation.findings.values() if not each.is_closed]
    return sorted(found, key=lambda each: (each.due.last if each.due else date.max, each.finding.id))


def _blocks(subject: GateSubject) -> Iterator[Block]:
    waiting = still_open(subject)
    if not subject.evaluation.findings:
        yield Paragraph(Message("No finding is recorded."))
        return
    yield Paragraph(_closed(subject))
    if subject.public:
        if waiting:
            yield _public_table(subject, waiting)
        return
    turns: dict[str, list[FindingStatus]] = defaultdict(list)
    for each in waiting:
        turns[str(each.turn)].append(each)
    for turn in sorted(turns, key=lambda key: (key != subject.view.lab_id, key)):
        title = Message("Turn: {party} ({n})", party=str(subject.party(turn)), n=len(turns[turn]))
        yield Section(title, [_table(subject, turns[turn])])


def _closed(subject: GateSubject) -> Message:
    standings = [each.standing for each in subject.evaluation.findings.values() if each.is_closed]
    text = "Of {total} findings {open} are not closed, {verified} are verified and {withdrawn} withdrawn."
    total, withdrawn = len(subject.evaluation.findings), standings.count("withdrawn")
    still = total - len(standings)
    return Message(text, total=total, open=still, verified=len(standings) - withdrawn, withdrawn=withdrawn)


def _table(subject: GateSubject, waiting: Sequence[FindingStatus]) -> Table:
    columns = (
        Message("Finding"),
        Message("What"),
        Message("Grade"),
        Message("State"),
        Message("Due"),
        Message("Clauses and controls"),
        Message("Cause"),
        Message("Measures"),
    )
    rows = [_row(subject, each) for each in waiting]
    return Table(Message("Findings, the first due first"), columns, rows, cards=True)


def _row(subject: GateSubject, each: FindingStatus) -> Sequence[Inline]:
    finding = each.finding
    cause = next((event.fact.cause for event in reversed(each.events) if event.fact.cause), None)
    same = Message("{title} (same as {others})", title=finding.title, others=", ".join(finding.same_as))
    what: Inline = same if finding.same_as else finding.title
    return (
        finding.id,
        joined([part for part in (what, source_text(finding.source)) if part is not None], " · "),
        label(each.grade),
        _state(each),
        _due(subject, each),
        joined(finding.controls),
        cause,
        joined([_measure(measure) for measure in answering(subject, finding.id)], "; "),
    )


def _state(each: FindingStatus) -> Inline:
    if each.last is None:
        return label(each.state)
    return Message("{state} since {day}", state=label(each.state), day=each.last.on)


def _due(subject: GateSubject, each: FindingStatus) -> Inline:
    late = days_overdue(each, subject.view)
    if each.due is None:
        return None
    return Message("{day}: {n} days overdue", day=each.due, n=late) if late is not None else each.due


def answering(subject: GateSubject, finding: str) -> list[MeasureStatus]:
    """The measures that name a finding and were not cancelled."""
    measures = subject.evaluation.measures.values()
    return [each for each in measures if finding in each.measure.findings and not each.is_cancelled]


def _measure(each: MeasureStatus) -> Inline:
    """A measure in a few words: owner, state, end, slip."""
    end = Message("ends {day}", day=each.end) if each.end and not each.done_on else None
    slip = days_text(each.slip_days)
    parts = (
        each.measure.owner,
        label(each.state),
        end,
        Message("slip {days}", days=slip) if slip and each.slip_days else None,
        Message("overdue") if each.is_overdue else None,
    )
    told = joined([part for part in parts if part is not None])
    return joined([each.id, told], ": ")


def _public_table(subject: GateSubject, waiting: Sequence[FindingStatus]) -> Table:
    columns = (Message("Finding"), Message("Area"), Message("Grade"), Message("State"), Message("Due"))
    rows = [
        (each.finding.id, areas_text(subject, each), label(each.grade), label(each.state), each.due) for each in waiting
    ]
    return Table(Message("Findings, the first due first"), columns, rows)


def areas_text(subject: GateSubject, each: FindingStatus) -> Inline:
    """The titles of the areas of a finding."""
    return joined([subject.area(area, each.assessment.edition) for area in subject.discretion.areas(each)])
