"""Where stored evaluations are kept: a file of one's own that can be thrown away, and that nobody else can fill."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from memory_record import MemoryRecord
from store_engines import Store

from nen7510_tracker.dossier.facts import Laboratory
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.evaluating import Portfolio
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Batch, Call, Told, record_facts
from nen7510_tracker.store.columns import LabColumns, LookColumns
from nen7510_tracker.store.evaluations import Evaluations
from nen7510_tracker.words.message import StoreUnreachable

TODAY = date(2026, 6, 1)
LAB = "schema: nen7510-dossier/1\nlab: {{id: {0}, name: {0}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where evaluations are kept, with those of two laboratories in it."""
    record = _record(tmp_path / "cache")
    assert [row.id for row in Portfolio(record, TODAY).whole()] == ["one", "two"]
    return tmp_path / "cache"


def _record(folder: Path | None) -> Record:
    memory = MemoryRecord("2026-06-01")
    memory.take(LAB.format("one"), LAB.format("two"))
    return Record(memory.ledger, memory.norm, folder)


def _kept(folder: Path, *, owner: str = "memory", fingerprint: str | None = None) -> list[Any]:
    """What a program finds there; without a fingerprint: this one, with this norm."""
    if fingerprint is None:
        with closing(sqlite3.connect(next(folder.iterdir()))) as connection:
            ((fingerprint,),) = connection.execute("SELECT fingerprint FROM made_by")
    evaluations = Evaluations(folder, owner, str(fingerprint))
    with evaluations.snapshot("nen7510:2024") as kept:
        return [LabColumns._make(row).id for row in kept.labs()]


def test_what_was_worked_out_is_there_the_next_time(folder: Path) -> None:
    assert _kept(folder) == ["one", "two"]
    assert [each.stat().st_mode & 0o077 for each in (folder, *folder.iterdir())] == [0] * (
        1 + len(list(folder.iterdir()))
    )


def test_what_another_program_another_norm_or_another_account_made_is_not_trusted(folder: Path) -> None:
    assert _kept(folder, owner="memory as somebody else", fingerprint="this") == []
    assert _kept(folder) == ["one", "two"]
    assert _kept(folder, fingerprint="that of a later version") == []


def test_what_was_made_with_other_columns_is_made_anew(folder: Path) -> None:
    (file,) = (each for each in folder.iterdir() if each.suffix == ".db")
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("UPDATE made_by SET form = form - 1; DROP TABLE looks;")
    assert _kept(folder) == []
    with _record(folder) as record:
        assert [each.lab for each in Portfolio(record, TODAY).parts(LookColumns)] == ["one", "two"]


def test_what_was_made_from_another_record_is_not_trusted(folder: Path) -> None:
    record = _record(folder)  # the same facts, but salted anew
    assert list(Portfolio(record, TODAY).missing) == ["one", "two"]


def test_what_a_dossier_said_before_it_grew_is_not_told() -> None:
    record = MemoryRecord("2026-06-01")
    record.take(LAB.format("one"), LAB.format("two"))
    Portfolio(record, TODAY).whole()
    record.take(LAB.format("two") + "incidents: [{id: i, on: 2026-05-01, title: I}]\n")
    assert list(Portfolio(record, TODAY).missing) == ["two"]


def _damage(file: Path) -> None:
    file.write_bytes(b"no database" * 1000)


def _open_to_all(file: Path) -> None:
    file.chmod(0o666)


def _lead_elsewhere(file: Path) -> None:
    file.rename(file.with_name("other"))
    file.symlink_to("other")


def _put_a_folder_there(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    ("harm", "told"), [(_damage, False), (_open_to_all, True), (_lead_elsewhere, True), (_put_a_folder_there, True)]
)
def test_a_file_that_cannot_be_used_stands_in_nobodys_way(
    folder: Path, harm: Callable[[Path], None], told: bool
) -> None:
    (file,) = (each for each in folder.iterdir() if each.suffix == ".db")
    harm(file)
    with _record(folder) as record:
        assert [row.id for row in Portfolio(record, TODAY).whole()] == ["one", "two"]
        assert bool(record.evaluations.trouble) is told
        assert str(file) in str(record.evaluations.trouble or file)


def _throw_away(file: Path) -> None:
    for each in file.parent.iterdir():
        each.unlink()


def _take_over(file: Path) -> None:
    """As a later version of the program does that is started beside this one."""
    Evaluations(file.parent, "memory", "that of a later version").close()


def _overwrite(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file.open("r+b") as open_file:
        open_file.write(b"no database" * 1000)


@pytest.mark.parametrize("harm", [_throw_away, _take_over, _overwrite])
def test_what_becomes_of_the_file_meanwhile_costs_time_and_no_answer(
    folder: Path, harm: Callable[[Path], None]
) -> None:
    with _record(folder) as record:
        Portfolio(record, TODAY).whole()
        harm(record.evaluations.path)
        for _ in range(2):  # what is found to be damaged is thrown away; nothing of it is told
            with suppress(StoreUnreachable):
                assert [row.id for row in Portfolio(record, TODAY).whole()] == ["one", "two"]
        assert not Portfolio(record, TODAY).missing
        assert record.evaluations.path.stat().st_mode & 0o077 == 0
        assert _kept(folder, fingerprint="that of a later version") == []


def test_what_is_kept_for_a_call_alone_goes_with_it() -> None:
    with _record(None) as record:
        Portfolio(record, TODAY).whole()
        path = record.evaluations.path
        assert path.exists()
    assert not path.parent.exists()


def test_a_dossier_that_is_not_in_the_list_of_heads_is_in_the_portfolio(sqlite: Store) -> None:
    with Record.open(sqlite.url, load_norm(), create=True) as record:
        for lab in ("one", "two"):
            record_facts(record, {lab: Batch([Told(Laboratory(id=lab, name=lab))])}, Call.new("anna", TODAY))
        sqlite.sql("DELETE FROM heads WHERE dossier = 'one'")
        assert [row.id for row in Portfolio(record, TODAY).whole()] == ["one", "two"]
