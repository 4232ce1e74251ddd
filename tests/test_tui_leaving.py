"""`q` asks when a form holds what was not saved, and says which (screens, The frame)."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from tui_support import app_of, dossier_file, open_lab, press, recorded, running, screen_text, type_text

from nen7510_tracker.store.journal import Journal
from nen7510_tracker.tui.leaving import Leaving
from nen7510_tracker.tui.settings import Settings
from nen7510_tracker.tui.unsaved import FormName, Unsaved

PARTIES = [{"id": "bvo", "name": "Bureau", "kind": "commissioner"}]
AUDIT = {
    "id": "audit",
    "kind": "independent_audit",
    "title": "Audit",
    "performed_by": "bvo",
    "edition": "nen7510:2024",
    "reference_dates": ["2026-01-10"],
    "findings": [{"id": "F-1", "controls": ["A.8.5"], "grade": "minor", "title": "Geen tweede factor"}],
}
MEASURE = {"id": "M-1", "title": "Segmenteren", "owner": "ICT", "on": "2026-01-01", "end": "2026-12-01"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    file = dossier_file(tmp_path, "lab", "Lab De Proef", parties=PARTIES, measures=[MEASURE], assessments=[AUDIT])
    return recorded(tmp_path / "record.db", [file])


def settings(place: Path) -> Settings:
    return Settings(place.parent / "interface.json")


RECORDING = ("5", "N", "enter")  # the form of a measure
CORRECTING = ("5", "down", "m", "down", "enter")
CASES = [
    (RECORDING, "measure"),
    (CORRECTING, "Correct measure M-1"),
    (("6", "D", "enter"), "Propose: suspend"),
    (("3", "m", "enter"), "event on a finding F-1: planned"),
    (("2", "n"), "New assessment"),
]


@pytest.mark.parametrize(("keys", "named"), CASES)
async def test_it_says_what_is_unsaved_and_keeps_it(place: Path, keys: Sequence[str], named: str) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", *keys)
        await type_text(pilot, "half")
        await press(pilot, "escape", "q")
        assert isinstance(pilot.app.screen, Leaving)
        assert f"{named}  lab" in screen_text(pilot)
        await press(pilot, "escape")
        assert app_of(pilot).is_running
        await press(pilot, "q", "q")
        assert not app_of(pilot).is_running
    async with running(place, settings=settings(place)) as pilot:
        await press(pilot, "q")
        assert f"{named}  lab" in screen_text(pilot), "also what was typed on an earlier day"
        await press(pilot, "escape")
        await open_lab(pilot, "lab", *keys)
        assert "Taken up where it was left" in screen_text(pilot)
        assert "half" in screen_text(pilot)
        await press(pilot, "escape", "q", "D")
        assert not app_of(pilot).is_running
    async with running(place, settings=settings(place)) as pilot:
        await press(pilot, "q")
        assert not app_of(pilot).is_running, "what was thrown away is not asked about again"


@pytest.mark.parametrize("keys", [(), (*RECORDING, "escape"), (*RECORDING, "x", "backspace", "escape")])
async def test_it_does_not_ask_when_nothing_is_unsaved(place: Path, keys: Sequence[str]) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", *keys)
        await press(pilot, "q")
        assert not app_of(pilot).is_running


async def test_what_is_recorded_is_not_unsaved(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "5", "down", "m", "down", "down", "enter")
        await type_text(pilot, "dubbel")
        await press(pilot, "ctrl+s")
        assert "Retracted: measure M-1" in screen_text(pilot)
        await press(pilot, "q")
        assert not app_of(pilot).is_running


async def test_another_record_is_asked_about_by_itself(place: Path, tmp_path: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await press(pilot, "n")
        await type_text(pilot, "lab-2")
        await press(pilot, "escape")
    other = recorded(tmp_path / "other.db", [])
    async with running(other, settings=settings(place)) as pilot:
        await press(pilot, "q")
        assert not app_of(pilot).is_running


def test_many_forms_and_two_programs_at_once_lose_nothing(tmp_path: Path) -> None:
    one, two = (Unsaved(Journal(tmp_path, "record.db")) for _ in range(2))
    names = [FormName("lab", "record", "measure", f"M-{number}") for number in range(60)]
    for name in names:
        one.put(name, {"title": name.about})
        two.put(name._replace(lab="other/lab"), {"title": "x"})
    two.put(names[0], {"title": "later"})
    fresh = Unsaved(Journal(tmp_path, "record.db"))
    assert len(fresh.forms()) == 120
    assert fresh.forms()[0] == names[0], "the last one first"
    assert fresh.get(names[0]) == {"title": "later"}
    assert fresh.get(names[7]) == {"title": "M-7"}
    fresh.drop(names[0])
    assert names[0] not in Unsaved(Journal(tmp_path, "record.db")).forms()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": ["lab", "dance"], "values": {}}'])
def test_a_file_that_cannot_be_read_is_no_form(tmp_path: Path, text: str) -> None:
    journal = Journal(tmp_path, "record.db")
    name = FormName("lab", "record", "measure")
    journal.write(name.lab, name.key, text)
    assert not Unsaved(journal).get(name)
    assert not Unsaved(journal).forms()


async def test_it_says_so_when_it_could_not_be_kept(place: Path, tmp_path: Path) -> None:
    (tmp_path / "unsaved").write_text("a file where the folder should be")
    async with running(place, settings=settings(place), language="nl") as pilot:
        await open_lab(pilot, "lab", *RECORDING)
        await type_text(pilot, "half")
        await press(pilot, "escape", "q")
        text = screen_text(pilot)
        assert "Wat u hebt getypt kon niet worden bewaard" in text
        assert "q: afsluiten, en verliezen wat niet kon worden bewaard" in text
        await press(pilot, "q")
        assert not app_of(pilot).is_running
