"""A portfolio worked out in processes of their own: the same answers, also when a process ends or somebody stops it."""

import sys
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from store_engines import Store

from nen7510_tracker.exchange.examples import examples
from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import DEFAULT_EDITION, load_norm
from nen7510_tracker.service import evaluators
from nen7510_tracker.service.evaluated import evaluated
from nen7510_tracker.service.evaluating import Portfolio
from nen7510_tracker.service.portfolio import LabRow
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.service.recording import Call

TODAY = date(2026, 8, 1)


def _record(store: Store) -> Record:
    record = Record.open(store.url, load_norm(), create=True)
    import_files(record, list(examples()), Call.new("anna", TODAY))
    return record


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes for a few laboratories, two at a time."""
    monkeypatch.setattr(evaluators, "MANY", 0)
    monkeypatch.setattr(evaluators, "CHUNK", 2)
    monkeypatch.setattr(evaluators, "_cores", lambda: 2)


@pytest.mark.usefixtures("processes")
def test_what_other_processes_work_out_is_what_this_one_would(store: Store) -> None:
    with _record(store) as record:
        portfolio = Portfolio(record, TODAY)
        total = len(portfolio.missing)
        found = sorted(row for rows in portfolio.work() for row in rows)
        here = [evaluated(record.evaluation(lab, Moment(TODAY, TODAY))) for lab in record.labs()]
        assert found == [LabRow._make(each.lab) for each in here]
        assert list(portfolio.gaps()) == list(Portfolio(record, TODAY).gaps())
        assert len(found) == total == portfolio.total


@pytest.mark.usefixtures("processes")
def test_where_a_process_cannot_be_used_its_work_is_done_here(sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with _record(sqlite) as record:
        monkeypatch.setattr(sys, "executable", "/bin/false")
        assert len(Portfolio(record, TODAY).whole()) == len(record.labs())


@pytest.mark.usefixtures("processes")
def test_stopped_in_between_what_is_done_is_kept_and_the_rest_goes_on(sqlite: Store, tmp_path: Path) -> None:
    with _record(sqlite):
        pass
    with Record.open(sqlite.url, load_norm(), cache=tmp_path) as record:
        portfolio = Portfolio(record, TODAY, DEFAULT_EDITION)
        total, work = len(portfolio.missing), portfolio.work()
        next(work)
        work.close()
    with Record.open(sqlite.url, load_norm(), cache=tmp_path) as record:
        again = Portfolio(record, TODAY)
        assert len(again.missing) == total - 2
        assert [each for _, each in zip(count(), again.work(), strict=False)]
        assert len(again.rows()) == total
