"""What happened: incidents, evidence, the time line."""

from typing import ClassVar, Literal

from msgspec import field

from nen7510_tracker.dossier.facts.base import ControlId, Fact, Id
from nen7510_tracker.words.day import Day

EvidenceKind = Literal["document", "record", "interview", "observation", "test"]


class Incident(Fact, frozen=True, kw_only=True):
    """Something that went wrong at the laboratory."""

    kind: ClassVar[str] = "incident"
    section: ClassVar[str] = "incidents"

    id: Id
    on: Day
    title: str
    severity: Literal["serious", "other"] = "serious"
    text: str | None = None


class Evidence(Fact, frozen=True, kw_only=True):
    """Something that shows how it is, kept by its digest; the file stays where it is."""

    kind: ClassVar[str] = "evidence"
    section: ClassVar[str] = "evidence"

    id: Id
    title: str
    is_a: EvidenceKind = field(name="kind")
    on: Day
    version: str | None = None
    controls: tuple[ControlId, ...] = ()
    sha256: str | None = None
    location: str | None = None
    review_by: Day | None = None


class TimelineItem(Fact, frozen=True, kw_only=True):
    """An event in the story that belongs to no other kind."""

    kind: ClassVar[str] = "timeline"
    section: ClassVar[str] = "timeline"

    id: Id
    on: Day
    text: str
