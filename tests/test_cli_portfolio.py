"""What is seen only across laboratories, on the command line: tables, CSV, JSON, filters, what outsiders read."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from cli_support import WHEN, Program, examples, reading, steady
from jsonschema import Draft202012Validator

from nen7510_tracker.dossier.facts.commissioning import DecisionValue, Verdict
from nen7510_tracker.rules.ageing import BUCKETS
from nen7510_tracker.rules.changes import TURNINGS
from nen7510_tracker.rules.failing import SOURCES
from nen7510_tracker.rules.status import STATUSES
from nen7510_tracker.rules.upcoming import KINDS

__all__ = ["examples", "reading", "steady"]

SCHEMA = json.loads((Path(__file__).parents[1] / "docs/schemas/nen7510-portfolio-1.json").read_text("utf-8"))
CHECKER = Draft202012Validator(SCHEMA)
COMMANDS: list[tuple[list[str], str, str, str]] = [
    (
        ["portfolio", "heat-map"],
        "nen7510-heat-map/1",
        "edition areas labs total",
        (
            "lab,name,as_of,known_on,edition,area,area_title,worst,applicable,nonconforming,partial,claimed,conforming,"
            "not_assessed,not_applicable"
        ),
    ),
    (
        ["portfolio", "failing"],
        "nen7510-failing/1",
        "edition laboratories controls",
        (
            "control,control_title,area,as_of,known_on,edition,laboratories,applicable_in,assessed_in,failing_in,"
            "nonconforming_in,partial_in,inspectorate_failing,inspectorate_looked,auditor_failing,auditor_looked,"
            "certification_body_failing,certification_body_looked,own_failing,own_looked,failing_labs"
        ),
    ),
    (
        ["portfolio", "ageing"],
        "nen7510-ageing/1",
        "buckets laboratories total by_grade by_turn labs",
        (
            "lab,name,as_of,known_on,grade,turn,days_0_30,days_31_90,days_91_180,days_181_365,days_366,open,oldest_days,"
            "oldest_assumed"
        ),
    ),
    (
        ["portfolio", "upcoming"],
        "nen7510-upcoming/1",
        "within of upcoming",
        "on,days,lab,name,as_of,known_on,what,id,text,note,turn",
    ),
    (
        ["changes", "--since", "2026-10-01"],
        "nen7510-portfolio-changes/1",
        "since laboratories turned labs",
        "lab,name,since,as_of,known_on,what,id,before,after,recorded_at,recorded_by",
    ),
]
IDS = [schema for _, schema, _, _ in COMMANDS]


def rows_of(reading: Program, *words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reading(*words, *WHEN, "--format", "csv").out)))


@pytest.mark.parametrize(("words", "schema", "keys", "columns"), COMMANDS, ids=IDS)
def test_each_view_has_its_keys_columns_and_a_page(
    words: list[str], schema: str, keys: str, columns: str, reading: Program
) -> None:
    document = reading(*words, *WHEN, "--format", "json").json
    assert list(document) == ["schema", "as_of", "known_on", *keys.split()]
    assert (document["schema"], document["as_of"]) == (schema, "2026-11-24")
    assert not [each.message for each in CHECKER.iter_errors(document)]
    assert reading(*words, *WHEN, "--format", "csv").out.splitlines()[0] == columns
    page = reading(*words, *WHEN)
    assert page.code == 0
    assert page.out.startswith(("as of 24 Nov 2026", "All laboratories: since"))
    assert max(map(len, page.out.splitlines())) <= 80
    assert "of 10 laboratories" in page.err


def test_the_published_schema_knows_every_value_and_tells_a_wrong_document(reading: Program) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    told = SCHEMA["$defs"]
    lab, control = (told[name]["properties"][key]["items"] for name, key in (("labs", "labs"), ("failing", "controls")))
    for where, values in (
        (told["verdict"]["enum"], get_args(Verdict)),
        (told["status"]["enum"], STATUSES),
        (told["statuses"]["properties"], STATUSES),
        (lab["properties"]["decision"]["anyOf"][0]["properties"]["decision"]["enum"], get_args(DecisionValue)),
        (control["properties"]["sources"]["properties"], SOURCES),
        (told["ages"]["properties"]["buckets"]["properties"], [each.id for each in BUCKETS]),
        (told["upcoming"]["properties"]["upcoming"]["items"]["properties"]["kind"]["enum"], KINDS),
        (told["changes"]["properties"]["turned"]["properties"], TURNINGS),
    ):
        assert set(where) == set(values)
    document = reading("labs", *WHEN, "--format", "json").json
    assert CHECKER.is_valid(document)
    spoiling: list[Callable[[dict[str, Any]], object]] = [
        lambda told: told.update(schema="nen7510-ageing/1"),
        lambda told: told["labs"][0].pop("overdue"),
        lambda told: told["labs"][0].update(more=1),
        lambda told: told["labs"][0]["open"].update(major=-1),
    ]
    for spoil in spoiling:
        spoiled = json.loads(json.dumps(document))
        spoil(spoiled)
        assert not CHECKER.is_valid(spoiled)


@pytest.mark.parametrize("words", [each[0] for each in COMMANDS], ids=IDS)
def test_a_moment_before_everything_is_answered(words: list[str], reading: Program) -> None:
    answer = reading(*words, "--as-of", "2000-01-01", "--known-on", "2000-01-01")
    assert answer.code == 0
    assert "Traceback" not in answer.out + answer.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["portfolio", "heat-map", "lab-pipit"], 4, "Did you mean lab-pipet?"),
        (["portfolio", "failing", "--source", "auditors"], 2, "Did you mean auditor?"),
        (["portfolio", "failing", "--area", "A.9"], 2, "choose one of 4, 5"),
        (["portfolio", "ageing", "--area", "A.99"], 2, "choose one of 4, 5"),
        (["portfolio", "failing", "lab-pipet", "--public"], 5, "Of 1 laboratories no figures"),
        (["portfolio", "ageing", "--grade", "big"], 2, "choose one of"),
        (["portfolio", "upcoming", "--within", "-1"], 2, "write a whole number from 0 on"),
        (["portfolio", "upcoming", "--what", "certificates"], 2, "Did you mean certificate?"),
        (["portfolio", "heatmap"], 2, "Did you mean heat-map?"),
        (["changes", "--since", "2026-10-01", "--head", "3"], 2, "a head belongs to one laboratory"),
        (["changes", "--since", "2026-10-01", "--what", "verdicts"], 2, "Did you mean verdict?"),
        (["changes"], 2, "--since is missing"),
    ],
)
def test_what_is_asked_wrongly_is_said(words: list[str], code: int, says: str, reading: Program) -> None:
    answer = reading(*words)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err


def test_the_figures_of_the_heat_map_are_those_of_each_status(reading: Program) -> None:
    document = reading("portfolio", "heat-map", *WHEN, "--format", "json").json
    for lab in document["labs"]:
        status = reading("status", lab["id"], *WHEN, "--format", "json").json
        assert lab["areas"] == [{"id": area["id"], "counts": area["counts"]} for area in status["areas"]]
    row = next(each for each in rows_of(reading, "portfolio", "heat-map", "lab-brander") if each["area"] == "A.8")
    assert (row["worst"], row["nonconforming"], row["applicable"]) == ("nonconforming", "3", "35")


def test_what_fails_is_told_with_where_and_according_to_whom(reading: Program) -> None:
    controls = reading("portfolio", "failing", *WHEN, "--format", "json").json["controls"]
    first = controls[0]
    assert first["failing"] == len(first["labs"]) == max(each["failing"] for each in controls)
    for lab in first["labs"]:
        status = reading("status", lab["id"], *WHEN, "--format", "json").json
        assert next(each for each in status["controls"] if each["id"] == first["id"])["status"] == lab["status"]
    own = reading("portfolio", "failing", *WHEN, "--source", "own", "--area", "A.5", "--limit", "1", "--format", "json")
    assert [each["area"] for each in own.json["controls"]] == ["A.5"]
    assert own.json["controls"][0]["sources"]["own"]["failing"] > 0
    assert "Filters: --source own --area A.5 --limit 1" in own.err


def test_the_rows_of_ageing_add_up_to_the_open_findings(reading: Program) -> None:
    number = sum(sum(lab["open"].values()) for lab in reading("labs", *WHEN, "--format", "json").json["labs"])
    for words in (["portfolio", "ageing"], ["portfolio", "ageing", "--public"]):
        rows = rows_of(reading, *words)
        assert sum(int(row["open"]) for row in rows) == number
        days = [name for name in rows[0] if name.startswith("days_")]
        assert sum(int(row[name]) for row in rows for name in days) == number
    some = rows_of(reading, "portfolio", "ageing", "--grade", "major", "--turn", "laboratory")
    assert {(row["grade"], row["turn"]) for row in some} == {("major", "laboratory")}


def test_what_comes_up_is_within_the_days_asked_and_filtered(reading: Program) -> None:
    rows = rows_of(reading, "portfolio", "upcoming", "--within", "30", "--what", "finding", "--what", "measure")
    assert {row["what"] for row in rows} == {"finding", "measure"}
    assert all(0 <= int(row["days"]) <= 30 for row in rows)
    assert [row["on"] for row in rows] == sorted(row["on"] for row in rows)
    assert any(int(row["days"]) < 0 for row in rows_of(reading, "portfolio", "upcoming", "--passed"))
    assert {row["turn"] for row in rows_of(reading, "portfolio", "upcoming", "--turn", "lab-pipet")} == {"lab-pipet"}


def test_what_changed_in_each_laboratory_is_what_it_says_of_itself(reading: Program) -> None:
    document = reading("changes", "--since", "2026-10-01", *WHEN, "--format", "json").json
    for lab in document["labs"]:
        own = reading("changes", lab["lab"], "--since", "2026-10-01", *WHEN, "--format", "json").json
        assert (lab["turned"], lab["recorded"], lab["head"]) == (own["turned"], own["recorded"], own["head"])
    assert {each["what"]: each["id"] for each in turned(document, "lab-brander") if each["what"] == "ground"} == {
        "ground": "D-2"
    }
    assert document["turned"]["ground"] == 1
    grave = reading("changes", "--since", "2026-10-01", *WHEN, "--what", "ground", "--format", "json").json
    assert [each["lab"] for each in grave["labs"]] == ["lab-brander"]


def turned(document: dict[str, Any], lab: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(each["turned"] for each in document["labs"] if each["lab"] == lab)
    return found


@pytest.mark.parametrize("form", ["table", "json"])
def test_outsiders_read_no_text_of_what_is_open_and_no_laboratory_of_what_fails(form: str, reading: Program) -> None:
    gaps = reading("gaps", *WHEN, "--format", "json").json["gaps"]
    titles = {row["finding_title"] for row in gaps if row["finding"]}
    due = reading("portfolio", "upcoming", "--within", "400", "--passed", *WHEN, "--public", "--format", form).out
    assert not [title for title in titles if title in due]
    labs = {row["lab"] for row in gaps}
    for words in (["failing"], ["ageing"]):
        out = reading("portfolio", *words, *WHEN, "--public", "--format", form).out
        assert not [lab for lab in labs if lab in out]
    changed = reading("changes", "--since", "2026-10-01", *WHEN, "--public", "--format", form).out
    assert "A.8.7" not in changed
    assert "A.8.7" in reading("changes", "--since", "2026-10-01", *WHEN, "--format", form).out
