"""Organisations."""

from typing import ClassVar, Literal

from msgspec import field

from nen7510_tracker.dossier.facts.base import EditionId, Fact, Id, Part
from nen7510_tracker.words.day import Day

PartyKind = Literal["laboratory", "commissioner", "inspectorate", "auditor", "certification_body", "ministry", "other"]


class Accreditation(Part, frozen=True, kw_only=True):
    """That a certification body may certify against an edition, and until which day."""

    body: str
    number: str
    edition: EditionId
    valid_from: Day
    valid_until: Day


class Party(Fact, frozen=True, kw_only=True):
    """An organisation that says or does something in this dossier."""

    kind: ClassVar[str] = "party"
    section: ClassVar[str] = "parties"

    id: Id
    name: str
    is_a: PartyKind = field(name="kind")
    accreditations: tuple[Accreditation, ...] = ()
