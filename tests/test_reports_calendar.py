"""The days of a trajectory in a calendar program."""

from datetime import date

import pytest
from dossiers import assessment, evaluate, event, finding, measure
from icalendar import Calendar

from nen7510_tracker.reports.calendar import calendar
from nen7510_tracker.words.catalogue import words_of

CERTIFICATE = {
    "id": "C-1",
    "issued_by": "cb",
    "number": "1",
    "edition": "nen7510:2024",
    "events": [{"on": "2026-01-01", "state": "granted", "valid_until": "2028-12-31"}],
}
DECISION = {
    "id": "D-1",
    "on": "2026-01-05",
    "by": "bvo",
    "decision": "suspend",
    "rationale": "x",
    "conditions": [{"text": "Logging", "due": "2026-09-01"}, {"text": "Zonder dag"}],
    "review_on": "2027-01-01",
}
EVERYTHING = {
    "assessments": [
        assessment(
            "igj",
            findings=[
                finding("F-1", "A.8.5", due="2026-07"),
                finding("F-2", "A.8.5", due="2026-08-01", events=[event("2026-02-01", "verified", "igj")]),
                finding("F-3", "A.8.5"),
            ],
        )
    ],
    "measures": [
        measure("M-1", end="2026-10-01", events=[event("2026-03-01", "in_progress", end="2026-11-01")]),
        measure("M-2", end="2026-10-01", events=[event("2026-03-01", "done")]),
        measure("M-3", end="2026-10-01", events=[event("2026-03-01", "cancelled")]),
    ],
    "milestones": [
        {"id": "S-1", "kind": "stage_1", "title": "x", "on": "2026-01-01", "planned": "2026-12-01"},
        {
            "id": "S-2",
            "kind": "stage_2",
            "title": "x",
            "on": "2026-01-01",
            "planned": "2026-04-01",
            "events": [event("2026-04-02", "reached")],
        },
    ],
    "certificates": [CERTIFICATE],
    "decisions": [DECISION],
    "evidence": [{"id": "E-1", "title": "Logboek", "kind": "record", "on": "2026-01-01", "review_by": "2027-02-01"}],
    "commitments": [
        {
            "id": "B-1",
            "by": "bvo",
            "text": "x",
            "on": "2026-01-01",
            "due": "2026-06-01",
            "events": [{"on": "2026-05-01", "state": "extended", "due": "2026-08-15"}],
        },
        {
            "id": "B-2",
            "by": "bvo",
            "text": "x",
            "on": "2026-01-01",
            "due": "2026-06-01",
            "events": [{"on": "2026-05-01", "state": "fulfilled"}],
        },
    ],
}
DAYS = {
    "finding.F-1": date(2026, 7, 31),
    "measure.M-1": date(2026, 11, 1),
    "milestone.S-1": date(2026, 12, 1),
    "certificate.C-1": date(2028, 12, 31),
    "decision.D-1": date(2027, 1, 1),
    "condition.D-1.1": date(2026, 9, 1),
    "evidence.E-1": date(2027, 2, 1),
    "commitment.B-1": date(2026, 8, 15),
}


def entries(text: str) -> dict[str, date]:
    found = Calendar.from_ical(text).walk("VEVENT")
    return {str(each["uid"]): each.decoded("dtstart") for each in found}


def test_what_is_not_done_stands_on_its_day() -> None:
    text = calendar(evaluate("2026-06-15", **EVERYTHING), words_of("en"))
    assert entries(text) == {f"{key}.lab@nen7510-tracker": day for key, day in DAYS.items()}


def test_entries_are_all_day() -> None:
    text = calendar(evaluate("2026-06-15", **EVERYTHING), words_of("en"))
    for each in Calendar.from_ical(text).walk("VEVENT"):
        assert type(each.decoded("dtstart")) is date
        assert (each.decoded("dtend") - each.decoded("dtstart")).days == 1


def test_an_entry_that_moves_keeps_its_name() -> None:
    before = evaluate("2026-02-01", measures=[measure("M-1", end="2026-10-01")])
    after = evaluate("2026-06-01", measures=[measure("M-1", end="2026-12-01")])
    names = [list(entries(calendar(each, words_of("en")))) for each in (before, after)]
    assert names[0] == names[1]


def test_the_same_view_gives_the_same_text() -> None:
    first, second = (calendar(evaluate("2026-06-15", **EVERYTHING), words_of("en")) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("as_of", ["2029-01-01"])
def test_a_certificate_that_ended_is_gone(as_of: str) -> None:
    text = calendar(evaluate(as_of, certificates=[CERTIFICATE]), words_of("en"))
    assert entries(text) == {}
