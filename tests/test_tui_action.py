"""One registry: every key does something, is in the help, and stands in the documentation (issue 4)."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tui_support import DATA, app_of, open_lab, press, recorded, running, settled

from nen7510_tracker.dossier.draft import Draft
from nen7510_tracker.tui.action import (
    ACROSS,
    ACTIONS,
    PLACES,
    TABS,
    TITLES,
    action_for,
    actions_at,
    shown_key,
)
from nen7510_tracker.tui.form_keys import FORM, IN_FORMS
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.help import WORDS, WORDS_AT

BY = {"performed_by": "lab-meetlat", "edition": "nen7510:2024"}
DOCS = Path(__file__).parents[1] / "docs" / "interface.md"
ROW = re.compile(r"^\| (?P<keys>`.+?`) \| (?P<where>[^|]+) \| (?P<does>[^|]+) \|$", re.MULTILINE)


@pytest.mark.parametrize("place", PLACES)
def test_no_key_means_two_things_in_one_place(place: str) -> None:
    keys = Counter(key for action in actions_at(place) if not action.moving for key in action.keys)
    assert [key for key, number in keys.items() if number > 1] == []


def test_a_key_is_found_by_its_character_and_by_its_name() -> None:
    for key, character, place, expected in (
        ("question_mark", "?", "labs", "help"),
        ("left_square_bracket", "[", "gate", "earlier"),
        ("left_square_bracket", "[", "labs", None),
        ("T", "T", "gate", "today"),
        ("t", "t", "gate", "time"),
        ("ctrl+p", "\x10", "gate", "palette"),
        ("3", "3", "record", "tab"),
        ("3", "3", "labs", None),
        ("escape", "\x1b", "labs", "back"),
        ("plus", "+", "controls", "unfold"),
        ("x", "x", "labs", None),
    ):
        found = action_for(key, character, place)
        assert (found.id if found else None) == expected


@pytest.mark.parametrize("place", PLACES)
async def test_every_action_is_done_by_somebody(place: str, tmp_path: Path) -> None:
    demo = recorded(tmp_path / "demo.db", [DATA / "lab-meetlat.yaml"])
    async with running(demo) as pilot:
        if place == "sheet":
            drafts = app_of(pilot).drafting()
            await settled(pilot)
            drafts.start(Draft(lab="lab-meetlat", id="a", kind="special", title="A", **BY))
            await open_lab(pilot, "lab-meetlat", "2", "n", "home", "enter")
        elif place == "statement":
            await open_lab(pilot, "lab-meetlat", "2", "V")
        elif place in ACROSS:
            await press(pilot, next(each.keys[0] for each in ACTIONS if each.id == place))
        elif place != "labs":
            await open_lab(pilot, "lab-meetlat", str(TABS.index(place) + 1))
        frame = pilot.app.screen
        assert isinstance(frame, Frame)
        assert frame.place == place
        for action in actions_at(place):
            if not action.moving and action.id not in {"open", "read", "follow"}:
                assert callable(frame._doing(action)), action.id
                frame.why_not(action)
        await press(pilot, "home", "end")


def test_every_screen_has_help() -> None:
    assert set(WORDS_AT) == set(PLACES) == set(TITLES)
    assert {word for words in WORDS_AT.values() for word in words} <= set(WORDS)
    assert all(action.label and action.does for action in ACTIONS)


def test_help_stands_first_at_the_bottom() -> None:
    for place in PLACES:
        weights = {action.id: action.weight for action in actions_at(place)}
        assert max(weights, key=lambda each: weights[each]) == "help"


def test_the_documentation_has_every_key_and_no_other() -> None:
    documented = {
        (tuple(re.findall(r"`([^`]+)`", row["keys"])), row["where"].strip(), row["does"].strip())
        for row in ROW.finditer(DOCS.read_text("utf-8"))
    }
    every = (*ACTIONS, *IN_FORMS)
    assert documented == {(_keys(action.keys, action.id), where(action.places), action.does) for action in every}


def _keys(keys: tuple[str, ...], action: str) -> tuple[str, ...]:
    return ("1–7",) if action == "tab" else tuple(shown_key(key) for key in keys)  # noqa: RUF001


def where(places: frozenset[str]) -> str:
    """Places as the documentation names them."""
    if places == frozenset({FORM}):
        return "a form"
    if places == frozenset(PLACES):
        return "everywhere"
    if places == frozenset(PLACES) - {"sheet", "statement"}:
        return "every view"
    if places == frozenset(TABS):
        return "a laboratory"
    if places == frozenset({"labs", *ACROSS}):
        return "all laboratories"
    return ", ".join(TITLES[place] for place in PLACES if place in places)


def test_starting_waits_for_nothing_heavy() -> None:
    """First paint waits neither for the command line or the store, nor for what only reports or imports need."""
    heavy = (
        "pandas",
        "numpy",
        "alembic",
        "psycopg",
        "jinja2",
        "babel.messages",
        "yaml",
        "typer",
        "pydantic",
        "sqlalchemy",
    )
    started = (
        "nen7510_tracker.cli.main, nen7510_tracker.cli.session, nen7510_tracker.cli.interface, nen7510_tracker.tui.app"
    )
    program = f"import sys, {started}; print([each for each in {heavy!r} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
