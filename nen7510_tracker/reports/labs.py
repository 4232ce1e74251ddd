"""The portfolio as JSON (`nen7510-labs/1`, design section 6)."""

from collections.abc import Iterable
from typing import Any

from nen7510_tracker.reports.document import iso, moment_keys, readiness_keys
from nen7510_tracker.service.portfolio import LabRow
from nen7510_tracker.service.record import Moment

GRADES = ("major", "ungraded", "minor", "observation")


def labs_document(rows: Iterable[LabRow], moment: Moment) -> dict[str, Any]:
    """A line per laboratory, in the order given."""
    return {
        **moment_keys(moment, "nen7510-labs/1"),
        "labs": [_lab(row) for row in rows],
    }


def _lab(row: LabRow) -> dict[str, Any]:
    decision = row.decision
    return {
        "id": row.id,
        "name": row.name,
        "city": row.city,
        "verdict": row.verdict,
        "holds_until": iso(row.holds_until),
        "readiness": readiness_keys(row.readiness),
        "open": {grade: row.open.get(grade, 0) for grade in GRADES},
        "overdue": row.overdue,
        "certificate_until": iso(row.certificate_until),
        "decision": None
        if decision is None
        else {
            "id": decision.id,
            "decision": decision.decision,
            "on": str(decision.on),
            "lapsed_since": iso(row.lapse.since) if row.lapse else None,
        },
        "taken_outside": row.outside,
        "certification_planned": iso(row.certification),
        "certification_slip_days": row.certification_slip,
        "found": dict(row.found),
        "dated": row.dated,
    }
