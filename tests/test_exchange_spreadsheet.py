"""XLSX out: texts stay texts, days are dates, nothing is lost, and the same rows give the same bytes."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from nen7510_tracker.exchange.spreadsheet import Sheet, write_xlsx
from nen7510_tracker.exchange.table import cell, undo
from nen7510_tracker.words.message import InputRejected

HEADER = ("title", "n", "due")


def cells(data: bytes, sheet: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def written(*rows: tuple[object, ...]) -> bytes:
    return write_xlsx(Sheet("gaps", HEADER, rows, {2}), [("rows", "2 of 3")], "about")


@pytest.mark.parametrize(
    ("value", "due", "read", "read_due"),
    [
        ("=1+1", "2026-03-01", "'=1+1", date(2026, 3, 1)),
        ("2026-03-01", "2026-03", "2026-03-01", "2026-03"),
        (7, None, 7.0, ""),
        (("a|b", "c"), "1850-01-01", "a\\|b|c", "1850-01-01"),
        ("http://example.org", "2026-02-30", "http://example.org", "2026-02-30"),
        ("12", "", "12", ""),
        (True, None, "true", ""),
    ],
)
def test_a_cell_is_what_it_was(value: object, due: object, read: object, read_due: object) -> None:
    assert cells(written((value, 1, due))) == [list(HEADER), [read, 1.0, read_due]]


def test_no_cell_is_a_formula_or_a_link() -> None:
    with ZipFile(BytesIO(written(("=1+1", "@x", "http://example.org")))) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    assert "<f>" not in parts["xl/worksheets/sheet1.xml"]
    assert not [name for name in parts if name.endswith("sheet1.xml.rels")]


def test_the_header_stays_in_sight_with_a_filter_on_every_column() -> None:
    with ZipFile(BytesIO(written(("a", 1, None), ("b", 2, None)))) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:C3"/>' in sheet


def test_a_second_sheet_says_what_is_in_it() -> None:
    assert cells(written(), 1) == [["rows", "2 of 3"]]


def test_the_same_rows_give_the_same_bytes() -> None:
    assert written(("a", 1, "2026-03-01")) == written(("a", 1, "2026-03-01"))


def test_a_text_that_no_cell_holds_is_refused_instead_of_left_out() -> None:
    with pytest.raises(InputRejected, match="Row 2, column 1"):
        written(("x" * 32_768, 1, None))
    assert cells(written(("x" * 32_767, 1, None)))[1][0] == "x" * 32_767


TEXTS = st.text(st.sampled_from("=+-@'\"_x0041é\u00a0 |\\;\t\n<&>"), max_size=12) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_every_text_comes_back(texts: list[str]) -> None:
    found = cells(written(*((text, number, None) for number, text in enumerate(texts))))[1:]
    assert [undo(str(row[0])) for row in found] == texts
    assert [row[0] for row in found] == [cell(text) for text in texts]
