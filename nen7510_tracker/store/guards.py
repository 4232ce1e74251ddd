"""The guards of a record on PostgreSQL: functions, triggers, and rows that are kept from who may not see them.

Are they there, as this program made them? Whoever owns the database can take them away; what was written meanwhile, the
chain tells, and heads that were kept outside.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, text

from nen7510_tracker.store import schema
from nen7510_tracker.store.place import SCHEMA
from nen7510_tracker.store.rights import SQL

_FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION nen7510\.(\w+)\(.*?\$\$(.*?)\$\$", re.DOTALL)
_TRIGGER = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+) [^;]*? ON (?:nen7510\.)?(\w+)\b[^;]*", re.DOTALL)
_POLICY = re.compile(r"CREATE POLICY (\w+) ON nen7510\.(\w+)")
_COMMENT = re.compile(r"--.*")

_HAS_RIGHTS = f"SELECT to_regclass('{SCHEMA}.access') IS NOT NULL"  # what was granted stays, whatever else goes
_FUNCTIONS = text("SELECT proname, prosrc FROM pg_proc WHERE pronamespace = CAST(:schema AS regnamespace)")
_TRIGGERS = text(
    """SELECT tgname, pg_get_triggerdef(pg_trigger.oid) || ' ' || tgenabled::text FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = CAST(:schema AS regnamespace) AND NOT tgisinternal"""
)
_POLICIES = text("SELECT policyname, tablename FROM pg_policies WHERE schemaname = :schema AND policyname <> 'owner'")
_OPEN = text(
    """SELECT relname FROM pg_class WHERE relnamespace = CAST(:schema AS regnamespace) AND relkind = 'r'
    AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname"""
)


def wrong(connection: Connection, made: Sequence[str]) -> list[str]:
    """Those of `made`, and of the rights if there are any, that are missing, switched off or others than were made.

    A function is named with brackets, for a trigger may bear its name.
    """
    found = {**_functions_there(connection), **_triggers_there(connection)}
    expected = {**_functions(made), **_triggers(made)}
    if not has_rights(connection):
        return [name for name, form in expected.items() if found.get(name) != form]
    rights = [_COMMENT.sub("", (SQL / "rights.sql").read_text("utf-8"))]
    expected |= {**_functions(rights), **_triggers(rights)}
    touched = [name for name, form in expected.items() if found.get(name) != form]
    policies = {*_POLICY.findall((SQL / "policies.sql").read_text("utf-8"))}
    there = {(name, table) for name, table in connection.execute(_POLICIES, {"schema": SCHEMA})}
    touched += sorted(f"{table}.{name}" for name, table in policies ^ there)
    return [*touched, *(f"{table}.*" for (table,) in connection.execute(_OPEN, {"schema": SCHEMA}))]


def has_rights(connection: Connection) -> bool:
    """Whether `db roles` was ever run."""
    return bool(connection.exec_driver_sql(_HAS_RIGHTS).scalar())


def make(connection: Connection, made: Sequence[str], name: str) -> None:
    """Make a function or trigger of `made` anew."""
    for statement in made:
        if any(f"{found[1]}()" == name for found in _FUNCTION.finditer(statement)):
            schema.run(connection, statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
        for found in _TRIGGER.finditer(statement):
            if found[1] == name:
                schema.run(connection, f"DROP TRIGGER IF EXISTS {name} ON {SCHEMA}.{found[2]}")
                schema.run(connection, statement)
                schema.run(connection, f"ALTER TABLE {SCHEMA}.{found[2]} ENABLE ALWAYS TRIGGER {name}")


def _functions(made: Iterable[str]) -> Mapping[str, str]:
    return _bodies(found.groups() for each in made for found in _FUNCTION.finditer(each))


def _functions_there(connection: Connection) -> Mapping[str, str]:
    return _bodies(tuple(each) for each in connection.execute(_FUNCTIONS, {"schema": SCHEMA}))


def _bodies(functions: Iterable[tuple[str, ...]]) -> Mapping[str, str]:
    """The bodies of functions by name, white space aside; of several of one name all of them."""
    bodies: dict[str, list[str]] = {}
    for name, body in functions:
        bodies.setdefault(f"{name}()", []).append(" ".join(_COMMENT.sub("", body).split()))
    return {name: " | ".join(sorted(each)) for name, each in bodies.items()}


def _triggers(made: Iterable[str]) -> Mapping[str, str]:
    return {found[1]: _words(f"{found[0]} A") for each in made for found in _TRIGGER.finditer(each)}


def _triggers_there(connection: Connection) -> Mapping[str, str]:
    return {name: _words(made) for name, made in connection.execute(_TRIGGERS, {"schema": SCHEMA})}


def _words(made: str) -> str:
    """A trigger as it was made, and as the server tells it: the same words, of the same schema, in another order."""
    return " ".join(sorted(made.replace(f"{SCHEMA}.", "").split()))
