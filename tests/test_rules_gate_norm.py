"""The checks on the statement of applicability, on coverage and on milestones (design section 4, Gate)."""

from typing import Any

import pytest
from dossiers import assessment, event, finding, ratings
from gates import asked, day, said

from nen7510_tracker.norm.norm import load_norm

CONTROLS = load_norm().edition("nen7510:2024").controls.values()
PART_2 = [each.id for each in CONTROLS if each.part == 2]
CARE = [each.id for each in CONTROLS if each.care_addition]


def statement(key: str, on: str, without: tuple[str, ...] = (), excluded: tuple[str, ...] = (), **more: Any) -> Any:
    named = [{"control": each, "applicable": each not in excluded} for each in PART_2 if each not in without]
    return {"id": key, "version": key, "edition": "nen7510:2024", "on": on, "controls": named} | more


FULL = statement("full", "2026-01-01")
PARTIAL = statement("partial", "2026-01-01", without=("A.8.34",))
OTHER_EDITION = {"id": "old", "version": "1", "edition": "nen7510:2017", "on": "2026-05-01", "controls": []}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([], "not_met"),
        ([FULL], "met"),
        ([PARTIAL], "not_met"),
        ([statement("excludes", "2026-01-01", excluded=tuple(PART_2))], "met"),  # what is excluded is named
        ([PARTIAL, FULL | {"on": "2026-02-01"}], "met"),
        ([FULL, PARTIAL | {"on": "2026-02-01"}], "not_met"),
        ([FULL | {"on": "2026-02-01"}, PARTIAL], "met"),
        # Of one day the last recorded.
        ([PARTIAL, FULL], "met"),
        ([FULL, PARTIAL], "not_met"),
        ([FULL, OTHER_EDITION], "met"),
        ([OTHER_EDITION], "not_met"),
        ([FULL | {"on": "2026-06-02"}], "not_met"),
    ],
)
def test_the_latest_statement_names_every_control_of_part_2(statements: list[Any], expected: str) -> None:
    assert said("applicability_stated", "2026-06-01", statements=statements) == expected


def test_naming_clauses_in_place_of_controls_is_not_enough() -> None:
    clauses = [{"control": each.id, "applicable": True} for each in CONTROLS if each.part == 1]
    padded = PARTIAL | {"controls": [*PARTIAL["controls"], *clauses]}
    assert said("applicability_stated", "2026-06-01", statements=[padded]) == "not_met"


@pytest.mark.parametrize(
    ("rule", "excluded", "expected"),
    [
        ({}, (), "met"),
        ({}, (CARE[0],), "not_met"),
        ({}, tuple(CARE), "not_met"),
        ({}, tuple(each for each in PART_2 if each not in CARE), "met"),
        ({"accepts": [CARE[0]]}, (CARE[0],), "met"),
        ({"accepts": [CARE[0]]}, (CARE[0], CARE[1]), "not_met"),
        ({"accepts": CARE}, tuple(CARE), "met"),
    ],
)
def test_no_care_specific_control_is_excluded(rule: Any, excluded: tuple[str, ...], expected: str) -> None:
    told = [statement("s", "2026-01-01", excluded=excluded)]
    assert said("care_controls_applicable", "2026-06-01", rule=rule, statements=told) == expected


def test_there_are_22_care_specific_controls_and_without_a_statement_nobody_can_tell() -> None:
    assert len(CARE) == 22
    assert said("care_controls_applicable", "2026-06-01") == "undetermined"
    assert said("care_controls_applicable", "2026-06-01", statements=[OTHER_EDITION]) == "undetermined"


@pytest.mark.parametrize(
    ("share", "rated", "expected"),
    [
        (0, 0, "met"),
        (1, 131, "met"),
        (1, 130, "not_met"),
        (0.5, 66, "met"),
        (0.5, 65, "not_met"),
    ],
)
def test_the_share_of_the_applicable_controls_that_is_assessed(share: float, rated: int, expected: str) -> None:
    given = ratings(**{each.id.replace(".", "_"): "fails" for each in list(CONTROLS)[:rated]})
    looked = [assessment("igj", ratings=given)]
    assert said("controls_assessed", "2026-06-01", rule={"share": share}, assessments=looked) == expected


def test_what_is_not_applicable_is_not_counted() -> None:
    looked = [assessment("igj", examined=["*"], ratings=ratings(A_8_5="not_assessed"))]
    assert said("controls_assessed", "2026-06-01", rule={"share": 1}, assessments=looked) == "not_met"
    told = [statement("s", "2026-01-01", excluded=("A.8.5",))]
    found = said("controls_assessed", "2026-06-01", rule={"share": 1}, assessments=looked, statements=told)
    assert found == "met"


def test_a_finding_alone_assesses_its_control_and_a_stage_1_none_by_its_ratings() -> None:
    almost = [each.id.replace(".", "_") for each in CONTROLS if each.id != "A.8.5"]
    looked = [assessment("igj", ratings=ratings(**dict.fromkeys(almost, "meets")))]
    stage_1 = assessment("s1", "stage_1", "cb", ratings=ratings(A_8_5="meets"))
    rule = {"share": 1}
    assert said("controls_assessed", "2026-06-01", rule=rule, assessments=[*looked, stage_1]) == "not_met"
    found = stage_1 | {"findings": [finding("F", "A.8.5")]}
    assert said("controls_assessed", "2026-06-01", rule=rule, assessments=[*looked, found]) == "met"


def milestone(kind: str, *events: dict[str, Any], on: str = "2025-01-01") -> Any:
    return {"id": f"{kind}-{on}", "kind": kind, "on": on, "events": list(events)}


@pytest.mark.parametrize(
    ("reached", "months", "as_of", "expected"),
    [
        ("2026-03-15", 3, "2026-06-15", "met"),
        ("2026-03-15", 3, "2026-06-16", "not_met"),
        ("2026-03-15", 3, "2026-03-14", "not_met"),
        ("2025-08-31", 6, "2026-02-28", "met"),  # there is no 31 February: the month's end
        ("2025-08-31", 6, "2026-03-01", "not_met"),
        ("2023-08-31", 6, "2024-02-29", "met"),
        ("2026-02-28", 1, "2026-03-28", "met"),
        ("2026-02-28", 1, "2026-03-29", "not_met"),
        ("2026-02", 1, "2026-03-28", "met"),  # a month counts as its last day
        ("2024-02-29", 12, "2025-02-28", "met"),
        ("2024-02-29", 12, "2025-03-01", "not_met"),
    ],
)
def test_held_at_most_that_many_months_ago(reached: str, months: int, as_of: str, expected: str) -> None:
    rule = {"milestone": "internal_audit", "months": months}
    held = [milestone("internal_audit", event(reached, "reached"), on="2020-01-01")]
    assert said("held_recently", as_of, "2026-12-01", rule=rule, milestones=held) == expected


@pytest.mark.parametrize(
    ("milestones", "expected"),
    [
        ([], "not_met"),
        ([milestone("internal_audit")], "not_met"),
        ([milestone("internal_audit", event("2026-05-01", "replanned", planned="2026-05-20"))], "not_met"),
        ([milestone("management_review", event("2026-05-01", "reached"))], "not_met"),
        (
            [
                milestone("internal_audit", event("2024-05-01", "reached")),
                milestone("internal_audit", event("2026-05-01", "reached"), on="2025-06-01"),
            ],
            "met",
        ),
        ([milestone("internal_audit", event("2026-05-01", "reached"), event("2026-05-20", "replanned"))], "met"),
        ([milestone("internal_audit", event("2026-05-01", "reached"), on="2026-06-02")], "not_met"),
    ],
)
def test_which_milestones_count(milestones: list[Any], expected: str) -> None:
    rule = {"milestone": "internal_audit", "months": 12}
    assert said("held_recently", "2026-06-01", rule=rule, milestones=milestones) == expected


def test_it_holds_until_it_is_too_long_ago() -> None:
    rule = {"milestone": "internal_audit", "months": 6}
    held = [milestone("internal_audit", event("2025-08-31", "reached"))]
    found = asked("held_recently", "2025-10-01", rule=rule, milestones=held)
    assert (found.outcome.verdict, found.holds_until) == ("met", day("2026-02-28"))
