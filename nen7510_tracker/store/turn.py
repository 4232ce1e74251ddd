"""A writer's turn: read, judge, append, with nobody coming between (design section 7, Appending)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from nen7510_tracker.dossier.entry import Entry, Head, Statement
from nen7510_tracker.store.chain import Call, grow
from nen7510_tracker.store.database import Database
from nen7510_tracker.store.memory import Memory
from nen7510_tracker.store.rows import Rows

Judge = Callable[[Mapping[str, list[Entry]]], Mapping[str, Sequence[Statement]]]
Recorded = dict[str, list[Entry]]

ATTEMPTS = 2  # how often a writer judges before its turn, and finds that another came first, until it judges inside


@dataclass(frozen=True, slots=True)
class Turn:
    """One call's turn at some dossiers, which are in sorted order."""

    database: Database
    memory: Memory
    dossiers: Sequence[str]
    judge: Judge
    call: str
    recorded_by: str
    clock: Callable[[], datetime]

    def take(self) -> Recorded:
        """Append what the judge answers, or give what the same call recorded before."""
        if self.database.engine.judges_first:
            for _ in range(ATTEMPTS):
                recorded = self._judge_before()
                if recorded is not None:
                    return recorded
        return self._judge_inside()

    def _judge_before(self) -> Recorded | None:
        """What was recorded; None if another writer appended to one of the dossiers after they were read."""
        with self.database.reading() as rows:
            if repeated := self._repeated(rows):
                return repeated
            before = self._read(rows)
        statements = self._ask(before)
        with self.database.writing() as connection:
            rows = Rows(connection)
            if repeated := self._repeated(rows):
                return repeated
            if any(rows.end(each).head != _head(before[each]) for each in self.dossiers):
                return None
            return self._write(connection, statements)

    def _judge_inside(self) -> Recorded:
        with self.database.writing() as connection:
            self.database.engine.lock(connection, self.dossiers)
            rows = Rows(connection)
            return self._repeated(rows) or self._write(connection, self._ask(self._read(rows)))

    def _repeated(self, rows: Rows) -> Recorded | None:
        entries = rows.call(self.call)
        if not entries:
            return None
        recorded: Recorded = {each: [] for each in self.dossiers}
        for entry in entries:
            recorded.setdefault(entry.dossier, []).append(entry)
        return recorded

    def _read(self, rows: Rows) -> Recorded:
        return {each: self.memory.entries(rows, each) for each in self.dossiers}

    def _ask(self, before: Recorded) -> Mapping[str, Sequence[Statement]]:
        statements = self.judge(before)
        beside = sorted(set(statements) - set(self.dossiers))
        if beside:
            raise ValueError(beside)
        return statements

    def _write(self, connection: Connection, statements: Mapping[str, Sequence[Statement]]) -> Recorded:
        rows = Rows(connection)
        ends = {each: rows.end(each) for each in self.dossiers}
        recorded_at = moment_after(self.clock(), (end.recorded_at for end in ends.values()))
        call = Call(self.call, recorded_at, self.recorded_by)
        recorded = {each: grow(each, ends[each].head, statements.get(each, ()), call) for each in self.dossiers}
        entries = [entry for added in recorded.values() for entry in added]
        if entries:
            entries = [*self.database.engine.insert(connection, entries)]
        return {each: [entry for entry in entries if entry.dossier == each] for each in self.dossiers}


def _head(entries: Sequence[Entry]) -> Head:
    return entries[-1].head if entries else Head()


def moment_after(now: datetime, recorded: Iterable[str]) -> str:
    """The moment as the record writes it; a microsecond after the latest recorded one where the clock jumped back.

    `now` must be aware: ValueError. `recorded` are moments as the record writes them, or ''; one that is
    none in the calendar, or its last, was written past this program, and holds nobody up.
    """
    moment = _written(now)
    latest = max(recorded, default="")
    if latest <= moment:
        return moment
    try:
        return _written(datetime.fromisoformat(latest) + timedelta(microseconds=1))
    except (ValueError, OverflowError):
        return moment


def _written(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
