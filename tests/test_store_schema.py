"""The schema of a record: as a new one gets it, and as `nen7510 db upgrade` leads to it."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.schema import CreateIndex, CreateTable
from store_engines import OLDER, Store, made_at
from store_program import done, nen7510, write_dossier
from store_statements import finding, record

from nen7510_tracker.store import schema
from nen7510_tracker.store.database import Database
from nen7510_tracker.store.engine import Engine
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.store.place import place_of
from nen7510_tracker.store.tables import Stored
from nen7510_tracker.store.upgrade import MIGRATIONS, configuration

_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
_POSTGRESQL = """
    SELECT 'column', table_name::text || '.' || column_name,
        ordinal_position || data_type || is_nullable || coalesce(collation_name, '')
      FROM information_schema.columns WHERE table_schema = 'nen7510'
    UNION ALL SELECT 'constraint', conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'nen7510'::regnamespace AND contype <> 'n'
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'nen7510'
    UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'nen7510'::regnamespace
    UNION ALL SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = 'nen7510'
    ORDER BY 1, 2"""


def _schema(store: Store) -> list[tuple[str, str, str]]:
    """Everything that a database knows of its own form."""
    found = store.sql(_SQLITE if store.engine == "sqlite" else _POSTGRESQL)
    return [(kind, name, " ".join((sql or "").split())) for kind, name, sql in found]


@pytest.fixture
def another(store: Store, tmp_path: Path, request: pytest.FixtureRequest) -> Store:
    """A second store of the same engine."""
    if store.engine == "sqlite":
        return Store("sqlite", str(tmp_path / "another.db"))
    name = store.url.partition("@/")[2].partition("?")[0]
    store.sql(f"CREATE DATABASE {name}b TEMPLATE template0")
    url = store.url.replace(f"@/{name}?", f"@/{name}b?")
    request.addfinalizer(lambda: store.sql(f"DROP DATABASE {name}b WITH (FORCE)"))  # noqa: PT021 - of one engine only
    return Store("postgresql", url)


@pytest.mark.parametrize("begun", [None, *OLDER])
def test_an_upgraded_record_has_the_schema_of_a_new_one_with_every_trigger(
    store: Store, another: Store, begun: str | None
) -> None:
    if begun:
        made_at(store, begun)
    done("db", "upgrade", db=store.url)
    with Ledger.open(another.url, create=True):
        pass
    assert _schema(store) == _schema(another)
    triggers = {name for kind, name, _ in _schema(store) if kind == "trigger"}
    assert {"entries_next", "entries_head"} < triggers
    made = [
        each for each in _engine_triggers(store) if each.startswith(("CREATE TRIGGER", "CREATE CONSTRAINT TRIGGER"))
    ]
    assert len(triggers) == len(made)


def test_the_tables_that_are_declared_are_those_of_a_new_record(store: Store, another: Store) -> None:
    """tables.py says what the migrations lead to: a new record is made by their statements."""
    with Ledger.open(store.url, create=True):
        pass
    database = Database(place_of(another.url))
    with database.changing_schema() as connection:
        for statement in _declared(connection, database.engine):
            schema.run(connection, statement)
        schema.make_views(connection, database.engine)
    database.close()
    assert _schema(another) == _schema(store)


def _declared(connection: Connection, engine: Engine) -> list[str]:
    """The DDL of tables, indexes and triggers as tables.py and the engines declare them."""
    made = []
    for table in Stored.metadata.sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=connection.dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [str(CreateIndex(index).compile(dialect=connection.dialect)) for index in indexes]
    return [*made, *engine.triggers]


def _engine_triggers(store: Store) -> tuple[str, ...]:
    database = Database(place_of(store.url))
    database.close()
    return database.engine.triggers


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        entries = record(ledger, "lab", finding(1), finding(2))
    before = _schema(store)
    done("db", "upgrade", db=store.url)
    done("db", "upgrade", db=store.url)
    assert _schema(store) == before
    with Ledger.open(store.url) as ledger:
        assert ledger.entries("lab") == entries


@pytest.mark.parametrize("begun", OLDER)
def test_an_older_record_is_refused_until_it_is_upgraded_and_then_has_every_entry(
    store: Store, another: Store, tmp_path: Path, begun: str
) -> None:
    done("import", write_dossier(tmp_path / "lab.json", 3), db=store.url)
    entries = store.sql("SELECT * FROM entries ORDER BY dossier, seq")
    heads = store.sql("SELECT * FROM heads")
    old = another
    made_at(old, begun)
    for row in entries:
        old.sql(f"INSERT INTO entries VALUES ({', '.join('?' * len(row))})", *row)
    for arguments in (["gate", "lab"], ["labs"], ["import", tmp_path / "lab.json"], ["ledger", "verify"]):
        finished = nen7510(*arguments, db=old.url)
        assert finished.code == 6
        assert "made by an older version of this program. Run: nen7510 db upgrade" in finished.err
    done("db", "upgrade", db=old.url)
    assert old.sql("SELECT * FROM entries ORDER BY dossier, seq") == entries
    assert old.sql("SELECT * FROM heads") == heads
    assert done("ledger", "verify", "--format", "json", db=old.url).document["intact"] is True
    assert "nothing new" in done("import", tmp_path / "lab.json", db=old.url).err


def test_an_upgrade_that_fails_leaves_the_record_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The migrations, the views and the heads are one transaction, on both engines."""
    made_at(store, schema.REVISIONS[0])
    before = _schema(store), store.sql("SELECT * FROM alembic_version")
    from nen7510_tracker.store import views

    monkeypatch.setattr(views, "ddl", lambda _: ["CREATE VIEW nothing AS SELECT nothing FROM nowhere_at_all"] * 2)
    finished = nen7510("db", "upgrade", db=store.url)
    assert finished.code == 6
    assert (_schema(store), store.sql("SELECT * FROM alembic_version")) == before


def test_the_revisions_are_those_of_the_migrations() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(configuration())
    found = [each.revision for each in script.walk_revisions()]
    assert tuple(reversed(found)) == schema.REVISIONS
    assert script.get_heads() == [schema.REVISION]


def test_a_migration_s_statements_are_its_own() -> None:
    """What a migration did stays as it was, whatever the program's tables become."""
    for path in MIGRATIONS.glob("versions/*.py"):
        assert "nen7510_tracker" not in path.read_text("utf-8")


COMMANDS = (
    ["labs"],
    ["gate", "lab", "--format", "json"],
    ["status", "lab"],
    ["gaps", "lab"],
    ["ledger", "verify"],
    ["ledger", "log", "lab"],
    ["import", "{file}"],
    ["db", "backup", "{folder}/backup.db"],
)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_command_but_the_upgrade_loads_alembic(sqlite: Store, tmp_path: Path, arguments: list[str]) -> None:
    file = write_dossier(tmp_path / "lab.json", 1)
    done("import", file, db=sqlite.url)
    words = [each.format(file=file, folder=tmp_path) for each in arguments]
    loaded = _loaded(sqlite, words)
    assert not [each for each in loaded if each.partition(".")[0] in ("alembic", "mako")]
    assert "nen7510_tracker.store.ledger" in loaded


def test_the_upgrade_loads_alembic(sqlite: Store) -> None:
    assert "alembic" in _loaded(sqlite, ["db", "upgrade"])


def _loaded(store: Store, words: list[str]) -> set[str]:
    """The modules that a command loads, in a process of its own."""
    program = "import sys\nfrom nen7510_tracker.cli.main import main\ntry:\n main()\nexcept SystemExit as end:\n"
    program += " print('exit', end.code or 0, file=sys.stderr)\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    finished = subprocess.run(
        [sys.executable, "-c", program, "--db", store.url, *words], capture_output=True, text=True, check=True
    )
    assert "exit 1" not in finished.stderr.splitlines() or words[0] == "gate"
    return set(finished.stderr.splitlines())


def test_the_views_show_each_fact_as_the_last_word_has_it(store: Store, tmp_path: Path) -> None:
    done("import", write_dossier(tmp_path / "lab.json", 2), db=store.url)
    (tmp_path / "lab.json").write_text((tmp_path / "lab.json").read_text().replace('"Finding 2"', '"Corrected"'))
    done("import", tmp_path / "lab.json", "--correct", "a mistake", db=store.url)
    found = store.sql("SELECT id, title, grade, assessment FROM findings ORDER BY id")
    assert found == [("F-1", "Finding 1", "minor", "audit"), ("F-2", "Corrected", "minor", "audit")]


def test_a_new_record_on_sqlite_writes_ahead_and_to_the_disk(sqlite: Store) -> None:
    with Ledger.open(sqlite.url, create=True), closing(sqlite3.connect(sqlite.url)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
