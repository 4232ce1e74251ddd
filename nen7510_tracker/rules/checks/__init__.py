"""The checks that a policy can ask, by the type of their criterion (design section 4, Gate)."""

from typing import Any

from nen7510_tracker.norm import criterion
from nen7510_tracker.rules.checks import basis, certificates, commissioner, conclusions, findings, norm
from nen7510_tracker.rules.checks.case import Check

CHECKS: dict[type, Check[Any]] = {
    criterion.CertificateInForce: certificates.IN_FORCE,
    criterion.EstablishedIndependently: certificates.INDEPENDENT,
    criterion.LatestConclusionConforms: conclusions.CONCLUSIONS,
    criterion.NoOpenFindings: findings.NO_OPEN,
    criterion.FindingsVerified: findings.VERIFIED,
    criterion.OpenFindingsPlanned: findings.PLANNED,
    criterion.VerifiedInOperation: findings.IN_OPERATION,
    criterion.AssessedAfterIncident: conclusions.AFTER_INCIDENT,
    criterion.NoEnforcement: commissioner.ENFORCEMENT,
    criterion.RequirementsEstablished: commissioner.REQUIREMENTS,
    criterion.ApplicabilityStated: norm.APPLICABILITY,
    criterion.CareControlsApplicable: norm.CARE,
    criterion.ControlsAssessed: norm.ASSESSED,
    criterion.HeldRecently: norm.HELD,
    criterion.EvidenceFresh: basis.FRESH,
    criterion.Documented: basis.DOCUMENTED,
}
BASIS = (criterion.EvidenceFresh, criterion.Documented)
