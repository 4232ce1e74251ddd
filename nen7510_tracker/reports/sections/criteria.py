"""The criteria with what each rests on and needs; what speaks against a resumption."""

from collections.abc import Iterator, Mapping

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.reports.inline import Inline
from nen7510_tracker.reports.report import Block, Bullets, Pairs, Paragraph, Section
from nen7510_tracker.reports.subject import GateSubject
from nen7510_tracker.rules.gate import CriterionResult
from nen7510_tracker.rules.outcome import Need
from nen7510_tracker.words.day import of
from nen7510_tracker.words.message import Message


def criteria(subject: GateSubject) -> Section:
    """Each criterion of the policy: outcome, until when, basis, facts, needs."""
    return Section(Message("The criteria"), list(_criteria(subject)))


def _criteria(subject: GateSubject) -> Iterator[Block]:
    policy = subject.policy
    yield Paragraph(Message("The policy {id}: {title}", id=policy.id, title=policy.title))
    if policy.source:
        source = "; ".join(part for part in (policy.source.title, policy.source.reference) if part)
        yield Paragraph(Message("It follows: {source}", source=source))
    for number, each in enumerate(subject.result.criteria, 1):
        title = Message(
            "Criterion {n}, {title}: {outcome}", n=number, title=each.criterion.title, outcome=_outcome(each)
        )
        yield Section(title, list(_criterion(subject, each)))


def _outcome(each: CriterionResult) -> Message:
    return label(each.outcome.verdict)


def _criterion(subject: GateSubject, each: CriterionResult) -> Iterator[Block]:
    if each.criterion.basis:
        yield Paragraph(each.criterion.basis, quote=True)
    until: Inline = of(each.holds_until) if each.holds_until else Message("something more becomes known")
    yield Pairs(
        [
            (Message("Stays so until"), until),
            (Message("Check"), Message("{check} ({id})", check=each.criterion.check, id=each.criterion.id)),
        ]
    )
    if each.outcome.because:
        yield Paragraph(Message("It rests on:"))
        yield Bullets([subject.named(subject.discretion.because(fact)) for fact in each.outcome.because])
    if each.outcome.needs:
        yield Paragraph(Message("It needs:"))
        yield Bullets([need_text(subject, need) for need in each.outcome.needs])


def need_text(subject: GateSubject, need: Need) -> Message:
    """What is needed, and whose turn it is."""
    text = subject.named(need.text)
    if need.turn is None:
        return text
    return Message("{need} (turn: {party})", need=text, party=str(subject.party(need.turn)))


def against(subject: GateSubject) -> Section | None:
    """What speaks against a resumption; None where no resumption is asked for."""
    if subject.policy.decides != "resume":
        return None
    title = Message("What speaks against resuming")
    points = subject.contra
    if not points:
        text = "Nothing: every criterion of the thorough policy is met, none was dropped, and no assessments disagree."
        return Section(title, [Paragraph(Message(text))])
    text = "A decision to resume has to answer each of these points in writing."
    answers = _answers(subject)
    told = [_point(subject.named(each.text), each.what, answers.get(each.what)) for each in points]
    return Section(title, [Paragraph(Message(text)), Bullets(told)])


def _answers(subject: GateSubject) -> Mapping[str, str]:
    """What the resumption that stands answers to each point."""
    decision = subject.standing
    if decision is None or decision.decision != "resume":
        return {}
    return {each.what: each.text for each in decision.answers}


def _point(text: Message, what: str, answer: str | None) -> Message:
    if answer is None:
        return Message("{what}: {text}", what=what, text=text)
    return Message("{what}: {text}. The decision that stands answers: {answer}", what=what, text=text, answer=answer)
