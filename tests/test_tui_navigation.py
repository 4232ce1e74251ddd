"""Going about: laboratories, tabs, one step back, filters, the palette, help (screens, The frame)."""

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual import events
from textual.widgets import Input
from tui_support import (
    DATA,
    app_of,
    dossier_file,
    open_lab,
    press,
    recorded,
    running,
    screen_lines,
    screen_text,
    settled,
    type_text,
)

from nen7510_tracker.tui.action import TABS
from nen7510_tracker.tui.desk import Desk, Opened
from nen7510_tracker.tui.form import Form
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.help import HelpScreen
from nen7510_tracker.tui.laboratory import LaboratoryScreen
from nen7510_tracker.tui.labs import LabsScreen
from nen7510_tracker.tui.page import Page
from nen7510_tracker.tui.palette import Palette
from nen7510_tracker.tui.table import Table


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("tui") / "demo.db", sorted(DATA.glob("*.yaml")))


async def test_labs_stand_worst_first_with_what_cannot_be_missed(demo: Path) -> None:
    async with running(demo, (80, 24)) as pilot:
        table = pilot.app.screen.query_one(Table)
        assert [row.id for row in table.shown][:2] == ["lab-petrischaal", "lab-brander"]
        text = screen_text(pilot)
        assert "‼ outside the gate" in text
        assert "‼ ground lapsed" in text
        assert "an.auditor" in screen_lines(pilot)[0]


async def test_enter_opens_and_escape_goes_one_step_back(demo: Path) -> None:
    async with running(demo) as pilot:
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, LaboratoryScreen)
        assert pilot.app.screen.lab == "lab-brander"
        await press(pilot, "6", "enter")
        assert isinstance(pilot.app.focused, Page)
        await press(pilot, "escape")
        assert isinstance(pilot.app.focused, Table)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, LabsScreen)
        assert pilot.app.screen.table.current.id == "lab-brander"
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, LabsScreen)
        assert "Press q" in screen_text(pilot)


@pytest.mark.parametrize("number", range(1, 8))
async def test_tabs_stand_on_their_numbers(demo: Path, number: int) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", str(number))
        assert isinstance(pilot.app.screen, LaboratoryScreen)
        assert pilot.app.screen.place == TABS[number - 1]
        assert pilot.app.focused is not None


async def test_a_line_leads_to_what_it_names_and_escape_back(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "lab-brander", "6", "enter", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        assert screen.place == "record"
        current = screen.query_one("#entries", Table).current
        assert (current.kind, current.id) == ("certificate", "cert-1")
        await press(pilot, "escape")
        assert screen.place == "gate"


async def test_overview_leads_to_the_criterion_that_is_missing(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "lab-brander", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        assert screen.place == "gate"
        assert screen.query_one("#criteria", Table).current.key == "certificate"


async def test_filter_narrows_as_one_types_and_escape_shows_all(demo: Path) -> None:
    async with running(demo) as pilot:
        table = pilot.app.screen.query_one(Table)
        await press(pilot, "/")
        await type_text(pilot, "brander")
        assert [row.id for row in table.shown] == ["lab-brander"]
        await press(pilot, "enter")
        assert pilot.app.focused is table
        assert len(table.shown) == 1
        await press(pilot, "escape")
        assert len(table.shown) == 10


async def test_filter_that_finds_nothing_says_so(demo: Path) -> None:
    async with running(demo) as pilot:
        await press(pilot, "/")
        await type_text(pilot, "[/x] {0}")
        assert "No laboratory contains “[/x] {0}”" in screen_text(pilot)


@pytest.mark.parametrize(("typed", "expected"), [("8.15", ["A.8.15"]), ("logging", ["A.8.15"]), ("vastleggen", [])])
async def test_controls_are_found_by_number_and_words_of_both_languages(
    demo: Path, typed: str, expected: list[str]
) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "2", "/")
        await type_text(pilot, typed)
        shown = pilot.app.screen.query_one("#tree", Table).shown
        assert [row.control.id for row in shown if row.control] == expected


async def test_filter_does_not_come_along_to_another_tab(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "3", "/")
        await type_text(pilot, "logging")
        await press(pilot, "enter", "7")
        shown, total = pilot.app.screen.query_one("#entries", Table).counts
        assert shown == total


async def test_letters_typed_into_a_filter_are_not_commands(demo: Path) -> None:
    async with running(demo) as pilot:
        await press(pilot, "/")
        await type_text(pilot, "qTt?1")
        assert pilot.app.screen.query_one("#filter", Input).value == "qTt?1"
        assert isinstance(pilot.app.screen, LabsScreen)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("8.5", "A.8.5"),
        ("a.8.5", "A.8.5"),
        ("logging", "A.8.15"),
        ("beleid informatie", "A.5.1"),
        ("access control", "A.5.15"),
    ],
)
async def test_palette_finds_controls(demo: Path, typed: str, first: str) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "ctrl+p")
        assert isinstance(pilot.app.screen, Palette)
        await type_text(pilot, typed)
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        assert screen.place == "controls"
        assert screen.query_one("#tree", Table).current.control.id == first


async def test_palette_finds_laboratories_and_actions(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "ctrl+p")
        await type_text(pilot, "roerstaaf")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, LaboratoryScreen)
        assert pilot.app.screen.lab == "lab-roerstaaf"
        await press(pilot, "ctrl+p")
        await type_text(pilot, "high contrast")
        await press(pilot, "enter")
        assert pilot.app.theme == "light"


async def test_help_tells_the_keys_and_words_of_the_place(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "4", "?")
        assert isinstance(pilot.app.screen, HelpScreen)
        page = pilot.app.screen.query_one(Page)
        text = "\n".join(page.content_at(y).plain for y in range(page.line_count))
        assert "kappa" in text
        assert "nonconforming" in text
        await press(pilot, "?")
        assert isinstance(pilot.app.screen, LaboratoryScreen)


async def test_empty_record_says_how_to_begin(tmp_path: Path) -> None:
    async with running(recorded(tmp_path / "empty.db", [])) as pilot:
        text = screen_text(pilot)
        assert "nen7510 demo" in text
        assert "import dossier files" in text
        assert "record a first laboratory" in text
        await press(pilot, "enter", "down", "s", "y", "ctrl+r", "ctrl+p", "escape")
        assert isinstance(pilot.app.screen, LabsScreen)


async def test_laboratory_without_facts_says_so_in_every_tab(tmp_path: Path) -> None:
    place = recorded(tmp_path / "bare.db", [dossier_file(tmp_path, "bare", "Bare")])
    sentences = {
        "1": "Nothing is recorded yet",
        "2": "No fact weighs on this control",
        "3": "No finding in this view",
        "4": "nothing to compare",
        "5": "No measure is planned yet",
        "6": "What is needed",
        "7": "laboratory",
    }
    async with running(place) as pilot:
        await open_lab(pilot, "bare")
        for key, sentence in sentences.items():
            await press(pilot, key)
            assert sentence in screen_text(pilot)


async def test_clicks_do_what_keys_do(demo: Path) -> None:
    async with running(demo) as pilot:
        await pilot.click(Table, offset=(5, 2))
        assert pilot.app.screen.query_one(Table).current.id == "lab-brander"
        await pilot.click(Table, offset=(5, 2))
        await press(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        at = screen_lines(pilot)[1].index("6 Gate")
        await pilot.click("#tabs", offset=(at, 0))
        await press(pilot)
        assert screen.place == "gate"
        keys = screen_lines(pilot)[-1]
        await pilot.click("#keys", offset=(keys.index("? help"), 0))
        await press(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)


async def test_click_on_a_title_sorts_and_sorting_keeps_the_row(demo: Path) -> None:
    async with running(demo) as pilot:
        table = pilot.app.screen.query_one(Table)
        await press(pilot, "down", "down")
        kept = table.current.id
        await pilot.click(Table, offset=(3, 0))
        assert table.sorted_by == "Laboratory"
        assert [row.name for row in table.shown] == sorted(row.name for row in table.shown)
        assert table.current.id == kept
        await pilot.click(Table, offset=(3, 0))
        assert [row.name for row in table.shown] == sorted((row.name for row in table.shown), reverse=True)


async def test_quit_leaves(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "q")
        assert not app_of(pilot).is_running
        assert app_of(pilot).return_code == 0


async def test_folding_hides_controls_and_jumping_unfolds(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "2", "left", "left")
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        table = screen.query_one("#tree", Table)
        assert all(row.control is None for row in table.shown)
        screen.control("nen7510:2024", "A.8.5")
        await press(pilot)
        assert table.current.control.id == "A.8.5"


async def test_gaps_only(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "2", "g")
        table = pilot.app.screen.query_one("#tree", Table)
        assert table.counts[0] == 126 - 96
        assert isinstance(pilot.app.screen, Frame)


async def test_heat_map_of_laboratories_by_areas(demo: Path) -> None:
    async with running(demo, (80, 24)) as pilot:
        await press(pilot, "h")
        lines = screen_lines(pilot)
        head = next(each for each in lines if "A.5" in each)
        assert [area in head for area in ("4", "10", "A.6", "A.8")] == [True] * 4
        brander = next(each for each in lines if "De Bran" in each)
        assert brander.rstrip().endswith("✗ 3")
        await press(pilot, "[", "h")
        assert "A.5" not in screen_text(pilot)


async def test_what_if_is_marked_and_taken_back(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "lab-brander", "6")
        assert "N O T   M E T" in screen_text(pilot)
        await press(pilot, "w", "down", "w")
        text = screen_text(pilot)
        assert "✓   M E T" in text
        assert "nobody can decide on this" in text
        assert "✓ assumed" in text
        await press(pilot, "down", "w")
        assert "This criterion is met; there is nothing to assume." in screen_text(pilot)
        await press(pilot, "escape")
        assert "N O T   M E T" in screen_text(pilot)
        assert isinstance(pilot.app.screen, LaboratoryScreen)


async def test_another_policy_is_marked_as_not_the_dossiers(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "lab-brander", "6", "p")
        assert "this is not the policy of this dossier (resume-bvo-nl)" in screen_text(pilot)
        await press(pilot, "p", "p")
        assert "this is not the policy" not in screen_text(pilot)


async def test_filters_of_findings_say_what_they_leave_out(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "3", "o")
        table = pilot.app.screen.query_one("#findings-table", Table)
        assert {row.standing for row in table.shown} == {"open"}
        assert f"Open findings only: {len(table.shown)} of 45." in screen_text(pilot)
        await press(pilot, "o")
        assert {row.standing for row in table.shown} == {"claimed"}
        await press(pilot, "o", "o", "u")
        assert len({row.turn for row in table.shown}) == 1


async def test_compare_other_assessments_and_the_other_edition(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "4")
        assert "They disagree on 23 of 41 controls" in screen_text(pilot)
        assert "kappa 0.36" in screen_text(pilot)
        await press(pilot, "b")
        assert "They disagree on 23 of 41" not in screen_text(pilot)
        await press(pilot, "a", "E")
        assert "nen7510:2017" in screen_text(pilot)


async def test_record_verifies_and_copies_the_head(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "lab-brander", "7", "v")
        assert "The record is intact: 57 entries" in screen_text(pilot)
        await press(pilot, "y")
        assert app_of(pilot).clipboard.startswith("57:")
        assert "Copied: 57:" in screen_text(pilot)


async def test_keys_that_come_in_a_burst_go_where_each_belongs(demo: Path) -> None:
    """Over a slow line: `/` opens the filter, and what follows is typed into it; nothing of it means anything else."""
    async with running(demo) as pilot:
        for character in "/pipet":
            key = {"/": "slash"}.get(character, character)
            pilot.app.post_message(events.Key(key, character))
        await settled(pilot)
        frame = app_of(pilot).frame
        assert isinstance(frame, LabsScreen)
        assert frame.filter_text == "pipet"
        for key, character in (("escape", None), ("enter", None), ("3", "3"), ("slash", "/"), ("x", "x"), ("v", "v")):
            pilot.app.post_message(events.Key(key, character))
        await settled(pilot)
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        assert (screen.place, screen.filter_text) == ("findings", "xv")


async def test_what_was_read_slowly_does_not_take_the_keys_from_the_filter(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`/` before the laboratory is there: what is typed goes on to go into the filter when it comes."""
    may_go = Event()
    opening = Desk.open

    def slowly(desk: Desk, *given: Any) -> Opened:
        may_go.wait()
        return opening(desk, *given)

    monkeypatch.setattr(Desk, "open", slowly)
    async with running(demo) as pilot:
        await settled(pilot)
        await pilot.press("enter", "3", "slash", "x")
        may_go.set()
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        assert (screen.place, screen.filter_text) == ("findings", "xv")


async def test_a_form_gets_what_was_typed_before_it_stood_there(demo: Path) -> None:
    async with running(demo) as pilot:
        for key, character in (("n", "n"), *((each, each) for each in "lab9"), ("enter", None), ("n", "n")):
            pilot.app.post_message(events.Key(key, character))
        await settled(pilot)
        await settled(pilot)
        assert isinstance(pilot.app.screen, Form)
        assert pilot.app.screen.typed()["id"] == "lab9"
        assert pilot.app.screen.typed()["name"] == "n"


async def test_only_one_kind_of_laboratories_is_shown_and_it_is_said_how_many(demo: Path) -> None:
    async with running(demo) as pilot:
        table = pilot.app.screen.query_one(Table)
        everything = len(table.shown)
        await press(pilot, "o")
        assert {row.verdict for row in table.shown} == {"not_met"}
        assert f"shown: {len(table.shown)} of {everything}   only not met" in screen_text(pilot)
        await press(pilot, "/", *"lapsed", "enter")
        assert [row.id for row in table.shown] == ["lab-brander"]
        assert f"shown: 1 of {everything}" in screen_text(pilot)
        await press(pilot, "escape", "o", "o", "o")
        assert [row.id for row in table.shown] == ["lab-brander"]
        assert "only ground lapsed" in screen_text(pilot)
        await press(pilot, "o", "o", "o")
        assert len(table.shown) == everything
