"""The audit sheet: an assessment made by keys alone, never lost, recorded all at once (issue 4, screens 3)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from tui_support import HOSTILE, TODAY, app_of, dossier_file, open_lab, press, recorded, running, screen_text, settled

from nen7510_tracker.dossier.draft import Draft, Row, found, rated
from nen7510_tracker.exchange.draft_file import write_draft, write_sheet
from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.draft_check import scope_of
from nen7510_tracker.service.drafting import Drafting
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call
from nen7510_tracker.store.journal import Journal
from nen7510_tracker.tui.form import Form
from nen7510_tracker.tui.settings import Settings
from nen7510_tracker.tui.sheet import SheetScreen

PARTIES = [
    {"id": "igj", "name": "Inspectie", "kind": "inspectorate"},
    {"id": "aud", "name": "Auditor", "kind": "auditor"},
]
EARLIER = {
    "id": "eerder",
    "kind": "inspection",
    "title": "Eerder",
    "performed_by": "igj",
    "edition": "nen7510:2024",
    "reference_dates": ["2026-01-10"],
    "ratings": [{"control": "4.1", "rating": "fails"}],
}
AUDIT = Draft(
    lab="lab",
    id="audit-1",
    kind="independent_audit",
    title="Audit",
    performed_by="aud",
    edition="nen7510:2024",
    reference_dates=("2026-11-09",),
)
INSPECTION = Draft(
    lab="lab",
    id="insp-1",
    kind="inspection",
    title="Inspectie",
    performed_by="igj",
    edition="nen7510:2024",
    reference_dates=("2026-11-09",),
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # files are written where one is
    file = dossier_file(tmp_path, "lab", "Lab De Proef", parties=PARTIES, assessments=[EARLIER])
    return recorded(tmp_path / "record.db", [file])


def drafting(record: Record, tmp_path: Path) -> Drafting:
    return Drafting(record, Journal(tmp_path / "drafts", record.ledger.identity))


@asynccontextmanager
async def on_sheet(
    place: Path, draft: Draft, *keys: str, size: tuple[int, int] = (120, 40), language: str = "en"
) -> AsyncIterator[Pilot[None]]:
    """The program on the sheet of a draft, after some keys."""
    with Record.open(str(place), load_norm()) as record:
        drafts = drafting(record, place.parent)
        if not drafts.listed("lab"):
            drafts.start(draft)
    settings = Settings(place.parent / "interface.json")
    async with running(place, size, settings=settings, language=language) as pilot:
        await open_lab(pilot, "lab", "2", "n", "home", "enter")
        assert isinstance(pilot.app.screen, SheetScreen)
        await press(pilot, *keys)
        yield pilot


def sheet(pilot: Pilot[None]) -> SheetScreen:
    screen = next(each for each in pilot.app.screen_stack if isinstance(each, SheetScreen))
    assert screen.draft is not None
    return screen


def drafted(pilot: Pilot[None]) -> Draft:
    found = sheet(pilot).draft
    assert found is not None
    return found


def kept(place: Path) -> Draft:
    """What somebody finds who opens the draft after the program is gone."""
    with Record.open(str(place), load_norm()) as record:
        return drafting(record, place.parent).open("lab", "audit-1")


async def typed(pilot: Pilot[None], text: str) -> None:
    """Type a text into what has the keys; a long one is pasted."""
    field = pilot.app.focused
    if len(text) > 12 and isinstance(field, Input):
        field.insert_text_at_cursor(text)
        await settled(pilot)
    else:
        await pilot.press(*("space" if each == " " else each for each in text))


# A key a judgement


@pytest.mark.parametrize(
    ("draft", "key", "row"),
    [
        (INSPECTION, "1", Row(rating="meets")),
        (INSPECTION, "2", Row(rating="largely_meets")),
        (INSPECTION, "3", Row(rating="largely_fails")),
        (INSPECTION, "4", Row(rating="fails")),
        (AUDIT, "1", Row(rating="meets")),
        (AUDIT, "e", Row(examined=True)),
        (AUDIT, "0", Row(rating="not_assessed")),
        (AUDIT, "p", Row(depth="design")),
    ],
)
async def test_a_key_is_a_judgement(place: Path, draft: Draft, key: str, row: Row) -> None:
    async with on_sheet(place, draft, key) as pilot:
        assert drafted(pilot).rows == {"4.1": row}
        current = sheet(pilot).table.current
        assert current
        assert current.key == ("4.1" if key == "p" else "4.2"), (
            "the cursor goes on by itself, where something was judged"
        )


@pytest.mark.parametrize(("key", "grade"), [("2", "minor"), ("3", "major"), ("4", "observation")])
async def test_in_an_audit_a_key_opens_the_finding(place: Path, key: str, grade: str) -> None:
    async with on_sheet(place, AUDIT, key) as pilot:
        assert isinstance(pilot.app.screen, Form)
        await typed(pilot, "Geen beleid")
        await press(pilot, "escape")
        (finding,) = drafted(pilot).findings
        assert (finding.id, finding.grade, finding.title, finding.controls) == (
            "audit-1-01",
            grade,
            "Geen beleid",
            ("4.1",),
        )
        assert drafted(pilot).row("4.1").examined


async def test_a_finding_in_which_nothing_is_written_is_none(place: Path) -> None:
    async with on_sheet(place, AUDIT, "3", "escape") as pilot:
        assert not drafted(pilot).findings
        assert not drafted(pilot).rows


async def test_marked_controls_are_judged_together(place: Path) -> None:
    async with on_sheet(place, AUDIT, " ", " ", "1") as pilot:
        assert set(drafted(pilot).rows) == {"4.1", "4.2"}
        await press(pilot, "home", "down", " ", " ", "f")
        await typed(pilot, "Samen")
        await press(pilot, "escape")
        assert drafted(pilot).findings[0].controls == ("4.1", "4.2")


async def test_a_heading_marks_all_below_it(place: Path) -> None:
    async with on_sheet(place, AUDIT, "home", " ") as pilot:
        assert sheet(pilot).marked == {"4.1", "4.2", "4.3", "4.4"}
        await press(pilot, " ")
        assert not sheet(pilot).marked


async def test_escape_takes_the_marks_away_first(place: Path) -> None:
    async with on_sheet(place, AUDIT, " ", " ", "escape") as pilot:
        assert isinstance(pilot.app.screen, SheetScreen)
        assert not sheet(pilot).marked
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, SheetScreen)


async def test_a_change_can_be_taken_back(place: Path) -> None:
    async with on_sheet(place, AUDIT, "1", "1", "u") as pilot:
        assert set(drafted(pilot).rows) == {"4.1"}
        await press(pilot, "u", "u")
        assert not drafted(pilot).rows
        assert "Nothing was changed" in screen_text(pilot)


async def test_what_is_typed_in_a_form_is_taken_back_at_once(place: Path) -> None:
    async with on_sheet(place, AUDIT, "1", "3") as pilot:
        await typed(pilot, "Geen beleid")
        await press(pilot, "escape", "u")
        assert not drafted(pilot).findings
        assert set(drafted(pilot).rows) == {"4.1"}


async def test_only_what_is_left(place: Path) -> None:
    async with on_sheet(place, AUDIT, "1", "1", "l") as pilot:
        assert "4.1" not in {row.key for row in sheet(pilot).table.shown}
        first = sheet(pilot).table.current
        await press(pilot, "e")
        assert first
        assert first.key not in {row.key for row in sheet(pilot).table.shown}
        assert "3 of 131" in screen_text(pilot)


async def test_what_others_said_can_be_hidden(place: Path) -> None:
    async with on_sheet(place, AUDIT, "home", "down") as pilot:
        assert "What others said" in screen_text(pilot)
        await press(pilot, "o")
        text = screen_text(pilot)
        assert "What others said" not in text
        assert "--" not in text
        assert "others hidden" in text


async def test_a_note_stands_with_its_control(place: Path) -> None:
    async with on_sheet(place, AUDIT, "1", "up", "enter") as pilot:
        await typed(pilot, "Gezien bij CISO")
        await press(pilot, "enter")
        assert drafted(pilot).row("4.1") == Row(rating="meets", note="Gezien bij CISO")
        assert "Gezien bij CISO" in screen_text(pilot)


async def test_evidence_says_what_of_whom_and_how_many(place: Path) -> None:
    async with on_sheet(place, AUDIT, "E") as pilot:
        for text in ("Uitgifte van rechten", "interview", "", "CISO", "40", "5", "1"):
            if text == "interview":
                await press(pilot, "ctrl+u")
            await typed(pilot, text)
            await press(pilot, "enter")
        await press(pilot, "ctrl+s")
        (seen,) = drafted(pilot).evidence
        assert (seen.title, seen.kind, seen.spoken_to, seen.population, seen.taken, seen.deviating) == (
            *("Uitgifte van rechten", "interview", "CISO"),
            *(40, 5, 1),
        )


async def test_controls_are_grouped_by_who_is_spoken_to(place: Path) -> None:
    async with on_sheet(place, AUDIT, " ", " ", "G") as pilot:
        await typed(pilot, "Directeur")
        await press(pilot, "ctrl+s")
        headings = [row.title for row in sheet(pilot).table.shown if row.control is None]
        assert headings == ["Directeur", "In no session"]
        await press(pilot, "g")
        assert "Directeur" not in screen_text(pilot)


# Nothing is lost


async def test_every_key_is_in_the_store_when_the_program_is_left(place: Path) -> None:
    async with on_sheet(place, AUDIT, "1", "e", "0") as pilot:
        now = drafted(pilot)
    assert kept(place) == now


async def test_a_form_that_is_open_when_the_program_dies_has_lost_nothing(place: Path) -> None:
    async with on_sheet(place, AUDIT, "3") as pilot:
        await typed(pilot, "Half een ti")
        assert kept(place).findings[0].title == "Half een ti", "read by another while the form is open"


async def test_a_locked_record_is_said_and_loses_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nen7510_tracker.store.drafts import Drafts
    from nen7510_tracker.words.message import Message, StoreUnreachable

    async with on_sheet(place, AUDIT, "1") as pilot:

        def locked(*_given: object) -> None:
            raise StoreUnreachable(Message("The record is locked."))

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(Drafts, "keep", locked)
            await press(pilot, "1")
            assert "What you typed is safe" in screen_text(pilot)
            assert set(kept(place).rows) == {"4.1", "4.2"}
        await press(pilot, "1")
        assert set(kept(place).rows) == {"4.1", "4.2", "4.3"}


async def test_two_sheets_at_once_do_not_mix(place: Path) -> None:
    with Record.open(str(place), load_norm()) as record:
        drafting(record, place.parent).start(INSPECTION)
        drafting(record, place.parent).start(AUDIT)
    async with running(place, settings=Settings(place.parent / "interface.json")) as pilot:
        await open_lab(pilot, "lab", "2", "n", "home", "enter", "1", "escape", "n", "home", "down", "enter", "4")
        assert drafted(pilot).rows == {"4.1": Row(rating="fails")}
    assert kept(place).rows == {"4.1": Row(rating="meets")}


# A colleague's part


async def test_a_colleague_s_part_is_taken_in_and_what_differs_is_asked(place: Path, tmp_path: Path) -> None:
    part = tmp_path / "part.json"
    part.write_text(write_draft(rated(rated(AUDIT, ["4.1"], "fails"), ["A.8.5"], "fails")))
    async with on_sheet(place, AUDIT, "1", "i") as pilot:
        await typed(pilot, str(part).replace("/", "/"))
        await press(pilot, "enter")
        assert "Both have something" in screen_text(pilot)
        await typed(pilot, "theirs")
        await press(pilot, "ctrl+s")
        assert {key: row.rating for key, row in drafted(pilot).rows.items()} == {"4.1": "fails", "A.8.5": "fails"}
    assert kept(place).row("A.8.5").rating == "fails"


async def test_a_sheet_filled_in_elsewhere_is_taken_in(place: Path, tmp_path: Path) -> None:
    norm = load_norm()
    edition = norm.edition("nen7510:2024")
    part = tmp_path / "part.csv"
    part.write_text(
        write_sheet(rated(AUDIT, ["A.8.5"], "largely_meets"), edition, scope_of(AUDIT, norm), "nl"), "utf-8"
    )
    async with on_sheet(place, AUDIT, "1", "i") as pilot:
        await typed(pilot, str(part))
        await press(pilot, "enter")
        assert {key: row.rating for key, row in drafted(pilot).rows.items()} == {
            "4.1": "meets",
            "A.8.5": "largely_meets",
        }


@pytest.mark.parametrize(
    "text", ["", "{", '{"schema": "other"}', "[1]", '{"schema": "nen7510-draft/1", "lab": "\\u202e"}']
)
async def test_what_is_no_draft_is_said(place: Path, tmp_path: Path, text: str) -> None:
    part = tmp_path / "part.json"
    part.write_text(text, "utf-8")
    async with on_sheet(place, AUDIT, "1", "i") as pilot:
        await typed(pilot, str(part))
        await press(pilot, "enter")
        assert "part.json" in screen_text(pilot)
        assert set(drafted(pilot).rows) == {"4.1"}


# Recording


async def test_what_is_still_wrong_is_said_before_anything_is_recorded(place: Path) -> None:
    async with on_sheet(place, AUDIT, "r") as pilot:
        assert "Nothing has been looked at yet" in screen_text(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SheetScreen)


async def test_a_draft_thrown_away_is_asked_and_gone(place: Path) -> None:
    async with on_sheet(place, AUDIT, "1", "D", "escape", "D", "enter") as pilot:
        assert not isinstance(pilot.app.screen, SheetScreen)
    with Record.open(str(place), load_norm()) as record:
        assert not drafting(record, place.parent).listed()


async def test_an_assessment_by_keys_alone_equals_the_one_in_a_file(place: Path, tmp_path: Path) -> None:
    """131 judgements and 12 findings; how many keys that takes stands in docs/interface.md."""
    keys = 0
    async with on_sheet(place, AUDIT) as pilot:
        for begin in range(0, 131, 11):  # in bursts, as fast as somebody types who knows the way
            burst = ["3", *"Geen", "enter", *"Niets", "ctrl+s", *["1"] * (min(begin + 11, 131) - begin - 1)]
            await pilot.press(*burst)
            keys += len(burst)
        await settled(pilot)
        assert "131 of 131" in screen_text(pilot)
        await press(pilot, "r", "enter")
        keys += 2
        assert "144 facts recorded" in screen_text(pilot) or "facts recorded" in screen_text(pilot)
    assert keys == 131 - 12 + 12 * 12 + 2
    controls = list(load_norm().edition("nen7510:2024").controls)
    found_on = controls[::11]
    told = dossier_file(
        tmp_path,
        "lab",
        "Lab De Proef",
        parties=PARTIES,
        assessments=[
            EARLIER,
            {
                "id": "audit-1",
                "kind": "independent_audit",
                "title": "Audit",
                "performed_by": "aud",
                "edition": "nen7510:2024",
                "reference_dates": ["2026-11-09"],
                "examined": found_on,
                "ratings": [{"control": each, "rating": "meets"} for each in controls if each not in found_on],
                "findings": [
                    {
                        "id": f"audit-1-{n:02}",
                        "controls": [each],
                        "grade": "major",
                        "title": "Geen",
                        "statement": "Niets",
                    }
                    for n, each in enumerate(found_on, 1)
                ],
            },
        ],
    )
    with Record.open(str(place), load_norm()) as record:
        assert not import_files(record, [told], Call.new("anna", TODAY))["lab"], (
            "the file tells nothing that is not recorded"
        )
        assert not drafting(record, place.parent).listed()


async def test_a_new_assessment_begins_with_a_form(place: Path) -> None:
    async with running(place, settings=Settings(place.parent / "interface.json")) as pilot:
        await open_lab(pilot, "lab", "3", "n")
        for text in ("independent", "audit-1", "Audit", "auditor"):
            await typed(pilot, text)
            await press(pilot, "enter")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, SheetScreen)
        assert (drafted(pilot).kind, drafted(pilot).performed_by) == ("independent_audit", "aud")


# Hostile texts, small screens


def hostile() -> Draft:
    draft = AUDIT
    controls = list(load_norm().edition("nen7510:2024").controls)
    for at, text in enumerate(HOSTILE):
        draft = rated(draft, [controls[at]], "fails")
        draft = found(draft, _finding(at, controls[at], text))
    return draft


def _finding(at: int, control: str, text: str) -> Any:
    from nen7510_tracker.dossier.draft import DraftFinding

    return DraftFinding(id=f"f-{at}", controls=(control,), grade="major", title=text, statement=f"{text}\n{text}")


@pytest.mark.parametrize(
    ("size", "language"), [((80, 24), "en"), ((80, 24), "nl"), ((200, 60), "en"), ((60, 20), "nl")]
)
async def test_no_text_breaks_the_sheet(place: Path, size: tuple[int, int], language: str) -> None:
    async with on_sheet(place, hostile(), size=size, language=language) as pilot:
        await press(
            pilot, "home", *("down",) * (len(HOSTILE) + 1), "F", "escape", "enter", "escape", "?", "escape", "P"
        )
        assert not app_of(pilot).troubles
        assert "of 131" in screen_text(pilot) or "van 131" in screen_text(pilot)
