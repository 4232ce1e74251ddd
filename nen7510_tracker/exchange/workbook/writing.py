"""The workbook as a file: sheets to fill in, with choice lists, what is recorded elsewhere locked (design section 6).

The same rows, head, view and language give the same bytes. No text runs as a formula: every cell is written
by the one writer of exports (spreadsheet.py, table.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from nen7510_tracker.dossier.entry import Head
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.exchange.spreadsheet import new_book, put, whole_day
from nen7510_tracker.exchange.workbook.columns import (
    ABOUT,
    ABOUT_TITLE,
    LAYOUTS,
    SCHEMA,
    STATING,
    Column,
    Layout,
    SheetKey,
    tab,
)
from nen7510_tracker.exchange.workbook.rows import Content, Row, Value
from nen7510_tracker.service.record import Moment
from nen7510_tracker.words.catalogue import Words, words_of
from nen7510_tracker.words.message import N_, Message

_NEW = 200  # rows to add facts in
_WIDE = {"title": 40, "statement": 50, "requirement": 40, "word": 30, "extent": 30, "correction": 30, "cause": 30,
         "action": 30, "note": 30, "text": 50, "justification": 40, "reference": 30, "location": 40, "sha256": 24,
         "id": 18, "evidence": 20, "findings": 20}  # fmt: skip
_MOVES = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}  # allowed where locked

_HOW = (
    N_("Fill in the white cells; the grey ones say what is recorded elsewhere and are locked, without a password."),
    N_("Measures: state, progress, planned end, note and evidence. New measures and evidence go below the last row."),
    N_("Findings: the answer (extent, correction, cause, action) is submitted; the state is what the laboratory says."),
    N_("A day of the change, where it is another than that of the import: 2026-03-31."),
    N_("Several in a cell: with a comma between them. Rows that are deleted change nothing."),
    N_("What changes in the statement of applicability becomes a new version; its number may be given below."),
    N_("Send the file back. Whoever imports it sees what was before and what becomes of it, and records what changed."),
    N_("What the record has learnt in the meantime is not overwritten: it is asked about."),
)


@dataclass(frozen=True, slots=True)
class About:
    """What the workbook is made from: a view of a dossier at a head, in an edition, of all owners or one."""

    lab: str
    name: str
    moment: Moment
    head: Head
    edition: str
    language: str
    owner: str | None


def write_workbook(about: About, content: Content) -> bytes:
    """The workbook in its language. Raises InputRejected for a text that no cell can hold."""
    out = BytesIO()
    book = new_book(out)
    words = words_of(about.language)
    _first_sheet(book, about, content, words)
    for key, layout in LAYOUTS.items():
        _Sheet(book, layout, words).draw(list(content.rows[key].values()))
    book.close()
    return out.getvalue()


def counted(content: Content, key: SheetKey) -> Message:
    """How many of how many rows a sheet holds: a part must not pass for the whole."""
    return Message("{n} of {total} rows.", n=len(content.rows[key]), total=content.total[key])


def _first_sheet(book: Any, about: About, content: Content, words: Words) -> None:
    """What this is, how to fill it in, and what must come back with it: the head and the view."""
    sheet = book.add_worksheet(tab(ABOUT_TITLE, words.language))
    name = book.add_format({"bold": True, "valign": "top"})
    value = book.add_format({"text_wrap": True, "valign": "top", "align": "left", "num_format": "@"})
    typed = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "locked": False, "border": 1})
    lines = list(_lines(about, content, words))
    for row, (called, said) in enumerate(lines):
        put(sheet, row, 0, called, name)
        put(sheet, row, 1, said, value)
    for row, called in enumerate(STATING.values(), start=len(lines)):
        put(sheet, row, 0, words(called), name)
        sheet.write_blank(row, 1, None, typed)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.protect("", _MOVES)


def _lines(about: About, content: Content, words: Words) -> Iterator[tuple[str, str]]:
    moment = about.moment
    said: Mapping[str, str] = {
        "schema": SCHEMA,
        "lab": about.lab,
        "name": about.name,
        "as_of": moment.as_of.isoformat(),
        "known_on": moment.known_on.isoformat(),
        "head": str(about.head),
        "edition": about.edition,
        "language": about.language,
        "filters": f"{words('owner')}: {about.owner}" if about.owner is not None else words("none"),
        "owner": about.owner or "",
    }
    for key, called in ABOUT.items():
        if said[key]:
            yield words(called), said[key]
    for sheet in LAYOUTS:
        yield tab(LAYOUTS[sheet].title, words.language), words(counted(content, sheet))
    for place, line in enumerate(_HOW):
        yield "" if place else words("How to fill this in and send it back"), words(line)


class _Sheet:
    """One sheet to fill in."""

    def __init__(self, book: Any, layout: Layout, words: Words) -> None:
        self._layout = layout
        self._words = words
        self._sheet = book.add_worksheet(tab(layout.title, words.language))
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        common = {"text_wrap": True, "valign": "top"}
        self._forms = {
            (form, is_open): book.add_format(
                common | looks | ({"locked": False} if is_open else {"bg_color": "#EDEDED"}) | {"border": 1}
            )
            for form, looks in (
                ("text", {"num_format": "@"}),
                ("day", {"num_format": "yyyy-mm-dd", "align": "left"}),
                ("number", {"num_format": "0", "align": "left"}),
            )
            for is_open in (True, False)
        }

    def draw(self, rows: Sequence[Row]) -> None:
        """The header stays in sight, every column has a filter; where rows may be added there is room below."""
        layout = self._layout
        last = len(rows) + (_NEW if layout.grows else 0)
        for at, column in enumerate(layout.columns):
            put(self._sheet, 0, at, self._words(column.header), self._bold)
            below = self._form(column, is_open=layout.grows and column.use != "fixed")
            self._sheet.set_column(at, at, _WIDE.get(column.key, 14), below if layout.grows else None)
            if column.use != "fixed" and last:
                self._rule(column, at, last)
        for number, row in enumerate(rows, start=1):
            for at, column in enumerate(layout.columns):
                self._cell(number, at, column, row[column.key])
        self._sheet.freeze_panes(1, 1)
        self._sheet.autofilter(0, 0, max(last, 1), len(layout.columns) - 1)
        self._sheet.protect("", _MOVES)

    def _form(self, column: Column, *, is_open: bool) -> Any:
        return self._forms[column.form if column.form in ("day", "number") else "text", is_open]

    def _cell(self, row: int, at: int, column: Column, value: Value) -> None:
        form = self._form(column, is_open=column.use == "open")
        text = said(column, value, self._words)
        if not text:
            self._sheet.write_blank(row, at, None, form)
        elif column.form == "number":
            put(self._sheet, row, at, int(text), form)
        elif column.form == "day" and (found := whole_day(text)):
            self._sheet.write_datetime(row, at, found, form)
        else:
            put(self._sheet, row, at, text, form)

    def _rule(self, column: Column, at: int, last: int) -> None:
        """What may be chosen; another word is asked about, so that what stood there can be put back."""
        if column.form == "choice":
            source = [self._words(label(each)) for each in column.choices]
            rule: dict[str, object] = {"validate": "list", "source": source, "error_type": "warning"}
        elif column.form == "number":
            rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100}
        else:
            return
        self._sheet.data_validation(1, at, last, at, rule)


def said(column: Column, value: Value, words: Words) -> str:
    """A value as it stands in its cell, in the words of a language."""
    items = value if isinstance(value, tuple) else (value,)
    if column.choices:
        items = tuple(words(label(each)) if each else "" for each in items)
    return ", ".join(items)
