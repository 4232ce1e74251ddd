"""Measures, milestones, the findings over time and the plan (design section 4, Trajectory)."""

from datetime import date
from typing import Any

import pytest
from dossiers import assessment, days, evaluate, event, finding, measure
from hypothesis import given, settings
from hypothesis import strategies as st

from nen7510_tracker.rules.trajectory import Counts, Trajectory, groups_of, measures_of, milestones_of, worst_standing

AS_OF = "2026-06-30"


def trajectory(as_of: str = AS_OF, **sections: Any) -> Trajectory:
    return evaluate(as_of, **sections).trajectory


def with_findings(*findings: dict[str, Any], as_of: str = AS_OF, **sections: Any) -> Trajectory:
    return trajectory(as_of, assessments=[assessment("igj", on="2026-01-01", findings=list(findings))], **sections)


def points(found: Trajectory) -> list[tuple[str, int, int, int]]:
    return [(point.on.isoformat(), *point.counts) for point in found.series]


@pytest.mark.parametrize(
    ("end", "events", "expected"),
    [
        # state, progress, baseline_end, end, slip_days, overdue
        (None, [], ("planned", None, None, None, None, False)),
        ("2026-06-29", [], ("planned", None, "2026-06-29", "2026-06-29", 0, True)),
        ("2026-06-30", [], ("planned", None, "2026-06-30", "2026-06-30", 0, False)),
        ("2026-06", [], ("planned", None, "2026-06", "2026-06", 0, False)),
        ("2026-05", [], ("planned", None, "2026-05", "2026-05", 0, True)),
        (
            "2026-05-01",
            [event("2026-03-01", "in_progress", progress=40, end="2026-06-01"), event("2026-03-15", "blocked")],
            ("blocked", 40, "2026-05-01", "2026-06-01", 31, True),
        ),
        (None, [event("2026-03-01", "planned", end="2026-09")], ("planned", None, "2026-09", "2026-09", 0, False)),
        (
            "2026-05-01",
            [event("2026-03-01", "in_progress", progress=40, end="2026-06-01"), event("2026-05-11", "done")],
            ("done", 100, "2026-05-01", "2026-05-11", 10, False),
        ),
        ("2026-05", [event("2026-05-11", "done")], ("done", 100, "2026-05", "2026-05-11", -20, False)),
        (None, [event("2026-05-11", "done", end="2026-05-01")], ("done", 100, None, "2026-05-11", None, False)),
        (
            "2026-05-01",
            [event("2026-05-11", "done"), event("2026-05-20", "in_progress", progress=90)],
            ("in_progress", 90, "2026-05-01", "2026-05-01", 0, True),
        ),
        (
            "2026-05-01",
            [event("2026-02-01", "in_progress", end="2026-06-01"), event("2026-04-01", "cancelled")],
            ("cancelled", None, "2026-05-01", "2026-06-01", 31, False),
        ),
        ("2026-05-01", [event("2026-07-01", "done")], ("planned", None, "2026-05-01", "2026-05-01", 0, True)),
    ],
)
def test_a_measure(end: str | None, events: list[dict[str, Any]], expected: tuple[Any, ...]) -> None:
    planned = measure("M", events=events) | ({"end": end} if end else {})
    found = trajectory(measures=[planned]).measures["M"]
    baseline_end, current = days([found.baseline_end, found.end])
    assert (found.state, found.progress, baseline_end, current, found.slip_days, found.is_overdue) == expected


def test_measures_stand_in_the_order_in_which_they_were_planned() -> None:
    view = evaluate(
        AS_OF, measures=[measure("B", "2026-02-01"), measure("A", "2026-01-01"), measure("C", "2026-07-01")]
    )
    assert list(measures_of(view.view)) == ["A", "B"]


@pytest.mark.parametrize(
    ("planned", "events", "expected"),
    [
        # state, baseline, planned, reached, last reached
        ("2026-06-01", [], ("planned", "2026-06-01", "2026-06-01", None, None)),
        (
            "2026-06-01",
            [event("2026-05-20", "replanned", planned="2026-07")],
            ("planned", "2026-06-01", "2026-07", None, None),
        ),
        (
            "2026-06-01",
            [event("2026-05-20", "replanned", planned="2026-07-01"), event("2026-06-28", "reached")],
            ("reached", "2026-06-01", "2026-07-01", "2026-06-28", "2026-06-28"),
        ),
        (
            "2026-06-01",
            [event("2026-05-28", "reached"), event("2026-06-10", "replanned", planned="2026-09-01")],
            ("planned", "2026-06-01", "2026-09-01", None, "2026-05-28"),
        ),
        (None, [event("2026-05-28", "reached")], ("reached", None, None, "2026-05-28", "2026-05-28")),
    ],
)
def test_a_milestone(planned: str | None, events: list[dict[str, Any]], expected: tuple[Any, ...]) -> None:
    given_day = {"planned": planned} if planned else {}
    milestone = {"id": "S", "kind": "stage_1", "on": "2026-01-01", "events": events} | given_day
    found = milestones_of(evaluate(AS_OF, milestones=[milestone]).view)["S"]
    told = days([found.baseline, found.planned, found.reached, found.last_reached])
    assert (found.state, *told) == expected


def test_the_series_has_a_point_per_change_and_ends_today() -> None:
    found = with_findings(
        finding(
            "F", "A.8.5", events=[event("2026-02-01", "implemented", "lab"), event("2026-03-01", "verified", "igj")]
        ),
        finding("G", "A.8.6", events=[event("2026-02-01", "planned", "lab")]),
        finding("H", "A.8.7", on="2026-02-10"),
    )
    assert points(found) == [
        ("2026-01-01", 2, 0, 0),
        ("2026-02-01", 1, 1, 0),
        ("2026-02-10", 2, 1, 0),
        ("2026-03-01", 2, 0, 1),
        ("2026-06-30", 2, 0, 1),
    ]
    assert found.findings == Counts(2, 0, 1)
    assert found.first_claims == [date(2026, 2, 1)]


def test_the_last_point_is_not_doubled() -> None:
    assert points(with_findings(finding("F", "A.8.5"), as_of="2026-01-01")) == [("2026-01-01", 1, 0, 0)]


def test_observations_and_withdrawn_findings_stay_aside_from_the_day_on_which_they_are() -> None:
    found = with_findings(
        finding("O", "A.8.5", grade="observation"),
        finding("W", "A.8.5", events=[event("2026-03-01", "withdrawn", "igj")]),
        finding("L", "A.8.5", grade="observation", events=[event("2026-04-01", "returned", "igj", grade="minor")]),
        finding("D", "A.8.5", events=[event("2026-05-01", "accepted", "igj", grade="observation")]),
    )
    assert points(found) == [
        ("2026-01-01", 2, 0, 0),
        ("2026-03-01", 1, 0, 0),
        ("2026-04-01", 2, 0, 0),
        ("2026-05-01", 1, 0, 0),
        ("2026-06-30", 1, 0, 0),
    ]


def test_nothing_found_no_series() -> None:
    found = with_findings(finding("O", "A.8.5", grade="observation"))
    assert (found.series, found.findings, found.start) == ([], Counts(), None)
    assert str(found.forecast.why) == "nothing is left open"


def test_a_verification_that_proves_nothing_is_a_claim() -> None:
    by_design = [event("2026-02-01", "verified", "igj", depth="design")]
    by_the_lab = [event("2026-03-01", "verified", "lab")]
    found = with_findings(finding("F", "A.8.5", events=by_design), finding("G", "A.8.5", events=by_the_lab))
    assert points(found)[-1] == ("2026-06-30", 0, 2, 0)


def test_what_is_known_later_is_not_in_the_series() -> None:
    late = [event("2026-02-01", "verified", "igj", known_on="2026-07-01")]
    assert points(with_findings(finding("F", "A.8.5", events=late))) == [
        ("2026-01-01", 1, 0, 0),
        ("2026-06-30", 1, 0, 0),
    ]


def test_an_event_dated_before_its_finding_counts_from_the_finding_on() -> None:
    early = [event("2025-12-01", "implemented", "lab")]
    assert points(with_findings(finding("F", "A.8.5", events=early)))[0] == ("2026-01-01", 0, 1, 0)


JOINED = [
    # same_as of F, G and H; each is closed, claimed or open as its letter says
    ({"F": ["G"], "G": ["H"]}, Counts(1, 0, 0)),
    ({"H": ["G"], "F": ["G"]}, Counts(1, 0, 0)),
    ({"F": ["G", "H"], "G": ["F"], "H": ["F"]}, Counts(1, 0, 0)),
    ({"F": ["G"]}, Counts(1, 1, 0)),
    ({"G": ["H"]}, Counts(1, 0, 1)),
    ({"F": ["elsewhere"], "G": ["elsewhere"]}, Counts(1, 1, 0)),
    ({}, Counts(1, 1, 1)),
]


@pytest.mark.parametrize(("joined", "expected"), JOINED)
def test_joined_findings_count_once_by_the_worst(joined: dict[str, list[str]], expected: Counts) -> None:
    events = {"F": [event("2026-02-01", "verified", "igj")], "G": [event("2026-03-01", "implemented", "lab")], "H": []}
    found = with_findings(*(finding(key, "A.8.5", same_as=joined.get(key, []), events=events[key]) for key in events))
    assert found.findings == expected


def test_a_group_is_claimed_when_its_worst_is() -> None:
    found = with_findings(
        finding("F", "A.8.5", same_as=["G"], events=[event("2026-02-01", "implemented", "lab")]),
        finding("G", "A.8.5", events=[event("2026-03-01", "verified", "igj"), event("2026-04-01", "reopened", "igj")]),
    )
    assert found.first_claims == [date(2026, 3, 1)]
    assert points(found) == [
        ("2026-01-01", 1, 0, 0),
        ("2026-03-01", 0, 1, 0),
        ("2026-04-01", 1, 0, 0),
        ("2026-06-30", 1, 0, 0),
    ]


def test_a_withdrawn_finding_joins_but_does_not_count() -> None:
    found = with_findings(
        finding("F", "A.8.5", same_as=["W"], events=[event("2026-02-01", "implemented", "lab")]),
        finding("W", "A.8.5", events=[event("2026-03-01", "withdrawn", "igj")]),
        finding("G", "A.8.5", same_as=["W"]),
    )
    assert found.findings == Counts(1, 0, 0)


@pytest.mark.parametrize(
    ("due", "events", "expected"),
    [
        ("2026-06-29", [], True),
        ("2026-06-30", [], False),
        ("2026-06", [], False),
        ("2026-05", [], True),
        ("2026-05-01", [event("2026-05-02", "implemented", "lab")], False),
        ("2026-05-01", [event("2026-05-02", "submitted", "lab")], False),
        ("2026-05-01", [event("2026-05-02", "submitted", "lab"), event("2026-05-03", "returned", "igj")], True),
        ("2026-05-01", [event("2026-05-02", "verified", "igj")], False),
        ("2026-05-01", [event("2026-05-02", "planned", "lab", due="2026-07-31")], False),
        (None, [event("2026-05-02", "planned", "lab", due="2026-05-31")], True),
        (None, [], False),
    ],
)
def test_an_overdue_finding(due: str | None, events: list[dict[str, Any]], expected: bool) -> None:
    due_day = {"due": due} if due else {}
    found = with_findings(finding("F", "A.8.5", events=events, **due_day))
    assert [each.finding.id for each in found.overdue] == ["F"] * expected


def test_the_trajectory_starts_with_its_first_event_but_not_before_the_first_finding() -> None:
    told = finding("F", "A.8.5", events=[event("2026-03-01", "planned", "lab")])
    assert with_findings(told).start == date(2026, 3, 1)
    assert with_findings(told, measures=[measure("M", "2026-02-01")]).start == date(2026, 2, 1)
    assert with_findings(told, measures=[measure("M", "2019-02-01")]).start == date(2026, 1, 1)
    assert with_findings(finding("F", "A.8.5")).start is None


def done(key: str, end: str, on: str) -> dict[str, Any]:
    return measure(key, "2026-01-01", end=end, events=[event(on, "done")])


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ([], [None, None]),
        ([measure("M")], [None, None]),
        ([measure("M", end="2026-09"), measure("N", end="2026-08-01")], ["2026-09", None]),
        ([measure("M", end="2026-09-01"), done("D", "2026-02-01", "2026-02-11")], ["2026-09-01", "2026-09-11"]),
        (
            [
                measure("M", end="2026-09"),
                done("D", "2026-02-01", "2026-02-11"),
                done("E", "2026-02-01", "2026-03-01"),
                done("G", "2026-02-01", "2026-01-30"),
                measure("X", end="2027-01-01", events=[event("2026-02-01", "cancelled")]),
                measure("Y", events=[event("2026-02-01", "done")]),
            ],
            ["2026-09", "2026-10-10"],
        ),
        (
            [
                measure("M", end="2026-09-01"),
                done("D", "2026-02-01", "2026-02-02"),
                done("E", "2026-02-01", "2026-02-03"),
            ],
            ["2026-09-01", "2026-09-03"],  # half a day is a day
        ),
        ([measure("M", end="9999-12-31"), done("D", "2026-02-01", "2026-02-11")], ["9999-12-31", "9999-12-31"]),
    ],
)
def test_the_plan_of_the_measures(measures: list[dict[str, Any]], expected: list[str | None]) -> None:
    plan = trajectory(measures=measures).plan
    assert days([plan.end, plan.end_with_usual_slip]) == expected


def milestone(key: str, kind: str, planned: str | None, *events: dict[str, Any]) -> dict[str, Any]:
    planned_day = {"planned": planned} if planned else {}
    return {"id": key, "kind": kind, "on": "2026-01-01", "events": list(events)} | planned_day


@pytest.mark.parametrize(
    ("milestones", "expected"),
    [
        ([], [None, None]),
        ([milestone("G", "gap_analysis", "2026-07-01")], [None, None]),
        (
            [
                milestone("2", "stage_2", "2026-11-01"),
                milestone("1", "stage_1", "2026-10-01"),
                milestone("I", "internal_audit", "2026-05-01", event("2026-05-03", "reached")),
                milestone("C", "certification", "2026-12-01", event("2026-02-01", "replanned", planned="2027-01")),
            ],
            ["2026-10-01", "2027-01"],
        ),
        ([milestone("I", "internal_audit", "2026-05-01")], ["2026-05-01", None]),
        ([milestone("C", "certification", "2026-05-01", event("2026-06-01", "reached"))], [None, None]),
        ([milestone("C", "certification", None), milestone("1", "stage_1", None)], [None, None]),
    ],
)
def test_the_plan_of_the_milestones(milestones: list[dict[str, Any]], expected: list[str | None]) -> None:
    plan = trajectory(milestones=milestones).plan
    assert days([plan.next_audit, plan.certification]) == expected


def test_the_projection_uses_the_dossiers_own_pace() -> None:
    claimed = [finding(f"F{n}", "A.8.5", events=[event(f"2026-0{n}-10", "implemented", "lab")]) for n in range(1, 7)]
    found = with_findings(*claimed, finding("G", "A.8.5"))
    assert found.start == date(2026, 1, 10)
    assert found.forecast.p50
    assert found.forecast.p85
    assert date(2026, 7, 1) < found.forecast.p50 <= found.forecast.p85


moves = st.lists(
    st.tuples(
        st.dates(date(2025, 12, 1), date(2026, 6, 30)),
        st.sampled_from(["planned", "implemented", "verified", "reopened", "withdrawn"]),
        st.sampled_from([None, "minor", "observation"]),
    ),
    max_size=4,
)
many = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 7, 15)), moves, st.integers(0, 6)), max_size=6)


@settings(max_examples=60, deadline=None)
@given(many)
def test_the_series_is_what_each_days_view_says(findings: list[Any]) -> None:
    built = [
        finding(
            f"F{n}",
            "A.8.5",
            on=on.isoformat(),
            same_as=[f"F{other}"],
            events=[
                event(day.isoformat(), state, "igj") | ({"grade": grade} if grade else {})
                for day, state, grade in {(day, state): (day, state, grade) for day, state, grade in told}.values()
            ],
        )
        for n, (on, told, other) in enumerate(findings)
    ]
    assessments = [assessment("igj", on="2026-01-01", findings=built)]
    found = trajectory(assessments=assessments)
    assert (found.series[-1].counts if found.series else Counts()) == found.findings
    assert [point.on for point in found.series] == sorted({point.on for point in found.series})
    for point in found.series:
        then = evaluate(point.on.isoformat(), AS_OF, assessments=assessments)
        assert point.counts == counted(then.findings)
    assert found.findings == counted(evaluate(AS_OF, assessments=assessments).findings)


def counted(findings: Any) -> Counts:
    groups: dict[str, list[Any]] = {}
    names = groups_of(findings)
    for key, each in findings.items():
        if each.weighs:
            groups.setdefault(names[key], []).append(each.standing)
    worst = [worst_standing(standings) for standings in groups.values()]
    return Counts(worst.count("open"), worst.count("claimed"), worst.count("verified"))


def test_two_findings_count_once_from_the_day_on_which_a_third_joins_them() -> None:
    found = with_findings(
        finding("F", "A.8.5", events=[event("2026-01-20", "implemented", "lab")]),
        finding("G", "A.8.5", events=[event("2026-02-10", "implemented", "lab")]),
        finding("H", "A.8.5", on="2026-03-01", same_as=["F", "G"], events=[event("2026-04-01", "verified", "igj")]),
        finding("I", "A.8.6", on="2026-05-01", same_as=["J"]),
    )
    assert points(found) == [
        ("2026-01-01", 2, 0, 0),
        ("2026-01-20", 1, 1, 0),
        ("2026-02-10", 0, 2, 0),
        ("2026-03-01", 1, 0, 0),
        ("2026-04-01", 0, 1, 0),
        ("2026-05-01", 1, 1, 0),
        ("2026-06-30", 1, 1, 0),
    ]
    assert found.first_claims == [date(2026, 1, 20)]
