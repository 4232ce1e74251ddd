"""Reading and appending, on both engines."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from store_engines import Store
from store_statements import NOON, clock, finding, record, says

from nen7510_tracker.dossier.entry import START, Entry, Head, Statement, digest_of
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.words.message import InputRejected, Message, Refused, StoreUnreachable

CALL = "6f1c2b1e-8f0a-4c39-9a52-0d7c1b2a3e4f"


def test_what_does_not_exist_reads_as_an_empty_record(store: Store) -> None:
    with Ledger.open(store.url) as ledger:
        assert ledger.dossiers() == []
        assert ledger.heads() == {}
        assert ledger.head("lab") == Head(0, START)
        assert ledger.entries("lab") == []
        assert ledger.verify("lab").broken is None


def test_reading_makes_nothing(sqlite: Store) -> None:
    with Ledger.open(sqlite.url) as ledger:
        ledger.entries("lab")
    assert not Path(sqlite.url).exists()


def test_what_does_not_exist_cannot_be_written(store: Store) -> None:
    with Ledger.open(store.url) as ledger, pytest.raises(StoreUnreachable, match="There is no record at"):
        record(ledger, "lab", finding(1))


def test_a_record_is_made_with_its_directories_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "record.db"
    with Ledger.open(f"sqlite:///{path}", create=True) as ledger:
        record(ledger, "lab", finding(1))
        assert path.stat().st_mode & 0o077 == 0
        assert Path(f"{path}-wal").stat().st_mode & 0o077 == 0


def test_a_record_made_while_somebody_looks_is_seen(store: Store) -> None:
    with Ledger.open(store.url) as reader:
        assert reader.dossiers() == []
        with Ledger.open(store.url, create=True) as writer:
            record(writer, "lab", finding(1))
            assert reader.dossiers() == ["lab"]


def test_entries_come_back_as_they_were_recorded(store: Store) -> None:
    with Ledger.open(store.url, create=True, clock=clock(NOON)) as ledger:
        statement = Statement("finding", "F-1", None, "2026-05", '{"title":"Tab\\t „é” 😀 % ? :x"}')
        (entry,) = ledger.append(["lab"], says(lab=[statement]), call=CALL.upper(), recorded_by="Jo é")["lab"]
    with Ledger.open(store.url) as ledger:
        assert ledger.entries("lab") == [entry]
        assert ledger.append(["lab"], says(), call=CALL, recorded_by="me") == {"lab": [entry]}
        assert ledger.heads() == {"lab": entry.head} == {"lab": ledger.head("lab")}
    assert entry[:9] == (
        *("lab", 1, CALL, "finding", "F-1", None, "2026-05"),
        *("2026-06-01T12:00:00.000000Z", "Jo é"),
    )
    assert entry.fact == statement.fact
    assert (entry.replaces, entry.reason, entry.rules, entry.previous) == (None, None, 1, START)
    assert len(entry.salt) == 32
    assert entry.digest == digest_of(entry)


def test_every_entry_names_the_digest_of_the_one_before(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        first = record(ledger, "lab", finding(1), finding(2))
        second = record(ledger, "lab", finding(3), finding(2)._replace(replaces=2, reason="a mistake"))
        entries = ledger.entries("lab")
        assert entries == [*first, *second]
        assert [each.previous for each in entries] == [START, *(each.digest for each in entries[:-1])]
        assert [each.seq for each in entries] == [1, 2, 3, 4]
        assert len({each.salt for each in entries}) == 4
        assert ledger.entries("lab", upto=2) == first
        assert ledger.entries("lab", upto=0) == []


def test_dossiers_are_sorted_by_their_bytes_and_do_not_mix(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        for dossier in ("b", "a-1", "A", "a.1", "a"):
            record(ledger, dossier, finding(1))
        assert ledger.dossiers() == list(ledger.heads()) == ["A", "a", "a-1", "a.1", "b"]
        assert [each.dossier for each in ledger.entries("a")] == ["a"]


def test_one_call_over_several_dossiers_is_all_or_nothing(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        call = str(uuid.uuid4())
        seen: dict[str, list[Entry]] = {}

        def judge(before: Mapping[str, list[Entry]]) -> Mapping[str, Sequence[Statement]]:
            seen.update(before)
            return {"b": [finding(1)], "a": [finding(1), finding(2)]}

        recorded = ledger.append(["b", "c", "a", "b"], judge, call=call, recorded_by="me")
        assert seen == {"a": [], "b": [], "c": []}
        assert {dossier: len(entries) for dossier, entries in recorded.items()} == {"a": 2, "b": 1, "c": 0}
        assert {each.call for rows in recorded.values() for each in rows} == {call}
        assert ledger.dossiers() == ["a", "b"]

        wrong = finding(2)._replace(kind="NOT A KIND")
        with pytest.raises(InputRejected, match="The record refuses this entry"):
            ledger.append(["a", "b"], says(a=[finding(3)], b=[wrong]), call=str(uuid.uuid4()), recorded_by="me")
        assert [len(ledger.entries(each)) for each in ("a", "b")] == [2, 1]


def test_what_the_judge_raises_passes_and_nothing_is_written(store: Store) -> None:
    def judge(_: Mapping[str, list[Entry]]) -> Mapping[str, Sequence[Statement]]:
        raise Refused(Message("No."))

    with Ledger.open(store.url, create=True) as ledger:
        with pytest.raises(Refused, match="No"):
            ledger.append(["lab"], judge, call=CALL, recorded_by="me")
        assert ledger.dossiers() == []
        assert record(ledger, "lab", finding(1))[0].seq == 1


def test_a_judge_that_answers_nothing_records_nothing(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        assert ledger.append(["lab"], says(), call=CALL, recorded_by="me") == {"lab": []}
        assert ledger.dossiers() == []
        assert ledger.heads() == {}
        assert ledger.verify("lab").broken is None


def test_statements_for_a_dossier_that_was_not_named_are_a_mistake(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger, pytest.raises(ValueError, match="other"):
        ledger.append(["lab"], says(other=[finding(1)]), call=CALL, recorded_by="me")


def test_a_call_repeated_adds_nothing_and_asks_no_judge(store: Store) -> None:
    def never(_: Mapping[str, list[Entry]]) -> Mapping[str, Sequence[Statement]]:
        raise AssertionError

    with Ledger.open(store.url, create=True) as ledger:
        recorded = ledger.append(["a", "b"], says(a=[finding(1)], b=[finding(2)]), call=CALL, recorded_by="me")
        record(ledger, "a", finding(3))
    with Ledger.open(store.url) as ledger:
        assert ledger.append(["a", "b"], never, call=CALL, recorded_by="somebody else") == recorded
        assert len(ledger.entries("a")) == 2


def test_a_call_that_comes_again_while_it_is_judged_is_recorded_once(sqlite: Store) -> None:
    with Ledger.open(sqlite.url, create=True) as ledger, Ledger.open(sqlite.url) as other:

        def judge(_: Mapping[str, list[Entry]]) -> Mapping[str, Sequence[Statement]]:
            other.append(["lab"], says(lab=[finding(1)]), call=CALL, recorded_by="other")
            return {"lab": [finding(1)]}

        recorded = ledger.append(["lab"], judge, call=CALL, recorded_by="me")
        assert recorded["lab"] == ledger.entries("lab")
        assert [each.recorded_by for each in recorded["lab"]] == ["other"]


def test_a_writer_defeated_twice_judges_inside_its_turn(sqlite: Store) -> None:
    """Judging before the turn, another writer comes between each time; inside it, nobody can."""
    with (
        Ledger.open(sqlite.url, create=True) as ledger,
        Ledger.open(sqlite.url, patience=0.05) as other,
    ):
        seen: list[int] = []

        def judge(before: Mapping[str, list[Entry]]) -> Mapping[str, Sequence[Statement]]:
            seen.append(len(before["lab"]))
            if len(seen) < 3:
                record(other, "lab", finding(len(seen)))
            else:
                with pytest.raises(StoreUnreachable, match="locked"):
                    record(other, "lab", finding(9))
            return {"lab": [finding(100 + len(before["lab"]))]}

        ledger.append(["lab"], judge, call=CALL, recorded_by="me")
        assert seen == [0, 1, 2]
        assert [each.id for each in ledger.entries("lab")] == ["F-1", "F-2", "F-102"]
        assert ledger.verify("lab").broken is None


def test_a_writer_on_another_dossier_is_no_defeat(sqlite: Store) -> None:
    with Ledger.open(sqlite.url, create=True) as ledger, Ledger.open(sqlite.url) as other:
        asked = 0

        def judge(_: Mapping[str, list[Entry]]) -> Mapping[str, Sequence[Statement]]:
            nonlocal asked
            asked += 1
            record(other, "elsewhere", finding(1))
            return {"lab": [finding(1)]}

        ledger.append(["lab"], judge, call=CALL, recorded_by="me")
        assert asked == 1


def test_the_moment_is_written_in_utc_with_six_decimals(store: Store) -> None:
    summer = datetime.fromisoformat("2026-06-01T14:00:00.25+02:00")
    with Ledger.open(store.url, create=True, clock=clock(summer)) as ledger:
        assert record(ledger, "lab", finding(1))[0].recorded_at == "2026-06-01T12:00:00.250000Z"


def test_a_clock_that_jumps_back_never_takes_the_record_with_it(store: Store) -> None:
    moments = (NOON, NOON - timedelta(hours=1), NOON - timedelta(days=9), NOON, NOON + timedelta(seconds=1))
    with Ledger.open(store.url, create=True, clock=clock(*moments)) as ledger:
        recorded = [record(ledger, "lab", finding(n), finding(n + 100))[0].recorded_at for n in range(5)]
    assert [each[11:] for each in recorded] == [
        "12:00:00.000000Z",
        "12:00:00.000001Z",
        "12:00:00.000002Z",
        "12:00:00.000003Z",
        "12:00:01.000000Z",
    ]


def test_a_clock_without_a_zone_is_a_mistake(sqlite: Store) -> None:
    naive = datetime(2026, 6, 1, tzinfo=UTC).replace(tzinfo=None)
    with Ledger.open(sqlite.url, create=True, clock=lambda: naive) as ledger, pytest.raises(ValueError, match="2026"):
        record(ledger, "lab", finding(1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""},
        {"kind": "Finding"},
        {"id": ""},
        {"on": "1 May 2026"},
        {"on": "2026-5-1"},
        {"on": "2026-05-01 "},
        {"known_on": "2026"},
        {"replaces": 1, "reason": None},
        {"replaces": None, "reason": "why"},
        {"replaces": 2, "reason": "itself"},
        {"replaces": 7, "reason": "what is still to come"},
        {"replaces": 0, "reason": "what never was"},
    ],
    ids=str,
)
def test_the_columns_refuse_what_they_cannot_hold(store: Store, wrong: dict[str, object]) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        record(ledger, "lab", finding(1))
        with pytest.raises(InputRejected, match="The record refuses this entry"):
            record(ledger, "lab", finding(2)._replace(**wrong))
        assert len(ledger.entries("lab")) == 1


@pytest.mark.parametrize("dossier", ["", "-lab", "a b", "é", "a/b", "x" * 65, "lab\n"], ids=repr)
def test_a_dossier_s_name_has_a_form(store: Store, dossier: str) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        with pytest.raises(InputRejected):
            record(ledger, dossier, finding(1))
        assert ledger.dossiers() == []


@pytest.mark.parametrize("fact", ["", "{", "{'id':1}", '{"b":1,"a":2}', '{"a": 1}', '{"a":1,"a":2}'])
def test_a_fact_that_is_not_canonical_is_a_mistake(sqlite: Store, fact: str) -> None:
    with Ledger.open(sqlite.url, create=True) as ledger:
        with pytest.raises(ValueError, match=r".*"):
            record(ledger, "lab", finding(1)._replace(fact=fact))
        assert ledger.dossiers() == []


def test_half_a_character_is_rejected(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        with pytest.raises(InputRejected, match="half a character"):
            record(ledger, "lab", finding(1)._replace(replaces=1, reason="\ud83d"))
        assert ledger.dossiers() == []


def test_a_large_dossier_is_not_read_again_for_what_is_new(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger, Ledger.open(store.url) as other:
        record(ledger, "lab", *(finding(n) for n in range(50)))
        first = ledger.entries("lab")
        record(other, "lab", finding(50))
        second = ledger.entries("lab")
        assert [each.seq for each in second] == list(range(1, 52))
        assert all(before is after for before, after in zip(first[:-1], second, strict=False))


def test_a_list_that_was_given_out_may_be_changed(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        record(ledger, "lab", finding(1))
        ledger.entries("lab").clear()
        assert len(ledger.entries("lab")) == 1


def test_another_record_put_in_its_place_is_read_afresh(sqlite: Store, tmp_path: Path) -> None:
    with Ledger.open(sqlite.url, create=True) as ledger:
        record(ledger, "lab", finding(1), finding(2))
        assert len(ledger.entries("lab")) == 2
        sqlite.disarm()
        sqlite.sql("DELETE FROM entries")
        sqlite.sql("DELETE FROM heads")
        with Ledger.open(tmp_path / "other.db", create=True) as other:
            replacement = record(other, "lab", finding(7), finding(8), finding(9))
        for each in replacement:
            sqlite.sql(f"INSERT INTO entries VALUES ({', '.join('?' * len(each))})", *each)
        assert ledger.entries("lab") == replacement


def test_ten_thousand_statements_in_one_call(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        recorded = record(ledger, "lab", *(finding(n) for n in range(10_000)))
        assert ledger.entries("lab") == recorded
        assert ledger.verify("lab").broken is None


def test_a_backup_is_a_record_and_overwrites_nothing(sqlite: Store, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    with Ledger.open(sqlite.url, create=True) as ledger:
        recorded = record(ledger, "lab", finding(1))
        ledger.backup(target, "me")
        with pytest.raises(InputRejected, match="exists already"):
            ledger.backup(target, "me")
        with pytest.raises(StoreUnreachable, match="cannot be"):
            ledger.backup(tmp_path / "nowhere" / "backup.db", "me")
    with Ledger.open(target) as copy:
        assert copy.entries("lab") == recorded
        assert record(copy, "lab", finding(2))[0].seq == 2
    assert [each.name for each in tmp_path.iterdir() if "partial" in each.name] == []
