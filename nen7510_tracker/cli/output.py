"""How results leave: data to stdout or a file, whole or not at all; the rest to stderr."""

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.words.message import InputRejected, Message

NARROW = 80  # columns: every table fits them


def emit(text: str, path: Path | None) -> None:
    """Write a result to stdout, or to a file as a whole. Raises InputRejected when the file cannot be written."""
    if not text.endswith("\n"):
        text += "\n"
    if path is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    emit_bytes(text.encode(), path)


def emit_bytes(data: bytes, path: Path) -> None:
    """Write a file as a whole: it is there complete, or as it was. Raises InputRejected."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            mask = os.umask(0)
            os.umask(mask)
            Path(temporary).chmod(0o666 & ~mask)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputRejected(
            Message("{file} cannot be written: {reason}.", file=str(path), reason=error.strerror or str(error))
        ) from error
    note(_("Written: {file}", file=str(path)))


def emit_json(document: Any, path: Path | None) -> None:
    """Write a JSON document; the same in every language and terminal."""
    emit(json.dumps(document, ensure_ascii=False, indent=2), path)


def note(text: str) -> None:
    """Tell people something beside the result."""
    sys.stderr.write(f"{text}\n")


class Page:
    """What a command shows to people: headings, sentences and tables that fit the terminal, or 80 columns."""

    def __init__(self) -> None:
        from io import StringIO

        from rich.console import Console

        self._file = StringIO()
        terminal = sys.stdout.isatty()
        self._console = Console(
            file=self._file,
            force_terminal=terminal and not os.environ.get("NO_COLOR"),
            width=None if terminal else int(os.environ.get("COLUMNS") or NARROW),
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=False,
        )

    def heading(self, text: str) -> None:
        """A line that stands out."""
        from rich.text import Text

        self._console.print(Text(text, style="bold"))

    def line(self, text: str = "", style: str = "") -> None:
        """A sentence."""
        from rich.text import Text

        self._console.print(Text(clean(text), style=style))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]], *, wide: int | None = None) -> None:
        """A table; `wide` is the column that may wrap over several lines, the others keep whole words."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
        for place, column in enumerate(columns):
            table.add_column(Text(column), overflow="fold", ratio=1 if place == wide else None)
        for row in rows:
            table.add_row(*(Text(clean("" if cell is None else str(cell))) for cell in row))
        self._console.print(table)

    def text(self) -> str:
        """Everything shown so far, without blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self._file.getvalue().splitlines()) + "\n"


def clean(text: str) -> str:
    """A text without control characters: nothing from the record steers a terminal."""
    return "".join(each if each in "\n\t" or each.isprintable() else "�" for each in text)
