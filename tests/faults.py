"""Faults that strike where chance says: the seed is part of the test's name, so that a failure says it."""

import os
import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import Connection, Engine, event
from store_program import Finished, exit_of, forked, nen7510

FAULTS = int(os.environ.get("FAULTS", "1"))  # how often each kind of fault is repeated; `make faults` asks for 20
SEED = int(os.environ.get("SEED", "7510"))  # the first seed, for who wants others, or one again
MOMENTS = ("before_cursor_execute", "after_cursor_execute", "commit")


@pytest.fixture(params=range(SEED, SEED + FAULTS), ids="seed {}".format)
def chance(request: pytest.FixtureRequest) -> random.Random:
    """What decides where a fault strikes: another for each repetition."""
    return random.Random(request.param)


def walk(chance: random.Random, step: int) -> Iterator[int]:
    """Moments from the first `step` on, that many apart, without end: 20 walks come by nearly every one."""
    moment = chance.randint(1, step)
    while True:
        yield moment
        moment += step


class At:
    """Strikes at a moment, counted as the program comes before and after statements and commits.

    `strike` is called with the connection that the program is at; `came` says whether it was.
    """

    def __init__(self, moment: int, strike: Callable[[Connection], object]) -> None:
        self._left, self._strike, self.came = moment, strike, False

    def __enter__(self) -> Self:
        for each in MOMENTS:
            event.listen(Engine, each, self._come_by)
        return self

    def __exit__(self, *_: object) -> None:
        for each in MOMENTS:
            event.remove(Engine, each, self._come_by)

    def _come_by(self, connection: Connection, *_: object) -> None:
        self._left -= 1
        if self._left == 0:
            self.came = True
            self._strike(connection)


def killed_at(moment: int, *words: object, db: object) -> bool:
    """Whether a command, in a process of its own, was killed with -9 at a moment; else it succeeded before that."""

    def work() -> None:
        with At(moment, lambda _: os.kill(os.getpid(), signal.SIGKILL)):
            raise SystemExit(nen7510(*words, db=db).code)

    code = exit_of(forked(work))
    assert code in (0, -signal.SIGKILL)
    return code != 0


def refused(finished: Finished, says: str) -> None:
    """One sentence on stderr, exit code 6, nothing on stdout, no traceback and no statement."""
    assert finished.code == 6, finished
    assert finished.out == ""
    assert says in finished.err
    assert len(finished.err.splitlines()) == 1
    assert not [each for each in ("Traceback", "sqlalchemy", "SELECT", "INSERT") if each in finished.err]


def contents(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder, with what is in it."""
    return {str(each): each.read_bytes() if each.is_file() else None for each in sorted(folder.rglob("*"))}
