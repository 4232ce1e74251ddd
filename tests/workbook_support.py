"""Workbooks that somebody filled in: cells by sheet, row and column, saved by another program."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

Cells = Mapping[tuple[str, str, str], Any]  # by sheet, what the row's first cell says, header; a new row is added


def sheets_of(file: Path) -> dict[str, list[list[Any]]]:
    """Every sheet as rows of values."""
    book = CalamineWorkbook.from_path(file)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def filled(file: Path, cells: Cells, *, without: Sequence[tuple[str, str]] = ()) -> Path:
    """The workbook with other values in some cells, and without some rows; written beside it."""
    sheets = sheets_of(file)
    for (sheet, key, header), value in cells.items():
        rows = sheets[sheet]
        at = 1 if sheet in ("About", "Over dit bestand") else rows[0].index(header)
        row = next((each for each in rows if each[0] == key), None)
        if row is None:
            rows.append(row := [key, *[""] * (len(rows[0]) - 1)])
        row[at] = value
    kept = {name: [row for row in rows if (name, row[0]) not in without] for name, rows in sheets.items()}
    return saved(kept, file.with_name(f"filled-{file.name}"))


def saved(sheets: Mapping[str, Sequence[Sequence[Any]]], file: Path) -> Path:
    """Sheets as a workbook without any form."""
    book = Workbook(file)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(at, column, value)
                else:
                    sheet.write(at, column, value)
    book.close()
    return file
