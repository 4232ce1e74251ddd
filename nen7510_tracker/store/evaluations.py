"""Stored evaluations: a cache in a file of the user's own, which can be thrown away at any time (design section 9).

Not in the record: whoever can write a record could put a verdict into it that nobody worked out. Each user trusts
only what this program worked out for this very user, with the same rules and the same norm; and of that only what
was worked out from the head that the record has now.
"""

import errno
import hashlib
import os
import shutil
import sqlite3
import stat
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from nen7510_tracker.store.columns import PARTS, LabColumns, Part, Stored
from nen7510_tracker.words.message import Message, StoreUnreachable

FORM = 2  # of the tables below: a file of another form is made anew
PATIENCE = 10.0  # seconds that who stores waits for another who stores

_SQL = {"int": "INTEGER NOT NULL", "str": "TEXT NOT NULL", "int | None": "INTEGER", "str | None": "TEXT"}


def _table(name: str, columns: type[Any], key: str) -> str:
    fields = ", ".join(f"{each} {_sql(kind)}" for each, kind in columns.__annotations__.items())
    return f"CREATE TABLE {name} (edition TEXT NOT NULL, {fields}, PRIMARY KEY (edition, {key})) WITHOUT ROWID, STRICT"


def _sql(kind: Any) -> str:
    return _SQL[kind.__name__ if isinstance(kind, type) else str(kind)]


def _insert(name: str, columns: type[Any]) -> str:
    return f"INSERT INTO {name} VALUES (?{', ?' * len(columns.__annotations__)})"  # noqa: S608 - names of our own


def _select(name: str, columns: type[Any]) -> str:
    return f"SELECT {', '.join(columns.__annotations__)} FROM {name} WHERE edition = ?"  # noqa: S608 - names of our own


def _is_damaged(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


_TABLES = (
    _table("labs", LabColumns, "id"),
    *(_table(name, columns, "lab, place") for columns, name in PARTS.items()),
    "CREATE TABLE made_by (fingerprint TEXT NOT NULL, form INTEGER NOT NULL) STRICT",
)
_FORGET = tuple(
    f"DELETE FROM {name} WHERE edition = ? AND {key} = ?"  # noqa: S608 - names of our own
    for name, key in (("labs", "id"), *((name, "lab") for name in PARTS.values()))
)
_KEEP_LAB = _insert("labs", LabColumns)
_KEEP_PART = {columns: _insert(name, columns) for columns, name in PARTS.items()}
_LABS = _select("labs", LabColumns)


class Snapshot:
    """What is kept for an edition, as it is at one moment."""

    def __init__(self, connection: sqlite3.Connection | None, edition: str) -> None:
        self._connection = connection
        self._edition = edition

    def labs(self) -> Iterator[Any]:
        """The rows of all laboratories as plain tuples, in the order of `LabColumns`; never all of them at once."""
        return self._rows(_LABS)

    def parts(self, columns: type[Part]) -> Iterator[Part]:
        """What is kept of one kind of all laboratories, by laboratory, in its order; never all of it at once."""
        make: Callable[[Iterable[Any]], Part] = columns._make
        return map(make, self._rows(_select(PARTS[columns], columns) + " ORDER BY lab, place"))

    def _rows(self, statement: str) -> Iterator[Any]:
        return self._connection.execute(statement, (self._edition,)) if self._connection else iter(())


class Evaluations:
    """The evaluations of one record that one user's program made itself.

    A file that cannot be used never stands in the way of an answer: what is worked out is then kept for as long as
    this object lives, or not at all, and `trouble` says why.
    """

    def __init__(self, folder: Path | None, owner: str, fingerprint: str) -> None:
        """`folder` is where they are kept from one call to the next; None: for as long as this object lives.

        `owner` tells records and accounts apart, `fingerprint` programs and norms.
        """
        self._fingerprint = fingerprint
        self.trouble: Message | None = None
        self._temporary: weakref.finalize[..., Evaluations] | None = None
        self._held: weakref.finalize[..., Evaluations] | None = None
        if folder is not None:
            self._path = folder / f"{hashlib.sha256(owner.encode()).hexdigest()[:32]}.db"
            try:
                self._prepare()
            except (OSError, sqlite3.Error) as error:
                self._tell(error)
            else:
                return
        temporary = Path(tempfile.mkdtemp(prefix="nen7510-"))
        self._temporary = weakref.finalize(self, shutil.rmtree, temporary, ignore_errors=True)
        self._path = temporary / "evaluations.db"
        self._prepare()

    @property
    def path(self) -> Path:
        """The file in which they are kept."""
        return self._path

    def close(self) -> None:
        """Let go of the file, and throw away what was kept for this object alone."""
        if self._held:
            self._held()
        if self._temporary:
            self._temporary()

    @contextmanager
    def snapshot(self, edition: str) -> "Iterator[Snapshot]":
        """What is kept for an edition, as it is at one moment; nothing, when the file cannot be read."""
        try:
            connection = self._connect()
        except (OSError, sqlite3.Error) as error:
            self._tell(error)
            yield Snapshot(None, edition)
            return
        with closing(connection):
            try:
                connection.execute("BEGIN")
                yield Snapshot(connection if self._is_ours(connection) else None, edition)
            except sqlite3.DatabaseError as error:
                self._discard()
                text = "What was kept in {path} was damaged ({reason}); it is thrown away. Try again."
                raise StoreUnreachable(Message(text, path=str(self._path), reason=str(error))) from error

    def keep(self, edition: str, evaluated: Iterable[Stored]) -> None:
        """Put evaluations in the place of those that are kept of the same laboratories; all of them or none."""
        try:
            with closing(self._connect()) as connection, connection:
                connection.execute("BEGIN IMMEDIATE")
                self._make_tables(connection)
                for each in evaluated:
                    for statement in _FORGET:
                        connection.execute(statement, (edition, each.lab[0]))
                    connection.execute(_KEEP_LAB, (edition, *each.lab))
                    for columns, statement in _KEEP_PART.items():
                        connection.executemany(statement, [(edition, *row) for row in each.part(columns)])
        except (OSError, sqlite3.Error) as error:
            self._tell(error)
            if _is_damaged(error):
                self._discard()

    def _tell(self, error: Exception) -> None:
        reason = getattr(error, "strerror", None) or str(error)
        self.trouble = Message(
            "What was worked out cannot be kept in {path} ({reason}): next time it is worked out again.",
            path=str(self._path),
            reason=reason,
        )

    def _connect(self) -> sqlite3.Connection:
        if not self._path.exists():  # thrown away meanwhile: SQLite would make it for everybody to read
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        connection = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _prepare(self) -> None:
        """Make the file, for its owner alone; what another program, or another norm, left in it is thrown away."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        found = self._path.lstat()
        if found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise PermissionError(errno.EACCES, "somebody else can write it")
        try:
            self._make()
        except sqlite3.DatabaseError as error:
            if not _is_damaged(error):
                raise
            self._discard()
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            self._make()

    def _discard(self) -> None:
        if self._held:
            self._held()
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _make(self) -> None:
        """Make the tables where they are not there; the connection stays open, though it is not used any more.

        Whenever the last connection goes, SQLite moves all that was written to where it belongs, and waits for the
        disk: once is enough.
        """
        connection = self._connect()
        self._held = weakref.finalize(self, connection.close)
        connection.execute("PRAGMA journal_mode = WAL")
        if self._is_ours(connection):
            return
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            self._make_tables(connection)

    def _make_tables(self, connection: sqlite3.Connection) -> None:
        """Make the tables, unless they are there and this program's: another may have made its own meanwhile."""
        if self._is_ours(connection):
            return
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            connection.execute(f'DROP TABLE "{name}"')
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute("INSERT INTO made_by VALUES (?, ?)", (self._fingerprint, FORM))

    def _is_ours(self, connection: sqlite3.Connection) -> bool:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'made_by'").fetchall():
            return False
        return connection.execute("SELECT fingerprint, form FROM made_by").fetchall() == [(self._fingerprint, FORM)]
