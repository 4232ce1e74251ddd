"""What was recorded, and what turned, since a day (design section 6, changes)."""

from datetime import date

import pytest
from memory_record import MemoryRecord

from nen7510_tracker.service.changing import (
    LabChanges,
    changes_of,
    changes_of_all,
    for_outsiders,
    gravest_first,
    only,
    turned_by_kind,
)
from nen7510_tracker.service.record import Moment
from nen7510_tracker.words.message import InputRejected

BASE = """schema: nen7510-dossier/1
lab: {id: lab, name: Lab De Proef}
parties: [{id: igj, name: Inspectie, kind: inspectorate}, {id: bvo, name: Opdrachtgever, kind: commissioner}]
assessments:
- {id: igj, kind: inspection, title: I, performed_by: igj, edition: nen7510:2024, reference_dates: [2026-01-10],
   findings: [{id: F, controls: [A.8.5], grade: major, title: F EVENTS}]}
"""
VERIFIED = ", events: [{on: 2026-03-10, state: verified, by: igj}]"


@pytest.fixture
def record() -> MemoryRecord:
    made = MemoryRecord("2026-02-01")
    made.take(BASE.replace(" EVENTS", ""))
    made.take(BASE.replace(" EVENTS", VERIFIED), today="2026-03-10")
    return made


def changed(record: MemoryRecord, since: str, as_of: str = "2026-04-01", head: int | None = None) -> LabChanges:
    on = date.fromisoformat(as_of)
    return changes_of(record, "lab", date.fromisoformat(since), Moment(on, on, head))


def turned(found: LabChanges) -> list[tuple[str, str, str | None, str | None]]:
    return [tuple(each) for each in found.turned]


def test_what_turned_and_what_was_recorded_since_a_day(record: MemoryRecord) -> None:
    found = changed(record, "2026-03-09")
    assert turned(found) == [
        ("control", "A.8.5", "nonconforming", "conforming"),
        ("finding", "F", "open", "verified"),
    ]
    assert [each.kind for each in found.recorded] == ["finding_event"]


def test_since_that_very_day_nothing_did(record: MemoryRecord) -> None:
    """What is asked for is what came after the end of the day."""
    found = changed(record, "2026-03-10")
    assert (turned(found), list(found.recorded)) == ([], [])


def test_an_earlier_head_shows_what_was_to_be_seen_then(record: MemoryRecord) -> None:
    head = record.memory.head("lab").seq - 1
    found = changed(record, "2026-01-31", head=head)
    assert (turned(found), found.head.seq, found.recorded[-1].kind) == ([], head, "finding")


def test_a_laboratory_that_is_not_there(record: MemoryRecord) -> None:
    with pytest.raises(InputRejected, match="no laboratory other"):
        changes_of(record, "other", date(2026, 1, 1), Moment(date(2026, 2, 1), date(2026, 2, 1)))


def test_every_laboratory_is_asked_and_what_turned_is_counted(record: MemoryRecord) -> None:
    record.take(BASE.replace("id: lab,", "id: other,").replace(" EVENTS", ""), today="2026-03-20")
    moment = Moment(date(2026, 4, 1), date(2026, 4, 1))
    found = list(changes_of_all(record, ["lab", "other"], date(2026, 3, 9), moment))
    assert [(each.lab, len(each.turned), len(each.recorded)) for each in found] == [("lab", 2, 1), ("other", 0, 5)]
    counts = {what: count for what, count in turned_by_kind(found).items() if count}
    assert counts == {"control": 1, "finding": 1}
    assert [each.lab for each in sorted(found, key=gravest_first, reverse=True)] == ["other", "lab"]


def test_only_what_is_asked_and_what_outsiders_may_read(record: MemoryRecord) -> None:
    found = changed(record, "2026-01-31")
    assert only(found, ()) is found
    assert turned(only(found, ["finding"])) == [("finding", "F", "open", "verified")]
    assert list(only(found, ["finding"]).recorded) == []
    told = for_outsiders(found)
    assert [turn.what for turn in told.turned] == ["finding"]
    assert {each.kind for each in told.recorded} == {"lab", "party"}
