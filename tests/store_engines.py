"""A store of each engine for a test: SQLite in a file, PostgreSQL on a real server that lives as long as the tests."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command

from benchmarks.server import Server, serving
from nen7510_tracker.store import schema
from nen7510_tracker.store.database import Database
from nen7510_tracker.store.place import place_of
from nen7510_tracker.store.upgrade import configuration

OLDER = schema.REVISIONS[:-1]  # what records of older versions have

_numbers = count(1)


@dataclass
class Store:
    """Where a test keeps its record, and a way to it past the program."""

    engine: str
    url: str

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run plain SQL, as anybody could who has the database; `?` stands for a value."""
        if self.engine == "sqlite":
            with closing(sqlite3.connect(self.url, isolation_level=None)) as connection:
                return connection.execute(statement, values).fetchall()
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("SET search_path = nen7510")
            cursor = connection.execute(statement.replace("%", "%%").replace("?", "%s"), values or None)
            return cursor.fetchall() if cursor.description else []

    def disarm(self) -> None:
        """Take the triggers away, as somebody would who wants to change the record unseen."""
        if self.engine == "sqlite":
            for (name,) in self.sql("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                self.sql(f"DROP TRIGGER {name}")
        else:
            self.sql("ALTER TABLE entries DISABLE TRIGGER ALL")

    def arm(self) -> None:
        """Put the triggers back, as somebody would who does not want it to be seen that they were gone."""
        if self.engine == "postgresql":
            for (
                table,
                name,
            ) in self.sql("""SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
                    WHERE NOT tgisinternal AND relnamespace = 'nen7510'::regnamespace"""):
                self.sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
            return
        from nen7510_tracker.store.sqlite import TRIGGERS

        for trigger in TRIGGERS:
            self.sql(trigger)


def made_at(store: Store, revision: str) -> None:
    """Make a record as an older version of the program made it."""
    database = Database(place_of(store.url))
    with database.changing_schema() as connection:
        command.upgrade(configuration(connection), revision)
        schema.make_views(connection, database.engine)
    database.close()


@pytest.fixture(scope="session")
def postmaster() -> Iterator[Server]:
    """A PostgreSQL server that lives as long as the tests: the wheel's, or that of NEN7510_TEST_PG_BIN.

    What it writes need not be on the disk: its processes are killed in tests, not the machine.
    """
    with serving("fsync=off") as found:
        yield found


@pytest.fixture(scope="session")
def postgresql_server(postmaster: Server) -> str:
    """The address of that server, with a place for the name of a database."""
    return postmaster.address("{database}")


@pytest.fixture
def postgresql(postgresql_server: str) -> Iterator[Store]:
    """An empty database."""
    name = f"test{next(_numbers)}"
    maintenance = postgresql_server.format(database="postgres")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield Store("postgresql", postgresql_server.format(database=name))
    with psycopg.connect(maintenance, autocommit=True) as connection:  # another one: the server may have begun anew
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite(tmp_path: Path) -> Store:
    """A file that does not exist yet."""
    return Store("sqlite", str(tmp_path / "record.db"))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store, once of each engine."""
    found: Store = request.getfixturevalue(request.param)
    return found
