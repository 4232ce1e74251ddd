"""Who is independent of the laboratory, and on which day (design section 4, Independent)."""

from datetime import date
from typing import Any

import pytest
from dossiers import LAB, PARTIES, assessment, evaluate, view

from nen7510_tracker.rules.independence import assessment_is_independent, party_is_independent

KINDS = [
    ("inspectorate", True),
    ("auditor", True),
    ("certification_body", True),
    ("commissioner", False),
    ("ministry", False),
    ("other", False),
    ("laboratory", False),
]


def lab(**more: Any) -> dict[str, Any]:
    return {"id": LAB, "name": "Lab"} | more


def independent_on(day: str, party: str = "aud", **more: Any) -> bool:
    """Whether a party is independent on a day, in a view in which everything is known."""
    return party_is_independent(view("2040-01-01", **more), party, date.fromisoformat(day))


@pytest.mark.parametrize(("kind", "expected"), KINDS)
def test_only_who_inspects_audits_or_certifies_can_be_independent(kind: str, expected: bool) -> None:
    parties = [{"id": "x", "name": "X", "kind": kind}]
    assert independent_on("2026-01-01", "x", parties=parties) is expected


def test_the_laboratory_itself_and_who_is_not_known_are_not() -> None:
    assert not independent_on("2026-01-01", LAB)
    assert not independent_on("2026-01-01", "nobody")
    as_auditor = [*PARTIES, {"id": LAB, "name": "Lab", "kind": "auditor"}]
    assert not independent_on("2026-01-01", LAB, parties=as_auditor)


def test_who_is_related_never_is() -> None:
    assert not independent_on("2026-01-01", lab=lab(related_to=["aud", "elsewhere"]))
    assert independent_on("2026-01-01", "igj", lab=lab(related_to=["aud", "elsewhere"]))


@pytest.mark.parametrize(
    ("advice", "day", "expected"),
    [
        # until a day: that day 24 months later is still within, the next is not
        ({"from": "2023-01-01", "until": "2024-01-31"}, "2026-01-31", False),
        ({"from": "2023-01-01", "until": "2024-01-31"}, "2026-02-01", True),
        # where the day does not exist 24 months later: that month's end
        ({"from": "2023-01-01", "until": "2024-02-29"}, "2026-02-28", False),
        ({"from": "2023-01-01", "until": "2024-02-29"}, "2026-03-01", True),
        # until a month: its last day
        ({"from": "2023-01", "until": "2024-06"}, "2026-06-30", False),
        ({"from": "2023-01", "until": "2024-06"}, "2026-07-01", True),
        # from a month: its first day; before it nothing was advised yet
        ({"from": "2024-06", "until": "2024-07"}, "2024-05-31", True),
        ({"from": "2024-06", "until": "2024-07"}, "2024-06-01", False),
        ({"from": "2024-06-10", "until": "2024-06-10"}, "2024-06-09", True),
        ({"from": "2024-06-10", "until": "2024-06-10"}, "2024-06-10", False),
        # no end: it still advises
        ({"from": "2024-06-10"}, "2024-06-09", True),
        ({"from": "2024-06-10"}, "2039-12-31", False),
        ({"from": "2024-06-10", "until": "9999-12"}, "2039-12-31", False),
    ],
)
def test_advice_counts_for_24_months(advice: dict[str, str], day: str, expected: bool) -> None:
    advised = lab(advised_by=[{"party": "aud", **advice}])
    assert independent_on(day, lab=advised) is expected
    assert independent_on(day, "igj", lab=advised)


def test_every_time_it_advised_counts() -> None:
    advised = lab(
        advised_by=[
            {"party": "aud", "from": "2020-01", "until": "2020-02"},
            {"party": "igj", "from": "2024-01"},
            {"party": "aud", "from": "2023-01", "until": "2023-06"},
        ]
    )
    found = {day: independent_on(day, lab=advised) for day in ("2022-03-01", "2023-02-01", "2025-06-30", "2025-07-01")}
    assert found == {"2022-03-01": True, "2023-02-01": False, "2025-06-30": False, "2025-07-01": True}


def test_a_party_that_is_known_later_is_not_independent_before() -> None:
    parties = [*PARTIES, {"id": "new", "name": "New", "kind": "auditor", "known_on": "2026-05-01"}]
    before, after = (view("2026-06-01", known, parties=parties) for known in ("2026-04-30", "2026-05-01"))
    day = date(2026, 1, 1)
    assert (party_is_independent(before, "new", day), party_is_independent(after, "new", day)) == (False, True)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("inspection", True),
        ("independent_audit", True),
        ("stage_1", True),
        ("stage_2", True),
        ("surveillance", True),
        ("recertification", True),
        ("special", True),
        ("internal_audit", False),
        ("self_assessment", False),
    ],
)
def test_an_assessment_of_the_laboratorys_own_kinds_is_not_independent(kind: str, expected: bool) -> None:
    found = view("2026-06-01", assessments=[assessment("a", kind, "cb")])
    assert assessment_is_independent(found, found.all_assessments["a"]) is expected


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"reference_dates": ["2025-12-01", "2026-07-01"]}, True),  # the last of them counts
        ({"reference_dates": ["2026-07-01", "2025-12-01"]}, True),  # in whichever order they stand
        ({"reference_dates": ["2026-06-30"]}, False),
        ({"reference_dates": ["2026-06"]}, False),  # a month as its last day
        ({"reference_dates": ["2026-07"]}, True),
        ({"reference_dates": [], "published_on": "2026-07-01"}, True),  # without any: the day of publication
        ({"reference_dates": [], "published_on": "2026-06-30"}, False),
        ({"reference_dates": ["2026-06-30"], "published_on": "2026-09-01"}, False),
    ],
)
def test_it_is_the_last_reference_date_that_counts(dates: dict[str, Any], expected: bool) -> None:
    advised = lab(advised_by=[{"party": "aud", "from": "2024-01", "until": "2024-06-30"}])
    found = evaluate("2027-01-01", lab=advised, assessments=[assessment("a", "independent_audit", "aud", **dates)]).view
    assert assessment_is_independent(found, found.all_assessments["a"]) is expected


def test_the_independent_assessments_but_stage_1() -> None:
    found = evaluate(
        "2026-01-01",
        assessments=[
            assessment("late", by="aud", on="2025-12-01"),
            assessment("early", on="2025-11-01"),
            assessment("first", "stage_1", "cb"),
            assessment("own", "internal_audit", "aud"),
            assessment("commissioned", by="bvo"),
            assessment("ahead", on="2026-01-02"),
        ],
    )
    assert [each.fact.id for each in found.independent_assessments] == ["early", "late"]
