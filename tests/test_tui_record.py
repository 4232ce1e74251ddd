"""The record's tab: what was corrected, the old beside the new; a touched record and void entries (screens, 2.7)."""

import sqlite3
from pathlib import Path

import pytest
from tui_support import TODAY, dossier_file, open_lab, press, recorded, running, screen_text

from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call, retract_fact


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """A record in which an incident was corrected and another one retracted."""
    incidents = [
        {"id": "i-1", "on": "2026-01-01", "title": "First telling"},
        {"id": "i-2", "on": "2026-01-02", "title": "Never happened"},
    ]
    place = recorded(tmp_path / "c.db", [dossier_file(tmp_path, "lab", "Lab", incidents=incidents)])
    incidents[0]["title"] = "Second telling"
    with Record.open(str(place), load_norm()) as record:
        changed = dossier_file(tmp_path, "lab", "Lab", incidents=incidents)
        import_files(record, [changed], Call.new("corrector", TODAY), "The report said so")
        retract_fact(record, "lab", "incident", "i-2", reason="A mistake", call=Call.new("corrector", TODAY))
    return place


async def test_what_was_corrected_stands_old_beside_new(corrected: Path) -> None:
    async with running(corrected) as pilot:
        await open_lab(pilot, "lab", "7", "down")
        text = screen_text(pilot)
        assert "What it corrected: entry 2" in text
        assert "- title  First telling" in text
        assert "+ title  Second telling" in text
        assert "The report said so" in text
        await press(pilot, "enter", "enter")
        assert "First telling" in screen_text(pilot)


async def test_what_was_retracted_says_so(corrected: Path) -> None:
    async with running(corrected) as pilot:
        await open_lab(pilot, "lab", "7")
        text = screen_text(pilot)
        assert "What it retracted: entry 3" in text
        assert "incident retracted" in text
        assert "A mistake" in text


async def test_a_guard_that_was_taken_away_is_told(corrected: Path) -> None:
    with sqlite3.connect(corrected) as connection:
        connection.execute("DROP TRIGGER entries_no_delete")
    async with running(corrected) as pilot:
        await open_lab(pilot, "lab", "7", "v")
        assert "changed or not its own: entries_no_delete" in " ".join(screen_text(pilot).split())


async def test_a_touched_record_is_found(corrected: Path) -> None:
    with sqlite3.connect(corrected) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        (table,) = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%salt%'"
        ).fetchone()
        connection.execute(f"UPDATE {table} SET recorded_by = 'nobody' WHERE seq = 2")
    async with running(corrected) as pilot:
        await open_lab(pilot, "lab", "7", "v")
        assert "was touched at entry 2" in screen_text(pilot)
