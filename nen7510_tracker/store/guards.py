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

Forms = Mapping[tuple[str, str], str]  # how each is made, by its table (of a function: none) and its name

_FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION nen7510\.(\w+)\(.*?\$\$(.*?)\$\$", re.DOTALL)
_TRIGGER = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+) [^;]*? ON (?:nen7510\.)?(\w+)\b[^;]*", re.DOTALL)
_POLICY = re.compile(r"CREATE POLICY (\w+) ON nen7510\.(\w+)")
_TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\n\)", re.DOTALL)
_CONSTRAINT = re.compile(r"^ *CONSTRAINT (\w+) (.*?),?$", re.MULTILINE)
_KEPT = ("entries", "origins")  # the tables that nobody changes
_COMMENT = re.compile(r"--.*")

_HAS_RIGHTS = f"SELECT to_regclass('{SCHEMA}.access') IS NOT NULL"  # what was granted stays, whatever else goes
_FUNCTIONS = text("SELECT proname, prosrc FROM pg_proc WHERE pronamespace = CAST(:schema AS regnamespace)")
_TRIGGERS = text(
    """SELECT relname, tgname, pg_get_triggerdef(pg_trigger.oid) || ' ' || tgenabled::text FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = CAST(:schema AS regnamespace) AND NOT tgisinternal"""
)
_RULES = text("SELECT tablename, rulename FROM pg_rules WHERE schemaname = :schema ORDER BY 1, 2")
_CONSTRAINTS = text(
    """SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid) FROM pg_constraint
    JOIN pg_class ON pg_class.oid = conrelid
    WHERE relnamespace = CAST(:schema AS regnamespace) AND contype IN ('c', 'f', 'p', 'u', 'x')
      AND relname = ANY (CAST(:tables AS text[]))"""
)
_POLICIES = text("SELECT policyname, tablename FROM pg_policies WHERE schemaname = :schema AND policyname <> 'owner'")
_OPEN = text(
    """SELECT relname FROM pg_class WHERE relnamespace = CAST(:schema AS regnamespace) AND relkind = 'r'
    AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname"""
)


def wrong(connection: Connection, made: Sequence[str]) -> list[str]:
    """Those of `made`, and of the rights if there are any, that are missing, switched off or others than were made.

    A function is named with brackets, for a trigger may bear its name; what is not the record's own, with its table.
    """
    enforced = has_rights(connection)
    if enforced:
        made = [*made, _COMMENT.sub("", (SQL / "rights.sql").read_text("utf-8"))]
    found: Forms = {**_functions_there(connection), **_triggers_there(connection)}
    expected: Forms = {**_functions(made), **_triggers(made)}
    touched = [name for (table, name), form in expected.items() if found.get((table, name)) != form]
    touched += sorted(f"{table}.{name}" for table, name in {*found} - {*expected} if table)
    touched += [f"{table}.{name}" for table, name in connection.execute(_RULES, {"schema": SCHEMA})]
    if not enforced:
        return touched
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
    table, _, foreign = name.partition(".")
    if foreign:
        quoted = connection.dialect.identifier_preparer.quote_identifier
        for kind in ("TRIGGER", "RULE"):
            schema.run(connection, f"DROP {kind} IF EXISTS {quoted(foreign)} ON {SCHEMA}.{quoted(table)}")


def other_rules(connection: Connection) -> list[str]:
    """The keys and checks of the record's tables that are missing, added, or others than the migrations made."""
    made = "".join(each for revision in schema.REVISIONS for each in schema.statements(revision, "postgresql"))
    expected = {
        f"{table}.{name}": _plain(rule)
        for table, form in _TABLE.findall(made)
        if table in _KEPT
        for name, rule in _CONSTRAINT.findall(form)
    }
    found = connection.execute(_CONSTRAINTS, {"schema": SCHEMA, "tables": list(_KEPT)})
    there = {f"{table}.{name}": _plain(rule) for table, name, rule in found}
    return sorted(each for each in {*expected, *there} if expected.get(each) != there.get(each))


def _plain(rule: str) -> str:
    """A rule as it was made, and as the server tells it: without what the server adds."""
    return re.sub(r"::text|[()\s]", "", rule)


def _functions(made: Iterable[str]) -> Forms:
    return _bodies(found.groups() for each in made for found in _FUNCTION.finditer(each))


def _functions_there(connection: Connection) -> Forms:
    return _bodies(tuple(each) for each in connection.execute(_FUNCTIONS, {"schema": SCHEMA}))


def _bodies(functions: Iterable[tuple[str, ...]]) -> Forms:
    """The bodies of functions by name, white space aside; of several of one name all of them."""
    bodies: dict[str, list[str]] = {}
    for name, body in functions:
        bodies.setdefault(f"{name}()", []).append(" ".join(_COMMENT.sub("", body).split()))
    return {("", name): " | ".join(sorted(each)) for name, each in bodies.items()}


def _triggers(made: Iterable[str]) -> Forms:
    return {(found[2], found[1]): _words(f"{found[0]} A") for each in made for found in _TRIGGER.finditer(each)}


def _triggers_there(connection: Connection) -> Forms:
    return {(table, name): _words(made) for table, name, made in connection.execute(_TRIGGERS, {"schema": SCHEMA})}


def _words(made: str) -> str:
    """A trigger as it was made, and as the server tells it: the same words, of the same schema, in another order."""
    return " ".join(sorted(made.replace(f"{SCHEMA}.", "").split()))
