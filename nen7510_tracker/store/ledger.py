"""The ledger: reads the entries of dossiers, and appends to them in turn (design section 7)."""

import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, text

from nen7510_tracker.dossier.entry import Entry, Head, Statement
from nen7510_tracker.store import chain, engines, schema
from nen7510_tracker.store.place import Place, place_of
from nen7510_tracker.store.trouble import explained
from nen7510_tracker.words.message import Message, StoreUnreachable

Judge = Callable[[Mapping[str, list[Entry]]], Mapping[str, Sequence[Statement]]]
Recorded = dict[str, list[Entry]]

PATIENCE = 30.0  # seconds that a writer waits for another
ATTEMPTS = 2  # how often a writer judges outside its turn, before it judges inside
REMEMBERED = 4  # dossiers of which the entries read last are kept, so that only what is new is read again

_COLUMNS = ", ".join("on_day" if field == "on" else field for field in Entry._fields)
_ENTRIES = f"SELECT {_COLUMNS} FROM entries"  # noqa: S608 - names of our own
_FROM = text(f"{_ENTRIES} WHERE dossier = :dossier AND seq >= :seq ORDER BY seq")
_CALL = text(f"{_ENTRIES} WHERE call = :call ORDER BY dossier, seq")
_END = text("SELECT seq, digest, recorded_at FROM entries WHERE dossier = :dossier ORDER BY seq DESC LIMIT 1")
_HEADS = text("SELECT dossier, seq, digest FROM heads WHERE seq > 0 ORDER BY dossier")


def utc_now() -> datetime:
    """The moment, in UTC: the only clock of the record."""
    return datetime.now(UTC)


class Ledger:
    """The record of all dossiers in one store.

    Every method raises StoreUnreachable when the store cannot be read or written. One ledger may be
    used by several threads.
    """

    def __init__(self, place: Place, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._place = place
        self._engine = engine
        self._clock = clock
        self._memory: OrderedDict[str, list[Entry]] = OrderedDict()

    @classmethod
    def open(
        cls,
        url_or_path: str | Path,
        *,
        create: bool = False,
        clock: Callable[[], datetime] = utc_now,
        patience: float = PATIENCE,
    ) -> Self:
        """Open the record at a SQLite path, `sqlite:///path` or `postgresql://…`.

        With `create`, a record that does not exist is made, with the directory it lies in. Without,
        a record that does not exist reads as an empty one, and nothing is made. `clock` gives aware
        datetimes; `patience` is how many seconds a writer waits for another.
        Raises StoreUnreachable: not a record, of another version, no permission, locked, unreachable.
        """
        place = place_of(url_or_path)
        ledger = cls(place, engines.connect(place, patience), clock)
        try:
            with explained(place):
                ledger._make() if create else ledger._exists()
        except BaseException:
            ledger.close()
            raise
        return ledger

    def close(self) -> None:
        """Let go of the store."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def dossiers(self) -> list[str]:
        """The ids of all dossiers, sorted."""
        return list(self.heads())

    def heads(self) -> dict[str, Head]:
        """The head of every dossier, by its id, sorted."""
        with self._reading() as connection:
            return {dossier: Head(seq, digest) for dossier, seq, digest in _rows(connection, _HEADS)}

    def head(self, dossier: str) -> Head:
        """Where the dossier's chain ends; `Head()` if there is no such dossier."""
        with self._reading() as connection:
            return _end(connection, dossier)[0]

    def entries(self, dossier: str, upto: int | None = None) -> list[Entry]:
        """The entries of a dossier in the order of recording, up to and including sequence number `upto`."""
        with self._reading() as connection:
            entries = self._entries(connection, dossier)
        return entries if upto is None else entries[: max(upto, 0)]

    def since(self, dossier: str, seq: int) -> list[Entry]:
        """The entries of a dossier after sequence number `seq`."""
        with self._reading() as connection:
            return _entries(connection, _FROM, dossier=dossier, seq=seq + 1)

    def call(self, call: str) -> list[Entry]:
        """What a call recorded, by its UUID: by dossier, in order. Raises ValueError for what is no UUID."""
        with self._reading() as connection:
            return _entries(connection, _CALL, call=str(uuid.UUID(call)))

    def append(self, dossiers: Sequence[str], judge: Judge, *, call: str, recorded_by: str) -> Recorded:
        """Append to dossiers what `judge` answers, all or nothing; gives what was recorded, by dossier.

        `judge` is given each dossier's entries as they are before, and answers the statements to
        append. What it raises passes through, and nothing is written. It may be asked again, when
        another writer came first. A call repeated with its UUID adds nothing, asks no judge, and gives
        what it recorded then.
        """
        turn = _Turn(self, sorted(set(dossiers)), judge, str(uuid.UUID(call)), recorded_by)
        if not self._exists():
            raise StoreUnreachable(Message("There is no record at {place}.", place=self._place.shown))
        with explained(self._place):
            return turn.take()

    def _make(self) -> None:
        """Make the record where there is none; take it as it is where there is one."""
        if self._place.path:
            _make_file(self._place.path)
        engines.prepare(self._engine)
        with engines.transaction(self._engine, writes=True) as connection:
            found = schema.revision(connection)
            if found is None:
                schema.create(connection)
            else:
                schema.require(found, self._place.shown)

    def _exists(self) -> bool:
        """Whether there is a record; raises StoreUnreachable if there is something else."""
        if self._place.path and not self._place.path.exists():
            return False
        with engines.transaction(self._engine, writes=False) as connection:
            found = schema.revision(connection)
        if found is not None:
            schema.require(found, self._place.shown)
        return found is not None

    @contextmanager
    def _reading(self) -> Iterator[Connection | None]:
        with explained(self._place):
            if not self._exists():
                yield None
                return
            with engines.transaction(self._engine, writes=False) as connection:
                yield connection

    def _entries(self, connection: Connection | None, dossier: str) -> list[Entry]:
        """The entries of a dossier, reading only what came after those read last, if they still stand there."""
        known = self._memory.get(dossier, [])
        entries = _entries(connection, _FROM, dossier=dossier, seq=known[-1].seq if known else 1)
        if known and entries[:1] == known[-1:]:
            entries = known[:-1] + entries
        elif known:
            entries = _entries(connection, _FROM, dossier=dossier, seq=1)
        self._memory[dossier] = entries
        self._memory.move_to_end(dossier)
        while len(self._memory) > REMEMBERED:
            self._memory.popitem(last=False)
        return list(entries)


class _Turn:
    """One call's turn at writing."""

    def __init__(self, ledger: Ledger, dossiers: list[str], judge: Judge, call: str, recorded_by: str) -> None:
        self.ledger = ledger
        self.dossiers = dossiers
        self.judge = judge
        self.call = call
        self.recorded_by = recorded_by

    def take(self) -> Recorded:
        """Judge before the turn as long as nobody comes between, else inside it."""
        for _ in range(ATTEMPTS):
            recorded = self._judged_before()
            if recorded is not None:
                return recorded
        with engines.transaction(self.ledger._engine, writes=True) as connection:
            return self._repeated(connection) or self._write(connection, self._judged(self._before(connection)))

    def _judged_before(self) -> Recorded | None:
        """What was recorded, or None if another writer appended to one of the dossiers meanwhile."""
        with engines.transaction(self.ledger._engine, writes=False) as connection:
            repeated = self._repeated(connection)
            before = self._before(connection)
        if repeated:
            return repeated
        statements = self._judged(before)
        with engines.transaction(self.ledger._engine, writes=True) as connection:
            repeated = self._repeated(connection)
            if repeated:
                return repeated
            if any(_end(connection, each)[0] != _head(before[each]) for each in self.dossiers):
                return None
            return self._write(connection, statements)

    def _repeated(self, connection: Connection) -> Recorded | None:
        entries = _entries(connection, _CALL, call=self.call)
        return self._by_dossier(entries) if entries else None

    def _before(self, connection: Connection) -> Recorded:
        return {each: self.ledger._entries(connection, each) for each in self.dossiers}

    def _judged(self, before: Recorded) -> Mapping[str, Sequence[Statement]]:
        statements = self.judge(before)
        if not set(statements) <= set(self.dossiers):
            raise ValueError(sorted(set(statements) - set(self.dossiers)))
        return statements

    def _write(self, connection: Connection, statements: Mapping[str, Sequence[Statement]]) -> Recorded:
        ends = {each: _end(connection, each) for each in self.dossiers}
        recorded_at = self._moment(at for _, at in ends.values())
        entries = [
            entry
            for each in self.dossiers
            for entry in chain.grow(
                each,
                ends[each][0],
                statements.get(each, ()),
                call=self.call,
                recorded_at=recorded_at,
                recorded_by=self.recorded_by,
            )
        ]
        if entries:
            engines.insert(connection, entries)
        return self._by_dossier(entries)

    def _by_dossier(self, entries: Sequence[Entry]) -> Recorded:
        recorded: Recorded = {each: [] for each in self.dossiers}
        for entry in entries:
            recorded.setdefault(entry.dossier, []).append(entry)
        return recorded

    def _moment(self, last: Iterator[str]) -> str:
        """The clock's moment, or a microsecond after the last one recorded, where the clock jumped back."""
        moment = _written(self.ledger._clock())
        latest = max(last)
        if latest <= moment:
            return moment
        return _written(datetime.fromisoformat(latest) + timedelta(microseconds=1))


def _written(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _head(entries: Sequence[Entry]) -> Head:
    return entries[-1].head if entries else Head()


def _end(connection: Connection | None, dossier: str) -> tuple[Head, str]:
    """The head of a dossier, by its entries themselves, and when its last entry was recorded ('' if there is none)."""
    for seq, digest, recorded_at in _rows(connection, _END, dossier=dossier):
        return Head(seq, digest), recorded_at
    return Head(), ""


def _entries(connection: Connection | None, statement: Any, **values: str | int) -> list[Entry]:
    return list(map(Entry._make, _rows(connection, statement, **values)))


def _rows(connection: Connection | None, statement: Any, **values: str | int) -> Sequence[Any]:
    return connection.execute(statement, values).all() if connection else ()


def _make_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
