"""Timing in pairs: A B A B …, so that a machine that slows down slows both; the ratio is taken pair by pair."""

import math
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

Work = Callable[[], object]
Told = Callable[[], float]
MEDIAN, MOST = 0.050, 0.100  # seconds in which a key is answered: at the median, and 95 times in 100


class Measured(Protocol):
    """What a benchmark gives: a row of a table, and whether its claim holds."""

    HEAD: ClassVar[Sequence[str]]

    @property
    def cells(self) -> Sequence[str]:
        """The row, but for the last column."""

    @property
    def holds(self) -> bool:
        """Whether the claim holds."""


@dataclass(frozen=True)
class Result:
    """One claim: what was measured against what, in seconds, pair by pair."""

    HEAD = ("measured in turn", "median", "ratio", "spread", "claim")

    claim: str
    limit: float
    ours: Sequence[float]
    other: Sequence[float]

    @property
    def cells(self) -> Sequence[str]:
        """Both in milliseconds, and how far the ratios lie apart."""
        ours, other = statistics.median(self.ours) * 1000, statistics.median(self.other) * 1000
        spread = f"{min(self.ratios):.2f} to {max(self.ratios):.2f}"
        return (
            self.claim,
            f"{ours:.1f} : {other:.1f} ms",
            f"{self.ratio:.2f}",
            spread,
            "none" if math.isinf(self.limit) else f"≤ {self.limit}",
        )

    @property
    def ratios(self) -> list[float]:
        """Ours by the other, pair by pair."""
        return [a / b for a, b in zip(self.ours, self.other, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)

    @property
    def holds(self) -> bool:
        """Whether the claim holds."""
        return self.ratio <= self.limit


@dataclass(frozen=True)
class Keys:
    """How soon keys are answered on a screen, in seconds; beside it a key in a program that does nothing."""

    HEAD = ("keys", "pressed", "median", "95 %", "median by that of an empty program", "claim")

    screen: str
    ours: Sequence[float]
    other: Sequence[float]

    @property
    def median(self) -> float:
        """Half of the keys are answered in this time."""
        return statistics.median(self.ours)

    @property
    def most(self) -> float:
        """95 of 100 keys are answered in this time."""
        return sorted(self.ours)[math.ceil(len(self.ours) * 0.95) - 1]

    @property
    def cells(self) -> Sequence[str]:
        """Both in milliseconds."""
        shown = (f"{each * 1000:.0f} ms" for each in (self.median, self.most))
        ratio = f"{self.median / statistics.median(self.other):.1f}"
        return self.screen, str(len(self.ours)), *shown, ratio, f"≤ {MEDIAN * 1000:.0f}, ≤ {MOST * 1000:.0f} ms"

    @property
    def holds(self) -> bool:
        """Whether the claim holds."""
        return self.median <= MEDIAN and self.most <= MOST


def in_pairs(claim: str, limit: float, ours: Work, other: Work, pairs: int = 9) -> Result:
    """Measure two things in turn, once each beforehand to warm up."""
    return told_in_pairs(claim, limit, lambda: _seconds(ours), lambda: _seconds(other), pairs)


def told_in_pairs(claim: str, limit: float, ours: Told, other: Told, pairs: int = 9) -> Result:
    """The same of two things that tell how many seconds they took."""
    ours(), other()
    measured = [(ours(), other()) for _ in range(pairs)]
    return Result(claim, limit, [a for a, _ in measured], [b for _, b in measured])


def command(words: Sequence[str], **environment: str) -> Work:
    """Running a command to its end; raises when it does not succeed."""

    def run() -> None:
        subprocess.run(words, check=True, capture_output=True, env=environment or None)

    return run


def _seconds(work: Work) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
