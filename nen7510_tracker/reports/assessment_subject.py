"""One assessment in a view, with what it judged and what it found."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.norm.edition import Control
from nen7510_tracker.reports.subject import Subject
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.rating import NOT_ASSESSED, RatingStatus, by_control
from nen7510_tracker.rules.trajectory import MeasureStatus

GRADE_ORDER = {"major": 0, "ungraded": 1, "minor": 2, "observation": 3}


class AssessmentSubject(Subject):
    """A subject that is about one assessment, in the assessment's own edition."""

    def __init__(self, evaluation: Evaluation, key: str, *, public: bool) -> None:
        """`key` is the assessment's id. Raises KeyError for one that is not known in the view."""
        self.fact: Assessment = evaluation.view.all_assessments[key]
        super().__init__(evaluation, self.fact.edition, public=public)

    @cached_property
    def controls(self) -> Mapping[str, Control]:
        """The clauses and controls of the edition."""
        return self.evaluation.norm.edition(self.edition).controls

    @cached_property
    def findings(self) -> Sequence[FindingStatus]:
        """What it found, the gravest first, then as numbered."""
        found = [each for each in self.evaluation.findings.values() if each.finding.assessment == self.fact.id]
        return sorted(found, key=lambda each: (GRADE_ORDER[each.grade], each.finding.id))

    @cached_property
    def told(self) -> Sequence[FindingStatus]:
        """Those of which everything may be told."""
        return [each for each in self.findings if not self.discretion.hides_finding(each.finding.id)]

    @cached_property
    def ratings(self) -> Mapping[str, RatingStatus]:
        """Its latest rating of each clause or control, in the order of the norm."""
        found = by_control(self.evaluation.ratings, self.fact, self.edition, self.evaluation.norm)
        return {key: found[key] for key in self.controls if key in found}

    @cached_property
    def judged(self) -> Mapping[str, RatingStatus]:
        """Those that it judged: `not_assessed` is no judgement."""
        return {key: each for key, each in self.ratings.items() if each.value != NOT_ASSESSED}

    def earlier(self, control: str) -> Sequence[RatingStatus]:
        """Its ratings of a control before the latest, by day."""
        last = self.ratings[control]
        own = (each for each in self.evaluation.ratings if each.assessment.id == self.fact.id)
        return [each for each in own if each.control == control and each.day < last.day]

    def answering(self, finding: str) -> Sequence[MeasureStatus]:
        """The measures that answer a finding and were not cancelled."""
        measures = self.evaluation.measures.values()
        return [each for each in measures if finding in each.measure.findings and not each.is_cancelled]

    @cached_property
    def strengths(self) -> Sequence[RatingStatus]:
        """What was praised: rated `meets`, with a note that says why."""
        return [each for each in self.judged.values() if each.value == "meets" and each.note]
