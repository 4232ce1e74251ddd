"""The checks on findings (design section 4, Gate)."""

from typing import Any

import pytest
from dossiers import assessment, event, finding, measure
from gates import asked, day, said

NO_OPEN = "no_open_findings"
VERIFIED = "findings_verified"
PLANNED = "open_findings_planned"
OPERATION = "verified_in_operation"
BY_INSPECTORATE = event("2026-03-01", "verified", "igj")
DONE = event("2026-02-01", "implemented", "lab")


def inspected(*findings: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [assessment("igj", findings=list(findings), **more)]


def audited(*findings: dict[str, Any], kind: str = "independent_audit", by: str = "aud") -> list[dict[str, Any]]:
    return [assessment(kind, kind, by, "2026-01-10", findings=list(findings))]


@pytest.mark.parametrize("check", [NO_OPEN, VERIFIED])
@pytest.mark.parametrize(
    ("rule", "assessments", "expected"),
    [
        ({}, [], "undetermined"),
        ({}, inspected(), "met"),
        ({"kinds": ["inspection"]}, audited(), "undetermined"),
        ({"kinds": ["inspection"]}, [*audited(), *inspected()], "met"),
        ({"kinds": ["inspection"]}, [*audited(finding("F", "A.8.5")), *inspected()], "met"),
        ({"kinds": ["inspection", "independent_audit"]}, audited(finding("F", "A.8.5")), "not_met"),
        ({}, inspected(finding("F", "A.8.5")), "not_met"),
        ({}, inspected(finding("F", "A.8.5", grade="minor")), "not_met"),
        ({}, inspected(finding("F", "A.8.5", grade="ungraded")), "not_met"),
        ({}, inspected(finding("F", "A.8.5", grade="observation")), "met"),
        ({}, inspected(finding("F", "A.8.5", events=[DONE])), "not_met"),  # claimed is not verified
        ({}, inspected(finding("F", "A.8.5", events=[DONE, BY_INSPECTORATE])), "met"),
        ({}, inspected(finding("F", "A.8.5", events=[BY_INSPECTORATE | {"depth": "design"}])), "not_met"),
        ({}, inspected(finding("F", "A.8.5", events=[event("2026-02-01", "withdrawn", "igj")])), "met"),
        ({}, inspected(finding("F", "A.8.5", events=[event("2026-02-01", "disputed", "lab")])), "not_met"),
        (
            {},
            inspected(finding("F", "A.8.5", events=[BY_INSPECTORATE, event("2026-04-01", "reopened", "aud")])),
            "not_met",
        ),
        ({}, audited(finding("F", "A.8.5", events=[event("2026-03-01", "verified", "igj")])), "met"),
        # The laboratory may close what its own audit found; that is no verification by an independent party.
        (
            {"kinds": ["internal_audit"]},
            audited(
                finding("F", "A.8.5", events=[event("2026-03-01", "verified", "lab")]), kind="internal_audit", by="lab"
            ),
            "not_met",
        ),
        # What was found counts from its own day, also before its assessment does.
        ({}, inspected(finding("F", "A.8.5", on="2026-01-01")) + inspected(on="2026-09-01", id="later"), "not_met"),
    ],
)
def test_what_is_not_closed(check: str, rule: dict[str, Any], assessments: list[dict[str, Any]], expected: str) -> None:
    assert said(check, "2026-06-01", rule=rule, assessments=assessments) == expected


def test_a_finding_of_an_assessment_that_is_not_yet_in_view_could_tell() -> None:
    later = inspected(
        finding("F", "A.8.5", grade="observation", on="2026-01-01"), on="2026-09-01", published_on="2026-01-01"
    )
    assert said(NO_OPEN, "2026-06-01", assessments=later) == "met"
    assert said(NO_OPEN, "2025-12-31", "2026-06-01", assessments=later) == "undetermined"


@pytest.mark.parametrize(
    ("grades", "grade", "expected"),
    [
        (["major"], "major", "not_met"),
        (["major"], "minor", "met"),
        (["major", "ungraded"], "ungraded", "not_met"),
        (["observation"], "observation", "not_met"),
        (["observation"], "major", "met"),
    ],
)
def test_the_grades_that_count(grades: list[str], grade: str, expected: str) -> None:
    assert (
        said(NO_OPEN, "2026-06-01", rule={"grades": grades}, assessments=inspected(finding("F", "A.8.5", grade=grade)))
        == expected
    )


def test_the_last_grade_counts() -> None:
    raised = finding("F", "A.8.5", grade="minor", events=[event("2026-03-01", "reopened", "igj", grade="major")])
    for as_of, expected in (("2026-02-28", "met"), ("2026-03-01", "not_met")):
        assert said(NO_OPEN, as_of, "2026-06-01", rule={"grades": ["major"]}, assessments=inspected(raised)) == expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([event("2026-03-01", "verified", "aud")], "met"),
        ([event("2026-03-01", "verified", "igj")], "not_met"),
        ([event("2026-03-01", "withdrawn", "aud")], "met"),
        ([event("2026-03-01", "verified", "aud"), event("2026-04-01", "reopened", "igj")], "not_met"),
        ([event("2026-03-01", "verified", "aud", depth="design"), event("2026-04-01", "verified", "igj")], "not_met"),
        ([], "not_met"),
    ],
)
def test_verified_by_who_found_it(events: list[dict[str, Any]], expected: str) -> None:
    found = audited(finding("F", "A.8.5", events=events))
    assert said(VERIFIED, "2026-06-01", rule={"by_finder": True}, assessments=found) == expected


def test_verified_by_another_is_enough_unless_the_finder_is_asked_for() -> None:
    found = audited(finding("F", "A.8.5", events=[event("2026-03-01", "verified", "igj")]))
    assert said(VERIFIED, "2026-06-01", assessments=found) == "met"
    assert said(VERIFIED, "2026-06-01", rule={"by_finder": False}, assessments=found) == "met"


# open_findings_planned

OPEN = finding("F", "A.8.5")


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ([], "not_met"),
        ([measure("M", findings=["G"])], "not_met"),
        ([measure("M", controls=["A.8.5"])], "not_met"),  # a measure has to name the finding
        ([measure("M", findings=["G", "F"])], "met"),
        ([measure("M", findings=["F"], end="2026-06-01")], "met"),  # its last day is today
        ([measure("M", findings=["F"], end="2026-05-31")], "not_met"),
        ([measure("M", findings=["F"], end="2026-06")], "met"),
        ([measure("M", findings=["F"], end="2026-05-31", events=[event("2026-05-01", "done")])], "met"),
        (
            [measure("M", findings=["F"], end="2026-05-31", events=[event("2026-05-01", "blocked", end="2026-07-01")])],
            "met",
        ),
        (
            [
                measure(
                    "M", findings=["F"], end="2026-07-01", events=[event("2026-05-01", "in_progress", end="2026-05-31")]
                )
            ],
            "not_met",
        ),
        ([measure("M", findings=["F"], events=[event("2026-05-01", "cancelled")])], "not_met"),
        (
            [measure("M", findings=["F"], events=[event("2026-05-01", "cancelled"), event("2026-05-02", "planned")])],
            "met",
        ),
        ([measure("M", findings=["F"], end="2026-05-31"), measure("N", findings=["F"])], "met"),
        ([measure("M", findings=["F"], on="2026-06-02")], "not_met"),  # not planned yet
    ],
)
def test_an_open_finding_has_a_measure_that_holds(measures: list[dict[str, Any]], expected: str) -> None:
    assert said(PLANNED, "2026-06-01", assessments=inspected(OPEN), measures=measures) == expected


@pytest.mark.parametrize(
    ("events", "done", "expected"),
    [
        ([DONE, event("2026-04-01", "reopened", "igj")], "2026-03-31", "not_met"),
        ([DONE, event("2026-04-01", "reopened", "igj")], "2026-04-01", "met"),
        ([DONE, event("2026-04-01", "reopened", "igj")], "2026-05-01", "met"),
        # The last reopening counts, whatever came after it.
        (
            [
                DONE,
                event("2026-03-01", "reopened", "igj"),
                event("2026-03-20", "implemented", "lab"),
                event("2026-04-01", "reopened", "igj"),
                event("2026-04-10", "planned", "lab"),
            ],
            "2026-03-15",
            "not_met",
        ),
        ([event("2026-04-01", "in_progress", "lab")], "2026-03-31", "met"),
    ],
)
def test_what_was_done_before_the_finding_was_reopened_is_not_enough(
    events: list[dict[str, Any]], done: str, expected: str
) -> None:
    plan = [measure("M", findings=["F"], events=[event(done, "done")])]
    found = inspected(finding("F", "A.8.5", events=events))
    assert said(PLANNED, "2026-06-01", assessments=found, measures=plan) == expected


@pytest.mark.parametrize(
    ("findings", "rule", "expected"),
    [
        ([], {}, "met"),
        ([finding("G", "A.8.5", grade="observation")], {}, "met"),
        ([finding("G", "A.8.5", grade="observation")], {"grades": ["observation"]}, "not_met"),
        ([finding("G", "A.8.5", events=[DONE])], {}, "met"),  # claimed: no longer open
        ([finding("G", "A.8.5", grade="minor")], {"grades": ["major"]}, "met"),
        ([finding("G", "A.8.5", grade="minor")], {"grades": ["minor"]}, "not_met"),
        ([finding("F", "A.8.5"), finding("G", "A.8.5")], {}, "not_met"),  # every one
    ],
)
def test_which_findings_have_to_be_planned(findings: list[Any], rule: dict[str, Any], expected: str) -> None:
    plan = [measure("M", findings=["F"])]
    assert said(PLANNED, "2026-06-01", rule=rule, assessments=inspected(*findings), measures=plan) == expected


SUBMITTED = event("2026-02-01", "submitted", "lab")
ACCEPTED = event("2026-02-10", "accepted", "igj")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "not_met"),
        ([SUBMITTED], "not_met"),
        ([SUBMITTED, ACCEPTED], "met"),
        ([SUBMITTED, event("2026-02-10", "returned", "igj")], "not_met"),
        ([SUBMITTED, event("2026-02-10", "returned", "igj"), event("2026-02-20", "submitted", "lab")], "not_met"),
        # What the laboratory says afterwards takes nothing back.
        ([SUBMITTED, ACCEPTED, event("2026-03-01", "in_progress", "lab")], "met"),
        ([SUBMITTED, ACCEPTED, event("2026-03-01", "submitted", "lab")], "met"),
        (
            [SUBMITTED, ACCEPTED, event("2026-03-01", "implemented", "lab"), event("2026-04-01", "reopened", "igj")],
            "not_met",
        ),
        # What another party says is no word of the finder.
        (
            [SUBMITTED, ACCEPTED, event("2026-03-01", "implemented", "lab"), event("2026-04-01", "reopened", "aud")],
            "met",
        ),
    ],
)
def test_accepted_is_the_finders_last_word(events: list[dict[str, Any]], expected: str) -> None:
    found = inspected(finding("F", "A.8.5", events=events))
    plan = [measure("M", findings=["F"])]
    assert said(PLANNED, "2026-06-01", rule={"accepted": True}, assessments=found, measures=plan) == expected
    assert said(PLANNED, "2026-06-01", assessments=found, measures=plan) == "met"
    assert said(PLANNED, "2026-06-01", rule={"accepted": True}, assessments=found) == "not_met"


def test_the_laboratorys_reports_on_its_own_finding_are_no_word_of_the_finder() -> None:
    events = [SUBMITTED, event("2026-02-10", "accepted", "lab"), event("2026-03-01", "in_progress", "lab")]
    own = audited(finding("F", "A.8.5", events=events), kind="internal_audit", by="lab")
    plan = [measure("M", findings=["F"])]
    assert said(PLANNED, "2026-06-01", rule={"accepted": True}, assessments=own, measures=plan) == "met"


def test_it_holds_until_a_measure_is_overdue() -> None:
    plan = [measure("M", findings=["F"], end="2026-08", events=[event("2026-05-01", "in_progress", end="2026-09-15")])]
    found = asked(PLANNED, "2026-06-01", assessments=inspected(OPEN), measures=plan)
    assert (found.outcome.verdict, found.holds_until) == ("met", day("2026-09-15"))


# verified_in_operation


@pytest.mark.parametrize(
    ("depth", "expected"),
    [("operation", "met"), ("existence", "not_met"), (None, "not_met"), ("design", "met")],
)
def test_verified_in_operation(depth: str | None, expected: str) -> None:
    """Verified on paper alone it has not the standing verified: then it is not asked how."""
    verified = event("2026-03-01", "verified", "igj", **({"depth": depth} if depth else {}))
    found = inspected(finding("F", "A.8.5", events=[verified]))
    assert said(OPERATION, "2026-06-01", assessments=found) == expected


@pytest.mark.parametrize(
    ("rule", "findings", "expected"),
    [
        ({}, [], "met"),
        ({}, [finding("F", "A.8.5"), finding("G", "A.8.5", events=[DONE])], "met"),
        ({"grades": ["major"]}, [finding("F", "A.8.5", grade="minor", events=[BY_INSPECTORATE])], "met"),
        ({}, [finding("F", "A.8.5", grade="minor", events=[BY_INSPECTORATE])], "not_met"),
        ({}, [finding("F", "A.8.5", grade="observation", events=[BY_INSPECTORATE])], "met"),
        (
            {},
            [
                finding("F", "A.8.5", events=[BY_INSPECTORATE | {"depth": "operation"}]),
                finding("G", "A.8.5", events=[BY_INSPECTORATE]),
            ],
            "not_met",
        ),
    ],
)
def test_which_are_asked_for_operation(rule: dict[str, Any], findings: list[Any], expected: str) -> None:
    assert said(OPERATION, "2026-06-01", rule=rule, assessments=inspected(*findings)) == expected


@pytest.mark.parametrize("check", [NO_OPEN, VERIFIED, PLANNED, OPERATION])
def test_it_rests_on_what_keeps_it_from_being_met_or_else_on_all_that_it_looked_at(check: str) -> None:
    """The first finding is as it should be for each check, the second is not."""
    good = finding("F", "A.8.5", events=[BY_INSPECTORATE | {"depth": "operation"}])
    bad = finding("G", "A.8.5", events=[BY_INSPECTORATE] if check == OPERATION else [])
    found = asked(check, "2026-06-01", assessments=inspected(good, bad)).outcome
    assert ([each.id for each in found.because], len(found.needs)) == (["G"], 1)
    met = asked(check, "2026-06-01", assessments=inspected(good)).outcome
    assert ([each.id for each in met.because], len(met.needs)) == ([] if check == PLANNED else ["F"], 0)


@pytest.mark.parametrize(
    ("events", "turn"),
    [([], "lab"), ([DONE], "igj"), ([event("2026-02-01", "submitted", "lab")], "igj"), ([ACCEPTED], "lab")],
)
def test_whose_turn_it_is(events: list[dict[str, Any]], turn: str) -> None:
    found = asked(NO_OPEN, "2026-06-01", assessments=inspected(finding("F", "A.8.5", events=events))).outcome
    assert [each.turn for each in found.needs] == [turn]


def test_what_a_finding_lacks_of_a_plan_is_said_one_by_one() -> None:
    found = asked(PLANNED, "2026-06-01", rule={"accepted": True}, assessments=inspected(OPEN)).outcome
    assert [(str(each.text), each.turn) for each in found.needs] == [
        ("finding F needs a measure that is neither cancelled nor overdue", "lab"),
        ("the plan for finding F has to be accepted by its finder", "lab"),
    ]
