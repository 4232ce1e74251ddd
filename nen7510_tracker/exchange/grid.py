"""Spreadsheets in: CSV and XLSX as rows of values, whatever may be in the file (design sections 5 and 6).

Values only: no formula is run, no address is followed. A workbook is unpacked here, within bounds, and only
what was unpacked is given to the reader: sizes that a file tells of itself count for nothing.
"""

import csv
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, is_zipfile

from nen7510_tracker.exchange.source import LARGEST
from nen7510_tracker.words.characters import shown, shown_path
from nen7510_tracker.words.message import InputRejected, Message

WORKBOOKS = frozenset({".xlsx", ".xlsm"})
ENDINGS = WORKBOOKS | {".csv", ".tsv"}
_UNPACKED = 100 * 1024 * 1024  # bytes of all parts of a workbook together
_PARTS = 1000
_CELLS = 4_000_000  # of the rectangle around everything that a sheet holds
_LONGEST = 200_000  # characters of a CSV cell
_MERGED = 1_000_000  # cells that take the value of the one above them
_TOLD = 512 * 1024 * 1024  # bytes of all cells, if each held the longest text that cells share
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*?(/?)>""")
_SHARED = re.compile(rb"<(?:\w+:)?si[\s>]")
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
    return [max((_csv(text, separator, name) for separator in _SEPARATORS), key=score)]


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


def _csv(text: str, separator: str, name: str) -> Grid:
    rows: list[list[str]] = []
    numbers = []
    csv.field_size_limit(_LONGEST)
    lines = csv.reader(StringIO(text, newline=""), delimiter=separator)
    number = 1
    try:
        for row in lines:
            rows.append(row)
            numbers.append(number)
            number = lines.line_num + 1
    except csv.Error as error:
        if separator != _SEPARATORS[-1] and "field larger" in str(error):
            return Grid("", (), ())
        problem = Message("{file}, line {line}: this is no CSV.", file=name, line=number)
        raise InputRejected(problem) from error
    return Grid("", rows, numbers)


def _workbook(data: bytes, name: str) -> list[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook

    if not is_zipfile(BytesIO(data)):
        raise InputRejected(Message("{file} is no XLSX workbook.", file=name))
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(_unpacked(data, name)))
        return [
            Grid(sheet, list(rows), range(1, len(rows) + 1))
            for sheet in book.sheet_names
            if (rows := _filled(book.get_sheet_by_name(sheet)))
        ]
    except (CalamineError, BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputRejected(Message("{file} is no XLSX workbook.", file=name)) from error


def _filled(sheet: object) -> list[list[object]]:
    """The rows of a sheet, with the value of merged cells in each of them. Raises CalamineError for too many."""
    from python_calamine import CalamineError

    rows: list[list[object]] = sheet.to_python(skip_empty_area=False)  # type: ignore[attr-defined]  # calamine's sheet
    merged = sheet.merged_cell_ranges or ()  # type: ignore[attr-defined]  # the same
    if sum(bottom - top for (top, _), (bottom, _) in merged) > _MERGED:
        raise CalamineError
    for (top, left), (bottom, right) in merged:
        if top < len(rows) and left < len(rows[top]) and right == left:
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
    return rows


def _unpacked(data: bytes, name: str) -> bytes:
    """The workbook once more, its parts unpacked: what comes out is as large as it is, and XML in UTF-8."""
    parts = dict(_parts(data, name))
    longest = max(map(_longest_shared, parts.values()), default=0)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as plain:
        for part, content in parts.items():
            _bounded(content, longest, name, part)
            plain.writestr(part, content)
    return out.getvalue()


def _parts(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The parts of a workbook that hold XML in UTF-8; pictures and settings of printers are left out."""
    room = _UNPACKED
    with ZipFile(BytesIO(data)) as packed:
        if len(packed.infolist()) > _PARTS:
            raise _too_large(name)
        for part in packed.infolist():
            with packed.open(part) as file:
                content = file.read(room + 1)
            room -= len(content)
            if room < 0:
                raise _too_large(name)
            if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" and b"\0" not in content:
                yield part.filename, content


def _longest_shared(content: bytes) -> int:
    """The bytes of the longest text that cells may share."""
    starts = [found.start() for found in _SHARED.finditer(content)]
    return max((end - start for start, end in pairwise([*starts, len(content)])), default=0)


def _bounded(content: bytes, longest: int, name: str, sheet: str) -> None:
    """Refuse cells that say not where they stand, stand far apart, or would together be beyond measure."""
    right = bottom = filled = cells = 0
    for column, row, empty in _PLACED.findall(content):
        cells += 1
        if not empty:
            filled += 1
            right, bottom = max(right, _column(column)), max(bottom, int(row))
    if cells != sum(1 for _ in _CELL.finditer(content)):
        text = "{file}, {sheet}: cells do not say where they stand; save the file again in a spreadsheet program."
        raise InputRejected(Message(text, file=name, sheet=shown(sheet)))
    if right * bottom > _CELLS or filled * longest > _TOLD:
        text = (
            "{file}, {sheet}: {rows} rows by {columns} columns are too many; delete what is empty, or split the file."
        )
        raise InputRejected(Message(text, file=name, sheet=shown(sheet), rows=bottom, columns=right))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def letters(column: int) -> str:
    """A column as spreadsheets name it: A for 0, AA for 26."""

    def places(number: int) -> Iterator[str]:
        while number >= 0:
            yield chr(65 + number % 26)
            number = number // 26 - 1

    return "".join(places(column))[::-1]


def _too_large(name: str) -> InputRejected:
    limit = _UNPACKED // 1024 // 1024
    return InputRejected(Message("{file} unpacks to more than {limit} MiB; split it.", file=name, limit=limit))
