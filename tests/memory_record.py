"""A record in memory, judged and chained as the store does it: for tests that need many records."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from nen7510_tracker.dossier.account import STATED, Access
from nen7510_tracker.dossier.entry import Entry, Head, Statement
from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Appended, Call
from nen7510_tracker.store.chain import Call as Recorded
from nen7510_tracker.store.chain import grow
from nen7510_tracker.store.ledger import Ledger

_folder = TemporaryDirectory(prefix="exchange")
_numbers = count(1)


class MemoryLedger:
    """What a Ledger does, without a database; every call is a second after the one before it."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.lists: defaultdict[str, list[Entry]] = defaultdict(list)

    def access(self) -> Access:
        return STATED

    def dossiers(self) -> list[str]:
        return sorted(self.lists)

    def heads(self) -> dict[str, Head]:
        return {lab: self.head(lab) for lab in self.dossiers()}

    def close(self) -> None:
        """There is nothing to let go of."""

    def reader(self) -> str:
        return "memory"

    def head(self, lab: str) -> Head:
        return self.lists[lab][-1].head if self.lists[lab] else Head()

    def entries(self, lab: str, upto: int | None = None) -> list[Entry]:
        return self.lists[lab][:upto]

    def append(
        self,
        dossiers: Sequence[str],
        judge: Callable[[Mapping[str, list[Entry]]], Mapping[str, Sequence[Statement]]],
        *,
        call: str,
        recorded_by: str,
    ) -> dict[str, list[Entry]]:
        statements = judge({lab: list(self.lists[lab]) for lab in dossiers})
        self.now += timedelta(seconds=1)
        moment = self.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        added = {
            lab: grow(lab, self.head(lab), given, Recorded(call, moment, recorded_by))
            for lab, given in statements.items()
        }
        for lab, entries in added.items():
            self.lists[lab] += entries
        return added


class MemoryRecord(Record):
    """A record in memory; `today` moves on as the test says."""

    def __init__(self, today: str = "2027-01-04") -> None:
        self.memory = MemoryLedger(datetime.fromisoformat(f"{today}T08:00:00").replace(tzinfo=UTC))
        super().__init__(cast("Ledger", self.memory), load_norm())

    def call(self, actor: str = "anna", today: str | None = None) -> Call:
        """A call today, or on a later day, which then is today."""
        if today:
            self.memory.now = max(self.memory.now, datetime.fromisoformat(f"{today}T08:00:00").replace(tzinfo=UTC))
        return Call.new(actor, self.today)

    @property
    def today(self) -> date:
        """The day of the clock."""
        return self.memory.now.date()

    def take(self, *texts: str, correct: str | None = None, ending: str = "yaml", **call: Any) -> Appended:
        """Import the texts of some files in one call."""
        paths = [Path(_folder.name, f"{next(_numbers)}.{ending}") for _ in texts]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text.encode())
        try:
            return import_files(self, paths, self.call(**call), correct)
        finally:
            for path in paths:
                path.unlink()
