"""Draw the pictures in the documentation: the interface and a report, on the example dossiers (`make pictures`)."""

import asyncio
import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from nen7510_tracker.dossier.draft import Draft
from nen7510_tracker.exchange.examples import examples
from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import DEFAULT_EDITION, load_norm
from nen7510_tracker.reports.pdf import first_page_png
from nen7510_tracker.reports.readiness import readiness_report
from nen7510_tracker.rules.decision import policy_of
from nen7510_tracker.service.drafting import Drafting
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.service.recording import Call
from nen7510_tracker.tui.app import TrackerApp
from nen7510_tracker.tui.when import When
from nen7510_tracker.words.catalogue import words_of

FOLDER = Path(__file__).parent / "pictures"
TODAY = date(2026, 11, 10)
SIZE = (110, 26)
REPORTED = date(2026, 6, 1)
DOTS = 96


class Picture(NamedTuple):
    """A picture: the keys that lead to it from the first screen, and the moment that is looked at."""

    name: str
    keys: Sequence[str]
    moment: When = When(TODAY, TODAY)


NOTED = (*"Geen", "space", *"tweede", "space", *"factor")
PICTURES = (
    Picture("laboratories", ("down",)),
    Picture(
        "controls", ("slash", *"proefbuis", "enter", "enter", "2", "g", "end"), When(date(2026, 3, 1), date(2026, 3, 1))
    ),
    Picture("gate", ("slash", *"clinical", "enter", "enter", "6")),
    Picture("trajectory", ("slash", *"proefbuis", "enter", "enter", "5"), When(date(2026, 6, 1), date(2026, 6, 1))),
    Picture("sheet", ("slash", *"proefbuis", "enter", "enter", "2", "n", "enter", *"11e13", *NOTED, "escape", "1")),
)
AUDIT = Draft(
    lab="example-lab",
    id="audit-2027",
    kind="independent_audit",
    title="Vervolgaudit 2027",
    performed_by="auditbureau-delta",
    edition="nen7510:2024",
    reference_dates=("2026-11-09", "2026-11-10"),
)
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def main() -> None:
    """Draw all of them, each in a program of its own on a record that is thrown away."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _examples(Path(folder) / "demo.db") as record:
        for picture in PICTURES:
            (FOLDER / f"{picture.name}.svg").write_text(asyncio.run(_draw(record, picture)), "utf-8")
        (FOLDER / "report.png").write_bytes(_report(record))


def _examples(place: Path) -> Record:
    record = Record.open(str(place), load_norm(), create=True)
    import_files(record, examples(), Call.new("auditor", TODAY))
    Drafting(record, None).start(AUDIT)
    return record


def _report(record: Record) -> bytes:
    """The first page of a report on paper."""
    found = record.evaluation("example-lab", Moment(REPORTED, REPORTED))
    policy = policy_of(found.view, record.norm)
    made = readiness_report(found, policy, edition=DEFAULT_EDITION, summary=False, public=False)
    return first_page_png(made, words_of("en"), DOTS)


async def _draw(record: Record, picture: Picture) -> str:
    app = TrackerApp(record, today=TODAY, actor="auditor", language="en")
    async with app.run_test(size=SIZE) as pilot:
        await _settled(pilot)
        app.look_at(picture.moment)
        await _settled(pilot)
        for key in picture.keys:
            await pilot.press(key)
            await _settled(pilot)
        return _tidy(app.export_screenshot(title="nen7510"))


def _tidy(drawn: str) -> str:
    """A picture fetches no fonts from elsewhere, keeps its spaces, and has no blanks at the ends of its lines."""
    drawn = _FONTS.sub("", drawn).replace("Fira Code", "DejaVu Sans Mono")
    drawn = drawn.replace("<svg ", '<svg xml:space="preserve" ', 1)
    return "".join(f"{line.rstrip()}\n" for line in drawn.splitlines())


async def _settled(pilot: Pilot[None]) -> None:
    await pilot.pause()
    while pilot.app.workers:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


if __name__ == "__main__":
    main()
