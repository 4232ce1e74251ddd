"""Statements and judges for tests of the store, which does not know what they mean."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from nen7510_tracker.dossier.entry import Entry, Statement, canonical
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.store.turn import Judge

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def finding(number: int, **keys: object) -> Statement:
    """A finding's statement."""
    fact = {"id": f"F-{number}", "grade": "minor", "title": f"Finding {number}", "controls": ["A.8.5"], **keys}
    return Statement("finding", f"F-{number}", "2026-05-01", "2026-05-13", canonical(fact))


def says(**statements: Sequence[Statement]) -> Judge:
    """A judge that always answers the same; in keywords `_` stands for `-`."""
    answer = {dossier.replace("_", "-"): rows for dossier, rows in statements.items()}

    def judge(_: Mapping[str, list[Entry]]) -> Mapping[str, Sequence[Statement]]:
        return answer

    return judge


def record(ledger: Ledger, dossier: str, *statements: Statement) -> list[Entry]:
    """Append statements to a dossier, in a call of their own."""
    return ledger.append([dossier], lambda _: {dossier: statements}, call=str(uuid.uuid4()), recorded_by="me")[dossier]


def clock(*moments: datetime) -> Callable[[], datetime]:
    """A clock that shows these moments one after the other, and the last for ever."""
    left = list(moments)
    return lambda: left.pop(0) if len(left) > 1 else left[0]
