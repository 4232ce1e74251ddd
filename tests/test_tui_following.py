"""What somebody else records meanwhile appears by itself; evidence is kept by its file's digest (screens)."""

import hashlib
from pathlib import Path

from store_engines import Store
from textual.pilot import Pilot
from textual.widgets import Input
from tui_support import TODAY, app_of, dossier_file, open_lab, press, recorded, running, screen_text, settled

from nen7510_tracker.dossier.facts import Evidence
from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call
from nen7510_tracker.tui.form import Form
from nen7510_tracker.tui.menu import Menu
from nen7510_tracker.tui.settings import Settings

MEASURES = [{"id": f"M-{at}", "title": f"Maatregel {at}", "on": "2026-01-01", "end": "2026-12-01"} for at in range(4)]


async def follow(pilot: Pilot[None]) -> None:
    """What the program does by itself from time to time."""
    app_of(pilot).follow()
    await settled(pilot)


def somebody_records(place: str, folder: Path, title: str) -> None:
    (folder / "more").mkdir(exist_ok=True)
    incident = {"id": "i-1", "on": "2026-02-01", "title": title}
    file = dossier_file(folder / "more", "lab", "Lab De Proef", incidents=[incident])
    with Record.open(place, load_norm()) as record:
        import_files(record, [file], Call.new("somebody", TODAY))


async def test_what_somebody_else_records_appears_and_the_cursor_stays(store: Store, tmp_path: Path) -> None:
    file = dossier_file(tmp_path, "lab", "Lab De Proef", measures=MEASURES)
    place = recorded(store.url, [file])
    async with running(place, settings=Settings(tmp_path / "interface.json")) as pilot:
        await open_lab(pilot, "lab", "7", "down", "down")
        table = pilot.app.screen.query_one("#record Table")
        before = table.current  # type: ignore[attr-defined] # the tab's table
        somebody_records(place, tmp_path, "Een lek")
        assert "i-1" not in screen_text(pilot)
        await follow(pilot)
        assert "i-1" in screen_text(pilot)
        assert table.key(table.current) == table.key(before)  # type: ignore[attr-defined] # the tab's table


async def test_the_list_of_laboratories_follows_too(store: Store, tmp_path: Path) -> None:
    place = recorded(store.url, [dossier_file(tmp_path, "lab", "Lab De Proef")])
    async with running(place, settings=Settings(tmp_path / "interface.json")) as pilot:
        recorded(place, [dossier_file(tmp_path, "ander", "Lab Het Andere")])
        await follow(pilot)
        assert "Lab Het Andere" in screen_text(pilot)


async def test_an_open_form_stays_as_it_is(store: Store, tmp_path: Path) -> None:
    place = recorded(store.url, [dossier_file(tmp_path, "lab", "Lab De Proef", measures=MEASURES)])
    async with running(place, settings=Settings(tmp_path / "interface.json")) as pilot:
        await open_lab(pilot, "lab", "7")
        await press(pilot, "N", "enter", "a", "b")
        form = pilot.app.screen
        assert isinstance(form, Form)
        typed = form.typed()
        somebody_records(place, tmp_path, "Een lek")
        await follow(pilot)
        assert pilot.app.screen is form
        assert isinstance(form, Form)
        assert form.typed() == typed


async def test_evidence_is_kept_by_the_digest_of_its_file(tmp_path: Path) -> None:
    place = recorded(tmp_path / "record.db", [dossier_file(tmp_path, "lab", "Lab De Proef")])
    (tmp_path / "log.txt").write_bytes(b"seen")
    async with running(place, settings=Settings(tmp_path / "interface.json")) as pilot:
        await open_lab(pilot, "lab", "2", "N")
        menu = pilot.app.screen
        assert isinstance(menu, Menu)
        menu.query_one("#menu").go("evidence")  # type: ignore[attr-defined] # the menu's table
        await press(pilot, "enter")
        location, digest = (pilot.app.screen.query_one(f"#field-{name}", Input) for name in ("location", "sha256"))
        location.value = str(tmp_path / "log.txt")
        await settled(pilot)
        await settled(pilot)
        assert digest.value == hashlib.sha256(b"seen").hexdigest()
        location.value = str(tmp_path / "none.txt")
        await settled(pilot)
        await settled(pilot)
        assert digest.value == "", "the digest of another file does not stay"
        digest.value = "0" * 64
        location.value = str(tmp_path / "log.txt")
        await settled(pilot)
        assert digest.value == "0" * 64, "what was typed is left alone"
        typed = {"id": "ev-1", "title": "Log", "kind": "record", "on": "today", "sha256": "", "keep": "yes"}
        for name, text in typed.items():
            pilot.app.screen.query_one(f"#field-{name}", Input).value = text
        await press(pilot, "ctrl+s")
        await settled(pilot)
    with Record.open(str(place), load_norm()) as record:
        made = record.dossier("lab").current("evidence", "ev-1")
    seen = hashlib.sha256(b"seen").hexdigest()
    assert isinstance(made, Evidence)
    assert (made.sha256, made.location) == (seen, f"record.evidence/{seen}.txt")
    assert (tmp_path / "record.evidence" / f"{seen}.txt").read_bytes() == b"seen"
