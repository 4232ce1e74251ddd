"""`nen7510 draft`: an assessment worked on outside the interface (design section 6)."""

from pathlib import Path

import pytest
from cli_support import Program

from nen7510_tracker.cli.drafts import drafting_of
from nen7510_tracker.dossier.statement_draft import applies, changed
from nen7510_tracker.dossier.statement_draft import begun as draft_begun
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record

BASE = """schema: nen7510-dossier/1
lab: {id: lab, name: Lab De Proef}
parties: [{id: aud, name: Auditor, kind: auditor}]
"""
START = ("draft", "start", "lab", "audit-1", "--kind", "independent_audit", "--title", "Audit", "--performed-by", "aud")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "lab.yaml").write_text(BASE)
    found = Program(tmp_path / "record.db")
    assert found("import", str(tmp_path / "lab.yaml")).code == 0
    return found


def begun(program: Program) -> Program:
    answer = program(*START, "--reference-date", "2026-11-20")
    assert answer.code == 0, answer.err
    return program


def test_a_sheet_is_filled_in_and_becomes_facts(program: Program, tmp_path: Path) -> None:
    begun(program)
    sheet = tmp_path / "sheet.csv"
    assert program("draft", "export", "lab", "audit-1", "--format", "csv", "-o", str(sheet)).code == 0
    lines = sheet.read_text("utf-8").splitlines()
    filled = [each.replace(",,,,", ",fails,,Geen beleid,") if each.startswith("4.1,") else each for each in lines]
    sheet.write_text("\n".join(filled), "utf-8")
    assert program("draft", "import", "lab", "audit-1", str(sheet)).code == 0
    assert program("draft", "list", "--format", "json").json["drafts"][0]["done"] == 1
    assert "1 of 131 controls rated: fails" in program("draft", "show", "lab", "audit-1").out
    assert program("status", "lab", "--format", "json").json["controls"][0]["status"] == "not_assessed", "no fact yet"
    assert program("draft", "record", "lab", "audit-1").code == 0
    assert program("status", "lab", "--format", "json").json["controls"][0]["ratings"] == {"audit-1": "fails"}
    assert program("draft", "list", "--format", "json").json["drafts"] == []


def test_where_both_have_something_one_chooses(program: Program, tmp_path: Path) -> None:
    begun(program)
    part = tmp_path / "part.csv"
    part.write_text("control,rating\n4.1,fails\n")
    assert program("draft", "import", "lab", "audit-1", str(part)).code == 0
    part.write_text("control,rating\n4.1,meets\n4.2,meets\n")
    answer = program("draft", "import", "lab", "audit-1", str(part))
    assert (answer.code, "--theirs 4.1" in answer.err) == (4, True)
    assert program("draft", "list", "--format", "json").json["drafts"][0]["done"] == 1, "nothing is taken by halves"
    assert program("draft", "import", "lab", "audit-1", str(part), "--theirs", "4.1").code == 0
    assert '"rating": "meets"' in program("draft", "export", "lab", "audit-1").out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("control,rating\n4.1,good\n", "line 2, rating: good is not known here"),
        ("control,rating\n4.1.99,fails\n", "line 2, control: 4.1.99 is not known here"),
        ("control;rating;note\n4.1;fails;111222333\n", "citizen service number"),
        ("rating\nfails\n", "the column control is missing"),
        ("", "is empty"),
    ],
)
def test_every_mistake_in_a_sheet_is_said(program: Program, tmp_path: Path, text: str, says: str) -> None:
    begun(program)
    part = tmp_path / "part.csv"
    part.write_text(text)
    answer = program("draft", "import", "lab", "audit-1", str(part))
    assert answer.code == 4
    assert says in answer.err
    assert "111222333" not in answer.err


def test_a_statement_that_is_worked_on_is_listed_and_can_be_thrown_away(program: Program, tmp_path: Path) -> None:
    begun(program)
    draft = changed(draft_begun("lab", "nen7510:2024", {"id": "vvt"}, {}), ["A.5.1", "A.5.2"], applies("yes"))
    with Record.open(str(tmp_path / "record.db"), load_norm()) as record:
        drafting_of(record).note(draft)  # and here the program was killed, before the store had it
    audit, statement = program("draft", "list", "--format", "json").json["drafts"]
    assert audit["id"] == "audit-1"
    assert (statement["id"], statement["kind"]) == ("statement:nen7510:2024", "statement")
    assert (statement["done"], statement["total"], statement["findings"]) == (2, 101, 0)
    assert statement["title"] == "statement of applicability, nen7510:2024"
    for command in ("show", "export", "record"):
        answer = program("draft", command, "lab", "statement:nen7510:2024")
        assert (answer.code, "V on Controls" in answer.err) == (4, True)
    assert program("draft", "discard", "lab", "statement:nen7510:2024").code == 0
    assert [each["id"] for each in program("draft", "list", "--format", "json").json["drafts"]] == ["audit-1"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("draft", "show", "lab", "audit-2"), 4, "There is no draft audit-2"),
        (("draft", "record", "lab", "audit-1"), 4, "Nothing has been looked at yet"),
        (("draft", "discard", "nobody", "audit-1"), 4, "There is no draft audit-1 of nobody"),
        (START, 4, "There is a draft audit-1 already"),
        ((*START[:3], "bad id", *START[4:]), 4, "An id has 1 to 64"),
        ((*START[:-1], "nobody"), 4, "no party nobody"),
        ((*START, "--scope", "A.99"), 4, "no control A.99"),
    ],
)
def test_what_cannot_be_done_is_said(program: Program, words: tuple[str, ...], code: int, says: str) -> None:
    answer = begun(program)(*words)
    assert (answer.code, says in answer.err) == (code, True), answer.err


def test_a_draft_thrown_away_is_gone(program: Program) -> None:
    begun(program)
    assert program("draft", "discard", "lab", "audit-1").code == 0
    assert "No draft" in program("draft", "list").out


def test_the_closing_list_says_that_it_is_a_draft(program: Program, tmp_path: Path) -> None:
    begun(program)
    part = tmp_path / "part.csv"
    part.write_text("control,rating,note\n4.1,fails,Geen beleid\n")
    program("draft", "import", "lab", "audit-1", str(part))
    text = program("draft", "export", "lab", "audit-1", "--format", "closing").out
    assert text.startswith("# DRAFT")
    assert "Geen beleid" in text
