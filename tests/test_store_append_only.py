"""What plain SQL can do to the record: nothing but add what comes next."""

import sqlite3
from contextlib import closing

import psycopg
import pytest
from store_engines import Store
from store_statements import finding, record

from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.store.chain import Call, grow
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.words.message import StoreUnreachable

REFUSED = (sqlite3.IntegrityError, psycopg.Error)
CALL = Call("6f1c2b1e-8f0a-4c39-9a52-0d7c1b2a3e4f", "2026-06-01T12:00:00.000000Z", "somebody")


@pytest.fixture
def entries(store: Store) -> list[Entry]:
    """Three entries of `lab` and one of `other`."""
    with Ledger.open(store.url, create=True) as ledger:
        record(ledger, "other", finding(1))
        return record(ledger, "lab", finding(1), finding(2), finding(3))


def _insert(store: Store, entry: Entry, verb: str = "INSERT") -> None:
    store.sql(f"{verb} INTO entries VALUES ({', '.join('?' * len(entry))})", *entry)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET fact = '{}' WHERE seq = 2",
        "UPDATE entries SET seq = 9 WHERE seq = 3",
        "UPDATE entries SET recorded_by = recorded_by",
        "DELETE FROM entries WHERE seq = 3",
        "DELETE FROM entries",
    ],
)
def test_what_was_recorded_is_not_changed(store: Store, entries: list[Entry], statement: str) -> None:
    with pytest.raises(REFUSED, match=r"append-only: (UPDATE|DELETE) is refused"):
        store.sql(statement)
    with Ledger.open(store.url) as ledger:
        assert ledger.entries("lab") == entries
        assert ledger.verify("lab").broken is None


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE seq = 2",
        "REPLACE INTO entries SELECT * FROM entries WHERE dossier = 'lab' AND seq = 3",
        "UPDATE OR REPLACE entries SET dossier = 'other' WHERE dossier = 'lab' AND seq = 1",
    ],
)
def test_sqlite_replaces_nothing(sqlite: Store, statement: str) -> None:
    with Ledger.open(sqlite.url, create=True) as ledger:
        record(ledger, "other", finding(1))
        entries = record(ledger, "lab", finding(1), finding(2), finding(3))
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            sqlite.sql(statement)
        assert ledger.entries("lab") == entries
        assert len(ledger.entries("other")) == 1


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL"])
@pytest.mark.parametrize("rewound", ["UPDATE heads SET seq = 1, digest = ?", "DELETE FROM heads WHERE digest <> ?"])
def test_who_rewinds_the_list_of_heads_replaces_nothing_on_sqlite(sqlite: Store, verb: str, rewound: str) -> None:
    with Ledger.open(sqlite.url, create=True) as ledger:
        entries = record(ledger, "lab", finding(1), finding(2), finding(3))
        sqlite.sql(rewound, entries[0].digest)
        (forged,) = grow("lab", entries[0].head, [finding(9)], CALL)
        with pytest.raises(sqlite3.IntegrityError, match="append-only: this is not the next sequence number"):
            _insert(sqlite, forged, verb)
        assert ledger.entries("lab") == entries


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL", "INSERT OR ROLLBACK"])
def test_the_list_of_heads_follows_every_way_of_adding_on_sqlite(sqlite: Store, verb: str) -> None:
    with Ledger.open(sqlite.url, create=True) as ledger:
        entries = record(ledger, "lab", finding(1))
        (following,) = grow("lab", entries[-1].head, [finding(2)], CALL)
        _insert(sqlite, following, verb)
        assert ledger.verify("lab") == (following.head, None)


def test_sqlite_has_no_hidden_key_by_which_to_replace(sqlite: Store) -> None:
    with Ledger.open(sqlite.url, create=True) as ledger:
        record(ledger, "lab", finding(1))
    with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
        sqlite.sql("SELECT rowid FROM entries")


@pytest.mark.parametrize("statement", ["TRUNCATE entries", "TRUNCATE entries, heads, drafts CASCADE"])
def test_postgresql_truncates_nothing(postgresql: Store, statement: str) -> None:
    with Ledger.open(postgresql.url, create=True) as ledger:
        entries = record(ledger, "lab", finding(1))
        with pytest.raises(psycopg.Error, match="append-only: TRUNCATE is refused"):
            postgresql.sql(statement)
        assert ledger.entries("lab") == entries


def test_postgresql_s_triggers_hold_for_a_replica_too(postgresql: Store) -> None:
    with Ledger.open(postgresql.url, create=True) as ledger:
        record(ledger, "lab", finding(1))
    with psycopg.connect(postgresql.url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.Error, match="append-only: DELETE is refused"):
            connection.execute("DELETE FROM nen7510.entries")


@pytest.mark.parametrize("seq", [-1, 0, 1, 3, 5, 100])
def test_only_the_next_number_is_taken(store: Store, entries: list[Entry], seq: int) -> None:
    (following,) = grow("lab", entries[-1].head, [finding(4)], CALL)
    with pytest.raises(REFUSED, match="not the next sequence number"):
        _insert(store, following._replace(seq=seq))


@pytest.mark.parametrize("at", [Head(), 0, 1], ids=["start", "first", "second"])
def test_only_what_names_the_last_digest_is_taken(store: Store, entries: list[Entry], at: Head | int) -> None:
    head = entries[at].head if isinstance(at, int) else at
    (following,) = grow("lab", Head(3, head.digest), [finding(4)], CALL)
    with pytest.raises(REFUSED, match="does not name the digest of the entry before"):
        _insert(store, following)


def test_what_carries_on_the_chain_is_taken_past_the_program(store: Store, entries: list[Entry]) -> None:
    """The rules judge it when it is read; the store does not know them."""
    (following,) = grow("lab", entries[-1].head, [finding(4)], CALL)
    _insert(store, following)
    with Ledger.open(store.url) as ledger:
        assert ledger.entries("lab") == [*entries, following]
        assert ledger.heads()["lab"] == following.head
        assert ledger.verify("lab").broken is None
        assert record(ledger, "lab", finding(5))[0].seq == 5


def test_a_head_that_contradicts_the_entries_stops_the_writing(store: Store, entries: list[Entry]) -> None:
    """An end that was cut off must stay to be seen."""
    store.disarm()
    store.sql("DELETE FROM entries WHERE dossier = 'lab' AND seq = 3")
    store.arm()
    with Ledger.open(store.url) as ledger:
        with pytest.raises(StoreUnreachable, match="does not end where its list of heads says"):
            record(ledger, "lab", finding(4))
        broken = ledger.verify("lab").broken
        assert broken
        assert (broken.seq, broken.kind) == (3, "cut_off")
        assert len(record(ledger, "other", finding(2))) == 1
    assert len(entries) == 3


def test_heads_that_were_thrown_away_come_back(store: Store, entries: list[Entry]) -> None:
    store.sql("DELETE FROM heads")
    with Ledger.open(store.url) as ledger:
        assert ledger.dossiers() == ["lab", "other"]
        assert ledger.head("lab") == entries[-1].head
        added = record(ledger, "lab", finding(4))
        assert ledger.heads() == {"lab": added[-1].head}
        assert ledger.verify("lab").broken is None
        broken = ledger.verify("other").broken
        assert broken
        assert (broken.seq, broken.kind) == (1, "head")


def test_a_call_of_several_dossiers_checks_each_chain(postgresql: Store) -> None:
    with Ledger.open(postgresql.url, create=True) as ledger:
        a, b = record(ledger, "a", finding(1)), record(ledger, "b", finding(1))
        postgresql.sql("UPDATE heads SET digest = ? WHERE dossier = 'b'", "f" * 64)
        following = [*grow("a", a[-1].head, [finding(2)], CALL), *grow("b", b[-1].head, [finding(2)], CALL)]
        marks = ", ".join(["%s"] * len(a[0]))
        with (
            closing(psycopg.connect(postgresql.url)) as connection,
            pytest.raises(psycopg.Error, match="does not end where the list of heads says"),
        ):
            connection.execute(
                f"INSERT INTO nen7510.entries VALUES ({marks}), ({marks})",
                [value for entry in following for value in entry],
            )
