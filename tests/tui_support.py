"""What tests of the interface share: records to look at, the program on a size of screen, what stands on it."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from unicodedata import lookup

from rich.cells import cell_len
from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call
from nen7510_tracker.tui.app import TrackerApp
from nen7510_tracker.tui.settings import Settings

Place = TypeVar("Place", str, Path)
DATA = Path(__file__).parents[1] / "data"
TODAY = date(2026, 11, 10)
SIZES = ((80, 24), (120, 40), (200, 60), (60, 20))
TABS = ("1", "2", "3", "4", "5", "6", "7")

MARKUP = ("[/x]", "[open] sesame", "[@click=app.quit]x[/]", "[b", "[[x]]", "$error", "{0} {x} %s", "\\[b]")
LONG = "onherstelbaarheidsverklaring" * 12
RIGHT_TO_LEFT = "מעבדה בדיקה المختبر"
COMBINING = "Z̸̡̺̗a̵l̷g̵o e\u0301\u0301\u0301 👩‍🔬 漢字"
HOSTILE = (*MARKUP, LONG, RIGHT_TO_LEFT, COMBINING)


def at_noon() -> datetime:
    """The record's clock: noon of the tests' day."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


def recorded(place: Place, files: Iterable[Path]) -> Place:
    """A record at a path, or on a server, with some dossier files in it."""
    with Record.open(str(place), load_norm(), create=True, clock=at_noon) as record:
        import_files(record, list(files), Call.new("tester", TODAY))
    return place


def dossier_file(folder: Path, lab: str, name: str, **sections: Any) -> Path:
    """A dossier file as JSON."""
    path = folder / f"{lab}.json"
    values = {"schema": "nen7510-dossier/1", "lab": {"id": lab, "name": name}} | sections
    path.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    return path


def hostile_dossier(folder: Path) -> Path:
    """A laboratory in which every text tries to break the screen, with 300 findings on one control."""
    findings = [
        {
            "id": f"F-{number:03}",
            "controls": ["A.8.5"],
            "grade": ("major", "minor", "observation", "ungraded")[number % 4],
            "grade_as": text,
            "title": text,
            "requirement": text,
            "statement": f"{text}\n{text}",
            "evidence_text": text,
            "due": "2026-06-30",
            "events": [
                {"on": "2026-02-01", "state": "submitted", "by": "hostile", "cause": text, "action": text},
                {"on": "2026-02-20", "state": "returned", "by": "igj", "note": text},
            ],
        }
        for number in range(300)
        for text in (HOSTILE[number % len(HOSTILE)],)
    ]
    parties = [
        {"id": "igj", "name": MARKUP[0], "kind": "inspectorate"},
        {"id": "aud", "name": MARKUP[2], "kind": "auditor"},
        {"id": "cb", "name": COMBINING, "kind": "certification_body"},
        {"id": "bvo", "name": RIGHT_TO_LEFT, "kind": "commissioner"},
    ]
    ratings = [{"control": "A.8.5", "rating": "fails", "note": LONG}, {"control": "A.5.1", "rating": "meets"}]
    return dossier_file(
        folder,
        "hostile",
        MARKUP[0],
        parties=parties,
        incidents=[{"id": f"i{at}", "on": "2025-07", "title": text} for at, text in enumerate(HOSTILE)],
        assessments=[
            _assessment("inspection", "inspection", "igj", ratings=ratings, findings=findings),
            _assessment("audit", "independent_audit", "aud", ratings=[{"control": "A.8.5", "rating": "meets"}]),
        ],
        measures=[
            {
                "id": f"M-{at}",
                "title": text,
                "owner": text,
                "on": "2026-01-01",
                "end": "2026-03-01",
                "findings": ["F-000"],
            }
            for at, text in enumerate(HOSTILE)
        ],
        milestones=[
            {"id": f"ms-{at}", "kind": "other", "title": text, "on": "2026-01-01", "planned": "2026-12-01"}
            for at, text in enumerate(HOSTILE)
        ],
        commitments=[
            {"id": f"c-{at}", "by": "bvo", "text": text, "on": "2026-01-01", "due": "2026-12-31"}
            for at, text in enumerate(HOSTILE)
        ],
        enforcement=[{"id": "e-1", "by": "igj", "kind": MARKUP[0], "on": "2026-01-01"}],
        requirements=[{"id": "r-1", "set_by": "bvo", "text": MARKUP[2], "on": "2026-01-01"}],
        certificates=[
            {
                "id": "cert",
                "issued_by": "cb",
                "number": MARKUP[0],
                "edition": "nen7510:2024",
                "events": [{"on": "2026-01-01", "state": "granted", "valid_until": "2026-12-31", "note": MARKUP[2]}],
            }
        ],
        decisions=[
            {
                "id": "d-1",
                "on": "2026-02-01",
                "by": "bvo",
                "decision": "resume",
                "rationale": LONG,
                "taken_outside": True,
            },
            {
                "id": "d-2",
                "on": "2025-08-01",
                "by": "bvo",
                "decision": "suspend",
                "rationale": MARKUP[0],
                "conditions": [{"text": MARKUP[2], "due": "2026-12-01"}],
            },
        ],
        timeline=[{"id": f"t-{at}", "on": "2026-02-05", "text": text} for at, text in enumerate(HOSTILE)],
    )


def _assessment(key: str, kind: str, by: str, **more: Any) -> dict[str, Any]:
    fixed = {"id": key, "kind": kind, "title": f"{MARKUP[2]} {LONG}", "performed_by": by, "edition": "nen7510:2024"}
    return fixed | {"reference_dates": ["2025-12-16"], "conclusion": "does_not_conform"} | more


@asynccontextmanager
async def running(
    place: Path | str,
    size: tuple[int, int] = (120, 40),
    *,
    language: str = "en",
    ascii_only: bool = False,
    settings: Settings | None = None,
    today: date = TODAY,
    troubled: bool = False,
) -> AsyncIterator[Pilot[None]]:
    """The program on a record, as soon as it shows what is in it; nothing unforeseen may happen unless `troubled`."""
    with Record.open(str(place), load_norm(), clock=at_noon) as record:
        app = TrackerApp(
            record, today=today, actor="an.auditor", language=language, ascii_only=ascii_only, settings=settings
        )
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield pilot
        assert troubled or not app.troubles


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing is under way any more: no key, no message, no worker, nothing that waits for a repaint.

    Textual's own way is to sleep until the processor rests, which on a busy machine is too early or too late.
    """
    app = app_of(pilot)
    is_quiet = False
    while app.is_running and app.screen_stack:
        await pilot._wait_for_screen()
        if not app.screen_stack:
            return
        app.screen._on_timer_update()
        if app.workers:
            with suppress(WorkerCancelled):  # another took its place
                await app.workers.wait_for_complete()
        elif not _is_busy(app):
            if is_quiet:
                return
            is_quiet = True
            continue
        is_quiet = False


def _is_busy(app: TrackerApp) -> bool:
    screen = app.screen
    nodes = (screen, *screen.walk_children())
    waits = any(not each._message_queue.empty() or each._next_callbacks for each in (app, *nodes))
    is_drawn = not (screen._callbacks or screen._dirty_widgets or any(each._layout_required for each in nodes))
    return waits or not is_drawn or app.typing.is_busy


KEYS = {" ": "space", ".": "full_stop", "-": "minus", "/": "slash", "[": "left_square_bracket", ":": "colon"}


def send(pilot: Pilot[None], key: str) -> None:
    """Send a key as a terminal does, by its name in the registry, and do not wait."""
    key = KEYS.get(key, key)
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    character: str | None
    try:
        character = lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        character = key if len(key) == 1 else None
    event = events.Key(name, character)
    event.set_sender(pilot.app)
    pilot.app.post_message(event)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys as the registry writes them, and wait."""
    for key in keys:
        send(pilot, key)
        await settled(pilot)


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type a text into what has the keys."""
    for character in text:
        send(pilot, character)
    await settled(pilot)


def app_of(pilot: Pilot[None]) -> TrackerApp:
    """The program."""
    assert isinstance(pilot.app, TrackerApp)
    return pilot.app


async def open_lab(pilot: Pilot[None], lab: str, *keys: str) -> None:
    """Open a laboratory, then press some keys."""
    frame = app_of(pilot).frame
    assert frame is not None
    await asyncio.sleep(0)
    frame.open_lab(lab)  # type: ignore[attr-defined] # the first screen is that of the laboratories
    await settled(pilot)
    await press(pilot, *keys)


def screen_lines(pilot: Pilot[None]) -> Sequence[str]:
    """What stands on the screen, line by line."""
    width, height = pilot.app.size
    screen = pilot.app.screen
    strips = screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip) for strip in strips]
    assert len(lines) == height
    assert width
    return lines


def screen_text(pilot: Pilot[None]) -> str:
    """What stands on the screen."""
    return "\n".join(screen_lines(pilot))


def live_actions(pilot: Pilot[None]) -> Sequence[Any]:
    """Actions that a click on something drawn would start: there are none, ever."""
    strips = pilot.app.screen._compositor.render_strips()
    return [
        segment.style.meta["@click"]
        for strip in strips
        for segment in strip
        if segment.style and segment.style.meta and "@click" in segment.style.meta
    ]


def holds(pilot: Pilot[None]) -> None:
    """Every line is as wide as the screen, and nothing drawn can be clicked into an action."""
    assert {cell_len(each) for each in screen_lines(pilot)} == {pilot.app.size.width}
    assert not live_actions(pilot)
