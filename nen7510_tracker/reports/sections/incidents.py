"""What went wrong, and what the inspectorate imposed."""

from collections.abc import Iterator, Sequence

from nen7510_tracker.dossier.facts import Enforcement, Incident
from nen7510_tracker.dossier.view import At
from nen7510_tracker.reports.inline import Inline, joined
from nen7510_tracker.reports.report import Block, Paragraph, Section, Table
from nen7510_tracker.reports.subject import GateSubject, known_day
from nen7510_tracker.words.message import Message


def incidents(subject: GateSubject) -> Section | None:
    """Incidents and enforcement; None where neither is recorded."""
    blocks = list(_blocks(subject))
    return Section(Message("Incidents and enforcement"), blocks) if blocks else None


def _blocks(subject: GateSubject) -> Iterator[Block]:
    if subject.view.incidents:
        columns = (Message("Incident"), Message("Severity"), Message("What"), Message("On"), Message("Known on"))
        yield Table(Message("Incidents"), columns, [_incident(each) for each in subject.view.incidents])
    if subject.view.enforcement:
        columns = (Message("Enforcement"), Message("By"), Message("What"), Message("From"), Message("Until"))
        rows = [_enforcement(subject, each) for each in subject.view.enforcement.values()]
        yield Table(Message("Measures of enforcement"), (*columns, Message("Lifted")), rows)
    elif subject.view.incidents:
        yield Paragraph(Message("No enforcement by the inspectorate is recorded."))


def _incident(each: At[Incident]) -> Sequence[Inline]:
    what = joined([part for part in (each.fact.title, each.fact.text) if part], ". ")
    severity = Message("serious") if each.fact.severity == "serious" else Message("other")
    return each.fact.id, severity, what, each.on, known_day(each)


def _enforcement(subject: GateSubject, each: At[Enforcement]) -> Sequence[Inline]:
    fact = each.fact
    lifted = [event for event in subject.view.enforcement_events[fact.id] if event.fact.by == fact.by]
    until: Inline = fact.until or Message("no end given")
    return (
        fact.id,
        subject.party(fact.by),
        fact.is_a,
        each.on,
        until,
        lifted[-1].on if lifted else Message("not lifted"),
    )
