"""Never lost in time: whoever looks at another day sees it on every screen (screens, The frame)."""

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input
from tui_support import (
    DATA,
    TABS,
    TODAY,
    app_of,
    dossier_file,
    open_lab,
    press,
    recorded,
    running,
    screen_lines,
    screen_text,
    type_text,
)

from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.service.recording import Call
from nen7510_tracker.tui.days import stepped, steps
from nen7510_tracker.tui.desk import REMEMBERED, Desk
from nen7510_tracker.tui.laboratory import LaboratoryScreen
from nen7510_tracker.tui.table import Table
from nen7510_tracker.tui.time import TimeDialog
from nen7510_tracker.tui.when import When, read_day
from nen7510_tracker.words.message import InputRejected


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = [DATA / "example-lab.yaml", DATA / "clinical-diagnostics.yaml"]
    return recorded(tmp_path_factory.mktemp("tui") / "demo.db", files)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-2-3", date(2026, 2, 3)),
        ("2026-02", date(2026, 2, 28)),
        ("1-12-2026", date(2026, 12, 1)),
        ("1/12/26", date(2026, 12, 1)),
        ("1-12", date(2026, 12, 1)),
        ("1 dec", date(2026, 12, 1)),
        ("16 december 2025", date(2025, 12, 16)),
        ("5 mei 2026", date(2026, 5, 5)),
        ("3 maart", date(2027, 3, 3)),
        ("31 okt", date(2026, 10, 31)),
        ("okt 2025", date(2025, 10, 31)),
        ("today", TODAY),
        ("  Vandaag ", TODAY),
        ("gisteren", date(2026, 11, 9)),
        ("+30", date(2026, 12, 10)),
        ("-10", date(2026, 10, 31)),
        ("29 feb", date(2028, 2, 29)),
    ],
)
def test_days_as_people_type_them(typed: str, meant: date) -> None:
    today = date(2027, 6, 1) if typed == "29 feb" else TODAY
    assert read_day(typed, today) == meant


@pytest.mark.parametrize(
    "typed",
    ["", " ", "31-2-2026", "2026-13-01", "foo", "32 dec", "[/x]", "+99999999", "0000-00-00", "1 x 2026", "29 feb"],
)
def test_what_is_no_day_is_said(typed: str) -> None:
    with pytest.raises(InputRejected, match="This is no day"):
        read_day(typed, TODAY)


async def ask(pilot: object, as_of: str, known_on: str) -> None:
    await press(pilot, "t")  # type: ignore[arg-type]
    app = app_of(pilot)  # type: ignore[arg-type]
    assert isinstance(app.screen, TimeDialog)
    app.screen.query_one("#as_of", Input).value = as_of
    app.screen.query_one("#known_on", Input).value = known_on
    await press(pilot, "enter")  # type: ignore[arg-type]


async def test_the_view_stands_on_every_screen(demo: Path) -> None:
    async with running(demo, (80, 24)) as pilot:
        assert "today" in screen_lines(pilot)[0]
        await ask(pilot, "16-12-2025", "5 feb 2026")
        view = "as of 16 Dec 2025, known on 5 Feb 2026"
        assert view in screen_lines(pilot)[0]
        await open_lab(pilot, "example-lab")
        for key in TABS:
            await press(pilot, key)
            assert view in screen_lines(pilot)[0]
        await press(pilot, "?")
        assert view in screen_lines(pilot)[0]
        await press(pilot, "escape", "T")
        assert view not in screen_text(pilot)
        await press(pilot, "escape")
        assert "today" in screen_lines(pilot)[0]


async def test_what_was_not_known_is_not_shown(demo: Path) -> None:
    async with running(demo, (120, 40)) as pilot:
        await ask(pilot, "2026-05-13", "2026-05-12")
        await open_lab(pilot, "clinical-diagnostics")
        app = app_of(pilot)
        assert isinstance(app.screen, LaboratoryScreen)
        before = app.screen.opened
        await ask(pilot, "2026-05-13", "2026-05-13")
        after = app.screen.opened
        assert before is not None
        assert after is not None
        assert set(before.evaluation.view.assessments) < set(after.evaluation.view.assessments)


async def test_known_on_left_empty_is_the_same_day(demo: Path) -> None:
    async with running(demo) as pilot:
        await ask(pilot, "2025-12-16", "")
        assert app_of(pilot).moment == When(date(2025, 12, 16), date(2025, 12, 16))


async def test_wrong_day_is_said_under_its_field_and_nothing_happens(demo: Path) -> None:
    async with running(demo) as pilot:
        await ask(pilot, "[/x]", "today")
        assert isinstance(pilot.app.screen, TimeDialog)
        assert "This is no day" in screen_text(pilot)
        await press(pilot, "escape")
        assert app_of(pilot).is_today


async def test_fields_can_be_typed_into(demo: Path) -> None:
    async with running(demo) as pilot:
        await press(pilot, "t", *["backspace"] * 10)
        await type_text(pilot, "-10")
        await press(pilot, "tab", *["backspace"] * 10, "enter")
        assert app_of(pilot).moment.as_of == date(2026, 10, 31)


async def test_brackets_walk_through_the_days_of_change(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "6")
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        seen = []
        for _ in range(12):
            await press(pilot, "[")
            assert screen.opened is not None
            assert screen.opened.moment == app_of(pilot).moment
            seen.append((app_of(pilot).moment.as_of, screen.opened.result.verdict))
        days = [day for day, _ in seen]
        assert days == sorted(set(days), reverse=True)
        assert {verdict for _, verdict in seen} > {"met"}
        for _ in range(12):
            await press(pilot, "]")
        assert app_of(pilot).is_today


async def test_walking_keeps_tab_and_row(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "2", "down", "down", "down")
        table = pilot.app.screen.query_one("#tree", Table)
        kept = table.current.key
        await press(pilot, "[", "[")
        assert table.current.key == kept
        assert pilot.app.focused is table


async def test_before_the_first_day_there_is_none(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "clinical-diagnostics")
        await ask(pilot, "2000-01-01", "")
        await press(pilot, "[")
        assert "Nothing in this dossier changed before this day" in screen_text(pilot)
        assert app_of(pilot).moment.as_of == date(2000, 1, 1)


def test_every_day_on_which_the_view_differs_is_a_step(demo: Path) -> None:
    """Going by days, nothing changes but on a step."""
    with Record.open(str(demo), load_norm()) as record:
        dossier = record.dossier("example-lab")
        days = steps(dossier, When(TODAY, TODAY), TODAY)
        before: frozenset[int] = frozenset()
        for number in range(date(2026, 1, 1).toordinal(), date(2026, 11, 10).toordinal()):
            day = date.fromordinal(number)
            view = record.evaluation("example-lab", Moment(day, day)).known.at(day)
            now = frozenset(
                each.version.entry.seq for each in view.known.seen if each.on is None or each.on.last <= day
            )
            if number > date(2026, 1, 1).toordinal() and now != before:
                assert day in days
            before = now


def test_apart_only_the_day_itself_moves() -> None:
    days = [date(2026, 1, 1), date(2026, 2, 1)]
    apart = When(date(2026, 1, 15), date(2026, 6, 1))
    assert stepped(apart, days, 1) == When(date(2026, 2, 1), date(2026, 6, 1))
    assert stepped(apart, days, -1) == When(date(2026, 1, 1), date(2026, 6, 1))
    together = When(date(2026, 1, 15), date(2026, 1, 15))
    assert stepped(together, days, 1) == When(date(2026, 2, 1), date(2026, 2, 1))
    assert stepped(When(days[0], days[0]), days, -1) is None
    assert stepped(When(days[1], days[1]), days, 1) is None


# Walking is quick, and never tells what was so before


async def test_the_days_ahead_are_worked_out_before_one_gets_there(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "2", "[")
        desk, app = app_of(pilot).desk(), app_of(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        assert screen.opened is not None
        ahead = stepped(app.moment, screen.opened.days, -1)
        assert ahead is not None

        def refuses(*_given: object) -> None:
            raise AssertionError(ahead)

        with pytest.MonkeyPatch.context() as meanwhile:
            meanwhile.setattr(desk, "_worked_out", refuses)
            assert desk.open("example-lab", ahead).moment == ahead
            assert desk.open("example-lab", When(TODAY, TODAY)).moment == When(TODAY, TODAY), "also those passed"


async def test_what_is_remembered_is_what_would_be_worked_out_anew(demo: Path) -> None:
    async with running(demo) as pilot:
        await open_lab(pilot, "example-lab", "2", *["["] * 6, *["]"] * 3, "[")
        app = app_of(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        assert screen.opened is not None
        with Record.open(str(demo), load_norm()) as record:
            fresh = Desk(record, TODAY).open("example-lab", app.moment)
        assert screen.opened.row == fresh.row
        assert screen.opened.evaluation.statuses() == fresh.evaluation.statuses()
        shown = screen_text(pilot)
        await press(pilot, "ctrl+r")
        assert screen_text(pilot) == shown


def test_what_was_recorded_since_counts_on_every_day_that_was_remembered(tmp_path: Path) -> None:
    measure = {"id": "M-1", "title": "Segmenteren", "owner": "ICT", "on": "2026-01-01", "end": "2026-12-01"}
    later = {"id": "M-2", "title": "Herstellen", "owner": "ICT", "on": "2026-02-01", "end": "2026-12-01"}
    file = dossier_file(tmp_path, "lab", "Lab De Proef", measures=[measure])
    place = recorded(tmp_path / "record.db", [file])
    days = [When(each, each) for each in (date(2026, 1, 31), date(2026, 3, 1), TODAY)]
    with Record.open(str(place), load_norm()) as record:
        desk = Desk(record, TODAY)
        before = [len(desk.open("lab", each).evaluation.measures) for each in days]
        with Record.open(str(place), load_norm()) as other:
            both = [measure, later | {"known_on": "2026-02-01"}]
            import_files(other, [dossier_file(tmp_path, "lab", "Lab De Proef", measures=both)], Call.new("b", TODAY))
        after = [len(desk.open("lab", each).evaluation.measures) for each in days]
        assert (before, after) == ([1, 1, 1], [1, 2, 2])
        assert len(desk.open("lab", When(TODAY, TODAY, 2)).evaluation.measures) == 1, "an earlier head stays itself"
        for day in range(1, 29):
            desk.open("lab", When(date(2026, 2, day), date(2026, 2, day)))
        assert len(desk._moments) == REMEMBERED
