"""Many writers at once: how long each waits for its turn, and that nothing is lost, doubled or broken by it."""

import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import psycopg

from benchmarks.server import serving
from benchmarks.timing import Measured, told_in_pairs
from nen7510_tracker.dossier.facts import Fact, build
from nen7510_tracker.norm.norm import Norm, load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call, Writing, append

WRITERS, DOSSIERS, APPENDS = 50, 20, 20  # appends by each writer
FEWER = 5  # in each of several rounds
PATIENCE = 1.0  # seconds that 99 in 100 wait at most
TODAY = date(2026, 6, 1)
SEED = 7510


@dataclass(frozen=True)
class Waiting:
    """How long writers waited until what they said was recorded, in seconds; `limit` None: only shown."""

    HEAD: ClassVar[Sequence[str]] = ("writers at once", "appends", "a second", "median", "99 %", "longest", "claim")

    engine: str
    waits: Sequence[float]
    took: float
    limit: float | None = None
    ordered: list[float] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ordered", sorted(self.waits))

    @property
    def most(self) -> float:
        """99 of 100 waited no longer."""
        return self.ordered[int(len(self.ordered) * 0.99)]

    @property
    def cells(self) -> Sequence[str]:
        """Times in milliseconds."""
        times = (f"{each * 1000:.0f} ms" for each in (statistics.median(self.waits), self.most, self.ordered[-1]))
        claim = "-" if self.limit is None else f"99 % ≤ {self.limit:.0f} s"
        many = f"{WRITERS} on {DOSSIERS} dossiers, {self.engine}"
        return many, str(len(self.waits)), f"{len(self.waits) / self.took:.0f}", *times, claim

    @property
    def holds(self) -> bool:
        """Whether the claim holds."""
        return self.limit is None or self.most <= self.limit


def results(folder: Path) -> Iterator[Measured]:
    """Fifty writers on twenty dossiers on each engine; on PostgreSQL also against one that records as much."""
    norm = load_norm()
    together(norm, str(folder / "writing.db"), WRITERS, DOSSIERS, 1)  # the record is made
    yield _measured(norm, "SQLite", str(folder / "writing.db"), None)
    with server() as address:
        yield _measured(norm, "PostgreSQL", address("measured"), PATIENCE)
        many, one = address("many"), address("one")
        yield told_in_pairs(
            f"{WRITERS} writers record {WRITERS * FEWER} facts : one does, on PostgreSQL",
            2,
            lambda: together(norm, many, WRITERS, DOSSIERS, FEWER)[1],
            lambda: together(norm, one, 1, DOSSIERS, WRITERS * FEWER)[1],
            pairs=3,
        )


def _measured(norm: Norm, engine: str, place: str, limit: float | None) -> Waiting:
    waits, took = together(norm, place, WRITERS, DOSSIERS, APPENDS)
    return Waiting(engine, waits, took, limit)


@contextmanager
def server() -> Iterator[Callable[[str], str]]:
    """A PostgreSQL server of our own; gives what makes a database and tells its address."""
    with serving() as found:

        def address(name: str) -> str:
            with psycopg.connect(found.address("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            return found.address(name)

        yield address


def together(norm: Norm, place: str, writers: int, dossiers: int, appends: int) -> tuple[list[float], float]:
    """Let writers, each a process, record evidence at once; how long each append took, and all of it, in seconds.

    Every tenth call is about three dossiers. Raises RuntimeError if anything was lost, doubled or broken.
    """
    labs = [f"lab-{n:02}" for n in range(dossiers)]
    with Record.open(place, norm, create=True) as record:
        for lab in labs:
            _begin(record, lab)
        before = {lab: record.ledger.head(lab).seq for lab in labs}
    starting, start = os.pipe()
    readings = [_forked(norm, place, labs, number, appends, (starting, start)) for number in range(writers)]
    begun = time.perf_counter()
    os.close(start)
    told = [_told(each) for each in readings]
    took = time.perf_counter() - begun
    os.close(starting)
    _check(norm, place, before, [key for each in told for key in each["keys"]])
    return [wait for each in told for wait in each["waits"]], took


def _begin(record: Record, lab: str) -> None:
    def write(writings: Mapping[str, Writing]) -> None:
        if writings[lab].judge.dossier.latest("lab", lab) is None:
            writings[lab].add(build("lab", {"id": lab, "name": lab}))

    append(record, [lab], Call.new("begin", TODAY), write)


def _forked(norm: Norm, place: str, labs: Sequence[str], number: int, appends: int, gate: tuple[int, int]) -> int:
    """A writer that waits until the gate is open; gives where it tells what it did."""
    telling, tell = os.pipe()
    if os.fork():
        os.close(tell)
        return telling
    starting, start = gate
    try:
        os.close(start)
        with Record.open(place, norm) as record, os.fdopen(tell, "w") as pipe:
            record.labs()  # connected, before the others are let go
            os.read(starting, 1)
            json.dump(_written(record, labs, number, appends), pipe)
    finally:
        os._exit(0)


def _written(record: Record, labs: Sequence[str], number: int, appends: int) -> dict[str, list[object]]:
    chance = random.Random(SEED + number)
    waits: list[object] = []
    keys: list[object] = []
    for turn in range(appends):
        about = chance.sample(labs, 3 if turn % 10 == 9 and len(labs) > 2 else 1)
        key = f"ev-{number}-{turn}-{os.getpid()}-{time.monotonic_ns()}"
        fact = build("evidence", {"id": key, "title": "Notulen", "kind": "document", "on": "2026-02-01"})

        def write(writings: Mapping[str, Writing], fact: Fact = fact) -> None:
            for each in writings.values():
                each.add(fact)

        begun = time.perf_counter()
        append(record, about, Call.new(f"writer-{number}", TODAY), write)
        waits.append(time.perf_counter() - begun)
        keys += [(lab, key) for lab in about]
    return {"waits": waits, "keys": keys}


def _told(telling: int) -> dict[str, list[Any]]:
    """What a writer tells when it is done. Raises RuntimeError if it died."""
    with os.fdopen(telling) as pipe:
        text = pipe.read()
    os.wait()
    if not text:
        raise RuntimeError("a writer died")
    told: dict[str, list[Any]] = json.loads(text)
    return told


def _check(norm: Norm, place: str, before: Mapping[str, int], keys: Sequence[Sequence[str]]) -> None:
    """Raise RuntimeError unless everything that was told is there once, and every chain is whole."""
    expected = {lab: sorted(key for about, key in keys if about == lab) for lab in before}
    with Record.open(place, norm) as record:
        for lab, first in before.items():
            entries = record.ledger.entries(lab)
            if sorted(each.id for each in entries[first:]) != expected[lab]:
                raise RuntimeError(f"{lab}: something was lost or doubled")
            if [each.seq for each in entries] != list(range(1, len(entries) + 1)):
                raise RuntimeError(f"{lab}: a sequence number is doubled or missing")
            if record.ledger.verify(lab).broken or record.dossier(lab).voids:
                raise RuntimeError(f"{lab}: the chain is broken, or an entry is void")
