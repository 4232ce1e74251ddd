"""A workbook that came back: which one it is, and what stands in its cells now; not yet held against the record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from nen7510_tracker.dossier.entry import Head
from nen7510_tracker.exchange.cells import SheetOf, day_cell, plain_cell
from nen7510_tracker.exchange.columns import folded
from nen7510_tracker.exchange.grid import Grid, letters
from nen7510_tracker.exchange.workbook.columns import (
    LAYOUTS,
    SCHEMA,
    Column,
    SheetKey,
    about_by_name,
    keys_by_header,
    sheets_by_name,
    values_by_word,
)
from nen7510_tracker.exchange.workbook.rows import Value
from nen7510_tracker.words.characters import shown, shown_path
from nen7510_tracker.words.message import InputRejected, Message

_MARK_WITHIN = 5  # rows of a sheet in which the format is looked for
_MOST_ROWS = 1 << 21  # of a sheet, and more
_CLAUSE = ("eis ", "clause ")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its column, where that stands in the sheet, and what is in it."""

    column: Column
    at: int
    header: str
    raw: object

    @property
    def value(self) -> Value:
        """What it says, as the rows of a view say it; not checked."""
        text = day_cell(self.raw) if self.column.form == "day" else plain_cell(self.raw)
        if not self.column.is_list:
            return _word(self.column, text)
        parts = text.replace(";", ",").replace("|", ",").replace("\n", ",").split(",")
        return tuple(_word(self.column, each.strip()) for each in parts if each.strip())


@dataclass(frozen=True, slots=True)
class Filled:
    """A row with something in it."""

    sheet: SheetOf
    number: int
    cells: Mapping[str, Cell]
    order: int  # its place among the rows of all sheets

    @property
    def key(self) -> str:
        """What its first column says."""
        return str(next(iter(self.cells.values())).value)

    def place(self, cell: Cell) -> str:
        """A cell as a spreadsheet names it: `Measures!D7`."""
        return f"{self.sheet.name}!{letters(cell.at)}{self.number}"

    def wrong(self, cell: Cell, problem: Message) -> Message:
        """A problem with a cell."""
        return self.sheet.cell(self.number, cell.at, cell.header, cell.raw, problem)


@dataclass(slots=True)
class Returned:
    """A workbook that came back: what it says of itself, its rows by sheet, and what of it was not read."""

    file: str
    lab: str
    head: Head
    as_of: date
    known_on: date
    edition: str
    language: str
    owner: str | None
    version: str | None = None
    approved_by: str | None = None
    sheets: dict[SheetKey, Sequence[Filled]] = field(default_factory=dict)
    told: list[Message] = field(default_factory=list)


def is_workbook(grids: Sequence[Grid]) -> bool:
    """Whether a spreadsheet is a workbook of ours, by the sheet that says so."""
    return any(_about(grid).get("schema", "").startswith("nen7510-workbook/") for grid in grids)


def read_workbook(path: Path, grids: Sequence[Grid]) -> Returned:
    """What a workbook says. Raises InputRejected with every mistake in its own sheet and in its headers."""
    name = shown_path(str(path))
    about = next(said for grid in grids if "schema" in (said := _about(grid)))
    returned = _made_from(name, about)
    errors: list[Message] = []
    for grid in grids:
        key = sheets_by_name().get(folded(grid.name))
        if key is not None and key not in returned.sheets:
            sheet = _Sheet(name, key, grid)
            returned.sheets[key] = list(sheet.rows())
            returned.told += sheet.told
            errors += sheet.errors
        elif "schema" not in _about(grid):
            returned.told.append(
                Message("The sheet {sheet} is none of the workbook's, and was not read.", sheet=shown(grid.name))
            )
    if errors:
        raise InputRejected(*errors)
    return returned


def _about(grid: Grid) -> dict[str, str]:
    """The names and values of a sheet that says what the workbook is; empty for any other."""
    known = about_by_name()
    rows = [(known.get(folded(plain_cell(row[0]))), plain_cell(row[1])) for row in grid.rows if len(row) > 1]
    if not any(key == "schema" and value.startswith("nen7510-workbook/") for key, value in rows[:_MARK_WITHIN]):
        return {}
    return {key: value for key, value in reversed(rows) if key}


def _made_from(name: str, about: Mapping[str, str]) -> Returned:
    if about["schema"] != SCHEMA:
        text = "{file} has the format {given}, which is not read here; write {schema} with `nen7510 workbook`"
        raise InputRejected(
            Message("{problem}.", problem=Message(text, file=name, given=shown(about["schema"]), schema=SCHEMA))
        )
    seq, _, digest = about.get("head", "").partition(":")
    try:
        head = Head(int(seq[:10]), digest)
        days = [date.fromisoformat(about.get(key, "")) for key in ("as_of", "known_on")]
    except ValueError as error:
        text = "{file} does not say from which head and view it was made: its first sheet was changed; take a new one."
        raise InputRejected(Message(text, file=name)) from error
    return Returned(
        name,
        about.get("lab", ""),
        head,
        days[0],
        days[1],
        about.get("edition", ""),
        about.get("language", ""),
        about.get("owner") or None,
        about.get("version") or None,
        about.get("approved_by") or None,
    )


class _Sheet:
    """One sheet of the workbook: its columns by their headers, then its rows."""

    def __init__(self, file: str, key: SheetKey, grid: Grid) -> None:
        self._sheet = SheetOf(file, grid.name)
        self._key = key
        self._grid = grid
        self.told: list[Message] = []
        self.errors: list[Message] = []

    def rows(self) -> Iterator[Filled]:
        """The rows that have something in them; mistakes in the header and ids given twice go into `errors`."""
        columns = self._columns()
        first = LAYOUTS[self._key].columns[0]
        if not columns or columns[0][0] is not first:
            text = "the column {column} is not there; put it back, or take a new workbook"
            self.errors.append(self._sheet.row(1, Message(text, column=Message(first.header))))
            return
        seen: dict[str, int] = {}
        place = list(LAYOUTS).index(self._key) * _MOST_ROWS
        for row, number in zip(self._grid.rows[1:], self._grid.numbers[1:], strict=True):
            cells = [Cell(column, at, header, row[at] if at < len(row) else None) for column, at, header in columns]
            filled = Filled(self._sheet, number, {each.column.key: each for each in cells}, place + number)
            if any(cell.value for cell in cells):
                before = seen.setdefault(filled.key, number)
                if filled.key and before != number:
                    problem = Message("stands here twice; first in row {row}", row=before)
                    self.errors.append(filled.wrong(cells[0], problem))
                yield filled

    def _columns(self) -> list[tuple[Column, int, str]]:
        """The columns that are there, the key's first, each with its place and its header as written."""
        layout, known = LAYOUTS[self._key], keys_by_header(self._key)
        found: dict[str, tuple[Column, int, str]] = {}
        for at, cell in enumerate(self._grid.rows[0] if self._grid.rows else ()):
            header = plain_cell(cell)
            key = known.get(folded(header))
            if key in found:
                problem = Message("the column {column} is there twice; take one of them out", column=shown(header))
                self.errors.append(self._sheet.row(1, problem))
            elif key:
                found[key] = (layout.column(key), at, header)
            elif header:
                text = "the column {column} is none of the workbook's, and was not read"
                self.told.append(self._sheet.row(1, Message(text, column=shown(header))))
        text = "the column {column} is not there; what it held stays as it is"
        gone = [Message(column.header) for column in layout.columns[1:] if column.key not in found]
        self.told += [self._sheet.row(1, Message(text, column=header)) for header in gone]
        return [found[column.key] for column in layout.columns if column.key in found]


def _word(column: Column, text: str) -> str:
    """What a word means where something is chosen, and a clause without what says that it is one."""
    if column.choices:
        return values_by_word(column).get(folded(text), text)
    if column.form == "controls":
        return next((text[len(each) :] for each in _CLAUSE if text.casefold().startswith(each)), text)
    return text
