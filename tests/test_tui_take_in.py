"""Findings from a file in the interface: how it was understood, what it comes to, every mistake, all or nothing."""

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input
from tui_support import DATA, dossier_file, open_lab, press, recorded, running, screen_text, settled
from workbook_support import filled

from nen7510_tracker.cli.main import run
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.tui.foot import Foot
from nen7510_tracker.tui.form import Form
from nen7510_tracker.tui.menu import Menu
from nen7510_tracker.tui.review import Review
from nen7510_tracker.tui.settings import Settings

PLAN = Path(__file__).parent / "oscal" / "plan-of-another-tool.json"
HEADER = "Nr;Norm;Classificatie;Afwijking;Rapporttekst\n"
GOOD = "B-1;A.8.5;Cat 1;Geen tweede factor;[/x] zie bijlage\nB-2;9.1;Cat 2;Niet gemeten;\n"
AUDITS = [
    {"id": f"audit-{at}", "kind": "independent_audit", "title": f"Audit {at}", "performed_by": "aud",
     "edition": "nen7510:2024", "reference_dates": ["2026-05-01"]}
    for at in (1, 2)
]  # fmt: skip


def record_with_audits(folder: Path) -> Path:
    parties = [{"id": "aud", "name": "Auditor", "kind": "auditor"}]
    return recorded(
        folder / "record.db", [dossier_file(folder, "lab", "Lab De Proef", parties=parties, assessments=AUDITS)]
    )


async def fill(pilot: Pilot[None], **values: str) -> None:
    form = pilot.app.screen
    assert isinstance(form, Form)
    for name, text in values.items():
        form.query_one(f"#field-{name}", Input).value = text
    await press(pilot, "ctrl+s")
    await settled(pilot)


def findings(place: Path) -> dict[str, str]:
    with Record.open(str(place), load_norm()) as record:
        return {each.key: str(getattr(each, "statement", "")) for each in record.dossier("lab").facts("finding")}


def review_of(pilot: Pilot[None]) -> Review:
    shown = pilot.app.screen
    assert isinstance(shown, Review)
    return shown


async def test_findings_of_a_laboratory_are_looked_at_and_then_recorded(tmp_path: Path) -> None:
    place, sheet = record_with_audits(tmp_path), tmp_path / "bevindingen.csv"
    sheet.write_text(HEADER + GOOD, "utf-8")
    async with running(place, size=(100, 30), settings=Settings(tmp_path / "interface.json")) as pilot:
        await open_lab(pilot, "lab", "3", "i")
        await fill(pilot, file=str(sheet))
        await fill(pilot, assessment="audit-2", on="2026-05-02")
        told = screen_text(pilot)
        for text in (
            "bevindingen.csv → lab audit-2",
            "Classificatie",
            "Classification",
            "not read",
            "2 facts would be",
        ):
            assert text in told
        review = review_of(pilot)
        review.query_one("#columns").go("\nRapporttekst")  # type: ignore[attr-defined] # the table of columns
        await press(pilot, "enter")
        menu = pilot.app.screen
        assert isinstance(menu, Menu)
        menu.query_one("#menu").go("statement")  # type: ignore[attr-defined] # the menu's table
        await press(pilot, "enter")
        await settled(pilot)
        assert {row.header: row.key for row in review.taking.columns} == {
            "Nr": "id", "Norm": "controls", "Classificatie": "grade", "Rapporttekst": "statement", "Afwijking": None,
        }  # fmt: skip
        assert "1 mistakes: nothing can be recorded." in screen_text(pilot), "the second row has no statement now"
        await press(pilot, "r")
        assert pilot.app.screen is review
        review.query_one("#columns").go("\nAfwijking")  # type: ignore[attr-defined] # the table of columns
        await press(pilot, "enter")
        pilot.app.screen.query_one("#menu").go("title")  # type: ignore[attr-defined] # the menu's table
        await press(pilot, "enter")
        await settled(pilot)
        assert "[/x]" in screen_text(pilot), "no text of a file is markup"
        assert findings(place) == {}
        await pilot.click(Foot, offset=(2, 0))
        await settled(pilot)
        assert "2 facts recorded." in screen_text(pilot)
    assert findings(place) == {"B-1": "[/x] zie bijlage", "B-2": "None"}


async def test_every_mistake_is_shown_with_its_place_and_nothing_is_recorded(tmp_path: Path) -> None:
    place, sheet = record_with_audits(tmp_path), tmp_path / "bevindingen.csv"
    sheet.write_text(HEADER + "B-1;A.8.99;Cat 1;Tekst;\nB-2;9.1;rood;Tekst;\n", "utf-8")
    async with running(place, settings=Settings(tmp_path / "interface.json")) as pilot:
        await press(pilot, "i")
        await fill(pilot, files=str(sheet))
        await fill(pilot, lab="De Proef")
        await fill(pilot, assessment="audit-1")
        assert "2 mistakes: nothing can be recorded." in screen_text(pilot)
        wrong = "\n".join(map(str, review_of(pilot).taking.wrong))
        assert "line 2: Norm (B), “A.8.99”: nen7510:2024 has no control A.8.99" in wrong
        assert "line 3: Classificatie (C), “rood”" in wrong
        await press(pilot, "r", "escape")
        assert not isinstance(pilot.app.screen, Review)
    assert findings(place) == {}


async def test_a_plan_of_another_tool_is_taken_in_and_says_what_was_left(tmp_path: Path) -> None:
    place = record_with_audits(tmp_path)
    async with running(place, settings=Settings(tmp_path / "interface.json")) as pilot:
        await open_lab(pilot, "lab", "i")
        await fill(pilot, file=str(PLAN))
        await fill(pilot, assessment="audit-1", on="4-5-2026")
        told = screen_text(pilot)
        assert "3 facts would be recorded." in told
        assert "closed in the plan, and taken in as open" in told
        await press(pilot, "r")
        await settled(pilot)
        await press(pilot, "i")
        await fill(pilot, file=str(tmp_path / "none.xlsx"))
        assert "none.xlsx: there is no such file." in screen_text(pilot)
        await press(pilot, "i")
        await fill(pilot, file=str(DATA / "lab-pipet.yaml"))
        assert "This is no spreadsheet and no plan." in screen_text(pilot)
    assert set(findings(place)) == {"V-12", "audit-1-81fa32e8"}


async def test_a_workbook_that_came_back_is_looked_at_cell_by_cell_and_then_recorded(tmp_path: Path) -> None:
    measures = [{"id": "M-1", "title": "Tweede factor", "on": "2026-01-10", "end": "2026-06-01"}]
    place = recorded(tmp_path / "record.db", [dossier_file(tmp_path, "lab", "Lab De Proef", measures=measures)])
    work = tmp_path / "work.xlsx"
    assert run(["--db", str(place), "workbook", "lab", "-o", str(work)]) == 0
    done = filled(work, {("Measures", "M-1", "state"): "in progress", ("Measures", "M-1", "note"): "[/x] begonnen"})
    async with running(place, settings=Settings(tmp_path / "interface.json")) as pilot:
        await open_lab(pilot, "lab", "i")
        await fill(pilot, file=str(done))
        told = screen_text(pilot)
        assert "1 facts would be recorded." in told
        assert "Measures!C2, M-1, state: “planned” → “in progress”" in told
        assert "note: nothing → “[/x] begonnen”" in told
        await press(pilot, "r")
        await settled(pilot)
        await press(pilot, "i")
        await fill(pilot, file=str(done))
        assert "Nothing new: all of it is recorded already." in screen_text(pilot)
        await press(pilot, "escape", "i")
        await fill(pilot, file=str(filled(work, {("Measures", "M-1", "progress in %"): 101})))
        assert "1 mistakes: nothing can be recorded." in screen_text(pilot)
        assert "progress in % (D), “101”: 101 is no whole number" in str(review_of(pilot).taking.wrong[0])
    with Record.open(str(place), load_norm()) as record:
        (event,) = record.dossier("lab").facts("measure_event")
    assert event.key.endswith("/in_progress")
