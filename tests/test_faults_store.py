"""Stores that cannot be used: an exit code, one clear sentence, nothing written (design section 6)."""

import resource
import shutil
import signal
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from store_engines import Store
from store_program import Finished, done, exit_of, forked, nen7510, without_rights, write_dossier

from nen7510_tracker.store import database
from nen7510_tracker.store.sqlite import Sqlite

READING = (["labs"], ["gate", "lab"], ["ledger", "verify"], ["ledger", "log", "lab"], ["ledger", "head", "lab"])
SECRET = "geheim-wachtwoord"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A dossier file to import."""
    return write_dossier(tmp_path / "lab.json", 3)


def _refused(finished: Finished, says: str) -> None:
    """One sentence on stderr, exit code 6, nothing on stdout, no traceback and no statement."""
    assert finished.code == 6, finished
    assert finished.out == ""
    assert says in finished.err
    assert len(finished.err.splitlines()) == 1
    assert not [each for each in ("Traceback", "sqlalchemy", "SELECT", "INSERT") if each in finished.err]


def _contents(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder, with what is in it."""
    return {str(each): each.read_bytes() if each.is_file() else None for each in sorted(folder.rglob("*"))}


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
    before = _contents(path.parent)
    for arguments in (*READING, ["import", file], ["db", "upgrade"], ["db", "backup", tmp_path / "copy.db"]):
        _refused(nen7510(*arguments, db=path), says)
    assert _contents(path.parent) == before
    assert not (tmp_path / "copy.db").exists()


def test_a_path_below_a_file_is_told(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "a-file" / "store.db"
    _below_a_file(path)
    _refused(nen7510("import", file, db=path), "cannot be reached")
    for arguments in READING:
        _refused(nen7510(*arguments, db=path), "There is no record at")


def test_an_empty_file_is_a_record_to_be_made(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    _refused(nen7510("gate", "lab", db=path), "There is no record at")
    assert path.stat().st_size == 0
    done("import", file, db=path)
    assert done("ledger", "verify", "--format", "json", db=path).document["intact"] is True


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_reading_what_is_not_there_makes_nothing(tmp_path: Path, arguments: list[str]) -> None:
    finished = nen7510(*arguments, db=tmp_path / "no" / "record.db")
    _refused(finished, f"There is no record at {tmp_path / 'no' / 'record.db'}. Begin with `nen7510 demo`")
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


# Locked, full, forbidden


@pytest.fixture
def recorded(tmp_path: Path, file: Path) -> Path:
    """A record in a folder of its own."""
    path = tmp_path / "store" / "record.db"
    done("import", file, db=path)
    return path


@pytest.fixture
def more(tmp_path: Path) -> Path:
    """A file that adds many entries to the record."""
    return write_dossier(tmp_path / "more.json", 400)


def _rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM entries").fetchone()[0])


def test_a_locked_record_is_read_and_not_written(
    recorded: Path, more: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    with closing(sqlite3.connect(recorded, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = _rows(recorded)
        for arguments in (["import", more], ["db", "upgrade"]):
            _refused(nen7510(*arguments, db=recorded), "is locked: another program is writing")
        assert nen7510("gate", "lab", db=recorded).code == 1
        done("ledger", "verify", db=recorded)
        done("db", "backup", tmp_path / "copy.db", db=recorded)
    assert _rows(recorded) == before
    done("import", more, db=recorded)


def test_a_record_locked_by_another_process_is_told(
    recorded: Path, more: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writers of one machine meet only through the file's locks."""
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    told = tmp_path / "told"
    with closing(sqlite3.connect(recorded, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        def write() -> None:
            finished = nen7510("import", more, db=recorded)
            told.write_text(f"{finished.code} {finished.err}")

        assert exit_of(forked(write)) == 0
    assert told.read_text().startswith("6 The record at")
    assert "is locked" in told.read_text()


def test_a_full_disk_leaves_the_record_as_it_was(recorded: Path, more: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = Sqlite._connect

    def connect_to_a_small_disk(self: Sqlite) -> sqlite3.Connection:
        connection = connect(self)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 3}")
        return connection

    before = _rows(recorded)
    with monkeypatch.context() as patch:
        patch.setattr(Sqlite, "_connect", connect_to_a_small_disk)
        _refused(nen7510("import", more, db=recorded), "The disk is full: nothing was written to")
    assert _rows(recorded) == before
    assert done("ledger", "verify", "--format", "json", db=recorded).document["intact"] is True
    done("import", more, db=recorded)


@pytest.mark.parametrize("room", [0, 4096, 40_000, 100_000, 200_000])
def test_a_file_that_may_not_grow_leaves_the_record_as_it_was(recorded: Path, more: Path, room: int) -> None:
    """A quota: the system refuses to write beyond a size, in the middle of whatever is written then."""

    def write() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        finished = nen7510("import", more, db=recorded)
        raise SystemExit(finished.code if "The record at" in finished.err and len(finished.err) < 300 else 99)

    before = _rows(recorded)
    assert exit_of(forked(write)) == 6
    assert _rows(recorded) == before
    assert done("ledger", "verify", "--format", "json", db=recorded).document["intact"] is True
    done("import", more, db=recorded)


def test_a_backup_that_finds_no_room_names_the_backup_and_leaves_none(recorded: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"

    def write() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
        finished = nen7510("db", "backup", target, db=recorded)
        raise SystemExit(finished.code if str(target) in finished.err and str(recorded) not in finished.err else 99)

    assert exit_of(forked(write)) == 6
    assert [each.name for each in tmp_path.iterdir() if "backup" in each.name] == []


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that a user without rights can come to."""
    folder = Path(tempfile.mkdtemp(prefix="nen7510-public-"))
    folder.chmod(0o755)
    yield folder
    for each in folder.rglob("*"):
        each.chmod(0o755)
    shutil.rmtree(folder)


def _unreadable(path: Path) -> None:
    path.chmod(0o000)


def _read_only(path: Path) -> None:
    path.chmod(0o444)


def _in_a_closed_folder(path: Path) -> None:
    path.parent.chmod(0o000)


@pytest.mark.parametrize("forbid", [_unreadable, _in_a_closed_folder], ids=lambda each: each.__name__)
def test_a_record_without_permission_is_told(public: Path, forbid: Callable[[Path], None]) -> None:
    path = public / "store" / "record.db"
    file = write_dossier(public / "lab.json", 3)
    done("import", file, db=path)
    path.parent.chmod(0o755)
    forbid(path)
    for arguments in (["gate", "lab"], ["ledger", "verify"], ["import", file], ["db", "upgrade"]):
        finished = without_rights(lambda words=arguments: nen7510(*words, db=path))  # type: ignore[misc]
        assert finished.code == 6, finished
        assert "permission" in finished.err.casefold()
        assert len(finished.err.splitlines()) == 1


def test_a_record_that_may_only_be_read_is_not_written(public: Path) -> None:
    path = public / "store" / "record.db"
    file = write_dossier(public / "lab.json", 3)
    done("import", file, db=path)
    path.parent.chmod(0o755)
    _read_only(path)
    before = _contents(path.parent)
    finished = without_rights(lambda: nen7510("import", file, db=path))
    assert finished.code == 6, finished
    assert "permission" in finished.err
    assert _contents(path.parent) == before


def test_a_folder_that_may_not_be_written_gets_no_record(public: Path) -> None:
    file = write_dossier(public / "lab.json", 3)
    finished = without_rights(lambda: nen7510("import", file, db=public / "record.db"))
    _refused(finished, "cannot be reached: Permission denied")
    assert not (public / "record.db").exists()


# PostgreSQL


def test_a_server_that_is_down_is_told(file: Path) -> None:
    url = f"postgresql://nen7510:{SECRET}@127.0.0.1:1/record"
    for arguments in (["gate", "lab"], ["import", file], ["db", "upgrade"]):
        finished = nen7510(*arguments, db=url)
        _refused(finished, "The server of postgresql://nen7510:***@127.0.0.1:1/record cannot be reached")
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
        _refused(finished, "password authentication failed")
        assert wrong not in finished.err
        assert SECRET not in finished.err
        assert "guarded" in finished.err


def test_a_login_without_rights_is_told(guarded: str, file: Path) -> None:
    url = guarded.replace("guarded@", f"guarded:{SECRET}@")
    _refused(nen7510("import", file, db=url), "There is no permission")
    _refused(nen7510("gate", "lab", db=url), "There is no record at")
    done("import", file, db=url.replace(f"guarded:{SECRET}@", "postgres@"))
    for arguments in (["gate", "lab"], ["ledger", "verify"], ["import", file]):
        _refused(nen7510(*arguments, db=url), "There is no permission")


def test_a_database_that_does_not_exist_is_told(postgresql: Store, file: Path) -> None:
    url = postgresql.url.replace("@/", "@/no_such_")
    for arguments in (["gate", "lab"], ["import", file]):
        _refused(nen7510(*arguments, db=url), "does not exist")


@pytest.fixture
def latin(postgresql: Store) -> Iterator[str]:
    """A database that holds no UTF-8."""
    postgresql.sql("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    name = postgresql.url.partition("@/")[2].partition("?")[0]
    yield postgresql.url.replace(f"@/{name}?", "@/latin?")
    postgresql.sql("DROP DATABASE latin WITH (FORCE)")


def test_a_database_that_is_not_in_utf_8_is_told(latin: str, file: Path) -> None:
    for arguments in (["import", file], ["db", "upgrade"]):
        _refused(nen7510(*arguments, db=latin), "a database in UTF-8")
    with psycopg.connect(latin) as connection:
        found = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'nen7510'").fetchone()
    assert found == (0,)


def test_a_newer_schema_on_a_server_is_told(postgresql: Store, file: Path) -> None:
    done("import", file, db=postgresql.url)
    postgresql.sql("UPDATE alembic_version SET version_num = '9999'")
    for arguments in (*READING, ["import", file], ["db", "upgrade"]):
        _refused(nen7510(*arguments, db=postgresql.url), "made by a newer version of this program")


def test_a_server_that_can_only_be_read_is_read_and_says_so_to_who_writes(postgresql: Store, file: Path) -> None:
    """As a stand-by is, or a server that is being moved."""
    done("import", file, db=postgresql.url)
    name = postgresql.url.partition("@/")[2].partition("?")[0]
    postgresql.sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert nen7510("gate", "lab", db=postgresql.url).code == 1
    done("ledger", "verify", db=postgresql.url)
    more = write_dossier(file.with_name("more.json"), 9)
    _refused(nen7510("import", more, db=postgresql.url), "can only be read at the moment: nothing was written")
    with psycopg.connect(postgresql.url, options="-c default_transaction_read_only=off", autocommit=True) as other:
        other.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    done("import", more, db=postgresql.url)


def test_a_full_disk_of_a_server_leaves_the_record_as_it_was(postgresql: Store, file: Path) -> None:
    """The server says so in the middle of an insertion; here a trigger says it in its place."""
    done("import", file, db=postgresql.url)
    before = postgresql.sql("SELECT * FROM entries ORDER BY seq")
    postgresql.sql(
        "CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
    )
    postgresql.sql("CREATE TRIGGER full_disk AFTER INSERT ON entries FOR EACH STATEMENT EXECUTE FUNCTION is_full()")
    more = write_dossier(file.with_name("more.json"), 9)
    _refused(nen7510("import", more, db=postgresql.url), "The disk of the server is full: nothing was written to")
    assert postgresql.sql("SELECT * FROM entries ORDER BY seq") == before
    postgresql.sql("DROP FUNCTION is_full() CASCADE")
    done("import", more, db=postgresql.url)
    assert done("ledger", "verify", "--format", "json", db=postgresql.url).document["intact"] is True


def test_a_dossier_that_somebody_is_writing_keeps_nobody_from_another(
    postgresql: Store, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    done("import", file, db=postgresql.url)
    more, other = write_dossier(tmp_path / "m.json", 9), write_dossier(tmp_path / "o.json", 1, lab="other")
    with psycopg.connect(postgresql.url) as connection:
        connection.execute("SELECT * FROM nen7510.heads WHERE dossier = 'lab' FOR UPDATE")
        _refused(nen7510("import", more, db=postgresql.url), "is locked: somebody else is writing")
        assert nen7510("gate", "lab", db=postgresql.url).code == 1
        done("import", other, db=postgresql.url)
    done("import", more, db=postgresql.url)


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
    before = _contents(tmp_path)
    for arguments in (["gate", "lab"], ["import", file], ["db", "upgrade"]):
        finished = nen7510(*arguments, db=address)
        _refused(finished, "postgresql://…")
        assert SECRET not in finished.err
    assert _contents(tmp_path) == before
