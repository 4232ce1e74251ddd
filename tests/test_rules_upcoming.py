"""What comes up: every kind of day, from which day on, and what an outsider reads of it."""

from datetime import date
from typing import Any

import pytest
from dossiers import LAB, assessment, event, finding, measure
from gates import ACCREDITED, CERTIFIERS, evaluation

from nen7510_tracker.dossier.facts import Party, build
from nen7510_tracker.rules.upcoming import KINDS, accredited_until, coming, within
from nen7510_tracker.service.across import each_told
from nen7510_tracker.service.upcoming import upcoming

AS_OF = date(2026, 6, 1)
EVERYTHING: dict[str, Any] = {
    "assessments": [assessment("igj", findings=[finding("F", "A.8.5", due="2026-06-10", title="Zwak")])],
    "measures": [measure("M", end="2026-06-11", title="Sleutels")],
    "milestones": [{"id": "S", "kind": "stage_1", "on": "2026-01-01", "planned": "2026-06-12"}],
    "certificates": [
        {
            "id": "C",
            "issued_by": "cb",
            "edition": "nen7510:2024",
            "scope": ["cervical-screening"],
            "events": [event("2026-01-01", "granted", valid_until="2026-06-13")],
        }
    ],
    "decisions": [
        {
            "id": "D",
            "on": "2026-01-05",
            "by": "bvo",
            "decision": "suspend",
            "rationale": "x",
            "conditions": [{"text": "Logging", "due": "2026-06-14"}],
            "review_on": "2026-06-15",
        }
    ],
    "evidence": [{"id": "E", "title": "Scan", "kind": "record", "on": "2026-01-01", "review_by": "2026-06-16"}],
    "commitments": [{"id": "B", "by": "bvo", "text": "Antwoord", "on": "2026-01-01", "due": "2026-06-17"}],
    "enforcement": [{"id": "H", "by": "igj", "kind": "toezicht", "on": "2026-01-01", "until": "2026-06-18"}],
    "requirements": [
        {
            "id": "R",
            "set_by": "bvo",
            "text": "x",
            "on": "2026-01-01",
            "establishments": [{"on": "2026-02-01", "by": "aud", "result": "met"}],
        }
    ],
}  # fmt: skip
DAYS = {
    "finding": ("F", "2026-06-10", LAB),
    "measure": ("M", "2026-06-11", LAB),
    "milestone": ("S", "2026-06-12", LAB),
    "certificate": ("C", "2026-06-13", "cb"),
    "condition": ("D.1", "2026-06-14", None),
    "decision": ("D", "2026-06-15", "bvo"),
    "evidence": ("E", "2026-06-16", None),
    "commitment": ("B", "2026-06-17", "bvo"),
    "enforcement": ("H", "2026-06-18", "igj"),
    "verdict": ("resume-bvo-nl", "2026-06-13", None),
    "accreditation": ("C.cb", "2040-12-31", "cb"),
}


def test_there_is_a_day_of_every_kind() -> None:
    found = {each.kind: (each.id, str(each.day), each.turn) for each in coming(evaluation("2026-06-01", **EVERYTHING))}
    assert found == DAYS
    assert set(DAYS) == set(KINDS)


@pytest.mark.parametrize(
    ("section", "kind", "told"),
    [
        ("measures", "measure", [event("2026-02-01", "done")]),
        ("milestones", "milestone", [event("2026-02-01", "reached")]),
        ("certificates", "certificate", [event("2026-01-01", "granted"), event("2026-02-01", "suspended")]),
        ("certificates", "accreditation", []),
        ("commitments", "commitment", [event("2026-02-01", "fulfilled")]),
        ("enforcement", "enforcement", [event("2026-02-01", "lifted", "igj")]),
    ],
)
def test_what_is_done_is_not_waited_for(section: str, kind: str, told: list[dict[str, Any]]) -> None:
    done = [each | {"events": told} for each in EVERYTHING[section]]
    assert kind not in {each.kind for each in coming(evaluation("2026-06-01", **EVERYTHING | {section: done}))}


def test_a_finding_that_is_verified_is_not_due_and_without_a_decision_there_is_none_to_review() -> None:
    closed = finding("F", "A.8.5", due="2026-06-10", events=[event("2026-02-01", "verified", "igj")])
    more = EVERYTHING | {"assessments": [assessment("igj", findings=[closed])], "decisions": []}
    found = {each.kind for each in coming(evaluation("2026-06-01", **more))}
    assert {"finding", "decision", "condition"}.isdisjoint(found)


@pytest.mark.parametrize(
    ("days", "passed", "expected"),
    [
        (0, False, []),
        (9, False, ["F"]),
        (10, False, ["F", "M"]),
        (13, False, ["F", "M", "S", "C", "D.1"]),
    ],
)
def test_what_comes_within_some_days_stands_in_order(days: int, expected: list[str], *, passed: bool) -> None:
    found = within(coming(evaluation("2026-06-01", **EVERYTHING)), AS_OF, days, passed=passed)
    assert [each.id for each in found if each.kind != "verdict"] == expected


def test_what_passed_is_there_for_who_asks_and_today_has_not_passed() -> None:
    found = list(coming(evaluation("2026-06-11", **EVERYTHING)))
    assert [each.id for each in within(found, date(2026, 6, 11), 0)] == ["M"]
    assert [each.id for each in within(found, date(2026, 6, 11), 0, passed=True)] == ["F", "M"]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], None),
        ([("2025-01-01", "2026-05-31")], None),
        ([("2026-06-01", "2026-06-01")], "2026-06-01"),
        ([("2025-01-01", "2026-12-31"), ("2027-01-01", "2028-12-31")], "2028-12-31"),
        ([("2025-01-01", "2026-12-31"), ("2027-01-02", "2028-12-31")], "2026-12-31"),
        ([("2025-01-01", "2026-12-31"), ("2025-06-01", "2026-06-30")], "2026-12-31"),
        ([("2027-01-01", "2028-12-31")], None),
    ],
)
def test_an_accreditation_goes_on_into_the_next_one_without_a_gap(
    spans: list[tuple[str, str]], expected: str | None
) -> None:
    given = [ACCREDITED | {"valid_from": start, "valid_until": end} for start, end in spans]
    party = build("party", {"id": "cb", "name": "x", "kind": "certification_body", "accreditations": given})
    assert isinstance(party, Party)
    found = accredited_until(party, "nen7510:2024", AS_OF)
    assert (str(found) if found else None) == expected
    assert accredited_until(party, "nen7510:2017", AS_OF) is None


def test_outsiders_read_that_something_is_due_and_not_what() -> None:
    labs = [evaluation("2026-06-01", parties=CERTIFIERS, **EVERYTHING)]
    whole, public = (upcoming(each_told(labs, coming), AS_OF, 90, public=public) for public in (False, True))
    assert {each.note for each in whole.days} >= {"Zwak", "Sleutels", "Scan", "Logging"}
    assert {each.note for each in public.days} == {None, "Logging", "Antwoord", "toezicht"}
    assert {each.kind for each in whole.days} - {each.kind for each in public.days} == {"evidence"}
    assert (whole.of, public.of) == (11, 10)
