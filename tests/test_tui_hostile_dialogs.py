"""Hostile texts in what stands in front of a screen: menus, forms, decisions, files, sheets (issue 4, 7)."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from tui_support import (
    COMBINING,
    LONG,
    MARKUP,
    RIGHT_TO_LEFT,
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
)

from nen7510_tracker.tui.form import Form
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.laboratory import LaboratoryScreen
from nen7510_tracker.tui.settings import Settings
from nen7510_tracker.tui.when import When

ALL = " ".join((MARKUP[2], MARKUP[0], MARKUP[3], RIGHT_TO_LEFT, COMBINING, LONG))
TYPED = "="  # a step that types every hostile text into the field that has the keys, one after the other


@pytest.fixture
def place(tmp_path: Path) -> Path:
    bare = dossier_file(tmp_path, "bare", MARKUP[2])
    return recorded(tmp_path / "hostile.db", [hostile_dossier(tmp_path), bare])


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "[@click=app.quit]x[]" / LONG[:100]
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)


# What leads to each dialog from the laboratory's first tab; `=` types hostile texts into the field.
WAYS = (
    "? end",
    "t = tab =",
    "e end",
    "ctrl+p = down",
    "3 m end",
    "3 m enter = down = down =",
    "3 enter down m end",
    "3 v ctrl+s =",
    "3 F v x",
    "3 u o o",
    "5 m enter =",
    "7 m",
    "N",
    "N enter = enter = enter = ctrl+s",
    "N down down enter = enter = enter = ctrl+s",
    "6 d",
    "6 D enter = enter = enter = enter = ctrl+s",
    "6 W = enter",
    "6 A end enter = enter",
    "6 a",
    "2 n = enter = enter = enter = ctrl+s",
    "4 a b E",
)


@pytest.mark.parametrize(
    ("lab", "size", "ways"), [("hostile", (60, 20), WAYS), ("bare", (120, 40), (*WAYS[:4], *WAYS[12::2]))]
)
async def test_no_dialog_is_broken_by_what_it_shows_or_by_what_is_typed(
    place: Path, lab: str, size: tuple[int, int], ways: tuple[str, ...]
) -> None:
    async with running(place, size) as pilot:
        await open_lab(pilot, lab)
        for way in ways:
            for step in way.split():
                if step == TYPED:
                    await typed(pilot)
                else:
                    await press(pilot, step)
                holds(pilot)
            await back(pilot)
            assert app_of(pilot).is_running, way
            await press(pilot, "1")


async def typed(pilot: Pilot[None]) -> None:
    """Every hostile text into the field that has the keys; the last one stays."""
    field = pilot.app.focused
    if not isinstance(field, Input):
        return
    for text in (MARKUP[0], MARKUP[3], ALL):
        field.value = text
        await settled(pilot)
        holds(pilot)


async def back(pilot: Pilot[None]) -> None:
    """Close every dialog."""
    while not isinstance(pilot.app.screen, Frame):
        await press(pilot, "escape")


async def fill(pilot: Pilot[None], **values: str) -> None:
    for name, value in values.items():
        pilot.app.screen.query_one(f"#field-{name}", Input).value = value
    await press(pilot, "ctrl+s")


async def test_a_decision_for_hostile_reasons_is_proposed_shown_and_approved(place: Path, tmp_path: Path) -> None:
    async with running(place, (60, 20), settings=Settings(tmp_path / "interface.json")) as pilot:
        await open_lab(pilot, "hostile", "6", "D", "home", "enter")
        await fill(pilot, rationale=ALL, services=MARKUP[0], conditions=f"{MARKUP[2]} = 1-12-2026")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, Form), screen_text(pilot)
        holds(pilot)
        app_of(pilot).actor = MARKUP[2]
        await press(pilot, "a", "enter")
        assert "[@click=app.quit]x[/]" in screen_text(pilot)
        holds(pilot)
        await press(pilot, "end", "enter")
        holds(pilot)
        await press(pilot, "7", "enter", "end")
        assert "[@click=app.quit]x[/]" in screen_text(pilot)
        holds(pilot)
        await press(pilot, "1")
        assert "suspend" in screen_text(pilot)
        holds(pilot)


async def test_sheets_hold_hostile_texts(place: Path, tmp_path: Path) -> None:
    async with running(place, (60, 20), settings=Settings(tmp_path / "interface.json")) as pilot:
        await open_lab(pilot, "hostile", "2", "n")
        values = {"kind": "independent_audit", "id": "a-1", "title": ALL, "performed_by": "aud"}
        await fill(pilot, **values)
        holds(pilot)
        for way in (
            "2 = ctrl+s",
            "enter = escape",
            "E = escape",
            "space down space G = ctrl+s",
            "g",
            "/ = escape",
            "g",
        ):
            for step in way.split():
                await (typed(pilot) if step == TYPED else press(pilot, step))
                holds(pilot)
            await back(pilot)
        for key in ("d", "i", "x", "P", "r", "o", "l", "end", "?"):
            await press(pilot, key)
            holds(pilot)
            await back(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, LaboratoryScreen)
        await press(pilot, "V", "0")
        await typed(pilot)
        for key in ("escape", "d", "escape", "5", "enter", "escape", "r", "escape", "?", "escape", "/"):
            await press(pilot, key)
            holds(pilot)
        await typed(pilot)


async def test_a_file_is_written_in_a_folder_with_a_hostile_name(place: Path) -> None:
    async with running(place, (80, 24)) as pilot:
        await open_lab(pilot, "hostile", "e", "enter")
        holds(pilot)
        assert "Written" in screen_text(pilot)
        assert [each.name for each in Path().iterdir()] == ["hostile-gaps.csv"]  # noqa: ASYNC240 - a look, at once


async def test_hostile_names_when_beginning(place: Path) -> None:
    async with running(place, (60, 20)) as pilot:
        for way in ("n = enter = enter = ctrl+s", "i = enter", "i = ctrl+s", "h o o s", "/ = escape"):
            for step in way.split():
                await (typed(pilot) if step == TYPED else press(pilot, step))
                holds(pilot)
            await back(pilot)


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_no_dialog_hides_which_day_one_looks_at(place: Path, size: tuple[int, int]) -> None:
    """Also where it covers the top line: the view stands at its foot."""
    async with running(place, size) as pilot:
        moment = app_of(pilot).moment
        app_of(pilot).look_at(When(moment.as_of.replace(month=3), moment.known_on.replace(month=5)))
        await open_lab(pilot, "hostile")
        for way in ("?", "t", "e", "ctrl+p", "6 W", "2", "3 F", "7"):
            await press(pilot, *way.split())
            holds(pilot)
            assert "as of 10 Mar 2026, known on 10 May 2026" in screen_text(pilot), way
            if not isinstance(pilot.app.screen, Frame):
                assert "as of 10 Mar 2026" in foot(pilot), way
            await back(pilot)


def foot(pilot: Pilot[None]) -> str:
    """What stands at the foot of the dialog."""
    return str(next(iter(pilot.app.screen.query(".box"))).border_subtitle)
