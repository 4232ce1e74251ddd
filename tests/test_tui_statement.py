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

from nen7510_tracker.dossier import statement_draft as sheets
from nen7510_tracker.dossier.facts.statement import Statement
from nen7510_tracker.dossier.statement_draft import Said, StatementDraft
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.drafting import Drafting
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.store.drafts import Drafts
from nen7510_tracker.store.journal import Journal
from nen7510_tracker.tui.form import Form
from nen7510_tracker.tui.menu import Menu
from nen7510_tracker.tui.settings import Settings
from nen7510_tracker.tui.statement import StatementScreen
from nen7510_tracker.tui.unsaved import FormName
from nen7510_tracker.words.message import Message, StoreUnreachable

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
        rows = sheet(pilot).stated.rows
        assert [rows[f"A.5.{n}"].implemented for n in range(1, 5)] == ["yes", "partly", "planned", "no"]
        assert rows["A.5.5"] == Said(applicable=True, reasons=("practice",))
        assert "5 of 101" in screen_text(pilot)
        await press(pilot, "u", "u", "u", "l")
        assert "4 of 101" in screen_text(pilot)
        assert "A.5.4 " not in screen_text(pilot)


async def test_a_figure_opens_to_the_controls_that_it_counts(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "o")
        assert "Nothing is said of any control yet." in screen_text(pilot)
        await press(pilot, "1", "1", "2", "0", "escape", "1")
        table = sheet(pilot).table
        for numbers in ((1, 2, 5), (3,), (4,)):
            await press(pilot, "o")
            assert [row.key for row in table.shown if row.control] == [f"A.5.{n}" for n in numbers]
        await press(pilot, "backspace")  # the only one that did not apply: nothing else is hidden then
        assert table.counts == (101, 101)
        await press(pilot, "o", "l")
        assert table.counts == (97, 97)


async def test_what_does_not_apply_is_asked_why(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "0")
        await type_text(pilot, "Geen eigen software")
        await press(pilot, "escape")
        said = sheet(pilot).stated.row("A.5.1")
        assert said == Said(applicable=False, justification="Geen eigen software")
        current = sheet(pilot).table.current
        assert current is not None
        assert current.key == "A.5.2"
        assert "– not applicable" in screen_text(pilot)  # noqa: RUF001 - the sign of the screens


async def test_marked_controls_are_said_at_once(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "home", "space", "1")
        rows = sheet(pilot).stated.rows
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
        assert "1 of 101 controls apply, of 99 it says nothing." in text
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


# Nothing is lost


def kept(place: Path, edition: str = "nen7510:2024") -> StatementDraft | None:
    """What somebody finds who opens the sheet after the program is gone."""
    with Record.open(str(place), load_norm()) as record:
        drafting = Drafting(record, Journal(place.parent / "drafts", record.ledger.identity))
        return drafting.statement("lab", sheets.draft_id(edition))


def said(place: Path, edition: str = "nen7510:2024") -> set[str]:
    found = kept(place, edition)
    return set(found.rows) if found else set()


async def test_it_is_in_the_store_while_it_is_written_and_a_form_is_open(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V")
        assert kept(place) is None, "nothing is kept of a sheet that somebody only looked at"
        await press(pilot, "1", "0")
        await type_text(pilot, "half")
        found = kept(place)
        assert found is not None
        assert found.row("A.5.2").justification == "half", "read by another while the form is open"


async def test_a_locked_record_is_said_and_loses_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_given: object) -> None:
        raise StoreUnreachable(Message("The record is locked."))

    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V")
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(Drafts, "keep", locked)
            await press(pilot, "1")
            assert "What you typed is safe" in screen_text(pilot)
            assert said(place) == {"A.5.1"}, "also in a draft that the store never got"
        await press(pilot, "2")
        assert said(place) == {"A.5.1", "A.5.2"}


async def test_a_disk_that_refuses_too_is_said_and_the_store_gets_it(place: Path) -> None:
    (place.parent / "drafts").write_text("a file where the folder should be")
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "1")
        assert "What you typed could not be kept" in screen_text(pilot)
    assert said(place) == {"A.5.1"}


async def test_two_sheets_do_not_mix_and_stand_with_the_drafts(stated: Path) -> None:
    async with running(stated, settings=settings(stated)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "home", "down", "4", "escape", "E", "V", "1", "1", "escape")
        await press(pilot, "n")
        text = screen_text(pilot)
        assert "statement of applicability, nen7510:2017" in text
        assert "statement of applicability, nen7510:2024" in text
        assert "2 of 1" in text
        await press(pilot, "home", "down", "enter")
        assert sheet(pilot).edition.id == "nen7510:2024"
        assert sheet(pilot).stated.row("A.5.1").implemented == "no"
    assert len(said(stated, "nen7510:2017")) == 2
    assert said(stated) == {"A.5.1", "A.5.2"}


async def test_it_outlives_any_number_of_forms(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "1", "escape")
        unsaved = app_of(pilot).unsaved
        for number in range(60):
            unsaved.put(FormName("lab", "record", "measure", f"M-{number}"), {"title": "x"})
        await press(pilot, "V")
        assert "Taken up where it was left" in screen_text(pilot)
        assert "1 of 101" in screen_text(pilot)


@pytest.mark.parametrize("keys", [("D", "enter"), ("d", "ctrl+s", "r", "enter")])
async def test_what_is_over_does_not_come_back(place: Path, keys: tuple[str, ...]) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "2", "V", "1", "d")
        await save(pilot, "version", "1")
        draft = sheet(pilot).stated
        await press(pilot, *keys)
        assert kept(place) is None
        app_of(pilot).drafting().keep(draft)  # what was still on its way to the store
        assert kept(place) is None
        await press(pilot, "V", "1")
    assert said(place), "and a new one can be begun"
