"""Dossier files into the record: again, in either order, as corrections, and later knowledge."""

import json
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from memory_record import MemoryRecord
from msgspec.structs import replace
from strategies import LAB, Document, dates, documents, part, texts

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.exchange.writing import write_dossier
from nen7510_tracker.reports.status import status_document
from nen7510_tracker.service.record import Moment
from nen7510_tracker.service.recording import correct_fact, retract_fact
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import InputRejected

RANDOM = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
MOMENTS = st.tuples(st.integers(0, 1200), st.integers(0, 1200))


def _record(*texts: str, **more: Any) -> MemoryRecord:
    record = MemoryRecord()
    for each in texts:
        record.take(each, ending="json", **more)
    return record


def known(dossier: Dossier, known_on: date) -> dict[str, list[Any]]:
    """What was known on a day, whatever the order of the lists."""
    found = defaultdict(list)
    for each in dossier.known(known_on):
        found[each.kind].append(repr((each.on, each.fact)))
    return {kind: sorted(each) for kind, each in found.items()}


@RANDOM
@given(documents(), st.sampled_from(["yaml", "json"]))
def test_the_same_file_again_adds_nothing(document: Document, form: Any) -> None:
    record = _record(json.dumps(document))
    head = record.ledger.head(LAB)
    assert not record.take(json.dumps(document), ending="json")[LAB]
    assert not record.take(write_dossier(record.dossier(LAB), form=form), ending=form)[LAB]
    assert not record.take(json.dumps(document), ending="json", correct="Voor de zekerheid")[LAB]
    assert record.ledger.head(LAB) == head


@RANDOM
@given(documents(), st.sets(st.integers(0, 7)), st.sets(st.integers(0, 7)), MOMENTS)
def test_two_files_give_the_same_views_in_either_order_and_in_one_call(
    document: Document, one: set[int], two: set[int], moment: tuple[int, int]
) -> None:
    files = [json.dumps(part(document, lambda key, some=some: hash_of(key) in some)) for some in (one, two)]
    records = [_record(*files), _record(*reversed(files)), MemoryRecord(), MemoryRecord()]
    records[2].take(*files, ending="json")
    records[3].take(*reversed(files), ending="json")
    as_of, known_on = (date(2024, 1, 1) + timedelta(days=each) for each in moment)
    first, *others = [known(each.dossier(LAB), known_on) for each in records]
    assert others == [first] * 3
    first, *others = [_status(each, as_of, known_on) for each in records]
    assert others == [first] * 3


def hash_of(key: str) -> int:
    """A number from 0 to 7, the same in every run."""
    return sum(map(ord, key)) % 8


def _status(record: MemoryRecord, as_of: date, known_on: date) -> Any:
    document = status_document(record.evaluation(LAB, Moment(as_of, known_on)), "nen7510:2024")
    return {key: value for key, value in document.items() if key != "head"}


@RANDOM
@given(documents(), st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 200))
def test_a_fact_that_is_known_later_changes_no_earlier_view(
    document: Document, as_of: int, known_on: int, later: int
) -> None:
    """What the views showed before stays as it was when more becomes known: new facts and corrections alike."""
    start = date(2024, 1, 1)
    before, after = start + timedelta(days=known_on), start + timedelta(days=known_on + later)
    record = _record(json.dumps(document))
    moment = Moment(start + timedelta(days=as_of), before)
    earlier = known(record.dossier(LAB), before), _status(record, moment.as_of, moment.known_on)
    more = _everything_again(document, after.isoformat())
    record.take(json.dumps(more), ending="json")
    assert (known(record.dossier(LAB), before), _status(record, moment.as_of, moment.known_on)) == earlier


def _everything_again(document: Document, known_on: str) -> Document:
    """The same facts under other ids, with everything in them known from a day on."""
    copy = json.loads(json.dumps(document))
    renamed = {
        each["id"]: f"{each['id']}-x"
        for name, items in copy.items()
        if isinstance(items, list) and name != "parties"
        for item in items
        for each in (item, *(inner for inner in item.get("findings", ()) if isinstance(inner, dict)))
    }
    return {
        name: [_later(item, renamed, known_on) for item in items]
        if isinstance(items, list) and name != "parties"
        else items
        for name, items in copy.items()
    }


# Lists whose items are facts of their own; those of a measure hold ids instead.
_FACTS = ("events", "ratings", "establishments", "findings")
_NAMES = ("id", "findings", "waits_for", "statement", "based_on", "evidence", "same_as")


def _later(fact: dict[str, Any], renamed: dict[str, str], known_on: str) -> dict[str, Any]:
    found = {**fact, "known_on": known_on}
    for key, value in fact.items():
        if key in _FACTS and value and isinstance(value[0], dict):
            found[key] = [_later(each, renamed, known_on) for each in value]
        elif key in _NAMES:
            found[key] = renamed.get(value, value) if isinstance(value, str) else [renamed.get(x, x) for x in value]
    return found


@RANDOM
@given(documents(), st.data())
def test_a_difference_is_refused_unless_it_is_a_correction_with_a_reason(
    document: Document, data: st.DataObject
) -> None:
    names = [name for name in ("incidents", "evidence", "timeline", "commitments") if name in document]
    section, key = data.draw(st.sampled_from(names or ["parties"])), "known_on"
    changed = json.loads(json.dumps(document))
    changed[section][0][key] = data.draw(dates(1001, 1100))
    record = _record(json.dumps(document))
    head = record.ledger.head(LAB)
    with pytest.raises(InputRejected, match="--correct"):
        record.take(json.dumps(changed), ending="json")
    assert record.ledger.head(LAB) == head
    (entry,) = record.take(json.dumps(changed), ending="json", correct="Late ontvangen", today="2027-02-01")[LAB]
    assert (entry.reason, entry.known_on) == ("Late ontvangen", "2027-02-01")
    before, after = (record.dossier(LAB).known(day) for day in (date(2027, 1, 31), date(2027, 2, 1)))
    fact_id = changed[section][0]["id"]
    kinds = {"incidents": "incident", "commitments": "commitment", "parties": "party"}
    of_kind = kinds.get(section, section)
    (was,) = [each.fact for each in before if (each.kind, each.fact.key) == (of_kind, fact_id)]
    (now,) = [each.fact for each in after if (each.kind, each.fact.key) == (of_kind, fact_id)]
    assert (str(was.known_on) if was.known_on else None) == document[section][0].get(key)
    assert str(now.known_on) == changed[section][0][key]


SMALL = """\
schema: nen7510-dossier/1
lab: {id: lab, name: Lab}
parties:
  - {id: igj, name: Inspectie, kind: inspectorate}
"""
FINDING = """\
assessments:
  - id: as-1
    kind: inspection
    title: x
    performed_by: igj
    edition: nen7510:2024
    reference_dates: [2026-01-10]
    findings:
      - {id: F-1, controls: [A.8.5], grade: major, title: Eerste}
"""
MEASURE = "measures:\n  - {id: M-1, title: Herstel, findings: [F-1], on: 2026-02-01}\n"


def _refused(record: MemoryRecord, *files: str, **more: Any) -> list[str]:
    head = record.ledger.head(LAB)
    with pytest.raises(InputRejected) as error:
        record.take(*files, **more)
    assert record.ledger.head(LAB) == head
    return [str(each).partition(".yaml, ")[2] for each in error.value.messages]


def test_what_a_file_names_may_stand_in_another_of_the_same_call_or_in_the_record() -> None:
    together, apart = MemoryRecord(), MemoryRecord()
    together.take(SMALL + MEASURE, SMALL + FINDING)
    apart.take(SMALL + FINDING)
    assert _refused(MemoryRecord(), SMALL + MEASURE) == [
        "line 6, measures[0].findings[0]: there is no finding F-1, in the file or in the record."
    ]
    apart.take(SMALL + MEASURE)
    assert together.dossier(LAB).current("measure", "M-1") == apart.dossier(LAB).current("measure", "M-1")


def _about_f1(found: list[str]) -> str:
    """The one message, which is about F-1 on its line."""
    (message,) = found
    start = "line 13, assessments[0].findings[0] (F-1): finding F-1 "
    assert message.startswith(start)
    return message.removeprefix(start)


def test_a_difference_is_said_with_its_line_and_keys() -> None:
    record = MemoryRecord()
    record.take(SMALL + FINDING)
    changed = FINDING.replace("grade: major, title: Eerste", "grade: minor, title: Ander")
    assert _about_f1(_refused(record, SMALL + changed)) == (
        "differs from the one recorded (grade, title); give a reason with --correct to correct it."
    )


@pytest.mark.parametrize("correct", [None, "Omdat"])
def test_two_files_that_contradict_each_other_are_refused_together(correct: str | None) -> None:
    files = SMALL + FINDING, SMALL + FINDING.replace("Eerste", "Tweede")
    assert _about_f1(_refused(MemoryRecord(), *files, correct=correct)) == (
        "is told twice in this call, in different words (title); make them agree."
    )


def test_what_was_retracted_does_not_come_back_by_itself() -> None:
    record = MemoryRecord()
    record.take(SMALL + FINDING)
    retract_fact(record, LAB, "finding", "F-1", reason="Dubbel", call=record.call())
    assert _about_f1(_refused(record, SMALL + FINDING)) == (
        "was retracted; give a reason with --correct to record it again."
    )
    record.take(SMALL + FINDING, correct="Toch niet dubbel")
    assert record.dossier(LAB).current("finding", "F-1") is not None


def test_a_history_that_is_another_than_the_records_is_refused() -> None:
    one, two = MemoryRecord(), MemoryRecord()
    for record, title in ((one, "Eerste"), (two, "Tweede")):
        record.take(SMALL + FINDING)
        fact = record.dossier(LAB).current("finding", "F-1")
        correct_fact(record, LAB, replace(fact, title=f"{title} beter"), "F-1", "Beter", record.call(), None)
    found = _refused(two, write_dossier(one.dossier(LAB), history=True))
    assert any("another history of finding F-1" in each for each in found)


def test_an_event_of_another_day_is_the_same_event_moved() -> None:
    """Its key is another since; the file with its history taken in twice must not make two of it."""
    from nen7510_tracker.service.recording import correct_fact

    event = "        events: [{on: 2026-02-01, state: planned, by: lab}]\n"
    long = FINDING.replace("- {id: F-1, ", "- id: F-1\n        ").replace(", grade", "\n        grade")
    long = long.replace(", title: Eerste}", "\n        title: Eerste") + event
    record, other = MemoryRecord(), MemoryRecord("2027-06-01")
    record.take(SMALL + long)
    fact = record.dossier(LAB).current("finding_event", "F-1/2026-02-01/planned/lab")
    correct_fact(record, LAB, replace(fact, on=day("2026-03-01")), fact.key, "Datum", record.call(), None)
    text = write_dossier(record.dossier(LAB), history=True)
    other.take(text)
    assert not other.take(text)[LAB]
    assert [each.key for each in other.dossier(LAB).facts("finding_event")] == ["F-1/2026-03-01/planned/lab"]


@given(texts)
@settings(max_examples=20, deadline=None)
def test_a_reason_is_any_text_that_says_something(reason: str) -> None:
    record = MemoryRecord()
    record.take(SMALL + FINDING)
    changed = SMALL + FINDING.replace("Eerste", "Tweede")
    if not reason.strip():
        _refused(record, changed, correct=reason)
        return
    record.take(changed, correct=reason)
    other = MemoryRecord()
    other.take(write_dossier(record.dossier(LAB), history=True))
    assert other.dossier(LAB).latest("finding", "F-1").entry.reason == reason
