"""Spreadsheets in: CSV and XLSX as rows of values, whatever may be in the file (design sections 5 and 6).

Values only: no formula is run, no address is followed. A workbook is unpacked within bounds first (unpacked.py).
"""

import csv
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, is_zipfile

from nen7510_tracker.exchange.source import LARGEST
from nen7510_tracker.exchange.unpacked import CELLS, TOLD, too_long, too_many, unpacked
from nen7510_tracker.words.characters import shown_path
from nen7510_tracker.words.message import InputRejected, Message

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

WORKBOOKS = frozenset({".xlsx", ".xlsm"})
ENDINGS = WORKBOOKS | {".csv", ".tsv"}
_LONGEST = 200_000  # characters of a CSV cell
_LINE = 2_000_000  # characters of a line of CSV
_ROWS = 1_048_576  # of a sheet
_SAMPLE = 30  # rows by which the separator is found
_SEPARATORS = ";,\t|"


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its name (none in a CSV file), its rows, and the number that each row has for its reader."""

    name: str
    rows: Sequence[Sequence[object]]
    numbers: Sequence[int]


def read_grids(path: Path, score: Callable[[Grid], int]) -> list[Grid]:
    """The sheets of a file. Of the separators that a CSV may have the one with the best `score` is taken.

    Raises InputRejected for what cannot be read, is too large, or is no spreadsheet.
    """
    name = shown_path(str(path))
    data = _bytes(path, name)
    if path.suffix.casefold() in WORKBOOKS:
        return _workbook(data, name)
    text = _text(data, name)
    if not text.strip():
        raise InputRejected(Message("{file} is empty.", file=name))
    return [_csv(text, max(_SEPARATORS, key=lambda each: score(_csv(text, each, name, sample=True))), name)]


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise InputRejected(Message("{file}: there is no such file.", file=name)) from error
    except (OSError, ValueError) as error:
        reason = shown_path(getattr(error, "strerror", None) or str(error))
        raise InputRejected(Message("{file} cannot be read: {reason}.", file=name, reason=reason)) from error
    if len(data) > LARGEST:
        raise InputRejected(Message("{file} is larger than {limit} MiB.", file=name, limit=LARGEST // 1024 // 1024))
    return data


def _text(data: bytes, name: str) -> str:
    """CSV as text: UTF-16 and UTF-8 by their marks, UTF-8 if it is that, else the Western Windows encoding."""
    marked = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}.get(data[:2])
    plain = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be" if data[:1] == b"\0" else None
    for encoding in [marked or plain] if marked or plain else ["utf-8-sig", "cp1252"]:
        try:
            return data.decode(encoding or "")
        except UnicodeDecodeError:
            continue
    raise InputRejected(Message("{file}: this is no text; save it as CSV in UTF-8.", file=name))


def _csv(text: str, separator: str, name: str, *, sample: bool = False) -> Grid:
    """The rows that have something in them, or the first of them: a sample with what no cell may be is empty."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    csv.field_size_limit(_LONGEST)
    lines = csv.reader(_lines(text), delimiter=separator)
    number = 1
    cells = 0
    try:
        for row in lines:
            if any(row):
                rows.append(row)
                numbers.append(number)
                cells += len(row)
            number = lines.line_num + 1
            if sample and len(rows) >= _SAMPLE:
                break
            if cells > CELLS or number > _ROWS:
                raise too_many(name, "", number, max(map(len, rows), default=0))
    except csv.Error as error:
        if sample:
            return Grid("", (), ())
        raise InputRejected(Message("{file}, line {line}: this is no CSV.", file=name, line=number)) from error
    return Grid("", rows, numbers)


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends. Raises csv.Error for one that is none."""
    for line in StringIO(text, newline=""):
        if len(line) > _LINE:
            raise csv.Error
        yield line


# What the libraries raise for a ZIP whose parts lie about each other.
_DAMAGED = (
    BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
)


def _workbook(data: bytes, name: str) -> list[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook

    if not is_zipfile(BytesIO(data)):
        raise InputRejected(Message("{file} is no XLSX workbook.", file=name))
    try:
        book = CalamineWorkbook.from_filelike(unpacked(data, name))
        return list(_sheets(book, name))
    except (CalamineError, *_DAMAGED) as error:
        raise InputRejected(Message("{file} is no XLSX workbook.", file=name)) from error


def _sheets(book: "CalamineWorkbook", name: str) -> Iterator[Grid]:
    """The sheets that hold something. Raises InputRejected for more than there is room for."""
    room, told = CELLS, TOLD
    for at, sheet in enumerate(book.sheet_names):
        rows = _filled(book.get_sheet_by_index(at), name)
        room -= sum(map(len, rows))
        told -= sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
        if room < 0:
            raise too_many(name, sheet, len(rows), max(map(len, rows)))
        if told < 0:
            raise too_long(name, sheet)
        if rows:
            yield Grid(sheet, rows, range(1, len(rows) + 1))


def _filled(sheet: "CalamineSheet", name: str) -> list[list[object]]:
    """The rows of a sheet; merged cells of one column each have the value. Raises InputRejected for too many."""
    rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    merged = [
        (top, min(bottom, len(rows) - 1), left)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if right == left and top < len(rows) and left < len(rows[top])
    ]
    if sum(bottom - top for top, bottom, _ in merged) > CELLS:
        raise too_many(name, sheet.name, len(rows), max(map(len, rows), default=0))
    for top, bottom, left in merged:
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]
    return rows


def letters(column: int) -> str:
    """A column as spreadsheets name it: A for 0, AA for 26."""

    def places(number: int) -> Iterator[str]:
        while number >= 0:
            yield chr(65 + number % 26)
            number = number // 26 - 1

    return "".join(places(column))[::-1]
