"""A network that drops: nothing lost, nothing doubled, a clear word (design section 7)."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgresql_proxy import After, Cut, Proxy, proxied, undisturbed
from store_engines import Store
from store_program import Finished, done, nen7510, write_dossier

from nen7510_tracker.store import database
from nen7510_tracker.store.ledger import Ledger

TURNS = 5
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
    postgresql: Store, network: tuple[Proxy, str], chance: random.Random, word: bytes, answer: bool
) -> None:
    """Also between the commit and the answer to it: the program asks again, by the call's number, and says so."""
    proxy, url = network
    cut = Cut(word, chance, answer=answer)
    proxy.watch = cut
    finished = _record(1, url)
    assert cut.done
    assert (finished.code, AGAIN in finished.err.replace("\n", " ")) == (0, True), finished
    assert "nothing new" not in finished.err, "what the first asking recorded is what is told"
    assert _evidence(postgresql) == ["ev-1"]
    assert postgresql.sql("SELECT count(DISTINCT call) FROM entries WHERE kind = 'evidence'") == [(1,)]


@pytest.mark.parametrize("recorded", [True, False])
def test_whether_it_was_recorded_is_said_not_to_be_known_when_nobody_can_be_asked(
    postgresql: Store,
    network: tuple[Proxy, str],
    monkeypatch: pytest.MonkeyPatch,
    chance: random.Random,
    recorded: bool,
) -> None:
    proxy, url = network
    monkeypatch.setattr(database, "PATIENCE", 0.2)

    def gone() -> None:
        proxy.refuses = True

    proxy.watch = Cut(b"COMMIT", chance, answer=recorded, then=gone)
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
    postgresql: Store, network: tuple[Proxy, str], monkeypatch: pytest.MonkeyPatch, chance: random.Random
) -> None:
    """After any byte of what the program and the server say to each other."""
    monkeypatch.setattr(database, "PATIENCE", 5)
    proxy, url = network
    proxy.watch = undisturbed_ = After()
    assert _record(0, url).code == 0
    for turn in range(1, TURNS):
        proxy.watch = After(chance.randrange(undisturbed_.passed))
        finished = _record(turn, url)
        proxy.watch = undisturbed
        assert len(finished.err.splitlines()) <= 3
        assert "Traceback" not in finished.err
        assert finished.code in (0, 6)
        assert _evidence(postgresql).count(f"ev-{turn}") == int(finished.code == 0), finished
        if finished.code:
            assert _record(turn, url).code == 0
    assert _evidence(postgresql) == [f"ev-{turn}" for turn in range(TURNS)]
