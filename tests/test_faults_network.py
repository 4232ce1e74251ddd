"""A network that drops, a server that restarts: nothing lost, nothing doubled, a clear word (design section 7)."""

import os
import random
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from postgresql_proxy import Cut, Proxy, proxied
from sqlalchemy import Connection, Engine, event
from store_engines import Store
from store_program import Finished, done, nen7510, write_dossier

from nen7510_tracker.store import database
from nen7510_tracker.store.ledger import Ledger

SEED = int(os.environ.get("SEED", "7510"))
TURNS = 25
AGAIN = "it is recorded, once"


@pytest.fixture
def network(postgresql: Store, tmp_path: Path) -> Iterator[tuple[Proxy, str]]:
    """A record on a server, and a network to it."""
    done("import", write_dossier(tmp_path / "lab.json", 1), db=postgresql.url)
    with proxied(postgresql.url) as found:
        yield found


def _record(number: int, url: str) -> Finished:
    keys = ["--title", "Minutes", "--kind", "document", "--on", "2026-02-01"]
    return nen7510("record", "evidence", "lab", "--id", f"ev-{number}", *keys, db=url)


def _evidence(store: Store) -> list[str]:
    with Ledger.open(store.url) as ledger:
        assert ledger.verify("lab").broken is None
        return [each.id for each in ledger.entries("lab") if each.kind == "evidence"]


@pytest.mark.parametrize("answer", [True, False], ids=["after it arrived", "before it arrived"])
@pytest.mark.parametrize("word", [b"COMMIT", b"INSERT INTO entries", b"FOR UPDATE"])
def test_a_call_is_recorded_once_wherever_the_network_drops(
    postgresql: Store, network: tuple[Proxy, str], word: bytes, answer: bool
) -> None:
    """Also between the commit and the answer to it: the program asks again, by the call's number, and says so."""
    proxy, url = network
    cut = Cut(word, answer=answer)
    proxy.watch = cut
    finished = _record(1, url)
    assert cut.done
    assert (finished.code, AGAIN in finished.err.replace("\n", " ")) == (0, True), finished
    assert "nothing new" not in finished.err, "what the first asking recorded is what is told"
    assert _evidence(postgresql) == ["ev-1"]
    assert postgresql.sql("SELECT count(DISTINCT call) FROM entries WHERE kind = 'evidence'") == [(1,)]


@pytest.mark.parametrize("recorded", [True, False])
def test_whether_it_was_recorded_is_said_not_to_be_known_when_nobody_can_be_asked(
    postgresql: Store, network: tuple[Proxy, str], monkeypatch: pytest.MonkeyPatch, recorded: bool
) -> None:
    proxy, url = network
    monkeypatch.setattr(database, "PATIENCE", 0.2)

    def gone() -> None:
        proxy.refuses = True

    proxy.watch = Cut(b"COMMIT", answer=recorded, then=gone)
    finished = _record(1, url)
    assert finished.code == 6
    assert "Whether it was recorded is not known. Look later, for the call" in finished.err
    assert len(finished.err.splitlines()) == 1
    assert _evidence(postgresql) == (["ev-1"] if recorded else [])
    if recorded:
        (call,) = postgresql.sql("SELECT call FROM entries WHERE kind = 'evidence'")[0]
        assert f"the call {call}: nen7510 ledger log lab" in finished.err
    proxy.refuses = False
    again = _record(1, url)
    assert ("nothing new" in again.err) == recorded
    assert _evidence(postgresql) == ["ev-1"]


def test_a_network_that_drops_at_any_moment_loses_nothing_and_doubles_nothing(
    postgresql: Store, network: tuple[Proxy, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(SEED)
    monkeypatch.setattr(database, "PATIENCE", 5)
    proxy, url = network
    told = {0: 0, 6: 0}
    for turn in range(TURNS):
        left = chance.randrange(40)

        def watch(_sender: str, _piece: bytes) -> bool:
            nonlocal left
            left -= 1
            return left != 0

        proxy.watch = watch
        finished = _record(turn, url)
        proxy.watch = lambda _sender, _piece: True
        assert len(finished.err.splitlines()) <= 2
        assert "Traceback" not in finished.err
        told[finished.code] += 1
        found = _evidence(postgresql)
        assert found.count(f"ev-{turn}") == int(finished.code == 0), f"seed {SEED}, turn {turn}: {finished}"
        if finished.code:
            assert _record(turn, url).code == 0
    assert all(told.values()), f"seed {SEED}: {told}"
    assert _evidence(postgresql) == [f"ev-{turn}" for turn in range(TURNS)]


# The server


def _awake(store: Store) -> None:
    """Wait until a server that begins anew lets somebody in."""
    while True:
        try:
            psycopg.connect(store.url).close()
        except psycopg.OperationalError:
            select.select([], [], [], 0.02)
        else:
            return


def _terminate(_store: Store, pid: int) -> None:
    """An administrator ends the session."""
    with psycopg.connect(_store.url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def _crash(_store: Store, pid: int) -> None:
    """A process of the server dies: the server throws all sessions out, recovers, and starts anew."""
    os.kill(pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        while True:  # until the server has noticed
            os.kill(pid, 0)
            select.select([], [], [], 0.005)


@pytest.mark.parametrize(("disturb", "step"), [(_terminate, 1), (_crash, 12)], ids=["terminated", "restarted"])
def test_a_session_that_the_server_ends_around_any_statement_loses_nothing(
    postgresql: Store, tmp_path: Path, disturb: Callable[[Store, int], None], step: int
) -> None:
    done("import", write_dossier(tmp_path / "lab.json", 1), db=postgresql.url)
    again = 0
    for moment in count(1, step):
        labs = [f"lab-{moment:02}-{n}" for n in range(2)]
        files = [write_dossier(tmp_path / f"{lab}.json", 5, lab=lab) for lab in labs]
        disturbed = _disturbed_at(moment, postgresql, disturb)
        finished = disturbed("import", *files, db=postgresql.url)
        assert finished.code in (0, 6), finished
        assert "Traceback" not in finished.err
        again += AGAIN in finished.err.replace("\n", " ")
        _awake(postgresql)
        with Ledger.open(postgresql.url) as ledger:
            assert [len(ledger.entries(lab)) for lab in labs] == [9 if finished.code == 0 else 0] * 2
        if finished.code:
            assert len(finished.err.splitlines()) == 1
            done("import", *files, db=postgresql.url)
        if not disturbed.came:
            break
    assert moment > 20
    assert again > (6 if step == 1 else 0)
    verified = done("ledger", "verify", "--format", "json", db=postgresql.url).document
    assert {each["seq"] for each in verified["dossiers"] if each["lab"] != "lab"} == {9}


class _disturbed_at:  # noqa: N801 - it is used as a function
    """A command whose session is ended at a moment, counted as it comes before and after statements and commits."""

    def __init__(self, moment: int, store: Store, disturb: Callable[[Store, int], None]) -> None:
        self.left, self.store, self.disturb = moment, store, disturb
        self.came = False

    def __call__(self, *arguments: object, db: str) -> Finished:
        """Run it."""
        names = ("before_cursor_execute", "after_cursor_execute", "commit")
        for name in names:
            event.listen(Engine, name, self._come_by)
        try:
            return nen7510(*arguments, db=db)
        finally:
            for name in names:
                event.remove(Engine, name, self._come_by)

    def _come_by(self, connection: Connection, *_: Any) -> None:
        self.left -= 1
        if self.left == 0:
            self.came = True
            driver: Any = connection.connection.driver_connection
            self.disturb(self.store, driver.info.backend_pid)
