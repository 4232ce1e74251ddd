"""The record in a SQLite file: the embedded default, one writer at a time (design section 7)."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, QueuePool, create_engine, event

from nen7510_tracker.dossier.entry import START, Entry
from nen7510_tracker.store import guards_sqlite
from nen7510_tracker.store.engine import Engine, Weakened, first_line
from nen7510_tracker.store.place import Place
from nen7510_tracker.words.message import InputRejected, Message, Refusal, StoreUnreachable

OLDEST = (3, 37, 0)  # the first with STRICT tables
PAGE = 8192  # bytes: rows are long, and without a rowid a page of 4 KiB holds too few of them
WRITES = "nen7510_writes"  # the execution option by which a transaction says that it will write

# What is next is told by the entries themselves, for anybody may write the list of heads. INSERT OR REPLACE, which
# fires no trigger on DELETE, is refused by it too: a number that exists is never the next. A head that was thrown away
# is passed over; one that contradicts the entries stops the writing, so that an end that was cut off stays to be seen.
_LAST = "(SELECT {column} FROM entries WHERE dossier = NEW.dossier ORDER BY seq DESC LIMIT 1)"

TRIGGERS = (
    f"""CREATE TRIGGER entries_next BEFORE INSERT ON entries
BEGIN SELECT CASE
  WHEN NEW.seq <> 1 + coalesce({_LAST.format(column="seq")}, 0)
    THEN RAISE(ABORT, 'the record is append-only: this is not the next sequence number')
  WHEN NEW.previous <> coalesce({_LAST.format(column="digest")}, '{START}')
    THEN RAISE(ABORT, 'the record is a chain: this does not name the digest of the entry before')
  WHEN EXISTS (SELECT 1 FROM heads
      WHERE dossier = NEW.dossier AND (seq <> NEW.seq - 1 OR digest <> NEW.previous))
    THEN RAISE(ABORT, 'the record does not end where the list of heads says')
END; END""",  # noqa: S608 - names of our own
    """CREATE TRIGGER entries_head AFTER INSERT ON entries
BEGIN INSERT INTO heads (dossier, seq, digest) VALUES (NEW.dossier, NEW.seq, NEW.digest)
ON CONFLICT (dossier) DO UPDATE SET seq = excluded.seq, digest = excluded.digest; END""",
    """CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the record is append-only: UPDATE is refused'); END""",
    """CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the record is append-only: DELETE is refused'); END""",
    """CREATE TRIGGER origins_next BEFORE INSERT ON origins
BEGIN SELECT CASE
  WHEN NEW.step <> 1 + coalesce((SELECT max(step) FROM origins WHERE dossier = NEW.dossier), 0)
    THEN RAISE(ABORT, 'the origins are append-only: this is not the next step')
  WHEN EXISTS (SELECT 1 FROM entries WHERE dossier = NEW.dossier)
    THEN RAISE(ABORT, 'a chain is taken over whole, once, and into an empty dossier')
END; END""",
    """CREATE TRIGGER origins_no_update BEFORE UPDATE ON origins
BEGIN SELECT RAISE(ABORT, 'the origins are append-only: UPDATE is refused'); END""",
    """CREATE TRIGGER origins_no_delete BEFORE DELETE ON origins
BEGIN SELECT RAISE(ABORT, 'the origins are append-only: DELETE is refused'); END""",
)

_INSERT = f"INSERT INTO entries VALUES ({', '.join('?' * len(Entry._fields))})"  # noqa: S608 - question marks

VERBATIM = partial(str, encoding="utf-8", errors="surrogateescape")  # called for every text there is, so not in Python

_DIRECTORY = Message("{place} is a directory, not a record.")
_LOCKED = Message("The record at {place} is locked: another program is writing. Try again in a moment.")
_TROUBLES = {
    sqlite3.SQLITE_NOTADB: Message("{place} is not a record: it is a file of another kind, or it is damaged."),
    sqlite3.SQLITE_CORRUPT: Message("The record at {place} is damaged. Put back a backup of it."),
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: Message("The disk is full: nothing was written to {place}. Make room and try again."),
    sqlite3.SQLITE_READONLY: Message("There is no permission to write the record at {place}."),
    sqlite3.SQLITE_CANTOPEN: Message(
        "The record at {place} cannot be opened: there is no permission for the file, or for writing in its directory."
    ),
    sqlite3.SQLITE_IOERR: Message("The record at {place} cannot be read or written: the disk reports an error."),
}
_NO_TEXT = "Could not decode to UTF-8"  # what Python says, which gives no code
_OF_WRITING = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)
_PRIMARY = 0xFF  # the low byte of an extended result code is the plain one


class Sqlite(Engine):
    """A SQLite file."""

    name = "sqlite"
    judges_first = True
    triggers = TRIGGERS
    raises = sqlite3.Error
    draft_key = "(dossier, id)"

    def __init__(self, place: Place, path: Path, patience: float) -> None:
        super().__init__(place)
        if sqlite3.sqlite_version_info < OLDEST:
            raise StoreUnreachable(
                Message(
                    "SQLite {oldest} or newer is needed; this Python has {found}.",
                    oldest=".".join(map(str, OLDEST)),
                    found=sqlite3.sqlite_version,
                )
            )
        self._path = path
        self._patience = patience
        self._engine = create_engine("sqlite://", creator=self._connect, poolclass=QueuePool, hide_parameters=True)
        event.listen(self._engine, "begin", _begin)

    def _connect(self) -> sqlite3.Connection:
        """Open the file, which must exist: whoever only looks must not leave an empty one behind."""
        address = f"file:{quote(os.fsencode(self._path.absolute()))}?mode=rw"
        connection = sqlite3.connect(
            address, uri=True, timeout=self._patience, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    @contextmanager
    def begin(self, *, writes: bool, verbatim: bool = False) -> Iterator[Connection]:
        """Every transaction of SQLite sees one moment."""
        with self._engine.connect().execution_options(**{WRITES: writes}) as connection, connection.begin():
            if not verbatim:
                yield connection
                return
            driver: Any = connection.connection.driver_connection
            driver.text_factory = VERBATIM
            try:
                yield connection
            finally:
                driver.text_factory = str

    def reader(self) -> str:
        """The file: whoever can read it reads all of it."""
        return f"sqlite {self._path.absolute()}"

    def absent(self) -> bool:
        """Whether there is no such file."""
        with self._reached():
            return not self._path.exists()

    def prepare(self) -> None:
        """Make the file, readable by its owner alone, and the directory it lies in; turn on the write-ahead log."""
        with self._reached():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            if self._path.stat().st_size:
                return  # what is there already may be somebody else's: it is looked at before it is changed
            with closing(self._connect()) as connection:
                connection.execute(f"PRAGMA page_size = {PAGE}")
                connection.execute("PRAGMA journal_mode = WAL")

    def prepare_schema(self, connection: Connection) -> None:
        """The transaction that writes has the turn already."""

    def revision(self, connection: Connection) -> str | None:
        """The revision of the schema; None in an empty file."""
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = {name for (name,) in found}
        if not names:
            return None
        if not {"entries", "heads", "alembic_version"} <= names:
            raise self.no_record()
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        if revision is None:
            raise self.no_record()
        return str(revision)

    def weakened(self, connection: Connection) -> Weakened:
        """Compared with a new record, by their SQL."""
        return guards_sqlite.weakened(connection)

    def has_rights(self, connection: Connection) -> bool:
        """A file knows none."""
        del connection
        return False

    def make_guard(self, connection: Connection, name: str) -> None:
        """Make a trigger anew."""
        guards_sqlite.make(connection, name)

    def views(self, connection: Connection) -> list[str]:
        """The names of the SQL views that are there."""
        return [name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'view'")]

    def lock(self, connection: Connection, dossiers: Sequence[str]) -> None:
        """The transaction that writes has the turn of all dossiers already."""

    def own(self, connection: Connection) -> None:
        """Who has the file owns the record."""

    def user(self, connection: Connection) -> str | None:
        """Nobody: a file knows no accounts."""

    def insert(self, connection: Connection, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Write entries with one prepared statement."""
        connection.exec_driver_sql(_INSERT, [*entries])
        return entries

    def copy(self, target: Path) -> bool:
        """Copy by SQLite's online backup, while writers go on; for its owner alone, and never half a copy."""
        partial = target.with_name(f"{target.name}.partial")
        with self._reached(target):
            partial.unlink(missing_ok=True)
            try:
                os.close(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
                with closing(sqlite3.connect(partial)) as copy, closing(self._connect()) as connection:
                    connection.backup(copy)
                partial.replace(target)
                return True
            finally:
                partial.unlink(missing_ok=True)

    def explain(self, error: BaseException, target: Path | None = None) -> Refusal:
        """By SQLite's result code; `target` is what was being written, if not the record."""
        code = getattr(error, "sqlite_errorcode", 0)
        if code == sqlite3.SQLITE_CONSTRAINT_TRIGGER:
            return self.contradicting_heads()
        code &= _PRIMARY
        if code == sqlite3.SQLITE_CONSTRAINT:
            return InputRejected(Message("The record refuses this entry: {reason}", reason=first_line(error)))
        shown = str(target) if target and code in _OF_WRITING else self.place.shown
        known = self._known(error, code)
        return StoreUnreachable(Message(known.text, place=shown)) if known else self.unusable(error)

    def _known(self, error: BaseException, code: int) -> Message | None:
        """The sentence for an error, if it has one of its own."""
        if isinstance(error, UnicodeDecodeError):
            return _TROUBLES[sqlite3.SQLITE_CORRUPT]
        if not code and str(error).startswith(_NO_TEXT):
            return Message("The record at {place} is damaged: a text in it is none. Run: nen7510 ledger verify")
        if code == sqlite3.SQLITE_CANTOPEN and self._path.is_dir():
            return _DIRECTORY
        return _TROUBLES.get(code)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _reached(self, target: Path | None = None) -> Iterator[None]:
        """Explain what the file system or the bare driver raises; `target` is what is written, if not the record."""
        shown = str(target) if target else self.place.shown
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self.explain(error, target) from error
        except IsADirectoryError as error:
            raise StoreUnreachable(Message(_DIRECTORY.text, place=shown)) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreUnreachable(
                Message("The record at {place} cannot be reached: {reason}", place=shown, reason=reason)
            ) from error


def _begin(connection: Connection) -> None:
    """Begin explicitly: a writer takes its turn at once, for a deferred one loses it when it comes to writing."""
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
