"""The workbook of owners: what is sent, what becomes of what was filled in, and what is refused."""

import json
import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import pytest
from cli_support import Answer, Program, examples, steady, writing
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_record import MemoryRecord
from workbook_support import Cells, filled, saved, sheets_of

from nen7510_tracker.exchange.grid import read_grids
from nen7510_tracker.exchange.table import cell
from nen7510_tracker.exchange.workbook.columns import LAYOUTS
from nen7510_tracker.exchange.workbook.importing import Comparison
from nen7510_tracker.exchange.workbook.reading import read_workbook
from nen7510_tracker.exchange.workbook.rows import content_of
from nen7510_tracker.exchange.workbook.writing import About, write_workbook
from nen7510_tracker.service.record import Moment
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import InputRejected

__all__ = ["examples", "steady", "writing"]

IN_MARCH = ("--as-of", "2026-03-01", "--known-on", "2026-03-01")
STATEMENT = "Statement of applicability"


def sent(program: Program, folder: Path, *more: str) -> Path:
    file = folder / "work.xlsx"
    answer = program("workbook", "example-lab", "-o", str(file), *more)
    assert answer.code == 0, answer.err
    return file


def brought(program: Program, file: Path, *more: str) -> Answer:
    return program("import", str(file), *more)


def head(program: Program) -> str:
    return program("ledger", "head", "example-lab").out


def recorded(program: Program, since: int) -> list[dict[str, Any]]:
    """The facts recorded after some, as they stand in the ledger."""
    lines = program("ledger", "log", "example-lab", "--format", "lines").out.splitlines()
    return [{**each["fact"], "kind": each["kind"]} for each in map(json.loads, lines) if each["seq"] > since]


@pytest.mark.parametrize(
    "asked", [(), ("--lang", "nl"), ("--owner", "ciso"), IN_MARCH], ids=["all", "nl", "one owner", "in March"]
)
def test_a_workbook_that_nobody_filled_in_changes_nothing(
    writing: Program, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    language, rest = (asked, ()) if "--lang" in asked else ((), asked)
    file = tmp_path / "work.xlsx"
    assert writing(*language, "workbook", "example-lab", "-o", str(file), *rest).code == 0
    before = head(writing)
    for each in (file, filled(file, {})):
        answer = brought(writing, each)
        assert (answer.code, answer.out, "nothing new" in answer.err) == (0, "", True), answer.err
    assert head(writing) == before


def test_the_same_record_gives_the_same_bytes(writing: Program, tmp_path: Path) -> None:
    assert sent(writing, tmp_path).read_bytes() == sent(writing, tmp_path).read_bytes()


def test_what_is_recorded_elsewhere_is_locked_and_what_is_filled_in_is_not(writing: Program, tmp_path: Path) -> None:
    file = sent(writing, tmp_path)
    with ZipFile(file) as packed:
        styles = re.findall(r"<xf [^>]*/>|<xf .*?</xf>", packed.read("xl/styles.xml").decode().partition("<cellXfs")[2])
        parts = [packed.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, 7)]
    assert all("<sheetProtection " in part and "password" not in part for part in parts)
    assert not any("<f>" in part for part in parts)
    for part, layout in zip(parts[1:], LAYOUTS.values(), strict=True):
        row = re.findall(r'<c r="[A-Z]+2"(?: s="(\d+)")?', part)
        opened = ['locked="0"' in styles[int(style)] for style in row]
        assert opened == [column.use == "open" for column in layout.columns]
        chosen = [each for each in layout.columns if each.use != "fixed" and each.form in ("choice", "number")]
        assert part.count("<dataValidation ") == len(chosen)
        assert 'state="frozen"' in part


def test_the_first_sheet_says_what_it_is(writing: Program, tmp_path: Path) -> None:
    about = {
        row[0]: row[1] for row in sheets_of(sent(writing, tmp_path, *IN_MARCH, "--owner", "CISO"))["About"] if row[0]
    }
    assert about["laboratory"] == "example-lab"
    assert (about["as of"], about["known on"], about["filters"]) == ("2026-03-01", "2026-03-01", "owner: CISO")
    assert about["head"] == writing("ledger", "head", "example-lab", "--format", "json").json["digest"].join(
        ["522:", ""]
    )
    assert re.fullmatch(r"\d of 21 rows\.", about["Measures"])


def test_an_owner_is_sent_what_is_his(writing: Program, tmp_path: Path) -> None:
    sheets = sheets_of(sent(writing, tmp_path, "--owner", "Hoofd ICT"))
    measures = [dict(zip(sheets["Measures"][0], row, strict=True)) for row in sheets["Measures"][1:]]
    assert {each["owner"] for each in measures} == {"Hoofd ICT"}
    answered = {each for row in measures for each in row["findings"].split(", ") if each}
    assert {row[0] for row in sheets["Findings"][1:]} == answered
    answer = writing("workbook", "example-lab", "-o", str(tmp_path / "no.xlsx"), "--owner", "Hoofd IT")
    assert (answer.code, "Hoofd ICT" in answer.err) == (4, True)


NEW_MEASURE = {("Measures", "M-90", header): value for header, value in {
    "title": "Log review", "owner": "CISO", "findings": "AUD-06", "controls": "A.8.15, clause 9.1",
    "planned end": date(2026, 9, 1), "state": "in progress", "progress in %": 10,
}.items()}  # fmt: skip
NEW_EVIDENCE = {("Evidence", "ev-90", header): value for header, value in {
    "title": "Screenshot", "kind": "record", "day": "2-3-2026", "controls": "A.8.15",
}.items()}  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "facts"),
    [
        (
            {
                ("Measures", "M-03", "progress in %"): 90,
                ("Measures", "M-03", "planned end"): date(2026, 4, 1),
                ("Measures", "M-03", "note"): "'=1+1",
            },
            [{"kind": "measure_event", "measure": "M-03", "on": "2026-03-02", "state": "in_progress", "progress": 90,
              "end": "2026-04-01", "note": "=1+1"}],
        ),
        (
            {("Measures", "M-03", "state"): "done", ("Measures", "M-03", "day of the change"): "28 feb 2026"},
            [{"kind": "measure_event", "measure": "M-03", "on": "2026-02-28", "state": "done"}],
        ),
        (
            NEW_MEASURE,
            [
                {"kind": "measure", "id": "M-90", "title": "Log review", "owner": "CISO", "findings": ["AUD-06"],
                 "controls": ["A.8.15", "9.1"], "on": "2026-03-02", "end": "2026-09-01"},
                {"kind": "measure_event", "measure": "M-90", "on": "2026-03-02", "state": "in_progress",
                 "progress": 10},
            ],
        ),
        (
            NEW_EVIDENCE | {("Measures", "M-03", "evidence"): "ev-90"},
            [
                {"kind": "evidence", "id": "ev-90", "title": "Screenshot", "on": "2026-03-02", "controls": ["A.8.15"]},
                {"kind": "measure_event", "measure": "M-03", "on": "2026-03-02", "state": "in_progress",
                 "evidence": ["ev-90"]},
            ],
        ),
        (
            {("Findings", "AUD-06", "cause"): "Haste", ("Findings", "AUD-06", "state"): "implemented"},
            [
                {"kind": "finding_event", "finding": "AUD-06", "on": "2026-03-02", "state": "submitted",
                 "by": "example-lab", "cause": "Haste"},
                {"kind": "finding_event", "finding": "AUD-06", "on": "2026-03-02", "state": "implemented",
                 "by": "example-lab"},
            ],
        ),
        (
            {("Commitments", "C-2", "due"): date(2027, 1, 31), ("Commitments", "C-2", "note"): "Later"},
            [{"kind": "commitment_event", "commitment": "C-2", "on": "2026-03-02", "state": "extended",
              "due": "2027-01-31", "note": "Later"}],
        ),
    ],
    ids=["progress", "done on a day of its own", "new measure", "new evidence", "an answer", "a commitment"],
)  # fmt: skip
def test_what_was_filled_in_becomes_dated_facts_once(
    writing: Program, tmp_path: Path, cells: Cells, facts: list[dict[str, Any]]
) -> None:
    file = filled(sent(writing, tmp_path, *IN_MARCH), cells)
    preview = brought(writing, file, "--on", "2026-03-02", "--preview")
    assert (preview.code, "→" in preview.out, recorded(writing, 522)) == (0, True, []), preview.err
    answer = brought(writing, file, "--on", "2026-03-02")
    assert (answer.code, answer.out) == (0, preview.out), answer.err
    found = recorded(writing, 522)
    kept = [{key: each.get(key) for key in fact} for each, fact in zip(found, facts, strict=True)]
    assert kept == facts
    again = brought(writing, file, "--on", "2026-03-02")
    assert (again.code, "nothing new" in again.err) == (0, True), again.err


def test_what_changed_in_the_statement_is_a_new_version(writing: Program, tmp_path: Path) -> None:
    cells = {(STATEMENT, "A.5.1", "applicable"): "no", (STATEMENT, "A.5.1", "justification"): "None here",
             (STATEMENT, "A.5.1", "how far implemented"): "", (STATEMENT, "A.5.1", "reasons"): "law; risk",
             ("About", "approved by", ""): "Board"}  # fmt: skip
    file = filled(sent(writing, tmp_path), cells)
    assert brought(writing, file).code == 0
    (fact,) = recorded(writing, 522)
    (was,) = writing("export", "example-lab", "--format", "json", "--head", "522").json["statements"][-1:]
    assert (fact["id"], fact["approved_by"]) == ("statement-2026-11-24", "Board")
    assert fact["version"] == was["version"][:-1] + str(int(was["version"][-1]) + 1)
    assert [each for each in fact["controls"] if each["control"] != "A.5.1"] == [
        each for each in was["controls"] if each["control"] != "A.5.1"
    ]
    assert {
        "control": "A.5.1",
        "applicable": False,
        "justification": "None here",
        "reasons": ["law", "risk"],
    }.items() <= next(each for each in fact["controls"] if each["control"] == "A.5.1").items()
    assert "nothing new" in brought(writing, file).err


def test_a_cell_that_changed_on_both_sides_is_refused_until_somebody_decides(writing: Program, tmp_path: Path) -> None:
    file = sent(writing, tmp_path, *IN_MARCH)
    event = ("--measure", "M-03", "--on", "2026-03-05", "--state", "in_progress", "--progress", "85")
    assert writing("record", "measure_event", "example-lab", *event).code == 0
    progress = ("Measures", "M-03", "progress in %")
    both = filled(file, {progress: 90, ("Measures", "M-03", "note"): "Here"})
    before = head(writing)
    on = ("--on", "2026-03-02")
    answer = brought(writing, both, *on)
    told = " ".join(answer.err.split())
    assert (answer.code, head(writing)) == (4, before)
    assert "Measures, row 4: progress in % (D), “90”: changed on both sides: it was “80”" in told
    assert "the record has “85”" in told
    assert "Here" not in told
    assert brought(writing, both, *on, "--preview", "--mine", "measures!d4").code == 0
    assert brought(writing, both, *on, "--mine", "Measures!D5").code == 4
    for decided in (85, 80):
        assert "85" not in brought(writing, filled(file, {progress: decided}), *on, "--preview").out
    both = filled(file, {progress: 90, ("Measures", "M-03", "note"): "Here"})
    assert brought(writing, both, *on, "--mine", "Measures!D4").code == 0


def test_what_no_event_can_say_needs_a_reason(writing: Program, tmp_path: Path) -> None:
    file = filled(
        sent(writing, tmp_path), {("Measures", "M-03", "owner"): "CISO", ("Evidence", "ev-pam", "version"): "3"}
    )
    answer = brought(writing, file)
    assert (answer.code, answer.err.count("--correct")) == (4, 2)
    assert brought(writing, file, "--correct", "She took it over").code == 0
    assert [(each["id"], each.get("owner"), each.get("version")) for each in recorded(writing, 522)] == [
        ("ev-pam", None, "3"),
        ("M-03", "CISO", None),
    ]


MEASURES, FINDINGS = "Measures", "Findings"
IN_CELLS: list[tuple[Cells, str]] = [
    ({(MEASURES, "M-03", "progress in %"): 101}, "progress in % (D), “101”: 101 is no whole number from 0 to 100"),
    ({(MEASURES, "M-03", "planned end"): "31-2-2026"}, "planned end (E), “31-2-2026”: 2026-02-31 is no day; write"),
    ({(MEASURES, "M-03", "note"): "111222333"}, "citizen service number"),
    ({(MEASURES, "M-03", "first planned end"): "2027-01-01"}, "this is not filled in here; put back “2025-12-0"),
    ({(MEASURES, "M-04", "progress in %"): 0.6}, "“0.6”: 0.6 is no whole number"),
    ({(MEASURES, "M-05", "state"): "busy"}, "state (C), “busy”: “busy” is none of planned, in_progress"),
    ({(MEASURES, "M-07", "note"): "x", (MEASURES, "M-07", "day of the change"): "soon"}, "soon is no day"),
    ({(MEASURES, "M-01", "progress in %"): ""}, "what was said cannot be taken away here; put back “100”"),
    ({(MEASURES, "M-01", "planned end"): "2027-01-01"}, "a measure that is done plans nothing"),
    ({(MEASURES, "M-02", "progress in %"): 90}, "a measure that is done is at 100"),
    ({(MEASURES, "M-90", "owner"): "CISO"}, "Measures, row 23: title (B), “”: this cell is empty"),
    ({(MEASURES, "M 91", "title"): "New"}, "“M 91” is no id"),
    ({(MEASURES, "", "title"): "New"}, "this row has no id"),
    ({(MEASURES, "M-92", "title"): "x", (MEASURES, "M-92", "controls"): 8.1}, "a spreadsheet takes this for a number"),
    ({(MEASURES, "M-93", "title"): "x", (MEASURES, "M-93", "controls"): "A.8.99"}, "has no control A.8.99"),
    ({(FINDINGS, "AUD-06", "title"): "Nothing"}, "title (D), “Nothing”: this is not filled in here"),
    ({(FINDINGS, "AUD-06", "state"): "verified"}, "“verified”: the laboratory says planned, in progress, submitted"),
    ({(FINDINGS, "AUD-13", "note"): "Well"}, "note (O), “Well”: the laboratory says planned"),
    ({(FINDINGS, "AUD-91", "cause"): "x"}, "finding (A), “AUD-91”: this is not in the workbook as it was sent"),
    ({("Commitments", "C-2", "state"): "kept"}, "“kept”: “kept” is none of fulfilled, extended, withdrawn"),
    ({(STATEMENT, "A.5.1", "applicable"): "perhaps"}, "“perhaps” is none of yes, no"),
    ({(STATEMENT, "A.5.2", "applicable"): ""}, "say if the control applies, or empty the whole row"),
    (
        {("Evidence", "ev-90", "title"): "x", ("Evidence", "ev-90", "day"): "2026-01-01"},
        "Evidence, row 7: kind (C), “”: this cell",
    ),
]


def test_every_mistake_is_told_with_its_cell_and_nothing_is_written(writing: Program, tmp_path: Path) -> None:
    cells = {place: value for mistake, _ in IN_CELLS for place, value in mistake.items()}
    cells[MEASURES, "M-08", "note"] = "All is well here"
    answer = brought(writing, filled(sent(writing, tmp_path, *IN_MARCH), cells), "--on", "2026-03-02")
    told = " ".join(answer.err.split())
    assert (answer.code, answer.out, head(writing)[:4]) == (4, "", "522:")
    assert [said for _, said in IN_CELLS if said not in told] == []
    assert "111222333" not in answer.err
    assert "All is well" not in answer.err


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({(MEASURES, "M-03", "evidence"): "ev-none"}, "Measures, row 4: evidence: there is no evidence ev-none"),
        ({(FINDINGS, "AUD-08", "state"): "implemented"}, "is refused: the finding is verified then"),
        ({("About", "head", ""): "522:00"}, "was made from another record"),
        ({("About", "head", ""): "x"}, "does not say from which head"),
        ({("About", "laboratory", ""): "example-lba"}, "Did you mean example-lab?"),
        ({("About", "edition", ""): "nen7510:1999"}, "There is no edition"),
        ({("About", "format", ""): "nen7510-workbook/2"}, "which is not read here"),
    ],
)
def test_what_the_record_refuses_is_told_and_nothing_is_written(
    writing: Program, tmp_path: Path, cells: Cells, said: str
) -> None:
    good = {(MEASURES, "M-04", "note"): "All is well here"}
    answer = brought(writing, filled(sent(writing, tmp_path, *IN_MARCH), good | dict(cells)), "--on", "2026-03-02")
    assert (answer.code, answer.out, head(writing)[:4]) == (4, "", "522:"), answer.err
    assert said in " ".join(answer.err.split())


def test_rows_sheets_and_columns_that_went_are_told_and_change_nothing(writing: Program, tmp_path: Path) -> None:
    sheets = sheets_of(sent(writing, tmp_path))
    del sheets["Commitments"]
    sheets["Measures"] = [row[:5] for row in sheets["Measures"] if row[0] != "M-02"]
    sheets["Mine"] = [["notes"]]
    sheets["Evidence"][0][1] = "remarks"
    sheets["Findings"][0][2] = "controls"
    answer = brought(writing, saved(sheets, tmp_path / "less.xlsx"))
    assert (answer.code, "the column controls is there twice" in answer.err) == (4, True)
    sheets["Findings"][0][2] = "grade"
    answer = brought(writing, saved(sheets, tmp_path / "less.xlsx"))
    assert answer.code == 0, answer.err
    for said in ("no row any more for M-02", "sheet commitments is not there", "column note is not there",
                 "sheet Mine is none", "column remarks is none", "nothing new"):  # fmt: skip
        assert said in answer.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--lab", "example-lab", "--assessment", "audit-2025"), 4, "import it without --lab"),
        (("--on", "soon"), 2, "is no day"),
        (("data.yaml",), 2, "imported by itself"),
    ],
)
def test_what_is_asked_wrongly_is_said(
    writing: Program, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = brought(writing, sent(writing, tmp_path), *words)
    assert (answer.code, said in answer.err) == (code, True), answer.err
    plain = tmp_path / "plain.xlsx"
    saved({"x": [["Nr", "Norm"]]}, plain)
    assert brought(writing, plain, "--lab", "example-lab", "--assessment", "audit-2025", "--mine", "A!B1").code == 2


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Nd"]), min_size=1, max_size=30) | st.text(
    "=+-@'\"|;,\\ é\t", min_size=1, max_size=12
)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(TEXTS.filter(lambda text: bool(text.strip())), min_size=3, max_size=3), TEXTS.map(str.strip).filter(bool)
)
def test_texts_go_out_and_come_back_word_for_word(texts: list[str], new: str) -> None:
    record = MemoryRecord()
    title, owner, note = texts
    event = {"on": "2026-02-01", "state": "in_progress", "note": note}
    measure = {"id": "M-1", "title": title, "owner": owner, "on": "2026-01-01", "events": [event]}
    record.take(
        json.dumps({"schema": "nen7510-dossier/1", "lab": {"id": "lab", "name": title}, "measures": [measure]}),
        ending="json",
    )
    moment = Moment(record.today, record.today)
    evaluation = record.evaluation("lab", moment)
    about = About("lab", title, moment, evaluation.view.head, "nen7510:2024", "en", None)
    with TemporaryDirectory() as folder:
        file = Path(folder, "work.xlsx")
        file.write_bytes(write_workbook(about, content_of(evaluation, "nen7510:2024", "en")))
        assert not notes_in(record, file)
        typed = filled(file, {("Measures", "M-1", "note"): cell(new)})
        assert notes_in(record, typed) == ([new] if new != note.strip() else [])


def notes_in(record: MemoryRecord, file: Path) -> list[str]:
    """The notes that a workbook would bring."""
    returned = read_workbook(file, read_grids(file, lambda _grid: 0))
    try:
        understood = Comparison(record, returned, day("2027-01-04"), record.today, ()).against(record.dossier("lab"))
    except InputRejected as rejected:
        raise AssertionError(rejected.messages) from rejected
    return [getattr(step.fact, "note") for step in understood.batch.steps]  # noqa: B009 - all are events
