"""The decisions, with their conditions and answers, and whether their ground still stands."""

from collections.abc import Iterator, Sequence

from nen7510_tracker.dossier.facts import Fact, Proposal
from nen7510_tracker.reports.first_page import DECISIONS
from nen7510_tracker.reports.inline import Inline, joined
from nen7510_tracker.reports.report import Block, Bullets, Pairs, Paragraph, Section
from nen7510_tracker.reports.subject import GateSubject, source_text
from nen7510_tracker.rules.decision import DecisionStatus, decisions_of
from nen7510_tracker.words.day import Day, of
from nen7510_tracker.words.message import Message


def decisions(subject: GateSubject) -> Section:
    """Every decision, the latest first; proposals that wait for approval."""
    taken = decisions_of(subject.view)
    blocks: list[Block] = [] if taken else [Paragraph(Message("No decision is recorded."))]
    for each in reversed(taken):
        text = "{decision} on {day} ({id})"
        title = Message(text, decision=Message(DECISIONS[each.decision]), day=each.on, id=each.id)
        blocks.append(Section(title, list(_decision(subject, each))))
    waiting = list(_waiting(subject))
    if waiting:
        blocks.append(Section(Message("Proposed, and not approved"), [Bullets(waiting)]))
    return Section(Message("Decisions"), blocks)


def _decision(subject: GateSubject, each: DecisionStatus) -> Iterator[Block]:
    rows: list[tuple[Inline, Inline]] = [
        (Message("By"), subject.party(each.by)),
        (Message("Does it stand"), _ground(subject, each)),
        (Message("Services"), joined(each.services)),
        (Message("Rationale"), each.rationale),
        (Message("Review on"), each.review_on),
        (Message("Proposed and approved by"), joined([by for by in (each.proposed_by, each.approved_by) if by])),
        (Message("Source"), _source(subject, each.id)),
    ]
    yield Pairs([(name, value) for name, value in rows if value is not None])
    if each.conditions:
        yield Paragraph(Message("Conditions:"))
        yield Bullets([_condition(condition.text, condition.due) for condition in each.conditions])
    if each.answers:
        yield Paragraph(Message("Answers to what spoke against:"))
        yield Bullets([Message("{what}: {text}", what=answer.what, text=answer.text) for answer in each.answers])


def _condition(text: str, due: Day | None) -> Inline:
    return Message("{text} (due {day})", text=text, day=due) if due else text


def _ground(subject: GateSubject, each: DecisionStatus) -> Message:
    if each.outside:
        return Message("no: it was taken outside the gate")
    if subject.standing is None or each.id != subject.standing.id:
        return Message("no: a later decision took its place")
    gone = subject.lapse
    if gone:
        text = "its ground lapsed on {day}: it would be refused today. Not met: {criteria}"
        return Message(text, day=of(gone.since), criteria=subject.criteria(gone.criteria))
    return Message("yes, and its ground too") if each.decision == "resume" else Message("yes")


def _source(subject: GateSubject, key: str) -> Inline:
    told: Sequence[Fact] = [each.fact for each in subject.view.decisions if each.fact.id == key]
    made: Sequence[Fact] = [each.fact for each in subject.view.proposals.values() if each.fact.id == key]
    return next((source_text(fact.source) for fact in (*told, *made) if fact.source), None)


def _waiting(subject: GateSubject) -> Iterator[Inline]:
    for key, each in subject.view.proposals.items():
        if key not in subject.view.approvals:
            yield _proposal(subject, each.fact)


def _proposal(subject: GateSubject, fact: Proposal) -> Inline:
    party = str(subject.party(fact.by))
    if fact.decision is None:
        text = "{id}, {day}, by {party}: to be judged by the policy {policy}"
        return Message(text, id=fact.id, day=fact.on, party=party, policy=fact.policy.id)
    text = "{id}, {day}, by {party}: {decision}"
    return Message(text, id=fact.id, day=fact.on, party=party, decision=Message(DECISIONS[fact.decision]))
