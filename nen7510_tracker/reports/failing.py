"""The controls that fail most, as JSON (`nen7510-failing/1`)."""

from collections.abc import Sequence
from typing import Any

from nen7510_tracker.norm.edition import Edition
from nen7510_tracker.reports.document import moment_keys
from nen7510_tracker.service.failing import Failing, FailingControl
from nen7510_tracker.service.record import Moment


def failing_document(
    found: Failing, controls: Sequence[FailingControl], moment: Moment, edition: Edition
) -> dict[str, Any]:
    """Some of the controls that were found, in the order given; for outsiders `labs` is empty."""
    return {
        **moment_keys(moment, "nen7510-failing/1"),
        "edition": edition.id,
        "laboratories": found.laboratories,
        "controls": [_control(each, edition) for each in controls],
    }


def _control(each: FailingControl, edition: Edition) -> dict[str, Any]:
    return {
        "id": each.control,
        "area": each.area,
        "title": edition.controls[each.control].title("en"),
        "failing": each.failing,
        "nonconforming": each.nonconforming,
        "partial": each.partial,
        "assessed": each.assessed,
        "applicable": each.applicable,
        "sources": {source: {"failing": said.failing, "looked": said.looked} for source, said in each.sources.items()},
        "labs": [{"id": look.lab, "status": look.status, "according_to": list(look.failing)} for look in each.labs],
    }
