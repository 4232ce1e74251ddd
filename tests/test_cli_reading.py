"""What the reading commands answer: documents with fixed keys on stdout, the verdict as exit code, files as a whole."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from cli_support import WHEN, Program, empty, examples, reading, steady

__all__ = ["empty", "examples", "reading", "steady"]

VIEW = "schema lab as_of known_on"
DOCUMENTS: list[tuple[str, list[str], str]] = [
    (
        "nen7510-gate/1",
        ["gate", "lab-pipet"],
        f"{VIEW} policy assumed verdict holds_until criteria contra decision head",
    ),
    ("nen7510-status/1", ["status", "lab-pipet"], f"{VIEW} edition readiness counts areas controls head"),
    (
        "nen7510-compare/1",
        ["compare", "example-lab", "inspectie-2025", "audit-2025"],
        f"{VIEW} a b summary controls head",
    ),
    (
        "nen7510-trajectory/1",
        ["trajectory", "example-lab"],
        f"{VIEW} findings series measures milestones forecast plan head",
    ),
    (
        "nen7510-changes/1",
        ["changes", "example-lab", "--since", "2026-01-01"],
        "schema lab since as_of known_on turned recorded head",
    ),
    ("nen7510-gaps/1", ["gaps", "example-lab"], "schema as_of known_on gaps"),
    ("nen7510-labs/1", ["labs"], "schema as_of known_on labs"),
]
INSIDE: list[tuple[list[str], str, str]] = [
    (["gate", "lab-pipet"], "policy", "id digest"),
    (["gate", "lab-pipet"], "criteria.0", "id check outcome because needs holds_until"),
    (["gate", "lab-pipet"], "criteria.0.because.0", "kind id text"),
    (["gate", "lab-brander"], "criteria.0.needs.0", "text turn"),
    (["gate", "lab-pipet"], "contra.0", "what text"),
    (["gate", "lab-pipet"], "head", "seq digest"),
    (["status", "lab-pipet"], "readiness", "part1 part2 total"),
    (["status", "lab-pipet"], "readiness.part1", "verified claimed assessed applicable"),
    (["status", "lab-pipet"], "areas.0", "id title counts"),
    (["status", "lab-pipet"], "controls.0", "id area title status ratings open_findings mapped_from"),
    (
        ["compare", "example-lab", "inspectie-2025", "audit-2025"],
        "summary",
        "both same one_step more agree disagree changed only_a only_b kappa",
    ),
    (
        ["compare", "example-lab", "inspectie-2025", "audit-2025"],
        "controls.0",
        "id a b a_on b_on steps relation",
    ),
    (["trajectory", "example-lab"], "findings", "open claimed verified"),
    (["trajectory", "example-lab"], "series.0", "on open claimed verified"),
    (["trajectory", "example-lab"], "measures.0", "id state progress baseline_end end slip_days overdue"),
    (["trajectory", "example-lab"], "milestones.0", "id kind state baseline planned reached"),
    (["trajectory", "example-lab"], "forecast", "p50 p85 why"),
    (["trajectory", "example-lab"], "plan", "end end_with_usual_slip next_audit certification"),
    (
        ["labs"],
        "labs.0",
        (
            "id name city verdict holds_until readiness open overdue certificate_until decision taken_outside"
            " certification_planned certification_slip_days found dated"
        ),
    ),
]
COLUMNS = (
    "lab,as_of,known_on,edition,area,control,control_title,status,finding,grade,priority,state,turn,finding_title,"
    "statement,cause,source,found_on,due,days_overdue,measures,owner,progress,planned_end,evidence,last_note,"
    "last_changed,same_as,blocks"
)


def inside(document: Any, path: str) -> Any:
    for step in path.split("."):
        document = document[int(step) if step.isdigit() else step]
    return document


@pytest.mark.parametrize(("schema", "words", "keys"), DOCUMENTS, ids=lambda value: value[0] if len(value) == 1 else "")
def test_a_document_has_its_keys(schema: str, words: list[str], keys: str, reading: Program) -> None:
    answer = reading(*words, *WHEN, "--format", "json")
    assert answer.json["schema"] == schema
    assert list(answer.json) == keys.split()


@pytest.mark.parametrize(("words", "path", "keys"), INSIDE, ids=lambda value: value if isinstance(value, str) else "")
def test_its_parts_have_theirs(words: list[str], path: str, keys: str, reading: Program) -> None:
    answer = reading(*words, *WHEN, "--format", "json")
    assert list(inside(answer.json, path)) == keys.split()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["gate", "lab-pipet"], 0),
        (["gate", "lab-brander"], 1),
        (["gate", "lab-maatbeker"], 3),
        (["gate", "lab-brander", "--format", "json"], 1),
        (["gate", "lab-pipet", "--policy", "resume-thorough"], 1),
        (["gate", "lab-pipet", "--as-of", "2030-01-01"], 1),
    ],
)
def test_the_verdict_is_the_exit_code(words: list[str], code: int, reading: Program) -> None:
    assert reading(*words, *(() if "--as-of" in words else WHEN)).code == code


def test_gaps_say_how_many_they_are_and_which_filters_held(reading: Program) -> None:
    whole = reading("gaps", "example-lab", *WHEN, "--format", "csv")
    part = reading("gaps", "example-lab", *WHEN, "--format", "csv", "--grade", "major", "--overdue")
    rows = list(csv.reader(io.StringIO(part.out)))
    total = len(list(csv.reader(io.StringIO(whole.out)))) - 1
    assert f"{total} of {total} rows." in whole.err
    assert f"{len(rows) - 1} of {total} rows." in part.err
    assert "Filters: --grade major --overdue" in part.err
    assert 0 < len(rows) - 1 < total


def test_gaps_have_their_columns(reading: Program) -> None:
    assert reading("gaps", *WHEN, "--format", "csv").out.splitlines()[0] == COLUMNS


def test_gaps_of_several_laboratories_are_those_of_each(reading: Program) -> None:
    both = reading("gaps", "lab-brander", "lab-pipet", *WHEN, "--format", "csv").out.splitlines()
    each = [reading("gaps", lab, *WHEN, "--format", "csv").out.splitlines()[1:] for lab in ("lab-brander", "lab-pipet")]
    assert both[1:] == [*each[0], *each[1]]


def test_outsiders_read_no_text_of_an_open_finding(reading: Program) -> None:
    whole = reading("gaps", "example-lab", *WHEN, "--format", "json").json["gaps"]
    public = reading("gaps", "example-lab", *WHEN, "--format", "json", "--public")
    texts = [row[key] for row in whole if row["finding"] for key in ("finding_title", "statement", "last_note")]
    assert any(texts)
    assert not [text for text in texts if text and text in public.out]
    told = {
        "lab",
        "as_of",
        "known_on",
        "edition",
        "area",
        "finding",
        "grade",
        "state",
        "due",
        "measures",
        "planned_end",
    }
    assert {key for row in public.json["gaps"] if row["finding"] for key, value in row.items() if value} <= told
    assert {row["finding"] for row in public.json["gaps"]} == {row["finding"] for row in whole}


def test_a_filter_that_meets_nothing_says_what_there_is(reading: Program) -> None:
    answer = reading("gaps", "example-lab", *WHEN, "--turn", "exampel-lab")
    assert answer.code == 0
    assert "No gap has --turn exampel-lab. Did you mean example-lab?" in answer.err


def test_a_result_goes_to_a_file_as_a_whole_and_stdout_stays_empty(reading: Program, tmp_path: Path) -> None:
    target = tmp_path / "gate.json"
    answer = reading("gate", "lab-pipet", *WHEN, "--format", "json", "-o", str(target))
    assert (answer.code, answer.out) == (0, "")
    assert target.read_text("utf-8") == reading("gate", "lab-pipet", *WHEN, "--format", "json").out
    assert list(tmp_path.glob("*.json")) == [target]
    assert target.name in answer.err


def test_an_earlier_head_shows_what_was_said_then(reading: Program) -> None:
    now = reading("status", "example-lab", *WHEN, "--format", "json").json
    then = reading("status", "example-lab", *WHEN, "--format", "json", "--head", "20").json
    assert then["head"]["seq"] == 20
    assert now["head"]["seq"] > 20
    assert then["readiness"] != now["readiness"]


def test_a_head_is_taken_as_reports_print_it(reading: Program) -> None:
    head = reading("ledger", "head", "example-lab").out.strip()
    assert reading("status", "example-lab", *WHEN, "--head", head, "--format", "json").json["head"] == {
        "seq": int(head.split(":")[0]),
        "digest": head.split(":")[1],
    }


def test_changes_see_a_day_and_an_earlier_head(reading: Program) -> None:
    words = ("changes", "example-lab", "--since", "2025-12-01", *WHEN, "--format", "json")
    assert [turn["what"] for turn in reading(*words).json["turned"]].count("finding") > 0
    assert reading(*words, "--head", "20").json["head"]["seq"] == 20
    assert len(reading(*words, "--head", "20").json["recorded"]) == 20


def test_since_a_month_is_since_its_first_day(reading: Program) -> None:
    month, day = (
        reading("changes", "example-lab", "--since", since, *WHEN, "--format", "json").json
        for since in ("2026-03", "2026-03-01")
    )
    assert month["turned"] == day["turned"]
    assert month["turned"]


@pytest.mark.parametrize("name", ["2017", "nen7510:2017", "NEN 7510:2017"])
def test_an_edition_has_several_names(name: str, reading: Program) -> None:
    answer = reading("status", "lab-pipet", *WHEN, "--edition", name, "--format", "json")
    assert answer.json["edition"] == "nen7510:2017"


@pytest.mark.parametrize("words", [["authenticatie"], ["Secure", "AUTHENTICATION"], ["a.8.5"], ["A.8.5"]])
def test_a_control_is_found_by_number_and_by_words_in_both_languages(words: list[str], reading: Program) -> None:
    answer = reading("controls", "show", *words)
    assert answer.code == 0
    assert "A.8.5" in answer.out


def test_several_controls_are_listed(reading: Program) -> None:
    answer = reading("controls", "show", "toegang", "--format", "json")
    assert len(answer.json["controls"]) > 1


@pytest.mark.parametrize(
    ("words", "links"),
    [
        (["A.9.4.2"], [("A.9.4.2", "A.8.5", "same")]),
        (["A.9.4.2", "--from", "2017"], [("A.9.4.2", "A.8.5", "same")]),
        (["A.8.5", "--from", "2024"], [("A.8.5", "A.9.4.2", "same")]),
        (["A.5.15", "--from", "2024"], [("A.5.15", "A.9.1.1", "merged"), ("A.5.15", "A.9.1.2", "merged")]),
        (["10.1", "--from", "2017"], [("10.1", "10.2", "same")]),
    ],
)
def test_the_crosswalk_is_read_from_either_edition(
    words: list[str], links: list[tuple[str, str, str]], reading: Program
) -> None:
    answer = reading("controls", "crosswalk", *words, "--format", "json")
    assert [(each["from"], each["to"], each["kind"]) for each in answer.json["links"]] == links


def test_the_whole_crosswalk_has_as_many_links_in_both_directions(reading: Program) -> None:
    there, back = (
        reading("controls", "crosswalk", "--from", each, "--format", "json").json for each in ("2017", "2024")
    )
    assert {(each["from"], each["to"]) for each in there["links"]} == {
        (each["to"], each["from"]) for each in back["links"]
    }


def test_an_empty_record_is_empty_and_no_error(empty: Program) -> None:
    assert empty("labs", "--format", "json").json["labs"] == []
    assert empty("gaps", "--format", "json").json["gaps"] == []
    assert "empty" in empty("labs").out


def test_policies_are_listed_and_shown(reading: Program) -> None:
    listed = reading("policy", "list", "--format", "json").json["policies"]
    assert [each["id"] for each in listed] == ["certification-ready", "resume-bvo-nl", "resume-thorough"]
    shown = reading("policy", "show", "resume-bvo-nl", "--format", "json").json
    assert shown["digest"] == listed[1]["digest"]
    assert shown["criteria"][0]["check"] == "certificate_in_force"


@pytest.mark.parametrize("form", ["table", "csv", "json", "ics"])
def test_a_trajectory_names_every_measure(form: str, reading: Program) -> None:
    answer = reading("trajectory", "example-lab", *WHEN, "--format", form)
    assert answer.code == 0
    assert "M-09" in answer.out


def labs_of(reading: Program, *options: str) -> list[str]:
    rows = csv.DictReader(io.StringIO(reading("labs", *WHEN, "--format", "csv", *options).out))
    return [row["lab"] for row in rows]


@pytest.mark.parametrize(
    ("options", "filters", "expected"),
    [
        (["--verdict", "met"], "--verdict met", ["example-lab", "lab-meetlat", "lab-pipet"]),
        (["--lapsed"], "--lapsed", ["lab-brander"]),
        (["--outside"], "--outside", ["lab-petrischaal"]),
        (["--search", "LAB pip"], "--search 'LAB pip'", ["lab-pipet"]),
        (["--sort", "id", "--limit", "2"], "--limit 2", ["clinical-diagnostics", "example-lab"]),
        (["--sort", "id", "--reverse", "--limit", "1"], "--limit 1", ["lab-roerstaaf"]),
        (["--verdict", "met", "--lapsed"], "--verdict met --lapsed", []),
    ],
)
def test_laboratories_are_filtered_and_sorted(
    options: list[str], filters: str, expected: list[str], reading: Program
) -> None:
    assert labs_of(reading, *options) == expected
    told = reading("labs", *WHEN, "--format", "json", *options)
    assert [each["id"] for each in told.json["labs"]] == expected
    assert f"{len(expected)} of 10 laboratories.\nFilters: {filters}\n" in told.err


def test_laboratories_have_their_columns(reading: Program) -> None:
    out = reading("labs", *WHEN, "--format", "csv")
    assert out.out.splitlines()[0] == (
        "lab,name,city,as_of,known_on,edition,verdict,holds_until,decision,decision_on,lapsed_since,lapsed_by,"
        "taken_outside,major,ungraded,minor,observation,verified,claimed,assessed,applicable,overdue,certificate_until,"
        "certification_planned,certification_slip_days,major_found,ungraded_found,minor_found,observation_found,dated"
    )
    assert "10 of 10 laboratories." in out.err
