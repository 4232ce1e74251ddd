"""The real command in a real terminal: start, resize, quit, the sheet killed, no colours, only letters (screens)."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from textual.color import Color
from tui_support import DATA, dossier_file, recorded

from nen7510_tracker.tui.theme import DARK

NEN7510 = str(Path(sys.executable).with_name("nen7510"))
PATIENCE = 30  # seconds, on a machine that is busy
CURSOR = "48;2;" + ";".join(map(str, Color.parse(DARK.foreground or "").rgb))
COLOUR = re.compile(r"(?:^|;)(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:[;:]|$)")
PARTIES = [
    {"id": "igj", "name": "Inspectorate", "kind": "inspectorate"},
    {"id": "aud", "name": "Auditor", "kind": "auditor"},
]
INSPECTION = {
    "id": "insp-1",
    "kind": "inspection",
    "title": "Inspection",
    "performed_by": "igj",
    "edition": "nen7510:2024",
    "reference_dates": ["2026-01-10"],
    "ratings": [{"control": "4.1", "rating": "fails"}, {"control": "4.2", "rating": "meets"}],
    "findings": [{"id": "F-1", "controls": ["4.1"], "grade": "major", "title": "No context", "due": "2026-02-01"}],
}

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux here")


class Terminal:
    """A window of tmux in which the program runs, on a record and with settings of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = folder / "record.db"
        self.socket = str(folder / "tmux")
        self.command = ""

    def start(self, *options: str, size: tuple[int, int] = (80, 24), **more: str) -> None:
        """Start the program in a window of so many columns and lines."""
        environment = {
            "NEN7510_DB": str(self.place),
            "NEN7510_LANG": "en",
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        } | more
        settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())
        program = f"echo $$ > {self.folder}/pid; exec env {settings} {shlex.join([NEN7510, *options])}"
        self.command = f"sh -c {shlex.quote(program)}; echo $? > {self.folder}/left"
        columns, lines = map(str, size)
        config = self.folder / "tmux.conf"
        config.write_text("set -g remain-on-exit on\nset -g escape-time 0\n")
        self.tmux(
            "-f",
            str(config),
            "new-session",
            "-d",
            "-x",
            columns,
            "-y",
            lines,
            self.command,
            ";",
            "pipe-pane",
            f"cat >> {self.folder}/sent",
        )

    def tmux(self, *arguments: str) -> str:
        # Where tests run side by side these two are set, and would count for more than the window's own size.
        environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "LINES", "NO_COLOR"}}
        done = subprocess.run(
            ["tmux", "-S", self.socket, *arguments], capture_output=True, text=True, check=True, env=environment
        )
        return done.stdout

    def keys(self, *keys: str) -> None:
        """Press keys, as tmux calls them."""
        self.tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.tmux("send-keys", "-l", text)

    def fill(self, label: str, text: str) -> None:
        """Type a text into a field, as soon as the cursor stands in it."""
        until(self.coloured, lambda screen: has_cursor(screen.splitlines(), label))
        self.type(text)

    def shows(self, *wanted: str) -> str:
        """What stands on the screen, as soon as all of this does."""
        return until(lambda: self.tmux("capture-pane", "-p"), lambda text: all(each in text for each in wanted))

    def sent(self) -> str:
        """Every byte that the program has sent to the terminal since it was started."""
        return (self.folder / "sent").read_text("utf-8", "replace")

    def coloured(self) -> str:
        """What stands on the screen, with its escapes."""
        return self.tmux("capture-pane", "-p", "-e")

    def resize(self, columns: int, lines: int, *wanted: str) -> str:
        """What stands in a window of another size, once the keys stand in its last line."""
        self.tmux("resize-window", "-x", str(columns), "-y", str(lines))

        def fits(text: str) -> bool:
            return (
                len(text.splitlines()) == lines
                and "help" in text.splitlines()[-1]
                and all(each in text for each in wanted)
            )

        return until(lambda: self.tmux("capture-pane", "-p"), fits)

    def left(self) -> str:
        """The program's exit code, once it has ended."""
        file = self.folder / "left"
        return file.read_text().strip() if file.exists() else ""

    def kill(self) -> None:
        """End the program without a warning, and start it again."""
        os.kill(int((self.folder / "pid").read_text()), signal.SIGKILL)
        assert until(self.left, bool) == "137"
        (self.folder / "left").unlink()
        self.tmux("respawn-pane", "-k", self.command)


def until(look: Callable[[], str], wanted: Callable[[str], bool]) -> str:
    """What one sees as soon as it is what is wanted; fails with what it is instead."""
    patience = time.monotonic() + PATIENCE
    while not wanted(text := look()):
        assert time.monotonic() < patience, text
        time.sleep(0.03)
    return text


def has_cursor(lines: list[str], label: str) -> bool:
    """Whether the cursor stands in the line beneath a label."""
    return any(label in above and CURSOR in below for above, below in pairwise(lines))


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    made.tmux("kill-server")


@pytest.fixture
def plain(terminal: Terminal) -> Terminal:
    """A laboratory of which every text is in ASCII, inspected once."""
    file = dossier_file(terminal.folder, "lab", "Lab Plain", parties=PARTIES, assessments=[INSPECTION])
    recorded(terminal.place, [file])
    return terminal


def test_start_resize_and_quit(terminal: Terminal) -> None:
    recorded(terminal.place, [DATA / "clinical-diagnostics.yaml", DATA / "lab-pipet.yaml"])
    terminal.start(size=(80, 24))
    terminal.shows("Clinical Diagnostics", "De Pip")
    terminal.keys("/")
    terminal.shows("\n / ", "2 of 2")
    terminal.type("clinical")
    until(lambda: terminal.tmux("capture-pane", "-p"), lambda text: "De Pip" not in text)
    terminal.keys("Enter")
    terminal.shows("▌Clinical")
    terminal.keys("Enter")
    terminal.shows("What is missing")
    terminal.keys("6")
    terminal.shows("N O T   M E T", "Criterion")
    for columns, lines in ((60, 20), (200, 60), (80, 24)):
        text = terminal.resize(columns, lines, "Clinical Diagnostics", "N O T   M E T")
        assert max(map(len, text.splitlines())) <= columns
    terminal.keys("[")
    terminal.shows("as of")
    terminal.keys("q")
    assert until(terminal.left, bool) == "0"


def test_a_draft_made_by_keys_outlives_the_program_twice(plain: Terminal) -> None:
    plain.start(size=(120, 40))
    to_the_drafts(plain)
    plain.shows("New assessment")
    for label, text in (("Kind", "independent_audit"), ("Id", "audit-1"), ("Title", "Audit"), ("Performed", "aud")):
        plain.fill(label, text)
        plain.keys("Enter")
    plain.keys("C-s")
    plain.shows("DRAFT", "0 of 131")
    plain.keys("1", "1", "1")
    plain.shows("3 of 131")

    plain.kill()
    to_the_drafts(plain)
    plain.shows("What is being worked on", "audit-1", "3 of 131")
    plain.keys("Enter")
    plain.shows("DRAFT", "3 of 131")
    plain.keys("3")
    plain.shows("Finding", "audit-1-01")
    plain.fill("Title", "No second factor")
    plain.keys("Enter")
    plain.fill("What was found", "Half a sen")
    until(lambda: kept(plain), lambda text: "Half a sen" in text)

    plain.kill()
    to_the_drafts(plain)
    plain.shows("What is being worked on", "4 of 131")
    plain.keys("Home", "Enter")
    plain.shows("DRAFT", "4 of 131", "major 1")
    plain.keys("Up", "Up", "F")
    plain.shows("No second factor", "Half a sen")
    plain.keys("BTab")
    plain.fill("What was found", "tence")
    plain.shows("Half a sentence")
    plain.keys("C-s")
    until(lambda: plain.tmux("capture-pane", "-p"), lambda text: "DRAFT" in text and "ctrl+s" not in text)
    plain.keys("r")
    plain.shows("What will become fact")
    plain.keys("Enter")
    plain.shows("facts recorded")
    plain.keys("q")
    assert until(plain.left, bool) == "0"
    exported = answer(plain, "export", "lab")
    for text in ("audit-1", "No second factor", "Half a sentence"):
        assert text in exported
    assert exported.count("rating: meets") == 4


def test_a_statement_outlives_the_program(plain: Terminal) -> None:
    plain.start(size=(120, 40))
    to_the_controls(plain)
    plain.keys("V")
    plain.shows("DRAFT", "0 of 101")
    plain.keys("1", "4", "Enter")
    plain.fill("Why or why not", "Half a sen")
    plain.shows("Half a sen")
    plain.kill()
    to_the_controls(plain)
    plain.keys("V")
    plain.shows("DRAFT", "2 of 101", "yes 1", "no 1", "Half a sen")


def to_the_drafts(terminal: Terminal) -> None:
    """From the first screen to the assessments being worked on."""
    to_the_controls(terminal)
    terminal.keys("n")


def to_the_controls(terminal: Terminal) -> None:
    """From the first screen to the controls of the laboratory."""
    terminal.shows("All laboratories", "Lab Plain")
    terminal.keys("Enter")
    terminal.shows("What is missing")
    terminal.keys("2")
    terminal.shows("nonconforming", "Why")


def kept(terminal: Terminal) -> str:
    """The draft as another process finds it in the record."""
    return answer(terminal, "draft", "export", "lab", "audit-1")


def answer(terminal: Terminal, *words: str) -> str:
    """What the command line says about the record."""
    done = subprocess.run([NEN7510, "--db", str(terminal.place), *words], capture_output=True, text=True, check=True)
    return done.stdout


def test_without_colours_no_colour_is_sent(plain: Terminal) -> None:
    plain.start(size=(100, 30), NO_COLOR="1")
    for text, keys in (
        ("Lab Plain", ("Enter",)),
        ("What is missing", ("2",)),
        ("nonconforming", ("6",)),
        ("Criterion", ("?",)),
        ("Ask another policy", ("Escape",)),
    ):
        plain.shows(text)
        plain.keys(*keys)
    assert "\x1b[7m" in plain.sent(), "what stood out by its ground is reversed"
    assert not colours(plain.sent())


def colours(text: str) -> set[str]:
    """The colours that a text asks for."""
    return {each for each in re.findall(r"\x1b\[([0-9;:]*)m", text) if COLOUR.search(each)}


def test_colours_are_seen_where_there_are_some(plain: Terminal) -> None:
    plain.start(size=(100, 30))
    plain.shows("Lab Plain")
    assert colours(plain.sent())


def test_only_letters_when_they_are_asked_for(plain: Terminal) -> None:
    plain.start("--ascii", size=(100, 30))
    plain.shows("Lab Plain")
    plain.keys("Enter")
    for key, wanted in (
        ("1", "What is missing"),
        ("2", "nonconforming"),
        ("3", "No context"),
        ("4", "Fewer than two"),
        ("5", "Findings over time"),
        ("6", "Criterion"),
        ("7", "Recorded"),
        ("?", "help"),
    ):
        plain.keys(key)
        text = plain.shows(wanted)
        assert not {each for each in text if not each.isascii()}
