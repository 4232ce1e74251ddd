"""Run every benchmark and print what it found as tables; exits with 1 when a claim does not hold."""

import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks import deriving, gaps, importing, interface, reporting, starting, taking_in, writing
from benchmarks.timing import Measured
from nen7510_tracker import VERSION

BENCHMARKS = (starting, deriving, gaps, reporting, importing, taking_in, writing, interface)


def machine() -> str:
    """On what it ran, and with what."""
    versions = f"nen7510 {VERSION}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    versions += f", Textual {version('textual')}"
    return f"{versions}; {platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def row(cells: Sequence[str]) -> str:
    """A row of a table, in Markdown."""
    return "| " + " | ".join(cells) + " |\n"


def main() -> int:
    """Print the tables as they grow."""
    sys.stdout.write(f"{machine()}\n")
    found: list[Measured] = []
    head: Sequence[str] = ()
    with tempfile.TemporaryDirectory() as folder:
        for benchmark in BENCHMARKS:
            for result in benchmark.results(Path(folder)):
                found.append(result)
                if head != result.HEAD:
                    head = result.HEAD
                    sys.stdout.write("\n" + row([*head, "holds"]) + row(["---"] * (len(head) + 1)))
                sys.stdout.write(row([*result.cells, "yes" if result.holds else "NO"]))
                sys.stdout.flush()
    return int(not all_hold(found))


def all_hold(results: Sequence[Measured]) -> bool:
    """Whether every claim holds."""
    return all(each.holds for each in results)


if __name__ == "__main__":
    sys.exit(main())
