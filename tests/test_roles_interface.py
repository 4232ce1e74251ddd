"""The interface shows what an account may do, says why not, and fills in for whom it speaks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from roles_support import NORM, Guarded, guarded_database, login, today
from textual.pilot import Pilot
from textual.widgets import Input
from tui_support import app_of, open_lab, press, running, screen_text, settled

from nen7510_tracker.service.record import Record
from nen7510_tracker.tui.form import Form


@pytest.fixture(scope="module")
def guarded(postgresql_server: str) -> Iterator[Guarded]:
    """A record with an account of every role."""
    with guarded_database(postgresql_server, "interface") as made:
        yield made


def _field(pilot: Pilot[None], name: str) -> str:
    form = pilot.app.screen
    assert isinstance(form, Form)
    return form.typed()[name]


# What each role presses in the laboratory, and what it is told.
CASES = {
    "laboratory": (["6", "d"], "Your account m_laboratory speaks for lab: a laboratory records in its own dossier"),
    "auditor": (["6", "D"], "an auditor records its own assessments"),
    "inspectorate": (["6", "a"], "an inspectorate records its own assessments"),
    "commissioner": (["3", "v"], "a commissioner records laboratories and parties"),
    "reader": (["N"], "a reader reads everything and records nothing"),
}


@pytest.mark.parametrize("role", CASES)
async def test_what_an_account_may_not_do_is_shown_and_says_why(guarded: Guarded, role: str) -> None:
    keys, told = CASES[role]
    async with running(guarded.place(login(role)), (160, 40), today=today()) as pilot:
        await open_lab(pilot, "lab", *keys)
        shown = " ".join(screen_text(pilot).split())
        account = app_of(pilot).access.account
        assert account
        assert str(account) in screen_text(pilot).splitlines()[0]
        assert told in shown


async def test_a_form_speaks_for_the_account_s_party(guarded: Guarded) -> None:
    async with running(guarded.place(login("auditor")), (160, 50), today=today()) as pilot:
        await open_lab(pilot, "lab", "3", "v")
        assert _field(pilot, "by") == "aud"


async def test_what_a_commissioner_takes_over_is_marked(guarded: Guarded) -> None:
    from nen7510_tracker.tui.fact_form import Wish, for_account, given

    account = guarded.record("commissioner").access.account
    wish = for_account(Wish("measure"), account)
    assert given(wish, {"id": "M-9"})["transcribed"] == ["true"]
    assert for_account(Wish("requirement"), account).preset == {"set_by": "com"}
    async with running(guarded.place(login("laboratory")), (160, 50), today=today()) as pilot:
        await open_lab(pilot, "lab", "N")
        await press(pilot)
        assert "a laboratory records in its own dossier" not in screen_text(pilot)


async def test_a_commissioner_imports_what_others_published_as_transcribed(guarded: Guarded, tmp_path: Path) -> None:
    """Asked of a commissioner alone, and of dossier files alone."""
    file, sheet = tmp_path / "new.yaml", tmp_path / "findings.csv"
    file.write_text(
        "schema: nen7510-dossier/1\nlab: {id: new, name: New}\nparties: [{id: aud, name: Aud, kind: auditor}]\n"
        "measures: [{id: M-1, title: Told by others, on: 2026-01-01}]\n"
    )
    sheet.write_text("Nr;Norm;Classificatie;Afwijking\nB-1;A.8.5;Cat 1;Geen tweede factor\n")
    async with running(guarded.place(login("commissioner")), (160, 50), today=today()) as pilot:
        for path, told in ((sheet, "Only dossier files are taken over as transcribed."), (file, "3 facts recorded.")):
            await press(pilot, "i")
            form = pilot.app.screen
            assert isinstance(form, Form)
            form.query_one("#field-files", Input).value = str(path)
            form.query_one("#field-transcribed", Input).value = "true"
            await press(pilot, "ctrl+s")
            await settled(pilot)
            assert told in screen_text(pilot)
    with Record.open(guarded.url, NORM) as record:
        measure = record.dossier("new").current("measure", "M-1")
    assert measure is not None
    assert measure.transcribed is True
    async with running(guarded.place(login("auditor")), (160, 50), today=today()) as pilot:
        await press(pilot, "i")
        assert not pilot.app.screen.query("#field-transcribed")
