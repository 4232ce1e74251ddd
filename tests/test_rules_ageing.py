"""For how long findings have been open: of one laboratory, and over several."""

from itertools import pairwise
from typing import Any

import pytest
from dossiers import LAB, assessment, evaluate, event, finding
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rules_properties import AS_OF, DOSSIER, assessments

from nen7510_tracker.rules.ageing import BUCKETS, OpenFinding, bucket_of, open_findings
from nen7510_tracker.service.across import each_told
from nen7510_tracker.service.ageing import ageing


def ages(as_of: str = "2026-06-01", **sections: Any) -> list[OpenFinding]:
    return list(open_findings(evaluate(as_of, **sections)))


@pytest.mark.parametrize(
    ("days", "bucket"), [(0, "0-30"), (30, "0-30"), (31, "31-90"), (180, "91-180"), (181, "181-365"), (366, "366-")]
)
def test_buckets_meet_without_a_gap(days: int, bucket: str) -> None:
    assert BUCKETS[bucket_of(days)].id == bucket
    assert all(after.first == (before.last or 0) + 1 for before, after in pairwise(BUCKETS))


@pytest.mark.parametrize(
    ("on", "days", "assumed"), [("2026-05-02", 30, False), ("2026-04", 32, True), (None, 167, True)]
)
def test_the_days_since_it_was_found_and_whether_they_are_assumed(on: str | None, days: int, *, assumed: bool) -> None:
    more = {"on": on} if on else {}
    (found,) = ages(assessments=[assessment("igj", findings=[finding("F", "A.8.5", **more)])])
    assert (found.days, found.assumed, found.areas) == (days, assumed, ("A.8",))


@pytest.mark.parametrize(
    ("events", "whose"),
    [
        ([], "laboratory"),
        ([event("2026-02-01", "submitted", LAB)], "inspectorate"),
        ([event("2026-02-01", "implemented", LAB)], None),
        ([event("2026-02-01", "verified", "igj")], None),
        ([event("2026-02-01", "verified", "igj"), event("2026-03-01", "reopened", "igj")], "laboratory"),
        ([event("2026-02-01", "withdrawn", "igj")], None),
    ],
)
def test_what_is_open_and_whose_turn_it_is(events: list[dict[str, Any]], whose: str | None) -> None:
    found = ages(assessments=[assessment("igj", findings=[finding("F", "A.8.5", events=events)])])
    assert [each.whose for each in found] == ([whose] if whose else [])


@given(st.lists(assessments(), min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_the_sums_are_the_number_of_open_findings(made: list[list[dict[str, Any]]]) -> None:
    labs = [evaluate(AS_OF, assessments=each, **DOSSIER) for each in made]
    found = ageing(each_told(labs, open_findings))
    number = sum(each.standing == "open" for lab in labs for each in lab.findings.values())
    for groups in (found.by_grade.values(), found.by_turn.values(), [row.ages for row in found.labs], [found.total]):
        assert sum(each.open for each in groups) == sum(sum(each.counts) for each in groups) == number
    oldest = [row.ages.oldest.days for row in found.labs if row.ages.oldest]
    assert (found.total.oldest.days if found.total.oldest else None) == max(oldest, default=None)
    assert oldest == sorted(oldest, reverse=True)


def test_what_is_not_to_be_kept_counts_nowhere() -> None:
    findings = [finding("F", "A.8.5"), finding("G", "A.5.1", grade="minor")]
    lab = evaluate("2026-06-01", assessments=[assessment("igj", findings=findings)])
    found = ageing(each_told([lab], open_findings), lambda each: each.grade == "minor")
    assert (found.total.open, list(found.by_grade), [each.finding for each in found.labs[0].findings]) == (
        1,
        ["minor"],
        ["G"],
    )
