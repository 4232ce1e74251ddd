"""A call whose answer was lost, repeated with its UUID (design section 7, Appending)."""

from collections.abc import Iterator, Mapping
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

CALL = Call("me", date(2026, 6, 1), "6f1c2b1e-8f0a-4c39-9a52-0d7c1b2a3e4f")
EVIDENCE = {"id": "ev-1", "title": "Minutes", "kind": "document", "on": "2026-02-01"}


def _tell(writings: Mapping[str, Writing]) -> None:
    assert writings["lab"].add(build("evidence", EVIDENCE)) is None


def _never(_: Mapping[str, Writing]) -> None:
    raise AssertionError


def test_a_call_whose_answer_was_lost_adds_nothing_when_it_is_repeated(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done("import", write_dossier(tmp_path / "lab.json", 1), db=store.url)
    with Record.open(store.url, load_norm()) as record:
        engine = record.ledger._database.engine
        begin = engine.begin

        @contextmanager
        def begin_and_lose_the_answer(**how: Any) -> Iterator[Connection]:
            with begin(**how) as connection:
                yield connection
            if how["writes"]:
                raise OperationalError("COMMIT", None, ConnectionError("the line went dead"))

        with monkeypatch.context() as patch:
            patch.setattr(engine, "begin", begin_and_lose_the_answer)
            with pytest.raises(StoreUnreachable):
                append(record, ["lab"], CALL, _tell)
        before = record.ledger.entries("lab")
        assert before[-1].id == "ev-1"
        assert append(record, ["lab"], CALL, _never) == {"lab": before[-1:]}
        assert record.ledger.entries("lab") == before
    with Record.open(store.url, load_norm()) as record:
        assert append(record, ["lab"], CALL, _never) == {"lab": before[-1:]}


def test_a_call_that_was_lost_before_it_was_written_is_recorded_when_it_is_repeated(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done("import", write_dossier(tmp_path / "lab.json", 1), db=store.url)
    with Record.open(store.url, load_norm()) as record:
        before = record.ledger.entries("lab")
        engine = record.ledger._database.engine
        insert = engine.insert

        def insert_and_fail(*arguments: Any) -> None:
            insert(*arguments)
            raise OperationalError("INSERT", None, ConnectionError("the line went dead"))

        with monkeypatch.context() as patch:
            patch.setattr(engine, "insert", insert_and_fail)
            with pytest.raises(StoreUnreachable):
                append(record, ["lab"], CALL, _tell)
        assert record.ledger.entries("lab") == before
        (recorded,) = append(record, ["lab"], CALL, _tell)["lab"]
        assert record.ledger.entries("lab") == [*before, recorded]
        assert recorded.call == CALL.id
