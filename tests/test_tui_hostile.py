"""Hostile texts, small terminals, errors: nothing ends the program, nothing breaks a screen (issue 4, 7)."""

import asyncio
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input
from tui_support import (
    COMBINING,
    HOSTILE,
    MARKUP,
    RIGHT_TO_LEFT,
    SIZES,
    TABS,
    app_of,
    dossier_file,
    holds,
    hostile_dossier,
    open_lab,
    press,
    recorded,
    running,
    screen_text,
    settled,
    type_text,
)

from nen7510_tracker.tui.desk import Desk
from nen7510_tracker.tui.ink import fit, ink, line, safe
from nen7510_tracker.tui.laboratory import LaboratoryScreen
from nen7510_tracker.tui.labs import LabsScreen
from nen7510_tracker.tui.page import Page
from nen7510_tracker.tui.symbols import UNICODE
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.words.message import Message, StoreUnreachable


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tui")
    named = [
        dossier_file(folder, f"lab-{at}", text, parties=[{"id": "p", "name": text, "kind": "other"}])
        for at, text in enumerate(HOSTILE)
    ]
    return recorded(folder / "hostile.db", [hostile_dossier(folder), *named])


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]])
async def test_every_screen_shows_hostile_texts_as_they_are(hostile: Path, size: tuple[int, int]) -> None:
    async with running(hostile, size) as pilot:
        holds(pilot)
        text = screen_text(pilot)
        assert "[/x]" in text
        assert "[@click=app.quit]x[" in text or size[0] < 80
        for key in TABS:
            await open_lab(pilot, "hostile", key)
            holds(pilot)
            assert "[/x]" in screen_text(pilot)
            for moved in ("end", "pageup", "home", "enter", "end", "home", "escape"):
                await press(pilot, moved)
                holds(pilot)
            while isinstance(pilot.app.screen, LaboratoryScreen):
                await press(pilot, "escape")
        assert app_of(pilot).is_running


async def test_three_hundred_findings_on_one_control(hostile: Path) -> None:
    async with running(hostile) as pilot:
        await open_lab(pilot, "hostile", "2", "/")
        await type_text(pilot, "8.5")
        await press(pilot, "enter", "enter", "end")
        page = pilot.app.screen.query_one("#controls-beside", Page)
        text = "\n".join(page.content_at(y).plain for y in range(page.line_count))
        assert "Findings (300)" in text
        assert all(f"F-{number:03}" in text for number in range(300))
        holds(pilot)


TYPED = (*MARKUP[:4], RIGHT_TO_LEFT, COMBINING)


async def typed(pilot: Pilot[None], field: str, least: int = 0) -> None:
    """Every text into a field, one after the other."""
    for text in TYPED:
        pilot.app.screen.query_one(field, Input).value = text
        await settled(pilot)
        holds(pilot)
        if least:
            assert pilot.app.screen.query_one(Table).counts[0] >= least


async def test_hostile_texts_typed_into_filters_and_palette(hostile: Path) -> None:
    async with running(hostile, (80, 24)) as pilot:
        await press(pilot, "/")
        await typed(pilot, "#filter", least=1)
        await press(pilot, "escape")
        await open_lab(pilot, "hostile")
        for key in TABS:
            await press(pilot, key, "/")
            await typed(pilot, "#filter")
            await press(pilot, "escape")
        await press(pilot, "ctrl+p")
        await typed(pilot, "#asked")


async def test_hostile_texts_in_the_sentence_at_the_bottom(hostile: Path) -> None:
    async with running(hostile, (80, 24)) as pilot:
        frame = app_of(pilot).frame
        assert frame is not None
        for text in HOSTILE:
            frame.flash(Message("{what}", what=text), bad=True)
            await settled(pilot)
            holds(pilot)
            frame.copy(text)
            await settled(pilot)
            holds(pilot)
        frame.flash(Message("{what}", what="[@click=app.quit]x[/]"))
        await settled(pilot)
        assert "[@click=app.quit]x[/]" in screen_text(pilot)


@pytest.mark.parametrize("size", [(60, 20), (20, 6), (2, 2), (300, 100)])
async def test_no_size_breaks_anything(hostile: Path, size: tuple[int, int]) -> None:
    async with running(hostile, (80, 24)) as pilot:
        await open_lab(pilot, "hostile")
        await pilot.resize_terminal(*size)
        for key in TABS:
            await press(pilot, key, "down", "end")
        await press(pilot, "?", "escape", "t", "escape", "ctrl+p", "escape", "/", "escape")
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        holds(pilot)
        assert isinstance(pilot.app.screen, LaboratoryScreen)


async def test_a_store_that_cannot_be_read_is_a_sentence(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object, **__: object) -> None:
        raise StoreUnreachable(Message("The record is locked by [/x]. Try again."))

    async with running(hostile) as pilot:
        monkeypatch.setattr(Desk, "open", locked)
        monkeypatch.setattr(Desk, "labs", locked)
        await press(pilot, "ctrl+r")
        assert "The record is locked by [/x]. Try again." in screen_text(pilot)
        await press(pilot, "enter")
        assert "The record is locked" in screen_text(pilot)
        assert isinstance(pilot.app.screen, LaboratoryScreen)
        for key in (*TABS, "[", "]", "y", "s", "enter", "down", "p", "a", "o", "u", "g", "E", "v"):
            await press(pilot, key)
        monkeypatch.undo()
        await press(pilot, "ctrl+r")
        assert isinstance(pilot.app.screen, LaboratoryScreen)
        assert pilot.app.screen.opened is not None
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, LabsScreen)


async def test_what_nobody_foresaw_is_a_sentence(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("[/x] oops")

    async with running(hostile, troubled=True) as pilot:
        monkeypatch.setattr(Desk, "labs", broken)
        await press(pilot, "ctrl+r")
        assert "ValueError: [/x] oops" in screen_text(pilot)
        monkeypatch.setattr(LabsScreen, "do_sort", broken)
        await press(pilot, "s")
        assert "ValueError: [/x] oops" in screen_text(pilot)
        pilot.app.screen.query_one("#about", Page).show(broken, UNICODE)  # type: ignore[arg-type]
        pilot.app.screen.query_one(Table).columns = [Column("x", 20, broken)]  # type: ignore[arg-type]
        await pilot.resize_terminal(100, 30)
        await settled(pilot)
        assert screen_text(pilot).count("ValueError: [/x] oops") > 2
        assert app_of(pilot).is_running


async def test_keys_pressed_before_anything_is_there(hostile: Path) -> None:
    async with running(hostile) as pilot:
        await open_lab(pilot, "hostile")
        await press(pilot, "escape")
        await pilot.press(
            "enter", "2", "down", "enter", "3", "o", "5", "6", "p", "7", "v", "escape", "escape", "escape"
        )
        await settled(pilot)
        assert app_of(pilot).is_running
        holds(pilot)


async def test_texts_of_a_void_entry_cannot_steer_the_terminal() -> None:
    text = "a\x1b[2Jb\x07c\u202ed\x9be\rf\ud800"
    assert safe(text) == "a\ufffd[2Jb\ufffdc\ufffdd\ufffde\ufffdf\ufffd"
    assert safe("line\nbreak\ttab\r\n") == "line\nbreak tab\n"
    assert ink(text).plain == safe(text)
    await asyncio.sleep(0)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [0, 1, 2, 7, 40, 500])
def test_a_cell_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    for right in (False, True):
        cell = fit(line(text), width, right=right)
        assert cell_len(cell.plain) == width
        assert "\n" not in cell.plain
