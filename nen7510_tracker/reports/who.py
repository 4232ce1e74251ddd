"""The accounts of a record, and what they did, as JSON (`nen7510-who/1`, `nen7510-activity/1`)."""

from collections.abc import Sequence
from datetime import UTC
from itertools import groupby
from typing import Any

from nen7510_tracker.dossier.account import Access
from nen7510_tracker.store.accounts import Activity, Granted


def who_document(access: Access, granted: Sequence[Granted]) -> dict[str, Any]:
    """Who asks, and the accounts that one may see, by login; moments are UTC."""
    own = access.account
    return {
        "schema": "nen7510-who/1",
        "you": {
            "login": access.login,
            "role": own.role if own else None,
            "party": own.party if own else None,
            "lab": own.lab if own else None,
        },
        "accounts": [
            {
                **each.account._asdict(),
                "since": each.since.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
                "granted_by": each.granted_by,
            }
            for each in granted
        ],
    }


def activity_document(done: Sequence[Activity]) -> dict[str, Any]:
    """What everybody recorded, by name: how many entries, the first, the last, and the same by kind."""
    accounts = []
    for name, group in groupby(done, key=lambda each: each.recorded_by):
        kinds = [*group]
        accounts.append(
            {
                "recorded_by": name,
                "entries": sum(each.entries for each in kinds),
                "first": min(each.first for each in kinds),
                "last": max(each.last for each in kinds),
                "kinds": [{"kind": each.kind, "entries": each.entries, "last": each.last} for each in kinds],
            }
        )
    return {"schema": "nen7510-activity/1", "accounts": accounts}
