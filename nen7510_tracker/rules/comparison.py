"""Two assessments side by side: where they agree, where they cannot both be right (design section 4, Comparison)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal, NamedTuple

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.dossier.view import View
from nen7510_tracker.norm.norm import DEFAULT_EDITION, Norm
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.rating import NOT_ASSESSED, STEPS, RatingStatus, by_control

Relation = Literal["agree", "disagree", "changed", "only_a", "only_b"]

SAME_TIME = 90  # days: ratings further apart need not agree
KAPPA_FROM = 20  # controls: from here on people are shown kappa


@dataclass(slots=True, frozen=True)
class ComparedControl:
    """A control that either assessment rated; `steps` is the distance on the four points, None if only one did."""

    control: str
    a: RatingStatus | None
    b: RatingStatus | None
    steps: int | None
    relation: Relation


@dataclass(slots=True, frozen=True)
class Summary:
    """The figures of a comparison; `kappa` is unrounded, None if undefined."""

    both: int
    same: int
    one_step: int
    more: int
    agree: int
    disagree: int
    changed: int
    only_a: int
    only_b: int
    kappa: float | None

    @property
    def shows_kappa(self) -> bool:
        """Whether kappa rests on enough controls to be shown to people."""
        return self.kappa is not None and self.both >= KAPPA_FROM


@dataclass(slots=True, frozen=True)
class Comparison:
    """Two assessments, control by control, in the norm's order."""

    a: Assessment
    b: Assessment
    edition: str
    controls: Sequence[ComparedControl]
    summary: Summary


class Disagreement(NamedTuple):
    """A control on which two independent assessments by different parties disagree: their ids and ratings."""

    control: str
    a: str
    b: str
    a_value: str
    b_value: str


def compare(
    view: View,
    norm: Norm,
    edition: str,
    a: Assessment,
    b: Assessment,
    ratings: Iterable[RatingStatus],
    findings: Mapping[str, FindingStatus],
) -> Comparison:
    """Compare two assessments in an edition's controls; `not_assessed` is no rating here."""
    given = list(ratings)
    repairs = repairs_of(view, norm, edition, findings)
    controls = _compared(norm, edition, _judged(given, a, edition, norm), _judged(given, b, edition, norm), repairs)
    return Comparison(a, b, edition, controls, _summary(controls))


def _judged(
    ratings: Iterable[RatingStatus], assessment: Assessment, edition: str, norm: Norm
) -> Mapping[str, RatingStatus]:
    found = by_control(ratings, assessment, edition, norm)
    return {control: each for control, each in found.items() if each.value != NOT_ASSESSED}


def _compared(
    norm: Norm,
    edition: str,
    a: Mapping[str, RatingStatus],
    b: Mapping[str, RatingStatus],
    repairs: Mapping[str, Sequence[date]],
) -> Sequence[ComparedControl]:
    return [
        _row(control, a.get(control), b.get(control), repairs.get(control, ()))
        for control in norm.edition(edition).controls
        if control in a or control in b
    ]


def _row(control: str, a: RatingStatus | None, b: RatingStatus | None, repairs: Sequence[date]) -> ComparedControl:
    if a is None or b is None:
        return ComparedControl(control, a, b, None, "only_a" if b is None else "only_b")
    steps = abs(STEPS[a.value] - STEPS[b.value])
    if steps == 0:
        return ComparedControl(control, a, b, 0, "agree")
    first, second = sorted((a.day, b.day))
    near = (second - first).days <= SAME_TIME
    repaired = any(first < day <= second for day in repairs)
    return ComparedControl(control, a, b, steps, "disagree" if near and not repaired else "changed")


def repairs_of(
    view: View, norm: Norm, edition: str, findings: Mapping[str, FindingStatus]
) -> Mapping[str, Sequence[date]]:
    """Per control the days on which a finding on it was verified, or a measure for it or such a finding done.

    Findings of any assessment and any grade, through the crosswalk where they are in the other
    edition; measures name controls of `nen7510:2024`.
    """
    repairs: dict[str, list[date]] = defaultdict(list)
    on: dict[str, set[str]] = {}
    for each in findings.values():
        on[each.finding.id] = _mapped(norm, each.finding.controls, each.assessment.edition, edition)
        verified = [event.day for event in each.events if event.fact.state == "verified"]
        for control in on[each.finding.id]:
            repairs[control] += verified
    for measure in view.measures.values():
        done = [event.day for event in view.measure_events[measure.fact.id] if event.fact.state == "done"]
        if done:
            served = _mapped(norm, measure.fact.controls, DEFAULT_EDITION, edition)
            for control in served.union(*(on.get(finding, ()) for finding in measure.fact.findings)):
                repairs[control] += done
    return repairs


def _mapped(norm: Norm, controls: Iterable[str], origin: str, edition: str) -> set[str]:
    return {target for control in controls for target in norm.mapped(control, origin, edition)}


def _summary(controls: Sequence[ComparedControl]) -> Summary:
    relations = Counter(each.relation for each in controls)
    steps = [each.steps for each in controls if each.steps is not None]
    pairs = [(STEPS[each.a.value], STEPS[each.b.value]) for each in controls if each.a and each.b]
    return Summary(
        both=len(steps),
        same=steps.count(0),
        one_step=steps.count(1),
        more=sum(step > 1 for step in steps),
        agree=relations["agree"],
        disagree=relations["disagree"],
        changed=relations["changed"],
        only_a=relations["only_a"],
        only_b=relations["only_b"],
        kappa=kappa(pairs),
    )


def kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa with quadratic weights of pairs of ordinal ratings, places 0 … 3.

    None where chance leaves nothing to disagree on: without pairs, or with one value for all.
    """
    # n·Σ o(i,j)·(i-j)² and Σ a(i)·b(j)·(i-j)² in whole numbers: exact, and the same in either order.
    observed = len(pairs) * sum((i - j) ** 2 for i, j in pairs)
    a, b = Counter(i for i, _ in pairs), Counter(j for _, j in pairs)
    expected = sum(a[i] * b[j] * (i - j) ** 2 for i in a for j in b)
    return (expected - observed) / expected if expected else None


def disagreements(
    view: View,
    norm: Norm,
    edition: str,
    ratings: Iterable[RatingStatus],
    findings: Mapping[str, FindingStatus],
) -> list[Disagreement]:
    """Every control on which two independent assessments by different parties disagree.

    By pair of assessments in the order of their days, then in the norm's order. A `stage_1` is left
    out: its ratings do not count.
    """
    given = [each for each in ratings if each.independent and each.counts]
    rated = {each.assessment.id for each in given}
    judged = {
        key: _judged(given, assessment, edition, norm)
        for key, assessment in view.all_assessments.items()
        if key in rated
    }
    parties = {key: view.all_assessments[key].performed_by for key in judged}
    pairs = [(a, b) for a, b in combinations(judged, 2) if parties[a] != parties[b]]
    repairs = repairs_of(view, norm, edition, findings) if pairs else {}
    return [
        Disagreement(row.control, a, b, row.a.value, row.b.value)
        for a, b in pairs
        for row in _compared(norm, edition, judged[a], judged[b], repairs)
        if row.relation == "disagree" and row.a and row.b
    ]
