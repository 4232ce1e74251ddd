"""What only the owner of a server's record may do, and how it shows that somebody weakened its guards."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from roles_support import ROLES, Guarded, begin, guard, login
from store_engines import Store
from store_program import done, nen7510

from nen7510_tracker.store.ledger import Ledger

NAME = "owned"


@pytest.fixture
def guarded(postgresql_server: str) -> Iterator[Guarded]:
    """A record with roles, in which every role said something."""
    made = guard(postgresql_server, NAME)
    begin(made)
    yield made
    made.close()
    with psycopg.connect(postgresql_server.format(database="postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


WEAKENED = {
    "ALTER TABLE entries DISABLE ROW LEVEL SECURITY": ["entries.*"],
    "ALTER TABLE heads NO FORCE ROW LEVEL SECURITY": ["heads.*"],
    "DROP POLICY see ON entries": ["entries.see"],
    "CREATE POLICY all_of_it ON drafts USING (true)": ["drafts.all_of_it"],
    "DROP TRIGGER entries_admit ON entries": ["entries_admit"],
    "ALTER TABLE access DISABLE TRIGGER access_no_change": ["access_no_change"],
    "CREATE OR REPLACE FUNCTION sees_all() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true'": ["sees_all()"],
    "CREATE OR REPLACE FUNCTION entries_next() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'": [
        "entries_next()"
    ],
}


def test_what_the_owner_weakened_is_told_to_every_reader_and_made_anew_by_an_upgrade(guarded: Guarded) -> None:
    reader = guarded.place(login("reader"))
    assert done("ledger", "verify", "--format", "json", db=reader).document["guards"] == []
    for statement, names in WEAKENED.items():
        Store("postgresql", guarded.url).sql(statement)
        finished = nen7510("ledger", "verify", "--format", "json", db=reader)
        assert (finished.code, finished.document["guards"]) == (1, names), statement
        assert f"made anew: {', '.join(names)}." in done("db", "upgrade", db=guarded.url).err
        assert done("ledger", "verify", "--format", "json", db=reader).document["guards"] == []


def test_who_sees_one_dossier_is_told_that_others_are_not_visible_and_not_that_they_are_missing(
    guarded: Guarded, tmp_path: Path
) -> None:
    """A dossier that is gone stays an alarm for who sees all, and for whom no head vouches any more."""
    reader, laboratory, heads = (*(guarded.place(login(role)) for role in ("reader", "laboratory")), tmp_path / "h.txt")
    done("ledger", "publish", "-o", heads, db=reader)
    words, owner = ("ledger", "verify", "--published", heads), Store("postgresql", guarded.url)
    assert done(*words, db=reader).out.count("✓") == 2
    told = done(*words, db=laboratory).out
    assert "✓ lab: intact" in told
    assert "– heads of dossiers that are not visible to this account: 1." in told  # noqa: RUF001 - as it is shown
    document = done(*words, "--format", "json", db=laboratory).document
    assert [(each["lab"], each["broken"], each["unseen"]) for each in document["dossiers"]] == [
        ("lab", None, 0),
        ("*", None, 1),
    ]
    for gone, alarms in (("other", {reader: 1, laboratory: 0}), ("lab", {reader: 1, laboratory: 1})):
        owner.disarm()
        for table in ("entries", "heads"):
            owner.sql(f"DELETE FROM {table} WHERE dossier = ?", gone)
        owner.arm()
        for place, code in alarms.items():
            document = (finished := nen7510(*words, "--format", "json", db=place)).document
            assert (finished.code, document["guards"]) == (code, []), (gone, place)
    assert "no head of these vouches for what this account sees" in document["dossiers"][-1]["why"]


def test_chains_come_and_go_by_the_owner_alone_and_new_entries_carry_the_server_s_user(
    guarded: Guarded, postgresql_server: str, tmp_path: Path
) -> None:
    for role in ROLES:
        finished = nen7510("db", "backup", tmp_path / f"{role}.db", db=guarded.place(login(role)))
        assert finished.code in (5, 6), (role, finished)
        assert not (tmp_path / f"{role}.db").exists()
        assert role == "administrator" or "belongs to nen7510_owner: use the login that ran" in finished.err
    done("db", "backup", tmp_path / "backup.db", db=guarded.url)
    another = guard(postgresql_server, "another_owned")
    for role in ROLES:
        finished = nen7510("db", "restore", tmp_path / "backup.db", db=another.place(login(role)))
        assert finished.code in (5, 6), (role, finished)
    done("db", "restore", tmp_path / "backup.db", db=another.url)
    with Ledger.open(guarded.url) as old, Ledger.open(another.url) as new:
        assert new.heads() == old.heads()
        assert new.entries("lab") == old.entries("lab")
        assert new.origins()["lab"][-1].taken_by == "postgres"
    keys = ["--id", "ev-new", "--title", "Notulen", "--kind", "document", "--on", "2026-02-01"]
    done("record", "evidence", "lab", *keys, db=another.place(login("laboratory")))
    with Ledger.open(another.url) as new:
        assert new.entries("lab")[-1].recorded_by == login("laboratory")
        assert new.verify("lab").broken is None
    laptop = tmp_path / "laptop.db"
    done("db", "move", another.place(login("laboratory")), "lab", db=laptop)
    assert done("ledger", "verify", db=laptop).out.count("taken over up to entry") == 3
    another.close()
    with psycopg.connect(postgresql_server.format(database="postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE another_owned WITH (FORCE)")
