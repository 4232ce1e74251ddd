"""A workbook unpacked within bounds, before anything reads it: what comes out is as large as it is.

Only what was unpacked here is given to the reader: sizes that a file tells of itself count for nothing, and
neither does what it says to hold no more than once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_STORED, ZipFile

from nen7510_tracker.words.characters import shown
from nen7510_tracker.words.message import InputRejected, Message

CELLS = 1_000_000  # of the rectangles around everything that the sheets hold
TOLD = 32 * 1024 * 1024  # bytes of the texts of all cells, as often as each is shown
_UNPACKED = 64 * 1024 * 1024  # bytes of all parts of a workbook together
_READ = 5 * _UNPACKED  # bytes of its largest part, as often as a sheet may be it
_PARTS = 1000
_TEXTS = 1_000_000  # that cells may share

_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*?(/?)>""")
_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s")
_SHARES = re.compile(rb"""\bt\s*=\s*["']s["']""")
_SHARED = re.compile(rb'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")? t="s"><v>([0-9]{1,7})</v></c>')  # as most programs write it


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts that cells share: their lengths in bytes, and the longest."""

    lengths: list[int]
    longest: int

    def told_by(self, content: bytes) -> int:
        """The bytes of the texts that the cells of a part show; of a cell written otherwise the longest counts."""
        known = [int(found[1]) for found in _SHARED.finditer(content)]
        told = sum(self.lengths[each] for each in known if each < len(self.lengths))
        return told + (sum(1 for _ in _SHARES.finditer(content)) - len(known)) * self.longest


def unpacked(data: bytes, name: str) -> BytesIO:
    """The workbook once more, its parts unpacked, XML in UTF-8 alone; `name` is what messages call it.

    Raises InputRejected for one that is too large, or that would be once it is read; what `zipfile` raises for
    what is none.
    """
    parts = dict(_parts(data, name))
    texts = _texts(parts, name)
    sheets = max((sum(1 for _ in _SHEET.finditer(each)) for each in parts.values()), default=0)
    if sheets * max(map(len, parts.values()), default=0) > _READ:
        raise _too_large(name)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as plain:
        for part in list(parts):
            content = parts.pop(part)
            _bounded(content, texts, name, part)
            plain.writestr(part, content)
    out.seek(0)
    return out


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


def _texts(parts: Mapping[str, bytes], name: str) -> _Texts:
    lengths: list[int] = []
    holders = 0
    for content in parts.values():
        starts = [found.start() for found in _TEXT.finditer(content)]
        if len(starts) > _TEXTS:
            raise _too_large(name)
        holders += bool(starts)
        lengths += [end - start for start, end in pairwise([*starts, len(content)])]
    return _Texts(lengths if holders <= 1 else [], max(lengths, default=0))


def _bounded(content: bytes, texts: _Texts, name: str, sheet: str) -> None:
    """Refuse cells that say not where they stand, stand far apart, or would together be beyond measure."""
    right = bottom = cells = 0
    for column, row, empty in _PLACED.findall(content):
        cells += 1
        if not empty:
            right, bottom = max(right, _column(column)), max(bottom, int(row))
    if cells != sum(1 for _ in _CELL.finditer(content)):
        text = "{file}, {sheet}: cells do not say where they stand; save the file again in a spreadsheet program."
        raise InputRejected(Message(text, file=name, sheet=shown(sheet)))
    if right * bottom > CELLS:
        raise too_many(name, sheet, bottom, right)
    if texts.told_by(content) > TOLD:
        raise too_long(name, sheet)


def too_many(name: str, sheet: str, rows: int, columns: int) -> InputRejected:
    """What is said of a sheet that is beyond measure; one of a CSV file has no name."""
    if not sheet:
        text = "{file}: {rows} rows by {columns} columns are too many; delete what is empty, or split the file."
        return InputRejected(Message(text, file=name, rows=rows, columns=columns))
    text = "{file}, {sheet}: {rows} rows by {columns} columns are too many; delete what is empty, or split the file."
    return InputRejected(Message(text, file=name, sheet=shown(sheet), rows=rows, columns=columns))


def too_long(name: str, sheet: str) -> InputRejected:
    """What is said of a sheet whose cells tell more than anybody reads."""
    text = "{file}, {sheet}: the texts of its cells are too long together; split the file."
    return InputRejected(Message(text, file=name, sheet=shown(sheet)))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(name: str) -> InputRejected:
    limit = _UNPACKED // 1024 // 1024
    return InputRejected(Message("{file} unpacks to more than {limit} MiB; split it.", file=name, limit=limit))
