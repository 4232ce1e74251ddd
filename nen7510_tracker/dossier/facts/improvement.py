"""The improvement trajectory: measures and milestones."""

from typing import ClassVar, Literal

from msgspec import field

from nen7510_tracker.dossier.facts.base import (
    ControlId,
    EvidenceId,
    Fact,
    FindingId,
    Id,
    MeasureId,
    MilestoneId,
    Percent,
)
from nen7510_tracker.words.day import Day

MeasureKind = Literal["correction", "corrective", "implementation"]
MeasureState = Literal["planned", "in_progress", "blocked", "done", "cancelled"]
MilestoneKind = Literal[
    "gap_analysis",
    "risk_assessment",
    "plan_approved",
    "statement_approved",
    "internal_audit",
    "management_review",
    "body_contracted",
    "stage_1",
    "stage_2",
    "nonconformities_closed",
    "certification",
    "other",
]
MilestoneState = Literal["replanned", "reached"]


class Measure(Fact, frozen=True, kw_only=True):
    """An improvement measure that answers findings or serves controls."""

    kind: ClassVar[str] = "measure"
    section: ClassVar[str] = "measures"

    id: Id
    title: str
    is_a: MeasureKind | None = field(name="kind", default=None)
    findings: tuple[FindingId, ...] = ()
    controls: tuple[ControlId, ...] = ()
    owner: str | None = None
    on: Day
    start: Day | None = None
    end: Day | None = None
    waits_for: tuple[MeasureId, ...] = ()


class MeasureEvent(Fact, frozen=True, kw_only=True):
    """How a measure stood on a day."""

    kind: ClassVar[str] = "measure_event"
    section: ClassVar[str] = "events"
    parent: ClassVar[str | None] = "measure"

    measure: MeasureId
    on: Day
    state: MeasureState
    progress: Percent | None = None
    end: Day | None = None
    note: str | None = None
    evidence: tuple[EvidenceId, ...] = ()

    @property
    def key(self) -> str:
        """Its measure, day and state."""
        return f"{self.measure}/{self.on}/{self.state}"


class Milestone(Fact, frozen=True, kw_only=True):
    """A step on the way to certification."""

    kind: ClassVar[str] = "milestone"
    section: ClassVar[str] = "milestones"

    id: Id
    is_a: MilestoneKind = field(name="kind")
    title: str | None = None
    on: Day
    planned: Day | None = None


class MilestoneEvent(Fact, frozen=True, kw_only=True):
    """That a milestone was replanned or reached."""

    kind: ClassVar[str] = "milestone_event"
    section: ClassVar[str] = "events"
    parent: ClassVar[str | None] = "milestone"

    milestone: MilestoneId
    on: Day
    state: MilestoneState
    planned: Day | None = None
    note: str | None = None

    @property
    def key(self) -> str:
        """Its milestone, day and state."""
        return f"{self.milestone}/{self.on}/{self.state}"
