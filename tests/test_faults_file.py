"""Bytes of the file itself that were changed, as by a disk or an editor: never a record that passes for intact."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_engines import Store
from store_program import Finished, done, nen7510, write_dossier

from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.words.message import Refusal

FLIPS = 15


@pytest.fixture
def settled(tmp_path: Path) -> tuple[Path, list[Entry]]:
    """A record in one file, with nothing left in its write-ahead log, and its entries."""
    place = tmp_path / "record.db"
    done("import", write_dossier(tmp_path / "lab.json", 30), db=place)
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with Ledger.open(place) as ledger:
        return place, ledger.entries("lab")


def _flipped(place: Path, copy: Path, at: int, bit: int) -> Path:
    data = bytearray(place.read_bytes())
    data[at] ^= 1 << bit
    copy.write_bytes(data)
    return copy


def _read(place: Path) -> list[Entry] | None:
    """The entries as every answer would read them; None where nothing can be read."""
    try:
        with Ledger.open(place) as ledger:
            return ledger.entries("lab")
    except Refusal:
        return None


def test_a_bit_flipped_anywhere_in_the_file_is_found_or_changes_no_entry(
    settled: tuple[Path, list[Entry]], tmp_path: Path, chance: random.Random
) -> None:
    place, entries = settled
    size = place.stat().st_size
    for turn in range(FLIPS):
        copy = _flipped(place, tmp_path / f"copy-{turn}.db", chance.randrange(size), chance.randrange(8))
        read = _read(copy)
        finished = nen7510("ledger", "verify", "lab", "--format", "json", db=copy)
        assert finished.code in (0, 1, 4, 6), finished
        assert "Traceback" not in finished.err
        assert finished.code or read == entries


def _verified_with(place: Path, copy: Path, old: bytes, new: bytes) -> Finished:
    data = place.read_bytes()
    assert data.count(old) == 1
    copy.write_bytes(data.replace(old, new))
    return nen7510("ledger", "verify", "--format", "json", db=copy)


@pytest.mark.parametrize("byte", [b"8", b"\x00", b"\x1b", b"\xff", b"\xc3", b"\xed"], ids=repr)
def test_a_byte_of_a_fact_changed_in_the_file_is_found_with_its_number(
    settled: tuple[Path, list[Entry]], tmp_path: Path, byte: bytes
) -> None:
    """Also one that makes the text none at all."""
    place, entries = settled
    (entry,) = [each for each in entries if each.id == "F-17"]
    finished = _verified_with(place, tmp_path / "copy.db", b"Finding 17", b"Finding 1" + byte)
    assert finished.code == 1
    (found,) = finished.document["dossiers"]
    assert (found["lab"], found["broken_at"], found["broken"]) == ("lab", entry.seq, "changed")


def test_a_text_that_is_none_is_told_by_every_reader_and_never_shown(
    settled: tuple[Path, list[Entry]], tmp_path: Path
) -> None:
    place, _ = settled
    _verified_with(place, tmp_path / "copy.db", b"Finding 17", b"Finding 1\xff")
    finished = nen7510("gate", "lab", db=tmp_path / "copy.db")
    assert finished.code == 6
    assert "is damaged: a text in it is none. Run: nen7510 ledger verify" in finished.err
    assert "Finding" not in finished.err


def test_a_dossier_whose_id_is_no_text_any_more_is_found(sqlite: Store, tmp_path: Path) -> None:
    done("import", write_dossier(tmp_path / "lab.json", 1), db=sqlite.url)
    sqlite.disarm()
    with closing(sqlite3.connect(sqlite.url, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE entries SET dossier = CAST(x'6c61ff' AS TEXT) WHERE seq = 3")
    finished = nen7510("ledger", "verify", "--format", "json", db=sqlite.url)
    assert finished.code == 1
    found = {each["lab"]: each["broken_at"] for each in finished.document["dossiers"]}
    assert found == {"la\ufffd": 1, "lab": 3}


def test_a_table_made_anew_without_types_is_verified_as_it_stands(sqlite: Store, tmp_path: Path) -> None:
    """A number stored as a text of the same digits makes the same line, but is judged as another."""
    done("import", write_dossier(tmp_path / "lab.json", 1), db=sqlite.url)
    sqlite.disarm()
    columns = ", ".join("on_day" if each == "on" else each for each in Entry._fields)
    with closing(sqlite3.connect(sqlite.url, isolation_level=None)) as connection:
        for (view,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            connection.execute(f"DROP VIEW {view}")
        connection.execute(f"CREATE TABLE loose ({columns})")
        connection.execute("INSERT INTO loose SELECT * FROM entries")
        connection.execute("DROP TABLE entries")
        connection.execute("ALTER TABLE loose RENAME TO entries")
    sqlite.arm()
    document = nen7510("ledger", "verify", "--format", "json", db=sqlite.url).document
    assert (document["guards"], document["tables"][0]) == ([], "entries")
    assert [each["broken"] for each in document["dossiers"]] == [None]
    sqlite.disarm()
    sqlite.sql("UPDATE entries SET rules = '1' WHERE seq = 4")
    finished = nen7510("ledger", "verify", "--format", "json", db=sqlite.url)
    assert finished.code == 1
    assert [(each["broken_at"], each["broken"]) for each in finished.document["dossiers"]] == [(4, "form")]


def test_a_backup_of_a_touched_record_is_said_to_be_broken(settled: tuple[Path, list[Entry]], tmp_path: Path) -> None:
    place, _ = settled
    _verified_with(place, tmp_path / "copy.db", b"Finding 17", b"Finding 18")
    finished = nen7510("db", "backup", tmp_path / "backup.db", db=tmp_path / "copy.db")
    assert finished.code == 6
    assert "The copy of lab is broken: Entry" in finished.err


def test_a_backup_overwrites_nothing_and_leaves_no_half(settled: tuple[Path, list[Entry]], tmp_path: Path) -> None:
    place, entries = settled
    target = tmp_path / "backup.db"
    done("db", "backup", target, db=place)
    before = target.read_bytes()
    finished = nen7510("db", "backup", target, db=place)
    assert finished.code == 4
    assert "exists already" in finished.err
    assert target.read_bytes() == before
    shutil.move(target, tmp_path / "moved.db")
    assert _read(tmp_path / "moved.db") == entries
    missing = nen7510("db", "backup", tmp_path / "no" / "where.db", db=place)
    assert missing.code == 6
    assert not (tmp_path / "no").exists()


# Putting a backup back


@pytest.fixture
def backup(settled: tuple[Path, list[Entry]], tmp_path: Path) -> Path:
    """A backup of a record that is used further."""
    place, _ = settled
    done("db", "backup", tmp_path / "backup.db", db=place)
    done("import", write_dossier(tmp_path / "more.json", 40), db=place)
    return tmp_path / "backup.db"


def test_a_backup_is_for_its_owner_alone(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0


def test_a_backup_is_put_back_where_there_is_no_record(
    backup: Path, settled: tuple[Path, list[Entry]], tmp_path: Path
) -> None:
    _, entries = settled
    place = tmp_path / "new" / "record.db"
    finished = done("db", "restore", backup, db=place)
    assert f"✓ lab: intact, head {entries[-1].head}" in finished.err
    assert f"Put back: {place}" in finished.err
    assert _read(place) == entries
    assert place.stat().st_mode & 0o077 == 0
    done("import", tmp_path / "more.json", db=place)
    assert done("ledger", "verify", "lab", "--head", entries[-1].head, db=place).code == 0


@pytest.mark.parametrize("left", ["", "-wal", "-shm", "-journal"])
def test_a_backup_overwrites_no_record_and_no_rest_of_one(backup: Path, tmp_path: Path, left: str) -> None:
    """A log that was left would be written into what is put back."""
    place = tmp_path / "gone.db"
    rest = tmp_path / f"gone.db{left}"
    rest.write_bytes(b"what was there")
    finished = nen7510("db", "restore", backup, db=place)
    assert finished.code == 4
    assert f"{rest} is there: move it away first" in finished.err
    assert rest.read_bytes() == b"what was there"
    assert [each for each in tmp_path.glob("gone*") if each != rest] == []


def test_a_broken_backup_is_not_put_back(settled: tuple[Path, list[Entry]], tmp_path: Path) -> None:
    place, _ = settled
    _verified_with(place, tmp_path / "copy.db", b"Finding 17", b"Finding 18")
    finished = nen7510("db", "restore", tmp_path / "copy.db", db=tmp_path / "new.db")
    assert finished.code == 4
    assert "The backup is broken, in lab: Entry" in finished.err
    assert not (tmp_path / "new.db").exists()


def test_what_is_no_backup_is_not_put_back(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("This is a letter.\n" * 300)
    for source, says in (("text.db", "is not a record"), ("missing.db", "There is no record at"), (".", "directory")):
        finished = nen7510("db", "restore", tmp_path / source, db=tmp_path / "new.db")
        assert finished.code == 6
        assert says in finished.err
        assert not (tmp_path / "new.db").exists()
