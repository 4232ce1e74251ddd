"""The views across laboratories: what stands there, one kind only, other days, and the way to a laboratory's fact."""

import re
from collections import Counter
from pathlib import Path

import pytest
from rich.cells import cell_len
from tui_support import (
    DATA,
    app_of,
    hostile_dossier,
    live_actions,
    press,
    recorded,
    running,
    screen_lines,
    screen_text,
    type_text,
)

from nen7510_tracker.rules.ageing import BUCKETS
from nen7510_tracker.tui.across.ageing import AgeingScreen, bucket_name
from nen7510_tracker.tui.across.failing import FailingScreen, source_name
from nen7510_tracker.tui.across.screen import AcrossScreen
from nen7510_tracker.tui.laboratory import LaboratoryScreen
from nen7510_tracker.tui.labs import LabsScreen
from nen7510_tracker.tui.page import Page, Target
from nen7510_tracker.tui.table import Table

AGES = {each.id: bucket_name(each) for each in BUCKETS}
VIEWS = {"f": "failing", "a": "ageing", "u": "upcoming", "c": "changed"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = [DATA / f"lab-{each}.yaml" for each in ("brander", "pipet", "roerstaaf")]
    return recorded(tmp_path_factory.mktemp("tui") / "demo.db", files)


@pytest.mark.parametrize(
    ("key", "row", "leads", "says"),
    [
        ("f", "A.8.7", "lab-brander", "controls"),
        ("a", "lab-pipet", "lab-pipet", "findings"),
        ("u", "lab-pipet decision.D-2", "lab-pipet", "record"),
        ("c", "lab-brander ground D-2", "lab-brander", "record"),
        ("c", "lab-brander verdict resume-bvo-nl", "lab-brander", "gate"),
    ],
)
async def test_a_row_leads_to_the_fact_in_its_laboratory_and_escape_back(
    demo: Path, key: str, row: str, leads: str, says: str
) -> None:
    async with running(demo) as pilot:
        await press(pilot, key)
        screen = pilot.app.screen
        assert isinstance(screen, AcrossScreen)
        assert screen.place == VIEWS[key]
        assert screen.table.go(row)
        await press(pilot, "enter")
        assert isinstance(pilot.app.focused, Page)
        await press(pilot, "enter")
        lab = pilot.app.screen
        assert isinstance(lab, LaboratoryScreen)
        assert (lab.lab, lab.place) == (leads, says)
        await press(pilot, "escape")
        assert pilot.app.screen is screen
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, LabsScreen)


async def test_one_view_follows_another_and_one_step_goes_back_to_the_laboratories(demo: Path) -> None:
    async with running(demo) as pilot:
        await press(pilot, "f", "a", "u", "c", "c", "a")
        assert isinstance(pilot.app.screen, AgeingScreen)
        assert "6 open findings, in 3 of 3 laboratories." in screen_text(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, LabsScreen)


@pytest.mark.parametrize(
    ("key", "first"),
    [("f", "only inspectorate"), ("a", "only major"), ("u", "only review of the decision"), ("c", "only verdict")],
)
async def test_one_kind_only_then_the_next_and_at_last_all(demo: Path, key: str, first: str) -> None:
    async with running(demo) as pilot:
        await press(pilot, key)
        table = pilot.app.screen.query_one(Table)
        everything = len(table.shown)
        await press(pilot, "o")
        assert first in screen_text(pilot)
        assert 0 < len(table.shown) < everything
        for _ in range(20):
            await press(pilot, "o")
            if "only " not in screen_text(pilot).replace("o only", ""):
                break
        assert len(table.shown) == everything


async def test_a_count_of_what_fails_is_that_of_the_laboratories_beside_it(demo: Path) -> None:
    async with running(demo) as pilot:
        await press(pilot, "f")
        screen = pilot.app.screen
        assert isinstance(screen, FailingScreen)
        assert screen.result
        for row in screen.table.shown:
            told = [each for each in screen.about(screen.pen, screen.result, row, 80) if each.target]
            texts = [each.content.plain for each in told]
            signs = Counter(text[0] for text in texts)
            assert (signs["✗"], signs["◐"], len(texts)) == (row.nonconforming, row.partial, row.failing)
            assert len({each.target.lab for each in told if each.target}) == row.failing
            says = Counter(who for text in texts for who in text.partition("according to: ")[2].split(", "))
            assert says == Counter({source_name(screen.pen, key): said.failing for key, said in row.sources.items()})


@pytest.mark.parametrize(
    ("key", "begins", "findings"),
    [("a", "6 open findings, in 3 of 3", True), ("a", "by grade: ", True), ("c", " turned: ", False)],
)
async def test_a_line_of_figures_opens_to_what_each_of_them_counts(
    demo: Path, key: str, begins: str, findings: bool
) -> None:
    async with running(demo, (200, 60)) as pilot:
        await press(pilot, key)
        screen, figures = pilot.app.screen, pilot.app.screen.query_one("#across-figures", Page)
        assert isinstance(screen, AcrossScreen)
        leads = next(each for each in figures._blocks if begins in each.content.plain)
        assert leads.target
        kinds = leads.target.id.split()
        figures.focus()
        assert figures.go(leads.target)
        for kind in kinds:
            name = AGES.get(kind, screen.kind_name(kind))
            told = re.search(rf"(?:^|\s){re.escape(name)} (\d+)(?:\s|$)", leads.content.plain)
            assert told, name
            await press(pilot, "enter")
            assert f"only {screen.kind_name(kind)}" in screen_text(pilot)
            assert not findings or f"{told[1]} of 6 open findings" in screen_text(pilot)
            shown = screen.table.shown
            assert int(told[1]) == sum(len(row.findings) if findings else 1 for row in shown)
        await press(pilot, "enter")
        assert not screen.only
        await press(pilot, "escape")
        assert screen.table.has_focus


async def test_another_number_of_days_and_another_moment(demo: Path) -> None:
    async with running(demo) as pilot:
        await press(pilot, "u")
        assert "13 in the next 90 days, 1 passed, of 21 in all" in screen_text(pilot)
        await press(pilot, "w")
        assert "in the next 180 days" in screen_text(pilot)
        await press(pilot, "t")
        await type_text(pilot, "2020-01-01")
        await press(pilot, "enter", "enter")
        assert "Nothing comes up in the next 180 days." in screen_text(pilot)
        await press(pilot, "T", "/", *"brander", "enter")
        assert "shown: " in screen_text(pilot)
        assert {row.lab for row in pilot.app.screen.query_one(Table).shown} == {"lab-brander"}


async def test_an_area_of_the_heat_map_leads_to_it_in_the_laboratory(demo: Path) -> None:
    async with running(demo) as pilot:
        await press(pilot, "right")
        assert "Press h first for the heat map." in screen_text(pilot)
        await press(pilot, "h", "left")
        labs = pilot.app.screen
        assert isinstance(labs, LabsScreen)
        assert labs.table.current is not None
        assert (labs.table.current.id, labs.area) == ("lab-brander", "A.8")
        assert "A.8 ✗ 3  ✓ 32 of 35" in screen_text(pilot)
        await press(pilot, "enter")
        lab = pilot.app.screen
        assert isinstance(lab, LaboratoryScreen)
        assert (lab.lab, lab.place, lab.doer.here()) == ("lab-brander", "controls", Target("area", "A.8"))
        await press(pilot, "escape", "right")
        assert labs.area is None


async def test_it_speaks_dutch_as_soon_as_it_is_asked(demo: Path) -> None:
    async with running(demo) as pilot:
        await press(pilot, "f", "ctrl+l")
        assert "Bescherming tegen malware" in screen_text(pilot)
        assert "Protection against malware" not in screen_text(pilot)


async def test_hostile_texts_stand_as_they_are(tmp_path: Path) -> None:
    size = (80, 24)
    place = recorded(tmp_path / "hostile.db", [hostile_dossier(tmp_path)])
    async with running(place, size) as pilot:
        for key in VIEWS:
            await press(pilot, key, *("w", "w") * (key == "c"))  # in a year something turned
            for moved in ("end", "enter"):
                await press(pilot, moved)
                assert {cell_len(each) for each in screen_lines(pilot)} == {size[0]}
                assert not live_actions(pilot)
            assert "[/x]" in screen_text(pilot)
            await press(pilot, "escape")
        assert app_of(pilot).is_running


async def test_without_a_laboratory_there_is_nothing_to_look_across(tmp_path: Path) -> None:
    async with running(recorded(tmp_path / "empty.db", [])) as pilot:
        for key in VIEWS:
            await press(pilot, key)
            assert isinstance(pilot.app.screen, LabsScreen)
            assert "There is no laboratory here." in screen_text(pilot)
