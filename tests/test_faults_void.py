"""What somebody wrote past the program: kept, shown with its reason, and no answer rests on it (design section 7)."""

import json
from pathlib import Path
from typing import Any

import pytest
from store_engines import Store
from store_program import done, nen7510, write_dossier

from nen7510_tracker.dossier.entry import Entry, Statement, canonical
from nen7510_tracker.store.chain import Call, grow
from nen7510_tracker.store.ledger import Ledger

CALL = Call("6f1c2b1e-8f0a-4c39-9a52-0d7c1b2a3e4f", "2026-06-01T12:00:00.000000Z", "somebody")
ASKED = (
    ["gate", "lab", "--format", "json"],
    ["status", "lab", "--format", "json"],
    ["labs", "--format", "json"],
    ["trajectory", "lab", "--format", "json"],
    ["gaps", "lab", "--format", "json"],
)


def _fact(**values: object) -> str:
    return canonical(values)


def _event(on: str, state: str, by: str, **more: object) -> Statement:
    fact = _fact(finding="F-1", on=on, state=state, by=by, **more)
    return Statement("finding_event", f"F-1/{on}/{state}/{by}", on, on, fact)


FORGED: dict[str, tuple[Statement, str]] = {
    "a laboratory that verifies itself": (_event("2026-02-01", "verified", "lab"), "lab"),
    "an unknown party": (_event("2026-02-01", "verified", "nobody"), "there is no party nobody"),
    "a finding told anew": (
        Statement(
            "finding",
            "F-1",
            "2025-12-16",
            "2025-12-16",
            _fact(assessment="audit", controls=["A.8.5"], grade="observation", id="F-1", title="Hardly anything"),
        ),
        "recorded already",
    ),
    "a control that does not exist": (
        Statement(
            "finding",
            "F-9",
            "2025-12-16",
            "2025-12-16",
            _fact(assessment="audit", controls=["A.99.1"], grade="minor", id="F-9", title="Nothing"),
        ),
        "no control A.99.1",
    ),
    "a resumption that no gate allows": (
        Statement(
            "decision",
            "D-1",
            "2026-03-01",
            "2026-03-01",
            _fact(by="bvo", decision="resume", id="D-1", on="2026-03-01", rationale="Because", services=[]),
        ),
        "refused",
    ),
    "an approval of nothing": (
        Statement("approval", "D-1", "2026-06-01", "2026-06-01", _fact(head={"digest": "0" * 64, "seq": 7}, id="D-1")),
        "",
    ),
    "a retraction of what has no such place": (
        Statement("finding", "F-1", "2025-12-16", "2026-01-01", "null", 2, "Away with it"),
        "replaces no last version",
    ),
    "a day that is none": (_event("2026-02-31", "verified", "aud"), "none in the calendar"),
    "another day than its fact's": (
        _event("2026-02-01", "implemented", "lab")._replace(on="2024-01-01", known_on="2024-01-01"),
        "days do not follow from its fact",
    ),
    "a kind that does not exist": (Statement("blessing", "B-1", None, None, _fact(id="B-1")), "no kind of fact"),
    "a fact that is none": (Statement("measure", "M-1", None, None, '["a","list"]'), "no fact of the kind"),
    "a fact with a key too many": (
        Statement("incident", "I-1", "2026-01-01", "2026-01-01", _fact(id="I-1", on="2026-01-01", nonsense=1)),
        "no fact of the kind",
    ),
    "depths without end": (Statement("incident", "I-1", None, None, "[" * 900 + "]" * 900), "no fact of the kind"),
}


@pytest.fixture
def recorded(store: Store, tmp_path: Path) -> Store:
    """A laboratory with two findings."""
    done("import", write_dossier(tmp_path / "lab.json", 2), db=store.url)
    return store


def _entries(store: Store) -> list[Entry]:
    with Ledger.open(store.url) as ledger:
        return ledger.entries("lab")


def _answers(store: Store) -> list[Any]:
    """What the program answers, but for the heads."""
    return [_without_heads(json.loads(nen7510(*words, db=store.url).out)) for words in ASKED]


def _without_heads(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_heads(each) for key, each in value.items() if key != "head"}
    return [_without_heads(each) for each in value] if isinstance(value, list) else value


def _insert(store: Store, entry: Entry) -> None:
    store.sql(f"INSERT INTO entries VALUES ({', '.join('?' * len(entry))})", *entry)


@pytest.mark.parametrize("case", FORGED)
def test_what_the_rules_refuse_is_void_and_changes_no_answer(recorded: Store, tmp_path: Path, case: str) -> None:
    statement, says = FORGED[case]
    before = _answers(recorded)
    (entry,) = grow("lab", _entries(recorded)[-1].head, [statement], CALL)
    _insert(recorded, entry)
    assert _answers(recorded) == before
    logged = done("ledger", "log", "lab", "--format", "json", db=recorded.url).document["entries"]
    assert [each["seq"] for each in logged if each["void"]] == [entry.seq]
    assert says in logged[0]["void"]
    text = done("ledger", "log", "lab", db=recorded.url).out
    assert f"{entry.seq} is void: " in text
    assert done("ledger", "verify", "--format", "json", db=recorded.url).document["intact"] is True
    assert "nothing new" in done("import", tmp_path / "lab.json", db=recorded.url).err
    done("import", write_dossier(tmp_path / "more.json", 3), db=recorded.url)
    assert _entries(recorded)[-1].seq == entry.seq + 1


def test_a_void_entry_does_not_take_its_id(recorded: Store, tmp_path: Path) -> None:
    wrong = Statement(
        "finding", "F-3", "2025-12-16", "2025-12-16", _fact(assessment="nothing", controls=[], id="F-3", title="Void")
    )
    _insert(recorded, grow("lab", _entries(recorded)[-1].head, [wrong], CALL)[0])
    done("import", write_dossier(tmp_path / "more.json", 3), db=recorded.url)
    status = done("status", "lab", "--format", "json", db=recorded.url).document
    (control,) = [each for each in status["controls"] if each["id"] == "A.8.5"]
    assert control["open_findings"] == ["F-1", "F-2", "F-3"]


def test_what_is_neither_chained_nor_allowed_is_refused_and_with_the_triggers_gone_void_and_found(
    recorded: Store,
) -> None:
    before = _answers(recorded)
    entries = _entries(recorded)
    (entry,) = grow("lab", entries[0].head, [_event("2026-02-01", "verified", "lab")], CALL)
    entry = entry._replace(seq=entries[-1].seq + 1)
    with pytest.raises(Exception, match="the record is a chain"):
        _insert(recorded, entry)
    recorded.disarm()
    _insert(recorded, entry)
    assert _answers(recorded) == before
    assert f"{entry.seq} is void: " in done("ledger", "log", "lab", db=recorded.url).out
    finished = nen7510("ledger", "verify", "--format", "json", db=recorded.url)
    assert finished.code == 1
    assert [each["broken_at"] for each in finished.document["dossiers"]] == [entry.seq]


@pytest.mark.parametrize("moment", ["2026-99-99T99:99:99.999999Z", "9999-12-31T23:59:59.999999Z"])
def test_an_impossible_moment_holds_nobody_up(recorded: Store, tmp_path: Path, moment: str) -> None:
    statement = Statement("blessing", "B-1", None, None, _fact(id="B-1"))
    call = CALL._replace(recorded_at=moment)
    _insert(recorded, grow("lab", _entries(recorded)[-1].head, [statement], call)[0])
    done("import", write_dossier(tmp_path / "more.json", 3), db=recorded.url)
    assert done("ledger", "verify", "--format", "json", db=recorded.url).document["intact"] is True
