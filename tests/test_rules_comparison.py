"""Two assessments side by side (design section 4, Comparison)."""

from typing import Any

import pytest
from dossiers import assessment, evaluate, event, finding, measure, ratings
from hypothesis import given
from hypothesis import strategies as st

from nen7510_tracker.rules.comparison import Comparison, compare, kappa
from nen7510_tracker.rules.rating import STEPS, VALUES

A, B = "2025-10-15", "2025-12-16"


def compared(
    assessments: list[dict[str, Any]], edition: str = "nen7510:2024", as_of: str = "2026-06-01", **more: Any
) -> Comparison:
    found = evaluate(as_of, assessments=assessments, **more)
    a, b = (found.view.all_assessments[each["id"]] for each in assessments[:2])
    return compare(found.view, found.norm, edition, a, b, found.ratings, found.findings)


def relation(on_a: str = A, on_b: str = B, findings: Any = (), measures: Any = (), **more: Any) -> str:
    """The relation on A.8.5, `fails` by one and `meets` by the other, with findings of the first."""
    pair = [
        assessment("a", on=on_a, ratings=ratings(A_8_5="fails"), findings=list(findings)),
        assessment("b", "independent_audit", "aud", on_b, ratings=ratings(A_8_5="meets")),
    ]
    return compared(pair, measures=list(measures), **more).controls[0].relation


def test_two_sources() -> None:
    igj = ratings(
        A_5_1="meets", A_5_2="meets", A_5_3="fails", A_5_4="largely_fails", A_5_5="largely_meets", A_5_6="fails"
    )
    aud = ratings(
        A_5_1="meets", A_5_2="largely_meets", A_5_3="meets", A_5_4="fails", A_5_5="largely_meets", A_5_7="meets"
    )
    found = compared([assessment("igj", ratings=igj), assessment("audit", by="aud", on=A, ratings=aud)])
    summary = found.summary
    assert (summary.both, summary.same, summary.one_step, summary.more) == (5, 2, 2, 1)
    assert (summary.agree, summary.disagree, summary.changed, summary.only_a, summary.only_b) == (2, 3, 0, 1, 1)
    assert summary.kappa == pytest.approx(0.153846154)
    assert not summary.shows_kappa
    assert [(row.control, row.steps, row.relation) for row in found.controls] == [
        ("A.5.1", 0, "agree"),
        ("A.5.2", 1, "disagree"),
        ("A.5.3", 3, "disagree"),
        ("A.5.4", 1, "disagree"),
        ("A.5.5", 0, "agree"),
        ("A.5.6", None, "only_a"),
        ("A.5.7", None, "only_b"),
    ]
    row = found.controls[2]
    assert row.a
    assert row.b
    assert (row.a.on.text, row.b.on.text) == ("2025-12-16", "2025-10-15")


@pytest.mark.parametrize(
    ("on_a", "on_b", "expected"),
    [
        ("2025-10-15", "2025-10-15", "disagree"),
        ("2025-10-15", "2026-01-13", "disagree"),  # 90 days
        ("2026-01-13", "2025-10-15", "disagree"),
        ("2025-10-15", "2026-01-14", "changed"),
        ("2025-10", "2026-01-29", "disagree"),  # a month counts as its last day
        ("2025-10", "2026-01-30", "changed"),
    ],
)
def test_ninety_days(on_a: str, on_b: str, expected: str) -> None:
    assert relation(on_a, on_b) == expected


@pytest.mark.parametrize(
    ("on", "state", "expected"),
    [
        ("2025-10-15", "verified", "disagree"),  # on the first date: it was seen already
        ("2025-10-16", "verified", "changed"),
        ("2025-12-16", "verified", "changed"),  # up to and including the second
        ("2025-12-17", "verified", "disagree"),
        ("2025-11-01", "implemented", "disagree"),
    ],
)
def test_a_finding_verified_in_between(on: str, state: str, expected: str) -> None:
    by = "igj" if state == "verified" else "lab"
    assert relation(findings=[finding("F", "A.8.5", events=[event(on, state, by)])]) == expected
    assert relation(B, A, findings=[finding("F", "A.8.5", events=[event(on, state, by)])]) == expected
    elsewhere = [finding("F", "A.8.6", events=[event(on, state, by)])]
    assert relation(findings=elsewhere) == "disagree"


def test_it_stays_repaired_when_the_finding_is_reopened() -> None:
    events = [event("2025-11-01", "verified", "igj"), event("2025-11-20", "reopened", "igj")]
    assert relation(findings=[finding("F", "A.8.5", grade="observation", events=events)]) == "changed"


@pytest.mark.parametrize(
    ("serves", "on", "state", "expected"),
    [
        ({"controls": ["A.8.5"]}, "2025-11-01", "done", "changed"),
        ({"findings": ["F"]}, "2025-12-16", "done", "changed"),
        ({"findings": ["F"]}, "2025-10-15", "done", "disagree"),
        ({"findings": ["F"]}, "2025-12-17", "done", "disagree"),
        ({"controls": ["A.8.5"]}, "2025-11-01", "cancelled", "disagree"),
        ({"controls": ["A.8.6"]}, "2025-11-01", "done", "disagree"),
        ({"findings": ["G"]}, "2025-11-01", "done", "disagree"),
    ],
)
def test_a_measure_done_in_between(serves: dict[str, Any], on: str, state: str, expected: str) -> None:
    findings = [finding("F", "A.8.5"), finding("G", "A.8.6")]
    measures = [measure("M", "2025-10-01", events=[event(on, state)], **serves)]
    assert relation(findings=findings, measures=measures) == expected


def test_what_is_not_known_repairs_nothing() -> None:
    events = [event("2025-11-01", "verified", "igj", known_on="2026-07-01")]
    assert relation(findings=[finding("F", "A.8.5", events=events)]) == "disagree"
    assert relation(findings=[finding("F", "A.8.5", events=events)], as_of="2026-07-01") == "changed"


def test_findings_of_the_other_edition_count_through_the_crosswalk() -> None:
    norm = evaluate("2026-06-01").norm
    origin = norm.mapped("A.8.5", "nen7510:2024", "nen7510:2017")[0]
    third = assessment(
        "c",
        on="2019-01-01",
        edition="nen7510:2017",
        findings=[finding("F", origin, events=[event("2025-11-01", "verified", "igj")])],
    )
    pair = [
        assessment("a", on=A, ratings=ratings(A_8_5="fails")),
        assessment("b", by="aud", on=B, ratings=ratings(A_8_5="meets")),
    ]
    assert [row.relation for row in compared([*pair, third]).controls] == ["changed"]
    assert [row.relation for row in compared(pair).controls] == ["disagree"]


def test_of_ratings_of_the_other_edition_that_are_equally_bad_the_latest_is_shown() -> None:
    told = [*ratings("2025-03-01", A_5_1_1="fails"), *ratings("2025-12-01", A_5_1_2="fails")]
    old = assessment("a", edition="nen7510:2017", ratings=told)
    new = assessment("b", "independent_audit", "aud", ratings=ratings(A_5_1="meets"))
    (row,) = [each for each in compared([old, new]).controls if each.control == "A.5.1"]
    assert row.a
    assert (row.a.value, row.a.on.text, row.relation) == ("fails", "2025-12-01", "disagree")


def test_ratings_of_the_other_edition_are_shown_as_they_are_the_worst_of_several() -> None:
    norm = evaluate("2026-06-01").norm
    target, origins = next(
        (control, found)
        for control in norm.edition("nen7510:2024").controls
        if len(found := norm.mapped(control, "nen7510:2024", "nen7510:2017")) > 1
    )
    old = [{"control": control, "rating": "meets"} for control in origins]
    old[1]["rating"] = "largely_fails"
    pair = [
        assessment("a", on=A, edition="nen7510:2017", ratings=old),
        assessment("b", by="aud", on=B, ratings=[{"control": target, "rating": "meets"}]),
    ]
    row = next(row for row in compared(pair).controls if row.control == target)
    assert row.a
    assert (row.a.value, row.a.control, row.steps, row.relation) == ("largely_fails", origins[1], 2, "disagree")


def test_not_assessed_is_no_rating() -> None:
    pair = [
        assessment("a", ratings=ratings(A_8_5="not_assessed", A_8_6="not_assessed", A_8_7="meets")),
        assessment("b", by="aud", ratings=ratings(A_8_5="meets", A_8_6="not_assessed", A_8_7="not_assessed")),
    ]
    found = compared(pair)
    assert [(row.control, row.relation) for row in found.controls] == [("A.8.5", "only_b"), ("A.8.7", "only_a")]
    assert found.summary.kappa is None


def test_the_latest_rating_of_each_counts_derived_ones_too() -> None:
    audit = assessment("b", by="aud", on=B, examined=["A.8.5"], findings=[finding("F", "A.8.5", grade="minor")])
    twice = ratings("2025-10-15", A_8_5="fails") + ratings("2025-12-01", A_8_5="meets")
    row = compared([assessment("a", on=B, ratings=twice), audit]).controls[0]
    assert row.a
    assert row.b
    assert (row.a.value, row.b.value, row.b.derived, row.steps) == ("meets", "largely_meets", True, 1)


def test_rows_stand_in_the_norms_order() -> None:
    given_ratings = [*ratings(A_8_10="meets", A_8_5="meets"), {"control": "9.1", "rating": "meets"}]
    pair = [assessment("a", ratings=given_ratings), assessment("b", by="aud", ratings=ratings(A_5_1="meets"))]
    assert [row.control for row in compared(pair).controls] == ["9.1", "A.5.1", "A.8.5", "A.8.10"]


ONE_CONTROL = {"ratings": ratings(A_8_5="fails")}
OTHERWISE = {"ratings": ratings(A_8_5="meets")}


@pytest.mark.parametrize(
    ("assessments", "expected"),
    [
        ([assessment("a", **ONE_CONTROL), assessment("b", by="aud", **OTHERWISE)], [("A.8.5", "a", "b")]),
        ([assessment("a", **ONE_CONTROL), assessment("b", by="igj", **OTHERWISE)], []),
        ([assessment("a", **ONE_CONTROL), assessment("b", "stage_1", "cb", **OTHERWISE)], []),
        ([assessment("a", **ONE_CONTROL), assessment("b", "internal_audit", "aud", **OTHERWISE)], []),
        ([assessment("a", **ONE_CONTROL), assessment("b", by="bvo", **OTHERWISE)], []),
        ([assessment("a", **ONE_CONTROL), assessment("b", by="aud", **ONE_CONTROL)], []),
        (
            [
                assessment("c", "stage_2", "cb", **OTHERWISE),
                assessment("a", **ONE_CONTROL),
                assessment("b", by="aud", **OTHERWISE),
            ],
            [("A.8.5", "c", "a"), ("A.8.5", "a", "b")],
        ),
    ],
)
def test_disagreements(assessments: list[dict[str, Any]], expected: list[tuple[str, str, str]]) -> None:
    found = evaluate("2026-06-01", assessments=assessments).disagreements
    assert [(each.control, each.a, each.b) for each in found] == expected
    assert all({each.a_value, each.b_value} == {"fails", "meets"} for each in found)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], None),
        ([(0, 0), (0, 0)], None),
        ([(0, 0), (3, 3)], 1.0),
        ([(0, 3), (3, 0)], -1.0),
        ([(0, 1), (0, 1)], 0.0),
        ([(0, 0), (1, 2), (2, 2), (3, 1)], 0.375),
    ],
)
def test_kappa(pairs: list[tuple[int, int]], expected: float | None) -> None:
    assert kappa(pairs) == (None if expected is None else pytest.approx(expected))


places = st.integers(0, 3)


@given(st.lists(st.tuples(places, places), max_size=60))
def test_kappa_is_symmetric_and_within_bounds(pairs: list[tuple[int, int]]) -> None:
    found = kappa(pairs)
    assert found == kappa([(b, a) for a, b in pairs])
    assert found is None or -1 <= found <= 1
    assert found is None or (found == 1) == all(a == b for a, b in pairs)


controls = st.sampled_from(["4.1", "A.5.1", "A.8.5", "A.8.10"])
given_values = st.dictionaries(controls, st.sampled_from([*VALUES, "not_assessed"]))
near_days = st.sampled_from(["2025-10-15", "2025-11", "2025-12-16", "2026-03-01"])


@given(given_values, given_values, near_days, near_days, st.sampled_from(["2025-11-01", "2026-01-15"]))
def test_swapping_the_two_swaps_the_answer(
    a: dict[str, str], b: dict[str, str], on_a: str, on_b: str, done: str
) -> None:
    pair = [
        assessment("a", on=on_a, ratings=[{"control": key, "rating": value} for key, value in a.items()]),
        assessment("b", by="aud", on=on_b, ratings=[{"control": key, "rating": value} for key, value in b.items()]),
    ]
    measures = [measure("M", "2025-10-01", controls=["A.8.5"], events=[event(done, "done")])]
    there, back = compared(pair, measures=measures), compared(pair[::-1], measures=measures)
    swapped = {"only_a": "only_b", "only_b": "only_a"}
    assert [
        (row.control, row.a, row.b, row.steps, swapped.get(row.relation, row.relation)) for row in there.controls
    ] == [(row.control, row.b, row.a, row.steps, row.relation) for row in back.controls]
    assert there.summary.kappa == back.summary.kappa
    assert there.summary.both == there.summary.agree + there.summary.disagree + there.summary.changed
    assert there.summary.both == sum(key in rated(a) and key in rated(b) for key in {*a, *b})


def rated(values: dict[str, str]) -> set[str]:
    return {key for key, value in values.items() if value in STEPS}
