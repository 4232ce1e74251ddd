"""Recording from the command line: files, single facts, corrections, decisions by two people."""

import json
from pathlib import Path

import pytest
from cli_support import DATA, WHEN, Program, empty, examples, reading, steady, writing

__all__ = ["empty", "examples", "reading", "steady", "writing"]

MEASURE = ("record", "measure", "lab-pipet", "--id", "X-1", "--on", "2026-01-01")
SUSPEND = ("decide", "lab-pipet", "suspend", "--rationale", "Een nieuw lek")


def measures(program: Program) -> dict[str, str | None]:
    found = program("trajectory", "lab-pipet", "--format", "json").json["measures"]
    return {each["id"]: each["end"] for each in found}


def test_a_file_is_recorded_once(empty: Program) -> None:
    file = str(DATA / "lab-pipet.yaml")
    first, again = empty("import", file), empty("import", file)
    assert (first.code, first.out, again.code) == (0, "", 0)
    assert "lab-pipet: 47 facts recorded." in first.err
    assert "lab-pipet: nothing new." in again.err


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_what_is_exported_is_taken_in_again(form: str, reading: Program, empty: Program, tmp_path: Path) -> None:
    file = tmp_path / f"out.{form}"
    assert reading("export", "example-lab", "--format", form, "-o", str(file)).code == 0
    assert empty("import", str(file)).code == 0
    kept = ("status", "example-lab", *WHEN, "--format", "json")
    assert empty(*kept).json["controls"] == reading(*kept).json["controls"]


def test_a_fact_is_recorded_corrected_and_retracted(writing: Program) -> None:
    assert writing(*MEASURE, "--title", "Logging", "--end", "2026-12-01").code == 0
    assert measures(writing)["X-1"] == "2026-12-01"
    answer = writing("correct", "measure", "lab-pipet", "X-1", "--end", "2027-01-01", "--reason", "Uitgesteld")
    assert (answer.code, answer.out) == (0, "")
    assert measures(writing)["X-1"] == "2027-01-01"
    assert writing("retract", "measure", "lab-pipet", "X-1", "--reason", "Vervallen").code == 0
    assert "X-1" not in measures(writing)
    last = writing("ledger", "log", "lab-pipet", "--limit", "3", "--format", "json").json["entries"]
    assert [(each["reason"], each["recorded_by"]) for each in last] == [
        ("Vervallen", "anna"),
        ("Uitgesteld", "anna"),
        (None, "anna"),
    ]


def test_a_correction_counts_from_the_day_that_is_given(writing: Program) -> None:
    writing(*MEASURE, "--title", "Logging", "--end", "2026-12-01")
    words = ("correct", "measure", "lab-pipet", "X-1", "--end", "2027-01-01", "--reason", "x")
    assert writing(*words, "--known-from", "2026-10-01").code == 0
    before = writing("trajectory", "lab-pipet", "--known-on", "2026-09-30", "--format", "json").json["measures"]
    assert [each["end"] for each in before if each["id"] == "X-1"] == ["2026-12-01"]


def test_the_same_fact_adds_nothing(writing: Program) -> None:
    writing(*MEASURE, "--title", "Logging")
    assert "nothing new" in writing(*MEASURE, "--title", "Logging").err


def test_a_laboratory_can_begin_with_one_fact(tmp_path: Path) -> None:
    program = Program(tmp_path / "new.db")
    assert program("record", "lab", "nieuw-lab", "--name", "Nieuw lab").code == 0
    assert [each["id"] for each in program("labs", "--format", "json").json["labs"]] == ["nieuw-lab"]


def test_a_decision_takes_two_people(writing: Program) -> None:
    proposed = writing(*SUSPEND, "--format", "json")
    assert proposed.json["state"] == "proposed"
    key = proposed.json["id"]
    assert set(proposed.json) == {
        "schema",
        "lab",
        "id",
        "decision",
        "state",
        "proposed_by",
        "approved_by",
        "verdict",
        "policy",
        "head",
        "names",
    }
    same = writing("approve", "lab-pipet", key)
    assert (same.code, same.out) == (5, "")
    assert "anna" in same.err
    approved = writing("approve", "lab-pipet", key, "--format", "json", actor="bram")
    assert [approved.json[name] for name in ("state", "proposed_by", "approved_by")] == ["approved", "anna", "bram"]
    assert writing("gate", "lab-pipet", "--format", "json").json["decision"]["id"] == key


def test_to_resume_what_speaks_against_has_to_be_answered(writing: Program) -> None:
    words = ["decide", "lab-pipet", "resume", "--rationale", "De eisen zijn vervuld"]
    refused = writing(*words)
    assert refused.code == 5
    asked = [each["what"] for each in writing("gate", "lab-pipet", "--format", "json").json["contra"]]
    assert asked
    assert all(what in refused.err for what in asked)
    for what in asked:
        words += ["--answer", f"{what}=Gewogen: a=b"]
    assert writing(*words).code == 0


def test_a_policy_is_adopted_by_two_people_and_then_judges(writing: Program) -> None:
    words = ("policy", "adopt", "lab-pipet", "resume-thorough", "--rationale", "Strenger")
    key = writing(*words, "--format", "json").json["id"]
    assert writing("gate", "lab-pipet", "--format", "json").json["policy"]["id"] == "resume-bvo-nl"
    assert writing("approve", "lab-pipet", key, actor="bram").code == 0
    assert writing("gate", "lab-pipet", "--format", "json").json["policy"]["id"] == "resume-thorough"
    judged = writing("policy", "list", "--lab", "lab-pipet", "--format", "json").json["policies"]
    assert [each["id"] for each in judged] == ["resume-bvo-nl", "resume-thorough"]


def test_a_policy_of_a_file_is_known_by_its_id_once_it_is_adopted(writing: Program, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    text = (Path(__file__).parents[1] / "controls" / "policies" / "resume-bvo-nl.yaml").read_text("utf-8")
    file.write_text(text.replace("id: resume-bvo-nl", "id: own", 1), "utf-8")
    key = writing("policy", "adopt", "lab-pipet", str(file), "--rationale", "x", "--format", "json").json["id"]
    assert writing("policy", "show", "own", "--lab", "lab-pipet").code == 4
    writing("approve", "lab-pipet", key, actor="bram")
    assert writing("policy", "show", "own", "--lab", "lab-pipet", "--format", "json").json["id"] == "own"
    assert writing("gate", "lab-pipet", "--policy", "own").code == 0


def test_people_see_that_names_are_as_stated(writing: Program) -> None:
    assert "Names are as stated" in writing(*SUSPEND).out


def test_what_is_assumed_is_not_recorded(writing: Program, tmp_path: Path) -> None:
    file = tmp_path / "assumed.json"
    event = {"on": "2026-11-20", "state": "withdrawn"}
    granted = json.loads(writing("export", "lab-pipet", "--format", "json").out)["certificates"][0]
    granted["events"].append(event)
    document = {"schema": "nen7510-dossier/1", "lab": {"id": "lab-pipet", "name": "x"}, "certificates": [granted]}
    exported = json.loads(writing("export", "lab-pipet", "--format", "json").out)
    file.write_text(json.dumps(document | {"lab": exported["lab"]}))
    before = writing("ledger", "head", "lab-pipet").out
    answer = writing("gate", "lab-pipet", "--assume", str(file), "--format", "json")
    assert (answer.code, answer.json["verdict"]) == (1, "not_met")
    assert answer.json["assumed"]
    assert "WHAT IF" in writing("gate", "lab-pipet", "--assume", str(file)).out
    assert writing("gate", "lab-pipet").code == 0
    assert writing("ledger", "head", "lab-pipet").out == before


def test_a_file_that_is_wrong_records_nothing(writing: Program, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("schema: nen7510-dossier/1\nlab: {id: new, name: New}\nmeasures: [{id: X-1, tilte: x}]\n")
    answer = writing("import", str(DATA / "lab-leegblad.yaml"), str(file))
    assert answer.code == 4
    assert "wrong.yaml" in answer.err
    assert "title" in answer.err
    assert "Nothing was written." in answer.err
    assert writing("gate", "new").code == 4
