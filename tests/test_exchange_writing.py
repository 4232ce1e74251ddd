"""Dossier files out: what stands in them, how they read, and that they come in again as they were."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from memory_record import MemoryRecord
from msgspec.structs import replace
from strategies import AWKWARD, LAB, Document, documents, texts

from nen7510_tracker.dossier.decided import decision_told
from nen7510_tracker.dossier.dossier import Version
from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.dossier.facts import Decision, Finding, Measure, build, plain
from nen7510_tracker.dossier.facts.commissioning import Answer
from nen7510_tracker.exchange.examples import examples
from nen7510_tracker.exchange.fields import fact_of
from nen7510_tracker.exchange.reading import read_text
from nen7510_tracker.exchange.shape import TOP
from nen7510_tracker.exchange.writing import write_dossier
from nen7510_tracker.exchange.yaml_text import WIDTH, Block, is_guessed, yaml_text
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.rules.decision import contra, standing_decision
from nen7510_tracker.service.deciding import Wish, approve, propose
from nen7510_tracker.service.record import Moment
from nen7510_tracker.service.recording import Batch, Told, correct_fact, record_facts, retract_fact
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import InputRejected

RANDOM = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
FORMS = st.sampled_from(["yaml", "json"])


def facts(text: str, name: str) -> list[Any]:
    """The facts of a file in order, whoever recorded them."""
    return [replace(each.fact, recorded=None) for each in read_text(text, name, load_norm()).items]


@RANDOM
@given(documents(), FORMS, st.booleans())
def test_what_is_imported_is_exported_and_what_is_exported_is_imported(
    document: Document,
    form: Any,
    history: bool,
) -> None:
    record = MemoryRecord()
    given_text = json.dumps(document, ensure_ascii=False)
    record.take(given_text, ending="json")
    text = write_dossier(record.dossier(LAB), form=form, history=history)
    assert facts(text, f"x.{form}") == facts(given_text, "x.json")
    other = MemoryRecord("2027-03-01")
    other.take(text, ending=form)
    assert write_dossier(other.dossier(LAB), form=form, history=history) == text


@pytest.mark.parametrize("path", examples(), ids=lambda path: path.stem)
def test_an_example_survives_and_fits_the_page(path: Path) -> None:
    record = MemoryRecord()
    record.take(path.read_text("utf-8"))
    text = write_dossier(record.dossier(path.stem))
    assert facts(text, "x.yaml") == facts(path.read_text("utf-8"), "x.yaml")
    assert max(map(len, text.splitlines())) <= WIDTH


def test_the_lists_stand_in_the_order_of_the_format() -> None:
    record = MemoryRecord()
    record.take(Path(examples()[1]).read_text("utf-8"))
    text = write_dossier(record.dossier("example-lab"))
    sections = [line.removesuffix(":") for line in text.splitlines() if line[:1].isalpha() and line.endswith(":")]
    assert sections == [
        "lab",
        "parties",
        "incidents",
        "statements",
        "assessments",
        "measures",
        "milestones",
        "certificates",
        "requirements",
        "enforcement",
        "evidence",
        "commitments",
        "decisions",
        "timeline",
    ]
    assert set(sections) == {"lab"} | {each.section for each in TOP}


LAYOUT = """\
schema: nen7510-dossier/1
lab:
  id: lab
  name: "yes"
  advised_by:
    - {party: adv, from: 2025-01}

parties:
  - {id: adv, name: "Adviseurs, en meer", kind: auditor}
  - {id: igj, name: Inspectie, kind: inspectorate, source: {title: "a: b"}}

assessments:
  - id: as-1
    kind: inspection
    title: "4.10"
    performed_by: igj
    edition: nen7510:2024
    reference_dates: [2025-07, 2025-12-16]
    published_on: 2026-05-13
    known_on: 2026-05-14
    ratings:
      - {control: "4.1", rating: fails}
      - {control: A.8.5, on: 2025-07, rating: meets, note: "on"}
    findings:
      - id: F-1
        controls: [9.2.2, A.8.5]
        grade: major
        title: >-
          Een titel die zo lang is dat hij niet op een regel past, en daarom over meer regels staat, gevouwen zoals
          mensen dat doen
        statement: |-
          Twee regels:

            # de tweede springt in
        priority: 1
        events:
          - {on: 2026-01-01, state: submitted, by: lab}
          - {on: 2026-01-01, state: accepted, by: igj, due: 2026-06-30}
"""


def test_a_file_is_laid_out_as_people_write_it() -> None:
    record = MemoryRecord()
    record.take(LAYOUT)
    assert write_dossier(record.dossier(LAB)) == LAYOUT


def test_json_has_the_same_keys_with_numbers_and_truth_as_such() -> None:
    record = MemoryRecord()
    record.take(LAYOUT)
    document = json.loads(write_dossier(record.dossier(LAB), form="json"))
    assert list(document) == ["schema", "lab", "parties", "assessments"]
    finding = document["assessments"][0]["findings"][0]
    assert finding["priority"] == 1
    assert [each["state"] for each in finding["events"]] == ["submitted", "accepted"]
    assert document["assessments"][0]["ratings"][0]["control"] == "4.1"


@pytest.mark.parametrize("text", AWKWARD)
def test_any_text_is_read_by_every_reader_of_yaml_as_it_is(text: str) -> None:
    documents: list[Mapping[str, Any]] = [
        {"a": text, "list": [text, text], "groups": [{"a": text, "b": [text]}, Block({"a": text, "b": {"c": text}})]}
    ]
    for document in documents:
        assert yaml.safe_load(yaml_text(document)) == document


@given(st.lists(texts, min_size=1, max_size=4), st.integers(0, 120))
def test_texts_of_any_length_are_read_as_they_are(found: list[str], more: int) -> None:
    document = {
        "a": [{"key": each + " x" * more, "b": found} for each in found],
        "b": Block({"c": Block({"d": found})}),
    }
    assert yaml.safe_load(yaml_text(document)) == document


@pytest.mark.parametrize("text", ["a ?", "a ? b", "a - b", "a ,", "b?c", "a: ", "a :b", "https://a.nl/b?c={d}"])
def test_in_brackets_more_texts_need_quotes(text: str) -> None:
    document = {"a": [text], "b": {"c": text}}
    assert yaml.safe_load(yaml_text(document)) == document
    assert yaml.load(yaml_text(document), yaml.CSafeLoader) == document


@pytest.mark.parametrize(
    "text", ["on", "No", "4.1", "4.10", "1e3", "0x10", "0o7", "2025-01-01", "null", "1:30", "y", "="]
)
def test_what_yaml_would_guess_stands_in_quotes(text: str) -> None:
    assert is_guessed(text)
    assert yaml_text({"a": text}) == f'a: "{text}"\n'


@pytest.mark.parametrize("text", ["9.2.2", "A.8.5", "nen7510:2024", "C 000", "2025-07x", "onderzoek", "https://a.nl/b"])
def test_other_texts_stand_bare(text: str) -> None:
    assert yaml_text({"a": text, "b": {"c": text}}) == f"a: {text}\nb: {{c: {text}}}\n"


def _retract(record: MemoryRecord, kind: str, key: str) -> None:
    retract_fact(record, LAB, kind, key, reason="Vergissing", call=record.call())


def test_what_was_retracted_is_left_out_with_what_is_inside_and_what_names_it() -> None:
    record = MemoryRecord()
    record.take(LAYOUT + "\nmeasures:\n  - {id: M-1, title: x, findings: [F-1], on: 2026-01-01}\n")
    _retract(record, "finding", "F-1")
    text = write_dossier(record.dossier(LAB))
    assert "F-1" not in text
    other = MemoryRecord()
    other.take(text)
    measure = other.dossier(LAB).current("measure", "M-1")
    assert isinstance(measure, Measure)
    assert measure.findings == ()
    assert other.dossier(LAB).current("finding_event", "F-1/2026-01-01/submitted/lab") is None


def test_with_its_history_what_was_retracted_and_what_is_inside_are_told() -> None:
    record = MemoryRecord()
    record.take(LAYOUT)
    before = record.today
    record.call(today="2027-02-01")
    _retract(record, "finding", "F-1")
    other = MemoryRecord("2028-01-01")
    other.take(write_dossier(record.dossier(LAB), history=True))
    then = other.evaluation(LAB, Moment(before, before))
    assert then.findings["F-1"].state == "accepted"
    assert not other.evaluation(LAB, Moment(record.today, record.today)).findings


def test_the_order_within_one_day_survives_a_retraction_in_the_list() -> None:
    """Recorded in one call: planned, then implemented, both on one day; later the first is retracted."""
    record = MemoryRecord()
    events = ("planned", "implemented")
    record.take(LAYOUT + "".join(f"          - {{on: 2026-02-01, state: {each}, by: lab}}\n" for each in events))
    before = record.today
    record.call(today="2027-02-01")
    _retract(record, "finding_event", "F-1/2026-02-01/planned/lab")
    other = MemoryRecord("2028-01-01")
    other.take(write_dossier(record.dossier(LAB), history=True))
    assert other.evaluation(LAB, Moment(before, before)).findings["F-1"].state == "implemented"


def test_what_is_recorded_late_is_read_in_the_order_of_days_and_kept_in_that_of_recording() -> None:
    record = MemoryRecord()
    record.take(LAYOUT)
    late = fact_of(
        "finding_event",
        {"finding": ["F-1"], "on": ["2025-12-20"], "state": ["planned"], "by": [LAB]},
        record.norm,
    )
    record_facts(record, {LAB: Batch([Told(late)])}, record.call())
    text, history = (write_dossier(record.dossier(LAB), history=each) for each in (False, True))
    assert text.index("state: planned") < text.index("state: submitted")
    assert history.index("state: planned") > history.index("state: submitted")
    for each, form in ((text, False), (history, True)):
        other = MemoryRecord("2027-06-01")
        other.take(each)
        assert write_dossier(other.dossier(LAB), history=form) == each


def test_events_may_stand_in_any_order_in_a_file() -> None:
    """What is judged is the whole sequence, in the order of days."""
    first, second = LAYOUT.splitlines(keepends=True)[-2:]
    shuffled = LAYOUT.replace(first + second, second.replace("2026-01-01", "2026-01-02") + first)
    record = MemoryRecord()
    record.take(shuffled)
    assert [each.key for each in record.dossier(LAB).facts("finding_event")] == [
        "F-1/2026-01-01/submitted/lab",
        "F-1/2026-01-02/accepted/igj",
    ]
    assert not record.take(shuffled)[LAB]


def test_an_event_that_was_moved_keeps_its_place_among_those_of_its_first_day() -> None:
    """Two on one day, recorded in this order; then the second is moved to an earlier day."""
    record = MemoryRecord()
    events = ("planned", "implemented")
    record.take(LAYOUT + "".join(f"          - {{on: 2026-02-01, state: {each}, by: lab}}\n" for each in events))
    before = record.today
    fact = record.dossier(LAB).current("finding_event", "F-1/2026-02-01/implemented/lab")
    call = record.call(today="2027-02-01")
    correct_fact(record, LAB, replace(fact, on=day("2026-01-15")), fact.key, "Andere dag", call, None)
    text = write_dossier(record.dossier(LAB), history=True)
    other = MemoryRecord("2028-01-01")
    other.take(text)
    assert other.evaluation(LAB, Moment(before, before)).findings["F-1"].state == "implemented"
    assert other.evaluation(LAB, Moment(record.today, record.today)).findings["F-1"].state == "planned"
    assert write_dossier(other.dossier(LAB), history=True) == text


def test_the_day_that_an_event_was_moved_away_from_may_be_taken_again() -> None:
    """Its key then is that of another event; taken in twice, a file with its history still adds nothing."""
    record = MemoryRecord()
    event = "          - {on: 2026-02-01, state: planned, by: lab}\n"
    record.take(LAYOUT + event)
    fact = record.dossier(LAB).current("finding_event", "F-1/2026-02-01/planned/lab")
    moved = replace(fact, on=day("2026-03-01"), note="Verplaatst")
    correct_fact(record, LAB, moved, fact.key, "Andere dag", record.call(), None)
    record_facts(record, {LAB: Batch([Told(replace(fact, note="Een ander"))])}, record.call())
    text = write_dossier(record.dossier(LAB), history=True)
    other = MemoryRecord("2028-01-01")
    other.take(text)
    assert not other.take(text)[LAB]
    assert not record.take(text)[LAB]
    notes = {each.key: each.note for each in other.dossier(LAB).facts("finding_event")}
    assert notes["F-1/2026-02-01/planned/lab"] == "Een ander"
    assert notes["F-1/2026-03-01/planned/lab"] == "Verplaatst"


def test_a_finding_that_is_the_same_as_one_that_was_retracted_is_taken_over() -> None:
    record = MemoryRecord()
    record.take(LAYOUT + "      - {id: F-2, controls: [A.8.5], grade: minor, title: x, same_as: [F-1]}\n")
    _retract(record, "finding", "F-1")
    other = MemoryRecord("2028-01-01")
    other.take(write_dossier(record.dossier(LAB), history=True))
    assert versions_of(other, "F-2") == versions_of(record, "F-2") == [("F-1",)]
    assert "same_as" not in write_dossier(record.dossier(LAB))


def versions_of(record: MemoryRecord, key: str) -> list[Any]:
    return [each.fact.same_as for each in record.dossier(LAB).chains["finding"][key]]


def test_in_a_list_the_order_of_the_file_holds_against_a_clock_that_went_back() -> None:
    record, other = MemoryRecord(), MemoryRecord("2028-01-01")
    events = ("planned", "implemented")
    record.take(LAYOUT + "".join(f"          - {{on: 2026-02-01, state: {each}, by: lab}}\n" for each in events))
    lines = write_dossier(record.dossier(LAB), history=True).splitlines(keepends=True)
    ahead = [line.replace("2027-01-04T", "2027-01-05T") if "state: planned" in line else line for line in lines]
    assert ahead != lines
    other.take("".join(ahead))
    assert [each.state for each in other.dossier(LAB).facts("finding_event")][-2:] == ["planned", "implemented"]


def test_a_correction_and_its_reason_are_told() -> None:
    record = MemoryRecord()
    record.take(LAYOUT)
    finding = record.dossier(LAB).current("finding", "F-1")
    assert isinstance(finding, Finding)
    correct_fact(
        record, LAB, replace(finding, grade="minor"), "F-1", "Verkeerd gelezen", record.call("bob"), "2027-01-05"
    )
    assert "verkeerd gelezen" not in write_dossier(record.dossier(LAB)).lower()
    document = json.loads(write_dossier(record.dossier(LAB), form="json", history=True))
    assert document["assessments"][0]["findings"][0]["grade"] == "minor"
    first, second = document["history"]
    assert (first["kind"], first["id"], first["fact"]["grade"], first["recorded"]["by"]) == (
        "finding",
        "F-1",
        "major",
        "anna",
    )
    assert set(first) == {"kind", "id", "recorded", "fact"}
    assert (second["known_on"], second["reason"], second["recorded"]["by"]) == ("2027-01-05", "Verkeerd gelezen", "bob")


def test_a_correction_here_of_what_was_taken_over_is_by_who_made_it() -> None:
    record, other = MemoryRecord(), MemoryRecord("2027-06-01")
    record.take(LAYOUT)
    other.take(write_dossier(record.dossier(LAB), history=True))
    before = other.dossier(LAB).current("finding", "F-1")
    changed = fact_of("finding", {"grade": ["minor"]}, other.norm, before)
    correct_fact(other, LAB, changed, "F-1", "Verkeerd gelezen", other.call("bob"), None)
    document = json.loads(write_dossier(other.dossier(LAB), form="json", history=True))
    assert [each["recorded"]["by"] for each in document["history"]] == ["anna", "bob"]


# Decisions made here


def _resumed() -> tuple[MemoryRecord, str]:
    """The rich example without its own resumption, which is proposed and approved in the record instead."""
    text = write_dossier(_record_of(examples()[1], "2026-10-06").dossier("example-lab"), form="json")
    document = json.loads(text)
    document["decisions"] = [each for each in document["decisions"] if each["id"] != "D-4"]
    record = MemoryRecord("2026-10-06")
    record.take(json.dumps(document), ending="json")
    evaluation = record.evaluation("example-lab", Moment(record.today, record.today))
    answers = tuple(Answer(what=each.what, text="Beantwoord.") for each in contra(evaluation))
    wish = Wish("Alles is vastgesteld", decision="resume", services=("cervical-screening",), answers=answers)
    made = propose(record, "example-lab", wish, record.call("eva"))
    approve(record, "example-lab", made.proposal.id, record.call("dirk"))
    return record, made.proposal.id


def _record_of(path: Path, today: str) -> MemoryRecord:
    record = MemoryRecord(today)
    record.take(path.read_text("utf-8"))
    return record


def test_a_decision_made_here_stands_among_the_decisions_and_is_judged_again_elsewhere() -> None:
    record, key = _resumed()
    text = write_dossier(record.dossier("example-lab"))
    other = MemoryRecord("2027-06-01")
    other.take(text)
    decision = other.dossier("example-lab").current("decision", key)
    assert isinstance(decision, Decision)
    assert (decision.decision, str(decision.on)) == ("resume", "2026-10-06")
    assert (decision.proposed_by, decision.approved_by) == ("eva", "dirk")
    assert decision.head
    assert decision.head.seq < record.dossier("example-lab").head.seq
    assert write_dossier(other.dossier("example-lab")) == text
    assert not record.take(text)["example-lab"]


def test_a_resumption_is_taken_over_although_what_it_rested_on_was_corrected_later() -> None:
    record, key = _resumed()
    lab = "example-lab"
    record.call(today="2026-11-02")
    for kind, key_of in (("party", "noorderlicht"), ("assessment", "extra-2026"), ("certificate", "cert-1")):
        fact = next((each for each in record.dossier(lab).facts(kind) if each.key == key_of), None) or next(
            record.dossier(lab).facts(kind)
        )
        changed = replace(fact, source=None, known_on=day("2026-10-30"))
        correct_fact(record, lab, changed, fact.key, "Bron klopte niet", record.call("bob"), None)
    other = MemoryRecord("2027-06-01")
    other.take(write_dossier(record.dossier(lab), history=True))
    for each in (record, other):
        standing = standing_decision(each.evaluation(lab, Moment(day("2026-10-10").last, day("2026-10-10").last)).view)
        assert standing
        assert (standing.id, standing.proposed_by, standing.approved_by) == (key, "eva", "dirk")


def test_a_decision_made_here_cannot_be_rewritten_by_a_file() -> None:
    record, key = _resumed()
    text = write_dossier(record.dossier("example-lab"))
    forged = text.replace("Alles is vastgesteld", "Zonder voorwaarden")
    assert forged != text
    with pytest.raises(InputRejected) as error:
        record.take(forged)
    assert key in str(error.value)
    assert "rationale" in str(error.value)
    with pytest.raises(InputRejected):
        record.take(forged, correct="Toch anders")


def test_a_decision_made_here_is_told_as_it_was_approved() -> None:
    mark, head = {"id": "p", "digest": "d"}, {"seq": 1, "digest": "d"}
    proposal = {"id": "D-1", "on": "2026-01-01", "by": "bvo", "decision": "suspend", "rationale": "x", "policy": mark}
    approval = {"id": "D-1", "on": "2026-01-02", "known_on": "2026-01-03", "policy": mark | {"id": "q"}}
    approval |= {"verdict": "undetermined", "head": {"seq": 2, "digest": "e"}}
    told = decision_told(
        _version("proposal", proposal | {"verdict": "not_met", "head": head}, "eva"),
        _version("approval", approval, "dirk"),
    )
    assert told
    kept = ("on", "known_on", "verdict", "policy", "head", "proposed_by", "approved_by")
    assert {key: plain(told)[key] for key in kept} == {
        **{key: approval[key] for key in kept[:5]},
        "proposed_by": "eva",
        "approved_by": "dirk",
    }


def _version(kind: str, values: dict[str, Any], by: str) -> Version:
    entry = Entry("lab", 1, "", kind, "D-1", None, None, "", by, None, None, 1, "", "", "", "")
    return Version(entry, build(kind, values), 1)


def test_decisions_stand_in_the_order_of_recording_however_they_were_made() -> None:
    record = MemoryRecord()
    with_commissioner = LAYOUT.replace("parties:\n", "parties:\n  - {id: bvo, name: B, kind: commissioner}\n")
    record.take(with_commissioner)
    made = propose(record, LAB, Wish("Omdat", decision="suspend", id="Z"), record.call("eva"))
    approve(record, LAB, made.proposal.id, record.call("dirk"))
    told = "\ndecisions:\n  - {id: A, on: 2026-05-01, by: bvo, decision: end, rationale: x}\n"
    record.take(with_commissioner + told)
    text = write_dossier(record.dossier(LAB))
    assert text.index("id: Z") < text.index("id: A, on")
    other = MemoryRecord("2027-06-01")
    other.take(text)
    assert write_dossier(other.dossier(LAB)) == text


def test_what_is_only_proposed_is_no_decision_yet() -> None:
    record = MemoryRecord()
    record.take(LAYOUT.replace("parties:\n", "parties:\n  - {id: bvo, name: B, kind: commissioner}\n"))
    propose(record, LAB, Wish("Omdat", decision="suspend"), record.call("eva"))
    assert "decisions" not in write_dossier(record.dossier(LAB))
    text = write_dossier(record.dossier(LAB), history=True)
    other = MemoryRecord("2027-06-01")
    other.take(text)
    approve(other, LAB, "D-1", other.call("dirk"))
    assert "proposed_by: eva" in write_dossier(other.dossier(LAB))


def test_a_lab_with_nothing_but_a_name() -> None:
    record = MemoryRecord()
    record.take("schema: nen7510-dossier/1\nlab: {id: lab, name: Lab}\n")
    assert write_dossier(record.dossier(LAB)) == "schema: nen7510-dossier/1\nlab:\n  id: lab\n  name: Lab\n"


def test_who_recorded_a_fact_is_said_only_with_its_history() -> None:
    record = MemoryRecord()
    record.take(LAYOUT)
    record_facts(
        record,
        {LAB: Batch([Told(fact_of("timeline", {"id": ["T"], "on": ["2026-01"], "text": ["x"]}, record.norm))])},
        record.call("carla"),
    )
    assert "carla" not in write_dossier(record.dossier(LAB))
    assert "recorded: {by: carla, at:" in write_dossier(record.dossier(LAB), history=True)
