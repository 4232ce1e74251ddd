"""What was promised, by whom, and what became of it."""

from collections.abc import Sequence

from nen7510_tracker.dossier.facts import Commitment
from nen7510_tracker.dossier.view import At
from nen7510_tracker.reports.inline import Inline
from nen7510_tracker.reports.report import Section, Table
from nen7510_tracker.reports.subject import GateSubject
from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import Message


def commitments(subject: GateSubject) -> Section | None:
    """Every commitment; None where none is recorded."""
    if not subject.view.commitments:
        return None
    columns = (
        Message("Commitment"),
        Message("What"),
        Message("By whom"),
        Message("Made on"),
        Message("Due"),
        Message("State"),
    )
    rows = [_row(subject, each) for each in subject.view.commitments.values()]
    return Section(Message("Commitments"), [Table(Message("Commitments, and what became of them"), columns, rows)])


def _row(subject: GateSubject, each: At[Commitment]) -> Sequence[Inline]:
    fact, events = each.fact, subject.view.commitment_events[each.fact.id]
    due = next((event.fact.due for event in reversed(events) if event.fact.due), fact.due)
    by = str(subject.party(fact.by))
    who = Message("{party}, to {to}", party=by, to=str(subject.party(fact.to))) if fact.to else by
    last = events[-1] if events else None
    state = _closed(last.fact.state, last.on) if last else None
    return fact.id, fact.text, who, each.on, due, state or _waiting(subject, due)


def _closed(state: str, on: Day) -> Message | None:
    if state == "fulfilled":
        return Message("fulfilled on {day}", day=on)
    return Message("withdrawn on {day}", day=on) if state == "withdrawn" else None


def _waiting(subject: GateSubject, due: Day | None) -> Message:
    if due and due.last < subject.evaluation.as_of:
        return Message("not fulfilled: {n} days overdue", n=(subject.evaluation.as_of - due.last).days)
    return Message("not yet fulfilled")
