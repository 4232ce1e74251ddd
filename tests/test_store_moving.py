"""Whole chains from one record into another, and the append-only list that says so (design section 7)."""

from pathlib import Path

import pytest
from store_engines import Store
from store_statements import NOON, clock, finding, record

from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.store.chain import Call, grow
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.words.message import InputRejected, Refused

CALL = Call("6f1c2b1e-8f0a-4c39-9a52-0d7c1b2a3e4f", "2026-06-01T12:00:00.000000Z", "somebody")
MANY = 2500  # entries: more than are held at once


@pytest.fixture
def source(store: Store) -> Store:
    """A record with two dossiers."""
    with Ledger.open(store.url, create=True) as ledger:
        record(ledger, "a", *(finding(n) for n in range(MANY)))
        record(ledger, "b", finding(1))
        record(ledger, "b", finding(1)._replace(replaces=1, reason="A mistake „é” 😀"))
    return store


@pytest.fixture
def target(source: Store, request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty record of the other engine."""
    if source.engine == "postgresql":
        other = Store("sqlite", str(tmp_path / "laptop.db"))
    else:
        other = request.getfixturevalue("postgresql")
    with Ledger.open(other.url, create=True):
        return other


def _entries(store: Store) -> dict[str, list[Entry]]:
    with Ledger.open(store.url) as ledger:
        return {each: ledger.entries(each) for each in ledger.dossiers()}


def _insert(store: Store, entry: Entry) -> None:
    store.sql(f"INSERT INTO entries VALUES ({', '.join('?' * len(entry))})", *entry)


def test_chains_are_taken_over_as_they_are_and_go_on_there(source: Store, target: Store) -> None:
    seen: list[str] = []
    with Ledger.open(source.url) as old, Ledger.open(target.url, clock=clock(NOON)) as new:
        moved = new.take_over(old, ["b", "a"], "the administrator", seen.append)
        assert [(each.dossier, each.head, each.before) for each in moved] == [
            ("a", old.head("a"), False),
            ("b", old.head("b"), False),
        ]
        assert seen.count("a") == MANY
        assert [new.entries(each) for each in ("a", "b")] == [old.entries(each) for each in ("a", "b")]
        assert new.heads() == old.heads()
        (origin,) = new.origins()["a"]
        who = "postgres" if target.engine == "postgresql" else "the administrator"  # a server knows who it is
        assert origin[1:] == (1, *old.head("a"), old.place, who, "2026-06-01T12:00:00.000000Z")
        added = record(new, "b", finding(2))
        assert (added[0].seq, added[0].previous) == (3, old.head("b").digest)
        assert [new.verify(each).broken for each in ("a", "b")] == [None, None]


def test_what_is_there_already_is_passed_over(source: Store, target: Store) -> None:
    """The answer to a move may be lost: it is asked for again, and nothing happens twice."""
    with Ledger.open(source.url) as old, Ledger.open(target.url) as new:
        new.take_over(old, ["a"], "me")
        record(new, "a", finding(7))
        before = _entries(target)
        moved = new.take_over(old, ["a", "b"], "me")
        assert [(each.dossier, each.before) for each in moved] == [("a", True), ("b", False)]
        assert _entries(target) == {**before, "b": old.entries("b")}
        assert len(new.origins()["a"]) == 1


def test_a_dossier_with_entries_of_its_own_is_refused_and_nothing_is_written(source: Store, target: Store) -> None:
    with Ledger.open(source.url) as old, Ledger.open(target.url) as new:
        record(new, "b", finding(9))
        before = _entries(target)
        with pytest.raises(InputRejected, match="b has 1 entries there already"):
            new.take_over(old, ["a", "b"], "me")
        assert _entries(target) == before
        assert new.origins() == {}
        new.take_over(old, ["a"], "me")
        record(old, "a", finding(8))
        with pytest.raises(InputRejected, match="a has 2500 entries there already"):
            new.take_over(old, ["a"], "me")


@pytest.mark.parametrize(
    ("touch", "says"),
    [
        ("UPDATE entries SET fact = replace(fact, 'F-2400', 'F-9') WHERE id = 'F-2400'", "Entry 2401 was changed"),
        ("DELETE FROM entries WHERE dossier = 'a' AND seq = 2500", "The end is cut off"),
        ("DELETE FROM entries WHERE dossier = 'a'", "The end is cut off"),
    ],
)
def test_a_broken_chain_is_not_taken_over(source: Store, target: Store, touch: str, says: str) -> None:
    """Also where most of it was written already."""
    source.disarm()
    source.sql(touch)
    with Ledger.open(source.url) as old, Ledger.open(target.url) as new:
        with pytest.raises(InputRejected, match=f"The record of a is broken: {says}"):
            new.take_over(old, ["a", "b"], "me")
        assert new.dossiers() == []
        assert new.origins() == {}


def test_who_stops_in_the_middle_has_moved_nothing(source: Store, target: Store) -> None:
    def stop(dossier: str) -> None:
        if dossier == "b":
            raise KeyboardInterrupt

    with Ledger.open(source.url) as old, Ledger.open(target.url) as new:
        with pytest.raises(KeyboardInterrupt):
            new.take_over(old, ["a", "b"], "me", stop)
        assert new.dossiers() == []
        new.take_over(old, ["a", "b"], "me")
    assert _entries(target) == _entries(source)


def test_a_chain_that_moved_on_tells_of_every_record_that_it_was_in(
    source: Store, target: Store, tmp_path: Path
) -> None:
    with Ledger.open(source.url) as old, Ledger.open(target.url) as new:
        new.take_over(old, ["b"], "first")
        record(new, "b", finding(5))
        with Ledger.open(tmp_path / "third.db", create=True) as third:
            third.take_over(new, ["b"], "second")
            assert [(each.step, each.seq, each.source, each.taken_by) for each in third.origins()["b"]] == [
                (1, 2, old.place, "postgres" if target.engine == "postgresql" else "first"),
                (2, 3, new.place, "second"),
            ]


def test_a_chain_that_is_not_the_one_that_was_taken_over_is_told(source: Store, target: Store) -> None:
    with Ledger.open(source.url) as old, Ledger.open(target.url) as new:
        new.take_over(old, ["b"], "me")
        record(new, "b", finding(5))
        target.disarm()
        if target.engine == "postgresql":
            target.sql("ALTER TABLE origins DISABLE TRIGGER ALL")
        target.sql("UPDATE origins SET seq = 3")
        broken = new.verify("b").broken
        assert broken
        assert (broken.seq, broken.kind) == (3, "origin")


# Past the program

ORIGIN = "INSERT INTO origins VALUES (?, ?, ?, ?, 'elsewhere', 'somebody', '2026-06-01T12:00:00.000000Z')"


def test_the_origins_are_append_only(store: Store) -> None:
    with Ledger.open(store.url, create=True) as ledger:
        record(ledger, "lab", finding(1))
    for statement in ("UPDATE origins SET source = 'x'", "DELETE FROM origins", "UPDATE origins SET step = 1"):
        if store.engine == "sqlite":
            store.sql(ORIGIN, "other", int(store.sql("SELECT count(*) FROM origins")[0][0]) + 1, 1, "0" * 64)
        with pytest.raises(Exception, match="append-only"):
            store.sql(statement)
    with pytest.raises(Exception, match="not the next step"):
        store.sql(ORIGIN, "another", 2, 1, "0" * 64)
    with pytest.raises(Exception, match="into an empty dossier"):
        store.sql(ORIGIN, "lab", 1, 1, "0" * 64)
    if store.engine == "postgresql":
        with pytest.raises(Exception, match="append-only: TRUNCATE"):
            store.sql("TRUNCATE origins")


def test_a_server_takes_no_origin_without_its_chain(postgresql: Store) -> None:
    with Ledger.open(postgresql.url, create=True):
        pass
    (entry,) = grow("lab", Head(), [finding(1)], CALL)
    with pytest.raises(Exception, match="does not have the head that its origin names"):
        postgresql.sql(ORIGIN, "lab", 1, 1, entry.digest)
    _insert(postgresql, entry)
    assert postgresql.sql("SELECT count(*) FROM origins") == [(0,)]


def test_only_the_owner_of_a_server_s_record_takes_chains_over(postgresql: Store, tmp_path: Path) -> None:
    with Ledger.open(postgresql.url, create=True), Ledger.open(tmp_path / "old.db", create=True) as old:
        record(old, "lab", finding(1))
        postgresql.sql("CREATE ROLE mover LOGIN")
        postgresql.sql("GRANT USAGE ON SCHEMA nen7510 TO mover")
        postgresql.sql("GRANT ALL ON ALL TABLES IN SCHEMA nen7510 TO mover")
        with (
            Ledger.open(postgresql.url.replace("postgres@", "mover@")) as new,
            pytest.raises(Refused, match="belongs to postgres"),
        ):
            new.take_over(old, ["lab"], "mover")
        assert postgresql.sql("SELECT count(*) FROM entries") == [(0,)]
        postgresql.sql("DROP OWNED BY mover")
        postgresql.sql("DROP ROLE mover")
