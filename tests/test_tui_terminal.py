"""In a real terminal: start, look, resize, quit (issue 4, It must show)."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tui_support import DATA, recorded

PROGRAM = """
import sys
from datetime import date
from nen7510_tracker.norm.library import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.tui.app import run
run(lambda: Record.open(sys.argv[1], load_norm()), today=date(2026, 11, 10), actor="an.auditor", language="en",
    place=None, ascii_only=False)
print("left", "well")
"""

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux here")


class Terminal:
    """A window of tmux with the program in it."""

    def __init__(self, folder: Path, place: Path) -> None:
        self.socket = str(folder / "tmux")
        program = folder / "program.py"
        program.write_text(PROGRAM)
        environment = f"XDG_CONFIG_HOME={shlex.quote(str(folder))} TERM=xterm-256color COLORTERM=truecolor"
        command = f"{environment} {shlex.quote(sys.executable)} {shlex.quote(str(program))} {shlex.quote(str(place))}"
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", f"{command}; sleep 600")

    def tmux(self, *arguments: str) -> str:
        # Where tests run side by side these two are set, and would count for more than the window's own size.
        environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "LINES"}}
        done = subprocess.run(
            ["tmux", "-S", self.socket, *arguments], capture_output=True, text=True, check=True, env=environment
        )
        return done.stdout

    def keys(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def shows(self, wanted: Callable[[str], bool]) -> str:
        """What stands on the screen, as soon as it is what is wanted; after 20 seconds whatever it is."""
        until = time.monotonic() + 20
        while True:
            text = self.tmux("capture-pane", "-p")
            if wanted(text) or time.monotonic() > until:
                return text
            time.sleep(0.05)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    found = Terminal(tmp_path, recorded(tmp_path / "demo.db", sorted(DATA.glob("*.yaml"))))
    yield found
    found.tmux("kill-server")


def test_start_look_resize_and_quit(terminal: Terminal) -> None:
    assert "De Brander" in terminal.shows(lambda text: "De Brander" in text)
    terminal.keys("Down", "Enter")
    assert "What is missing" in terminal.shows(lambda text: "What is missing" in text)
    terminal.keys("6")
    assert "N O T   M E T" in terminal.shows(lambda text: "N O T   M E T" in text and "Criterion" in text)
    terminal.tmux("resize-window", "-x", "60", "-y", "20")
    small = terminal.shows(lambda text: len(text.rstrip("\n").splitlines()) <= 20 and "? help" in text)
    assert max(map(len, small.splitlines())) <= 60
    assert "N O T   M E T" in small
    terminal.keys("[")
    assert "as of" in terminal.shows(lambda text: "as of" in text.splitlines()[0])
    terminal.keys("q")
    assert "left well" in terminal.shows(lambda text: "left well" in text)
