"""The projection of claims (design section 4, Forecast)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nen7510_tracker.rules.forecast import forecast, weekly_claims

START = date(2026, 1, 1)
AS_OF = START + timedelta(days=69)  # ten whole weeks
WEEKLY = [START + timedelta(weeks=week) for week in range(10)]


def test_one_claim_a_week_takes_as_many_weeks_as_are_open() -> None:
    found = forecast(WEEKLY, 4, START, AS_OF)
    assert (found.p50, found.p85, found.why) == (AS_OF + timedelta(weeks=4), AS_OF + timedelta(weeks=4), None)


def test_the_same_facts_give_the_same_projection() -> None:
    uneven = [START + timedelta(days=day) for day in (3, 3, 20, 40, 41, 60, 61, 62)]
    found = forecast(uneven, 12, START, AS_OF)
    # Worked out once: it must not move with a version of Python.
    assert (found.p50, found.p85) == (date(2026, 6, 24), date(2026, 8, 5))
    assert forecast(uneven, 12, START, AS_OF) == found


@pytest.mark.parametrize(
    ("claims", "still_open", "as_of", "why"),
    [
        (WEEKLY, 0, AS_OF, "nothing is left open"),
        ([], 0, START, "nothing is left open"),
        (WEEKLY[:4], 3, AS_OF, "only 4 findings have been claimed so far; a projection takes 5"),
        ([START] * 5, 3, START + timedelta(days=26), "the trajectory is only 3 whole weeks old; a projection takes 4"),
        (WEEKLY, 3, WEEKLY[4] - timedelta(days=1), "only 4 findings have been claimed so far; a projection takes 5"),
        (
            [*WEEKLY[:4], START - timedelta(days=1)],
            3,
            AS_OF,
            "only 4 findings have been claimed so far; a projection takes 5",
        ),
        (WEEKLY[:5], 300, AS_OF, "at the pace so far it would take more than ten years"),
        ([START] * 5, 1, START + timedelta(days=30), "at the pace so far it would take more than ten years"),
    ],
)
def test_no_projection_and_why(claims: list[date], still_open: int, as_of: date, why: str) -> None:
    found = forecast(claims, still_open, START, as_of)
    assert (found.p50, found.p85, str(found.why)) == (None, None, why)


def test_five_claims_in_four_weeks_are_enough() -> None:
    assert forecast([START] * 5, 3, START, START + timedelta(days=27)).p50


def test_beyond_the_calendar_there_is_no_day() -> None:
    start = date.max - timedelta(days=69)
    found = forecast([start + timedelta(weeks=week) for week in range(10)], 4, start, date.max)
    assert found.p85 is None
    assert found.why


def test_weeks_are_whole_and_counted_back_from_today() -> None:
    claims = [START, START + timedelta(days=2), START + timedelta(days=3), AS_OF]
    assert weekly_claims(claims, START, AS_OF) == [1, 0, 0, 0, 0, 0, 0, 0, 0, 3]
    assert weekly_claims(claims, START, AS_OF + timedelta(days=3)) == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 200), min_size=5, max_size=40), st.integers(1, 200))
def test_p50_is_not_after_p85_and_both_lie_ahead(ages: list[int], still_open: int) -> None:
    as_of = START + timedelta(days=200)
    found = forecast([as_of - timedelta(days=age) for age in ages], still_open, START, as_of)
    if found.p50 is None:
        assert found.p85 is None
        assert found.why
        return
    assert found.p85
    assert as_of < found.p50 <= found.p85
