"""`nen7510 demo` without a terminal: the portfolio and the gate, and files to take away."""

import json
from pathlib import Path

import pytest
from cli_support import Program, steady

__all__ = ["steady"]


def test_it_prints_the_portfolio_and_the_gate_and_leaves_gaps_and_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = Program(tmp_path / "untouched.db")("demo")
    assert answer.code == 0
    assert all(lab in answer.out for lab in ("example-lab", "lab-brander", "lab-pipet"))
    assert "policy resume-bvo-nl" in answer.out
    folder = tmp_path / "nen7510-demo"
    assert sorted(each.name for each in folder.iterdir()) == [
        "gaps.csv",
        "report.html",
        "report.json",
        "report.md",
        "report.txt",
    ]
    assert (folder / "gaps.csv").read_text("utf-8").startswith("lab,as_of,")
    assert json.loads((folder / "report.json").read_text("utf-8"))["lab"] == "example-lab"
    assert not (tmp_path / "untouched.db").exists()


def test_where_it_cannot_write_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nen7510-demo").write_text("in the way")
    answer = Program(tmp_path / "untouched.db")("demo")
    assert answer.code == 4
    assert "nen7510-demo cannot be made" in answer.err
