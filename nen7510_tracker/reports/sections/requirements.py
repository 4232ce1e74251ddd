"""The commissioner's requirements beside the norm, with what was established of each."""

from collections.abc import Sequence

from nen7510_tracker.dossier.facts import Establishment, Requirement
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.view import At
from nen7510_tracker.reports.inline import Inline, joined
from nen7510_tracker.reports.report import Paragraph, Section, Table
from nen7510_tracker.reports.subject import GateSubject
from nen7510_tracker.rules.independence import party_is_independent
from nen7510_tracker.words.message import Message


def requirements(subject: GateSubject) -> Section:
    """Every requirement."""
    title = Message("Requirements of the commissioner")
    if not subject.view.requirements:
        text = "No requirement beside the norm is recorded: whether they are met cannot be told."
        return Section(title, [Paragraph(Message(text))])
    columns = (Message("Requirement"), Message("What"), Message("Set by"), Message("Of"), Message("Established"))
    rows = [_row(subject, each) for each in subject.view.requirements.values()]
    return Section(title, [Table(Message("Requirements, and whether they are established"), columns, rows)])


def _row(subject: GateSubject, each: At[Requirement]) -> Sequence[Inline]:
    told = [_establishment(subject, said) for said in subject.view.establishments[each.fact.id]]
    established = joined(told, "; ") or Message("not established")
    return each.fact.id, each.fact.text, subject.party(each.fact.set_by), each.on, established


def _establishment(subject: GateSubject, said: At[Establishment]) -> Message:
    text = "{result}, by {party} on {day}"
    party, result = str(subject.party(said.fact.by)), label(said.fact.result)
    told = Message(text, result=result, party=party, day=said.on)
    if party_is_independent(subject.view, said.fact.by, said.day):
        return told
    return Message("{said} (not independent: it does not count)", said=told)
