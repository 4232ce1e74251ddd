"""The process killed in the middle of an import, and eight of them at once (design section 7, Appending)."""

import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event
from store_engines import Store
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
KILLS = 50
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


def test_an_import_killed_at_any_moment_leaves_all_of_a_file_or_nothing(store: Store, tmp_path: Path) -> None:
    """Half of the kills at any moment, half while it writes; the record is made by the first import that survives."""
    chance = random.Random(7510)
    measured = Store(store.engine, str(tmp_path / "measured.db")) if store.engine == "sqlite" else store
    until, writing = _measured(write_dossier(tmp_path / "m.json", FINDINGS, lab="measured"), measured.url)
    told: dict[str, str] = {}
    for turn_ in range(KILLS):
        lab = f"lab-{turn_:02}"
        file = write_dossier(tmp_path / f"{lab}.json", FINDINGS, lab=lab)
        before = chance.random() * (until + writing) if turn_ % 2 else None
        told[lab] = _killed(file, store.url, before=before, after=chance.random() * writing if turn_ else 0.0)
        with Ledger.open(store.url) as ledger:
            found = len(ledger.entries(lab))
            assert found in (0, ENTRIES), lab
            assert found or "d" not in told[lab], "what was said to be done is there"
            assert ledger.verify(lab).broken is None
    assert "w" in told.values(), "no import was killed while it wrote"
    for lab in told:
        done("import", tmp_path / f"{lab}.json", db=store.url)
    verified = done("ledger", "verify", "--format", "json", db=store.url).document
    assert {each["lab"]: each["seq"] for each in verified["dossiers"] if each["lab"] in told} == dict.fromkeys(
        told, ENTRIES
    )


def _killed_at(path: Path, url: str, moment: int) -> bool:
    """Whether an import was killed at a moment, counted as it comes before and after statements and commits."""

    def work() -> None:
        left = moment

        def come_by(*_: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        for each in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, each, come_by)
        raise SystemExit(nen7510("import", path, db=url).code)

    code = exit_of(forked(work))
    assert code in (0, -signal.SIGKILL)
    return code != 0


def test_an_import_killed_around_any_statement_leaves_all_of_a_file_or_nothing(store: Store, tmp_path: Path) -> None:
    done("import", write_dossier(tmp_path / "first.json", 1), db=store.url)
    found = []
    with Ledger.open(store.url) as ledger:
        for moment in count(1):
            lab = f"lab-{moment:02}"
            killed = _killed_at(write_dossier(tmp_path / f"{lab}.json", 20, lab=lab), store.url, moment)
            found.append(len(ledger.entries(lab)))
            if not killed:
                break
        assert set(found) == {0, 24}
        assert found == sorted(found), "once written, it stays written"
        assert all(ledger.verify(lab).broken is None for lab in ledger.dossiers())
    assert len(found) > 12


def test_a_record_whose_making_was_killed_around_any_statement_is_made_by_the_next(tmp_path: Path) -> None:
    path = write_dossier(tmp_path / "lab.json", 5)
    for moment in count(1, step=9):
        place = tmp_path / f"{moment}" / "record.db"
        killed = _killed_at(path, str(place), moment)
        done("import", path, db=place)
        assert done("ledger", "verify", "--format", "json", db=place).document["intact"] is True
        if not killed:
            break


# Eight at once

WRITERS = 8
ROUNDS = 6


def _writer(url: str, number: int, start: int) -> Callable[[], None]:
    """Records evidence of its own, and in every round the verification that only one of all writers can record."""

    def work() -> None:
        os.read(start, 1)
        with Record.open(url, load_norm()) as record:
            for round_ in range(1, ROUNDS + 1):
                own = {"id": f"ev-{number}-{round_}", "title": "Own", "kind": "document", "on": "2026-02-01"}
                _tell(record, number, "evidence", own)
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


def test_eight_writers_at_once_lose_nothing_and_break_no_rule(store: Store, tmp_path: Path) -> None:
    done("import", write_dossier(tmp_path / "lab.json", ROUNDS), db=store.url)
    reading, writing = os.pipe()
    pids = [forked(_writer(store.url, number, reading)) for number in range(WRITERS)]
    os.write(writing, b"." * WRITERS)
    assert [exit_of(pid) for pid in pids] == [0] * WRITERS
    with Record.open(store.url, load_norm()) as record:
        entries = record.ledger.entries("lab")
        dossier = record.dossier("lab")
        assert record.ledger.verify("lab") == (entries[-1].head, None)
    kinds = Counter(each.kind for each in entries)
    assert kinds["evidence"] == WRITERS * ROUNDS, "every writer's own evidence is there"
    assert kinds["finding_event"] == ROUNDS, "a finding is verified once"
    assert [each.seq for each in entries] == list(range(1, len(entries) + 1))
    assert dossier.voids == []
    moments = [each.recorded_at for each in entries]
    assert moments == sorted(moments)
