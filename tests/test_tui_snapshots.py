"""Every screen as it stands, at three sizes and in both languages (issue 4).

The snapshots are texts, so that a change shows in a diff. To draw them anew, and then look at them:
`SNAPSHOTS=write pytest tests/test_tui_snapshots.py`, which also leaves pictures (SVG) in `tests/snapshots/pictures/`.
"""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_support import DATA, app_of, open_lab, press, recorded, running, screen_lines

from nen7510_tracker.dossier.draft import Draft, DraftFinding, found, rated
from nen7510_tracker.tui import pick_file
from nen7510_tracker.tui.pick_file import Entry
from nen7510_tracker.tui.settings import Settings

FOLDER = Path(__file__).parent / "snapshots"
WRITES = os.environ.get("SNAPSHOTS") == "write"
# Digests and the names of calls differ from record to record; where the cursor and a scroll bar stand in the first
# moment of a page is not what these texts are about.
DIFFERS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{0,4}){1,4}[0-9a-f]*|[0-9a-f]{9,}")
MOVES = str.maketrans(dict.fromkeys("▌▏▁▂▃▄▅▆▇", " "))
FILES = ("example-lab", "clinical-diagnostics", "lab-brander", "lab-petrischaal", "lab-maatbeker")
ENTRIES = (
    Entry("audit", is_folder=True),
    Entry("bevindingen, april.xlsx", is_folder=False),
    Entry("[/x].csv", is_folder=False),
)
OF_THE_DATA = frozenset("ëïö…")  # all that there is in the dossiers, the titles of the norm, the policies
DRAFT = Draft(
    lab="example-lab",
    id="audit-9",
    kind="independent_audit",
    title="Audit in het najaar",
    performed_by="auditbureau-delta",
    edition="nen7510:2024",
    reference_dates=("2026-11-09",),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("shots") / "demo.db", [DATA / f"{each}.yaml" for each in FILES])


async def screens(pilot: Pilot[None]) -> AsyncIterator[str]:
    """Go through every screen; the name of each as it stands."""
    every = pilot.app.size.width == 80  # what is the same at every size is drawn at one
    yield "laboratories"
    await press(pilot, "h")
    yield "heat map"
    await press(pilot, "h", "?")
    yield "help"
    await press(pilot, "escape", "t")
    yield "time"
    await press(pilot, "escape", "ctrl+p")
    yield "palette"
    await press(pilot, "escape", "n")
    yield "new laboratory"
    await press(pilot, "escape")
    if every:
        await press(pilot, "i", *"/mnt/", "ctrl+o")
        yield "file picker"
        await press(pilot, "escape", "escape")
    for key, name in (("f", "what fails most"), ("a", "ages"), ("u", "what comes up"), ("c", "what changed")):
        await press(pilot, key)
        yield name
    await press(pilot, "escape")
    await open_lab(pilot, "example-lab")
    for number, name in enumerate(("overview", "controls", "findings", "compare", "trajectory", "gate", "record"), 1):
        await press(pilot, str(number))
        yield name
    await press(pilot, "6", "d")
    yield "decide"
    await press(pilot, "escape", "e")
    yield "export"
    await press(pilot, "escape", "3", "m")
    yield "menu of a finding"
    await press(pilot, "enter")
    yield "form of an event"
    if every:
        await press(pilot, "x", "escape", "q")
        yield "what is not saved"
    await press(pilot, "escape", "n")
    if every:
        yield "drafts"
    await press(pilot, "home", "enter")
    yield "audit sheet"
    await press(pilot, "1", "3", *"Geen", "escape", "r")
    yield "what will become fact"
    await press(pilot, "escape", "escape", "2", "V")
    yield "statement of applicability"


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_every_screen_is_as_somebody_has_looked_at_it(
    place: Path, tmp_path: Path, size: tuple[int, int], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pick_file, "entries_of", lambda _folder: ENTRIES)
    drawn: list[str] = []
    async with running(place, size, language=language, settings=Settings(tmp_path / "interface.json")) as pilot:
        draft = found(rated(DRAFT, ["4.1", "4.2"], "meets"), _finding())
        drafting = app_of(pilot).drafting()
        if not drafting.listed():
            drafting.start(draft)
        async for name in screens(pilot):
            lines = [_steady(line) for line in screen_lines(pilot)]
            drawn.append("\n".join((f"=== {name}", *lines)))
            if WRITES:
                _picture(pilot, f"{size[0]}x{size[1]}-{language}-{name}")
        drafting.discard("example-lab", "audit-9")
    path = FOLDER / f"{size[0]}x{size[1]}-{language}.txt"
    if WRITES:
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(drawn) + "\n", "utf-8")
    assert "\n".join(drawn).split("\n") == path.read_text("utf-8").rstrip("\n").split("\n")


async def test_letters_alone_on_every_screen(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing outside ASCII but what the data says: titles of the norm, the policy's own words, the laboratories'."""
    monkeypatch.setattr(pick_file, "entries_of", lambda _folder: ENTRIES)
    settings = Settings(tmp_path / "interface.json")
    strange = {}
    async with running(place, (80, 24), language="nl", settings=settings, ascii_only=True) as pilot:
        drafting = app_of(pilot).drafting()
        drafting.start(DRAFT)
        async for name in screens(pilot):
            found = {each for line in screen_lines(pilot) for each in line if not each.isascii()} - OF_THE_DATA
            strange |= {name: found} if found else {}
        drafting.discard("example-lab", "audit-9")
    assert not strange


def _steady(line: str) -> str:
    return DIFFERS.sub(lambda shown: "#" * len(shown[0]), line).translate(MOVES).rstrip()


def _finding() -> DraftFinding:
    return DraftFinding(id="audit-9-01", controls=("4.3",), grade="minor", title="Toepassingsgebied te eng")


def _picture(pilot: Pilot[None], name: str) -> None:
    folder = FOLDER / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name.replace(' ', '-')}.svg").write_text(pilot.app.export_screenshot(), "utf-8")
