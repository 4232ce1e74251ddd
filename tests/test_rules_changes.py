"""What turned between two days (design section 6, changes)."""

from typing import Any

import pytest
from dossiers import assessment, evaluate, event, finding
from hypothesis import given
from hypothesis import strategies as st

from nen7510_tracker.rules.changes import Moment, Turn, changes, moment


def at(controls: Any = None, findings: Any = None, **more: Any) -> Moment:
    return Moment(controls or {}, findings or {}, **more)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (at(), at(), []),
        (at({"9.1": "partial"}), at({"9.1": "partial"}), []),
        (
            at({"9.1": "partial", "A.5.1": "claimed", "A.8.5": "claimed"}, {"F": "open"}),
            at({"9.1": "conforming", "A.5.1": "claimed", "A.8.5": "partial"}, {"F": "claimed"}),
            [
                Turn("control", "9.1", "partial", "conforming"),
                Turn("control", "A.8.5", "claimed", "partial"),
                Turn("finding", "F", "open", "claimed"),
            ],
        ),
        (
            at(findings={"old": "open"}),
            at(findings={"new": "open"}),
            [
                Turn("finding", "new", None, "open"),
                Turn("finding", "old", "open", None),
            ],
        ),
        (
            at({"9.1": "partial"}, policy="p", verdict="not_met"),
            at({"9.1": "conforming"}, policy="p", verdict="met"),
            [Turn("verdict", "p", "not_met", "met"), Turn("control", "9.1", "partial", "conforming")],
        ),
        (at(policy="p", verdict="not_met"), at(policy="q", verdict="met"), [Turn("verdict", "q", "not_met", "met")]),
        (at(policy="p", verdict="met"), at(policy="q", verdict="met"), []),
        (at(), at(decision="D-1", decided="suspend"), [Turn("decision", "D-1", None, "suspend")]),
        (
            at(decision="D-1", decided="suspend"),
            at(decision="D-2", decided="suspend"),
            [Turn("decision", "D-2", "suspend", "suspend")],
        ),
        (at(decision="D-1", decided="suspend"), at(decision="D-1", decided="suspend"), []),
        (
            at(decision="D-1", decided="resume", ground="stands"),
            at(decision="D-1", decided="resume", ground="lapsed"),
            [Turn("ground", "D-1", "stands", "lapsed")],
        ),
        (
            at(decision="D-1", decided="resume", ground="lapsed"),
            at(decision="D-1", decided="resume", ground="stands"),
            [Turn("ground", "D-1", "lapsed", "stands")],
        ),
        (
            at(decision="D-1", decided="suspend"),
            at(decision="D-2", decided="resume", ground="lapsed"),
            [Turn("decision", "D-2", "suspend", "resume"), Turn("ground", "D-2", None, "lapsed")],
        ),
        (
            at(decision="D-1", decided="resume", ground="lapsed"),
            at(decision="D-2", decided="suspend"),
            [Turn("decision", "D-2", "resume", "suspend"), Turn("ground", "D-1", "lapsed", None)],
        ),
        (at(), at(decision="D-1", decided="resume", ground="stands"), [Turn("decision", "D-1", None, "resume")]),
        (
            at(findings={"F": "verified"}),
            at(findings={"F": "open"}, reopened={"F": 1}),
            [Turn("reopened", "F", "verified", "open"), Turn("finding", "F", "verified", "open")],
        ),
        (
            at(findings={"F": "open"}, reopened={"F": 1}),
            at(findings={"F": "open"}, reopened={"F": 2}),
            [Turn("reopened", "F", "open", "open")],
        ),
        (at(findings={"F": "open"}, reopened={"F": 1}), at(findings={"F": "open"}, reopened={"F": 1}), []),
    ],
)
def test_what_turned(before: Moment, after: Moment, expected: list[Turn]) -> None:
    assert changes(before, after).turned == expected


def test_what_was_recorded_is_passed_on() -> None:
    assert changes(at(), at(), ["entry 1", "entry 2"]).recorded == ["entry 1", "entry 2"]


def test_the_moments_of_two_evaluations() -> None:
    told = [event("2026-02-01", "implemented", "lab"), event("2026-03-01", "verified", "igj")]
    facts = {"assessments": [assessment("igj", on="2026-01-01", findings=[finding("F", "A.8.5", events=told)])]}

    def said(as_of: str, verdict: str) -> Moment:
        found = evaluate(as_of, **facts)
        return moment(found.statuses(), found.findings, ("policy", verdict), ("D-1", "suspend"))

    assert changes(said("2026-02-15", "not_met"), said("2026-03-01", "undetermined")).turned == [
        Turn("verdict", "policy", "not_met", "undetermined"),
        Turn("control", "A.8.5", "claimed", "conforming"),
        Turn("finding", "F", "claimed", "verified"),
    ]
    assert changes(said("2025-12-31", "not_met"), said("2026-01-01", "not_met")).turned == [
        Turn("control", "A.8.5", "not_assessed", "nonconforming"),
        Turn("finding", "F", None, "open"),
    ]


def test_how_often_a_finding_was_reopened() -> None:
    told = [event("2026-02-01", "implemented", "lab"), event("2026-03-01", "reopened", "igj")]
    facts = {"assessments": [assessment("igj", on="2026-01-01", findings=[finding("F", "A.8.5", events=told)])]}
    before, after = (
        moment(found.statuses(), found.findings)
        for found in (evaluate(on, **facts) for on in ("2026-01-31", "2026-03-01"))
    )
    assert (before.reopened, after.reopened) == ({}, {"F": 1})
    assert changes(before, after).turned == [Turn("reopened", "F", "open", "open")]


plain = st.dictionaries(st.sampled_from(["F-1", "F-2", "F-3"]), st.sampled_from(["open", "claimed", "verified"]))


@given(plain, plain)
def test_there_and_back(before: dict[str, str], after: dict[str, str]) -> None:
    there = changes(at(findings=before), at(findings=after)).turned
    back = changes(at(findings=after), at(findings=before)).turned
    assert {(each.id, each.before, each.after) for each in there} == {
        (each.id, each.after, each.before) for each in back
    }
    applied = before | {each.id: each.after for each in there if each.after}
    assert {key: value for key, value in applied.items() if key in after} == after
