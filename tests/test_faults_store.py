"""Stores that cannot be used: an exit code, one clear sentence, nothing written (design section 6)."""

import random
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from faults import contents, refused
from store_engines import Store
from store_program import done, nen7510, write_dossier

from nen7510_tracker.store import database
from nen7510_tracker.store.schema import REVISIONS

READING = (["labs"], ["gate", "lab"], ["ledger", "verify"], ["ledger", "log", "lab"], ["ledger", "head", "lab"])
SECRET = "geheim-wachtwoord"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A dossier file to import."""
    return write_dossier(tmp_path / "lab.json", 3)


# What is no record


def _directory(path: Path) -> None:
    path.mkdir()


def _text(path: Path) -> None:
    path.write_text("This is no record, it is a letter to a laboratory.\n" * 200)


def _half_a_header(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)


def _somebody_else_s(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE entries (id)")


def _newer(path: Path) -> None:
    done("db", "upgrade", db=path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def _without_a_revision(path: Path) -> None:
    done("db", "upgrade", db=path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.commit()


def _below_a_file(path: Path) -> None:
    path.parent.write_text("A file where a directory should be.")


NO_RECORDS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a directory": (_directory, "is a directory, not a record"),
    "a text": (_text, "is not a record: it is a file of another kind"),
    "a damaged header": (_half_a_header, "is not a record"),
    "somebody else's database": (_somebody_else_s, "is a database, but not a record"),
    "a newer version's": (_newer, "made by a newer version of this program"),
    "one without a revision": (_without_a_revision, "is a database, but not a record"),
}


@pytest.mark.parametrize("case", NO_RECORDS)
def test_what_is_no_record_is_told_and_left_alone(tmp_path: Path, file: Path, case: str) -> None:
    make, says = NO_RECORDS[case]
    path = tmp_path / "folder" / "store.db"
    path.parent.mkdir()
    make(path)
    before = contents(path.parent)
    for arguments in (*READING, ["import", file], ["db", "upgrade"], ["db", "backup", tmp_path / "copy.db"]):
        refused(nen7510(*arguments, db=path), says)
    assert contents(path.parent) == before
    assert not (tmp_path / "copy.db").exists()


def test_a_path_below_a_file_is_told(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "a-file" / "store.db"
    _below_a_file(path)
    refused(nen7510("import", file, db=path), "cannot be reached")
    for arguments in READING:
        refused(nen7510(*arguments, db=path), "There is no record at")


def test_an_empty_file_is_a_record_to_be_made(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    refused(nen7510("gate", "lab", db=path), "There is no record at")
    assert path.stat().st_size == 0
    done("import", file, db=path)
    assert done("ledger", "verify", "--format", "json", db=path).document["intact"] is True


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_reading_what_is_not_there_makes_nothing(tmp_path: Path, arguments: list[str]) -> None:
    finished = nen7510(*arguments, db=tmp_path / "no" / "record.db")
    refused(finished, f"There is no record at {tmp_path / 'no' / 'record.db'}. Begin with `nen7510 demo`")
    assert list(tmp_path.iterdir()) == []


def test_an_import_makes_the_directories_that_are_missing(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "a" / "b" / "record.db"
    done("import", file, db=path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["a b.db", "50%.db", "a?b#c&d.db", "é☃.db", "-x.db", "'quoted\".db", "a\nb.db"])
def test_a_record_may_have_any_name(tmp_path: Path, file: Path, name: str) -> None:
    done("import", file, db=tmp_path / "in" / name)
    assert done("ledger", "head", "lab", "--format", "json", db=tmp_path / "in" / name).document["seq"] == 7
    assert sorted(each.name for each in (tmp_path / "in").iterdir()) == [name]


def test_a_name_that_is_no_text_is_a_name(tmp_path: Path, file: Path) -> None:
    name = b"\xff.db".decode("utf-8", "surrogateescape")
    done("import", file, db=tmp_path / name)
    assert done("ledger", "head", "lab", "--format", "json", db=tmp_path / name).document["seq"] == 7


def test_a_record_of_a_newer_version_is_refused_and_left_as_it_is(
    store: Store, file: Path, chance: random.Random
) -> None:
    done("import", file, db=store.url)
    before = store.sql("SELECT * FROM entries ORDER BY seq")
    store.sql("UPDATE alembic_version SET version_num = ?", f"{chance.randrange(len(REVISIONS) + 1, 10_000):04}")
    commands = [*READING, ["import", write_dossier(file.with_name("more.json"), 9)], ["db", "upgrade"]]
    chance.shuffle(commands)
    for arguments in commands:
        refused(nen7510(*arguments, db=store.url), "made by a newer version of this program")
    store.sql("UPDATE alembic_version SET version_num = ?", REVISIONS[-1])
    assert store.sql("SELECT * FROM entries ORDER BY seq") == before
    assert done("ledger", "verify", "--format", "json", db=store.url).document["intact"] is True


# PostgreSQL


def test_a_server_that_is_down_is_told(file: Path) -> None:
    url = f"postgresql://nen7510:{SECRET}@127.0.0.1:1/record"
    for arguments in (["gate", "lab"], ["import", file], ["db", "upgrade"]):
        finished = nen7510(*arguments, db=url)
        refused(finished, "The server of postgresql://nen7510:***@127.0.0.1:1/record cannot be reached")
        assert SECRET not in finished.err


@pytest.fixture
def guarded(postgresql: Store) -> Iterator[str]:
    """The address of a database whose login needs a password, without it."""
    (hba,) = postgresql.sql("SHOW hba_file")[0]
    before = Path(hba).read_text()
    postgresql.sql(f"CREATE ROLE guarded LOGIN PASSWORD '{SECRET}'")
    Path(hba).write_text(f"local all guarded scram-sha-256\n{before}")
    postgresql.sql("SELECT pg_reload_conf()")
    yield postgresql.url.replace("postgres@", "guarded@")
    Path(hba).write_text(before)
    postgresql.sql("SELECT pg_reload_conf()")
    postgresql.sql("DROP ROLE guarded")


def test_a_wrong_password_is_told_and_never_shown(guarded: str, file: Path) -> None:
    wrong = f"{SECRET}-maar-fout"
    for arguments in (["gate", "lab"], ["import", file], ["db", "upgrade"], ["ledger", "verify"]):
        finished = nen7510(*arguments, db=guarded.replace("guarded@", f"guarded:{wrong}@"))
        refused(finished, "password authentication failed")
        assert "read from ~/.pgpass" in finished.err
        assert wrong not in finished.err
        assert SECRET not in finished.err
        assert "guarded" in finished.err


def test_a_login_without_rights_is_told(guarded: str, file: Path) -> None:
    url = guarded.replace("guarded@", f"guarded:{SECRET}@")
    refused(nen7510("import", file, db=url), "There is no permission")
    refused(nen7510("gate", "lab", db=url), "Run: nen7510 db upgrade")
    done("import", file, db=url.replace(f"guarded:{SECRET}@", "postgres@"))
    for arguments in (["gate", "lab"], ["ledger", "verify"], ["import", file]):
        refused(nen7510(*arguments, db=url), "There is no permission")


def test_a_database_that_does_not_exist_is_told(postgresql: Store, file: Path) -> None:
    url = postgresql.url.replace("@/", "@/no_such_")
    for arguments in (["gate", "lab"], ["import", file]):
        refused(nen7510(*arguments, db=url), "does not exist")


@pytest.fixture
def latin(postgresql: Store) -> Iterator[str]:
    """A database that holds no UTF-8."""
    postgresql.sql("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    name = postgresql.url.partition("@/")[2].partition("?")[0]
    yield postgresql.url.replace(f"@/{name}?", "@/latin?")
    postgresql.sql("DROP DATABASE latin WITH (FORCE)")


def test_a_database_that_is_not_in_utf_8_is_told(latin: str, file: Path) -> None:
    for arguments in (["import", file], ["db", "upgrade"]):
        refused(nen7510(*arguments, db=latin), "a database in UTF-8")
    with psycopg.connect(latin) as connection:
        found = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'nen7510'").fetchone()
    assert found == (0,)


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql:/nen7510:{SECRET}@localhost/record",
        f"postgres:nen7510:{SECRET}@localhost/record",
        f"postgresql+psycopg:/nen7510:{SECRET}@localhost/record",
        f"postgresql://nen7510:{SECRET}@localhost:port/record",
        f"postgresql://nen7510:{SECRET}@[::1/record",
        f"mysql://nen7510:{SECRET}@localhost/record",
        f"://nen7510:{SECRET}@localhost",
        f"https://nen7510:{SECRET}@localhost/",
        "sqlite://",
        "sqlite:/record.db",
    ],
)
def test_a_mistyped_address_is_told_without_its_password(
    address: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = contents(tmp_path)
    for arguments in (["gate", "lab"], ["import", file], ["db", "upgrade"]):
        finished = nen7510(*arguments, db=address)
        refused(finished, "postgresql://…")
        assert SECRET not in finished.err
    assert contents(tmp_path) == before


def test_a_dossier_that_somebody_is_writing_keeps_nobody_from_another(
    postgresql: Store, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    done("import", file, db=postgresql.url)
    more, other = write_dossier(tmp_path / "m.json", 9), write_dossier(tmp_path / "o.json", 1, lab="other")
    with psycopg.connect(postgresql.url) as connection:
        connection.execute("SELECT * FROM nen7510.heads WHERE dossier = 'lab' FOR UPDATE")
        refused(nen7510("import", more, db=postgresql.url), "is locked: somebody else is writing")
        assert nen7510("gate", "lab", db=postgresql.url).code == 1
        done("import", other, db=postgresql.url)
    done("import", more, db=postgresql.url)
