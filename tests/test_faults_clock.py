"""A machine whose clock was wrong for a while (design section 7, recorded_at)."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from store_engines import Store
from store_program import done, write_dossier
from store_statements import clock

from nen7510_tracker.dossier.facts import build
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call, Writing, append
from nen7510_tracker.words.message import InputRejected

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
AHEAD = datetime(2036, 1, 1, tzinfo=UTC)
EVIDENCE = {"id": "ev-1", "title": "Minutes", "kind": "document", "on": "2026-02-01"}


def _add(record: Record, kind: str, values: dict[str, object]) -> None:
    def write(writings: Mapping[str, Writing]) -> None:
        if reason := writings["lab"].add(build(kind, values)):
            raise InputRejected(reason)

    append(record, ["lab"], Call.new("me", TODAY), write)


def _made(store: Store, tmp_path: Path) -> None:
    """A record with a laboratory, from before the clock went wrong."""
    file = write_dossier(tmp_path / "lab.json", 1)
    done("db", "upgrade", db=store.url)
    from nen7510_tracker.exchange.importing import import_files

    with Record.open(store.url, load_norm(), clock=clock(datetime(2026, 5, 1, tzinfo=UTC))) as record:
        import_files(record, [file], Call.new("me", date(2026, 5, 1)))


def _proposal(record: Record) -> dict[str, object]:
    head = record.ledger.head("lab")
    return {
        "id": "D-1",
        "on": TODAY.isoformat(),
        "by": "bvo",
        "decision": "suspend",
        "rationale": "Because",
        "policy": {"id": "resume-bvo-nl", "digest": "0" * 64},
        "head": {"seq": head.seq, "digest": head.digest},
    }


def test_a_clock_that_jumps_keeps_the_order_of_recording(store: Store, tmp_path: Path, chance: random.Random) -> None:
    """Back and forth, by seconds or by years."""
    _made(store, tmp_path)
    jumps = [timedelta(seconds=chance.choice((-1, 1)) * 10 ** chance.uniform(0, 8)) for _ in range(8)]
    with Record.open(
        store.url, load_norm(), clock=clock(NOW, NOW.replace(hour=1), *(NOW + by for by in jumps))
    ) as record:
        for number in range(len(jumps) + 2):
            _add(record, "evidence", {**EVIDENCE, "id": f"ev-{number}"})
        entries = record.ledger.entries("lab")
        assert [each.id for each in entries if each.kind == "evidence"] == [f"ev-{n}" for n in range(len(jumps) + 2)]
        moments = [each.recorded_at for each in entries]
        assert moments == sorted(moments)
        assert "2026-06-01T09:00:00.000001Z" in moments, "the moment after the last, where the clock was back"
        assert record.ledger.verify("lab").broken is None
        assert record.dossier("lab").voids == []


def test_what_is_admitted_after_a_clock_was_ahead_is_void_for_nobody(store: Store, tmp_path: Path) -> None:
    """Who decides is told that the record's last moment is not today; nothing is recorded that no reader counts."""
    _made(store, tmp_path)
    with Record.open(store.url, load_norm(), clock=clock(AHEAD, NOW)) as record:
        _add(record, "evidence", EVIDENCE)
        _add(record, "evidence", {**EVIDENCE, "id": "ev-2"})
        with pytest.raises(InputRejected, match="not the day on which it is recorded"):
            _add(record, "proposal", _proposal(record))
        dossier = record.dossier("lab")
        assert dossier.voids == []
        assert dossier.latest("evidence", "ev-2") is not None


def test_with_a_clock_that_is_right_a_proposal_is_recorded(store: Store, tmp_path: Path) -> None:
    _made(store, tmp_path)
    with Record.open(store.url, load_norm(), clock=clock(NOW)) as record:
        _add(record, "proposal", _proposal(record))
        assert record.dossier("lab").latest("proposal", "D-1") is not None
