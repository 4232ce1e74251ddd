"""The gaps, a row per control and finding on it that is not closed (design sections 2 and 6)."""

from collections.abc import Sequence
from typing import Any

import pytest
from dossiers import assessment, evaluate, event, finding, measure, ratings

from nen7510_tracker.rules.gaps import GapRow, gaps, keep

COLUMNS = (
    "lab,as_of,known_on,edition,area,control,control_title,status,finding,grade,priority,state,turn,finding_title,"
    "statement,cause,source,found_on,due,days_overdue,measures,owner,progress,planned_end,evidence,last_note,"
    "last_changed,same_as,blocks"
)
ALL = {"examined": ["*"], "on": "2026-01-01"}


def no_blocks(_: str) -> Sequence[str]:
    return ()


def rows(as_of: str = "2026-06-30", edition: str = "nen7510:2024", **sections: Any) -> list[GapRow]:
    return list(gaps(evaluate(as_of, **sections), edition, no_blocks))


def with_findings(*findings: dict[str, Any], **sections: Any) -> list[GapRow]:
    """The gaps of a laboratory of which everything was examined and these findings made."""
    audit = assessment("aud-1", "independent_audit", "aud", findings=list(findings), **ALL)
    return rows(assessments=[audit], **sections)


def places(found: list[GapRow]) -> list[tuple[str, str | None, str]]:
    return [(row.control, row.finding, row.status) for row in found]


def test_the_columns() -> None:
    assert ",".join(GapRow._fields) == COLUMNS


def test_nothing_recorded_every_control_is_a_gap() -> None:
    found = rows()
    assert len(found) == 131
    assert {row.status for row in found} == {"not_assessed"}
    assert (found[0].control, found[-1].control) == ("4.1", "A.8.35")
    assert {row.finding for row in found} == {None}


def test_no_gap_where_everything_conforms() -> None:
    assert with_findings() == []


def test_a_row_per_control_and_finding_in_the_norms_order_then_by_priority_and_id() -> None:
    found = with_findings(
        finding("F-3", "A.8.10", "A.8.5"),
        finding("F-1", "A.8.5", grade="minor"),
        finding("F-9", "A.8.5", grade="minor", priority=1),
        finding("F-2", "9.1", grade="ungraded", priority=2),
        finding("F-0", "9.1", grade="observation", priority=0),
        finding("V", "A.8.5", events=[event("2026-02-01", "verified", "aud")]),
        finding("W", "A.8.5", events=[event("2026-02-01", "withdrawn", "aud")]),
    )
    assert places(found) == [
        ("9.1", "F-0", "nonconforming"),
        ("9.1", "F-2", "nonconforming"),
        ("A.8.5", "F-9", "nonconforming"),
        ("A.8.5", "F-1", "nonconforming"),
        ("A.8.5", "F-3", "nonconforming"),
        ("A.8.10", "F-3", "nonconforming"),
    ]


def test_an_observation_on_a_control_that_conforms_makes_no_gap() -> None:
    assert with_findings(finding("O", "A.8.5", grade="observation")) == []


def test_what_is_claimed_is_a_gap() -> None:
    found = with_findings(finding("F", "A.8.5", events=[event("2026-02-01", "implemented", "lab")]))
    assert places(found) == [("A.8.5", "F", "claimed")]
    assert (found[0].state, found[0].turn) == ("implemented", "aud")


def test_a_closed_finding_that_proves_nothing_leaves_the_control_alone() -> None:
    verified = event("2026-02-01", "verified", "aud", depth="design", note="op papier")
    found = with_findings(finding("F", "A.8.5", events=[verified]))
    assert places(found) == [("A.8.5", None, "claimed")]
    row = found[0]
    assert (row.source, row.found_on, row.last_changed, row.last_note) == (
        ("aud-1",),
        "2026-01-01",
        "2026-02-01",
        "op papier",
    )


def test_a_control_alone_says_who_rated_it() -> None:
    rated = [{"control": "A.8.5", "rating": "fails", "on": "2026-01", "note": "geen MFA"}]
    found = rows(assessments=[assessment("igj", on="2026-02-01", examined=["*"], ratings=rated)])
    assert places(found) == [("A.8.5", None, "nonconforming")]
    row = found[0]
    assert (row.source, row.found_on, row.last_note, row.last_changed) == (("igj",), "2026-01", "geen MFA", "2026-01")
    assert (row.grade, row.turn, row.due, row.days_overdue, row.same_as, row.blocks) == (None, None, None, None, (), ())


def test_what_is_excluded_is_no_gap() -> None:
    statement = {
        "id": "vvt",
        "version": "1",
        "edition": "nen7510:2024",
        "on": "2026-01-01",
        "controls": [{"control": "A.7.6", "applicable": False}],
    }
    assert "A.7.6" not in {row.control for row in rows(statements=[statement])}


def test_a_row_in_full() -> None:
    told = [
        event("2026-02-01", "submitted", "lab", cause="geen beleid", note="plan", evidence=["ev-2"]),
        event("2026-02-20", "accepted", "aud", due="2026-05", note="akkoord"),
    ]
    found = with_findings(
        finding(
            "F-1",
            "A.8.5",
            statement="geen MFA",
            priority=1,
            due="2026-04-01",
            same_as=["F-2"],
            evidence=["ev-1"],
            events=told,
        ),
        finding("F-2", "A.8.6", events=[event("2026-02-01", "implemented", "lab")]),
        measures=[
            measure("M-2", "2026-02-10", findings=["F-1"], end="2026-06-01", owner="CISO"),
            measure("M-1", "2026-02-09", controls=["A.8.5"], owner="IT|beheer"),
            measure("M-3", "2026-02-11", controls=["A.8.5"], findings=["F-2"]),
            measure("M-4", "2026-02-11", findings=["F-1"], events=[event("2026-02-12", "cancelled")]),
            measure(
                "M-5",
                "2026-02-12",
                findings=["F-1"],
                end="2026-03",
                events=[event("2026-04-01", "done", note="klaar", evidence=["ev-3", "ev-2"])],
            ),
        ],
        evidence=[{"id": "ev-9", "title": "e", "kind": "document", "on": "2026-01-01", "controls": ["A.8.5"]}],
    )
    assert found[0] == GapRow(
        lab="lab",
        as_of="2026-06-30",
        known_on="2026-06-30",
        edition="nen7510:2024",
        area="A.8",
        control="A.8.5",
        control_title="Secure authentication",
        status="nonconforming",
        finding="F-1",
        grade="major",
        priority=1,
        state="accepted",
        turn="lab",
        finding_title="F-1",
        statement="geen MFA",
        cause="geen beleid",
        source=("aud-1",),
        found_on="2026-01-01",
        due="2026-05",
        days_overdue=30,
        measures=("M-1", "M-2", "M-5"),
        owner=("IT|beheer", "CISO", ""),
        progress=("", "", "100"),
        planned_end=("", "2026-06-01", "2026-03"),
        evidence=("ev-1", "ev-2", "ev-3", "ev-9"),
        last_note="klaar",
        last_changed="2026-04-01",
        same_as=("F-2",),
        blocks=(),
    )
    assert (found[1].finding, found[1].same_as, found[1].measures) == ("F-2", ("F-1",), ("M-3",))
    assert (found[1].owner, found[1].progress, found[1].planned_end) == ((), (), ())


@pytest.mark.parametrize(
    ("due", "events", "expected"),
    [
        ("2026-06-29", [], 1),
        ("2026-06-30", [], None),
        ("2026-06-29", [event("2026-02-01", "implemented", "lab")], None),
        (None, [], None),
    ],
)
def test_days_overdue(due: str | None, events: list[dict[str, Any]], expected: int | None) -> None:
    due_day = {"due": due} if due else {}
    assert [row.days_overdue for row in with_findings(finding("F", "A.8.5", events=events, **due_day))] == [expected]


def test_findings_of_the_other_edition_stand_on_the_controls_that_theirs_map_to() -> None:
    norm = evaluate("2026-06-30").norm
    origin, targets = next(
        (control, found)
        for control in norm.edition("nen7510:2017").controls
        if len(found := norm.mapped(control, "nen7510:2017", "nen7510:2024")) > 1
    )
    old = assessment("old", on="2020-01-01", edition="nen7510:2017", findings=[finding("F", origin, grade="minor")])
    new = assessment("new", "independent_audit", "aud", **ALL)
    found = rows(assessments=[old, new])
    assert places(found) == [(target, "F", "partial") for target in targets]
    here = [row for row in rows(edition="nen7510:2017", assessments=[old]) if row.finding]
    assert places(here) == [(origin, "F", "partial")]


def test_blocks_and_titles_are_asked_for() -> None:
    audit = assessment("aud-1", "independent_audit", "aud", findings=[finding("F", "A.8.5")], **ALL)
    evaluation = evaluate("2026-06-30", assessments=[audit])
    found = list(gaps(evaluation, "nen7510:2024", lambda key: [f"majors-{key}", "planned"], "nl"))
    assert found[0].blocks == ("majors-F", "planned")
    assert found[0].control_title == evaluation.norm.edition("nen7510:2024").controls["A.8.5"].title_nl


def test_an_unknown_edition() -> None:
    with pytest.raises(KeyError):
        rows(edition="nen7510:1999")


ROW = GapRow(
    lab="lab",
    as_of="2026-06-30",
    known_on="2026-06-30",
    edition="nen7510:2024",
    area="A.8",
    control="A.8.5",
    control_title="t",
    status="partial",
    finding="F",
    grade="minor",
    turn="lab",
    owner=("", "Hoofd ICT"),
    days_overdue=0,
)


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({}, True),
        ({"status": ["partial"]}, True),
        ({"status": ["claimed", "partial"]}, True),
        ({"status": ["claimed"]}, False),
        ({"grade": ["minor"]}, True),
        ({"grade": ["major"]}, False),
        ({"turn": ["lab"]}, True),
        ({"turn": ["aud"]}, False),
        ({"owner": ["hoofd ict"]}, True),
        ({"owner": ["ICT"]}, False),
        ({"area": ["A.8"]}, True),
        ({"area": ["8"]}, False),
        ({"overdue": True}, True),
        ({"status": ["partial"], "grade": ["major"]}, False),
    ],
)
def test_filters(filters: dict[str, Any], kept: bool) -> None:
    assert keep(ROW, **filters) is kept


def test_a_control_alone_passes_no_filter_on_findings() -> None:
    alone = ROW._replace(finding=None, grade=None, turn=None, days_overdue=None, owner=())
    assert keep(alone)
    assert not any(keep(alone, **each) for each in ({"grade": ["minor"]}, {"turn": ["lab"]}, {"overdue": True}))


def test_the_last_word_of_a_day_is_the_last_note() -> None:
    told = [event("2026-02-01", "submitted", "lab", note="eerst"), event("2026-02-01", "returned", "aud", note="dan")]
    noted = measure("M", findings=["F"], events=[event("2026-02-01", "in_progress", note="ook")])
    found = with_findings(
        finding("F", "A.8.5", events=[*told, event("2026-02-02", "planned", "lab")]), measures=[noted]
    )
    assert (found[0].last_note, found[0].last_changed) == ("dan", "2026-02-02")


def test_an_independent_rating_that_is_not_assessed_is_still_a_gap() -> None:
    found = rows(assessments=[assessment("igj", examined=["*"], ratings=ratings(A_8_5="not_assessed"))])
    assert places(found) == [("A.8.5", None, "not_assessed")]
