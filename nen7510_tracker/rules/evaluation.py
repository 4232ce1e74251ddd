"""Everything that follows from one view, worked out once and only when it is asked for."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.dossier.view import At, Known, View
from nen7510_tracker.norm.library import DEFAULT_EDITION, Norm
from nen7510_tracker.rules.comparison import Disagreement, disagreements
from nen7510_tracker.rules.finding import FindingStatus, findings_of
from nen7510_tracker.rules.independence import assessment_is_independent
from nen7510_tracker.rules.rating import RatingStatus, ratings_of
from nen7510_tracker.rules.status import ControlStatus, statuses_of
from nen7510_tracker.rules.trajectory import MeasureStatus, Trajectory, measures_of, trajectory


class Evaluation:
    """A view and what the rules say of it; equal views give equal answers."""

    def __init__(self, known: Known, as_of: date, norm: Norm) -> None:
        self.known = known
        self.as_of = as_of
        self.norm = norm
        self._statuses: dict[str, Mapping[str, ControlStatus]] = {}

    def on(self, as_of: date) -> "Evaluation":
        """The same knowledge on another day."""
        return Evaluation(self.known, as_of, self.norm)

    @cached_property
    def view(self) -> View:
        """The view itself."""
        return self.known.at(self.as_of)

    @cached_property
    def findings(self) -> Mapping[str, FindingStatus]:
        """Every finding, by id."""
        return findings_of(self.view)

    @cached_property
    def ratings(self) -> Sequence[RatingStatus]:
        """Every rating, given and derived, by day."""
        return ratings_of(self.view, self.norm, self.findings)

    def statuses(self, edition: str = DEFAULT_EDITION) -> Mapping[str, ControlStatus]:
        """Every control's status in an edition. Raises KeyError for an unknown edition."""
        if edition not in self._statuses:
            self._statuses[edition] = statuses_of(self.view, self.norm, edition, self.findings, self.ratings)
        return self._statuses[edition]

    @cached_property
    def measures(self) -> Mapping[str, MeasureStatus]:
        """Every measure, by id."""
        return measures_of(self.view)

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
