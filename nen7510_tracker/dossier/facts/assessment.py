"""Investigations and audits, what they judged and what they found."""

from typing import ClassVar, Literal

from msgspec import field

from nen7510_tracker.dossier.facts.base import (
    AssessmentId,
    ControlId,
    ControlPattern,
    Count,
    EditionId,
    EvidenceId,
    Fact,
    FindingId,
    Id,
    PartyId,
)
from nen7510_tracker.words.day import Day

AssessmentKind = Literal[
    "inspection",
    "independent_audit",
    "stage_1",
    "stage_2",
    "surveillance",
    "recertification",
    "special",
    "internal_audit",
    "self_assessment",
]
Conclusion = Literal["conforms", "conforms_with_conditions", "does_not_conform"]
Depth = Literal["design", "existence", "operation"]
RatingValue = Literal["meets", "largely_meets", "largely_fails", "fails", "not_assessed"]
Grade = Literal["major", "minor", "observation", "ungraded"]
FindingState = Literal[
    "planned",
    "in_progress",
    "implemented",
    "submitted",
    "disputed",
    "accepted",
    "returned",
    "verified",
    "reopened",
    "withdrawn",
]


class Assessment(Fact, frozen=True, kw_only=True):
    """One investigation or audit of the laboratory by a party."""

    kind: ClassVar[str] = "assessment"
    section: ClassVar[str] = "assessments"

    id: Id
    is_a: AssessmentKind = field(name="kind")
    title: str
    performed_by: PartyId
    commissioned_by: PartyId | None = None
    edition: EditionId
    reference_dates: tuple[Day, ...] = ()
    published_on: Day | None = None
    conclusion: Conclusion | None = None
    examined: tuple[ControlPattern, ...] = ()
    depth: Depth | None = None
    team: tuple[str, ...] = ()
    scope_text: str | None = None
    limitations: str | None = None

    @property
    def day(self) -> Day | None:
        """Its last reference date; without any, the day it was published."""
        return max(self.reference_dates) if self.reference_dates else self.published_on


class Rating(Fact, frozen=True, kw_only=True):
    """An assessment's judgement of one control at one reference date."""

    kind: ClassVar[str] = "rating"
    section: ClassVar[str] = "ratings"
    parent: ClassVar[str | None] = "assessment"

    assessment: AssessmentId
    control: ControlId
    on: Day | None = None
    rating: RatingValue
    note: str | None = None
    depth: Depth | None = None

    @property
    def key(self) -> str:
        """Its assessment, control and day; without a day of its own it follows the assessment's."""
        return self.key_on(self.on)

    def key_on(self, on: Day | None) -> str:
        """The key that it would have with a day of its own, or none."""
        return f"{self.assessment}/{self.control}/{on.text}" if on else f"{self.assessment}/{self.control}"


class Finding(Fact, frozen=True, kw_only=True):
    """A shortcoming that an assessment found."""

    kind: ClassVar[str] = "finding"
    section: ClassVar[str] = "findings"
    parent: ClassVar[str | None] = "assessment"

    id: Id
    assessment: AssessmentId
    controls: tuple[ControlId, ...]
    grade: Grade
    grade_as: str | None = None
    title: str
    requirement: str | None = None
    statement: str | None = None
    evidence: tuple[EvidenceId, ...] = ()
    evidence_text: str | None = None
    on: Day | None = None
    due: Day | None = None
    priority: Count | None = None
    same_as: tuple[FindingId, ...] = ()


class FindingEvent(Fact, frozen=True, kw_only=True):
    """What a party did about a finding on a day."""

    kind: ClassVar[str] = "finding_event"
    section: ClassVar[str] = "events"
    parent: ClassVar[str | None] = "finding"

    finding: FindingId
    on: Day
    state: FindingState
    by: PartyId
    grade: Grade | None = None
    due: Day | None = None
    depth: Depth | None = None
    extent: str | None = None
    correction: str | None = None
    cause: str | None = None
    action: str | None = None
    note: str | None = None
    evidence: tuple[EvidenceId, ...] = ()

    @property
    def key(self) -> str:
        """Its finding, day, state and party."""
        return f"{self.finding}/{self.on}/{self.state}/{self.by}"
