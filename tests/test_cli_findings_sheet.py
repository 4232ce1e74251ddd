"""Findings and ratings from a spreadsheet: what is recorded, what is said, and what is refused."""

from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from cli_support import Answer, Program, examples, steady, writing
from dossiers import assessment, dossier
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from nen7510_tracker.exchange import findings_sheet, grid
from nen7510_tracker.exchange.findings_sheet import read_findings
from nen7510_tracker.exchange.spreadsheet import Sheet, write_xlsx
from nen7510_tracker.exchange.table import write_csv
from nen7510_tracker.norm.norm import load_norm

__all__ = ["examples", "steady", "writing"]

HEADER = ["Nr", "Norm", "Classificatie", "Afwijking"]
ROW = ["X-1", "A.8.5", "Cat 1", "No second factor"]


def brought(program: Program, file: Path, *more: str) -> Answer:
    return program("import", str(file), "--lab", "example-lab", "--assessment", "audit-2025", *more)


def text_file(folder: Path, *rows: list[str], separator: str = ";", encoding: str = "utf-8") -> Path:
    file = folder / "findings.csv"
    file.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    return file


def workbook(folder: Path, *rows: list[Any], merge: str | None = None) -> Path:
    file = folder / "findings.xlsx"
    book = Workbook(file)
    sheet = book.add_worksheet("Bevindingen")
    day = book.add_format({"num_format": "d-m-yyyy"})
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(at, column, value, day)
            else:
                sheet.write(at, column, value)
    if merge:
        sheet.merge_range(merge, "A.8.5")
    book.close()
    return file


def facts(program: Program, *ids: str) -> str:
    exported = program("export", "example-lab", "--format", "json").json
    (audit,) = [each for each in exported["assessments"] if each["id"] == "audit-2025"]
    return str([each for each in audit["findings"] if each["id"] in ids])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_usual_encoding_and_separator_is_read(
    examples: Path, tmp_path: Path, encoding: str, separator: str
) -> None:
    file = text_file(tmp_path, ["Rapport"], [], HEADER, [*ROW[:3], "Café"], separator=separator, encoding=encoding)
    answer = brought(Program(examples), file, "--preview")
    assert (answer.code, "Café" in answer.out) == (0, True), answer.err


def test_a_workbook_is_recorded_once(writing: Program, tmp_path: Path) -> None:
    header = [*HEADER, "Oorzaak", "Maatregel", "Eigenaar", "Deadline", "Status", "Datum status"]
    file = workbook(
        tmp_path,
        ["Audit report"],
        header,
        [*ROW, "Haste", "Switch it on", "CISO", date(2026, 6, 1), "in behandeling", "1-3-2026"],
        ["X-2", "eis 9.1; A8.16", "OFI", "'=SUM(1)", "", "", "", "1 juli 2026", "open"],
    )
    answer = brought(writing, file)
    assert answer.code == 0, answer.err
    assert "5 facts recorded" in answer.err
    told = facts(writing, "X-1", "X-2")
    for part in (
        "'grade': 'major', 'grade_as': 'Cat 1'",
        "'due': '2026-06-01'",
        "'cause': 'Haste'",
        "'state': 'in_progress', 'by': 'example-lab'",
        "'controls': ['9.1', 'A.8.16'], 'grade': 'observation'",
        "'statement': '=SUM(1)'",
        "'due': '2026-07-01'",
    ):
        assert part in told
    again = brought(writing, file)
    assert (again.code, "nothing new" in again.err) == (0, True)


def test_ratings_stand_in_rows_of_their_own(writing: Program, tmp_path: Path) -> None:
    file = text_file(tmp_path, ["Beheersmaatregel", "Oordeel", "Toelichting"], ["8.34", "voldoet grotendeels", "Seen"])
    assert brought(writing, file).code == 0
    exported = writing("export", "example-lab", "--format", "json").json
    (audit,) = [each for each in exported["assessments"] if each["id"] == "audit-2025"]
    assert {"control": "A.8.34", "rating": "largely_meets", "note": "Seen"} in [
        {key: each.get(key) for key in ("control", "rating", "note")} for each in audit["ratings"]
    ]


def test_a_preview_records_nothing(writing: Program, tmp_path: Path) -> None:
    before = writing("ledger", "head", "example-lab").out
    answer = brought(writing, text_file(tmp_path, HEADER, ROW), "--preview")
    assert (answer.code, "X-1" in answer.out) == (0, True)
    assert writing("ledger", "head", "example-lab").out == before


def test_a_column_with_another_name_is_mapped_and_what_is_not_read_is_said(writing: Program, tmp_path: Path) -> None:
    file = text_file(tmp_path, ["Kolom X", *HEADER[1:], "Kleur"], [*ROW, "red"])
    answer = brought(writing, file, "--map", "Kolom X=id", "--preview")
    assert "X-1" in answer.out
    assert "Columns that were not read: Kleur" in answer.err


def test_merged_cells_hold_their_value_in_each_row(writing: Program, tmp_path: Path) -> None:
    file = workbook(tmp_path, HEADER, ["X-1", "", "Cat 1", "a"], ["X-2", "", "Cat 2", "b"], merge="B2:B3")
    assert brought(writing, file).code == 0
    assert facts(writing, "X-1", "X-2").count("['A.8.5']") == 2


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (0, "X 1", "“X 1” is no id"),
        (1, "A.8.99", "has no control A.8.99"),
        (1, "", "no control is named"),
        (2, "Cat 9", "“Cat 9” is none of major, minor, observation, ungraded"),
        (2, "", "the grade is missing"),
        (3, "", "the title is missing"),
        (4, "31-2-2026", "is no day"),
        (5, "implemented", "no day says when this was implemented"),
    ],
)
def test_a_mistake_is_told_with_its_row_and_nothing_is_written(
    writing: Program, tmp_path: Path, column: int, value: str, said: str
) -> None:
    row = [*ROW, "2026-06-01", "open"]
    row[column] = value
    file = workbook(tmp_path, [*HEADER, "Deadline", "Status"], [*ROW[:0], "OK-1", *ROW[1:]], row)
    before = writing("ledger", "head", "example-lab").out
    answer = brought(writing, file)
    assert answer.code == 4
    told = " ".join(answer.err.split())
    assert "Bevindingen, row 3" in told
    assert said in told
    if value:
        assert f"“{value}”" in told
    assert writing("ledger", "head", "example-lab").out == before


@pytest.mark.parametrize("column", [0, 1, 2, 3])
def test_a_citizen_service_number_is_refused_and_never_repeated(writing: Program, tmp_path: Path, column: int) -> None:
    row = [*ROW]
    row[column] = "111222333"
    answer = brought(writing, text_file(tmp_path, HEADER, row))
    assert answer.code == 4
    assert "111222333" not in answer.out + answer.err


def test_two_columns_for_one_thing_are_asked_about(writing: Program, tmp_path: Path) -> None:
    file = text_file(tmp_path, [*HEADER, "Bevinding"], [*ROW, "again"])
    answer = brought(writing, file)
    assert answer.code == 4
    assert "--map" in answer.err
    assert brought(writing, file, "--map", "Bevinding=").code == 0


def packed(**parts: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no XLSX workbook"),
        (b"PK\x03\x04 no", "no XLSX workbook"),
        (packed(other=b"<x/>"), "no XLSX workbook"),
        (packed(bomb=bytes(101 * 1024 * 1024)), "unpacks to more than"),
        (packed(xl__worksheets__sheet1=b'<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'), "are too many"),
        (packed(other=b"<c r='XFD1048576'><v>1</v></c>"), "are too many"),
        (packed(other=b"<row r='1048576'><c><v>1</v></c></row>"), "do not say where they stand"),
        (packed(strings=b"<si>" + b"x" * 1_000_000, other=b'<c r="A1" t="s"><v>0</v></c>' * 40), "are too long"),
        (packed(strings=b"<si>" + b"x" * 1_000_000, other=b"<c t = 's' r='A1'><v>0</v></c>" * 40), "are too long"),
        (packed(strings=b"<sst>" + b"<si/>" * 1_000_001), "unpacks to more than"),
        (packed(book=b"<sheets>" + b'<sheet name="x"/>' * 400, big=b"<x>" + b" " * 1_000_000), "unpacks to more than"),
        (packed(other='<c r="XFD1048576"><v>1</v></c>'.encode("utf-16")), "no XLSX workbook"),
    ],
)
def test_what_is_no_workbook_or_too_large_is_refused(
    writing: Program, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(content)
    answer = brought(writing, file)
    assert answer.code == 4
    assert said in " ".join(answer.err.split())


def test_sheets_that_are_the_same_part_count_as_often_as_they_stand_there(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "CELLS", 20)
    book = Workbook(tmp_path / "twice.xlsx")
    for tab in ("one", "two", "three"):
        book.add_worksheet(tab).write_row(0, 0, [*HEADER, *ROW])
    book.close()
    answer = brought(Program(examples), tmp_path / "twice.xlsx")
    assert (answer.code, "twice.xlsx, three: 1 rows by 8 columns are too many" in " ".join(answer.err.split())) == (
        4,
        True,
    )


def test_formulas_count_by_the_value_that_was_saved_and_days_may_be_numbers(writing: Program, tmp_path: Path) -> None:
    book = Workbook(tmp_path / "formula.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [*HEADER, "Deadline"])
    sheet.write_row(1, 0, [*ROW, 46174])
    sheet.write_formula(1, 3, '=HYPERLINK("http://example.org/","[other.xlsx]A!A1")', None, "Saved")
    sheet.merge_range("B2:B20000", "A.8.5")
    book.close()
    assert brought(writing, tmp_path / "formula.xlsx").code == 0
    assert "'statement': 'Saved', 'due': '2026-06-01'" in facts(writing, "X-1")


def test_a_text_file_of_empty_lines_is_soon_told(examples: Path, tmp_path: Path) -> None:
    few, many = tmp_path / "few.csv", tmp_path / "many.csv"
    few.write_text(";".join(HEADER) + "\n" + ";;;\n" * 50_000 + ";".join(ROW), "utf-8")
    many.write_text(";".join(HEADER) + "\n" * 1_100_000, "utf-8")
    assert "X-1" in brought(Program(examples), few, "--preview").out
    assert "too many" in brought(Program(examples), many).err


def test_beyond_so_many_mistakes_nothing_is_read(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings_sheet, "MOST_MISTAKES", 30)
    answer = brought(Program(examples), text_file(tmp_path, HEADER, *[["X 1", *ROW[1:]]] * 100))
    told = answer.err.splitlines()
    assert (answer.code, told[-2:]) == (4, ["32 mistakes.", "Nothing was written."])
    assert "line 32: there are so many mistakes that nothing below was read" in told[-3]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--lab", "example-lab"), 2, "--assessment"),
        (("--assessment", "audit-2025"), 2, "--lab"),
        (("--lab", "example-lab", "--assessment", "audit-2026"), 4, "audit-2025"),
        (("--lab", "example-lab", "--assessment", "audit-2025", "--map", "Nr=nummer"), 2, "--map"),
        (("--lab", "example-lab", "--assessment", "audit-2025", "--map", "Nummer X=id"), 4, "nummer x"),
    ],
)
def test_what_is_asked_wrongly_is_said(
    examples: Path, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = Program(examples)("import", str(text_file(tmp_path, HEADER, ROW)), *words)
    assert (answer.code, said in answer.err) == (code, True), answer.err


NORM = load_norm()
AUDITED = dossier(assessments=[assessment("audit")])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Nd"]), min_size=1, max_size=30) | st.text(
    "=+-@'\"|;,\\ é", min_size=1, max_size=12
)


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS.map(str.strip).filter(bool), min_size=1, max_size=5))
def test_what_the_one_writer_wrote_comes_back_word_for_word(texts: list[str]) -> None:
    header = ("id", "controls", "grade", "statement")
    rows = [(f"X-{number}", "A.8.5", "minor", text) for number, text in enumerate(texts)]
    with TemporaryDirectory() as folder:
        sheet, lines = Path(folder, "f.xlsx"), Path(folder, "f.csv")
        sheet.write_bytes(write_xlsx(Sheet("f", header, rows), [], "about"))
        with lines.open("w", encoding="utf-8", newline="") as out:
            write_csv(rows, header, out)
        for file in (sheet, lines):
            read = read_findings(file, AUDITED, "audit", NORM, {})
            assert [getattr(step.fact, "statement") for step in read.batch.steps] == texts  # noqa: B009 - all are findings
