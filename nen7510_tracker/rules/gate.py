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


def _judge(evaluation: Evaluation, policy: Policy, wanted: Sequence[Criterion]) -> dict[str, Outcome]:
    """The outcome of some criteria; those that ask what the others rest on are given all the others."""
    asks_basis = any(isinstance(each, BASIS) for each in wanted)
    plain = [each for each in (policy.criteria if asks_basis else wanted) if not isinstance(each, BASIS)]
    case = Case(evaluation, policy)
    outcomes = {each.id: CHECKS[type(each)].judge(each, case) for each in plain}
    rests: Sequence[Rest] = tuple(dict.fromkeys(chain.from_iterable(each.rests for each in outcomes.values())))
    basis = Case(evaluation, policy, tuple(rests))
    for each in wanted:
        if isinstance(each, BASIS):
            outcomes[each.id] = CHECKS[type(each)].judge(each, basis)
    return {each.id: outcomes[each.id] for each in wanted}


def gate(evaluation: Evaluation, policy: Policy, *, holding: bool = True) -> GateResult:
    """What a policy says on the evaluation's day; with `holding` also until when each answer stays as it is."""
    outcomes = _judge(evaluation, policy, policy.criteria)
    verdict = verdict_of(each.verdict for each in outcomes.values())
    ends, end = _holds_until(evaluation, policy, outcomes) if holding else ({}, None)
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
    verdicts: dict[str, Verdict] = {key: each.verdict for key, each in now.items()}
    verdict, end = verdict_of(verdicts.values()), None
    ends: dict[str, date | None] = {}
    for day in sorted(day for day in frozenset(chain.from_iterable(turning.values())) if day > evaluation.as_of):
        # A criterion that has turned matters only as long as the verdict has not.
        asked = [each for each in policy.criteria if day in turning[each.id] and (end is None or each.id not in ends)]
        for key, then in _judge(evaluation.on(day), policy, asked).items():
            verdicts[key] = then.verdict
            if key not in ends and then.verdict != now[key].verdict:
                ends[key] = day - timedelta(days=1)
        if end is None and verdict_of(verdicts.values()) != verdict:
            end = day - timedelta(days=1)
        if end is not None and len(ends) == len(now):
            break
    return ends, end


def history(evaluation: Evaluation, policy: Policy, since: date) -> Iterator[tuple[date, GateResult]]:
    """The gate on each day since a day on which it can change, the latest first and `since` last."""
    days = frozenset(chain.from_iterable(turning_days(evaluation, policy).values()))
    for day in sorted({since, *(each for each in days if since < each <= evaluation.as_of)}, reverse=True):
        yield day, gate(evaluation.on(day), policy, holding=False)


def blocked_by(result: GateResult) -> Mapping[str, tuple[str, ...]]:
    """Per finding the criteria that it keeps from being met."""
    blocked: dict[str, list[str]] = defaultdict(list)
    for each in result.failing:
        for fact in each.outcome.because:
            if fact.kind == "finding":
                blocked[fact.id].append(each.criterion.id)
    return {finding: tuple(criteria) for finding, criteria in blocked.items()}
