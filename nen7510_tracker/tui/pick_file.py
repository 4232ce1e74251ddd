"""Picking a file by keyboard or mouse: a folder's entries, narrowed by typing (screens, 4: file picked)."""

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message as Event
from textual.widgets import Input, Static

from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.foot import Foot
from nen7510_tracker.tui.ink import BLANK, ink, line
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.words.characters import shown_path
from nen7510_tracker.words.message import Message

UP = ".."


class Entry(NamedTuple):
    """A name in a folder."""

    name: str
    is_folder: bool

    @property
    def shown(self) -> str:
        """As it is shown: on one line, whatever the name holds; a folder with a slash."""
        return shown_path(self.name) + ("/" if self.is_folder else "")


class Read(Event):
    """A folder has been read, or it says why not; `is_file`: it is none, but a file."""

    def __init__(self, folder: Path, entries: Sequence[Entry], trouble: str, *, is_file: bool) -> None:
        super().__init__()
        self.is_file = is_file
        self.folder = folder
        self.entries = entries
        self.trouble = trouble


class PickFile(Dialog[Path]):
    """The entries of a folder; the answer is a file's path."""

    DEFAULT_CSS = """
    PickFile > .box { height: 80%; width: 94%; max-width: 110; }
    PickFile Input { background: $background; }
    PickFile Table { height: 1fr; margin: 1 0 0 0; }
    PickFile .said { height: auto; margin: 1 0 0 0; }
    PickFile .foot { color: $key; text-style: bold; margin: 1 0 0 0; }
    """

    def __init__(self, start: Path, pen: Pen) -> None:
        super().__init__(pen)
        self.folder = start
        self.entries: Sequence[Entry] = ()
        self.trouble = ""
        self.is_reading = False

    def compose(self) -> ComposeResult:
        """The field above the table; the keys below it."""
        words = self.pen.words
        with Vertical(classes="box"):
            yield Input(compact=True, id="part", placeholder=words("a part of the name, or a path: ~/audit"))
            yield Table[Entry](lambda row: row.name, id="entries")
            yield Static(BLANK, classes="said", markup=False)
            yield Foot(words("enter: open the folder, take the file   backspace: the folder above   esc: back"))

    def on_mount(self) -> None:
        """Read the folder to begin with."""
        super().on_mount()
        self.query_one(Table).can_focus = False
        self.query_one(Input).focus()
        self.enter(self.folder)

    def enter(self, folder: Path) -> None:
        """Read a folder, away from the screen: one that never answers holds up nobody, not even who leaves."""
        folder = Path(os.path.normpath(folder))
        self.folder, self.entries, self.trouble, self.is_reading = folder, (), "", True
        self.query_one(Input).value = ""
        box = self.query_one(".box", Vertical)
        box.border_title = line(f"{self.pen.words('Pick a file')}: {shown_path(str(folder))}")
        self._fill()
        Thread(target=self._read, args=(folder,), daemon=True).start()

    def _read(self, folder: Path) -> None:
        try:
            self.post_message(Read(folder, entries_of(folder), "", is_file=False))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            self.post_message(Read(folder, (), reason, is_file=isinstance(error, NotADirectoryError)))

    @on(Read)
    def _was_read(self, event: Read) -> None:
        event.stop()
        if event.folder == self.folder and event.is_file:
            self.dismiss(event.folder)
        elif event.folder == self.folder:
            self.entries, self.trouble, self.is_reading = event.entries, event.trouble, False
            self._fill()

    def _fill(self) -> None:
        words, typed = self.pen.words, self.query_one(Input).value
        table: Table[Entry] = self.query_one(Table)
        found = [each for each in self.entries if holds(each, typed)]
        above = [Entry(UP, is_folder=True)] if self.folder.parent != self.folder and not typed else []
        if self.is_reading:
            said = words("Reading the folder …")
        elif self.trouble:
            said = words("{file} cannot be read: {reason}.", file=shown_path(str(self.folder)), reason=self.trouble)
        elif not self.entries:
            said = words("This folder is empty.")
        else:
            said = words("Nothing contains “{words}”.", words=typed) if not found else ""
        self._tell(said, bad=bool(self.trouble))
        style = "$primary"
        column = Column[Entry]("", 30, lambda row, _: line(row.shown, style if row.is_folder else ""), grows=1)
        table.fill((column,), [*above, *found], self.pen.symbols)
        table.move_to(1 if above and found else 0)

    def _tell(self, said: str, *, bad: bool = False) -> None:
        """Say a sentence above the keys; none takes no room."""
        place = self.query_one(".said", Static)
        place.display = bool(said)
        place.update(ink(said, "$error" if bad else "$quiet"))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._fill()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if "/" in event.value or event.value.startswith("~"):
            self._go(event.value)
        else:
            self._choose()

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        self._choose()

    def _go(self, typed: str) -> None:
        """To a path that was typed: whether it is a folder is found out by reading it."""
        self.enter(self.folder / expanded(typed))

    def _choose(self) -> None:
        row = self.query_one(Table).current
        if row is None:
            return
        if row.name == UP:
            self.enter(self.folder.parent)
        elif row.is_folder:
            self.enter(self.folder / row.name)
        elif shown_path(row.name) != row.name or not row.name.isprintable():
            said = Message("This name holds characters that no form takes. Give the file another name first.")
            self._tell(self.pen.words(said), bad=True)
        else:
            self.dismiss(self.folder / row.name)

    def on_key(self, event: events.Key) -> None:
        """The arrows move through what was found while the field keeps the keys."""
        if event.key in {"up", "down", "pageup", "pagedown"}:
            self.query_one(Table).on_key(event)
        elif event.key == "backspace" and not self.query_one(Input).value:
            event.stop()
            self.enter(self.folder.parent)


def holds(entry: Entry, typed: str) -> bool:
    """Whether every word that was typed stands in a name; hidden ones are shown to who types a dot first."""
    if entry.name.startswith(".") and not typed.startswith("."):
        return False
    name = entry.name.casefold()
    return all(word in name for word in typed.casefold().split())


def entries_of(folder: Path) -> Sequence[Entry]:
    """A folder's entries, folders first. Raises OSError, and ValueError for what no path can be."""
    with os.scandir(folder) as found:
        entries = [Entry(each.name, _is_folder(each)) for each in found]
    return sorted(entries, key=lambda each: (not each.is_folder, each.name.casefold()))


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def expanded(typed: str) -> Path:
    """A path as it was typed, `~` read as the user's folder; as it stands where nobody knows that folder."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)


def beginning(typed: str) -> Path:
    """Where to begin: the folder of what stands in the field, else where the program was started."""
    path = expanded("" if "://" in typed else typed)
    return (path if typed.endswith("/") else path.parent).absolute()
