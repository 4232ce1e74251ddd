"""What is in a view: as of a day, with the knowledge of a day, at a head of the record (design section 3)."""

from datetime import date
from typing import Any

import pytest
from dossiers import assessment, dossier, event, finding, measure, ratings, view
from memory_record import MemoryRecord

from nen7510_tracker.dossier.facts import build
from nen7510_tracker.dossier.view import Known, View
from nen7510_tracker.service.record import Moment
from nen7510_tracker.service.recording import correct_fact, retract_fact

DECEMBER = assessment(
    "igj", on="2025-12-16", published_on="2026-05-13", ratings=ratings(A_8_5="fails"), findings=[finding("F", "A.8.5")]
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def shown(view_: View) -> tuple[list[str], list[str], list[str]]:
    """The assessments, ratings and findings in a view."""
    return list(view_.assessments), [each.fact.control for each in view_.ratings], list(view_.findings)


@pytest.mark.parametrize(
    ("as_of", "known_on", "there"),
    [
        ("2025-12-16", "2026-02-05", False),  # published in May
        ("2025-12-16", "2026-05-12", False),
        ("2025-12-16", "2026-05-13", True),
        ("2025-12-15", "2026-05-13", False),
        ("2026-12-31", "2026-05-13", True),
    ],
)
def test_what_was_and_what_could_be_known(as_of: str, known_on: str, there: bool) -> None:
    found = shown(view(as_of, known_on, assessments=[DECEMBER]))
    assert found == ((["igj"], ["A.8.5"], ["F"]) if there else ([], [], []))


@pytest.mark.parametrize(
    ("more", "known_from"),
    [
        ({"published_on": "2026-05-13"}, "2026-05-13"),
        ({}, "2025-12-16"),  # never published: its last reference date
        ({"published_on": "2026-05-13", "known_on": "2026-03-01"}, "2026-03-01"),
        ({"published_on": "2026-05"}, "2026-05-31"),
        ({"published_on": "2026-05-13", "known_on": "2026-03"}, "2026-03-31"),
    ],
)
def test_an_assessment_with_its_ratings_and_findings_is_known_from(more: dict[str, Any], known_from: str) -> None:
    told = [assessment("igj", ratings=ratings(A_8_5="fails"), findings=[finding("F", "A.8.5")], **more)]
    before = (day(known_from).toordinal() - 1, day(known_from).toordinal())
    found = [shown(view("2026-12-31", date.fromordinal(each).isoformat(), assessments=told)) for each in before]
    assert found == [([], [], []), (["igj"], ["A.8.5"], ["F"])]


def test_a_rating_that_became_known_later_than_its_assessment_comes_later() -> None:
    late = [{"control": "A.8.5", "rating": "fails", "known_on": "2026-06-01"}]
    told = [assessment("igj", ratings=late)]
    assert shown(view("2026-12-31", "2026-05-31", assessments=told)) == (["igj"], [], [])
    assert shown(view("2026-12-31", "2026-06-01", assessments=told)) == (["igj"], ["A.8.5"], [])


def test_the_events_of_a_finding_are_known_from_their_own_days() -> None:
    """What holds for the assessment holds for its findings, not for what was done about them."""
    events = [event("2026-01-10", "planned", "lab"), event("2026-01-20", "implemented", "lab", known_on="2026-07-01")]
    told = [assessment("igj", published_on="2026-05-13", findings=[finding("F", "A.8.5", events=events)])]
    at = {known: view("2026-12-31", known, assessments=told) for known in ("2026-05-12", "2026-05-13", "2026-07-01")}
    assert not at["2026-05-12"].findings
    assert [each.fact.state for each in at["2026-05-13"].finding_events["F"]] == ["planned"]
    assert [each.fact.state for each in at["2026-07-01"].finding_events["F"]] == ["planned", "implemented"]


def test_an_assessment_is_in_the_view_from_its_last_reference_date_its_ratings_from_their_own() -> None:
    told = assessment(
        "igj",
        reference_dates=["2025-07", "2025-12-16"],
        ratings=[*ratings("2025-07", A_8_5="fails"), *ratings(A_8_6="meets")],
        findings=[finding("F", "A.8.5", on="2025-07"), finding("G", "A.8.6")],
        conclusion="conforms",
    )
    assert shown(view("2025-07-30", "2026-01-01", assessments=[told])) == ([], [], [])
    assert shown(view("2025-07-31", "2026-01-01", assessments=[told])) == ([], ["A.8.5"], ["F"])
    assert shown(view("2025-12-16", "2026-01-01", assessments=[told])) == (["igj"], ["A.8.5", "A.8.6"], ["F", "G"])


def test_without_reference_dates_it_is_in_the_view_from_its_publication() -> None:
    told = [assessment("igj", reference_dates=[], published_on="2026-05-13", ratings=ratings(A_8_5="fails"))]
    assert shown(view("2026-05-12", "2026-12-31", assessments=told)) == ([], [], [])
    assert shown(view("2026-05-13", "2026-12-31", assessments=told)) == (["igj"], ["A.8.5"], [])


def test_an_event_on_what_is_not_in_the_view_is_not_in_it_either() -> None:
    """Each of them hangs on something that is known, or true, only later."""
    found = view(
        "2026-06-01",
        "2026-06-01",
        measures=[measure("M", "2026-07-01", events=[event("2026-05-01", "in_progress")])],
        milestones=[{"id": "m", "kind": "stage_1", "on": "2026-07-01", "events": [event("2026-05-01", "reached")]}],
        certificates=[
            {
                "id": "c",
                "issued_by": "cb",
                "edition": "nen7510:2024",
                "known_on": "2026-07-01",
                "events": [event("2026-05-01", "granted")],
            }
        ],
        requirements=[
            {
                "id": "R",
                "set_by": "bvo",
                "text": "R",
                "on": "2026-07-01",
                "establishments": [{"on": "2026-05-01", "by": "aud", "result": "met"}],
            }
        ],
        enforcement=[
            {"id": "E", "by": "igj", "kind": "x", "on": "2026-07-01", "events": [event("2026-05-01", "lifted", "igj")]}
        ],
        assessments=[
            assessment(
                "igj", findings=[finding("F", "A.8.5", on="2026-07-01", events=[event("2026-05-01", "planned", "lab")])]
            )
        ],
    )
    kinds = ("measure", "milestone", "certificate", "enforcement", "finding")
    assert [dict(getattr(found, f"{kind}_events")) for kind in kinds] == [{}] * len(kinds)
    assert dict(found.establishments) == {}


def test_what_has_no_day_of_its_own_is_in_every_view_unless_it_carries_a_known_on() -> None:
    parties = [
        {"id": "aud", "name": "A", "kind": "auditor"},
        {"id": "new", "name": "N", "kind": "auditor", "known_on": "2026-06-01"},
    ]
    certificates = [{"id": "c", "issued_by": "aud", "edition": "nen7510:2024"}]
    early = view("1999-01-01", "1999-01-01", parties=parties, certificates=certificates)
    assert (list(early.parties), list(early.certificates)) == (["lab", "aud"], ["c"])
    assert list(view("1999-01-01", "2026-06-01", parties=parties).parties) == ["lab", "aud", "new"]


@pytest.mark.parametrize(
    ("on", "as_of", "there"),
    [
        ("2025-07", "2025-07-30", False),
        ("2025-07", "2025-07-31", True),
        ("2024-02", "2024-02-28", False),
        ("2024-02", "2024-02-29", True),
        ("2025-07-01", "2025-07-01", True),
    ],
)
def test_a_month_counts_as_its_last_day(on: str, as_of: str, there: bool) -> None:
    found = view(as_of, "2026-01-01", incidents=[{"id": "i", "on": on, "title": "Lek"}])
    assert [str(each.on) for each in found.incidents] == ([on] if there else [])


def test_events_stand_by_day_then_in_the_order_of_the_list() -> None:
    told = [
        event("2026-03", "submitted", "lab"),
        event("2026-03-31", "accepted", "igj"),
        event("2026-03-30", "planned", "lab"),
        event("2026-03-31", "in_progress", "lab"),
    ]
    found = view("2026-12-31", assessments=[assessment("igj", findings=[finding("F", "A.8.5", events=told)])])
    states = [each.fact.state for each in found.finding_events["F"]]
    assert states == ["planned", "submitted", "accepted", "in_progress"]


# Corrections, retractions, heads

LAB = """schema: nen7510-dossier/1
lab: {id: lab, name: Lab De Proef}
"""
BASE = (
    LAB
    + """parties: [{id: aud, name: Auditor, kind: auditor}]
assessments:
- {id: audit, kind: independent_audit, title: Audit, performed_by: aud, edition: nen7510:2024,
   reference_dates: [2026-01-10], published_on: 2026-02-05,
   ratings: [{control: A.8.5, rating: fails}, {control: A.8.6, rating: fails}],
   findings: [{id: F-1, controls: [A.8.5], grade: major, title: F,
     events: [{on: 2026-02-10, state: planned, by: lab}]}]}
incidents: [{id: lek, on: 2025-07, title: Lek}]
"""
)


@pytest.fixture
def record() -> MemoryRecord:
    made = MemoryRecord("2026-03-01")
    made.take(BASE)
    return made


def seen(record: MemoryRecord, known_on: str, as_of: str = "2026-12-31", head: int | None = None) -> View:
    return record.evaluation("lab", Moment(day(as_of), day(known_on), head)).view


def rated(control: str, rating: str, **more: Any) -> Any:
    return build("rating", {"assessment": "audit", "control": control, "rating": rating} | more)


def values(view_: View) -> dict[str, str]:
    return {each.fact.control: each.fact.rating for each in view_.ratings}


@pytest.mark.parametrize(("given_on", "counts_from"), [(None, "2026-04-01"), ("2026-03-15", "2026-03-15")])
def test_a_correction_counts_from_its_own_day(record: MemoryRecord, given_on: str | None, counts_from: str) -> None:
    """Before it the view shows what was believed then, whatever day it is looked back at."""
    call = record.call(today="2026-04-01")
    correct_fact(record, "lab", rated("A.8.5", "meets"), "audit/A.8.5", "Tikfout", call, given_on)
    before = date.fromordinal(day(counts_from).toordinal() - 1).isoformat()
    assert values(seen(record, before)) == {"A.8.5": "fails", "A.8.6": "fails"}
    assert values(seen(record, counts_from)) == {"A.8.5": "meets", "A.8.6": "fails"}
    assert values(seen(record, counts_from, as_of="2026-01-10")) == {"A.8.5": "meets", "A.8.6": "fails"}
    assert values(seen(record, counts_from, as_of="2026-01-09")) == {}


def test_a_correction_of_a_correction_leaves_each_to_its_time(record: MemoryRecord) -> None:
    for today, rating in (("2026-04-01", "meets"), ("2026-05-01", "largely_meets")):
        call = record.call(today=today)
        correct_fact(record, "lab", rated("A.8.5", rating), "audit/A.8.5", "Tikfout", call, None)
    found = [values(seen(record, known))["A.8.5"] for known in ("2026-03-31", "2026-04-30", "2026-05-01")]
    assert found == ["fails", "meets", "largely_meets"]


def test_a_correction_may_give_another_day(record: MemoryRecord) -> None:
    moved = build("finding_event", {"finding": "F-1", "on": "2026-02-20", "state": "planned", "by": "lab"})
    correct_fact(
        record, "lab", moved, "F-1/2026-02-10/planned/lab", "Verkeerde dag", record.call(today="2026-04-01"), None
    )
    as_of = {
        known: [str(each.on) for each in seen(record, known).finding_events["F-1"]]
        for known in ("2026-03-31", "2026-04-01")
    }
    assert as_of == {"2026-03-31": ["2026-02-10"], "2026-04-01": ["2026-02-20"]}


def test_a_retraction_counts_from_its_own_day_and_takes_what_hangs_on_it(record: MemoryRecord) -> None:
    retract_fact(record, "lab", "assessment", "audit", reason="Van een ander", call=record.call(today="2026-04-01"))
    assert shown(seen(record, "2026-03-31")) == (["audit"], ["A.8.5", "A.8.6"], ["F-1"])
    after = seen(record, "2026-04-01")
    assert shown(after) == ([], [], [])
    assert dict(after.finding_events) == {}


def test_the_retraction_of_a_finding_takes_its_events(record: MemoryRecord) -> None:
    retract_fact(record, "lab", "finding", "F-1", reason="Dubbel", call=record.call(today="2026-04-01"))
    assert list(seen(record, "2026-03-31").finding_events) == ["F-1"]
    after = seen(record, "2026-04-01")
    assert (shown(after), dict(after.finding_events)) == ((["audit"], ["A.8.5", "A.8.6"], []), {})


def test_an_earlier_head_shows_what_the_record_said_then(record: MemoryRecord) -> None:
    then = record.dossier("lab").head
    correct_fact(
        record, "lab", rated("A.8.5", "meets"), "audit/A.8.5", "Tikfout", record.call(today="2026-04-01"), "2026-03-01"
    )
    record.take(f"{LAB}incidents: [{{id: tweede, on: 2025-08, title: Nog een}}]\n")
    at_head = seen(record, "2026-12-31", head=then.seq)
    assert (values(at_head)["A.8.5"], [each.fact.id for each in at_head.incidents]) == ("fails", ["lek"])
    assert at_head.head == then
    now = seen(record, "2026-12-31")
    assert (values(now)["A.8.5"], [each.fact.id for each in now.incidents]) == ("meets", ["lek", "tweede"])


# What if


def test_an_assumed_fact_counts_whenever_it_is_known_but_not_before_its_day() -> None:
    built = dossier(assessments=[DECEMBER])
    assumed = [
        build("incident", {"id": "later", "on": "2027-01-01", "title": "Later", "known_on": "2027-06-01"}),
        build("rating", {"assessment": "igj", "control": "A.8.5", "rating": "meets"}),
    ]
    known = Known(built, day("2026-06-01"), assumed)
    assert [each.fact.rating for each in known.at(day("2026-06-01")).ratings] == ["meets"]
    assert [each.fact.id for each in known.at(day("2026-12-31")).incidents] == []
    assert [each.fact.id for each in known.at(day("2027-01-01")).incidents] == ["later"]
