"""Every status, verdict and figure opens to the facts that it rests on, and these to who recorded them (issue 4, 3)."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_support import DATA, app_of, dossier_file, open_lab, press, recorded, running, screen_text, settled

from nen7510_tracker.dossier.draft import Draft, DraftFinding, found
from nen7510_tracker.tui.draft_sheet import DraftSheet
from nen7510_tracker.tui.laboratory import LaboratoryScreen
from nen7510_tracker.tui.page import Block, Page, Target
from nen7510_tracker.tui.settings import Settings
from nen7510_tracker.tui.tabs.compare import compared_text
from nen7510_tracker.tui.tabs.control_facts import worked_out
from nen7510_tracker.tui.tabs.control_text import control_text
from nen7510_tracker.tui.tabs.finding_text import finding_text
from nen7510_tracker.tui.tabs.gate_text import criterion_text
from nen7510_tracker.tui.tabs.overview import areas, figures, missing, verdict
from nen7510_tracker.tui.tabs.overview_days import due, story
from nen7510_tracker.tui.tabs.overview_path import path
from nen7510_tracker.tui.tabs.trajectory import trajectory_text

WHO = "2026-11-10 12:00:00 UTC by tester"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("why") / "demo.db", [DATA / "example-lab.yaml"])


# The keys that lead to a figure, the words on its line, the key that opens it, where that leads, and what stands there.
FIGURES = (
    ("1", "3 of 3 criteria are met", "gate", "What it rests on (1)"),
    ("1", "decision that stands", "record", WHO),
    ("1", "1 of 7 major · 12 of 20 minor", "findings", "20 of 45 findings  Open findings only"),
    ("1", "overdue 7 of 22 findings and measures", "overview", "15 Jun 2026"),
    ("1", "27 │ 28 of 30", "controls", "131 of 131 controls of nen7510:2024"),
    ("1", "69 │ 75 of 96", "controls", "Organizational controls"),
    ("1", "96 │ 103 of 126", "controls", "131 of 131 controls of nen7510:2024"),
    ("1", "Technological controls", "controls", "3 of 35"),
    ("1", "certification body contracted", "trajectory", WHO),
    ("1", "AUD-11", "findings", "AUD-11  Geen meerjarig auditprogramma"),
    ("1", "M-13", "trajectory", WHO),
    ("1", "confirmed", "record", WHO),
    ("2 enter", "rates 4.1 as meets", "record", WHO),
    ("2 up enter", "4.3", "controls", "4.3 Determining the scope"),
    ("2 / 8 . 1 5 enter enter", "fails  operation", "record", WHO),
    ("3 enter", "entry ", "record", WHO),
    ("3 / A U D - 0 5 enter enter", "implemented", "record", WHO),
    ("4", "They disagree on 23 of 41", "compare", "They disagree: 23 of 57"),
    ("4", "audit-2025", "record", WHO),
    ("4 enter", "-- fails", "record", WHO),
    ("5", "32 findings", "findings", "45 of 45 findings"),
    ("5", "M-02", "trajectory", "percent done, it is said"),
    ("5", "Nulmeting", "trajectory", WHO),
    ("6", "decision that stands", "record", WHO),
    ("6 enter", "certificate cert-2026", "record", "What belongs to it (2)"),
    ("6 end enter", "independent assessments disagree", "compare", "They disagree: 23 of 57"),
    ("7 enter", "cert-2026/2026-09-21", "record", WHO),
)


async def test_every_figure_opens_to_what_it_rests_on(place: Path) -> None:
    wrong = []
    async with running(place, (200, 60)) as pilot:
        for keys, figure, leads_to, stands in FIGURES:
            await open_lab(pilot, "example-lab", *keys.split())
            if keys.startswith("7"):
                await press(pilot, "escape", "/", *"cert-2026", "enter", "end", "enter")
            if not await point(pilot, figure):
                wrong.append((keys, figure))
                await leave(pilot)
                continue
            await press(pilot, "enter")
            screen = pilot.app.screen
            assert isinstance(screen, LaboratoryScreen)
            if screen.active != leads_to or " ".join(stands.split()) not in " ".join(screen_text(pilot).split()):
                wrong.append((keys, figure, screen.active, stands))
            await leave(pilot)
    assert not wrong


async def leave(pilot: Pilot[None]) -> None:
    """Back to the laboratories."""
    while isinstance(pilot.app.screen, LaboratoryScreen | DraftSheet):
        await press(pilot, "escape")


async def point(pilot: Pilot[None], text: str) -> bool:
    """Put the cursor on the line that says something and leads on; says whether there is one."""
    for page in pilot.app.screen.query(Page):
        if page.is_on_screen or page.region.area:
            for block in page._blocks:
                shown = (block.draw() if block.draw else block.content).plain
                if text in shown and block.target:
                    page.focus()
                    assert page.go(block.target)
                    await settled(pilot)
                    return True
    return False


async def test_every_line_that_leads_on_leads_somewhere(place: Path) -> None:
    """Of each kind of target that a laboratory's texts name, the first ones and the last one."""
    async with running(place, (120, 40)) as pilot:
        await open_lab(pilot, "example-lab")
        screen = pilot.app.screen
        assert isinstance(screen, LaboratoryScreen)
        targets: dict[str, list[Target]] = defaultdict(list)
        for block in texts(screen):
            if block.target and block.target not in targets[block.target.kind]:
                targets[block.target.kind].append(block.target)
        assert {"finding", "entry", "measure", "milestone", "number", "evidence"} <= set(targets)
        assert {"assessment", "certificate", "establishment", "readiness", "statement", "area"} <= set(targets)
        for kind, found in targets.items():
            for target in (*found[:3], found[-1]):
                screen.jump(target)
                await settled(pilot)
                assert "is not in this view" not in screen_text(pilot), target
                if screen.active == "record":
                    assert screen.doer.pointed() or kind == "tab"


def texts(screen: LaboratoryScreen) -> Iterator[Block]:
    """Everything that the tabs say of a laboratory, by the functions that say it."""
    pen, opened = screen.pen, screen.opened
    assert opened is not None
    for part in (verdict, missing, figures, path, due, areas, story):
        yield from part(pen, opened, 80)
    norm = worked_out(opened, "nen7510:2024")
    for control in opened.norm.edition("nen7510:2024").controls.values():
        yield from control_text(pen, opened, norm, control, 80)
    for finding in opened.evaluation.findings.values():
        yield from finding_text(pen, opened, finding, 80)
    for policy in opened.norm.policies:
        for criterion in opened.asked(policy).criteria:
            yield from criterion_text(pen, opened, criterion, 80)
    comparison = opened.compared("audit-2025", "inspectie-2025")
    for row in comparison.controls:
        yield from compared_text(pen, opened, comparison, row, 80)
    unfolded = {Target("measure", key) for key in opened.evaluation.measures}
    yield from trajectory_text(pen, opened, 80, unfolded=unfolded)


NUMBERS = (
    ("1", "1 of 7 major · 12 of 20 minor · 7 of 7 observation"),
    ("1", "27 │ 28 of 30"),
    ("1", "assessed 119 of 126"),
    ("1", "Due next (10 of 27)"),
    ("1", "3 of 3 criteria are met"),
    ("2", "131 of 131 controls of nen7510:2024"),
    ("2", "✓ 4 of 4"),
    ("2 g", "30 of 131 controls of nen7510:2024  not established as conforming"),
    ("2 g", "Gaps only: 30 of 131"),
    ("2 / 8 . 1", "12 of 131"),
    ("3", "45 of 45 findings  All findings"),
    ("3 F", "4 of 45 findings  follow-up: the finder's turn"),
    ("3 o o", "4 of 45 findings  Claimed findings only"),
    ("3 u", "in the turn of"),
    ("4", "They disagree: 23 of 57"),
    ("4", "41 controls rated by both   same 13   one step 20   more 8   only one looked 16 of 57"),
    ("5", "32 findings   ✗ open 13   ◇ claimed 4   ✓ verified 15"),
    ("6", "3 of 3 criteria are met"),
    ("7 / A U D", "of 522"),
)


async def test_no_number_without_its_denominator(place: Path) -> None:
    missing_ones = []
    async with running(place, (200, 60)) as pilot:
        for keys, text in NUMBERS:
            await open_lab(pilot, "example-lab", *keys.split())
            if text not in screen_text(pilot):
                missing_ones.append((keys, text))
            await leave(pilot)
    assert not missing_ones


async def test_what_nobody_gave_is_marked_as_assumed(tmp_path: Path) -> None:
    """The day from which it could be known, and how far one looked (design sections 3 and 4)."""
    finding = {"id": "F-1", "controls": ["A.8.5"], "grade": "minor", "title": "Log", "known_on": "2026-03-01"}
    finding["events"] = [{"on": "2026-04-01", "state": "verified", "by": "aud"}]
    audit = {"id": "audit", "kind": "independent_audit", "title": "Audit", "performed_by": "aud"}
    audit |= {"edition": "nen7510:2024", "reference_dates": ["2026-02-01"], "findings": [finding]}
    audit |= {"ratings": [{"control": "A.8.6", "rating": "meets"}]}
    parties = [{"id": "aud", "name": "Auditor", "kind": "auditor"}]
    file = dossier_file(tmp_path, "plain", "Plain", parties=parties, assessments=[audit])
    async with running(recorded(tmp_path / "plain.db", [file]), (200, 60)) as pilot:
        await open_lab(pilot, "plain", "3")
        assert "looked at ~existence" in screen_text(pilot)
        assert "by tester, known on 1 Mar 2026" in screen_text(pilot)
        await press(pilot, "enter", "down", "down", "enter")  # its event, in the record
        assert "known on ~1 Apr 2026" in screen_text(pilot)
        await press(pilot, "2", "/", *"8.6", "enter")
        assert "1 Feb 2026  ++ meets  ~existence" in screen_text(pilot)


DRAFTED = Draft(
    lab="example-lab",
    id="audit-9",
    kind="independent_audit",
    title="Najaar",
    performed_by="auditbureau-delta",
    edition="nen7510:2024",
    reference_dates=("2026-11-09",),
)
# The keys that lead to a sheet, the words on its line, and what stands there once it is opened.
ON_SHEETS = (
    ("3 n home enter / 8 . 1 5 enter down", "fails  17 Jun 2025  operation", WHO),
    ("3 n home enter", "1 of 131", "only what is left"),
    ("3 n home enter", "minor 1   of 1 findings", "audit-9-01 Te eng"),
    ("3 n home enter / 4 . 3 enter down", "audit-9-01  minor", "What was found"),
    ("2 V / 8 . 1 5 enter down", "yes   law, risk", WHO),
    ("2 V / 8 . 1 5 enter down", "fase2-2026 rates A.8.15", WHO),
    ("2 V", "101 of 101", "only what is left"),
    ("2 V", "✓ yes 82   ◐ partly 11", "only ✓ yes"),
)


async def test_every_figure_of_a_sheet_opens_and_escape_leads_back_to_it(place: Path, tmp_path: Path) -> None:
    wrong = []
    async with running(place, (200, 60), settings=Settings(tmp_path / "interface.json")) as pilot:
        drafting = app_of(pilot).drafting()
        note = DraftFinding(id="audit-9-01", controls=("4.3",), grade="minor", title="Te eng")
        drafting.start(found(DRAFTED, note))
        for keys, figure, stands in ON_SHEETS:
            await open_lab(pilot, "example-lab", *keys.split())
            sheet = pilot.app.screen
            assert isinstance(sheet, DraftSheet)
            if not await point(pilot, figure):
                wrong.append((keys, figure, screen_text(pilot)))
            await press(pilot, "enter")
            if stands not in " ".join(screen_text(pilot).split()):
                wrong.append((keys, figure, stands, screen_text(pilot)))
            while pilot.app.screen is not sheet:
                await press(pilot, "escape")
            await leave(pilot)
        drafting.discard("example-lab", "audit-9")
    assert not wrong, "\n".join(map(str, wrong[0]))
