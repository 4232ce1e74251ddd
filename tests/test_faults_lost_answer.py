"""A call whose answer was lost, repeated with its UUID (design section 7, Appending)."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from store_engines import Store
from store_program import done, write_dossier

from nen7510_tracker.dossier.facts import build
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call, Writing, append
from nen7510_tracker.words.message import StoreUnreachable

LOST = ConnectionError("the line went dead")
Fate = Callable[[Record, pytest.MonkeyPatch], None]


def _told(number: int) -> Callable[[Mapping[str, Writing]], None]:
    def tell(writings: Mapping[str, Writing]) -> None:
        values = {"id": f"ev-{number}", "title": "Minutes", "kind": "document", "on": "2026-02-01"}
        assert writings["lab"].add(build("evidence", values)) is None

    return tell


def _never(_: Mapping[str, Writing]) -> None:
    raise AssertionError


def _lost_after_it_was_recorded(record: Record, patch: pytest.MonkeyPatch) -> None:
    engine = record.ledger._database.engine
    begin = engine.begin

    @contextmanager
    def begin_and_lose_the_answer(**how: Any) -> Iterator[Connection]:
        with begin(**how) as connection:
            yield connection
        if how["writes"]:
            raise OperationalError("COMMIT", None, LOST)

    patch.setattr(engine, "begin", begin_and_lose_the_answer)


def _lost_before_it_was_recorded(record: Record, patch: pytest.MonkeyPatch) -> None:
    engine = record.ledger._database.engine
    insert = engine.insert

    def insert_and_fail(*arguments: Any) -> None:
        insert(*arguments)
        raise OperationalError("INSERT", None, LOST)

    patch.setattr(engine, "insert", insert_and_fail)


def test_calls_whose_answers_are_lost_are_recorded_once_when_they_are_repeated(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chance: random.Random
) -> None:
    """Each of several calls, in any order; asked again it adds nothing, also when the record is opened anew."""
    done("import", write_dossier(tmp_path / "lab.json", 1), db=store.url)
    fates: list[Fate] = [_lost_after_it_was_recorded, _lost_before_it_was_recorded] * 3
    chance.shuffle(fates)
    calls = [Call.new("me", date(2026, 6, 1)) for _ in fates]
    with Record.open(store.url, load_norm()) as record:
        for number, (call, lose) in enumerate(zip(calls, fates, strict=True)):
            before = record.ledger.entries("lab")
            with monkeypatch.context() as patch:
                lose(record, patch)
                with pytest.raises(StoreUnreachable):
                    append(record, ["lab"], call, _told(number))
            recorded = lose is _lost_after_it_was_recorded
            assert len(record.ledger.entries("lab")) == len(before) + recorded
            again = append(record, ["lab"], call, _never if recorded else _told(number))["lab"]
            assert record.ledger.entries("lab") == [*before, *again]
            assert [(each.id, each.call) for each in again] == [(f"ev-{number}", call.id)]
    with Record.open(store.url, load_norm()) as record:
        entries = record.ledger.entries("lab")
        assert [append(record, ["lab"], call, _never)["lab"] for call in calls] == [[each] for each in entries[-6:]]
        assert record.ledger.verify("lab").broken is None
