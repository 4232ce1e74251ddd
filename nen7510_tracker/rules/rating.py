"""Ratings, given and derived: what an assessment says of each control (design section 4, Ratings)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.dossier.view import View
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.rules.finding import FindingStatus, standing_of, standpoint
from nen7510_tracker.rules.independence import assessment_is_independent
from nen7510_tracker.words.day import Day

VALUES = ("meets", "largely_meets", "largely_fails", "fails")  # the four points, a step apart
STEPS = {value: step for step, value in enumerate(VALUES)}
NOT_ASSESSED = "not_assessed"


class RatingStatus(NamedTuple):
    """What an assessment says of one control at one day.

    `derived`: nobody rated it, the assessment's findings on it say it. `counts`: whether it may weigh
    on a status (a stage 1's does not, `not_assessed` does not).
    """

    assessment: Assessment
    control: str
    value: str
    on: Day
    depth: str | None
    derived: bool
    independent: bool
    note: str | None = None

    @property
    def day(self) -> date:
        """The date it is compared as."""
        return self.on.last

    @property
    def counts(self) -> bool:
        """Whether it may weigh on a control's status."""
        return self.value != NOT_ASSESSED and self.assessment.is_a != "stage_1"

    @property
    def id(self) -> str:
        """The rating's identity: assessment, control, day."""
        return f"{self.assessment.id}/{self.control}/{self.on}"


def ratings_of(view: View, norm: Norm, findings: Mapping[str, FindingStatus]) -> Sequence[RatingStatus]:
    """Every rating in the view, given and derived, by day; controls are those of each assessment's edition."""
    independent = {key: assessment_is_independent(view, each) for key, each in view.all_assessments.items()}
    ratings = []
    rated: dict[str, set[str]] = defaultdict(set)
    for each in view.ratings:
        rating = each.fact
        assessment = view.all_assessments[rating.assessment]
        rated[assessment.id].add(rating.control)
        ratings.append(
            RatingStatus(
                assessment=assessment,
                control=rating.control,
                value=rating.rating,
                on=each.on,
                depth=rating.depth or assessment.depth,
                derived=False,
                independent=independent[assessment.id],
                note=rating.note,
            )
        )
    for found in view.assessments.values():
        if found.fact.examined:
            by_control = _findings_by_control(findings.values(), found.fact)
            for control in _examined(norm, found.fact):
                if control not in rated[found.fact.id]:
                    value = _derived(view, found.fact, by_control.get(control, ()), found.day)
                    ratings.append(
                        RatingStatus(
                            assessment=found.fact,
                            control=control,
                            value=value,
                            on=found.on,
                            depth=found.fact.depth,
                            derived=True,
                            independent=independent[found.fact.id],
                        )
                    )
    return sorted(ratings, key=lambda each: each.day)


def _examined(norm: Norm, assessment: Assessment) -> list[str]:
    edition = norm.edition(assessment.edition)
    return list(dict.fromkeys(control for pattern in assessment.examined for control in edition.matching(pattern)))


def _findings_by_control(
    findings: Iterable[FindingStatus], assessment: Assessment
) -> Mapping[str, Sequence[FindingStatus]]:
    by_control: dict[str, list[FindingStatus]] = defaultdict(list)
    for each in findings:
        if each.finding.assessment == assessment.id and each.weighs:
            for control in each.finding.controls:
                by_control[control].append(each)
    return by_control


def _derived(view: View, assessment: Assessment, findings: Iterable[FindingStatus], on: date) -> str:
    point = standpoint(view, assessment)
    grades = set()
    for each in findings:
        earlier = [event.fact for event in each.events if event.day < on]
        if standing_of(earlier[-1] if earlier else None, point.independent) != "verified":
            grades.add(each.grade)
    if grades & {"major", "ungraded"}:
        return "fails"
    return "largely_meets" if grades else "meets"


def worst(values: Iterable[RatingStatus]) -> RatingStatus:
    """The rating that is furthest from `meets`, of several the latest; `not_assessed` only when there is no other.

    Raises ValueError on none.
    """
    return max(values, key=lambda each: (STEPS.get(each.value, -1), each.day))


def latest(ratings: Iterable[RatingStatus]) -> RatingStatus | None:
    """The last rating that judges, several on that day: the worst; `not_assessed` only when there is no other."""
    given = list(ratings)
    judged = [each for each in given if each.value != NOT_ASSESSED] or given
    if not judged:
        return None
    last = max(each.day for each in judged)
    return worst(each for each in judged if each.day == last)


def by_control(
    ratings: Iterable[RatingStatus], assessment: Assessment, edition: str, norm: Norm
) -> Mapping[str, RatingStatus]:
    """Each control's latest rating by one assessment, in an edition's controls.

    Ratings in another edition are shown through the crosswalk as they are, the worst where several
    map to one (design section 4, Comparison).
    """
    own: dict[str, list[RatingStatus]] = defaultdict(list)
    for each in ratings:
        if each.assessment.id == assessment.id:
            own[each.control].append(each)
    last = {control: found for control, each in own.items() if (found := latest(each))}
    if assessment.edition == edition:
        return last
    mapped: dict[str, list[RatingStatus]] = defaultdict(list)
    for control, rating in last.items():
        for target in norm.mapped(control, assessment.edition, edition):
            mapped[target].append(rating)
    return {control: worst(each) for control, each in mapped.items()}
