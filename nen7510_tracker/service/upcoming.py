"""What comes up in some laboratories in the next days: ends, due days, reviews, plans."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from nen7510_tracker.rules.upcoming import Coming, within
from nen7510_tracker.service.across import OfLab

# What tells, in its own words, what is open: outsiders read that something is due, and no more.
WITHHELD = frozenset({"finding", "measure"})


class Upcoming(NamedTuple):
    """The days that come up, the first first; of how many there are in all; the laboratories by id."""

    days: Sequence[Coming]
    of: int
    names: Mapping[str, str]


def upcoming(
    labs: Iterable[OfLab[Coming]], as_of: date, days: int, *, passed: bool = False, public: bool = False
) -> Upcoming:
    """What comes up until so many days from a day; with `passed` also what passed without what was due."""
    names: dict[str, str] = {}
    found: list[Coming] = []
    for lab, name, told in labs:
        names[lab] = name
        found += for_outsiders(told) if public else told
    return Upcoming(within(found, as_of, days, passed=passed), len(found), names)


def for_outsiders(found: Iterable[Coming]) -> Iterator[Coming]:
    """Without what a finding or a measure is about; evidence is not named at all: it may show what is open."""
    return (each._replace(note=None) if each.kind in WITHHELD else each for each in found if each.kind != "evidence")
