"""Decisions: which stands, whether its ground still does, and what speaks against resuming (design section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from nen7510_tracker.dossier.facts import Approval, Decision, Proposal
from nen7510_tracker.dossier.view import At, View
from nen7510_tracker.norm.criterion import Criterion
from nen7510_tracker.norm.norm import DEFAULT_POLICY, THOROUGH_POLICY, Norm
from nen7510_tracker.norm.policy import Policy, read_policy
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import gate, unmet_since
from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import Message


@dataclass(slots=True, frozen=True)
class Contra:
    """Something that speaks against a resumption, to be answered in writing."""

    what: str
    text: Message


@dataclass(slots=True, frozen=True)
class DecisionStatus:
    """A decision that was taken: told by a file, or proposed and approved here.

    `outside`: a resumption that really happened without the gate; it never stands.
    """

    id: str
    decision: str
    on: Day
    by: str
    rationale: str
    place: int
    outside: bool
    services: tuple[str, ...]
    conditions: tuple[Any, ...]
    answers: tuple[Any, ...]
    review_on: Day | None
    proposed_by: str | None
    approved_by: str | None


@dataclass(slots=True, frozen=True)
class Lapse:
    """That the ground of a standing resumption is gone: since when, and by which criteria."""

    since: date
    criteria: tuple[str, ...]


@lru_cache(maxsize=256)
def _adopted(text: str) -> Policy:
    return read_policy(text, "adoption")


def adopted_by(proposal: Proposal) -> Policy | None:
    """The policy whose adoption is proposed; None when a decision is."""
    return _adopted(proposal.adopts) if proposal.adopts else None


def _approved(view: View) -> list[tuple[At[Proposal], At[Approval]]]:
    pairs = [(view.proposals[key], each) for key, each in view.approvals.items() if key in view.proposals]
    return sorted(pairs, key=lambda pair: (pair[1].day, pair[1].root))


def _reigns(view: View, norm: Norm) -> Sequence[tuple[date, Policy]]:
    """Since which day the dossier is judged by which policy, in order: the default, then each that was adopted."""
    adopted = [(each.day, _adopted(made.fact.adopts)) for made, each in _approved(view) if made.fact.adopts]
    return [(date.min, norm.policy(DEFAULT_POLICY)), *adopted]


def adoptions(view: View, norm: Norm) -> Sequence[Policy]:
    """The policies that the dossier was judged by, in order: the default, then each that was adopted."""
    return [policy for _, policy in _reigns(view, norm)]


def policy_of(view: View, norm: Norm) -> Policy:
    """The policy that the dossier is judged by: the last adopted, else `resume-bvo-nl`."""
    return adoptions(view, norm)[-1]


def decisions_of(view: View) -> Sequence[DecisionStatus]:
    """Every decision taken, in order."""
    found = [_told(each) for each in view.decisions]
    found += [_made(proposal, approval) for proposal, approval in _approved(view) if proposal.fact.decision]
    return sorted(found, key=lambda each: (each.on.last, each.place))


def _told(at: At[Decision]) -> DecisionStatus:
    fact = at.fact
    return DecisionStatus(
        id=fact.id,
        decision=fact.decision,
        on=at.on,
        by=fact.by,
        rationale=fact.rationale,
        place=at.root,
        outside=fact.taken_outside,
        services=fact.services,
        conditions=fact.conditions,
        answers=fact.answers,
        review_on=fact.review_on,
        proposed_by=fact.proposed_by,
        approved_by=fact.approved_by,
    )


def _made(proposal: At[Proposal], approval: At[Approval]) -> DecisionStatus:
    fact = proposal.fact
    return DecisionStatus(
        id=fact.id,
        decision=str(fact.decision),
        on=approval.on,
        by=fact.by,
        rationale=fact.rationale,
        place=approval.root,
        outside=False,
        services=fact.services,
        conditions=fact.conditions,
        answers=fact.answers,
        review_on=fact.review_on,
        proposed_by=fact.recorded.by if fact.recorded else proposal.version.entry.recorded_by,
        approved_by=approval.fact.recorded.by if approval.fact.recorded else approval.version.entry.recorded_by,
    )


def standing_decision(view: View) -> DecisionStatus | None:
    """The latest decision, those taken outside the gate aside; None when there is none."""
    return next((each for each in reversed(decisions_of(view)) if not each.outside), None)


def taken_outside(view: View) -> Sequence[DecisionStatus]:
    """The resumptions that really happened without the gate."""
    return [each for each in decisions_of(view) if each.outside]


def lapse(evaluation: Evaluation, decision: DecisionStatus | None) -> Lapse | None:
    """Whether a standing resumption would be refused today; since when, in an unbroken row of days, by what."""
    if decision is None or decision.decision != "resume":
        return None
    today = gate(evaluation, policy_of(evaluation.view, evaluation.norm), holding=False)
    if today.verdict == "met":
        return None
    since = _gone_since(evaluation, decision.on.last) or evaluation.as_of
    return Lapse(since, tuple(each.criterion.id for each in today.failing))


def _gone_since(evaluation: Evaluation, decided: date) -> date | None:
    """Since when, from the decision on, the policy of each day has not said `met`."""
    since, day = None, evaluation.as_of
    for start, policy in reversed(_reigns(evaluation.view, evaluation.norm)):
        first = max(start, decided)
        if first > day:
            continue  # another was adopted on that same day
        found = unmet_since(evaluation.on(day), policy, first)
        since = found or since
        if found != first or first == decided:
            break
        day = first - timedelta(days=1)
    return since


def contra(evaluation: Evaluation) -> Sequence[Contra]:
    """What speaks against resuming: what `resume-thorough` would not grant, what was dropped, disagreement."""
    norm = evaluation.norm
    against = []
    for each in gate(evaluation, norm.policy(THOROUGH_POLICY), holding=False).failing:
        needs = each.outcome.needs
        text = (
            Message("{title}: {need}", title=each.criterion.title, need=needs[0].text)
            if needs
            else Message("{title}", title=each.criterion.title)
        )
        against.append(Contra(each.criterion.id, text))
    against += _dropped(adoptions(evaluation.view, norm))
    if evaluation.disagreements:
        text = Message(
            "independent assessments disagree on {n} controls",
            n=len({each.control for each in evaluation.disagreements}),
        )
        against.append(Contra("disagreement", text))
    return against


def _dropped(policies: Sequence[Policy]) -> list[Contra]:
    """The criteria that the last adoption dropped; one that was kept with other parameters was dropped too."""
    if len(policies) < 2:
        return []
    before, after = policies[-2:]
    kept = {_what(each) for each in after.criteria}
    return [
        Contra(f"dropped:{each.id}", Message("the last adoption dropped: {title}", title=each.title))
        for each in before.criteria
        if _what(each) not in kept
    ]


def _what(criterion: Criterion) -> bytes:
    """A criterion but for its title and basis: its id, check and parameters."""
    values = msgspec.to_builtins(criterion)
    return msgspec.json.encode({key: values[key] for key in sorted(values) if key not in {"title", "basis"}})


def unanswered(evaluation: Evaluation, answers: Sequence[Any]) -> Sequence[Contra]:
    """What speaks against resuming and has no answer in writing."""
    answered = {each.what for each in answers if each.text.strip()}
    return [each for each in contra(evaluation) if each.what not in answered]


def refusal_to_resume(evaluation: Evaluation, answers: Sequence[Any]) -> Message | None:
    """Why the collaboration may not be resumed on the evaluation's day; None when it may. There is no override."""
    policy = policy_of(evaluation.view, evaluation.norm)
    result = gate(evaluation, policy, holding=False)
    if result.verdict != "met":
        return Message(
            "the gate ({policy}) does not say met; missing: {criteria}",
            policy=policy.id,
            criteria=", ".join(each.criterion.id for each in result.failing),
        )
    open_points = unanswered(evaluation, answers)
    if open_points:
        return Message(
            "what speaks against resuming has to be answered first: {what}",
            what=", ".join(each.what for each in open_points),
        )
    return None
