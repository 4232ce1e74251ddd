"""A server that ends sessions, dies and begins anew: nothing lost, nothing doubled (design section 7)."""

import os
import random
import select
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from faults import At, walk
from sqlalchemy import Connection
from store_engines import Store
from store_program import done, exit_of, forked, nen7510, write_dossier

from benchmarks.server import Server
from nen7510_tracker.store.ledger import Ledger

STEP = 12
WRITERS, FACTS = 4, 6

Fault = Callable[[Server, int], None]


def _terminate(server: Server, pid: int) -> None:
    """An administrator ends the session."""
    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def _crash(_server: Server, pid: int) -> None:
    """A process of the server dies: the server throws all sessions out, recovers, and starts anew."""
    os.kill(pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        while True:  # until the server has noticed
            os.kill(pid, 0)
            select.select([], [], [], 0.005)


def _stop(server: Server, _pid: int) -> None:
    """The server is stopped at once, and started again."""
    server.end(signal.SIGQUIT)
    server.start()


def _kill(server: Server, _pid: int) -> None:
    """The server itself is killed with -9, and started again."""
    server.end(signal.SIGKILL)
    server.start()


FAULTS = [_terminate, _crash, _stop, _kill]
every_fault = pytest.mark.parametrize("fault", FAULTS, ids=["terminated", "crashed", "stopped", "killed"])


@every_fault
def test_a_call_during_which_the_server_fails_around_any_statement_is_recorded_once_or_not_at_all(
    postmaster: Server, postgresql: Store, tmp_path: Path, chance: random.Random, fault: Fault
) -> None:
    done("import", write_dossier(tmp_path / "lab.json", 1), db=postgresql.url)

    def strike(connection: Connection) -> None:
        driver: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment] # it is
        fault(postmaster, driver.info.backend_pid)

    for moment in walk(chance, STEP):
        labs = [f"lab-{moment:02}-{n}" for n in range(2)]
        files = [write_dossier(tmp_path / f"{lab}.json", 5, lab=lab) for lab in labs]
        with At(moment, strike) as at:
            finished = nen7510("import", *files, db=postgresql.url)
        assert finished.code in (0, 6), finished
        assert "Traceback" not in finished.err
        postmaster.awake()
        with Ledger.open(postgresql.url) as ledger:
            assert [len(ledger.entries(lab)) for lab in labs] == [9 if finished.code == 0 else 0] * 2
        if finished.code:
            assert len(finished.err.splitlines()) == 1
            done("import", *files, db=postgresql.url)
        if not at.came:
            break
    assert moment > 20
    verified = done("ledger", "verify", "--format", "json", db=postgresql.url).document
    assert {each["seq"] for each in verified["dossiers"] if each["lab"] != "lab"} == {9}


def _writer(number: int, url: str, start: int, pipe: int) -> Callable[[], None]:
    """Records facts one after the other, each until it is recorded, and tells of each."""

    def work() -> None:
        os.read(start, 1)
        for fact in range(FACTS):
            keys = ["--id", f"ev-{number}-{fact}", "--title", "Minutes", "--kind", "document", "--on", "2026-02-01"]
            while (finished := nen7510("record", "evidence", "lab", *keys, db=url)).code:
                assert finished.code == 6, finished
                assert "Traceback" not in finished.err
            os.write(pipe, bytes([number]))

    return work


@every_fault
def test_a_server_that_fails_while_many_write_loses_nothing_and_doubles_nothing(
    postmaster: Server, postgresql: Store, tmp_path: Path, chance: random.Random, fault: Fault
) -> None:
    done("import", write_dossier(tmp_path / "lab.json", 1), db=postgresql.url)
    starting, telling = os.pipe(), os.pipe()
    pids = [forked(_writer(number, postgresql.url, starting[0], telling[1])) for number in range(WRITERS)]
    os.close(telling[1])
    os.write(starting[1], b"." * WRITERS)
    told = b"".join(os.read(telling[0], 1) for _ in range(chance.randrange(WRITERS * (FACTS - 1))))
    select.select([], [], [], chance.random() * 0.02)
    before = Counter(told)
    fault(postmaster, chance.choice(_sessions(postgresql)))
    postmaster.awake()
    with Ledger.open(postgresql.url) as ledger:
        recorded = Counter(int(each.id.split("-")[1]) for each in ledger.entries("lab") if each.kind == "evidence")
    assert all(before[number] <= recorded[number] for number in range(WRITERS)), "what was told is there"
    assert [exit_of(pid) for pid in pids] == [0] * WRITERS
    with Ledger.open(postgresql.url) as ledger:
        entries = ledger.entries("lab")
        assert ledger.verify("lab") == (entries[-1].head, None)
    found = sorted(each.id for each in entries if each.kind == "evidence")
    assert found == sorted(f"ev-{number}-{fact}" for number in range(WRITERS) for fact in range(FACTS))
    for each in (*starting, telling[0]):
        os.close(each)


def _sessions(store: Store) -> list[int]:
    """The processes of the server that serve the writers; where none does at the moment, others of its own."""
    found = store.sql("SELECT pid, datname = current_database() FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    return sorted(pid for pid, writes in found if writes) or sorted(pid for pid, _ in found)
