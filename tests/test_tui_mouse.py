"""Everything also by mouse; where the keys go is in sight; text can be copied (issue 4; screens, The frame)."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input
from tui_support import DATA, app_of, open_lab, press, recorded, running, screen_lines, screen_text, settled

from nen7510_tracker.tui.ask import Ask
from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.form import Form
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.laboratory import LaboratoryScreen
from nen7510_tracker.tui.lines import Lines
from nen7510_tracker.tui.menu import Menu
from nen7510_tracker.tui.page import Page
from nen7510_tracker.tui.palette import Palette
from nen7510_tracker.tui.settings import Settings
from nen7510_tracker.tui.table import Table
from nen7510_tracker.tui.time import TimeDialog


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return recorded(tmp_path / "demo.db", [DATA / "example-lab.yaml"])


async def click(pilot: Pilot[None], text: str, *, times: int = 1) -> None:
    """Click on a text that stands on the screen, in front of what lies behind it."""
    for _ in range(times):
        y, line = next((at, each) for at, each in enumerate(screen_lines(pilot)) if text in each)
        assert await pilot.click(offset=(line.index(text) + 1, y))
        await settled(pilot)


async def test_a_laboratory_is_gone_through_by_mouse_alone(place: Path) -> None:
    async with running(place, (120, 40)) as pilot:
        await click(pilot, "Laboratorium De Proefbuis")
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        for text, tab in (("3 Findings", "findings"), ("AUD-09", "findings"), ("found by Auditbureau", "record")):
            await click(pilot, text)
            assert screen.active == tab, text
        await click(pilot, "esc back")
        assert screen.active == "findings"
        await click(pilot, "1 Overview")
        await click(pilot, "Resuming the collaboration")
        assert screen.active == "gate"
        await click(pilot, "decision that stands")
        assert screen.active == "record"
        await click(pilot, "5 Trajectory")
        await click(pilot, "M-02")
        assert "percent done, it is said" in screen_text(pilot)


async def test_dialogs_are_answered_by_mouse(place: Path, tmp_path: Path) -> None:
    async with running(place, (120, 40), settings=Settings(tmp_path / "interface.json")) as pilot:
        await open_lab(pilot, "example-lab", "3")
        await click(pilot, "m do")
        await click(pilot, "in progress  ", times=2)
        assert isinstance(pilot.app.screen, Form)
        await click(pilot, "Note")
        pilot.app.screen.query_one("#field-note", Input).value = "half"
        await click(pilot, "ctrl+s: save")
        assert isinstance(pilot.app.screen, LaboratoryScreen)
        await press(pilot, "t")
        pilot.app.screen.query_one("#as_of", Input).value = "2026-03-01"
        await click(pilot, "enter: look")
        assert not app_of(pilot).is_today
        await click(pilot, "as of 1 Mar 2026")
        assert isinstance(pilot.app.screen, TimeDialog)
        await click(pilot, "esc: back")
        assert isinstance(pilot.app.screen, Frame)


@pytest.mark.parametrize(
    ("keys", "dialog"),
    [(("?",), Dialog), (("t",), TimeDialog), (("ctrl+p",), Palette), (("e",), Menu), (("3", "N", "enter"), Form)],
)
async def test_a_click_beside_a_dialog_closes_it(place: Path, keys: tuple[str, ...], dialog: type[Widget]) -> None:
    async with running(place, (120, 40)) as pilot:
        await open_lab(pilot, "example-lab", *keys)
        assert isinstance(pilot.app.screen, dialog)
        await pilot.click(offset=(60, 20))
        await settled(pilot)
        assert not isinstance(pilot.app.screen, Frame)  # a click in it does not
        await pilot.click(offset=(0, 39))
        await settled(pilot)
        assert isinstance(pilot.app.screen, Frame)


async def test_a_question_is_answered_by_mouse(place: Path) -> None:
    answers: list[bool | None] = []
    async with running(place, (80, 24)) as pilot:
        for text in ("enter: yes", "esc: back"):
            pilot.app.push_screen(Ask("Really?", [], app_of(pilot).pen, yes="yes"), answers.append)
            await settled(pilot)
            await click(pilot, text)
    assert answers == [True, None]


@pytest.mark.parametrize("keys", ["1", "2", "2 enter", "3", "3 enter", "4", "4 tab", "5", "6 enter", "7", "7 enter"])
async def test_where_the_keys_go_is_in_sight_also_without_colours(place: Path, keys: str) -> None:
    """A sign stands before the line that enter would follow or choose."""
    async with running(place, (120, 40)) as pilot:
        await open_lab(pilot, "example-lab", *keys.split())
        focused = pilot.app.focused
        assert isinstance(focused, Table | Page)
        assert sum("▌" in each for each in screen_lines(pilot)) >= 1
        sign = pilot.app.screen.query_one(f"#{focused.id}", Lines)
        assert any("▌" in sign.content_at(y).plain for y in range(sign.line_count))


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        ("3 y", "INT-06  Laptops"),
        ("2 y", "4.1  Understanding"),
        ("4 y", "A.5.26"),
        ("5 y", "32 findings"),
        ("6 y", "certificate_in_force"),
        ("7 y", "522:"),
        ("1 y", "\nResuming the collaboration"),
    ],
)
async def test_y_copies_what_the_cursor_is_on(place: Path, keys: str, copied: str) -> None:
    async with running(place, (120, 40)) as pilot:
        await open_lab(pilot, "example-lab", *keys.split())
        assert copied in pilot.app.clipboard
        assert "▌" not in pilot.app.clipboard
        assert "Copied" in screen_text(pilot)
