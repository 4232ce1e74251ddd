"""What an outsider may read of what is still open (design section 6, `--public`)."""

from functools import cached_property

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.outcome import Because
from nen7510_tracker.rules.trajectory import FINISHED, MeasureStatus, groups_of
from nen7510_tracker.words.message import Message


class Discretion:
    """Which findings and measures are withheld: a list of open weaknesses is an invitation.

    Of a finding that is not closed, and of one that is the same as such a finding, only id, area,
    grade, state and due are told; of a measure that answers one, or that is not finished, likewise.
    """

    def __init__(self, evaluation: Evaluation, *, public: bool) -> None:
        self.evaluation = evaluation
        self.public = public

    @cached_property
    def _open(self) -> frozenset[str]:
        findings = self.evaluation.findings
        groups = groups_of(findings)
        still = {groups[key] for key, each in findings.items() if not each.is_closed}
        return frozenset(key for key in findings if groups[key] in still)

    @cached_property
    def _open_controls(self) -> frozenset[str]:
        return frozenset(control for key in self._open for control in self.evaluation.findings[key].finding.controls)

    def hides_finding(self, key: str) -> bool:
        """Whether only id, area, grade, state and due of a finding may be told."""
        return self.public and key in self._open

    def hides_measure(self, each: MeasureStatus) -> bool:
        """Whether only that much may be told of a measure."""
        if not self.public:
            return False
        answers = each.measure.findings
        return (
            each.state not in FINISHED
            or any(key in self._open for key in answers)
            or (not answers and not self._open_controls.isdisjoint(each.measure.controls))
        )

    def hides_evidence(self, key: str) -> bool:
        """Whether evidence may not be named: it shows something about what is open."""
        return self.public and key in self._open_evidence

    @cached_property
    def _open_evidence(self) -> frozenset[str]:
        view = self.evaluation.view
        told: set[str] = {key for key, each in view.evidence.items() if self._open_controls & set(each.fact.controls)}
        for key in self._open:
            finding = self.evaluation.findings[key]
            told.update(finding.finding.evidence, *(event.fact.evidence for event in finding.events))
        for each in self.evaluation.measures.values():
            if self.hides_measure(each):
                told.update(*(event.fact.evidence for event in each.events))
        return frozenset(told)

    def because(self, fact: Because) -> Message:
        """What an outcome rests on, without what a withheld finding is about."""
        if fact.kind == "finding" and self.hides_finding(fact.id):
            return withheld(self.evaluation.findings[fact.id])
        return fact.text

    def areas(self, finding: FindingStatus) -> tuple[str, ...]:
        """The areas of a finding, in its own edition."""
        controls = self.evaluation.norm.edition(finding.assessment.edition).controls
        return tuple(dict.fromkeys(controls[key].area for key in finding.finding.controls if key in controls))


def withheld(finding: FindingStatus) -> Message:
    """All that is told of a finding that is withheld."""
    return Message(
        "finding {id} ({grade}): {state}",
        id=finding.finding.id,
        grade=label(finding.grade),
        state=label(finding.state),
    )
