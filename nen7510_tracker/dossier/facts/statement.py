"""The statement of applicability."""

from typing import ClassVar, Literal

from nen7510_tracker.dossier.facts.base import ControlId, EditionId, Fact, Id, Part
from nen7510_tracker.words.day import Day

Reason = Literal["risk", "law", "contract", "practice"]
Implementation = Literal["yes", "partly", "planned", "no"]


class Applicability(Part, frozen=True, kw_only=True):
    """What a statement says of one control."""

    control: ControlId
    applicable: bool
    justification: str | None = None
    reasons: tuple[Reason, ...] = ()
    implemented: Implementation | None = None
    reference: str | None = None


class Statement(Fact, frozen=True, kw_only=True):
    """A version of the statement of applicability."""

    kind: ClassVar[str] = "statement"
    section: ClassVar[str] = "statements"

    id: Id
    version: str
    edition: EditionId
    on: Day
    approved_by: str | None = None
    controls: tuple[Applicability, ...] = ()
