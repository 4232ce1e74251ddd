"""What people see fits their terminal, whatever stands in the record, and steers nothing."""

import json

import pytest
from cli_support import Program, examples, reading, steady
from rich.cells import cell_len

from nen7510_tracker.cli.output import Page, clean, fitted

__all__ = ["examples", "reading", "steady"]

A, B = "a" * 64, "b" * 64
PAGES = [
    ["labs"],
    ["status", "LAB"],
    ["gaps"],
    ["gate", "LAB"],
    ["trajectory", "LAB"],
    ["changes", "LAB", "--since", "2020-01-01"],
    ["ledger", "log", "LAB"],
    ["policy", "list"],
    ["policy", "show", "resume-thorough"],
    ["controls", "list"],
    ["controls", "crosswalk"],
    ["controls", "show", "toegang"],
    ["record", "finding", "--help"],
    ["gaps", "--help"],
]


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A laboratory whose names and texts are as long, wide and strange as a file may have them."""
    folder = tmp_path_factory.mktemp("hostile")
    findings = [
        {"id": f"F-{number}", "controls": ["A.8.5"], "grade": "minor", "title": f"[/x] 漢字 {'lang' * 40}"}
        for number in range(300)
    ]
    document = {
        "schema": "nen7510-dossier/1",
        "lab": {"id": "l" * 64, "name": f"[/x][red]Lab 漢字 \u200f{'y' * 300}"},
        "parties": [{"id": "igj", "name": "[link=x]I", "kind": "inspectorate"}],
        "assessments": [
            assessment(A, findings=findings, ratings=[{"control": "A.8.5", "rating": "fails"}]),
            assessment(B, ratings=[{"control": "A.8.5", "rating": "meets"}]),
        ],
        "measures": [{"id": "m" * 64, "title": "漢" * 400, "on": "2026-01-01", "end": "2026-02-01", "owner": "[/x]"}],
    }
    file = folder / "hostile.json"
    file.write_text(json.dumps(document))
    program = Program(folder / "hostile.db")
    assert program("import", str(file)).code == 0
    return program


def assessment(key: str, **more: object) -> dict[str, object]:
    return {
        "id": key,
        "kind": "inspection",
        "title": "[@click=x]t[/]",
        "performed_by": "igj",
        "edition": "nen7510:2024",
        "reference_dates": ["2025-12-16"],
    } | more


@pytest.mark.parametrize("width", [80, 60])
@pytest.mark.parametrize("words", [*PAGES, ["compare", "LAB", A, B]], ids=lambda words: " ".join(words)[:30])
def test_every_page_fits(words: list[str], width: int, hostile: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = hostile(*("l" * 64 if word == "LAB" else word for word in words)).out
    assert shown
    assert [line for line in shown.split("\n") if cell_len(line) > width] == []
    assert [each for each in shown if not each.isprintable() and each != "\n"] == []
    assert "Traceback" not in shown


def test_a_wide_terminal_leaves_tables_at_80(reading: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    ruled = [line for line in reading("trajectory", "example-lab").out.split("\n") if "──" in line]
    assert ruled
    assert max(map(cell_len, ruled)) <= 80


def test_columns_that_are_no_number_are_80(reading: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = reading("labs").out
    monkeypatch.setenv("COLUMNS", "wide")
    assert reading("labs").out == plain


def test_markup_in_a_name_is_text(hostile: Program) -> None:
    assert "[/x][red]Lab 漢字" in hostile("gate", "l" * 64).out


def test_a_page_keeps_its_words(reading: Program) -> None:
    shown = reading("labs").out
    assert "\nclinical-  " in shown  # folded after its hyphen, not within a word
    assert "\ndiagnostics" in shown
    assert all(lab in shown for lab in ("lab-petrischaal", "example-lab", "? undetermined"))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("één tekst\n\ten meer", "één tekst\n\ten meer"),
        ("\x1b[31mred", "\N{REPLACEMENT CHARACTER}[31mred"),
        ("a\u202eb", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\rb\x9b", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_nothing_steers_a_terminal(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize("room", [20, 40, 80])
@pytest.mark.parametrize(
    "rows",
    [
        [["a", "b"], ["x" * 100, "y"]],
        [["one", "two", "three"], ["漢" * 30, "z" * 9, ""]],
        [["head of many words", "b"]],
        [["", ""], ["", ""]],
    ],
)
def test_columns_fit_the_room(rows: list[list[str]], room: int) -> None:
    gap, widths = fitted(rows, None, room)
    assert sum(widths) + gap * (len(widths) - 1) <= room
    assert min(widths) > 0


def test_short_cells_stay_whole_while_long_ones_fold() -> None:
    page = Page()
    page.table(("id", "title"), [("A.8.5", "woord " * 40), ("clinical-diag", "x")])
    lines = page.text().split("\n")
    assert [line for line in lines if "clinical-diag" in line]
    assert all(cell_len(line) <= 80 for line in lines)


def test_an_indented_sentence_goes_on_below_its_beginning() -> None:
    page = Page()
    page.line("    " + "woord " * 30)
    assert all(line.startswith("    woord") for line in page.text().rstrip("\n").split("\n"))
