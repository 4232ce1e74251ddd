"""The statement of applicability: what it names, and what it excludes."""

from collections.abc import Iterator, Sequence

from nen7510_tracker.dossier.facts import Statement
from nen7510_tracker.dossier.view import At
from nen7510_tracker.reports.inline import Inline
from nen7510_tracker.reports.report import Block, Pairs, Paragraph, Section, Table
from nen7510_tracker.reports.subject import GateSubject, known_day
from nen7510_tracker.rules.status import latest_statement
from nen7510_tracker.words.message import Message


def statement(subject: GateSubject) -> Section:
    """The latest version of the report's edition, with its exclusions."""
    return Section(Message("Statement of applicability"), list(_blocks(subject)))


def _blocks(subject: GateSubject) -> Iterator[Block]:
    latest = latest_statement(subject.view, subject.edition)
    if latest is None:
        text = "No statement of applicability of {edition} is recorded: every control counts as applicable."
        yield Paragraph(Message(text, edition=subject.edition))
        return
    yield Pairs(_facts(subject, latest))
    excluded = [each for each in latest.fact.controls if not each.applicable]
    if not excluded:
        yield Paragraph(Message("It excludes nothing."))
        return
    columns = (Message("Excluded"), Message("Title"), Message("Care-specific"), Message("Justification"))
    rows = [(e.control, subject.control(e.control), _care(subject, e.control), e.justification) for e in excluded]
    yield Table(Message("Controls that the statement excludes"), columns, rows)


def _facts(subject: GateSubject, latest: At[Statement]) -> Sequence[tuple[Inline, Inline]]:
    part_2 = [e.id for e in subject.evaluation.norm.edition(subject.edition).controls.values() if e.part == 2]
    named = {each.control for each in latest.fact.controls}
    text = "{n} of {total} controls of part 2"
    earlier = sum(each.fact.edition == subject.edition for each in subject.view.statements) - 1
    return [
        (Message("Version"), Message("{version} ({id})", version=latest.fact.version, id=latest.fact.id)),
        (Message("Of"), latest.on),
        (Message("Known on"), known_day(latest)),
        (Message("Approved by"), latest.fact.approved_by),
        (Message("It names"), Message(text, n=sum(each in named for each in part_2), total=len(part_2))),
        (Message("Earlier versions"), earlier),
    ]


def _care(subject: GateSubject, key: str) -> Inline:
    control = subject.evaluation.norm.edition(subject.edition).controls.get(key)
    if control and control.care_specific:
        return Message("yes: it exists for care alone")
    if control and control.care_addition:
        return Message("yes: the norm adds a requirement for care")
    return Message("no")
