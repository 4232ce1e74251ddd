"""The guards of a record in a SQLite file: its triggers, and the form of its tables and indexes.

Are they there, as this program makes them? Whoever has the file can change them all; what was written meanwhile, the
chain tells, and heads that were kept outside.
"""

import sqlite3
from contextlib import closing
from functools import cache

from sqlalchemy import Connection

from nen7510_tracker.store import schema
from nen7510_tracker.store.engine import Weakened

_MADE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type <> 'view' AND sql IS NOT NULL ORDER BY rowid"


def weakened(connection: Connection) -> Weakened:
    """What is missing or another, white space aside, and which triggers on the record's tables are not its own.

    A trigger's table is written as whoever made the trigger wrote it: in capitals it is the same table.
    """
    made, there = _made(), {(kind, name): (table, _plain(sql)) for kind, name, table, sql in _rows(connection)}
    wrong = [key for key, form in made.items() if there.get(key) != form]
    tables = {name for kind, name in made if kind == "table"}
    foreign = [name for (kind, name), (on, _) in there.items() if kind == "trigger" and on.lower() in tables]
    guards = [name for kind, name in wrong if kind == "trigger"]
    guards += [name for name in foreign if ("trigger", name) not in made]
    return Weakened(guards, [name for kind, name in wrong if kind != "trigger"])


def make(connection: Connection, name: str) -> None:
    """Make a trigger anew; one that is not the record's own is gone then."""
    connection.exec_driver_sql(
        f"DROP TRIGGER IF EXISTS {connection.dialect.identifier_preparer.quote_identifier(name)}"
    )
    for (kind, each), (_, sql) in _made().items():
        if (kind, each) == ("trigger", name):
            connection.exec_driver_sql(sql)


def _rows(connection: Connection) -> list[tuple[str, str, str, str]]:
    return [(kind, name, table, sql) for kind, name, table, sql in connection.exec_driver_sql(_MADE)]


@cache
def _made() -> dict[tuple[str, str], tuple[str, str]]:
    """The table and the SQL of everything that the migrations make of a new record, by kind and name."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for revision in schema.REVISIONS:
            for statement in schema.statements(revision, "sqlite"):
                fresh.execute(statement)
        return {(kind, name): (table, _plain(sql)) for kind, name, table, sql in fresh.execute(_MADE)}


def _plain(sql: str) -> str:
    return " ".join(sql.split())
