"""The laboratory itself."""

from typing import ClassVar

from msgspec import field

from nen7510_tracker.dossier.facts.base import Fact, Id, Part, PartyId
from nen7510_tracker.words.day import Day


class Advice(Part, frozen=True, kw_only=True):
    """A party that advised the laboratory, and when: it is not independent of it (design section 4)."""

    party: PartyId
    from_: Day = field(name="from")
    until: Day | None = None


class Laboratory(Fact, frozen=True, kw_only=True):
    """The laboratory that the dossier is about; its id is the dossier's."""

    kind: ClassVar[str] = "lab"
    section: ClassVar[str] = "lab"

    id: Id
    name: str
    city: str | None = None
    services: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    related_to: tuple[PartyId, ...] = ()
    advised_by: tuple[Advice, ...] = ()
