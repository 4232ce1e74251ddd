"""Spreadsheets on the command line."""

from datetime import date
from pathlib import Path

import pytest
from cli_support import WHEN, Program, examples, reading, steady
from python_calamine import CalamineWorkbook

from nen7510_tracker.rules.gaps import GapRow

__all__ = ["examples", "reading", "steady"]


def sheets(path: Path) -> list[list[list[object]]]:
    book = CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_gaps_as_a_workbook_are_the_gaps_as_json(reading: Program, tmp_path: Path) -> None:
    file = tmp_path / "gaps.xlsx"
    asked = ("gaps", "example-lab", "--as-of", "2026-03-01", "--known-on", "2026-03-01", "--grade", "major")
    answer = reading(*asked, "--format", "xlsx", "-o", str(file))
    assert answer.code == 0, answer.err
    rows, about = sheets(file)
    gaps = reading(*asked, "--format", "json").json["gaps"]
    assert rows[0] == list(GapRow._fields)
    assert len(rows) - 1 == len(gaps) > 1
    for row, gap in zip(rows[1:], gaps, strict=True):
        told = dict(zip(GapRow._fields, row, strict=True))
        assert (told["control"], told["finding"]) == (gap["control"], gap["finding"])
        assert told["due"] == date.fromisoformat(gap["due"])
        assert told["measures"] == "|".join(gap["measures"])
    said = {str(line[0]): str(line[1]) for line in about}
    assert said["filters"] == "Filters: --grade major"
    assert said["rows"].startswith(f"{len(gaps)} of ")
    head = reading("ledger", "head", "example-lab", "--format", "json").json
    assert said["head of example-lab"] == f"{head['seq']}:{head['digest']}"


def test_gaps_as_a_workbook_are_the_same_bytes_twice(reading: Program, tmp_path: Path) -> None:
    one, two = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    for file in (one, two):
        reading("gaps", *WHEN, "--format", "xlsx", "--headers", "-o", str(file))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("words", [("gaps", "--format", "xlsx")])
def test_a_workbook_needs_a_file(reading: Program, words: tuple[str, ...]) -> None:
    answer = reading(*words)
    assert answer.code == 2
    assert "-o" in answer.err
