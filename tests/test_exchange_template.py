"""The template for findings: what it gives, the importer takes."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from cli_support import Program, examples, steady
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from nen7510_tracker.exchange.columns import WORDS, key_of, word_of
from nen7510_tracker.exchange.template import FINDINGS, HEADERS, RATINGS, findings_template, words
from nen7510_tracker.norm.norm import load_norm

__all__ = ["examples", "steady"]

EDITION = load_norm().edition("nen7510:2024")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_header_and_every_choice_is_known_to_the_importer(language: str) -> None:
    assert [key_of(names[language == "en"], {}) for names in HEADERS.values()] == list(HEADERS)
    for key, known in WORDS.items():
        assert [word_of(key, word) for word in words(key, language)] == list(known)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_its_sheets_have_choice_lists_and_the_controls(language: str) -> None:
    data = findings_template(EDITION, language)
    assert data == findings_template(EDITION, language)
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    assert [len(book.get_sheet_by_index(at).to_python()[0]) for at in (0, 1)] == [len(FINDINGS), len(RATINGS)]
    assert [row[0] for row in book.get_sheet_by_index(2).to_python()] == list(EDITION.controls)
    with ZipFile(BytesIO(data)) as file:
        assert file.read("xl/worksheets/sheet1.xml").count(b"<dataValidation ") == 3
        assert file.read("xl/worksheets/sheet2.xml").count(b"<dataValidation ") == 3


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_filled_in_comes_in_without_mapping(examples: Path, tmp_path: Path, language: str) -> None:
    program = Program(examples)
    filled = tmp_path / "filled.xlsx"
    book = Workbook(filled)
    first = {"controls": "A.8.10", "id": "T-1", "statement": "It was found", "grade": words("grade", language)[1]}
    second = {"controls": "A.8.34", "rating": words("rating", language)[2]}
    for tab, keys, cells in (("F", FINDINGS, first), ("R", RATINGS, second)):
        sheet = book.add_worksheet(tab)
        sheet.write_row(0, 0, [HEADERS[key][language == "en"] for key in keys])
        sheet.write_row(1, 0, [cells.get(key, "") for key in keys])
    book.close()
    answer = program("import", str(filled), "--lab", "example-lab", "--assessment", "audit-2025", "--preview")
    told = " ".join(answer.out.split())
    assert answer.code == 0, answer.err
    assert "2 facts would be recorded" in told
    assert "minor" in told
    assert "largely_fails" in told


def test_an_empty_template_records_nothing(examples: Path, tmp_path: Path) -> None:
    program = Program(examples)
    file = tmp_path / "findings.xlsx"
    assert program("template", "findings", "-o", str(file)).code == 0
    answer = program("import", str(file), "--lab", "example-lab", "--assessment", "audit-2025")
    assert (answer.code, "nothing new" in answer.err) == (0, True), answer.err
