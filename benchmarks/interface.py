"""How long somebody waits for the interface: its first paint, and each key on a dossier of 3,000 facts."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.dossiers import LAB, large_dossier, written
from benchmarks.terminal import Terminal
from benchmarks.timing import Keys, Result, command, told_in_pairs

NEN7510 = str(Path(sys.executable).with_name("nen7510"))
EMPTY = (sys.executable, "-c", "from textual.app import App; App().run()")
FIELD = """
from textual.app import App
from textual.widgets import Input
class OneField(App):
    def compose(self):
        yield Input()
OneField().run()
"""
DOWN, ENTER, BACK = "\x1b[B", "\r", "\x7f"
TYPED = [*"logging", *[BACK] * 7, *"toegang", *[BACK] * 7]
STEPS = [*"[" * 14, *"]" * 14]
DRAFT = (
    "--kind",
    "inspection",
    "--title",
    "Inspectie",
    "--performed-by",
    "inspectie",
    "--reference-date",
    "2026-11-01",
)


class Scene(NamedTuple):
    """A screen, the keys that lead to it from the first one, and the keys that are timed on it."""

    screen: str
    way: Sequence[str]
    keys: Sequence[str]


SCENES = (
    Scene("Controls, down", (ENTER, "2"), [DOWN] * 40),
    Scene("Controls, typing a filter", (ENTER, "2", "/"), TYPED),
    Scene("Controls, to the previous and next day", (ENTER, "2"), STEPS),
    Scene("Findings, down", (ENTER, "3"), [DOWN] * 40),
    Scene("Findings, typing a filter", (ENTER, "3", "/"), TYPED),
    Scene("Findings, to the previous and next day", (ENTER, "3"), STEPS),
    Scene("Audit sheet, rating", (ENTER, "2", "n", ENTER), [*"1234" * 10]),
    Scene("Audit sheet, typing in a finding", (ENTER, "2", "n", ENTER, "f"), [*"geen tweede factor bij de beheerders"]),
    Scene("From tab to tab, each opened before", (ENTER, *"234567"), [*"1234567" * 4]),
)


def results(folder: Path) -> Iterator[Result | Keys]:
    """First paint against an empty Textual application; keys beside one in an application with a field."""
    environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "LINES", "NO_COLOR"}}
    environment |= {"NEN7510_DB": str(folder / "keys.db"), "XDG_CONFIG_HOME": str(folder), "NEN7510_LANG": "en"}
    command([NEN7510, "import", str(written(large_dossier(), folder / "keys.json"))], **environment)()
    command([NEN7510, "draft", "start", LAB, "inspectie", *DRAFT], **environment)()
    paint = "first paint of nen7510 : that of an empty Textual application"
    yield told_in_pairs(
        paint, 1.5, lambda: first_paint([NEN7510], environment), lambda: first_paint(EMPTY, environment)
    )
    for scene in SCENES:
        yield Keys(scene.screen, answered(scene, environment), in_a_field(environment))


def first_paint(words: Sequence[str], environment: Mapping[str, str]) -> float:
    """Seconds until a program has drawn its first frame."""
    with Terminal(words, environment) as terminal:
        return terminal.first_paint()


def answered(scene: Scene, environment: Mapping[str, str]) -> list[float]:
    """Seconds until each key of a scene has been answered."""
    with Terminal([NEN7510], environment) as terminal:
        terminal.shows("Laboratorium De Meting")
        terminal.rest()
        for key in scene.way:
            terminal.press(key)
            terminal.rest()
        return [terminal.press(key) for key in scene.keys]


def in_a_field(environment: Mapping[str, str]) -> list[float]:
    """Seconds until each of ten keys stands in the field of a Textual application that has nothing else."""
    with Terminal([sys.executable, "-c", FIELD], environment) as terminal:
        terminal.first_paint()
        terminal.rest()
        return [terminal.press(key) for key in "abcdefghij"]
