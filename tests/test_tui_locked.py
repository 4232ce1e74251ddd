"""A record that somebody else writes to: nothing blocks, it is said, nothing that was typed is lost (issue 4, 7)."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from tui_support import DATA, app_of, open_lab, press, recorded, running, screen_text, settled

from nen7510_tracker.dossier.draft import Draft, rated
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.tui.settings import Settings

DRAFT = Draft(
    lab="example-lab",
    id="audit-9",
    kind="independent_audit",
    title="Audit",
    performed_by="auditbureau-delta",
    edition="nen7510:2024",
    reference_dates=("2026-11-09",),
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return recorded(tmp_path / "demo.db", [DATA / "example-lab.yaml"])


@contextmanager
def locked(place: Path) -> Iterator[None]:
    """Somebody else writes, and takes his time."""
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def entries(place: Path) -> int:
    with Record.open(str(place), load_norm()) as record:
        return sum(record.ledger.head(lab).seq for lab in record.labs())


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait for something to show; what never shows fails the test."""
    async with asyncio.timeout(20):
        while not holds():
            await pilot.pause(0.02)


# What is typed and saved while the record is locked: the keys that lead to the form, its values.
RECORDINGS = {
    "an event": (("3", "m", "enter"), {"note": "while it is locked"}),
    "a fact of another kind": (("1", "N", "enter"), {"id": "i-9", "title": "while it is locked", "on": "2026-11-01"}),
    "a decision": (("6", "D", "enter"), {"rationale": "while it is locked"}),
    "a laboratory": (("escape", "n"), {"id": "new-lab", "name": "while it is locked"}),
}


@pytest.mark.parametrize("what", RECORDINGS)
async def test_what_is_saved_waits_for_the_record_and_nothing_else_waits(
    place: Path, tmp_path: Path, what: str
) -> None:
    keys, values = RECORDINGS[what]
    before = entries(place)
    async with running(place, (100, 30), settings=Settings(tmp_path / "interface.json")) as pilot:
        await open_lab(pilot, "example-lab", *keys)
        for name, value in values.items():
            pilot.app.screen.query_one(f"#field-{name}", Input).value = value
        await pilot.pause()
        with locked(place):
            await pilot.press("ctrl+s")
            await until(pilot, lambda: "Still at work" in screen_text(pilot))
            assert any("while it is locked" in kept for kept in unsaved(tmp_path)), what
            await pilot.press("ctrl+t")  # whoever goes on is answered at once
            assert app_of(pilot).is_running
            assert "Still at work" not in screen_text(pilot)
        await settled(pilot)
        assert "Still at work" not in screen_text(pilot)
    assert entries(place) > before
    assert not any("while it is locked" in kept for kept in unsaved(tmp_path)), what


def unsaved(folder: Path) -> list[str]:
    """What is kept of forms, as it stands on the disk."""
    return [each.read_text("utf-8") for each in folder.rglob("*.json") if each.name != "interface.json"]


async def test_a_draft_becomes_facts_as_soon_as_the_record_is_free(place: Path, tmp_path: Path) -> None:
    before = entries(place)
    async with running(place, (100, 30), settings=Settings(tmp_path / "interface.json")) as pilot:
        await open_lab(pilot, "example-lab")
        app_of(pilot).drafting().start(rated(DRAFT, ["4.1", "4.2"], "meets"))
        await press(pilot, "2", "n", "home", "enter", "r")
        with locked(place):
            await pilot.press("enter")
            await until(pilot, lambda: "Still at work" in screen_text(pilot))
        await settled(pilot)
    assert entries(place) >= before + 3
