"""Charts made of characters: a scale of days, a stacked area, a line of months."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from textual.content import Content

from nen7510_tracker.rules.trajectory import Counts, Point
from nen7510_tracker.tui.ink import cells, ink, join
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.words.day import day, months_after


@dataclass(slots=True, frozen=True)
class Scale:
    """Days on a line of some cells, `first` on the first and `last` on the last."""

    first: date
    last: date
    width: int

    @property
    def days(self) -> int:
        """How many days the line stands for."""
        return max(1, (self.last - self.first).days)

    def at(self, value: date) -> int:
        """The cell of a day; one beyond the line is on its edge."""
        place = (value - self.first).days * (self.width - 1) // self.days
        return max(0, min(self.width - 1, place))

    def day(self, cell: int) -> date:
        """The last day that a cell stands for."""
        return self.first + timedelta(days=self.days * (cell + 1) // self.width)


def months_line(pen: Pen, scale: Scale) -> Content:
    """The months under a chart: every one, or every second, third, sixth, twelfth; January by its year."""
    letters = [" "] * scale.width
    apart = next((each for each in (1, 2, 3, 6) if each * 30 * scale.width >= 6 * scale.days), 12)
    free = 0
    for first in _months(scale.first, scale.last):
        if (first.month - 1) % apart:
            continue
        text = str(first.year) if first.month == 1 else pen.words.day(day(f"{first:%Y-%m}")).split()[0][:4]
        at = scale.at(first)
        if at >= free and at + len(text) <= scale.width:
            letters[at : at + len(text)] = list(text)
            free = at + len(text) + 1
    return ink("".join(letters), "$quiet")


def _months(first: date, last: date) -> Iterator[date]:
    """The first days of the months from `first` to `last`."""
    at = months_after(first.replace(day=1), 1) if first.day > 1 else first
    while at <= last:
        yield at
        later = months_after(at, 1)
        if later <= at:
            return
        at = later


def area_chart(pen: Pen, series: Sequence[Point], scale: Scale, height: int, left: int) -> Iterator[Content]:
    """Findings over time, stacked: verified at the bottom, claimed on it, what is open on top; a line a row.

    `left` cells are kept for the numbers of the axis.
    """
    top = max(sum(point.counts) for point in series)
    columns = [_counts_on(series, scale.day(cell)) for cell in range(scale.width)]
    for row in range(height, 0, -1):
        low, high = top * (row - 1) / height, top * row / height
        number = str(top) if row == height else "0" if row == 1 else ""
        axis = ink(f"{number:>{left - 1}} ", "$quiet")
        yield join(axis, cells(_cell(pen, counts, low, high) for counts in columns))


def _counts_on(series: Sequence[Point], on: date) -> Counts:
    counts = Counts()
    for point in series:
        if point.on > on:
            break
        counts = point.counts
    return counts


def _cell(pen: Pen, counts: Counts, low: float, high: float) -> tuple[str, str]:
    """A cell of the stack: the sign of what fills its middle."""
    middle = (low + high) / 2
    signs = pen.symbols
    if middle < counts.verified:
        return signs.verified, "$conforming"
    if middle < counts.verified + counts.claimed:
        return signs.claimed, "$claimed"
    return (signs.rest, "$nonconforming") if middle < sum(counts) else (" ", "")
