"""Laboratories by areas, as JSON (`nen7510-heat-map/1`)."""

from collections.abc import Sequence
from typing import Any

from nen7510_tracker.norm.edition import Edition
from nen7510_tracker.reports.document import moment_keys
from nen7510_tracker.rules.status import STATUSES
from nen7510_tracker.service.heat_map import Counts, HeatRow, over_labs
from nen7510_tracker.service.record import Moment


def heat_map_document(rows: Sequence[HeatRow], moment: Moment, edition: Edition) -> dict[str, Any]:
    """How many controls of each area have which status, by laboratory in the order given, and over all of them."""
    return {
        **moment_keys(moment, "nen7510-heat-map/1"),
        "edition": edition.id,
        "areas": [{"id": area.id, "title": area.title("en")} for area in edition.areas.values()],
        "labs": [
            {"id": row.lab, "name": row.name, "verdict": row.verdict, "areas": _areas(row.areas.items())}
            for row in rows
        ],
        "total": {"laboratories": len(rows), "areas": _areas(over_labs(rows, edition.areas).items())},
    }


def _areas(areas: Any) -> list[dict[str, Any]]:
    return [{"id": area, "counts": counted(counts)} for area, counts in areas]


def counted(counts: Counts) -> dict[str, int]:
    """The count of each status, all of them named."""
    return {status: counts.get(status, 0) for status in STATUSES}
