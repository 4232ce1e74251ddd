"""What the commissioner asks, promises and decides; and what the inspectorate imposes."""

from typing import ClassVar, Literal

from msgspec import field

from nen7510_tracker.dossier.facts.base import (
    CommitmentId,
    Count,
    EnforcementId,
    EvidenceId,
    Fact,
    Id,
    Part,
    PartyId,
    RequirementId,
)
from nen7510_tracker.words.day import Day

EstablishmentResult = Literal["met", "not_met"]
CommitmentState = Literal["fulfilled", "extended", "withdrawn"]
DecisionValue = Literal["suspend", "maintain_suspension", "resume", "end"]
Verdict = Literal["met", "not_met", "undetermined"]


class Requirement(Fact, frozen=True, kw_only=True):
    """A requirement of the commissioner beside the norm."""

    kind: ClassVar[str] = "requirement"
    section: ClassVar[str] = "requirements"

    id: Id
    set_by: PartyId
    text: str
    on: Day


class Establishment(Fact, frozen=True, kw_only=True):
    """That a party established whether a requirement is met."""

    kind: ClassVar[str] = "establishment"
    section: ClassVar[str] = "establishments"
    parent: ClassVar[str | None] = "requirement"

    requirement: RequirementId
    on: Day
    by: PartyId
    result: EstablishmentResult
    note: str | None = None
    evidence: tuple[EvidenceId, ...] = ()

    @property
    def key(self) -> str:
        """Its requirement, day, result and party."""
        return f"{self.requirement}/{self.on}/{self.result}/{self.by}"


class Enforcement(Fact, frozen=True, kw_only=True):
    """A measure of enforcement by the inspectorate."""

    kind: ClassVar[str] = "enforcement"
    section: ClassVar[str] = "enforcement"

    id: Id
    by: PartyId
    is_a: str = field(name="kind")
    on: Day
    until: Day | None = None


class EnforcementEvent(Fact, frozen=True, kw_only=True):
    """That a measure of enforcement was lifted."""

    kind: ClassVar[str] = "enforcement_event"
    section: ClassVar[str] = "events"
    parent: ClassVar[str | None] = "enforcement"

    enforcement: EnforcementId
    on: Day
    state: Literal["lifted"]
    by: PartyId
    note: str | None = None

    @property
    def key(self) -> str:
        """Its measure of enforcement, day, state and party."""
        return f"{self.enforcement}/{self.on}/{self.state}/{self.by}"


class Commitment(Fact, frozen=True, kw_only=True):
    """A promise that somebody made, with a date."""

    kind: ClassVar[str] = "commitment"
    section: ClassVar[str] = "commitments"

    id: Id
    by: PartyId
    to: PartyId | None = None
    text: str
    on: Day
    due: Day | None = None


class CommitmentEvent(Fact, frozen=True, kw_only=True):
    """What became of a commitment."""

    kind: ClassVar[str] = "commitment_event"
    section: ClassVar[str] = "events"
    parent: ClassVar[str | None] = "commitment"

    commitment: CommitmentId
    on: Day
    state: CommitmentState
    due: Day | None = None
    note: str | None = None

    @property
    def key(self) -> str:
        """Its commitment, day and state."""
        return f"{self.commitment}/{self.on}/{self.state}"


class Condition(Part, frozen=True, kw_only=True):
    """A condition of a decision, with its date."""

    text: str
    due: Day | None = None


class Answer(Part, frozen=True, kw_only=True):
    """What is answered in writing to something that speaks against a resumption."""

    what: str
    text: str


class PolicyMark(Part, frozen=True, kw_only=True):
    """The policy that something was judged by: its id and the SHA-256 of its text."""

    id: str
    digest: str


class HeadMark(Part, frozen=True, kw_only=True):
    """The record's head that somebody looked at: sequence number and digest."""

    seq: Count
    digest: str


class Decision(Fact, frozen=True, kw_only=True):
    """What the commissioner decided, as a file tells it.

    `taken_outside`: the resumption really happened, but not through the gate; it never stands.
    """

    kind: ClassVar[str] = "decision"
    section: ClassVar[str] = "decisions"

    id: Id
    on: Day
    by: PartyId
    decision: DecisionValue
    rationale: str
    services: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    review_on: Day | None = None
    taken_outside: bool = False
    answers: tuple[Answer, ...] = ()
    verdict: Verdict | None = None
    policy: PolicyMark | None = None
    head: HeadMark | None = None
    proposed_by: str | None = None
    approved_by: str | None = None


class Proposal(Fact, frozen=True, kw_only=True):
    """A decision, or the adoption of a policy (`adopts`: its text), that waits for a second pair of eyes."""

    kind: ClassVar[str] = "proposal"
    section: ClassVar[str] = "proposals"

    id: Id
    on: Day
    by: PartyId
    decision: DecisionValue | None = None
    adopts: str | None = None
    rationale: str
    services: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    review_on: Day | None = None
    answers: tuple[Answer, ...] = ()
    verdict: Verdict | None = None
    policy: PolicyMark
    head: HeadMark


class Approval(Fact, frozen=True, kw_only=True):
    """That somebody else approved a proposal, at a head of the record."""

    kind: ClassVar[str] = "approval"
    section: ClassVar[str] = "approvals"

    id: Id
    on: Day
    verdict: Verdict | None = None
    policy: PolicyMark
    head: HeadMark
