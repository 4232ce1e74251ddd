"""Timing in pairs: A B A B …, so that a machine that slows down slows both; the ratio is taken pair by pair."""

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Result:
    """One claim: what was measured against what, in seconds, pair by pair."""

    claim: str
    limit: float
    ours: Sequence[float]
    other: Sequence[float]

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


def in_pairs(claim: str, limit: float, ours: Work, other: Work, pairs: int = 9) -> Result:
    """Measure two things in turn, once each beforehand to warm up."""
    ours(), other()
    measured = [(_seconds(ours), _seconds(other)) for _ in range(pairs)]
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
