"""`nen7510 ledger verify`, `head` and `log`, for who wants to know whether the record was touched."""

import io
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from store_engines import Store
from store_program import done, nen7510, write_dossier
from store_statements import finding, record

from nen7510_tracker.cli.progress import progress
from nen7510_tracker.dossier.entry import Entry, Head, digest_of
from nen7510_tracker.store.chain import Call, grow
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.store.rows import Rows

CALL = Call("6f1c2b1e-8f0a-4c39-9a52-0d7c1b2a3e4f", "2026-06-01T12:00:00.000000Z", "somebody")


@pytest.fixture
def intact(store: Store, tmp_path: Path) -> Store:
    """Two laboratories: `lab` with nine entries, `other` with five."""
    done("import", write_dossier(tmp_path / "lab.json", 5), db=store.url)
    done("import", write_dossier(tmp_path / "other.json", 1, lab="other"), db=store.url)
    return store


@pytest.fixture
def recorded(intact: Store) -> Store:
    """The same without its triggers, as in the hands of somebody who owns the database."""
    intact.disarm()
    return intact


def _insert(store: Store, entry: Entry) -> None:
    store.sql(f"INSERT INTO entries VALUES ({', '.join('?' * len(entry))})", *entry)


def _entries(store: Store, lab: str = "lab") -> list[Entry]:
    with Ledger.open(store.url) as ledger:
        return ledger.entries(lab)


def test_an_intact_record_is_said_to_be_intact(intact: Store) -> None:
    found = done("ledger", "verify", "--format", "json", db=intact.url).document
    ends = {lab: _entries(intact, lab)[-1].head for lab in ("lab", "other")}
    assert found["schema"] == "nen7510-verify/1"
    assert found["intact"] is True
    assert [(each["lab"], each["seq"], each["digest"], each["broken_at"]) for each in found["dossiers"]] == [
        (lab, *ends[lab], None) for lab in ("lab", "other")
    ]
    text = done("ledger", "verify", db=intact.url).out
    assert "✓ lab: intact, head" in text
    assert str(ends["lab"]) in text


TOUCHED = {
    "a byte changed": (["UPDATE entries SET fact = replace(fact, 'F-3', 'F-8') WHERE seq = 7"], 7, "changed"),
    "the author changed": (["UPDATE entries SET recorded_by = 'x' WHERE seq = 4"], 4, "changed"),
    "the moment changed": (
        ["UPDATE entries SET recorded_at = replace(recorded_at, '20', '19') WHERE seq = 1"],
        1,
        "changed",
    ),
    "one removed": (["DELETE FROM entries WHERE seq = 4"], 4, "missing"),
    "the first removed": (["DELETE FROM entries WHERE seq = 1"], 1, "missing"),
    "one removed and the rest moved up": (
        [
            "DELETE FROM entries WHERE seq = 4",
            *(f"UPDATE entries SET seq = {n - 1} WHERE seq = {n}" for n in range(5, 10)),
        ],
        4,
        "renumbered",
    ),
    "two exchanged": (
        [f"UPDATE entries SET seq = {new} WHERE seq = {old}" for old, new in ((4, 99), (5, 4), (99, 5))],
        4,
        "renumbered",
    ),
    "one moved to the end": (["UPDATE entries SET seq = 99 WHERE seq = 4"], 4, "reordered"),
    "one moved to another dossier": (
        ["UPDATE entries SET dossier = 'third' WHERE dossier = 'lab' AND seq = 4"],
        4,
        "missing",
    ),
    "the end cut off": (["DELETE FROM entries WHERE seq > 7 AND dossier = 'lab'"], 8, "cut_off"),
    "all removed": (["DELETE FROM entries WHERE dossier = 'lab'"], 1, "cut_off"),
    "another head": (["UPDATE heads SET seq = 3 WHERE dossier = 'lab'"], 3, "head"),
}


@pytest.mark.parametrize("case", TOUCHED)
def test_what_was_done_past_the_triggers_is_found_with_its_dossier_and_number(recorded: Store, case: str) -> None:
    statements, seq, kind = TOUCHED[case]
    for each in statements:
        recorded.sql(each if "dossier" in each else f"{each} AND dossier = 'lab'")
    finished = nen7510("ledger", "verify", "--format", "json", db=recorded.url)
    assert finished.code == 1
    assert finished.document["intact"] is False
    found = {each["lab"]: each for each in finished.document["dossiers"]}
    assert (found["lab"]["broken_at"], found["lab"]["broken"]) == (seq, kind)
    assert found["other"]["broken_at"] is None
    told = nen7510("ledger", "verify", "lab", db=recorded.url)
    assert told.code == 1
    assert f"✗ lab: broken at {seq}: " in told.out


def test_one_inserted_between_two_is_found(recorded: Store) -> None:
    entries = _entries(recorded)
    for seq in range(9, 3, -1):
        recorded.sql("UPDATE entries SET seq = ? WHERE dossier = 'lab' AND seq = ?", seq + 1, seq)
    _insert(recorded, grow("lab", entries[2].head, [finding(1)], CALL)[0])
    found = nen7510("ledger", "verify", "lab", "--format", "json", db=recorded.url).document["dossiers"]
    assert [(each["broken_at"], each["broken"]) for each in found] == [(5, "renumbered")]


def test_a_record_written_anew_is_found_by_a_head_kept_elsewhere_and_by_nothing_else(recorded: Store) -> None:
    """Every digest and the list of heads fit: the documentation says that this cannot be seen without a head."""
    kept = done("ledger", "head", "lab", "--format", "json", db=recorded.url).document
    entries = _entries(recorded)
    recorded.sql("DELETE FROM entries WHERE dossier = 'lab'")
    head = Head()
    for each in entries:
        anew = each._replace(recorded_by="somebody else", previous=head.digest)
        anew = anew._replace(digest=digest_of(anew))
        _insert(recorded, anew)
        head = anew.head
    recorded.sql("UPDATE heads SET seq = ?, digest = ? WHERE dossier = 'lab'", *head)
    recorded.arm()
    assert nen7510("ledger", "verify", db=recorded.url).code == 0
    finished = nen7510("ledger", "verify", "lab", "--head", f"{kept['seq']}:{kept['digest']}", db=recorded.url)
    assert finished.code == 1
    assert "is not one of this record" in finished.out


def test_a_head_that_was_kept_is_proved_a_prefix(intact: Store, tmp_path: Path) -> None:
    kept = done("ledger", "head", "lab", "--format", "json", db=intact.url).document
    assert kept == {
        "schema": kept["schema"],
        "lab": "lab",
        "seq": len(_entries(intact)),
        "digest": _entries(intact)[-1].digest,
    }
    done("import", write_dossier(tmp_path / "more.json", 9), db=intact.url)
    head = f"{kept['seq']}:{kept['digest']}"
    assert done("ledger", "verify", "lab", "--head", head, db=intact.url).code == 0
    assert nen7510("ledger", "verify", "other", "--head", head, db=intact.url).code == 1


def test_an_end_cut_off_with_its_head_is_found_by_a_head_kept_elsewhere(recorded: Store) -> None:
    entries = _entries(recorded)
    recorded.sql("DELETE FROM entries WHERE dossier = 'lab' AND seq > 6")
    recorded.sql("UPDATE heads SET seq = 6, digest = ? WHERE dossier = 'lab'", entries[5].digest)
    recorded.arm()
    assert nen7510("ledger", "verify", "lab", db=recorded.url).code == 0
    finished = nen7510("ledger", "verify", "lab", "--head", entries[-1].head, "--format", "json", db=recorded.url)
    assert finished.code == 1
    assert finished.document["dossiers"][0]["broken_at"] == 7


def test_a_dossier_that_was_removed_whole_is_found_by_a_head_kept_elsewhere(recorded: Store) -> None:
    head = _entries(recorded)[-1].head
    recorded.sql("DELETE FROM entries WHERE dossier = 'lab'")
    recorded.sql("DELETE FROM heads WHERE dossier = 'lab'")
    recorded.arm()
    assert nen7510("ledger", "verify", db=recorded.url).code == 0
    finished = nen7510("ledger", "verify", "lab", "--head", head, db=recorded.url)
    assert finished.code == 1
    assert "holds nothing of lab" in finished.out
    unknown = nen7510("ledger", "verify", "lab", db=recorded.url)
    assert unknown.code == 4
    assert "no laboratory lab" in unknown.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["lab", "--head", "nonsense"], 4),
        (["lab", "--head", "3:abc"], 4),
        (["lab", "--head", f"-3:{'0' * 64}"], 4),
        (["nowhere"], 4),
    ],
    ids=lambda value: " ".join(value)[:20] if isinstance(value, list) else None,
)
def test_what_is_no_head_or_no_laboratory_is_told(recorded: Store, arguments: list[str], code: int) -> None:
    finished = nen7510("ledger", "verify", *arguments, db=recorded.url)
    assert finished.code == code
    assert finished.out == ""
    assert "Traceback" not in finished.err


@pytest.mark.parametrize("fact", ["[" * 400 + "]" * 400, '{"a":1}', "7", '"text"', "{}"], ids=lambda fact: fact[:9])
def test_a_dossier_that_no_rule_can_read_is_verified_all_the_same(recorded: Store, fact: str) -> None:
    for place, kind in enumerate(["finding", "no_kind_at_all", "proposal"]):
        (entry,) = grow("lab", _entries(recorded)[-1].head, [finding(100 + place)._replace(kind=kind, fact=fact)], CALL)
        _insert(recorded, entry)
        recorded.sql("UPDATE heads SET seq = ?, digest = ? WHERE dossier = 'lab'", *entry.head)
    recorded.arm()
    assert done("ledger", "verify", "lab", "--format", "json", db=recorded.url).document["dossiers"][0]["seq"] == 12
    assert done("ledger", "log", "lab", db=recorded.url).out.count("is void: ") == 3


def test_the_log_says_who_recorded_what_with_the_old_beside_the_new(recorded: Store) -> None:
    fact = '{"assessment":"audit","controls":["A.5.17","A.8.5"],"grade":"major","id":"F-1","title":"Finding 1"}'
    place = len(_entries(recorded)) + 1
    first = next(each for each in _entries(recorded) if each.id == "F-1")
    statement = finding(1)._replace(
        on=first.on, known_on="2026-06-01", fact=fact, replaces=first.seq, reason="The report said so"
    )
    retraction = statement._replace(fact="null", replaces=place, reason="It was never there")
    for each in (statement, retraction):
        (entry,) = grow("lab", _entries(recorded)[-1].head, [each], CALL)
        _insert(recorded, entry)
    text = done("ledger", "log", "lab", db=recorded.url).out
    assert "grade: minor → major" in text
    assert "controls: A.8.5 → A.5.17, A.8.5" in text
    assert f"{place}: The report said so" in text
    assert f"retracts {place}" in text
    assert f"{place + 1}: It was never there" in text
    assert "somebody" in text
    assert "title: " not in text
    rows = done("ledger", "log", "lab", "--format", "json", db=recorded.url).document["entries"]
    assert [each["seq"] for each in rows] == list(range(place + 1, 0, -1))
    assert rows[1]["changed"] == [
        {"key": "controls", "old": "A.8.5", "new": "A.5.17, A.8.5"},
        {"key": "grade", "old": "minor", "new": "major"},
    ]
    assert all(each["void"] is None for each in rows)


def test_the_log_shows_as_many_entries_as_asked(recorded: Store) -> None:
    finished = done("ledger", "log", "lab", "--limit", 2, "--format", "json", db=recorded.url)
    assert [each["seq"] for each in finished.document["entries"]] == [9, 8]
    assert "2 of 9 entries" in finished.err


def test_a_head_finds_its_dossier_by_itself(intact: Store) -> None:
    """A report names a head; whoever checks it need not know of which laboratory."""
    for entry in (_entries(intact)[3], _entries(intact)[-1]):
        assert nen7510("ledger", "verify", "--head", entry.head, db=intact.url).code == 0
    seq, _, digest = str(_entries(intact)[-1].head).partition(":")
    fork = f"{seq}:{digest[::-1]}"
    finished = nen7510("ledger", "verify", "--head", fork, "--format", "json", db=intact.url)
    assert (finished.code, finished.document["intact"]) == (1, False)
    assert any(each["broken_at"] == int(seq) for each in finished.document["dossiers"])


def test_a_verification_holds_a_page_of_a_dossier_and_no_more(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        record(ledger, "lab", *(finding(n) for n in range(8000)))
    with Ledger.open(store.url) as ledger:
        ledger.verify("lab")  # what is loaded once
        tracemalloc.start()
        ledger.verify("lab")
        streamed = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        entries = ledger.entries("lab")
        whole = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(entries) == 8000
    assert streamed < whole / 3


def test_a_long_verification_says_on_a_terminal_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(shown, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", shown)
    with progress(3000) as told:
        for _ in range(3000):
            told("[b]lab[/]")
    assert "[b]lab[/]" in shown.getvalue()
    assert "/3000" in shown.getvalue()


def test_a_verification_that_is_stopped_says_of_how_much_it_knows(
    intact: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Rows.stream

    def stopped(rows: Rows, dossier: str) -> Iterator[Entry]:
        yield from islice(stream(rows, dossier), 4)
        raise KeyboardInterrupt

    monkeypatch.setattr(Rows, "stream", stopped)
    finished = nen7510("ledger", "verify", db=intact.url)
    assert (finished.code, finished.out) == (130, "")
    assert "Stopped after 4 of 14 entries." in finished.err
