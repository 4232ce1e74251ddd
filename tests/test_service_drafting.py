"""Drafts in a record: started, kept, found again after a crash, recorded all at once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from nen7510_tracker.dossier.draft import Draft, DraftFinding, examined, found, rated
from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.draft_check import becomes
from nen7510_tracker.service.drafting import Drafting, keep_or_say
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call
from nen7510_tracker.store.journal import Journal
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.words.message import InputRejected

TODAY = date(2026, 4, 1)
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
BASE = """schema: nen7510-dossier/1
lab: {id: lab, name: Lab De Proef}
parties: [{id: aud, name: Auditor, kind: auditor}]
"""
DRAFT = Draft(
    lab="lab",
    id="audit-1",
    kind="independent_audit",
    title="Audit",
    performed_by="aud",
    edition="nen7510:2024",
    reference_dates=("2026-03-02",),
)
FINDING = DraftFinding(id="audit-1-01", controls=("A.8.15",), grade="minor", title="Logging ontbreekt")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    (tmp_path / "base.yaml").write_text(BASE)
    with Record.open(str(tmp_path / "record.db"), load_norm(), create=True) as opened:
        import_files(opened, [tmp_path / "base.yaml"], Call.new("anna", TODAY))
        yield opened


@pytest.fixture
def drafting(record: Record, tmp_path: Path) -> Drafting:
    return Drafting(record, Journal(tmp_path / "journal", "record.db"), lambda: NOON)


def test_a_draft_is_no_fact(record: Record, drafting: Drafting) -> None:
    before = record.ledger.heads()
    drafting.keep(rated(drafting.start(DRAFT), ["A.8.5"], "fails"))
    assert record.ledger.heads() == before


def test_a_draft_is_found_as_it_was_left(drafting: Drafting) -> None:
    draft = found(rated(drafting.start(DRAFT), ["A.8.5"], "fails"), FINDING)
    drafting.keep(draft)
    assert drafting.open("lab", "audit-1") == draft
    (listed,) = drafting.listed("lab")
    assert (listed.done, listed.total, listed.updated_at) == (2, 131, "2026-04-01T12:00:00+00:00")


def test_what_the_store_has_not_taken_is_found_all_the_same(drafting: Drafting) -> None:
    draft = drafting.start(DRAFT)
    typed = rated(draft, ["A.8.5"], "fails")
    drafting.note(typed)  # and here the program is killed
    assert drafting.open("lab", "audit-1") == typed
    assert drafting.listed()[0].done == 1


def test_an_older_revision_does_not_come_back(drafting: Drafting) -> None:
    first = rated(drafting.start(DRAFT), ["A.8.5"], "fails")
    second = rated(first, ["A.8.5"], "meets")
    drafting.note(first)
    drafting.keep(second)
    drafting.keep(first)
    assert drafting.open("lab", "audit-1") == second


def test_two_drafts_at_once(drafting: Drafting) -> None:
    one = rated(drafting.start(DRAFT), ["A.8.5"], "fails")
    two = rated(drafting.start(Draft(**{**_keys(DRAFT), "id": "audit-2"})), ["A.5.1"], "meets")
    drafting.keep(one)
    drafting.keep(two)
    assert [each.draft for each in drafting.listed()] == [one, two]


def _keys(draft: Draft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in draft.__struct_fields__}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"performed_by": "nobody"}, "no party nobody"),
        ({"edition": "nen7510:1999"}, "no edition nen7510:1999"),
        ({"scope": ("A.99",)}, "no control A.99"),
        ({"reference_dates": ("yesterday",)}, "yesterday is no day"),
    ],
)
def test_what_cannot_be_started(drafting: Drafting, changes: dict[str, object], says: str) -> None:
    with pytest.raises(InputRejected, match=says):
        drafting.start(Draft(**{**_keys(DRAFT), **changes}))
    assert not drafting.listed()


def test_an_id_is_given_once(drafting: Drafting) -> None:
    drafting.start(DRAFT)
    with pytest.raises(InputRejected, match="draft audit-1 already"):
        drafting.start(DRAFT)


def test_it_becomes_facts_all_at_once(record: Record, drafting: Drafting, tmp_path: Path) -> None:
    draft = found(examined(rated(drafting.start(DRAFT), ["A.8.5"], "fails"), ["A.5.1"]), FINDING)
    drafting.record_as_facts(draft, Call.new("anna", TODAY))
    assert not drafting.listed()
    told = tmp_path / "told.yaml"
    told.write_text(
        BASE
        + """assessments:
  - {id: audit-1, kind: independent_audit, title: Audit, performed_by: aud, edition: nen7510:2024,
     reference_dates: [2026-03-02], examined: [A.5.1, A.8.15],
     ratings: [{control: A.8.5, rating: fails}],
     findings: [{id: audit-1-01, controls: [A.8.15], grade: minor, title: Logging ontbreekt}]}
"""
    )
    assert not import_files(record, [told], Call.new("anna", TODAY))["lab"], "the file tells nothing new"


def test_recording_twice_adds_nothing(record: Record, drafting: Drafting) -> None:
    draft = rated(drafting.start(DRAFT), ["A.8.5"], "fails")
    call = Call.new("anna", TODAY)
    drafting.record_as_facts(draft, call)
    head = record.ledger.head("lab")
    drafting.record_as_facts(draft, call)
    assert record.ledger.head("lab") == head


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (DRAFT, "Nothing has been looked at"),
        (rated(Draft(**{**_keys(DRAFT), "reference_dates": ()}), ["A.8.5"], "fails"), "needs a reference date"),
        (rated(Draft(**{**_keys(DRAFT), "reference_dates": ("2026-05-01",)}), ["A.8.5"], "fails"), "after today"),
        (found(DRAFT, DraftFinding(id="f", controls=("A.8.5",), grade="minor")), "f needs a title"),
        (found(DRAFT, DraftFinding(id="f", controls=(), grade="minor", title="x")), "f needs a control"),
        (found(DRAFT, DraftFinding(id="f", controls=("A.9.99",), grade="minor", title="x")), "no control A.9.99"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_kept(drafting: Drafting, draft: Draft, says: str) -> None:
    drafting.start(draft)
    with pytest.raises(InputRejected) as rejected:
        drafting.record_as_facts(draft, Call.new("anna", TODAY))
    assert any(says in str(each) for each in rejected.value.messages)
    assert drafting.open("lab", "audit-1") == draft


def test_what_will_become_fact_is_said_in_words(drafting: Drafting) -> None:
    draft = found(rated(DRAFT, ["A.8.5", "A.5.1"], "meets"), FINDING)
    said = [(str(each.message), *each.names) for each in becomes(draft, drafting.record.norm)]
    assert said == [
        ("The assessment audit-1: Audit, by aud, on 2026-03-02.",),
        ("2 of 131 controls rated: meets.", "A.5.1", "A.8.5"),
        ("1 of 131 controls examined: what is rated follows from the findings on them.", "A.8.15"),
        ("1 of 1 findings: minor.", FINDING.id),
        ("128 of 131 controls were not looked at: nothing is recorded of them.",),
    ]


def test_a_colleague_s_part_waits_for_choices(drafting: Drafting) -> None:
    drafting.keep(rated(drafting.start(DRAFT), ["A.5.1"], "meets"))
    part = rated(rated(DRAFT, ["A.5.1"], "fails"), ["A.8.5"], "fails")
    _, conflicts = drafting.take_in("lab", part, {})
    assert [each.what for each in conflicts] == ["A.5.1"]
    assert "A.8.5" not in drafting.open("lab", "audit-1").rows, "nothing is kept before it is settled"
    drafting.take_in("lab", part, {"A.5.1": "theirs"})
    assert drafting.open("lab", "audit-1").row("A.5.1").rating == "fails"


def test_a_record_that_is_locked_for_a_moment_loses_nothing(drafting: Drafting, record: Record, tmp_path: Path) -> None:
    draft = rated(drafting.start(DRAFT), ["A.5.1"], "meets")
    with Record(Ledger.open(tmp_path / "record.db", patience=0.01), record.norm) as impatient:
        hurried = Drafting(impatient, drafting.journal, lambda: NOON)
        with closing(sqlite3.connect(tmp_path / "record.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            hurried.note(draft)
            assert keep_or_say(hurried, draft)
        assert hurried.open("lab", "audit-1") == draft
        assert keep_or_say(hurried, draft) is None
        assert hurried.journal
        assert hurried.journal.read("lab", "audit-1") is None
