"""The readiness report as JSON (`nen7510-report/1`): everything that its pages say, the same in every language."""

from typing import Any

from nen7510_tracker.reports.document import head_keys, view_keys
from nen7510_tracker.reports.subject import GateSubject


def readiness_document(subject: GateSubject, *, summary: bool) -> dict[str, Any]:
    """The document; with `summary` what the first page says alone."""
    return {
        **view_keys(subject.evaluation, "nen7510-report/1"),
        "summary": summary,
        "head": head_keys(subject.view.head),
    }
