"""Run every benchmark and print a table of ratios; exits with 1 when a claim does not hold."""

import os
import platform
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import deriving, importing, starting
from benchmarks.timing import Result
from nen7510_tracker import VERSION

BENCHMARKS = (starting, deriving, importing)


def machine() -> str:
    """On what it ran, and with what."""
    versions = f"nen7510 {VERSION}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{versions}; {platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def line(result: Result) -> str:
    """A row of the table, in Markdown."""
    ours, other = statistics.median(result.ours) * 1000, statistics.median(result.other) * 1000
    spread = f"{min(result.ratios):.2f} to {max(result.ratios):.2f}"
    cells = (result.claim, f"{ours:.1f} : {other:.1f} ms", f"{result.ratio:.2f}", spread, f"≤ {result.limit}")
    return "| " + " | ".join((*cells, "yes" if result.holds else "NO")) + " |"


def main() -> int:
    """Print the table as it grows."""
    sys.stdout.write(
        f"{machine()}\n\n| measured in turn | median | ratio | spread | claim | holds |\n|---|---|---|---|---|---|\n"
    )
    found: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        for benchmark in BENCHMARKS:
            for result in benchmark.results(Path(folder)):
                found.append(result)
                sys.stdout.write(line(result) + "\n")
                sys.stdout.flush()
    return int(not all_hold(found))


def all_hold(results: Sequence[Result]) -> bool:
    """Whether every claim holds."""
    return all(each.holds for each in results)


if __name__ == "__main__":
    sys.exit(main())
