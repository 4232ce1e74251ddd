"""Wrong usage and names that nobody knows: the exit code, one clear sentence, and what was probably meant."""

from pathlib import Path

import pytest
from cli_support import DATA, Program, empty, examples, reading, steady, writing

__all__ = ["empty", "examples", "reading", "steady", "writing"]

WRONG_USAGE: list[tuple[list[str], str]] = [
    (["lbas"], "There is no command lbas. Did you mean labs?"),
    (["ledger", "vrify"], "There is no command vrify. Did you mean verify?"),
    (["gate", "lab-pipet", "--formt", "json"], "There is no option --formt. Did you mean --format?"),
    (["gate", "lab-pipet", "--format", "xml"], "--format: choose one of table, json."),
    (["gaps", "--format", "ods"], "--format: choose one of table, csv, xlsx, json."),
    (["gate"], "LAB is missing."),
    (["changes", "lab-pipet"], "--since is missing."),
    (["decide", "lab-pipet", "resume"], "--rationale is missing."),
    (["gate", "lab-pipet", "--policy"], "--policy needs a value."),
    (["gaps", "--overdue=yes"], "--overdue takes no value."),
    (["gate", "lab-pipet", "extra", "more"], "extra more: nen7510 gate does not take that much."),
    (["gate", "lab-pipet", "--as-of", "2026-02-30"], "--as-of: 2026-02-30 is no day; write YYYY-MM-DD or YYYY-MM"),
    (["gate", "lab-pipet", "--known-on", "today"], "--known-on: today is no day; write YYYY-MM-DD or YYYY-MM"),
    (["gate", "lab-pipet", "--head", "latest"], "--head: latest is no head; write the number that"),
    (["gaps", "--head", "3"], "--head: a head belongs to one laboratory: name it"),
    (["changes", "lab-pipet", "--since", "soon"], "--since: soon is no day"),
    (["ledger", "log", "lab-pipet", "--limit", "all"], "--limit: write a whole number from 0 on."),
    (["gaps", "--grade", "mayor"], "--grade: choose one of major, minor, observation, ungraded, not mayor."),
    (["gaps", "--grade", "mayor"], "Did you mean major?"),
    (["gaps", "--status", "conforming"], "--status: choose one of nonconforming, partial, claimed, not_assessed"),
    (
        ["decide", "lab-pipet", "resum", "--rationale", "x"],
        "DECISION: choose one of suspend, maintain_suspension, resume",
    ),
    (["decide", "lab-pipet", "suspend", "--rationale", " "], "--rationale: say it in writing"),
    (["decide", "lab-pipet", "suspend", "--rationale", "x", "--answer", "majors"], "--answer: write WHAT=TEXT"),
    (["decide", "lab-pipet", "suspend", "--rationale", "x", "--review-on", "x"], "--review-on: x is no day"),
    (["record", "measure"], "nen7510 record measure LAB --key value …"),
    (["record", "measure", "lab-pipet", "M-1"], "write --key value, not M-1"),
    (["record", "measure", "lab-pipet", "--id"], "--id has no value"),
    (["correct", "measure", "lab-pipet", "M-1", "--reason", "x"], "Nothing is corrected"),
    (["retract", "measure", "lab-pipet", "M-1"], "--reason is missing."),
    (["import"], "FILE is missing."),
    (["import", "--transcribed", "findings.csv"], "--transcribed: belongs to dossier files"),
    (["--lang", "xx", "labs"], "--lang: xx is no language; choose nl or en"),
    (["--actor", "", "labs"], "--actor: a name of printable characters"),
    (["--actor", "a\x1b[31m", "labs"], "--actor: a name of printable characters"),
    (["--db", "", "labs"], "--db: name the record"),
    ([], "The interface needs a terminal."),
]
UNKNOWN: list[tuple[list[str], str]] = [
    (["gate", "nowhere"], "There is no laboratory nowhere in the record. See `nen7510 labs`."),
    (["gate", "lab-pipte"], "There is no laboratory lab-pipte in the record. Did you mean lab-pipet?"),
    (["gaps", "lab-pipet", "nowhere"], "There is no laboratory nowhere"),
    (["ledger", "log", "nowhere"], "There is no laboratory nowhere"),
    (["ledger", "verify", "nowhere"], "There is no laboratory nowhere"),
    (["export", "nowhere"], "There is no laboratory nowhere"),
    (["compare", "example-lab", "audit-2025", "nobody"], "There is no assessment nobody in this view of example-lab"),
    (["compare", "example-lab", "audit-2052", "intern-2026"], "Did you mean audit-2025?"),
    (["compare", "example-lab", "text", "id"], "There is no assessment text"),
    (["status", "lab-pipet", "--edition", "2013"], "There is no edition 2013; known are nen7510:2024, nen7510:2017."),
    (["gate", "lab-pipet", "--head", "99999"], "The record of lab-pipet ends at 47: there is no head 99999."),
    (["gate", "lab-pipet", "--policy", "resume-throrough"], "Did you mean resume-thorough?"),
    (["gate", "lab-pipet", "--policy", "x"], "There is no policy x; known are"),
    (["gate", "lab-pipet", "--policy", "nowhere.yaml"], "nowhere.yaml"),
    (["gate", "lab-pipet", "--assume", "nowhere.yaml"], "nowhere.yaml: there is no such file."),
    (["policy", "show", "x"], "There is no policy x; known are"),
    (["policy", "adopt", "lab-pipet", "x", "--rationale", "y"], "There is no policy x; known are"),
    (["controls", "show", "A.8.55"], "There is no control A.8.55 in nen7510:2024. Did you mean A.8.5?"),
    (["controls", "show", "8.5"], "There is no control 8.5 in nen7510:2024. Did you mean"),
    (["controls", "crosswalk", "A.99"], "There is no control A.99 in nen7510:2017."),
    (["controls", "list", "--area", "Z"], "There is no area Z in nen7510:2024; known are 4, 5, 6"),
    (["decide", "lab-pipet", "resume", "--rationale", "x", "--answer", "y=z"], "There is nothing called y to answer"),
    (["decide", "lab-pipet", "suspend", "--rationale", "x", "--by", "nobody"], "There is no party nobody"),
    (["decide", "lab-pipet", "suspend", "--rationale", "x", "--service", "x"], "it has cervical-screening."),
    (["decide", "lab-pipet", "suspend", "--rationale", "x", "--id", "a b"], "“a b” is no id"),
    (["policy", "show", "x", "--lab", "lab-pipet"], "There is no policy x; known are"),
    (["policy", "list", "--lab", "nowhere"], "There is no laboratory nowhere"),
    (["approve", "lab-pipet", "D-99"], "There is no proposal D-99 in the record of lab-pipet."),
    (["record", "measur", "lab-pipet", "--id", "x"], "There is no kind of fact measur. Did you mean measure?"),
    (["record", "measure", "lab-pipet", "--tilte", "x"], "--tilte: this key is not known here; probably meant: title."),
    (["correct", "finding", "example-lab", "AUD-66", "--title", "x", "--reason", "y"], "Did you mean AUD-06?"),
    (["retract", "finding", "example-lab", "AUD-66", "--reason", "y"], "There is no finding AUD-66"),
    (["import", "nowhere.yaml"], "nowhere.yaml: there is no such file."),
    (["labs", "-o", "/nowhere/labs.txt"], "/nowhere/labs.txt cannot be written: No such file or directory."),
    (["labs", "-o", "/"], "/ cannot be written: Is a directory."),
]
BSN = "patient 111.222.333"
NEVER_IN_THE_RECORD: list[list[str]] = [
    ["decide", "lab-pipet", "suspend", "--rationale", "TEXT"],
    ["decide", "lab-pipet", "suspend", "--rationale", "x", "--condition", "TEXT=2027-01-01"],
    ["decide", "lab-pipet", "suspend", "--rationale", "x", "--service", "TEXT"],
    ["decide", "lab-pipet", "resume", "--rationale", "x", "--answer", "majors=TEXT"],
    ["policy", "adopt", "lab-pipet", "resume-thorough", "--rationale", "TEXT"],
    ["record", "measure", "lab-pipet", "--id", "M-1", "--on", "2026-01-01", "--title", "TEXT"],
    ["correct", "finding", "example-lab", "AUD-06", "--title", "x", "--reason", "TEXT"],
    ["retract", "finding", "example-lab", "AUD-06", "--reason", "TEXT"],
    ["import", str(DATA / "lab-pipet.yaml"), "--correct", "TEXT"],
]


def ids(value: object) -> str:
    return " ".join(value)[:60] if isinstance(value, list) else ""


@pytest.mark.parametrize(("words", "sentence"), WRONG_USAGE, ids=ids)
def test_wrong_usage_is_said_with_a_hint(words: list[str], sentence: str, reading: Program) -> None:
    answer = reading(*words)
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert "\x1b" not in answer.err


@pytest.mark.parametrize(("words", "sentence"), UNKNOWN, ids=ids)
def test_what_nobody_knows_is_named(words: list[str], sentence: str, reading: Program) -> None:
    answer = reading(*words)
    assert (answer.code, answer.out) == (4, "")
    assert sentence in answer.err


@pytest.mark.parametrize("text", [BSN, "a\x1b[2Jb", "a\u202eb"], ids=["number", "control", "direction"])
@pytest.mark.parametrize("words", NEVER_IN_THE_RECORD, ids=ids)
def test_what_may_not_be_in_the_record_is_refused_on_every_way_in(
    words: list[str], text: str, writing: Program
) -> None:
    before = writing("ledger", "head", "lab-pipet").out + writing("ledger", "head", "example-lab").out
    answer = writing(*(word.replace("TEXT", text) for word in words))
    assert answer.code == 4
    assert "Nothing was written." in answer.err
    assert "111" not in answer.err
    assert writing("ledger", "head", "lab-pipet").out + writing("ledger", "head", "example-lab").out == before


def test_nobody_signs_with_a_citizen_service_number(writing: Program) -> None:
    words = ("record", "measure", "lab-pipet", "--id", "M-1", "--title", "x", "--on", "2026-01-01")
    answer = writing(*words, actor=BSN)
    assert answer.code == 4
    assert "111" not in answer.err


@pytest.mark.parametrize(
    "words",
    [["labs"], ["gate", "x"], ["ledger", "verify"], ["export", "x"], ["record", "measure", "x", "--id", "y"]],
    ids=ids,
)
def test_a_place_without_a_record_is_said(words: list[str], tmp_path: Path) -> None:
    answer = Program(tmp_path / "nothing.db")(*words)
    assert (answer.code, answer.out) == (6, "")
    assert "There is no record at" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_what_holds_for_every_command_may_stand_anywhere(reading: Program, tmp_path: Path) -> None:
    nowhere = Program(tmp_path / "nothing.db")
    assert nowhere("labs", "--db", str(reading.place)).out == reading("labs").out
    assert nowhere(f"--db={reading.place}", "labs").out == reading("labs").out
    assert nowhere("labs", "--", "--db", str(reading.place)).code == 2


def test_what_somebody_typed_at_great_length_is_not_repeated(reading: Program) -> None:
    assert len(reading("gate", "x" * 20_000).err) < 5_000


def test_a_fault_of_the_program_is_a_sentence(reading: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEN7510_DEBUG", raising=False)
    monkeypatch.setattr("nen7510_tracker.service.evaluating.Portfolio", lambda *_, **__: 1 / 0)
    answer = reading("labs")
    assert (answer.code, answer.out) == (70, "")
    assert "This is a fault of the program (ZeroDivisionError)" in answer.err


def test_ctrl_c_is_quiet(reading: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("nen7510_tracker.service.evaluating.Portfolio.work", interrupted)
    stopped = reading("labs")
    assert (stopped.code, stopped.out) == (130, "")
    assert "laboratories are worked out and kept; the same command goes on from there" in stopped.err
    monkeypatch.setattr("nen7510_tracker.service.evaluating.Portfolio", interrupted)
    assert reading("labs") == (130, "", "")
