"""The norm's tables: CSV files that somebody keeps in a spreadsheet (design section 11)."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from nen7510_tracker.norm.document import unsafe_character
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.words.message import InputRejected, Message

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

_PACKAGE = Path(__file__).parents[1]


@lru_cache(maxsize=1)
def norm_folder() -> Path:
    """The folder with the norm's data: packed beside the modules in a wheel, at the top of a checkout."""
    packed = _PACKAGE / "controls"
    return packed if packed.is_dir() else _PACKAGE.parent / "controls"


@dataclass(slots=True)
class Row:
    """A row of a table: its cells by column, and the line that it stands on."""

    where: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def wrong(self, text: str, **params: str) -> Message:
        """What is wrong with this row; the text begins with `{where}, line {line}: `."""
        return Message(text, where=self.where, line=self.line, **params)

    def one_of(self, column: str, known: Sequence[str]) -> Message | None:
        """What is wrong with a cell that has to hold one of these words; None if it does."""
        if self[column] in known:
            return None
        message = "{where}, line {line}: {column} is {value}; known are: {known}."
        return self.wrong(message, column=column, value=self[column] or '""', known=", ".join(filter(None, known)))


def read_table(path: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a CSV file with at least these columns; further columns are the file's own affair.

    Takes what spreadsheets write: a comma or a semicolon, with or without a byte order mark. Raises
    InputRejected when the file cannot be read, lacks a column, has a row of another length than its
    header, or holds a character that could steer a terminal.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputRejected(Message("{where}: this is not UTF-8 text.", where=path.name)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputRejected(Message("{path}: cannot be read: {reason}.", path=str(path), reason=reason)) from None
    header, _, _ = text.partition("\n")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if header.count(";") > header.count(",") else ",")
    try:
        names = [name.strip() for name in next(lines, [])]
        _require(columns, names, path.name)
        return list(_rows(lines, names, path.name))
    except csv.Error as error:
        message = "{where}, line {line}: this is not a table: {problem}."
        raise InputRejected(Message(message, where=path.name, line=lines.line_num, problem=str(error))) from None


def _require(columns: Sequence[str], names: Sequence[str], where: str) -> None:
    errors = []
    for column in columns:
        if column not in names:
            near = nearest(column, [name for name in names if name not in columns])
            missing = Message("{where}: the column {column} is missing.", where=where, column=column)
            meant = "{where}: the column {column} is missing; is it {near}?"
            errors.append(Message(meant, where=where, column=column, near=near) if near else missing)
    if errors:
        raise InputRejected(*errors)


def _rows(lines: "CsvReader", names: Sequence[str], where: str) -> Iterator[Row]:
    errors = []
    for cells in lines:
        if not any(cells):
            continue
        row = Row(where, lines.line_num, dict(zip(names, (cell.strip() for cell in cells), strict=False)))
        if len(cells) != len(names):
            message = "{where}, line {line}: {n} cells where the header has {wanted}."
            errors.append(row.wrong(message, n=str(len(cells)), wanted=str(len(names))))
        found = next(filter(None, map(unsafe_character, cells)), None)
        if found:
            message = "{where}, line {line}: the character {character} is not allowed in a text."
            errors.append(row.wrong(message, character=found))
        if not errors:
            yield row
    if errors:
        raise InputRejected(*errors)
