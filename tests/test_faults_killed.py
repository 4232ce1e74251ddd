"""The process killed with -9, alone and among others (design section 7, Appending)."""

import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from faults import killed_at, walk
from store_engines import OLDER, Store, made_at
from store_program import done, exit_of, forked, nen7510, write_dossier

from nen7510_tracker.dossier.facts import build
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call, Writing, append
from nen7510_tracker.store import turn
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.words.message import InputRejected

FINDINGS = 100
ENTRIES = FINDINGS + 4
MAKING = 150  # moments, at most, until a record is made and upgraded
TODAY = date(2026, 6, 1)


def _import(path: Path, url: str, pipe: int) -> Callable[[], None]:
    """An import that tells through a pipe when it begins to write, and when it is done."""

    def work() -> None:
        write = turn.Turn._write

        def tell_and_write(*arguments: object) -> object:
            os.write(pipe, b"w")
            return write(*arguments)  # type: ignore[arg-type]

        turn.Turn._write = tell_and_write  # type: ignore[assignment, method-assign]
        if nen7510("import", path, db=url).code == 0:
            os.write(pipe, b"d")

    return work


def _measured(path: Path, url: str) -> tuple[float, float]:
    """How long an import takes until it writes, and from then on."""
    reading, writing = os.pipe()
    begun = time.monotonic()
    pid = forked(_import(path, url, writing))
    os.close(writing)
    assert os.read(reading, 1) == b"w"
    wrote = time.monotonic()
    assert os.read(reading, 1) == b"d"
    ended = time.monotonic()
    os.close(reading)
    assert exit_of(pid) == 0
    return wrote - begun, ended - wrote


def _killed(path: Path, url: str, *, before: float | None, after: float) -> str:
    """Kill an import `before` seconds after its start, or `after` it began to write; what it had told until then."""
    reading, writing = os.pipe()
    pid = forked(_import(path, url, writing))
    os.close(writing)
    told = b"" if before is not None else os.read(reading, 1)
    select.select([] if told else [reading], [], [], after if before is None else before)
    os.kill(pid, signal.SIGKILL)
    exit_of(pid)
    told += b"".join(iter(lambda: os.read(reading, 9), b""))
    os.close(reading)
    return told.decode()


def test_an_import_killed_at_any_moment_leaves_all_of_a_file_or_nothing(
    store: Store, tmp_path: Path, chance: random.Random
) -> None:
    """Once at any moment, once while it writes; the record is made by the first import that survives."""
    measured = Store(store.engine, str(tmp_path / "measured.db")) if store.engine == "sqlite" else store
    until, writing = _measured(write_dossier(tmp_path / "m.json", FINDINGS, lab="measured"), measured.url)
    for lab, before in (("any", chance.random() * (until + writing)), ("writing", None)):
        file = write_dossier(tmp_path / f"{lab}.json", FINDINGS, lab=lab)
        told = _killed(file, store.url, before=before, after=chance.random() * writing)
        with Ledger.open(store.url, create=True) as ledger:
            found = len(ledger.entries(lab))
            assert found in (0, ENTRIES), lab
            assert found or "d" not in told, "what was said to be done is there"
            assert ledger.verify(lab).broken is None
    for lab in ("any", "writing"):
        done("import", tmp_path / f"{lab}.json", db=store.url)
    verified = done("ledger", "verify", "--format", "json", db=store.url).document
    assert {each["lab"]: each["seq"] for each in verified["dossiers"] if each["lab"] != "measured"} == {
        "any": ENTRIES,
        "writing": ENTRIES,
    }


def test_an_import_killed_around_any_statement_leaves_all_of_a_file_or_nothing(
    store: Store, tmp_path: Path, chance: random.Random
) -> None:
    done("import", write_dossier(tmp_path / "first.json", 1), db=store.url)
    found = []
    with Ledger.open(store.url) as ledger:
        for moment in walk(chance, 6):
            lab = f"lab-{moment:02}"
            killed = killed_at(moment, "import", write_dossier(tmp_path / f"{lab}.json", 20, lab=lab), db=store.url)
            found.append(len(ledger.entries(lab)))
            if not killed:
                break
        assert set(found) == {0, 24}
        assert found == sorted(found), "once written, it stays written"
        assert all(ledger.verify(lab).broken is None for lab in ledger.dossiers())


def test_a_record_whose_making_was_killed_around_any_statement_is_made_by_the_next(
    store: Store, tmp_path: Path, chance: random.Random
) -> None:
    path = write_dossier(tmp_path / "lab.json", 5)
    killed_at(chance.randrange(1, MAKING), "import", path, db=store.url)
    done("import", path, db=store.url)
    verified = done("ledger", "verify", "--format", "json", db=store.url).document
    assert (verified["intact"], [each["seq"] for each in verified["dossiers"]]) == (True, [9])


@pytest.mark.parametrize("begun", OLDER)
def test_an_upgrade_killed_around_any_statement_is_done_by_the_next(
    store: Store, tmp_path: Path, chance: random.Random, begun: str
) -> None:
    """An older record, whose entries are there before, in between and afterwards."""
    newer = str(tmp_path / "newer.db")
    done("import", write_dossier(tmp_path / "lab.json", 9), db=newer)
    entries = Store("sqlite", newer).sql("SELECT * FROM entries ORDER BY seq")
    made_at(store, begun)
    for row in entries:
        store.sql(f"INSERT INTO entries VALUES ({', '.join('?' * len(row))})", *row)
    killed_at(chance.randrange(1, MAKING), "db", "upgrade", db=store.url)
    assert store.sql("SELECT * FROM entries ORDER BY seq") == entries
    done("db", "upgrade", db=store.url)
    assert store.sql("SELECT * FROM entries ORDER BY seq") == entries
    assert done("ledger", "verify", "--format", "json", db=store.url).document["intact"] is True


# Eight at once

WRITERS = 8
ROUNDS = 6


def _writer(url: str, number: int, start: int, pipe: int) -> Callable[[], None]:
    """Records evidence of its own, which it tells, and in every round the verification that only one can record."""

    def work() -> None:
        os.read(start, 1)
        with Record.open(url, load_norm()) as record:
            for round_ in range(1, ROUNDS + 1):
                own = {"id": f"ev-{number}-{round_}", "title": "Own", "kind": "document", "on": "2026-02-01"}
                _tell(record, number, "evidence", own)
                os.write(pipe, bytes([number]))
                event = {"finding": f"F-{round_}", "on": f"2026-03-{number + 1:02}", "state": "verified", "by": "aud"}
                try:
                    _tell(record, number, "finding_event", event)
                except InputRejected:
                    continue

    return work


def _tell(record: Record, number: int, kind: str, values: dict[str, object]) -> None:
    fact = build(kind, values)

    def write(writings: Mapping[str, Writing]) -> None:
        if reason := writings["lab"].add(fact):
            raise InputRejected(reason)

    append(record, ["lab"], Call.new(f"writer-{number}", TODAY), write)


def test_of_eight_writers_three_are_killed_and_nothing_is_lost(
    store: Store, tmp_path: Path, chance: random.Random
) -> None:
    done("import", write_dossier(tmp_path / "lab.json", ROUNDS), db=store.url)
    starting, telling = os.pipe(), os.pipe()
    pids = [forked(_writer(store.url, number, starting[0], telling[1])) for number in range(WRITERS)]
    os.close(telling[1])
    victims = chance.sample(range(WRITERS), 3)
    os.write(starting[1], b"." * WRITERS)
    told = b""
    for victim in victims:  # each after another so many that were told to be recorded
        told += b"".join(os.read(telling[0], 1) for _ in range(chance.randrange(1, WRITERS)))
        os.kill(pids[victim], signal.SIGKILL)
    told += b"".join(iter(lambda: os.read(telling[0], 99), b""))
    ends = [exit_of(pid) for pid in pids]
    assert [end for number, end in enumerate(ends) if number not in victims] == [0] * (WRITERS - 3)
    _nothing_lost(store, Counter(told), [number for number in range(WRITERS) if ends[number] == 0])


def _nothing_lost(store: Store, told: Counter[int], through: list[int]) -> None:
    """Whose end came has recorded all; who was killed what he was told was recorded, and at most one more."""
    with Record.open(store.url, load_norm()) as record:
        entries = record.ledger.entries("lab")
        dossier = record.dossier("lab")
        assert record.ledger.verify("lab") == (entries[-1].head, None)
    kinds = Counter(each.kind for each in entries)
    own = Counter(int(each.id.split("-")[1]) for each in entries if each.kind == "evidence")
    for number in range(WRITERS):
        assert told[number] <= own[number] <= told[number] + 1
    assert all(own[number] == ROUNDS for number in through)
    assert kinds["finding_event"] == ROUNDS, "a finding is verified once"
    assert [each.seq for each in entries] == list(range(1, len(entries) + 1))
    assert dossier.voids == []
    moments = [each.recorded_at for each in entries]
    assert moments == sorted(moments)
