"""XLSX out: every cell by the one writer of exports (table.py), laid out as Excel users like it (design section 6)."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from nen7510_tracker.exchange.table import cell
from nen7510_tracker.words.message import InputRejected, Message

_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same rows give the same bytes, whenever they are written
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
_MOST_ROWS = 1_048_576
_LONGEST = 32_767  # characters of a cell; a longer text would be left out
_NARROW, _WIDE = 8, 60  # columns of text


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title on its tab, a header, rows of what `table.cell` takes.

    Cells in columns named by `days` (positions from 0) that hold a whole day become dates; everything
    else is a number or a text, never a formula.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    days: Collection[int] = ()


def write_xlsx(table: Sheet, about: Sequence[tuple[str, object]], about_title: str) -> bytes:
    """A workbook of one table and a sheet that says what is in it, a name and a value a row.

    The same arguments give the same bytes. Raises InputRejected for what no sheet can hold.
    """
    if len(table.rows) >= _MOST_ROWS:
        text = "A sheet holds at most {most} rows, not {rows}; write CSV, or fewer of them."
        raise InputRejected(Message(text, most=_MOST_ROWS - 1, rows=len(table.rows)))
    out = BytesIO()
    book = new_book(out)
    _Drawn(book, table).draw()
    _about(book, about, about_title)
    book.close()
    return out.getvalue()


def new_book(out: BytesIO) -> Any:
    """A workbook to be written: the same sheets give the same bytes, whenever that is."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it comes without types

    book = Workbook(out, {"in_memory": True})
    book.set_properties({"created": _MADE.replace(tzinfo=None)})
    return book


class _Drawn:
    """One table on its sheet."""

    def __init__(self, book: Any, table: Sheet) -> None:
        self._table = table
        self._sheet = book.add_worksheet(table.title)
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})

    def draw(self) -> None:
        """The header stays in sight, every column has a filter and a width that suits it."""
        for column, name in enumerate(self._table.header):
            self._put(0, column, name, self._bold)
        for row, values in enumerate(self._table.rows, 1):
            for column, value in enumerate(values):
                self._value(row, column, value)
        for column in range(len(self._table.header)):
            self._sheet.set_column(column, column, self._width(column))
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, len(self._table.rows), len(self._table.header) - 1)

    def _value(self, row: int, column: int, value: object) -> None:
        found = whole_day(value) if column in self._table.days else None
        if found:
            self._sheet.write_datetime(row, column, found, self._day)
        else:
            self._put(row, column, value, self._text)

    def _put(self, row: int, column: int, value: object, form: Any) -> None:
        put(self._sheet, row, column, value, form)

    def _width(self, column: int) -> int:
        texts = [str(row[column]) for row in self._table.rows if row[column] not in (None, ())]
        longest = max(map(len, [self._table.header[column], *texts]))
        return min(max(longest + 2, _NARROW), _WIDE)


def put(sheet: Any, row: int, column: int, value: object, form: Any) -> None:
    """Write what `table.cell` takes. Raises InputRejected for a text that is longer than a cell."""
    shown = cell(value)
    if isinstance(shown, int | float):
        sheet.write_number(row, column, shown, form)
    elif len(shown) > _LONGEST:
        text = "Row {row}, column {column}: a cell holds at most {most} characters, and this text is longer."
        raise InputRejected(Message(text, row=row + 1, column=column + 1, most=_LONGEST))
    elif shown:
        sheet.write_string(row, column, shown, form)


def whole_day(value: object) -> date | None:
    """The date of an ISO day that a spreadsheet can hold as a date; None for anything else."""
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if found >= _FIRST_DAY else None


def _about(book: Any, lines: Iterable[tuple[str, object]], title: str) -> None:
    sheet = book.add_worksheet(title)
    name = book.add_format({"bold": True, "valign": "top"})
    value = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    for row, (label, said) in enumerate(lines):
        put(sheet, row, 0, label, name)
        put(sheet, row, 1, said, value)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, _WIDE)
