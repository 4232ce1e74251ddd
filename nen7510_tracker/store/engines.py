"""The two engines under the record: how each is reached, takes its turn and writes many rows at once."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.store.place import Place

WRITES = "nen7510_writes"  # the execution option by which a transaction says that it will write
PAGE = 8192  # bytes: a row of the record is long, and without a rowid a page of 4 KiB holds too few of them


def connect(place: Place, patience: float) -> Engine:
    """An engine for the place; `patience` is how many seconds it waits for another writer."""
    return _sqlite(place, patience)


def prepare(engine: Engine) -> None:
    """Set what a SQLite file keeps for ever and no transaction can change."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            cursor = connection.connection.cursor()  # past SQLAlchemy, which would begin a transaction
            cursor.execute(f"PRAGMA page_size = {PAGE}")
            cursor.execute("PRAGMA journal_mode = WAL")


@contextmanager
def transaction(engine: Engine, *, writes: bool) -> Iterator[Connection]:
    """A transaction that is rolled back unless the block ends well."""
    with engine.connect().execution_options(**{WRITES: writes}) as connection, connection.begin():
        yield connection


def _sqlite(place: Place, patience: float) -> Engine:
    engine = create_engine(place.url, hide_parameters=True, connect_args={"timeout": patience, "isolation_level": None})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    """Begin explicitly: a writer takes its turn at once, for a deferred one loses it when it comes to writing."""
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_INSERT = "INSERT INTO entries VALUES ({})".format(", ".join("?" * len(Entry._fields)))


def insert(connection: Connection, entries: list[Entry]) -> None:
    """Write entries, in their order, in one go."""
    connection.exec_driver_sql(_INSERT, [tuple(each) for each in entries])
