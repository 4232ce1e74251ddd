"""Ratings, given and derived (design section 4, Ratings)."""

from typing import Any

import pytest
from dossiers import assessment, evaluate, event, finding, ratings

from nen7510_tracker.rules.rating import RatingStatus, by_control

ON = "2026-03-01"


def found(*assessments: dict[str, Any], as_of: str = "2027-01-01", known_on: str | None = None) -> list[RatingStatus]:
    return list(evaluate(as_of, known_on, assessments=list(assessments)).ratings)


def values(ratings_found: list[RatingStatus]) -> dict[str, str]:
    return {each.control: each.value for each in ratings_found}


def derived(*findings: dict[str, Any], on: str = ON, **more: Any) -> str:
    """What an assessment that examined A.8.5 and did not rate it says of it."""
    made = assessment("a", on=on, examined=["A.8.5"], findings=list(findings), **more)
    (rating,) = found(made)
    assert (rating.control, rating.derived, rating.on.text) == ("A.8.5", True, on)
    return rating.value


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ([], "meets"),
        (["observation"], "meets"),
        (["minor"], "largely_meets"),
        (["minor", "observation"], "largely_meets"),
        (["minor", "minor", "minor"], "largely_meets"),
        (["major"], "fails"),
        (["ungraded"], "fails"),
        (["minor", "major"], "fails"),
        (["minor", "ungraded"], "fails"),
    ],
)
def test_auditors_report_by_exception(grades: list[str], expected: str) -> None:
    assert derived(*(finding(f"F-{n}", "A.8.5", grade=grade) for n, grade in enumerate(grades))) == expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([event("2026-02-28", "verified", "igj")], "meets"),
        ([event(ON, "verified", "igj")], "fails"),  # that day is not before it
        ([event("2026-03", "verified", "igj")], "fails"),
        ([event("2026-02", "verified", "igj")], "meets"),  # a month is its last day
        ([event("2026-06-01", "verified", "igj")], "fails"),
        ([event("2026-02-28", "implemented", "lab")], "fails"),  # a claim is no proof
        ([event("2026-02-28", "verified", "igj", depth="design")], "fails"),
        ([event("2026-02-28", "verified", "bvo")], "fails"),
        ([event("2026-02-01", "verified", "igj"), event("2026-02-28", "reopened", "igj")], "fails"),
        ([event("2026-02-01", "verified", "igj"), event("2026-06-01", "reopened", "igj")], "meets"),
        ([event("2026-06-01", "withdrawn", "igj")], "meets"),
        ([event("2026-06-01", "withdrawn", "igj"), event("2026-07-01", "reopened", "igj")], "fails"),
    ],
)
def test_what_was_verified_before_and_what_is_withdrawn_stays_aside(events: list[Any], expected: str) -> None:
    assert derived(finding("F", "A.8.5", on="2026-01-10", events=events), depth="operation") == expected


def test_only_its_own_findings_on_that_control_count() -> None:
    other = assessment("b", by="aud", on=ON, findings=[finding("G", "A.8.5")])
    made = assessment("a", on=ON, examined=["A.8.5", "A.8.6"], findings=[finding("F", "A.8.6", "A.8.7")])
    assert values(found(made, other)) == {"A.8.5": "meets", "A.8.6": "fails"}


def test_what_it_rated_itself_is_not_derived() -> None:
    made = assessment(
        "a",
        on=ON,
        examined=["A.8.5", "A.8.6", "A.8.7"],
        ratings=ratings(A_8_5="meets", A_8_6="not_assessed"),
        findings=[finding("F", "A.8.5"), finding("G", "A.8.6")],
    )
    assert values(found(made)) == {"A.8.5": "meets", "A.8.6": "not_assessed", "A.8.7": "meets"}


def test_one_rating_at_an_earlier_reference_date_is_enough() -> None:
    made = assessment("a", reference_dates=["2025-07", ON], examined=["*"], ratings=ratings("2025-07", A_8_5="fails"))
    on_control = [each for each in found(made) if each.control == "A.8.5"]
    assert [(each.value, each.on.text, each.derived) for each in on_control] == [("fails", "2025-07", False)]


def test_what_is_derived_is_dated_the_last_reference_date_and_is_not_there_before() -> None:
    made = assessment("a", reference_dates=["2025-07", ON], examined=["A.8.5"], published_on="2026-05-13")
    assert found(made, as_of="2026-02-28", known_on="2026-06-01") == []
    assert [each.on.text for each in found(made, as_of=ON, known_on="2026-06-01")] == [ON]
    assert found(made, as_of=ON, known_on="2026-05-12") == []
    without = assessment("a", examined=["A.8.5"], reference_dates=[], published_on="2026-05-13")
    assert [each.on.text for each in found(without)] == ["2026-05-13"]


def test_what_is_given_is_there_from_its_own_day_also_before_the_assessment() -> None:
    made = assessment(
        "a", reference_dates=["2025-07", ON], ratings=[*ratings("2025-07", A_8_5="fails"), *ratings(A_8_6="meets")]
    )
    assert values(found(made, as_of="2025-07-31", known_on="2026-06-01")) == {"A.8.5": "fails"}
    assert values(found(made, as_of="2025-07-30", known_on="2026-06-01")) == {}
    assert values(found(made, as_of=ON)) == {"A.8.5": "fails", "A.8.6": "meets"}


@pytest.mark.parametrize(
    ("edition", "pattern", "matched"),
    [
        ("nen7510:2024", "A.8.5", ["A.8.5"]),
        ("nen7510:2024", "9.*", ["9.1", "9.2.1", "9.2.2", "9.3.1", "9.3.2", "9.3.3"]),
        ("nen7510:2024", "9.2.*", ["9.2.1", "9.2.2"]),
        ("nen7510:2024", "A.6.*", [f"A.6.{n}" for n in range(1, 10)]),
        ("nen7510:2024", "A.5.1*", []),  # would be A.5.1 and A.5.10 to 19
        ("nen7510:2024", "A.5.1.*", []),  # a control of the other edition
        ("nen7510:2017", "A.5.*", ["A.5.1.1", "A.5.1.2"]),
        ("nen7510:2017", "A.5.1.*", ["A.5.1.1", "A.5.1.2"]),
        ("nen7510:2017", "A.6.2.*", ["A.6.2.1", "A.6.2.2"]),
        ("nen7510:2017", "10.*", ["10.1", "10.2"]),
        ("nen7510:2017", "A.8.5", []),
    ],
)
def test_patterns_mean_controls_of_the_assessments_own_edition(edition: str, pattern: str, matched: list[str]) -> None:
    assert [each.control for each in found(assessment("a", edition=edition, examined=[pattern]))] == matched


@pytest.mark.parametrize(
    ("edition", "pattern", "count"),
    [
        ("nen7510:2024", "*", 131),
        ("nen7510:2017", "*", 143),
        ("nen7510:2024", "A.*", 101),
        ("nen7510:2024", "A.5.*", 43),
        ("nen7510:2024", "A.8.*", 35),
    ],
)
def test_how_many_controls_a_pattern_means(edition: str, pattern: str, count: int) -> None:
    assert len(found(assessment("a", edition=edition, examined=[pattern]))) == count


def test_a_control_that_several_patterns_mean_is_rated_once() -> None:
    made = assessment("a", examined=["A.6.*", "A.6.1", "A.6.*"])
    assert len(found(made)) == 9


@pytest.mark.parametrize(
    ("own", "whole", "expected"),
    [
        (None, None, None),
        (None, "design", "design"),
        ("operation", None, "operation"),
        ("operation", "design", "operation"),
        ("design", "operation", "design"),
    ],
)
def test_a_depth_is_the_ratings_own_else_the_assessments(
    own: str | None, whole: str | None, expected: str | None
) -> None:
    rated = [{"control": "A.8.5", "rating": "meets"} | ({"depth": own} if own else {})]
    made = assessment("a", ratings=rated, examined=["A.8.6"], **({"depth": whole} if whole else {}))
    assert {each.control: each.depth for each in found(made)} == {"A.8.5": expected, "A.8.6": whole}


@pytest.mark.parametrize(
    ("kind", "by", "value", "counts", "independent"),
    [
        ("inspection", "igj", "meets", True, True),
        ("inspection", "igj", "not_assessed", False, True),
        ("stage_1", "cb", "meets", False, True),
        ("stage_2", "cb", "fails", True, True),
        ("internal_audit", "igj", "fails", True, False),
        ("self_assessment", "lab", "meets", True, False),
        ("inspection", "bvo", "meets", True, False),
    ],
)
def test_what_may_weigh(kind: str, by: str, value: str, counts: bool, independent: bool) -> None:
    (rating,) = found(assessment("a", kind, by, ratings=ratings(A_8_5=value)))
    assert (rating.counts, rating.independent) == (counts, independent)


def latest(*given: dict[str, str]) -> dict[str, tuple[str, str]]:
    evaluation = evaluate("2027-01-01", assessments=[assessment("a", on=ON, ratings=list(given))])
    made = evaluation.view.all_assessments["a"]
    rated = by_control(evaluation.ratings, made, "nen7510:2024", evaluation.norm)
    return {control: (each.value, each.on.text) for control, each in rated.items()}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("2026-01-01", "fails"), ("2026-02-01", "meets")], ("meets", "2026-02-01")),
        ([("2026-02-01", "meets"), ("2026-01-01", "fails")], ("meets", "2026-02-01")),
        ([("2026-01", "fails"), ("2026-01-31", "meets")], ("fails", "2026-01")),  # one day: the worst
        ([("2026-01-31", "meets"), ("2026-01", "largely_meets")], ("largely_meets", "2026-01")),
        ([("2026-01-01", "fails"), ("2026-02-01", "not_assessed")], ("fails", "2026-01-01")),
        ([("2026-02-01", "not_assessed")], ("not_assessed", "2026-02-01")),
    ],
)
def test_the_latest_rating_of_an_assessment(given: list[tuple[str, str]], expected: tuple[str, str]) -> None:
    rated = [{"control": "A.8.5", "on": on, "rating": value} for on, value in given]
    assert latest(*rated) == {"A.8.5": expected}
