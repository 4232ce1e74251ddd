"""What an assessment found: a page per nonconformity, with blanks for the laboratory, and what became of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from nen7510_tracker.dossier.facts import FindingEvent
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.view import At
from nen7510_tracker.reports.assessment_subject import AssessmentSubject
from nen7510_tracker.reports.inline import Inline, joined
from nen7510_tracker.reports.report import Block, Pairs, Paragraph, Section, Table
from nen7510_tracker.reports.subject import source_text
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.trajectory import MeasureStatus
from nen7510_tracker.words.message import N_, Message

BLANK = "\u2026" * 20  # to be filled in, on paper or on the screen
# What the laboratory answers to a nonconformity, by its key in an event.
ANSWERS = {"extent": N_("Extent"), "correction": N_("Correction"), "cause": N_("Cause"), "action": N_("Action")}


def nonconformities(subject: AssessmentSubject) -> Section | None:
    """Each shortcoming on a page of its own."""
    found = [each for each in subject.told if each.grade != "observation"]
    if not found:
        return None
    pages = [_page(subject, each, own_page=place > 0) for place, each in enumerate(found)]
    return Section(Message("Nonconformities"), pages, own_page=True)


def observations(subject: AssessmentSubject) -> Section | None:
    """What is no shortcoming, and was worth saying."""
    found = [each for each in subject.told if each.grade == "observation"]
    return Section(Message("Observations"), [_page(subject, each, own_page=False) for each in found]) if found else None


def withheld_findings(subject: AssessmentSubject) -> Section | None:
    """What the public is told of findings that are not closed."""
    hidden = [each for each in subject.findings if subject.discretion.hides_finding(each.finding.id)]
    if not hidden:
        return None
    columns = (Message("Finding"), Message("Area"), Message("Grade"), Message("State"), Message("Due"))
    rows = [(e.finding.id, _areas(subject, e), label(e.grade), label(e.state), e.due) for e in hidden]
    return Section(Message("Findings that are not closed"), [Table(Message("What is told of them"), columns, rows)])


def _areas(subject: AssessmentSubject, each: FindingStatus) -> Inline:
    return joined([subject.area(area, subject.edition) for area in subject.discretion.areas(each)])


def _page(subject: AssessmentSubject, each: FindingStatus, *, own_page: bool) -> Section:
    title = Message("{id}: {title}", id=each.finding.id, title=each.finding.title)
    return Section(title, list(_blocks(subject, each)), own_page=own_page)


def _blocks(subject: AssessmentSubject, each: FindingStatus) -> Iterator[Block]:
    yield Pairs([row for row in _found(subject, each) if row[1] is not None])
    answers = list(_answers(each))
    if answers:
        yield Pairs(answers)
    if each.events:
        yield Table(Message("What became of it"), _columns(), [_event(subject, at) for at in each.events], cards=True)
    elif not each.is_closed:
        yield Paragraph(Message("Nothing was said of it yet."))


def _found(subject: AssessmentSubject, each: FindingStatus) -> list[tuple[Inline, Inline]]:
    finding = each.finding
    controls = [Message("{id} {title}", id=key, title=subject.control(key)) for key in finding.controls]
    return [
        (Message("Grade"), _grade(each)),
        (Message("Clauses and controls"), joined(controls, "; ")),
        (Message("Found on"), each.found.on),
        (Message("Requirement"), finding.requirement),
        (Message("Statement"), finding.statement),
        (Message("Evidence seen"), joined(list(_evidence(subject, finding.evidence, finding.evidence_text)), "; ")),
        (Message("Priority"), finding.priority),
        (Message("Due"), _due(each)),
        (Message("Same as"), joined(finding.same_as)),
        (Message("State"), label(each.state)),
        (Message("Standing"), label(each.standing)),
        (Message("Turn"), subject.party(each.turn)),
        (Message("Measures"), joined([_measure(subject, each) for each in subject.answering(finding.id)], "; ")),
        (Message("Source"), source_text(finding.source)),
    ]


def _measure(subject: AssessmentSubject, each: MeasureStatus) -> Inline:
    """A measure in a line; of one that is withheld only id, state and end."""
    hidden = subject.discretion.hides_measure(each)
    name = each.id if hidden else Message("{title} ({id})", title=each.measure.title, id=each.id)
    end = Message("ends {day}", day=each.end) if each.end and not each.done_on else None
    done = Message("done on {day}", day=each.done_on) if each.done_on else None
    owner = None if hidden else each.measure.owner
    return joined([part for part in (name, owner, label(each.state), end, done) if part is not None])


def _grade(each: FindingStatus) -> Inline:
    """The grade as it is now, as the report says it, and as it was at first where it changed."""
    parts: list[Inline] = [label(each.grade)]
    if each.finding.grade_as:
        parts.append(Message("in the report: “{grade}”", grade=each.finding.grade_as))
    if each.grade != each.finding.grade:
        parts.append(Message("at first: {grade}", grade=label(each.finding.grade)))
    return joined(parts, "; ")


def _due(each: FindingStatus) -> Inline:
    if each.due is None or each.baseline_due is None or each.due == each.baseline_due:
        return each.due
    return Message("{day}, at first {before}", day=each.due, before=each.baseline_due)


def _evidence(subject: AssessmentSubject, keys: Sequence[str], text: str | None) -> Iterator[Inline]:
    """Evidence by its title, and what the finding itself says of it."""
    if text:
        yield text
    for key in keys:
        found = subject.view.evidence.get(key)
        if found is None or subject.discretion.hides_evidence(key):
            yield key
        else:
            yield Message("{title} ({id})", title=found.fact.title, id=key)


def _answers(each: FindingStatus) -> Iterator[tuple[Inline, Inline]]:
    """The last word of the laboratory on each question; a blank where it has none and may still give one."""
    for key, name in ANSWERS.items():
        given = [getattr(at.fact, key) for at in each.events if getattr(at.fact, key)]
        if given or (not each.is_closed and each.grade != "observation"):
            yield Message(name), given[-1] if given else BLANK


def _columns() -> Sequence[Inline]:
    return Message("On"), Message("State"), Message("By"), Message("What was said"), Message("Due")


def _event(subject: AssessmentSubject, at: At[FindingEvent]) -> Sequence[Inline]:
    event = at.fact
    state = label(event.state)
    if event.depth:
        state = Message("{state}, depth {depth}", state=state, depth=label(event.depth))
    return at.on, state, subject.party(event.by), joined(list(_said(subject, event)), "; "), event.due


def _said(subject: AssessmentSubject, event: FindingEvent) -> Iterator[Inline]:
    answers: list[Any] = [(name, getattr(event, key)) for key, name in ANSWERS.items()]
    for name, text in answers:
        if text:
            yield Message("{name}: {text}", name=Message(name), text=text)
    if event.note:
        yield event.note
    if event.grade:
        yield Message("grade: {grade}", grade=label(event.grade))
    if event.evidence:
        yield from _evidence(subject, event.evidence, None)
