"""How results leave: data to stdout or a file, whole or not at all; the rest to stderr."""

import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.words.message import InputRejected, Message

if TYPE_CHECKING:
    from rich.console import RenderableType

_PIECES = re.compile(r"[^\s-]*-+|[^\s-]+\s*|\s+")  # what a fold keeps together
NARROW = 80  # columns: every table fits them
NARROWEST = 40
LONGEST = 4000  # characters of one note
SPOOLED = 8 * 1024 * 1024  # bytes of a result that wait in memory until it is whole, before they go to a file
PIECE = 1 << 16  # characters that are passed on at a time
WHOLE = 14  # a column of cells as short as these keeps them whole
LEAST = 8  # to which a column of longer cells may shrink


def emit(text: str, path: Path | None) -> None:
    """Write a result to stdout, or to a file as a whole. Raises InputRejected when the file cannot be written."""
    if not text.endswith("\n"):
        text += "\n"
    if path is not None:
        emit_bytes(text.encode("utf-8", "replace"), path)
    else:
        _show(clean(text.replace("\r\n", "\n")) if sys.stdout.isatty() else text, sys.stdout)


def _show(text: str, stream: TextIO) -> None:
    """Write to stdout or stderr; whoever reads it may stop early, and the command's exit code stays what it is.

    Raises InputRejected when stdout cannot take it (a full disk).
    """
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):
            reason = error.strerror or str(error)
            raise InputRejected(Message("The result cannot be written: {reason}.", reason=reason)) from error


def emit_bytes(data: bytes, path: Path) -> None:
    """Write a file as a whole: it is there complete, or as it was. Raises InputRejected."""
    from nen7510_tracker.exchange.whole_file import write_whole

    write_whole(data, path)
    note(_("Written: {file}", file=str(path)))


def emit_json(document: Any, path: Path | None) -> None:
    """Write a JSON document; the same in every language and terminal."""
    emit(json.dumps(document, ensure_ascii=False, indent=2), path)


def emit_json_rows(document: Mapping[str, Any], key: str, rows: Iterable[Any], path: Path | None) -> None:
    """The same with a last key that holds a long list: its rows are never held all at once."""
    with _spooled() as out:
        begin = json.dumps({**document, key: []}, ensure_ascii=False, indent=2)
        out.write(begin.removesuffix("[]\n}"))
        sign = "["
        for row in rows:
            text = json.dumps(row, ensure_ascii=False, indent=2).replace("\n", "\n    ")
            out.write(f"{sign}\n    {text}")
            sign = ","
        out.write("[]\n}\n" if sign == "[" else "\n  ]\n}\n")
        _emit_spooled(out, path)


def emit_csv(
    rows: Iterable[Sequence[object]],
    header: Sequence[str],
    path: Path | None,
    *,
    excel: bool = False,
    separator: str = ",",
) -> None:
    """Write a table as CSV, by the one writer that every export uses; its rows are never held all at once."""
    from nen7510_tracker.exchange.table import write_csv

    with _spooled() as out:
        write_csv(rows, header, out, excel=excel, separator=separator)
        _emit_spooled(out, path)


def _spooled() -> TextIO:
    """Where a result waits until it is whole: in memory as long as it is short."""
    spool: Any = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - the wrapper closes it
    return io.TextIOWrapper(spool, "utf-8", "replace", newline="")


def _emit_spooled(out: TextIO, path: Path | None, *, drawn: bool = False) -> None:
    """`drawn`: by a page, which lets nothing of the record steer a terminal; what does are its styles."""
    out.flush()
    out.seek(0)
    pieces = iter(partial(out.read, PIECE), "")
    if path is None:
        screen = sys.stdout.isatty() and not drawn
        for piece in pieces:
            _show(clean(piece.replace("\r\n", "\n")) if screen else piece, sys.stdout)
        return
    from nen7510_tracker.exchange.whole_file import write_pieces

    write_pieces((piece.encode() for piece in pieces), path)
    note(_("Written: {file}", file=str(path)))


def note(text: str) -> None:
    """Tell people something beside the result; what somebody typed at great length is not repeated as a whole."""
    told = clean(text)
    _show(f"{told if len(told) <= LONGEST else told[:LONGEST] + '…'}\n", sys.stderr)


class Page:
    """What a command shows to people: headings, sentences and tables that fit the terminal, and 80 columns."""

    def __init__(self) -> None:
        self._parts: list[RenderableType] = []

    def heading(self, text: str) -> None:
        """A line that stands out."""
        self.line(text, style="bold")

    def line(self, text: str = "", style: str = "") -> None:
        """A sentence; what does not fit goes on below, as far to the right as it began."""
        from rich.padding import Padding
        from rich.text import Text

        said = clean(text).lstrip(" ")
        indent = len(text) - len(text.lstrip(" "))
        if not said:
            self._parts.append(Text())
            return
        self._parts.append(Padding(Text(said, style=style), (0, 0, 0, indent), expand=False))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]], *, wide: int | None = None) -> None:
        """A table; short cells are kept whole where there is room, those of the column `wide` are the first to fold."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        shown = [[clean(each) for each in columns]]
        shown += [[clean("" if each is None else str(each)).replace("\t", " ") for each in row] for row in rows]
        gap, widths = fitted(shown, wide, min(screen_width(), NARROW))
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, gap - 1, 0, 0))
        for column, width in zip(shown[0], widths, strict=True):
            table.add_column(Text(column), overflow="fold", width=width)
        for row in shown[1:]:
            table.add_row(*(Text(_folded(cell, width)) for cell, width in zip(row, widths, strict=True)))
        self._parts.append(table)

    def text(self) -> str:
        """Everything so far as plain text, without blanks at the ends of lines."""
        return self.drawn(styled=False)

    def emit(self, path: Path | None) -> None:
        """Write the page to the screen, in its styles if it has any, or to a file."""
        emit_pages((self,), path)

    def drawn(self, *, styled: bool) -> str:
        """The same, with the styles of a terminal if they are asked."""
        from io import StringIO

        from rich.console import Console

        file = StringIO()
        console = Console(
            file=file,
            force_terminal=styled,
            width=screen_width(),
            color_system="standard" if styled else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )
        for part in self._parts:
            console.print(part)
        return "\n".join(line.rstrip() for line in file.getvalue().split("\n")).rstrip("\n") + "\n"


def emit_pages(pages: Iterable[Page], path: Path | None) -> None:
    """Write pages one below the other, to the screen or to a file as a whole; never held all at once."""
    styled = path is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    with _spooled() as out:
        for page in pages:
            out.write(page.drawn(styled=styled))
        _emit_spooled(out, path, drawn=True)


def fitted(rows: Sequence[Sequence[str]], wide: int | None, room: int) -> tuple[int, list[int]]:
    """The gap between columns and their widths, for a heading and its rows, so that all fit in the room.

    The widest give way first, down to what keeps short cells and the words of the heading whole; if
    that is not enough, those too.
    """
    from rich.cells import cell_len

    columns = list(zip(*rows, strict=True))
    cells = [max((cell_len(line) for cell in column[1:] for line in cell.split("\n")), default=0) for column in columns]
    heads = [max(map(cell_len, column[0].split()), default=1) for column in columns]
    short = [place != wide and length <= WHOLE for place, length in enumerate(cells)]
    least = [max(head, length if kept else LEAST) for head, length, kept in zip(heads, cells, short, strict=True)]
    widths = [
        max(floor, min(length, room), min(cell_len(column[0]), WHOLE))
        for floor, length, column in zip(least, cells, columns, strict=True)
    ]
    gap = 2 if sum(widths) + 2 * (len(widths) - 1) <= room else 1
    space = room - gap * (len(widths) - 1)
    for floors in (least, [2] * len(widths)):
        _narrow(widths, floors, space)
    return gap, widths


def _folded(cell: str, width: int) -> str:
    """A cell whose long ids fold after a hyphen; what has none folds where the column ends."""
    from rich.cells import cell_len

    if "-" not in cell or all(cell_len(word) <= width for word in cell.split()):
        return cell
    lines = [""]
    for piece in _PIECES.findall(cell):
        if cell_len(lines[-1] + piece.rstrip(" ")) > width and lines[-1] and "\n" not in piece:
            lines.append(piece)
        else:
            lines[-1] += piece
    return "\n".join(line.rstrip(" ") for line in lines)


def _narrow(widths: list[int], least: Sequence[int], space: int) -> None:
    """Take from the widest column that can give, until all of them fit."""
    while sum(widths) > space:
        giving = [place for place, width in enumerate(widths) if width > least[place]]
        if not giving:
            return
        widths[max(giving, key=widths.__getitem__)] -= 1


def screen_width() -> int:
    """The terminal's columns, or what COLUMNS says, else 80."""
    return max(shutil.get_terminal_size((NARROW, 24)).columns, NARROWEST)


def clean(text: str) -> str:
    """A text without control characters: nothing from the record steers a terminal."""
    return "".join(each if each in "\n\t" or each.isprintable() else "�" for each in text)
