"""Charts made of characters: a scale of days, a stacked area, a line of months."""

from collections.abc import Callable, Iterator, Sequence
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


@dataclass(slots=True, frozen=True)
class Ahead:
    """What is projected from `today` on: everything is claimed by `soon` in half the runs, by `late` in 85 of 100."""

    today: date
    soon: date
    late: date


def area_chart(
    pen: Pen, series: Sequence[Point], scale: Scale, room: tuple[int, int], ahead: Ahead | None = None
) -> Iterator[Content]:
    """Findings over time, stacked: verified at the bottom, claimed on it, what is open on top; a line a row.

    `room`: the lines of the chart, and the cells on the left that are kept for the numbers of the axis. With
    `ahead` the band of the projection rises from what is claimed today to all that is found.
    """
    height, left = room
    top = max(sum(point.counts) for point in series)
    columns = [_column(pen, series, scale.day(cell), ahead) for cell in range(scale.width)]
    today = scale.at(ahead.today) if ahead else None
    for row in range(height, 0, -1):
        low, high = top * (row - 1) / height, top * row / height
        number = {height: str(top), (height + 1) // 2: str(round(high)), 1: "0"}.get(row, "")
        axis = ink(f"{number:>{left - 1}} ", "$quiet")
        filled = [column((low + high) / 2, row == 1) for column in columns]
        if today is not None:
            filled[today] = (pen.symbols.today, "$past")
        yield join(axis, cells(filled))


def _counts_on(series: Sequence[Point], on: date) -> Counts:
    counts = Counts()
    for point in series:
        if point.on > on:
            break
        counts = point.counts
    return counts


Column = Callable[[float, bool], tuple[str, str]]


def _column(pen: Pen, series: Sequence[Point], on: date, ahead: Ahead | None) -> Column:
    """The sign of each height of a day's column: of what fills its middle; a lowest one that holds anything has one."""
    counts = _counts_on(series, on)
    found, claimed = sum(counts), counts.verified + counts.claimed
    if ahead and on > ahead.today:
        return _projected(pen, counts, on, ahead)
    signs = pen.symbols

    def sign(middle: float, lowest: bool) -> tuple[str, str]:
        if middle < counts.verified:
            return signs.verified, "$conforming"
        if middle < claimed:
            return signs.claimed, "$claimed"
        return (signs.rest, "$nonconforming") if middle < found or (lowest and found) else (" ", "")

    return sign


def _projected(pen: Pen, counts: Counts, on: date, ahead: Ahead) -> Column:
    claimed, found = counts.verified + counts.claimed, sum(counts)

    def risen(by: date) -> float:
        return claimed + (found - claimed) * min(1.0, (on - ahead.today).days / max(1, (by - ahead.today).days))

    likely, possible = risen(ahead.late), risen(ahead.soon)

    def sign(middle: float, lowest: bool) -> tuple[str, str]:
        if middle < likely or (lowest and likely):
            return pen.symbols.likely, "$claimed"
        return (pen.symbols.possible, "$claimed") if middle < possible else (" ", "")

    return sign
