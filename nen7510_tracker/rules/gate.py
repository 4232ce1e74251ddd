"""The gate: what a policy says of a dossier, why, and until when that holds (design section 4, Gate)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from nen7510_tracker.norm.criterion import Criterion
from nen7510_tracker.norm.policy import Policy
from nen7510_tracker.rules.checks import BASIS, CHECKS
from nen7510_tracker.rules.checks.case import Case
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.outcome import Outcome, Rest, Verdict, verdict_of


@dataclass(slots=True, frozen=True)
class CriterionResult:
    """A criterion's outcome; `holds_until` is None when it stays so for ever (or was not asked)."""

    criterion: Criterion
    outcome: Outcome
    holds_until: date | None = None


@dataclass(slots=True, frozen=True)
class GateResult:
    """A policy's verdict with the outcome of each criterion, in the policy's order."""

    policy: Policy
    verdict: Verdict
    criteria: Sequence[CriterionResult]
    holds_until: date | None = None

    @property
    def failing(self) -> Sequence[CriterionResult]:
        """The criteria that are not met, or undetermined."""
        return [each for each in self.criteria if each.outcome.verdict != "met"]


def _judge(evaluation: Evaluation, policy: Policy, criterion: Criterion) -> Outcome:
    """A criterion's outcome; one that asks what the others rest on is given what all the others do."""
    key = (policy.digest, criterion.id)
    if key not in evaluation.outcomes:
        rests: Iterator[Rest] = iter(())
        if isinstance(criterion, BASIS):
            others = [each for each in policy.criteria if not isinstance(each, BASIS)]
            rests = chain.from_iterable(_judge(evaluation, policy, each).rests for each in others)
        case = Case(evaluation, policy, tuple(dict.fromkeys(rests)))
        evaluation.outcomes[key] = CHECKS[type(criterion)].judge(criterion, case)
    return evaluation.outcomes[key]


def _after(
    evaluation: Evaluation, policy: Policy, before: Mapping[str, Outcome], turning: Mapping[str, frozenset[date]]
) -> dict[str, Outcome]:
    """The outcomes on the evaluation's day, from those on the last day before it on which any could turn."""
    for key, each in before.items():
        if evaluation.as_of not in turning[key]:
            evaluation.outcomes[policy.digest, key] = each
    return {each.id: _judge(evaluation, policy, each) for each in policy.criteria}


def gate(evaluation: Evaluation, policy: Policy, *, holding: bool = True) -> GateResult:
    """What a policy says on the evaluation's day; with `holding` also until when each answer stays as it is."""
    outcomes = {each.id: _judge(evaluation, policy, each) for each in policy.criteria}
    verdict = verdict_of(each.verdict for each in outcomes.values())
    if holding and policy.digest not in evaluation.held:
        evaluation.held[policy.digest] = _holds_until(evaluation, policy, outcomes)
    ends, end = evaluation.held[policy.digest] if holding else ({}, None)
    criteria = [CriterionResult(each, outcomes[each.id], ends.get(each.id)) for each in policy.criteria]
    return GateResult(policy, verdict, criteria, end)


def turning_days(evaluation: Evaluation, policy: Policy) -> Mapping[str, frozenset[date]]:
    """Per criterion the days on which its outcome can change, in what is known: no other day can change it."""
    days: dict[str, frozenset[date]] = {}
    case = Case(evaluation.on(date.max), policy)  # everything that is known is in view on the last of days
    for each in policy.criteria:
        check = CHECKS[type(each)]
        coming = chain.from_iterable(evaluation.known.days.get(kind, ()) for kind in check.reads)
        days[each.id] = frozenset(chain(coming, check.turns(each, case)))
    everything = frozenset(chain.from_iterable(days.values()))
    return {each.id: everything if isinstance(each, BASIS) else days[each.id] for each in policy.criteria}


def _holds_until(
    evaluation: Evaluation, policy: Policy, now: Mapping[str, Outcome]
) -> tuple[dict[str, date | None], date | None]:
    """The last day on which each criterion, and the verdict, stays as it is if nothing more becomes known."""
    turning = turning_days(evaluation, policy)
    verdict, end = verdict_of(each.verdict for each in now.values()), None
    ends: dict[str, date | None] = {}
    outcomes = now
    for day in sorted(day for day in frozenset(chain.from_iterable(turning.values())) if day > evaluation.as_of):
        outcomes = _after(evaluation.on(day), policy, outcomes, turning)
        for key, then in outcomes.items():
            if key not in ends and then.verdict != now[key].verdict:
                ends[key] = day - timedelta(days=1)
        if end is None and verdict_of(each.verdict for each in outcomes.values()) != verdict:
            end = day - timedelta(days=1)
        if end is not None and len(ends) == len(now):
            break
    return ends, end


def unmet_since(evaluation: Evaluation, policy: Policy, first: date) -> date | None:
    """Since when, not before a first day, a policy has not said `met` on any day; None: it does on this day.

    Goes back from one criterion that keeps the verdict from being met to another, by the days on which that one
    can turn, rather than asking all of them each day.
    """
    turning = turning_days(evaluation, policy)
    criteria, since, day = list(policy.criteria), None, evaluation.as_of
    while day >= first:
        then = evaluation.on(day)
        failing = next((each for each in criteria if _judge(then, policy, each).verdict != "met"), None)
        if failing is None:
            break
        criteria.remove(failing)
        criteria.insert(0, failing)
        since = max((each for each in turning[failing.id] if first < each <= day), default=first)
        day = since - timedelta(days=1)
    return since


def blocked_by(result: GateResult) -> Mapping[str, tuple[str, ...]]:
    """Per finding the criteria that it keeps from being met."""
    blocked: dict[str, list[str]] = defaultdict(list)
    for each in result.failing:
        for fact in each.outcome.because:
            if fact.kind == "finding":
                blocked[fact.id].append(each.criterion.id)
    return {finding: tuple(criteria) for finding, criteria in blocked.items()}
