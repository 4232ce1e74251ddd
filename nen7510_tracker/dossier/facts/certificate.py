"""Certificates of conformity."""

from typing import ClassVar, Literal

from nen7510_tracker.dossier.facts.base import (
    AssessmentId,
    CertificateId,
    EditionId,
    EvidenceId,
    Fact,
    Id,
    PartyId,
    StatementId,
)
from nen7510_tracker.words.day import Day

CertificateState = Literal["granted", "changed", "suspended", "reinstated", "withdrawn", "confirmed"]
Cluster = Literal["Z", "B"]


class Certificate(Fact, frozen=True, kw_only=True):
    """A certificate issued by a certification body; its events say whether it is in force."""

    kind: ClassVar[str] = "certificate"
    section: ClassVar[str] = "certificates"

    id: Id
    holder: PartyId | None = None
    issued_by: PartyId
    number: str | None = None
    edition: EditionId
    cluster: Cluster | None = None
    scope: tuple[str, ...] = ()
    scope_text: str | None = None
    sites: tuple[str, ...] = ()
    statement: StatementId | None = None
    based_on: tuple[AssessmentId, ...] = ()


class CertificateEvent(Fact, frozen=True, kw_only=True):
    """What happened to a certificate on a day."""

    kind: ClassVar[str] = "certificate_event"
    section: ClassVar[str] = "events"
    parent: ClassVar[str | None] = "certificate"

    certificate: CertificateId
    on: Day
    state: CertificateState
    valid_until: Day | None = None
    edition: EditionId | None = None
    scope: tuple[str, ...] | None = None
    scope_text: str | None = None
    sites: tuple[str, ...] | None = None
    statement: StatementId | None = None
    note: str | None = None
    evidence: tuple[EvidenceId, ...] = ()

    @property
    def key(self) -> str:
        """Its certificate, day and state."""
        return f"{self.certificate}/{self.on}/{self.state}"
