"""Running commands in this process: what went to stdout and stderr, and the exit code."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import Any, NamedTuple

import pytest

from nen7510_tracker.cli import session
from nen7510_tracker.cli.main import run

DATA = Path(__file__).parents[1] / "data"
TODAY = date(2026, 11, 24)
WHEN = ("--as-of", "2026-11-24", "--known-on", "2026-11-24")


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Program:
    """The program on one record; everybody's day is the same."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __call__(self, *words: str, actor: str = "anna") -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["--db", str(self.place), "--actor", actor, *words])
        return Answer(code, out.getvalue(), err.getvalue())


class _Today(date):
    @classmethod
    def today(cls) -> date:
        return TODAY


@pytest.fixture(autouse=True)
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same day, width and language everywhere."""
    monkeypatch.setattr(session, "date", _Today)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NEN7510_DB", raising=False)


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with all example dossiers, for reading."""
    place = tmp_path_factory.mktemp("cli") / "examples.db"
    answer = Program(place)("import", *map(str, sorted(DATA.glob("*.yaml"))))
    assert answer.code == 0, answer.err
    return place


@pytest.fixture
def reading(examples: Path) -> Program:
    """The program on the example dossiers; nothing may be recorded there."""
    return Program(examples)


@pytest.fixture
def writing(examples: Path, tmp_path: Path) -> Program:
    """The program on a copy of them."""
    place = tmp_path / "record.db"
    copyfile(examples, place)
    return Program(place)


@pytest.fixture
def empty(tmp_path: Path) -> Program:
    """The program on a record in which nothing stands yet."""
    program = Program(tmp_path / "empty.db")
    assert program("db", "upgrade").code == 0
    return program
