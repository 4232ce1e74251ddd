"""`nen7510 report` as PDF and Word: to a file or a pipe, never onto a terminal; what is attached, and to whom."""

import csv
import io
import json
import sys
from pathlib import Path
from zipfile import is_zipfile

import pytest
import yaml
from cli_support import Program, examples, reading, steady
from pypdf import PdfReader

from nen7510_tracker.cli.main import run

__all__ = ["examples", "reading", "steady"]

DAY = ("--as-of", "2026-06-01", "--known-on", "2026-06-01")
LAB = "example-lab"


def test_a_pdf_carries_the_data_that_it_was_made_from(reading: Program, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    answer = reading("report", LAB, *DAY, "--format", "pdf", "-o", str(file))
    assert (answer.code, answer.out) == (0, "")
    inside = {name: data[0].decode() for name, data in PdfReader(file).attachments.items()}
    assert set(inside) == {"report.json", "gaps.csv", "dossier.yaml"}
    assert json.loads(inside["report.json"]) == reading("report", LAB, *DAY, "--format", "json").json
    assert inside["gaps.csv"] == reading("gaps", LAB, *DAY, "--format", "csv").out
    assert inside["dossier.yaml"] == reading("export", LAB).out


def test_outsiders_get_what_they_may_read_and_no_dossier(reading: Program, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    assert reading("report", LAB, *DAY, "--public", "--format", "pdf", "-o", str(file)).code == 0
    inside = {name: data[0].decode() for name, data in PdfReader(file).attachments.items()}
    assert set(inside) == {"report.json", "gaps.csv"}
    assert inside["gaps.csv"] == reading("gaps", LAB, *DAY, "--public", "--format", "csv").out
    hidden = open_titles(reading)
    assert hidden
    assert not [title for title in hidden for text in inside.values() if title in text]


def open_titles(reading: Program) -> set[str]:
    rows = csv.DictReader(io.StringIO(reading("gaps", LAB, *DAY, "--format", "csv").out))
    return {row["finding_title"] for row in rows if row["finding_title"]}


def test_the_dossier_attached_is_that_of_the_head(reading: Program, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    assert reading("report", LAB, *DAY, "--head", "40", "--format", "pdf", "-o", str(file)).code == 0
    told = yaml.safe_load(PdfReader(file).attachments["dossier.yaml"][0])
    assert told["lab"]["id"] == LAB
    assert len(told.get("measures", ())) < len(yaml.safe_load(reading("export", LAB).out)["measures"])


@pytest.mark.parametrize("kind", ["readiness", "facts"])
def test_a_word_document_is_written(reading: Program, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "report.docx"
    assert reading("report", LAB, *DAY, "--kind", kind, "--format", "docx", "-o", str(file)).code == 0
    assert is_zipfile(file)


class Stream(io.TextIOWrapper):
    """A stdout that takes bytes, and may be a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        self.terminal = terminal
        super().__init__(io.BytesIO(), "utf-8")

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-1.7"), ("docx", b"PK\x03\x04")])
def test_a_pipe_gets_the_bytes_and_a_terminal_none(
    examples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str, begins: bytes
) -> None:
    asked = ["--db", str(examples), "report", LAB, "--summary", "--format", form]
    for terminal, code in ((False, 0), (True, 2)):
        stream = Stream(terminal=terminal)
        monkeypatch.setattr(sys, "stdout", stream)
        assert run(asked) == code
        written = stream.buffer.getvalue()  # type: ignore[attr-defined]  # it is a BytesIO
        assert written.startswith(begins) if not terminal else written == b""
    assert "-o" in capsys.readouterr().err
