"""The life of a finding (design section 4, Finding and Standing)."""

from typing import Any

import pytest
from dossiers import LAB, assessment, evaluate, event, finding, ratings, view

from nen7510_tracker.rules.finding import FindingStatus, refusal, standpoint

CLAIMS = ("planned", "in_progress", "implemented", "submitted", "disputed")
OTHER_CB = [
    {"id": "igj", "name": "Inspectie", "kind": "inspectorate"},
    {"id": "aud", "name": "Auditor", "kind": "auditor"},
    {"id": "cb", "name": "Certificeerder", "kind": "certification_body"},
    {"id": "cb-2", "name": "Andere", "kind": "certification_body"},
    {"id": "cb-3", "name": "Adviseur", "kind": "certification_body"},
    {"id": "bvo", "name": "Opdrachtgever", "kind": "commissioner"},
    {"id": "bureau", "name": "Bureau", "kind": "other"},
]
ADVISED = {
    "id": LAB,
    "name": "Lab",
    "related_to": ["bureau"],
    "advised_by": [{"party": "cb-3", "from": "2023-01", "until": "2024-01-31"}],
}


def known(events: list[dict[str, Any]], kind: str, by: str, as_of: str = "2027-01-01", **more: Any) -> Any:
    made = assessment("a", kind, by, on="2025-12-16", findings=[finding("F", "A.8.5", events=events, **more)])
    return evaluate(as_of, lab=ADVISED, parties=OTHER_CB, assessments=[made])


def why_not(events: list[dict[str, Any]], kind: str = "inspection", by: str = "igj") -> str | None:
    """Why the sequence is refused on entry; None if it is not."""
    found = known(events, kind, by).view
    point = standpoint(found, found.all_assessments["a"])
    message = refusal(point, found.findings["F"].fact, [each.fact for each in found.finding_events["F"]])
    return str(message) if message else None


def status(
    *events: dict[str, Any], kind: str = "inspection", by: str = "igj", as_of: str = "2027-01-01", **more: Any
) -> FindingStatus:
    found: FindingStatus = known(list(events), kind, by, as_of, **more).findings["F"]
    return found


def sequence(*states: str, finder: str = "igj") -> list[dict[str, Any]]:
    """Events a day apart, each by the party whose it is to say so."""
    return [
        event(f"2026-01-{place + 1:02}", state, LAB if state in CLAIMS else finder)
        for place, state in enumerate(states)
    ]


@pytest.mark.parametrize(
    ("before", "allowed"),
    [
        # what may follow on a state
        ([], {*CLAIMS, "verified", "withdrawn"}),
        (["planned"], {*CLAIMS, "verified", "withdrawn"}),
        (["in_progress"], {*CLAIMS, "verified", "withdrawn"}),
        (["implemented"], {*CLAIMS, "verified", "withdrawn", "reopened"}),
        (["submitted"], {*CLAIMS, "verified", "withdrawn", "accepted", "returned"}),
        (["disputed"], {*CLAIMS, "verified", "withdrawn", "accepted", "returned"}),
        (["submitted", "accepted"], {*CLAIMS, "verified", "withdrawn"}),
        (["submitted", "returned"], {*CLAIMS, "verified", "withdrawn"}),
        (["submitted", "planned"], {*CLAIMS, "verified", "withdrawn"}),
        (["verified"], {"reopened"}),
        (["withdrawn"], {"reopened"}),
        (["verified", "reopened"], {*CLAIMS, "verified", "withdrawn"}),
        (["implemented", "reopened"], {*CLAIMS, "verified", "withdrawn"}),
        (["withdrawn", "reopened"], {*CLAIMS, "verified", "withdrawn"}),
    ],
)
def test_what_may_follow(before: list[str], allowed: set[str]) -> None:
    states = {*CLAIMS, "accepted", "returned", "verified", "reopened", "withdrawn"}
    assert {state for state in states if why_not(sequence(*before, state)) is None} == allowed


@pytest.mark.parametrize(
    ("state", "may"),
    [
        *((state, {LAB}) for state in CLAIMS),
        ("accepted", {"igj"}),
        ("returned", {"igj"}),
        ("withdrawn", {"igj"}),
        ("verified", {"igj", "aud", "cb", "cb-2"}),
        ("reopened", {"igj", "aud", "cb", "cb-2"}),
    ],
)
def test_who_may_say_so(state: str, may: set[str]) -> None:
    before = {"accepted": ["submitted"], "returned": ["disputed"], "reopened": ["implemented"]}.get(state, [])
    parties = {LAB, "igj", "aud", "cb", "cb-2", "cb-3", "bvo", "bureau", "nobody"}
    allowed = {by for by in parties if not why_not([*sequence(*before), event("2026-01-31", state, by)])}
    assert allowed == may


@pytest.mark.parametrize(
    ("kind", "finder", "may"),
    [
        ("inspection", "igj", {"igj", "aud", "cb", "cb-2"}),
        ("independent_audit", "aud", {"igj", "aud", "cb", "cb-2"}),
        # a certification audit's: the finder or another certification body, no inspectorate, no auditor
        ("stage_1", "cb", {"cb", "cb-2"}),
        ("stage_2", "cb", {"cb", "cb-2"}),
        ("surveillance", "cb", {"cb", "cb-2"}),
        ("recertification", "cb", {"cb", "cb-2"}),
        ("special", "cb", {"cb", "cb-2"}),
        # one found by an auditor in a certification audit: by him too
        ("stage_2", "aud", {"aud", "cb", "cb-2"}),
        # the laboratory's own: by itself too, but not by the firm that it hired
        ("internal_audit", LAB, {LAB, "igj", "aud", "cb", "cb-2"}),
        ("self_assessment", LAB, {LAB, "igj", "aud", "cb", "cb-2"}),
        ("internal_audit", "bureau", {LAB, "igj", "aud", "cb", "cb-2"}),
        ("internal_audit", "cb-3", {LAB, "igj", "aud", "cb", "cb-2"}),
        # an adviser's own finding is not his to verify
        ("stage_2", "cb-3", {"cb", "cb-2"}),
    ],
)
def test_who_may_verify_and_reopen(kind: str, finder: str, may: set[str]) -> None:
    parties = {LAB, "igj", "aud", "cb", "cb-2", "cb-3", "bvo", "bureau"}
    verified = {by for by in parties if not why_not([event("2026-01-31", "verified", by)], kind, finder)}
    claimed = event("2026-01-01", "implemented", LAB)
    reopened = {by for by in parties if not why_not([claimed, event("2026-01-31", "reopened", by)], kind, finder)}
    assert (verified, reopened) == (may, may)


@pytest.mark.parametrize(("day", "allowed"), [("2026-01-31", False), ("2026-02", True), ("2026-02-01", True)])
def test_who_advised_24_months_ago_to_the_day_may_not_verify(day: str, allowed: bool) -> None:
    assert (why_not([event(day, "verified", "cb-3")]) is None) is allowed


def test_the_whole_sequence_is_judged_in_the_order_of_the_days() -> None:
    accepted, submitted = event("2026-02-20", "accepted", "igj"), event("2026-02-01", "submitted", LAB)
    assert why_not([accepted, submitted]) is None
    assert why_not([event("2026-01-31", "accepted", "igj"), submitted])
    verified, planned = event("2026-03-01", "verified", "igj"), event("2026-03-02", "planned", LAB)
    assert why_not([planned, verified])
    assert why_not([verified, event("2026-02-28", "planned", LAB)]) is None
    # a month is its last day
    assert why_not([event("2026-03", "verified", "igj"), event("2026-03-31", "implemented", LAB)])
    assert why_not([event("2026-03", "verified", "igj"), event("2026-03-30", "implemented", LAB)]) is None


def test_events_of_one_day_stand_in_the_order_of_the_list() -> None:
    day = "2026-02-01"
    answered = [event(day, "submitted", LAB), event(day, "accepted", "igj")]
    assert why_not(answered) is None
    assert why_not(answered[::-1])
    assert status(*answered).state == "accepted"
    redone = [event(day, "verified", "igj"), event(day, "reopened", "igj")]
    assert status(*redone).standing == "open"
    assert status(event(day, "implemented", LAB), event(day, "verified", "igj")).standing == "verified"


@pytest.mark.parametrize(
    ("by", "state", "allowed"),
    [
        ("igj", "returned", True),
        ("igj", "reopened", True),
        ("igj", "verified", True),
        (LAB, "planned", False),
        ("aud", "verified", False),
        ("aud", "reopened", False),
    ],
)
def test_only_the_finder_may_change_the_grade(by: str, state: str, allowed: bool) -> None:
    before = {"returned": ["submitted"], "reopened": ["implemented"]}.get(state, [])
    reason = why_not([*sequence(*before), event("2026-02-01", state, by, grade="major")])
    assert (reason is None) is allowed
    if reason:
        assert "finding F" in reason
        assert "only the finder, igj," in reason


def test_the_last_grade_given_in_the_view_counts() -> None:
    events = [
        *sequence("submitted"),
        event("2026-02-01", "returned", "igj", grade="major"),
        event("2026-03-01", "planned", LAB),
        event("2026-04-01", "verified", "igj", grade="observation"),
    ]
    days = ("2026-01-31", "2026-02-01", "2026-03-01", "2026-04-01")
    found = [status(*events, as_of=day, grade="minor") for day in days]
    assert [each.grade for each in found] == ["minor", "major", "major", "observation"]
    assert [each.weighs for each in found] == [True, True, True, False]


def test_the_last_due_counts_and_the_first_is_the_baseline() -> None:
    events = [
        *sequence("submitted"),
        event("2026-02-01", "accepted", "igj", due="2026-07-31"),
        event("2026-03-01", "planned", LAB, due="2026-05"),
        event("2026-03-02", "in_progress", LAB),
    ]
    found = status(*events, due="2026-06-30")
    assert (str(found.due), str(found.baseline_due)) == ("2026-05", "2026-06-30")
    found = status(*events)
    assert (str(found.due), str(found.baseline_due)) == ("2026-05", "2026-07-31")
    found = status(*events, as_of="2026-02-15")
    assert (str(found.due), str(found.baseline_due)) == ("2026-07-31", "2026-07-31")
    assert status().due is None


@pytest.mark.parametrize(
    ("states", "state", "standing", "turn"),
    [
        ([], "open", "open", LAB),
        (["planned"], "planned", "open", LAB),
        (["in_progress"], "in_progress", "open", LAB),
        (["submitted"], "submitted", "open", "igj"),
        (["disputed"], "disputed", "open", "igj"),
        (["submitted", "accepted"], "accepted", "open", LAB),
        (["submitted", "returned"], "returned", "open", LAB),
        (["implemented"], "implemented", "claimed", "igj"),
        (["implemented", "planned"], "planned", "open", LAB),
        (["implemented", "reopened"], "reopened", "open", LAB),
        (["verified"], "verified", "verified", None),
        (["verified", "reopened"], "reopened", "open", LAB),
        (["verified", "reopened", "implemented"], "implemented", "claimed", "igj"),
        (["withdrawn"], "withdrawn", "withdrawn", None),
        (["withdrawn", "reopened"], "reopened", "open", LAB),
    ],
)
def test_state_standing_and_turn(states: list[str], state: str, standing: str, turn: str | None) -> None:
    found = status(*sequence(*states))
    assert (found.state, found.standing, found.turn) == (state, standing, turn)
    assert found.is_closed == (turn is None)


@pytest.mark.parametrize(
    ("by", "depth", "standing", "shown", "assumed"),
    [
        ("igj", None, "verified", "existence", True),
        ("igj", "existence", "verified", "existence", False),
        ("igj", "operation", "verified", "operation", False),
        ("igj", "design", "claimed", "design", False),
        ("aud", "operation", "verified", "operation", False),
        (LAB, "operation", "claimed", "operation", False),
        ("cb-3", "operation", "claimed", "operation", False),  # it advised less than 24 months ago
        ("bureau", "operation", "claimed", "operation", False),
        ("bvo", "operation", "claimed", "operation", False),
    ],
)
def test_verified_takes_independence_and_more_than_the_design(
    by: str, depth: str | None, standing: str, shown: str, assumed: bool
) -> None:
    found = status(event("2026-01-31", "verified", by, **({"depth": depth} if depth else {})))
    assert (found.standing, found.depth, found.depth_is_assumed) == (standing, shown, assumed)
    assert (found.is_closed, found.turn) == (True, None)


def test_a_depth_is_that_of_a_verification() -> None:
    assert status(event("2026-01-31", "implemented", LAB, depth="operation")).depth is None
    assert status(event("2026-01-30", "verified", "igj"), event("2026-01-31", "reopened", "igj")).depth is None


def test_what_is_verified_in_design_only_can_still_be_verified() -> None:
    in_design = event("2026-01-01", "verified", "igj", depth="design")
    in_operation = event("2026-02-01", "verified", "igj", depth="operation")
    assert why_not([in_design, in_operation]) is None
    assert status(in_design, in_operation).standing == "verified"
    assert why_not([in_operation, event("2026-02-01", "verified", "aud")])  # what is verified is not verified again
    assert why_not([in_design, event("2026-02-01", "planned", LAB)])  # it is closed
    assert why_not([in_design, event("2026-02-01", "withdrawn", "igj")])
    assert why_not([in_design, event("2026-02-01", "reopened", "aud")]) is None


def test_the_laboratory_closes_an_internal_finding_and_it_is_a_claim_until_somebody_else_looks() -> None:
    own = [event("2026-01-01", "verified", LAB, depth="operation")]
    found = status(*own, kind="internal_audit", by=LAB)
    assert (found.state, found.standing, found.turn) == ("verified", "claimed", None)
    confirmed = [*own, event("2026-02-01", "verified", "aud", depth="existence")]
    assert why_not(confirmed, "internal_audit", LAB) is None
    assert status(*confirmed, kind="internal_audit", by=LAB).standing == "verified"
    twice = [*own, event("2026-02-01", "verified", LAB)]
    assert why_not(twice, "self_assessment", LAB) is None


def test_who_turns_out_to_be_related_has_verified_nothing() -> None:
    made = assessment("a", findings=[finding("F", "A.8.5", events=[event("2026-01-31", "verified", "aud")])])
    related = {"id": LAB, "name": "Lab", "related_to": ["aud"]}
    assert evaluate("2027-01-01", assessments=[made]).findings["F"].standing == "verified"
    assert evaluate("2027-01-01", assessments=[made], lab=related).findings["F"].standing == "claimed"


def test_a_later_report_that_does_not_mention_it_closes_nothing() -> None:
    first = assessment("a", findings=[finding("F", "A.8.5")])
    later = assessment("b", "stage_2", "cb", on="2026-06-01", examined=["*"], conclusion="conforms")
    found = evaluate("2027-01-01", assessments=[first, later])
    assert (found.findings["F"].standing, found.statuses()["A.8.5"].status) == ("open", "nonconforming")


def test_state_is_that_of_the_view() -> None:
    events = [
        event("2026-02", "implemented", LAB),
        event("2026-03-10", "verified", "igj", known_on="2026-05-01"),
    ]
    made = assessment("a", published_on="2026-01-20", findings=[finding("F", "A.8.5", events=events)])
    seen = {
        (as_of, known_on): {
            key: each.state for key, each in evaluate(as_of, known_on, assessments=[made]).findings.items()
        }
        for as_of, known_on in (
            ("2025-12-15", "2026-06-01"),
            ("2025-12-16", "2026-01-19"),
            ("2025-12-16", "2026-01-20"),
            ("2026-02-27", "2026-06-01"),
            ("2026-02-28", "2026-02-27"),
            ("2026-02-28", "2026-02-28"),
            ("2026-03-10", "2026-04-30"),
            ("2026-03-09", "2026-06-01"),
            ("2026-03-10", "2026-05-01"),
        )
    }
    assert [found.get("F") for found in seen.values()] == [
        None,
        None,
        "open",
        "open",
        "open",
        "implemented",
        "implemented",
        "implemented",
        "verified",
    ]


def test_an_event_on_what_is_not_in_the_view_is_not_there_either() -> None:
    early = finding("F", "A.8.5", on="2026-03-01", events=[event("2026-02-01", "implemented", LAB)])
    made = assessment("a", on="2026-03-31", findings=[early])
    assert dict(view("2026-02-15", assessments=[made]).finding_events) == {}
    # from its own day on, also before the last reference date of its assessment
    found = evaluate("2026-03-01", "2026-04-01", assessments=[made])
    assert (list(found.findings), found.findings["F"].standing, list(found.view.assessments)) == (["F"], "claimed", [])


def test_last_changed_and_its_order() -> None:
    found = status(event("2026-02-01", "planned", LAB), as_of="2026-03-01")
    assert str(found.last_changed) == "2026-02-01"
    assert found.last
    assert found.last.fact.state == "planned"
    assert str(status().last_changed) == "2025-12-16"


def test_a_finding_told_before_the_report_is_there_before_it() -> None:
    told = finding("F", "A.8.5", known_on="2026-01-20", events=[event("2026-02-01", "planned", LAB)])
    made = assessment(
        "a", published_on="2026-05-13", findings=[told, finding("G", "A.8.6")], ratings=ratings(A_8_7="fails")
    )
    days = ("2026-01-19", "2026-01-20", "2026-02-01", "2026-05-12", "2026-05-13")
    found = [evaluate(day, assessments=[made]) for day in days]
    assert [{key: each.state for key, each in one.findings.items()} for one in found] == [
        {},
        {"F": "open"},
        {"F": "planned"},
        {"F": "planned"},
        {"F": "planned", "G": "open"},
    ]
    assert [one.statuses()["A.8.5"].status for one in found] == ["not_assessed", *["nonconforming"] * 4]
    assert [list(one.view.assessments) for one in found] == [[], [], [], [], ["a"]]
    assert [len(one.ratings) for one in found] == [0, 0, 0, 0, 1]
