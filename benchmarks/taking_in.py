"""How long it takes to take facts in, in process: against plain rows, a parser alone, and on another engine."""

import gc
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path

import yaml

from benchmarks.dossiers import many_findings, written
from benchmarks.timing import Measured, in_pairs
from benchmarks.writing import server
from nen7510_tracker.cli.main import SELDOM
from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.exchange.reading import read_files
from nen7510_tracker.exchange.yaml_text import yaml_text
from nen7510_tracker.norm.norm import Norm, load_norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call

FINDINGS = 10_000
TODAY = date(2026, 11, 1)


def results(folder: Path) -> Iterator[Measured]:
    """Some 10,000 facts as JSON and as YAML into SQLite, and into PostgreSQL."""
    gc.set_threshold(SELDOM)  # as the command does
    norm, number = load_norm(), partial(next, count())
    values = many_findings(FINDINGS)
    facts = written(values, folder / "taken-in.json")
    same = folder / "taken-in.yaml"
    same.write_text(yaml_text(values), "utf-8")

    def taken_in(file: Path) -> Path:
        place = folder / f"taken-in-{number()}.db"
        _take_in(norm, file, str(place))
        return place

    rows = _rows(taken_in(facts))
    yield in_pairs(
        f"import of {len(rows):,} facts as JSON, in process : executemany of as many rows",
        10,
        lambda: taken_in(facts),
        lambda: _insert(rows, folder / f"plain-{number()}.db"),
        pairs=5,
    )
    text = same.read_text("utf-8")
    yield in_pairs(
        "reading them as YAML into checked facts : yaml.load by its C parser",
        2,
        lambda: read_files([same], norm),
        lambda: yaml.load(text, Loader=yaml.CBaseLoader),
        pairs=5,
    )
    with server() as address:
        yield in_pairs(
            "the same import into PostgreSQL : into SQLite",
            5,
            lambda: _take_in(norm, facts, address(f"taken_in_{number()}")),
            lambda: taken_in(facts),
            pairs=5,
        )


def _take_in(norm: Norm, file: Path, place: str) -> None:
    with Record.open(place, norm, create=True) as record:
        import_files(record, [file], Call.new("bench", TODAY))


def _rows(place: Path) -> Sequence[Sequence[object]]:
    with closing(sqlite3.connect(place)) as connection:
        return connection.execute("SELECT * FROM entries").fetchall()


def _insert(rows: Sequence[Sequence[object]], place: Path) -> None:
    """Rows of the same size in one transaction, into a table without a key, a check or a trigger."""
    with closing(sqlite3.connect(place)) as connection, connection:
        names = ", ".join(f"c{n}" for n in range(len(rows[0])))
        connection.execute(f"CREATE TABLE entries ({names})")
        connection.executemany(f"INSERT INTO entries VALUES ({', '.join('?' * len(rows[0]))})", rows)
