"""The ledger: reads the entries of dossiers, and appends to them in turn (design section 7)."""

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from nen7510_tracker.dossier.account import Access
from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.store.accounts import Accounts
from nen7510_tracker.store.chain import Broken, Checked, check
from nen7510_tracker.store.database import Database
from nen7510_tracker.store.drafts import Drafts
from nen7510_tracker.store.engine import Weakened
from nen7510_tracker.store.memory import Memory
from nen7510_tracker.store.moving import Moved, Mover, Told, copy, move, unheard
from nen7510_tracker.store.outlasting import outlast
from nen7510_tracker.store.place import place_of
from nen7510_tracker.store.rows import Origin, Rows
from nen7510_tracker.store.turn import Judge, Recorded, Turn, moment_after
from nen7510_tracker.words.message import Message


def utc_now() -> datetime:
    """The moment, in UTC: the record's clock."""
    return datetime.now(UTC)


class Ledger:
    """The record of all dossiers in one store.

    Every method raises StoreUnreachable when the store cannot be read or written. One ledger may be
    used by several threads.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._memory = Memory()
        self._asked_again = False

    @classmethod
    def open(
        cls,
        url_or_path: str | Path,
        *,
        create: bool = False,
        clock: Callable[[], datetime] = utc_now,
        patience: float | None = None,
    ) -> Self:
        """Open the record at a SQLite path, `sqlite:///path` or `postgresql://…`.

        With `create`, a record that does not exist is made, with the directory it lies in. Without,
        a record that does not exist reads as an empty one, and nothing is made. `clock` gives aware
        datetimes; `patience` is how many seconds a writer waits for another (else `database.PATIENCE`).
        Raises StoreUnreachable: not a record, of another version, no permission, locked, unreachable.
        """
        database = Database(place_of(url_or_path), patience)
        try:
            if create:
                database.make()
            else:
                database.exists()
        except BaseException:
            database.close()
            raise
        return cls(database, clock)

    @property
    def drafts(self) -> Drafts:
        """The drafts that are kept beside the record."""
        return Drafts(self._database)

    def close(self) -> None:
        """Let go of the store."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def place(self) -> str:
        """The address of the record as it may be shown: without a password."""
        return self._database.place.shown

    @property
    def path(self) -> Path | None:
        """The SQLite file of the record; None for one on a server."""
        return self._database.place.path

    def reader(self) -> str:
        """What tells this record, and the account that reads it, from any other."""
        return self._database.reader()

    @property
    def identity(self) -> str:
        """What tells this record from every other, for what is kept beside it."""
        return self._database.place.identity

    def access(self) -> Access:
        """How the record knows who is working: by what they say, or by their account on a server."""
        return self._database.access()

    @property
    def accounts(self) -> Accounts:
        """The accounts of the record. Raises NoServer where names are what people say."""
        return Accounts(self._database)

    @property
    def on_server(self) -> bool:
        """Whether the record is on a server, which could know its users."""
        return self._database.place.path is None

    def exists(self) -> bool:
        """Whether there is a record at all."""
        return self._database.exists()

    def dossiers(self, *, verbatim: bool = False) -> list[str]:
        """The ids of all dossiers of which there is a trace, sorted; `verbatim`: also one that is no text any more."""
        with self._database.reading(verbatim=verbatim) as rows:
            return rows.dossiers()

    def heads(self) -> dict[str, Head]:
        """The head of every dossier by its id, sorted, as the list of heads has it: fast for a whole portfolio."""
        with self._database.reading() as rows:
            return rows.heads()

    def head(self, dossier: str) -> Head:
        """Where the dossier's chain ends; `Head()` if there is no such dossier."""
        with self._database.reading() as rows:
            return rows.end(dossier).head

    def entries(self, dossier: str, upto: int | None = None) -> list[Entry]:
        """The entries of a dossier in the order of recording, up to and including sequence number `upto`."""
        with self._database.reading() as rows:
            entries = self._memory.entries(rows, dossier)
        return entries if upto is None else entries[: max(upto, 0)]

    def append(self, dossiers: Sequence[str], judge: Judge, *, call: str, recorded_by: str) -> Recorded:
        """Append to dossiers what `judge` answers, all or nothing; gives what was recorded, by dossier.

        `judge` is given each dossier's entries as they are before, and answers the statements to
        append. What it raises passes through, and nothing is written. It is asked again when another
        writer came first. A call repeated with its UUID adds nothing, asks no judge, and gives what it
        recorded then: so is one whose connection broke in the middle. Raises InputRejected for a value that
        the record's columns refuse, ValueError for a `call` that is no UUID or statements for a dossier that
        is not among `dossiers`.
        """
        turn = Turn(
            self._database,
            self._memory,
            sorted(set(dossiers)),
            judge,
            str(uuid.UUID(call)),
            recorded_by,
            self._clock,
        )
        outlasted = outlast(turn, self._database.patience)
        self._asked_again = self._asked_again or outlasted.again
        return outlasted.recorded

    def asked_again(self) -> bool:
        """Whether, since this was last asked, the connection broke in the middle of a call, and it was asked again."""
        again, self._asked_again = self._asked_again, False
        return again

    def verify(self, dossier: str, by: Callable[[Iterable[Entry]], Iterable[Entry]] = iter) -> Checked:
        """Up to where the record of a dossier is intact, and where it was touched; also whether its head is listed.

        Reads a page at a time, and asks no rule: a dossier that cannot be understood can be verified.
        `by` looks at the entries as they pass.
        """
        if any("\ud800" <= each <= "\udfff" for each in dossier):
            return Checked(Head(), Broken(1, "form", Message("These entries carry an id that is no text.")))
        with self._database.reading(verbatim=True) as rows:
            head, broken = check(by(rows.stream(dossier)), rows.cached_head(dossier))
            return Checked(head, broken or _other_origin(rows, dossier))

    def weakened(self) -> Weakened:
        """What guards the record and is not as this program made it."""
        return self._database.weakened()

    def origins(self) -> dict[str, list[Origin]]:
        """From where chains were taken over, by dossier, the first time first; most never were."""
        with self._database.reading(verbatim=True) as rows:
            return rows.origins_of_all()

    def take_over(
        self, source: Self, dossiers: Collection[str] | None, taken_by: str, told: Told = unheard
    ) -> list[Moved]:
        """Bring whole chains of another record (None: all) into empty dossiers of this one, all of them or none.

        `told` is called with the dossier of every entry that came by. On a server only the owner of the record
        may, and there `taken_by` is the account. Raises InputRejected for dossiers that are not empty, or whose
        chain is broken.
        """
        named = None if dossiers is None else sorted(set(dossiers))
        return move(source._database, self._database, named, self._mover(taken_by), told)

    def backup(self, target: Path, taken_by: str, told: Told = unheard) -> None:
        """Copy the record to a SQLite file, while writers go on: its bytes, or from a server its chains.

        Raises InputRejected if the file exists already.
        """
        if not self._database.copy(target):
            copy(self._database, target, self._mover(taken_by), told)

    def _mover(self, name: str) -> Mover:
        return Mover(name, moment_after(self._clock(), ()))


def _other_origin(rows: Rows, dossier: str) -> Broken | None:
    """That a chain is not the one that was taken over, as the list of origins has it."""
    for origin in rows.origins(dossier):
        if rows.digest(dossier, origin.seq) != origin.digest:
            text = "The record was taken over from {source} with another entry {seq}."
            return Broken(origin.seq, "origin", Message(text, source=origin.source, seq=origin.seq))
    return None
