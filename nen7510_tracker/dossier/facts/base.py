"""What every fact has in common, and the types that its keys are made of (design sections 3 and 5)."""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from nen7510_tracker.words.day import Day

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"


def reference(kind: str) -> Meta:
    """The constraint on a key that names another fact of this dossier by its id."""
    return Meta(pattern=ID_PATTERN, extra={"refers_to": kind})


Id = Annotated[str, Meta(pattern=ID_PATTERN)]
PartyId = Annotated[str, reference("party")]
AssessmentId = Annotated[str, reference("assessment")]
FindingId = Annotated[str, reference("finding")]
MeasureId = Annotated[str, reference("measure")]
MilestoneId = Annotated[str, reference("milestone")]
CertificateId = Annotated[str, reference("certificate")]
RequirementId = Annotated[str, reference("requirement")]
EnforcementId = Annotated[str, reference("enforcement")]
CommitmentId = Annotated[str, reference("commitment")]
StatementId = Annotated[str, reference("statement")]
EvidenceId = Annotated[str, reference("evidence")]
ControlId = Annotated[str, Meta(extra={"names": "control"})]
ControlPattern = Annotated[str, Meta(extra={"names": "control_pattern"})]
EditionId = Annotated[str, Meta(extra={"names": "edition"})]
Percent = Annotated[int, Meta(ge=0, le=100)]
Count = Annotated[int, Meta(ge=0)]


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A group of keys inside a fact."""


class Source(Part, frozen=True, kw_only=True):
    """Where a statement can be looked up."""

    title: str | None = None
    reference: str | None = None
    url: str | None = None
    page: str | None = None


class Recorded(Part, frozen=True, kw_only=True):
    """Who recorded a fact in the record that it was taken over from, and when (`export --history`)."""

    by: str
    at: str


class Fact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One dated statement in a dossier.

    `kind` names it in the record; `section` is its list in the dossier file, inside that of its
    parent where it has one; `parent` is the key that names the parent's id. `transcribed`: somebody else published it,
    and a commissioner took it over (section 7, roles).
    """

    kind: ClassVar[str]
    section: ClassVar[str]
    parent: ClassVar[str | None] = None

    known_on: Day | None = None
    source: Source | None = None
    transcribed: bool = False
    recorded: Recorded | None = None

    @property
    def key(self) -> str:
        """What identifies the fact among those of its kind (design section 5)."""
        return str(getattr(self, "id"))  # noqa: B009 - most kinds have an id, the others say what identifies them

    @property
    def day(self) -> Day | None:
        """The day from which it is true, as far as the fact itself says so."""
        value: Day | None = getattr(self, "on", None)
        return value
