"""Days from left to right: where each stands in a drawing, and which months are named below."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nen7510_tracker.reports.svg import LINE, SOFT, TODAY, label, line
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.day import day, months_after

STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  # months between the days that are named
MOST_TICKS = 8
LEAST_DAYS = 28  # that a drawing shows: a single day is no way across
NAME = 56  # units that the name of a month takes


@dataclass(slots=True, frozen=True)
class TimeAxis:
    """The days from `first` to `last`, between `left` and `right`."""

    first: date
    last: date
    left: int
    right: int

    def at(self, when: date) -> int:
        """Where a day stands; one outside stands at the edge."""
        inside = min(max(when, self.first), self.last)
        days = max(1, (self.last - self.first).days)
        return self.left + (inside - self.first).days * (self.right - self.left) // days

    def ticks(self) -> Iterator[date]:
        """The firsts of months that are named."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((each for each in STEPS if months // each <= MOST_TICKS), 1200)
        start = self.first.replace(day=1)
        start = months_after(start, -((start.month - 1) % min(step, 12)))
        tick = start
        while tick <= self.last:
            if tick >= self.first:
                yield tick
            later = months_after(tick, step)
            if later <= tick:
                return
            tick = later

    def drawn(self, top: int, bottom: int, words: Words) -> Iterator[str]:
        """Lines for the months, their names below `bottom`."""
        free = self.left - NAME
        for tick in self.ticks():
            x = self.at(tick)
            yield line(x, top, x, bottom, LINE)
            if x - free >= NAME and x + NAME // 2 <= self.right + NAME // 2:
                yield label(x, bottom + 15, words.day(day(tick.isoformat()[:7])), SOFT, "middle")
                free = x

    def today(self, when: date, top: int, bottom: int) -> str:
        """The line of the day that the report is of."""
        x = self.at(when)
        return line(x, top, x, bottom, TODAY, "5 3", 2)
