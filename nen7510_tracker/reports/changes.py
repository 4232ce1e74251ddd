"""What turned and what was recorded since a day, as JSON (`nen7510-changes/1`, design section 6)."""

from typing import Any

from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.reports.document import head_keys
from nen7510_tracker.service.changing import LabChanges


def changes_document(found: LabChanges) -> dict[str, Any]:
    """What turned, then the entries in the order of the record."""
    return {
        "schema": "nen7510-changes/1",
        "lab": found.lab,
        "since": found.since.isoformat(),
        "as_of": found.moment.as_of.isoformat(),
        "known_on": found.moment.known_on.isoformat(),
        "turned": [turn._asdict() for turn in found.turned],
        "recorded": [_recorded(entry) for entry in found.recorded],
        "head": head_keys(found.head),
    }


def _recorded(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "id": entry.id,
        "on": entry.on,
        "known_on": entry.known_on,
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.recorded_by,
        "replaces": entry.replaces,
        "reason": entry.reason,
    }
