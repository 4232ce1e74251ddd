"""The moment that is looked at, and days as people type them: `2026-12-01`, `1-12-2026`, `1 dec`, `today`, `+30`."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from nen7510_tracker.words.message import InputRejected, Message

_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_DUTCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{2}|\d{4}))?")
_NAMED = re.compile(r"(?:(\d{1,2})[ -]?)?([a-z]{3,})\.?(?:[ -]?(\d{4}))?")
_AWAY = re.compile(r"([+-])(\d{1,5})")
_MONTHS = (
    ("jan",),
    ("feb",),
    ("mar", "maa", "mrt"),
    ("apr",),
    ("may", "mei"),
    ("jun",),
    ("jul",),
    ("aug",),
    ("sep",),
    ("oct", "okt"),
    ("nov",),
    ("dec",),
)
_TODAY = frozenset({"today", "vandaag", "now", "nu"})
_DAYS = {"yesterday": -1, "gisteren": -1, "tomorrow": 1, "morgen": 1}


class When(NamedTuple):
    """The moment that is looked at; the service's own type, without what it takes to import that.

    `head`: the record as it was when it ended there, None: as it is.
    """

    as_of: date
    known_on: date
    head: int | None = None


def read_day(text: str, today: date) -> date:
    """The day that somebody means; a month is its last day, without a year it is the one nearest to today.

    Raises InputRejected with what can be typed.
    """
    typed = " ".join(text.lower().split())
    try:
        found = _relative(typed, today) or _written(typed, today)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise InputRejected(
            Message("This is no day. Write 2026-12-01, 1-12-2026, 1 dec, today, or +30 for 30 days from today.")
        )
    return found


def _relative(typed: str, today: date) -> date | None:
    if typed in _TODAY:
        return today
    if typed in _DAYS:
        return today + timedelta(days=_DAYS[typed])
    away = _AWAY.fullmatch(typed)
    return today + timedelta(days=int(away[1] + away[2])) if away else None


def _written(typed: str, today: date) -> date | None:
    if iso := _ISO.fullmatch(typed):
        return _date(int(iso[1]), int(iso[2]), iso[3])
    if dutch := _DUTCH.fullmatch(typed):
        year = dutch[3] or ""
        if year:
            return date(int(year) if len(year) == 4 else 2000 + int(year), int(dutch[2]), int(dutch[1]))
        return _nearest(int(dutch[2]), dutch[1], today)
    if (named := _NAMED.fullmatch(typed)) and (month := _month(named[2])):
        return _date(int(named[3]), month, named[1]) if named[3] else _nearest(month, named[1], today)
    return None


def _month(name: str) -> int | None:
    return next((at for at, names in enumerate(_MONTHS, 1) if name.startswith(names)), None)


def _date(year: int, month: int, day: str | None) -> date:
    return date(year, month, int(day) if day else monthrange(year, month)[1])


def _nearest(month: int, day: str | None, today: date) -> date:
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(_date(year, month, day))
        except ValueError:
            continue  # 29 February exists in one of the years around
    return min(found, key=lambda each: abs((each - today).days))
