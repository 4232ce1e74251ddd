"""Everything that follows from one view, worked out once and only when it is asked for."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.dossier.view import At, Known, View
from nen7510_tracker.norm.norm import DEFAULT_EDITION, Norm
from nen7510_tracker.rules.comparison import Disagreement, disagreements
from nen7510_tracker.rules.finding import FindingStatus, findings_of
from nen7510_tracker.rules.independence import assessment_is_independent
from nen7510_tracker.rules.outcome import Outcome
from nen7510_tracker.rules.rating import RatingStatus, ratings_of
from nen7510_tracker.rules.status import ControlStatus, statuses_of
from nen7510_tracker.rules.trajectory import MeasureStatus, Trajectory, measures_of, trajectory

T = TypeVar("T")
_FINDINGS = ("assessment", "finding", "finding_event")


class Evaluation:
    """A view and what the rules say of it; equal views give equal answers.

    `outcomes` keeps what a policy's checks answered, by the policy's digest and the criterion's id; `held` until when
    each of these answers, by the criterion's id, and the verdict hold, by the policy's digest.
    """

    def __init__(self, known: Known, as_of: date, norm: Norm) -> None:
        self.known = known
        self.as_of = as_of
        self.norm = norm
        self.outcomes: dict[tuple[str, str], Outcome] = {}
        self.held: dict[str, tuple[Mapping[str, date | None], date | None]] = {}
        self._statuses: dict[str, Mapping[str, ControlStatus]] = {}
        self._kept: dict[str, tuple[tuple[int, ...], Any]] = {}

    def on(self, as_of: date) -> "Evaluation":
        """The same knowledge on another day; what no fact between the days touches is not worked out again."""
        other = Evaluation(self.known, as_of, self.norm)
        other._kept = self._kept
        return other

    def _unless_told(self, name: str, kinds: Iterable[str], derive: Callable[[T | None], T]) -> T:
        """What is derived from facts of some kinds alone, whatever the day; kept from the last day that was asked.

        `derive` is given what was kept, of another day.
        """
        told = tuple(bisect_right(self.known.days.get(kind, ()), self.as_of) for kind in kinds)
        kept = self._kept.get(name)
        if kept is None or kept[0] != told:
            self._kept[name] = kept = (told, derive(kept[1] if kept else None))
        value: T = kept[1]
        return value

    @cached_property
    def view(self) -> View:
        """The view itself."""
        return self.known.at(self.as_of)

    @cached_property
    def findings(self) -> Mapping[str, FindingStatus]:
        """Every finding, by id."""
        return self._unless_told("findings", _FINDINGS, lambda before: findings_of(self.view, before))

    @cached_property
    def ratings(self) -> Sequence[RatingStatus]:
        """Every rating, given and derived, by day."""
        kinds = (*_FINDINGS, "rating")
        return self._unless_told("ratings", kinds, lambda _: ratings_of(self.view, self.norm, self.findings))

    def statuses(self, edition: str = DEFAULT_EDITION) -> Mapping[str, ControlStatus]:
        """Every control's status in an edition. Raises KeyError for an unknown edition."""
        if edition not in self._statuses:
            self._statuses[edition] = statuses_of(self.view, self.norm, edition, self.findings, self.ratings)
        return self._statuses[edition]

    @cached_property
    def measures(self) -> Mapping[str, MeasureStatus]:
        """Every measure, by id."""
        kept = self._kept.get("measures")
        self._kept["measures"] = kept = ((), measures_of(self.view, kept[1] if kept else None))
        measures: Mapping[str, MeasureStatus] = kept[1]
        return measures

    @cached_property
    def trajectory(self) -> Trajectory:
        """The trajectory, with its projection."""
        return trajectory(self.view, self.norm, self.findings)

    @cached_property
    def independent_assessments(self) -> Sequence[At[Assessment]]:
        """The independent assessments in the view but stage 1, by day."""
        return [
            each
            for each in self.view.assessments.values()
            if each.fact.is_a != "stage_1" and assessment_is_independent(self.view, each.fact)
        ]

    @cached_property
    def disagreements(self) -> Sequence[Disagreement]:
        """Where two independent assessments by different parties disagree on a control."""
        return disagreements(self.view, self.norm, DEFAULT_EDITION, self.ratings, self.findings)
