"""Until when everything that is said of a laboratory stays as it is: each thing that time alone changes."""

from datetime import date
from typing import Any

import pytest
from dossiers import assessment, evaluate, event, finding, measure
from gates import criterion, evaluation, policy

from nen7510_tracker.norm.norm import THOROUGH_POLICY, load_norm
from nen7510_tracker.rules.decision import policy_of
from nen7510_tracker.rules.staying import stay

TODAY = "2026-06-01"
GRANTED = event("2026-01-01", "granted", valid_until="2026-09-30")


def certificate(*events: dict[str, Any]) -> dict[str, Any]:
    return {"id": "c", "issued_by": "aud", "edition": "nen7510:2024", "events": list(events)}


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({}, "2040-12-31"),  # the last day of the certification body's accreditation
        ({"measures": [measure("M", end="2026-06-30")]}, "2026-06-30"),
        ({"measures": [measure("M", end="2026-06")]}, "2026-06-30"),
        ({"measures": [measure("M", end="2026-06-01")]}, "2026-06-01"),
        ({"assessments": [assessment("a", findings=[finding("F", "A.8.5", due="2026-07-15")])]}, "2026-07-15"),
        ({"certificates": [certificate(GRANTED)]}, "2026-09-30"),
        # What is planned, and what is recorded but becomes known later.
        ({"incidents": [{"id": "i", "on": "2026-06-10", "known_on": "2026-05-01", "title": "I"}]}, "2026-06-09"),
        ({"incidents": [{"id": "i", "on": "2026-05-01", "known_on": "2026-06-20", "title": "I"}]}, "2026-06-19"),
        ({"certificates": [certificate(GRANTED)], "measures": [measure("M", end="2026-06-30")]}, "2026-06-30"),
    ],
)
def test_what_time_alone_changes(sections: dict[str, Any], expected: str) -> None:
    found = evaluation(TODAY, **sections)
    assert stay(found, policy_of(found.view, found.norm)).until == date.fromisoformat(expected)


def test_where_nothing_can_change_it_stays_for_ever() -> None:
    found = evaluate(TODAY)
    assert stay(found, policy_of(found.view, found.norm)).until is None


def test_what_the_policy_asks_of_time_counts_too() -> None:
    lifted = {"enforcement": [{"id": "E", "by": "igj", "kind": "E", "on": "2026-01-01", "until": "2026-08-01"}]}
    found = evaluation(TODAY, **lifted)
    assert stay(found, load_norm().policy(THOROUGH_POLICY)).until == date(2026, 8, 1)


def test_the_end_of_an_accreditation_counts_whether_the_policy_asks_for_it_or_not() -> None:
    held = certificate(event("2026-01-01", "granted", valid_until="2050-01-01")) | {"issued_by": "cb"}
    found = evaluation(TODAY, certificates=[held])
    assert stay(found, policy(criterion("no_open_findings"))).until == date(2040, 12, 31)
