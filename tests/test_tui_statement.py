"""The statement of applicability as a sheet: a key a judgement, never lost, one fact (screens, 4)."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from tui_support import (
    HOSTILE,
    TODAY,
    app_of,
    dossier_file,
    live_actions,
    open_lab,
    press,
    recorded,
    running,
    screen_text,
    type_text,
)

from nen7510_tracker.dossier.facts.statement import Statement
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.tui import applicability as sheets
from nen7510_tracker.tui.applicability import Said, Stating
from nen7510_tracker.tui.form import Form
from nen7510_tracker.tui.menu import Menu
from nen7510_tracker.tui.settings import Settings
from nen7510_tracker.tui.statement import StatementScreen

BEFORE: dict[str, Any] = {
    "id": "vvt-1",
    "version": "1.0",
    "edition": "nen7510:2024",
    "on": "2026-01-10",
    "controls": [
        {"control": "A.5.1", "applicable": True, "reasons": ["risk"], "implemented": "partly"},
        {"control": "A.5.2", "applicable": False, "justification": "Niet hier"},
    ],
}


PARTLY = Said(applicable=True, implemented="partly", reasons=("law",), justification="waarom", reference="waar")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return recorded(tmp_path / "record.db", [dossier_file(tmp_path, "lab", "Lab De Proef")])


@pytest.fixture
def stated(tmp_path: Path) -> Path:
    return recorded(tmp_path / "record.db", [dossier_file(tmp_path, "lab", "Lab De Proef", statements=[BEFORE])])


def settings(place: Path) -> Settings:
    return Settings(place.parent / "interface.json")


def statements(place: Path) -> list[Statement]:
    with Record.open(str(place), load_norm()) as record:
        return [each.fact for each in record.evaluation("lab", Moment(TODAY, TODAY)).view.statements]


def sheet(pilot: Pilot[None]) -> StatementScreen:
    screen = pilot.app.screen
    assert isinstance(screen, StatementScreen), screen_text(pilot)
    return screen


async def save(pilot: Pilot[None], name: str, text: str) -> None:
    """Type into a field of the form that is open, and save the form."""
    field = pilot.app.screen.query_one(f"#field-{name}", Input)
    field.focus()
    field.value = text
    await press(pilot, "ctrl+s")


async def test_a_key_says_it_and_the_cursor_goes_on(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "1", "2", "3", "4", "5", "8", "5")
        rows = sheet(pilot).stating.rows
        assert [rows[f"A.5.{n}"].implemented for n in range(1, 5)] == ["yes", "partly", "planned", "no"]
        assert rows["A.5.5"] == Said(applicable=True, reasons=("practice",))
        assert "5 of 101" in screen_text(pilot)
        await press(pilot, "u", "u", "u", "l")
        assert "4 of 101" in screen_text(pilot)
        assert "A.5.4 " not in screen_text(pilot)


async def test_what_does_not_apply_is_asked_why(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "0")
        await type_text(pilot, "Geen eigen software")
        await press(pilot, "escape")
        said = sheet(pilot).stating.row("A.5.1")
        assert said == Said(applicable=False, justification="Geen eigen software")
        current = sheet(pilot).table.current
        assert current is not None
        assert current.key == "A.5.2"
        assert "– not applicable" in screen_text(pilot)  # noqa: RUF001 - the sign of the screens


async def test_marked_controls_are_said_at_once(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "home", "space", "1")
        rows = sheet(pilot).stating.rows
        assert len(rows) == 43
        assert all(key.startswith("A.5.") for key in rows)


async def test_it_is_taken_up_where_it_was_left(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "1", "2")
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V")
        assert "2 of 101" in screen_text(pilot)
        assert "Taken up where it was left" in screen_text(pilot)
        await press(pilot, "D", "enter")
        assert "Thrown away" in screen_text(pilot)
        await press(pilot, "V")
        assert "0 of 101" in screen_text(pilot)


async def test_it_begins_with_the_latest_and_becomes_one_fact(stated: Path) -> None:
    async with running(stated, settings=settings(stated)) as pilot:
        await open_lab(pilot, "lab", "2", "V")
        assert "Begun with what statement vvt-1 of 10 Jan 2026 says" in screen_text(pilot)
        await press(pilot, "home", "down", "1", "r")
        assert isinstance(pilot.app.screen, Form), "a version has to be given"
        await save(pilot, "version", "2.0")
        text = screen_text(pilot)
        assert "Statement statement-2026-11-10, version 2.0, of 10 Nov 2026" in text
        assert "1 of 101 controls apply, 1 do not, of 99 it says nothing." in text
        assert "Different from statement vvt-1, in 1 of 101 controls: A.5.1." in text
        assert len(statements(stated)) == 1, "nothing is recorded before it is agreed to"
        await press(pilot, "enter")
        assert "Recorded: statement of applicability" in screen_text(pilot)
        assert not app_of(pilot).unsaved.forms()
    made = statements(stated)[-1]
    assert (made.id, made.version, str(made.on)) == ("statement-2026-11-10", "2.0", "2026-11-10")
    assert {each.control: (each.applicable, each.implemented, each.reasons) for each in made.controls} == {
        "A.5.1": (True, "yes", ("risk",)),
        "A.5.2": (False, None, ()),
    }
    assert made.controls[1].justification == "Niet hier"


async def test_what_speaks_against_is_said_before_recording(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V")
        care = next(each for each in sheet(pilot).scope if sheet(pilot).edition.controls[each].care_addition)
        assert sheet(pilot).table.go(care)
        await press(pilot, "0", "escape", "r")
        await save(pilot, "version", "1")
        assert f"Left out without a justification: {care}." in screen_text(pilot)
        assert f"Left out, although the norm asks it of care: {care}." in screen_text(pilot)


async def test_a_correction_opens_the_sheet_and_asks_the_reason(stated: Path) -> None:
    async with running(stated, settings=settings(stated)) as pilot:
        await open_lab(pilot, "lab", "7", "home", "/")
        await type_text(pilot, "vvt-1")
        await press(pilot, "enter", "m")
        menu = pilot.app.screen
        assert isinstance(menu, Menu), screen_text(pilot)
        assert menu.query_one("#menu").go("correct")  # type: ignore[attr-defined] # the menu's table
        await press(pilot, "enter", "home", "down", "1", "r")
        await save(pilot, "reason", "Verkeerd overgenomen")
        await press(pilot, "enter")
        assert "Corrected: statement of applicability vvt-1" in screen_text(pilot)
    (made,) = statements(stated)
    assert (made.version, made.controls[0].implemented) == ("1.0", "yes")


async def test_nothing_is_stated_while_one_looks_at_another_day(stated: Path) -> None:
    async with running(stated, settings=settings(stated)) as pilot:
        await open_lab(pilot, "lab", "2", "[", "V")
        assert "Press T to come back to today first" in screen_text(pilot)


@pytest.mark.parametrize("size", [(60, 20), (200, 60)])
async def test_no_text_breaks_it(tmp_path: Path, size: tuple[int, int]) -> None:
    controls = [
        {"control": f"A.5.{at + 1}", "applicable": False, "justification": text, "reference": text}
        for at, text in enumerate(HOSTILE)
    ]
    file = dossier_file(tmp_path, "lab", HOSTILE[0], statements=[BEFORE | {"controls": controls}])
    place = recorded(tmp_path / "record.db", [file])
    async with running(place, size, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "home", *["down", "enter", "escape"] * len(HOSTILE))
        assert live_actions(pilot) == []
        await press(pilot, "d", "escape", "?", "escape", "ctrl+l", "r", "escape")
        assert live_actions(pilot) == []
        sheet(pilot)


def test_what_is_kept_comes_back() -> None:
    rows = {"A.5.1": PARTLY, "A.5.2": Said(applicable=False)}
    stating = Stating({"id": "s", "version": "1"}, rows)
    assert sheets.taken_up(sheets.kept(stating)) == stating
    broken = {**sheets.kept(stating), "control A.5.2": "{", "control A.5.3": '{"implemented": "often"}'}
    assert sheets.taken_up(broken).rows == {"A.5.1": rows["A.5.1"]}
