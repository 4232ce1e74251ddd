"""A record that is locked, forbidden or out of room: all of what was said, or nothing, and a clear word."""

import os
import random
import resource
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import psycopg
import pytest
from faults import At, contents, refused, walk
from store_engines import Store
from store_program import Finished, done, exit_of, forked, nen7510, without_rights, write_dossier

from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.store import database
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.store.sqlite import Sqlite

ENTRIES = 404  # of a record with all of `more`
NEVER = 100  # what a command gives that was done before anything was forbidden


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A dossier file to import."""
    return write_dossier(tmp_path / "lab.json", 3)


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
            refused(nen7510(*arguments, db=recorded), "is locked: another program is writing")
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


def _pages(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])


def test_a_full_disk_leaves_the_record_as_it_was(
    recorded: Path, more: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chance: random.Random
) -> None:
    """Full after any of the pages that an import takes."""
    connect = Sqlite._connect
    shutil.copy(recorded, tmp_path / "roomy.db")
    done("import", more, db=tmp_path / "roomy.db")
    room = chance.randrange(_pages(recorded), _pages(tmp_path / "roomy.db"))

    def connect_to_a_small_disk(self: Sqlite) -> sqlite3.Connection:
        connection = connect(self)
        connection.execute(f"PRAGMA max_page_count = {room}")
        return connection

    before = _rows(recorded)
    with monkeypatch.context() as patch:
        patch.setattr(Sqlite, "_connect", connect_to_a_small_disk)
        refused(nen7510("import", more, db=recorded), "The disk is full: nothing was written to")
    _as_it_was(recorded, more, before)


def _as_it_was(recorded: Path, more: Path, before: int) -> None:
    """What was there is there, and nothing more, until it is imported again."""
    assert _rows(recorded) == before
    assert done("ledger", "verify", "--format", "json", db=recorded).document["intact"] is True
    done("import", more, db=recorded)
    assert _rows(recorded) == ENTRIES


def test_a_file_that_may_not_grow_leaves_the_record_as_it_was(
    recorded: Path, more: Path, chance: random.Random
) -> None:
    """A quota: the system refuses to write beyond any size, in the middle of whatever is written then."""
    room = chance.randrange(200_000)

    def write() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        finished = nen7510("import", more, db=recorded)
        raise SystemExit(finished.code if "The record at" in finished.err and len(finished.err) < 300 else 99)

    before = _rows(recorded)
    assert exit_of(forked(write)) == 6
    _as_it_was(recorded, more, before)


def test_a_backup_that_finds_no_room_names_the_backup_and_leaves_none(
    recorded: Path, tmp_path: Path, chance: random.Random
) -> None:
    target = tmp_path / "backup.db"
    done("db", "backup", tmp_path / "whole.db", db=recorded)
    room = chance.randrange(40_000, (tmp_path / "whole.db").stat().st_size)  # with less, the record cannot be read

    def write() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
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
        finished = without_rights(partial(nen7510, *arguments, db=path))
        assert finished.code == 6, finished
        assert "permission" in finished.err.casefold()
        assert len(finished.err.splitlines()) == 1


def test_a_record_that_may_only_be_read_is_not_written(public: Path) -> None:
    path = public / "store" / "record.db"
    file = write_dossier(public / "lab.json", 3)
    done("import", file, db=path)
    path.parent.chmod(0o755)
    _read_only(path)
    before = contents(path.parent)
    finished = without_rights(lambda: nen7510("import", file, db=path))
    assert finished.code == 6, finished
    assert "permission" in finished.err
    assert contents(path.parent) == before


def test_a_folder_that_turns_read_only_around_any_statement_keeps_all_of_a_file_or_nothing(
    public: Path, chance: random.Random
) -> None:
    path = public / "store" / "record.db"
    first = write_dossier(public / "lab.json", 3)
    path.parent.mkdir()
    if os.geteuid() == 0:
        os.chown(path.parent, 65534, 65534)
    without_rights(lambda: done("import", first, db=path))
    for moment in walk(chance, 8):
        lab = f"lab-{moment}"
        file = write_dossier(public / f"{lab}.json", 20, lab=lab)

        def forbidden(file: Path = file, moment: int = moment) -> Finished:
            with At(moment, lambda _: _forbid(path)) as at:
                finished = nen7510("import", file, db=path)
            return finished if at.came else Finished(NEVER, finished.out, finished.err)

        finished = without_rights(forbidden)
        path.parent.chmod(0o755)
        for each in path.parent.iterdir():
            each.chmod(0o644)
        assert "Traceback" not in finished.err
        assert len(_entries(path, lab)) == (0 if finished.code == 6 else 24), finished
        if finished.code == NEVER:
            break
    assert done("ledger", "verify", "--format", "json", db=path).document["intact"] is True
    assert len(_entries(path, "lab")) == 7


def _forbid(path: Path) -> None:
    """The folder and all that is in it may only be read from now on."""
    for each in path.parent.iterdir():
        each.chmod(0o444)
    path.parent.chmod(0o555)


def _entries(path: Path, lab: str) -> list[Entry]:
    with Ledger.open(path) as ledger:
        return ledger.entries(lab)


def test_a_folder_that_may_not_be_written_gets_no_record(public: Path) -> None:
    file = write_dossier(public / "lab.json", 3)
    done("import", file, db=public / "store" / "record.db")  # loads what root alone may read of Python itself
    finished = without_rights(lambda: nen7510("import", file, db=public / "record.db"))
    refused(finished, "cannot be reached: Permission denied")
    assert not (public / "record.db").exists()


# PostgreSQL


def test_a_server_that_can_only_be_read_is_read_and_says_so_to_who_writes(postgresql: Store, file: Path) -> None:
    """As a stand-by is, or a server that is being moved."""
    done("import", file, db=postgresql.url)
    name = postgresql.url.partition("@/")[2].partition("?")[0]
    postgresql.sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert nen7510("gate", "lab", db=postgresql.url).code == 1
    done("ledger", "verify", db=postgresql.url)
    more = write_dossier(file.with_name("more.json"), 9)
    refused(nen7510("import", more, db=postgresql.url), "can only be read at the moment: nothing was written")
    with psycopg.connect(postgresql.url, options="-c default_transaction_read_only=off", autocommit=True) as other:
        other.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    done("import", more, db=postgresql.url)


def test_a_full_disk_of_a_server_leaves_the_record_as_it_was(
    postgresql: Store, file: Path, chance: random.Random
) -> None:
    """The server says so at any of the entries; here a trigger says it in its place."""
    done("import", file, db=postgresql.url)
    before = postgresql.sql("SELECT * FROM entries ORDER BY seq")
    postgresql.sql(
        "CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
    )
    full_at = chance.randrange(len(before) + 1, len(before) + 7)
    postgresql.sql(
        f"CREATE TRIGGER full_disk AFTER INSERT ON entries FOR EACH ROW WHEN (NEW.seq = {full_at})"
        " EXECUTE FUNCTION is_full()"
    )
    more = write_dossier(file.with_name("more.json"), 9)
    refused(nen7510("import", more, db=postgresql.url), "The disk of the server is full: nothing was written to")
    assert postgresql.sql("SELECT * FROM entries ORDER BY seq") == before
    postgresql.sql("DROP FUNCTION is_full() CASCADE")
    done("import", more, db=postgresql.url)
    assert done("ledger", "verify", "--format", "json", db=postgresql.url).document["intact"] is True
