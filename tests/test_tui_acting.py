"""What the command line can do to a dossier can be done in the interface, under the same rules (issue 4)."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from postgresql_proxy import Cut, proxied
from store_engines import Store
from store_program import done
from textual.pilot import Pilot
from textual.widgets import Input
from tui_support import DATA, TODAY, app_of, open_lab, press, recorded, running, screen_text, settled

from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.service.recording import Call
from nen7510_tracker.tui.form import Form
from nen7510_tracker.tui.laboratory import LaboratoryScreen
from nen7510_tracker.tui.menu import Menu
from nen7510_tracker.tui.settings import Settings

BASE = """schema: nen7510-dossier/1
lab: {id: lab, name: Lab De Proef, services: [cervical-screening]}
parties:
  - {id: bvo, name: Opdrachtgever, kind: commissioner}
  - {id: aud, name: Auditor, kind: auditor}
  - id: ci
    name: Certificeerder
    kind: certification_body
    accreditations: [{body: RvA, number: C 1, edition: nen7510:2024, valid_from: 2024-01-01, valid_until: 2040-12-31}]
assessments:
  - id: audit
    kind: independent_audit
    title: Audit
    performed_by: aud
    edition: nen7510:2024
    reference_dates: [2026-01-10]
    ratings: [{control: A.8.5, rating: fails}]
    findings:
      - {id: F-1, controls: [A.8.5], grade: major, title: Geen tweede factor, due: 2026-12-01}
      - id: F-2
        controls: [A.8.15]
        grade: minor
        title: Logging
        events: [{on: 2026-05-01, state: implemented, by: lab}]
      - id: F-3
        controls: [A.8.16]
        grade: minor
        title: Bewaking
        events: [{on: 2026-05-02, state: implemented, by: lab}]
measures:
  - {id: M-1, title: Tweede factor, findings: [F-1], on: 2026-02-01, end: 2026-11-01}
"""
CERTIFIED = """certificates:
  - {id: cert, issued_by: ci, number: N-1, edition: nen7510:2024, scope: [cervical-screening],
     events: [{on: 2026-10-01, state: granted, valid_until: 2029-09-30}]}
requirements:
  - {id: R-1, set_by: bvo, text: Een eis, on: 2026-03-01,
     establishments: [{on: 2026-10-20, by: aud, result: met}]}
"""
CTRL_U = "ctrl+u"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "lab.yaml").write_text(BASE)
    return recorded(tmp_path / "record.db", [tmp_path / "lab.yaml"])


@pytest.fixture
def certified(tmp_path: Path) -> Path:
    (tmp_path / "lab.yaml").write_text(BASE + CERTIFIED)
    return recorded(tmp_path / "record.db", [tmp_path / "lab.yaml"])


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings(place: Path) -> Settings:
    return Settings(place.parent / "interface.json")


async def typed(pilot: Pilot[None], text: str) -> None:
    """Type a text into what has the keys; a long one is pasted."""
    field = pilot.app.focused
    if len(text) > 12 and isinstance(field, Input):
        field.insert_text_at_cursor(text)
        await settled(pilot)
    else:
        await pilot.press(*("space" if each == " " else each for each in text))


async def fill(pilot: Pilot[None], **values: str) -> None:
    """Type values into fields by their names, then save."""
    for name, text in values.items():
        pilot.app.screen.query_one(f"#field-{name.replace('_', '_')}").focus()
        await press(pilot, CTRL_U)
        await typed(pilot, text)
    await press(pilot, "ctrl+s")


async def choose(pilot: Pilot[None], key: str) -> None:
    """Choose an item of the menu that is open."""
    menu = pilot.app.screen
    assert isinstance(menu, Menu), screen_text(pilot)
    table = menu.query_one("#menu")
    assert table.go(key)  # type: ignore[attr-defined] # the menu's table
    await press(pilot, "enter")


def items(pilot: Pilot[None]) -> dict[str, str]:
    """The items of the menu that is open, with why not."""
    menu = pilot.app.screen
    assert isinstance(menu, Menu)
    return {each.key: str(each.why_not or "") for each in menu.items}


def states(place: Path, finding: str) -> Sequence[str]:
    with Record.open(str(place), load_norm()) as record:
        evaluation = record.evaluation("lab", Moment(TODAY, TODAY))
        return [each.fact.state for each in evaluation.findings[finding].events]


# Findings


async def test_what_is_not_allowed_now_is_shown_disabled_and_says_why(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "3", "m")
        shown = items(pilot)
        assert shown["planned"] == ""
        assert "the finding is open then" in shown["accepted"]
        await choose(pilot, "accepted")
        assert isinstance(pilot.app.screen, Menu), "what is disabled does nothing"
        assert "is refused" in screen_text(pilot)


@pytest.mark.parametrize(
    ("finding", "state", "values"),
    [
        ("F-1", "submitted", {"cause": "Geen eigenaar", "action": "Eigenaar benoemd"}),
        ("F-1", "disputed", {"note": "Wij zien dit anders"}),
        ("F-1", "in_progress", {}),
        ("F-2", "verified", {"depth": "operation"}),
        ("F-2", "reopened", {"note": "Niet effectief"}),
        ("F-2", "withdrawn", {"note": "Vergissing"}),
    ],
)
async def test_an_event_is_recorded(place: Path, finding: str, state: str, values: dict[str, str]) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "3")
        assert isinstance(pilot.app.screen, LaboratoryScreen)
        pilot.app.screen.doer.table.go(finding)  # type: ignore[attr-defined] # the tab of the findings
        await press(pilot, "m")
        await choose(pilot, state)
        await fill(pilot, **values)
        assert "Recorded" in screen_text(pilot)
    assert states(place, finding)[-1] == state


async def test_in_a_follow_up_the_next_finding_comes_by_itself(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "3", "F")
        assert "2 findings wait" in screen_text(pilot)
        await press(pilot, "v")
        await fill(pilot, depth="operation")
        await press(pilot, "x")
        await fill(pilot, note="Niet effectief")
        assert {states(place, each)[-1] for each in ("F-2", "F-3")} == {"verified", "reopened"}
        assert "None of 3 findings" in screen_text(pilot)


async def test_a_form_that_was_left_is_taken_up_again(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "3", "m")
        await choose(pilot, "submitted")
        await typed(pilot, "Half")
        await press(pilot, "escape")
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "3", "m")
        await choose(pilot, "submitted")
        text = screen_text(pilot)
        assert "Half" in text
        assert "Taken up where it was left" in text
        await press(pilot, "ctrl+x")
        assert "Half" not in screen_text(pilot)


async def test_a_measure_is_made_for_a_finding_and_goes_on(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "3", "m")
        await choose(pilot, "measure")
        await fill(pilot, id="M-2", title="Sleutels", end="1 dec")
        with Record.open(str(place), load_norm()) as record:
            measure = record.dossier("lab").current("measure", "M-2")
        assert measure is not None
        assert (measure.findings, str(measure.end)) == (("F-1",), "2026-12-01")  # type: ignore[attr-defined] # a measure


# Any fact


async def test_a_fact_of_any_kind_is_recorded_by_a_form(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "N")
        await choose(pilot, "commitment")
        await fill(pilot, id="C-1", by="opdracht", text="Brief aan de Kamer", due="+30")
        assert "Recorded" in screen_text(pilot)
    with Record.open(str(place), load_norm()) as record:
        assert record.dossier("lab").current("commitment", "C-1")


async def test_a_fact_whose_answer_was_lost_on_the_way_is_recorded_once_and_that_is_said(
    place: Path, postgresql: Store, chance: random.Random
) -> None:
    """The network drops between the commit and the answer to it; the program asks again."""
    done("db", "move", place, db=postgresql.url)
    with proxied(postgresql.url) as (proxy, url):
        async with running(url, settings=settings(place)) as pilot:
            await open_lab(pilot, "lab", "N")
            await choose(pilot, "commitment")
            proxy.watch = Cut(b"COMMIT", chance, answer=True)
            await fill(pilot, id="C-1", by="opdracht", text="Brief aan de Kamer", due="+30")
            assert "it is recorded, once" in " ".join(screen_text(pilot).split())
            assert not isinstance(pilot.app.screen, Form)
    assert postgresql.sql("SELECT count(*) FROM entries WHERE id = 'C-1'") == [(1,)]


async def test_what_is_wrong_is_said_under_its_field(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "N")
        await choose(pilot, "measure")
        await fill(pilot, id="M 2", title="Nummer 111222333", end="gauw")
        text = screen_text(pilot)
        assert "An id has 1 to 64" in text
        assert "citizen service number" in text
        assert "This is no day" in text
        assert isinstance(pilot.app.screen, Form)


async def test_what_the_record_refuses_is_said_and_kept(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "N")
        await choose(pilot, "measure")
        await fill(pilot, id="M-1", title="Een andere")
        assert "differs from the one recorded" in screen_text(pilot)
        await press(pilot, "N")
        await choose(pilot, "measure")
        assert "Een andere" in screen_text(pilot)


async def test_a_correction_opens_the_old_fact_and_asks_the_reason(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "3", "m")
        await choose(pilot, "correct")
        assert "Geen tweede factor" in screen_text(pilot)
        await fill(pilot, title="Geen tweede factor op afstand")
        assert isinstance(pilot.app.screen, Form), "a reason is asked"
        await fill(pilot, reason="Te ruim geschreven")
        assert "Corrected" in screen_text(pilot)
        assert "op afstand" in screen_text(pilot)


async def test_a_fact_is_retracted_with_its_reason(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "7", "m")
        await choose(pilot, "retract")
        await fill(pilot, reason="Dubbel")
        assert "Retracted" in screen_text(pilot)


async def test_nothing_is_recorded_while_one_looks_at_another_day(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "3", "[", "m")
        assert "another day" in screen_text(pilot)
        await press(pilot, "N", "n", "6", "D")
        assert not isinstance(pilot.app.screen, Menu)


# The gate


async def test_resuming_is_shown_disabled_and_says_what_is_missing(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "6")
        assert "decide: resume" in screen_text(pilot)
        await press(pilot, "d")
        assert "Resuming is not possible: 3 of 3 criteria are not met, certificate, independent," in screen_text(pilot)


async def test_two_people_decide(certified: Path) -> None:
    async with running(certified, settings=settings(certified)) as pilot:
        await open_lab(pilot, "lab", "6", "d")
        form = pilot.app.screen
        assert isinstance(form, Form)
        answers = [each.name for each in form.fields if each.name.startswith("answer:")]
        assert answers, "what speaks against has to be answered"
        await fill(pilot, rationale="Onafhankelijk vastgesteld")
        assert isinstance(pilot.app.screen, Form), "not without the answers"
        for name in answers:
            pilot.app.screen.query_one(f"#field-{name.replace(':', '-')}").focus()
            await typed(pilot, "Gewogen")
        await press(pilot, "ctrl+s")
        assert "is proposed by an.auditor" in screen_text(pilot)
        await press(pilot, "a")
        await choose(pilot, "D-1")
        assert "Onafhankelijk vastgesteld" in screen_text(pilot)
        await press(pilot, "enter")
        assert "somebody else has to approve" in screen_text(pilot)
        app_of(pilot).actor = "bram"
        await press(pilot, "a")
        await choose(pilot, "D-1")
        await press(pilot, "enter")
        assert "D-1 is approved by bram" in screen_text(pilot)
        assert "decision that stands" in screen_text(pilot)


async def test_another_decision_needs_no_gate(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "6", "D")
        await choose(pilot, "suspend")
        await fill(pilot, rationale="Na het onderzoek", conditions="Een audit = 1-12-2026", review_on="+60")
        assert "is proposed" in screen_text(pilot)


async def test_another_policy_is_proposed_and_approved(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "6", "A")
        await choose(pilot, "resume-thorough")
        await fill(pilot, rationale="Grondiger")
        app_of(pilot).actor = "bram"
        await press(pilot, "a", "enter", "enter")
        assert "resume-thorough" in screen_text(pilot)


async def test_what_a_file_assumes_is_marked_and_decides_nothing(place: Path, tmp_path: Path) -> None:
    head = BASE.partition("assessments:")[0]
    (tmp_path / "what-if.yaml").write_text(head + CERTIFIED)
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "6", "W")
        await fill(pilot, file=str(tmp_path / "what-if.yaml"))
        text = screen_text(pilot)
        assert "facts assumed" in text
        assert "M E T" in text
        await press(pilot, "d")
        assert "Nobody can decide on what is assumed" in screen_text(pilot)
        await press(pilot, "escape")
        assert "facts assumed" not in screen_text(pilot)
    with Record.open(str(place), load_norm()) as record:
        assert record.dossier("lab").current("certificate", "cert") is None


# Laboratories, import, export


async def test_a_new_laboratory_is_recorded_and_opened(place: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await press(pilot, "n")
        await fill(pilot, id="lab-2", name="Lab Twee", services="histology, cytology")
        assert isinstance(pilot.app.screen, LaboratoryScreen)
        assert "Lab Twee" in screen_text(pilot)
        await press(pilot, "escape", "n")
        await fill(pilot, id="lab-2", name="Nog eens")
        assert "There is a laboratory lab-2 already" in screen_text(pilot)


async def test_files_are_imported_or_everything_wrong_with_them_is_shown(place: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("schema: nen7510-dossier/1\nlab: {id: lab-3, naam: x}\n")
    async with running(place, settings=settings(place)) as pilot:
        await press(pilot, "i")
        await fill(pilot, files=str(tmp_path / "bad.yaml"))
        text = screen_text(pilot)
        assert "naam" in text
        assert "Nothing was written" in text
        await press(pilot, "escape", "i")
        await fill(pilot, files=str(DATA / "lab-meetlat.yaml"))
        assert "facts recorded" in screen_text(pilot)


@pytest.mark.parametrize("name", ["gaps.csv", "report.html", "report.txt", "facts.md", "dossier.yaml"])
async def test_what_one_looks_at_is_written_to_a_file(place: Path, tmp_path: Path, name: str) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "e")
        await choose(pilot, name)
        await settled(pilot)
        assert "Written" in screen_text(pilot)
    assert "Geen tweede factor" in (tmp_path / f"lab-{name}").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "begins", "holds"),
    [
        ("report.pdf", b"%PDF-1.7", b"gaps.csv"),
        ("facts.pdf", b"%PDF-1.7", b"dossier.yaml"),
        ("report.docx", b"PK", b"word/document.xml"),
        ("gaps.xlsx", b"PK", b"xl/worksheets/sheet2.xml"),
        ("workbook.xlsx", b"PK", b"xl/worksheets/sheet6.xml"),
    ],
)
async def test_documents_are_written_whole(place: Path, tmp_path: Path, name: str, begins: bytes, holds: bytes) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "e")
        await choose(pilot, name)
        await settled(pilot)
        assert "Written" in screen_text(pilot)
    data = (tmp_path / f"lab-{name}").read_bytes()
    assert data.startswith(begins)
    assert holds in data


async def test_a_table_is_written_as_it_is_shown(place: Path, tmp_path: Path) -> None:
    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "3", "slash", *"factor", "enter", "e")
        assert "CSV: 1 of" in screen_text(pilot)
        await choose(pilot, "table.csv")
        await settled(pilot)
    rows = list(csv.reader((tmp_path / "lab-findings.csv").open(encoding="utf-8", newline="")))
    assert len(rows) == 2
    assert any("Geen tweede factor" in cell for cell in rows[1])


async def test_a_dossier_that_was_exported_is_imported_again(place: Path, tmp_path: Path) -> None:
    from nen7510_tracker.exchange.importing import import_files

    async with running(place, settings=settings(place)) as pilot:
        await open_lab(pilot, "lab", "e")
        await choose(pilot, "dossier.yaml")
    with Record.open(str(place), load_norm()) as record:
        assert not import_files(record, [tmp_path / "lab-dossier.yaml"], Call.new("anna", TODAY))["lab"]
