"""A day or a month, shown as it was given and compared as its last day (design section 3)."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

_FORM = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")


class Day:
    """A date as somebody wrote it: `2025-12-16`, or `2025-07` when only the month is known.

    `first` and `last` are the days it can mean; it is compared, and counted, as its last day
    (design section 3). What begins (`from`, `valid_from`) is compared as its first.
    """

    __slots__ = ("first", "last", "text")

    text: str
    first: date
    last: date

    def __init__(self, text: str) -> None:
        """Read ISO 8601 `YYYY-MM-DD` or `YYYY-MM`; raises ValueError for anything else."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(text)
        year, month, day = found.groups()
        self.text = text
        if day:
            self.first = self.last = date(int(year), int(month), int(day))
        else:
            self.first = date(int(year), int(month), 1)
            self.last = self.first.replace(day=monthrange(int(year), int(month))[1])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Day) and self.text == other.text

    def __lt__(self, other: "Day") -> bool:
        return (self.last, self.text) < (other.last, other.text)

    # Written out: what functools would make of the one above takes three times as long, and there are many days.

    def __gt__(self, other: "Day") -> bool:
        return (self.last, self.text) > (other.last, other.text)

    def __le__(self, other: "Day") -> bool:
        return (self.last, self.text) <= (other.last, other.text)

    def __ge__(self, other: "Day") -> bool:
        return (self.last, self.text) >= (other.last, other.text)

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Day({self.text!r})"

    @property
    def is_month(self) -> bool:
        """Whether only the month is known."""
        return len(self.text) == 7


@lru_cache(maxsize=65536)
def day(text: str) -> Day:
    """The day of an ISO text; the same text gives the same object. Raises ValueError."""
    return Day(text)


def of(value: date) -> Day:
    """The day of a calendar date."""
    return day(value.isoformat())


def months_after(value: date, months: int) -> date:
    """The date `months` later (earlier when negative): the month's end where the day does not exist (section 4)."""
    index = value.year * 12 + value.month - 1 + months
    year, month = divmod(index, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(value.day, monthrange(year, month + 1)[1]))


def days_after(value: date, days: int) -> date:
    """The date `days` later, at most the last of the calendar."""
    return date.max if days > (date.max - value).days else value + timedelta(days=days)


def day_after(value: date) -> date:
    """The next date; the last date of the calendar stays where it is."""
    return days_after(value, 1)
