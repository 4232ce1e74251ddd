"""Whoever has the attached data can work out the figures of the report again, with nothing of this program."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from cli_support import Program, examples, steady
from pypdf import PdfReader

__all__ = ["examples", "steady"]

CASES = [("example-lab", "2025-10-30"), ("example-lab", "2026-06-01"), ("lab-brander", "2026-11-10")]
WORSE = ("nonconforming", "partial")


@pytest.fixture(scope="module", params=CASES, ids=str)
def attached(request: pytest.FixtureRequest, examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a PDF carries: the report, the rows of the gaps."""
    lab, day = request.param
    file = tmp_path_factory.mktemp("pdf") / "report.pdf"
    words = ("report", lab, "--as-of", day, "--known-on", day, "--format", "pdf", "-o", str(file))
    assert Program(examples)(*words).code == 0
    inside = {name: data[0].decode() for name, data in PdfReader(file).attachments.items()}
    return json.loads(inside["report.json"]), list(csv.DictReader(io.StringIO(inside["gaps.csv"])))


def counted(controls: list[dict[str, Any]]) -> dict[str, int]:
    status = Counter(each["status"] for each in controls)
    applicable = len(controls) - status["not_applicable"]
    return {
        "verified": status["conforming"],
        "claimed": status["conforming"] + status["claimed"],
        "assessed": applicable - status["not_assessed"],
        "applicable": applicable,
    }


def test_readiness(attached: Any) -> None:
    told, _ = attached
    parts = {part: [each for each in told["controls"] if each["id"].startswith("A.") == part] for part in (False, True)}
    assert told["readiness"]["part1"] == counted(parts[False])
    assert told["readiness"]["part2"] == counted(parts[True])
    assert told["readiness"]["total"] == counted(told["controls"])
    for area in told["areas"]:
        own = Counter(each["status"] for each in told["controls"] if each["area"] == area["id"])
        assert {status: n for status, n in area["counts"].items() if n} == dict(own)


def test_the_verdict(attached: Any) -> None:
    told, _ = attached
    outcomes = Counter(each["outcome"] for each in told["criteria"])
    for outcome in ("met", "not_met", "undetermined"):
        assert told[f"criteria_{outcome}"] == outcomes[outcome]
    worst = next(each for each in ("not_met", "undetermined", "met") if outcomes[each])
    assert told["verdict"] == worst


def test_findings(attached: Any) -> None:
    told, _ = attached
    weighing = [each for each in told["findings"] if each["grade"] != "observation"]
    by_grade = Counter(each["grade"] for each in weighing if each["standing"] == "open")
    assert {grade: told["open"][grade] for grade in ("major", "ungraded", "minor")} == {
        grade: by_grade[grade] for grade in ("major", "ungraded", "minor")
    }
    last = told["trajectory"]["series"][-1]
    assert {key: last[key] for key in ("open", "claimed", "verified")} == told["trajectory"]["findings"]


def test_the_plan(attached: Any) -> None:
    told, _ = attached
    kept = [each for each in told["trajectory"]["measures"] if each["state"] != "cancelled"]
    assert told["plan"]["measures"] == len(kept)
    assert told["plan"]["done"] == sum(each["state"] == "done" for each in kept)
    late = [each for each in kept if each["state"] != "done" and each["end"] and each["end"] < told["as_of"]]
    assert told["plan"]["overdue"] == len(late)
    assert told["plan"]["end"] == max((each["end"] for each in kept if each["end"]), default=None)
    assert told["plan"]["baseline_end"] == max((e["baseline_end"] for e in kept if e["baseline_end"]), default=None)


def test_the_gaps_are_the_controls_that_are_not_established(attached: Any) -> None:
    told, gaps = attached
    statuses = {each["control"]: each["status"] for each in gaps if each["control"]}
    open_ones = {each["id"]: each["status"] for each in told["controls"] if each["status"] in WORSE}
    assert open_ones
    assert {key: status for key, status in statuses.items() if status in WORSE} == open_ones
    assert not [key for key, status in statuses.items() if status == "conforming"]
    named = {each["finding"] for each in gaps if each["finding"]}
    weigh = {e["id"] for e in told["findings"] if e["standing"] == "open" and e["grade"] != "observation"}
    assert weigh <= named <= {each["id"] for each in told["findings"]}
