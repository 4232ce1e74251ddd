"""How a portfolio grows: opened, worked out, its gaps written, verified, looked at (`make portfolio`).

    python -m benchmarks.scale 10 100 1000 10000

Each number of laboratories is generated, measured in pairs, and thrown away; 10,000 take some 3 GB in the folder for
temporary files, and nine minutes when the machine has nothing else to do. The last figures are drawn in
docs/pictures/growth.svg.
"""

import csv
import hashlib
import json
import math
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.__main__ import machine, row
from benchmarks.interface import DOWN
from benchmarks.portfolio import TODAY, lab_id, write
from benchmarks.terminal import Terminal
from benchmarks.timing import Keys, Measured, Result, in_pairs
from nen7510_tracker.dossier.entry import line
from nen7510_tracker.dossier.facts import TimelineItem
from nen7510_tracker.exchange.table import write_csv
from nen7510_tracker.norm.norm import DEFAULT_EDITION, load_norm
from nen7510_tracker.reports import svg
from nen7510_tracker.rules.gaps import GapRow
from nen7510_tracker.service.across import Across
from nen7510_tracker.service.ageing import ageing
from nen7510_tracker.service.evaluating import Portfolio
from nen7510_tracker.service.failing import failing_controls
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Batch, Call, Told, record_facts
from nen7510_tracker.service.upcoming import upcoming
from nen7510_tracker.service.verifying import verified
from nen7510_tracker.words.day import of

NEN7510 = str(Path(sys.executable).with_name("nen7510"))
PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "growth.svg"
MANY = 10_000  # laboratories for which something is claimed: with a few of them other work weighs more
NO_CLAIM = math.inf
FEW = 100  # laboratories up to which all lines are held in memory, to hash them alone


@dataclass(frozen=True)
class Found:
    """A figure with a limit of its own, not of a ratio."""

    HEAD = ("figure", "found", "spread", "claim")

    what: str
    values: Sequence[float]
    limit: float
    unit: str

    @property
    def cells(self) -> Sequence[str]:
        """The median, and how far the values lie apart."""
        spread = f"{min(self.values):.1f} to {max(self.values):.1f}"
        return self.what, f"{statistics.median(self.values):.1f} {self.unit}", spread, f"≤ {self.limit:g} {self.unit}"

    @property
    def holds(self) -> bool:
        """Whether the claim holds."""
        return statistics.median(self.values) <= self.limit


def results(folder: Path, labs: int) -> Iterator[Measured]:
    """Everything that is measured of a portfolio of some laboratories."""
    path, cache = folder / "portfolio.db", folder / "cache"
    write(path, labs)
    named = f"{labs:,} laboratories"
    yield in_pairs(
        f"{named}: worked out from nothing on all cores : read and json.loads on one",
        4 if labs >= MANY else NO_CLAIM,
        lambda: _rebuild(path, cache),
        lambda: _read(path),
        pairs=3 if labs <= 1000 else 1,
    )
    with Record.open(str(path), load_norm(), cache=cache) as record:
        stored = record.evaluations.path
        with closing(sqlite3.connect(stored)) as plain:
            yield in_pairs(
                f"{named}: opened with nothing changed : SELECT of as many rows",
                3 if labs >= MANY else NO_CLAIM,
                lambda: Portfolio(record, TODAY).rows(),
                lambda: plain.execute("SELECT * FROM labs").fetchall(),
            )
            yield in_pairs(
                f"{named}: what fails, is open and comes up : SELECT of as many rows",
                NO_CLAIM,
                lambda: _across(record),
                lambda: [plain.execute(f"SELECT * FROM {each}").fetchall() for each in ("looks", "open", "coming")],
                pairs=5,
            )
        yield Found(f"{named}: opened after one new fact, more", [_more(record, n) for n in range(1, 10)], 50, "ms")
        yield in_pairs(
            f"{named}: gaps as CSV : {_WRITER} of as many rows of as many columns",
            5 if labs >= 1000 else NO_CLAIM,
            lambda: _gaps(record, folder / "gaps.csv"),
            lambda: _plain_gaps(stored, folder / "plain.csv"),
            pairs=5 if labs <= 1000 else 2,
        )
        if labs <= FEW:
            yield _verifying(record, path, named)
    environment = {**os.environ, "NEN7510_DB": str(path), "NEN7510_CACHE": str(cache), "NEN7510_LANG": "en"}
    environment |= {"XDG_CONFIG_HOME": str(folder)}
    subprocess.run([NEN7510, "db", "evaluate"], check=True, env=environment, capture_output=True)
    words = [NEN7510, "gaps", "--format", "csv", "-o", str(folder / "gaps.csv")]
    yield Found(f"{named}: memory of gaps as CSV", [_memory(words, environment)], 150, "MB")
    if labs >= 100:
        yield from _interface(labs, environment)


def _rebuild(path: Path, cache: Path) -> None:
    shutil.rmtree(cache, ignore_errors=True)
    with Record.open(str(path), load_norm(), cache=cache) as record:
        for _ in Portfolio(record, TODAY).work():
            pass


def _read(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for entry in connection.execute("SELECT * FROM entries ORDER BY dossier, seq"):
            json.loads(entry[13])


def _more(record: Record, number: int) -> float:
    """Milliseconds that a portfolio takes longer to open when somebody recorded a fact meanwhile."""
    unchanged = _opened(record)
    fact = TimelineItem(id=f"nieuw-{number}", on=of(date(2026, 10, number)), text="Iets nieuws.")
    record_facts(record, {lab_id(number): Batch([Told(fact)])}, Call.new("bench", TODAY))
    if [*Portfolio(record, TODAY).missing] != [lab_id(number)]:
        raise RuntimeError(number)  # nothing new was recorded
    return (_opened(record) - unchanged) * 1000


def _opened(record: Record) -> float:
    """Seconds until every laboratory is there, also one that somebody left out of the list of heads."""
    begin = time.perf_counter()
    Portfolio(record, TODAY).whole()
    return time.perf_counter() - begin


def _across(record: Record) -> None:
    """The three views of today, each from what is kept."""
    portfolio = Portfolio(record, TODAY)
    labs = Across(record, [row.id for row in portfolio.rows()], portfolio.moment, portfolio=portfolio)
    failing_controls(labs.looks(), record.norm.edition(DEFAULT_EDITION))
    ageing(labs.open_findings())
    upcoming(labs.coming(), TODAY, 90, passed=True)


def _gaps(record: Record, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(Portfolio(record, TODAY).gaps(), GapRow._fields, file)


_COLUMNS = (
    "lab, '2026-11-01', '2026-11-01', edition, area, control, control, status, finding, grade, priority, state, turn,"
    " finding_title, statement, cause, source, found_on, due, NULL, measures, owner, progress, planned_end, evidence,"
    " last_note, last_changed, same_as, blocks"
)
_SQLITE3 = shutil.which("sqlite3")
_WRITER = "sqlite3 -csv" if _SQLITE3 else "Python's csv"


def _plain_gaps(stored: Path, path: Path) -> None:
    """The same rows by the shell of SQLite; where it is missing, by Python's csv module."""
    select = f"SELECT {_COLUMNS} FROM gaps"
    with path.open("w", encoding="utf-8", newline="") as file:
        if _SQLITE3:
            subprocess.run([_SQLITE3, "-csv", str(stored), select], check=True, stdout=file)
        else:
            with closing(sqlite3.connect(stored)) as connection:
                csv.writer(file).writerows(connection.execute(select))


def _verifying(record: Record, path: Path, named: str) -> Result:
    lines = [line(each).encode() for lab in record.labs() for each in record.ledger.entries(lab)]

    def hashed() -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("SELECT * FROM entries ORDER BY dossier, seq").fetchall()
        for each in lines:
            hashlib.sha256(each).hexdigest()

    return in_pairs(f"{named}: ledger verify : reading, and SHA-256 of the lines", 3, lambda: verified(record), hashed)


# A process is said to have held what the one that starts it holds: a small one has to start it.
_HELD = (
    "import resource, subprocess, sys; quiet = subprocess.DEVNULL;"
    "subprocess.run(sys.argv[1:], check=True, stdout=quiet, stderr=quiet);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


def _memory(words: Sequence[str], environment: dict[str, str]) -> float:
    """The most that a command held, in MB."""
    asked = subprocess.run([sys.executable, "-c", _HELD, *words], check=True, env=environment, stdout=subprocess.PIPE)
    return int(asked.stdout) / 1024


def _interface(labs: int, environment: dict[str, str]) -> Iterator[Measured]:
    with Terminal([NEN7510], environment) as terminal:
        terminal.shows(f"{labs} laboratories")
        terminal.rest()
        down = [terminal.press(DOWN) for _ in range(40)]
        terminal.press("/")
        typed = [terminal.press(key) for key in "kolf 12"]
        yield Keys(f"{labs:,} laboratories, down", down, down)
        yield Keys(f"{labs:,} laboratories, typing a filter", typed, down)
        yield Found(f"{labs:,} laboratories: memory of the interface", [terminal.memory()], 200, "MB")


def draw(grown: dict[str, list[tuple[int, float]]]) -> str:
    """How the ratios grow with the number of laboratories: a line for each, on a scale of powers of ten."""
    colours = (svg.VERIFIED, svg.LATE, svg.TODAY, svg.CLAIMED, svg.SOFT)
    top = max((ratio for points in grown.values() for _, ratio in points), default=1)
    inside = [svg.line(60, 220, 420, 220, svg.LINE), svg.line(60, 20, 60, 220, svg.LINE)]
    sizes = sorted({size for points in grown.values() for size, _ in points})
    inside += [svg.label(_x(size), 238, f"{size:,}", anchor="middle") for size in sizes]
    heights = ((at, 224 - round(200 * at / (int(top) + 1))) for at in range(int(top) + 1))
    inside += [svg.label(50, y, str(at), anchor="end") for at, y in heights]
    for place, (name, points) in enumerate(grown.items()):
        spots = [(_x(size), 220 - round(200 * ratio / (int(top) + 1))) for size, ratio in points]
        inside.append(svg.polyline(spots, colours[place % 5]))
        inside.append(svg.label(435, 40 + 18 * place, name, fill=colours[place % 5]))
    told = "; ".join(f"{name}: " + ", ".join(f"{r:.1f} at {n:,}" for n, r in each) for name, each in grown.items())
    return svg.drawing("Ratios by the number of laboratories", told, 250, inside)


def _x(size: int) -> int:
    return 60 + 110 * (len(str(size)) - 2)


def main() -> int:
    """Print a table per size, and draw how the ratios grow."""
    sys.stdout.write(f"{machine()}\n")
    grown: dict[str, list[tuple[int, float]]] = {}
    holds = True
    for labs in map(int, sys.argv[1:] or ("10", "100", "1000", "10000")):
        head: Sequence[str] = ()
        with tempfile.TemporaryDirectory() as folder:
            for result in results(Path(folder), labs):
                holds = holds and result.holds
                if head != result.HEAD:
                    head = result.HEAD
                    sys.stdout.write("\n" + row([*head, "holds"]) + row(["---"] * (len(head) + 1)))
                sys.stdout.write(row([*result.cells, "yes" if result.holds else "NO"]))
                sys.stdout.flush()
                if isinstance(result, Result):
                    name = result.claim.partition(": ")[2].partition(" : ")[0]
                    grown.setdefault(name, []).append((labs, result.ratio))
    PICTURE.write_text(draw(grown) + "\n", "utf-8")
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main())
