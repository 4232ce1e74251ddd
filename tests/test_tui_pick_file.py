"""Picking a file wherever a form asks for one (screens, 4: evidence, file picked)."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from tui_support import (
    dossier_file,
    live_actions,
    open_lab,
    press,
    recorded,
    running,
    screen_text,
    settled,
    type_text,
)

from nen7510_tracker.tui import pick_file
from nen7510_tracker.tui.file_names import as_line, files_in
from nen7510_tracker.tui.form import Form
from nen7510_tracker.tui.pick_file import PickFile, beginning

HOSTILE = ("[:x]", "[@click=app.quit]x[:]", "[b", "$error", "right \u05de\u05e2")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = tmp_path / "files"
    (files / "Audit" / "logs").mkdir(parents=True)
    (files / "Audit" / "export.log").write_text("gezien")
    (files / "export-1.pdf").write_text("een")
    (files / ".hidden").write_text("")
    for name in (*HOSTILE, "twee\nregels"):
        (files / "Audit" / "logs" / name).write_text("")
    monkeypatch.chdir(files)
    party = {"id": "aud", "name": "Auditor", "kind": "auditor"}
    return recorded(tmp_path / "record.db", [dossier_file(tmp_path, "lab", "Lab De Proef", parties=[party])])


async def picks(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait each time until the folder has been read."""
    for key in keys:
        await press(pilot, key)
        while isinstance(pilot.app.screen, PickFile) and pilot.app.screen.is_reading:
            await pilot.pause(0.01)
        await settled(pilot)


async def test_evidence_is_picked_by_keyboard_and_its_digest_computed(place: Path) -> None:
    async with running(place) as pilot:
        await open_lab(pilot, "lab", "2", "N")
        menu = pilot.app.screen.query_one("#menu")
        assert menu.go("evidence")  # type: ignore[attr-defined] # the menu's table
        await press(pilot, "enter")
        assert "ctrl+o: pick a file" in screen_text(pilot)
        form = pilot.app.screen
        form.query_one("#field-location", Input).focus()
        await picks(pilot, "ctrl+o")
        text = screen_text(pilot)
        assert "Audit/" in text
        assert ".hidden" not in text
        await type_text(pilot, "aud")
        assert "export-1.pdf" not in screen_text(pilot)
        await picks(pilot, "enter", "backspace")
        assert "export-1.pdf" in screen_text(pilot)
        await picks(pilot, "enter", "e", "x", "p", "enter")
        assert pilot.app.screen is form
        await settled(pilot)
        path = place.parent / "files" / "Audit" / "export.log"
        assert form.query_one("#field-location", Input).value == str(path)
        assert form.query_one("#field-sha256", Input).value == hashlib.sha256(b"gezien").hexdigest()


@pytest.mark.parametrize("keys", [("i",), ("lab", "6", "W"), ("lab", "6", "A", "end", "enter")])
async def test_every_form_that_asks_for_a_file_picks_it(place: Path, keys: Sequence[str]) -> None:
    async with running(place, language="nl") as pilot:
        if keys[0] == "lab":
            await open_lab(pilot, "lab")
        await press(pilot, *(key for key in keys if key != "lab"))
        form = pilot.app.screen
        assert isinstance(form, Form)
        await picks(pilot, "ctrl+o")
        assert "Kies een bestand" in screen_text(pilot)
        await type_text(pilot, "export")
        await picks(pilot, "enter")
        assert form.query_one(Input).value == str(place.parent / "files" / "export-1.pdf")


async def test_several_files_stand_beside_each_other(place: Path) -> None:
    comma = place.parent / "files" / "april, deel 1.csv"
    comma.write_text("", "utf-8")
    async with running(place) as pilot:
        await press(pilot, "i")
        await type_text(pilot, "one.yaml,")
        await picks(pilot, "ctrl+o", "e", "x", "p", "enter")
        field = pilot.app.screen.query_one(Input)
        assert field.value == f"one.yaml, {place.parent}/files/export-1.pdf"
        field.value = "one.yaml,"
        await picks(pilot, "ctrl+o", *"deel", "enter")
        assert field.value == f'one.yaml, "{comma}"'
        assert files_in(field.value) == ["one.yaml", str(comma)]


@pytest.mark.parametrize("names", [["a.yaml", "b, c.xlsx"], ['"a".csv', 'x "y", z'], ["a\nb", "c\rd"], ["", "a"], []])
def test_what_is_written_on_a_line_is_read_from_it(names: Sequence[str]) -> None:
    assert files_in(as_line(names)) == names


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_names_are_texts_and_what_cannot_be_typed_is_said(place: Path, size: tuple[int, int]) -> None:
    async with running(place, size) as pilot:
        await press(pilot, "i")
        await picks(pilot, "ctrl+o")
        await type_text(pilot, "Audit/logs")
        browser = pilot.app.screen
        await picks(pilot, "enter")
        text = screen_text(pilot)
        assert all(name in text for name in HOSTILE[:4])
        assert live_actions(pilot) == []
        await type_text(pilot, "regels")
        await picks(pilot, "enter")
        assert pilot.app.screen is browser
        assert "This name holds characters" in screen_text(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Form)


async def test_a_folder_that_cannot_be_read_is_said_and_left(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(place) as pilot:
        await press(pilot, "i")
        await picks(pilot, "ctrl+o")

        def refuses(_folder: Path) -> Sequence[pick_file.Entry]:
            raise PermissionError(13, "Permission denied")

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(pick_file, "entries_of", refuses)
            await type_text(pilot, "aud")
            await picks(pilot, "enter")
            assert "Permission denied" in screen_text(pilot)
        await picks(pilot, "backspace")
        assert "export-1.pdf" in screen_text(pilot)
        await type_text(pilot, "./export-1.pdf")
        await picks(pilot, "enter")
        assert isinstance(pilot.app.screen, Form)
        assert pilot.app.screen.query_one(Input).value.endswith("files/export-1.pdf"), "a path typed whole is taken"


async def test_a_folder_that_does_not_answer_holds_up_nobody(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Event()
    real = pick_file.entries_of

    def slow(folder: Path) -> Sequence[pick_file.Entry]:
        if folder.name == "Audit":
            answers.wait(20)
        return real(folder)

    monkeypatch.setattr(pick_file, "entries_of", slow)
    async with running(place) as pilot:
        await press(pilot, "i")
        await picks(pilot, "ctrl+o")
        await type_text(pilot, "aud")
        await press(pilot, "enter")
        assert "Reading the folder" in screen_text(pilot)
        await picks(pilot, "backspace")
        answers.set()
        await settled(pilot)
        assert "export-1.pdf" in screen_text(pilot), "what comes late does not take its place"


@pytest.mark.parametrize(("typed", "folder"), [("", "."), ("https://x/y", "."), ("a/b.pdf", "a"), ("x, a/", "x, a")])
def test_it_begins_where_the_field_is(typed: str, folder: str) -> None:
    assert beginning(typed) == Path(folder).absolute()
