"""What turned and what was recorded since a day, as JSON (`nen7510-changes/1`, design section 6)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.reports.document import head_keys, moment_keys
from nen7510_tracker.service.changing import LabChanges, turned_by_kind
from nen7510_tracker.service.record import Moment


def changes_document(found: LabChanges) -> dict[str, Any]:
    """What turned, then the entries in the order of the record."""
    return {
        "schema": "nen7510-changes/1",
        "lab": found.lab,
        "since": found.since.isoformat(),
        "as_of": found.moment.as_of.isoformat(),
        "known_on": found.moment.known_on.isoformat(),
        **_said(found),
    }


def portfolio_changes_document(
    changed: Sequence[LabChanges], since: date, moment: Moment, laboratories: int
) -> dict[str, Any]:
    """The same of every laboratory in which something changed, after how many of each kind turned in all."""
    return {
        **moment_keys(moment, "nen7510-portfolio-changes/1"),
        "since": since.isoformat(),
        "laboratories": laboratories,
        "turned": dict(turned_by_kind(changed)),
        "labs": [{"lab": each.lab, "name": each.name, **_said(each)} for each in changed],
    }


def _said(found: LabChanges) -> dict[str, Any]:
    return {
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
