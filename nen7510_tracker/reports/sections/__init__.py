"""The sections of the readiness report after its first page, each a function of the subject, in order."""

from collections.abc import Callable

from nen7510_tracker.reports.report import Section
from nen7510_tracker.reports.sections.certificates import certificates
from nen7510_tracker.reports.sections.commitments import commitments
from nen7510_tracker.reports.sections.comparison import comparison
from nen7510_tracker.reports.sections.controls import areas, controls
from nen7510_tracker.reports.sections.criteria import against, criteria
from nen7510_tracker.reports.sections.decisions import decisions
from nen7510_tracker.reports.sections.findings import findings
from nen7510_tracker.reports.sections.incidents import incidents
from nen7510_tracker.reports.sections.method import method
from nen7510_tracker.reports.sections.record import record
from nen7510_tracker.reports.sections.requirements import requirements
from nen7510_tracker.reports.sections.sources import assessments, sources
from nen7510_tracker.reports.sections.statement import statement
from nen7510_tracker.reports.sections.trajectory import trajectory
from nen7510_tracker.reports.subject import GateSubject

__all__ = ["SECTIONS"]

SECTIONS: tuple[Callable[[GateSubject], Section | None], ...] = (
    criteria,
    against,
    decisions,
    assessments,
    areas,
    controls,
    comparison,
    findings,
    trajectory,
    statement,
    certificates,
    requirements,
    incidents,
    commitments,
    sources,
    method,
    record,
)
