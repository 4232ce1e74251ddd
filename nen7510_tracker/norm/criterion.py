"""The criteria of policies (design section 4, Gate).

A criterion is one of the structs below, told apart by its `check`; what makes it met is for the
rules to judge. A list parameter that is left out is None and restricts nothing.
"""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from nen7510_tracker.words.message import N_

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

# The same words as in the dossier's facts, which lie above this layer; a test compares them.
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
Grade = Literal["major", "minor", "observation", "ungraded"]
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

PolicyId = Annotated[
    str, Meta(pattern=ID_PATTERN, description=N_("an id of at most 64 letters, digits, '.', '_', '-'"))
]
Text = Annotated[str, Meta(pattern=r"\S", description=N_("a text"))]
EditionId = Annotated[str, Meta(description=N_("an edition of the norm"), extra={"names": "edition"})]
ControlId = Annotated[str, Meta(description=N_("a control of the norm"), extra={"names": "control"})]
Days = Annotated[int, Meta(ge=0, le=36_525, description=N_("a whole number of days, from 0"))]
Months = Annotated[int, Meta(ge=1, le=1_200, description=N_("a whole number of months, from 1"))]
Share = Annotated[float, Meta(ge=0, le=1, description=N_("a fraction from 0 to 1"))]


class Title(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A title in both languages; called with `nl` or `en` it gives the one."""

    nl: Text
    en: Text

    def __call__(self, language: str) -> str:
        """The title in that language."""
        return self.nl if language == "nl" else self.en


class _Criterion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="check"):
    """What every criterion has: an id that is unique in its policy, a title, and what it rests on."""

    id: PolicyId
    title: Title
    basis: Text | None = None

    @property
    def check(self) -> str:
        """The name of its check, as the policy's file gives it."""
        return str(self.__struct_config__.tag)


class CertificateInForce(_Criterion, frozen=True, kw_only=True, tag="certificate_in_force"):
    """A certificate of one of the editions is in force for every named service and site.

    `confirmed_within`: seen in a register at most that many days ago; None asks for no confirmation.
    """

    editions: tuple[EditionId, ...] | None = None
    services: tuple[Text, ...] | None = None
    sites: tuple[Text, ...] | None = None
    confirmed_within: Days | None = None


class EstablishedIndependently(_Criterion, frozen=True, kw_only=True, tag="established_independently"):
    """A certificate that meets the policy's `certificate_in_force` was issued by an independent party."""


class LatestConclusionConforms(_Criterion, frozen=True, kw_only=True, tag="latest_conclusion_conforms"):
    """For each kind, the latest independent conclusion is that the laboratory conforms."""

    kinds: tuple[AssessmentKind, ...] | None = None


class NoOpenFindings(_Criterion, frozen=True, kw_only=True, tag="no_open_findings"):
    """Every finding of those grades from those kinds of assessment is verified or withdrawn."""

    grades: tuple[Grade, ...] | None = None
    kinds: tuple[AssessmentKind, ...] | None = None


class FindingsVerified(_Criterion, frozen=True, kw_only=True, tag="findings_verified"):
    """Every finding of those kinds of assessment is verified; `by_finder`: by who found it."""

    kinds: tuple[AssessmentKind, ...] | None = None
    by_finder: bool = False


class OpenFindingsPlanned(_Criterion, frozen=True, kw_only=True, tag="open_findings_planned"):
    """Every open finding of those grades has a measure; `accepted`: and the finder accepted the plan."""

    grades: tuple[Grade, ...] | None = None
    accepted: bool = False


class VerifiedInOperation(_Criterion, frozen=True, kw_only=True, tag="verified_in_operation"):
    """Every verified finding of those grades was verified with depth `operation`."""

    grades: tuple[Grade, ...] | None = None


class AssessedAfterIncident(_Criterion, frozen=True, kw_only=True, tag="assessed_after_incident"):
    """An independent assessment looked after the latest serious incident."""


class NoEnforcement(_Criterion, frozen=True, kw_only=True, tag="no_enforcement"):
    """Every measure of enforcement was lifted by its own party."""


class RequirementsEstablished(_Criterion, frozen=True, kw_only=True, tag="requirements_established"):
    """Every requirement of the commissioner was last established as met by an independent party."""


class ApplicabilityStated(_Criterion, frozen=True, kw_only=True, tag="applicability_stated"):
    """The latest statement of applicability names every control of part 2."""


class CareControlsApplicable(_Criterion, frozen=True, kw_only=True, tag="care_controls_applicable"):
    """The statement excludes no control with a requirement for care, but those that this policy accepts."""

    accepts: tuple[ControlId, ...] | None = None


class ControlsAssessed(_Criterion, frozen=True, kw_only=True, tag="controls_assessed"):
    """At least this share of the applicable controls was assessed.

    To be compared with the quotient, `assessed / applicable >= share`: both are then the float
    nearest to what is meant, where `share * applicable` may land just above a whole number.
    """

    share: Share


class HeldRecently(_Criterion, frozen=True, kw_only=True, tag="held_recently"):
    """A milestone of that kind was reached at most that many months ago."""

    milestone: MilestoneKind
    months: Months


class EvidenceFresh(_Criterion, frozen=True, kw_only=True, tag="evidence_fresh"):
    """What the policy's other criteria rest on is at most that many months old."""

    months: Months


class Documented(_Criterion, frozen=True, kw_only=True, tag="documented"):
    """What the policy's other criteria rest on names a source or evidence."""


Criterion = (
    CertificateInForce
    | EstablishedIndependently
    | LatestConclusionConforms
    | NoOpenFindings
    | FindingsVerified
    | OpenFindingsPlanned
    | VerifiedInOperation
    | AssessedAfterIncident
    | NoEnforcement
    | RequirementsEstablished
    | ApplicabilityStated
    | CareControlsApplicable
    | ControlsAssessed
    | HeldRecently
    | EvidenceFresh
    | Documented
)
CHECKS: dict[str, type[Criterion]] = {str(each.__struct_config__.tag): each for each in get_args(Criterion)}
