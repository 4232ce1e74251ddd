"""The published schema of the report's JSON: every report keeps to it, and it tells a wrong one."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from reports_support import KINDS, LABS, evaluation, example_record, report
from test_reports_html import hostile

from nen7510_tracker.dossier.facts.assessment import FindingState, Grade, RatingValue
from nen7510_tracker.dossier.facts.commissioning import DecisionValue, Verdict
from nen7510_tracker.dossier.facts.improvement import MeasureState
from nen7510_tracker.rules.status import STATUSES
from nen7510_tracker.service.record import Record

SCHEMA = Path(__file__).parents[1] / "docs" / "schemas" / "nen7510-report-1.json"
CHECKER = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
FORMS = [
    {"kind": kind, "public": public, "summary": summary}
    for kind in KINDS
    for public in (False, True)
    for summary in (False, True)
    if kind == "readiness" or not summary
]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with example_record(tmp_path_factory.mktemp("record") / "record.db") as opened:
        yield opened


def plain(document: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(document))
    return found


def wrong(document: Any) -> list[str]:
    told = [each for error in CHECKER.iter_errors(plain(document)) for each in (error.context or [error])]
    return [f"{'/'.join(map(str, each.path))}: {each.message[:200]}" for each in told]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text("utf-8")))


def test_it_knows_every_value_that_a_dossier_may_hold() -> None:
    told = json.loads(SCHEMA.read_text("utf-8"))["$defs"]
    for where, values in (
        (told["finding"]["properties"]["state"], ("open", *get_args(FindingState))),
        (told["finding"]["properties"]["grade"], get_args(Grade)),
        (told["measure"]["properties"]["state"], get_args(MeasureState)),
        (told["decision"]["properties"]["decision"], get_args(DecisionValue)),
        (told["verdict"], get_args(Verdict)),
        (told["readiness"]["properties"]["controls"]["items"]["properties"]["status"], STATUSES),
        (told["readiness"]["properties"]["disagreements"]["items"]["properties"]["a_value"], get_args(RatingValue)),
    ):
        assert set(where["enum"]) == set(values)


@pytest.mark.parametrize("lab", LABS)
def test_every_example_keeps_to_it(record: Record, lab: str) -> None:
    for day in ("2026-06-01", "2026-12-01"):
        found = evaluation(record, lab, day)
        for asked in FORMS:
            assert not wrong(report(found, **asked).document), (day, asked)


def test_a_dossier_of_odd_texts_keeps_to_it() -> None:
    for asked in FORMS:
        assert not wrong(report(hostile(), **asked).document)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told.pop("verdict"),
        lambda told: told.update(verdict="yes"),
        lambda told: told["head"].update(digest="abc"),
        lambda told: told.update(more=1),
        lambda told: told["readiness"]["total"].update(verified=-1),
        lambda told: told["trajectory"]["measures"][0].pop("title"),
        lambda told: told.update(public=True),
    ],
)
def test_it_tells_a_wrong_one(record: Record, spoil: Callable[[dict[str, Any]], object]) -> None:
    document = plain(report(evaluation(record, "example-lab", "2026-06-01")).document)
    assert not wrong(document)
    spoil(document)
    assert wrong(document)
