"""The days on which anything in a dossier changed: where `[` and `]` stop."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.view import Known
from nen7510_tracker.tui.when import When


def steps(dossier: Dossier, moment: When, today: date) -> Sequence[date]:
    """The days at which a step can stop, in order.

    As long as both days of the moment are the same they move together: a step is a day on which
    something both happened and was known. Otherwise `as_of` alone moves, through what was known.
    """
    if moment.as_of != moment.known_on:
        return sorted({*_happened(dossier, moment.known_on), today})
    return sorted({*together(dossier), today})


def together(dossier: Dossier) -> set[date]:
    """Every day on which the view of that day, with that day's knowledge, can differ from the day before."""
    known = {
        version.known_on
        for chains in dossier.chains.values()
        for chain in chains.values()
        for version in chain
        if version.known_on > date.min
    }
    return known | _happened(dossier, date.max)


def _happened(dossier: Dossier, known_on: date) -> set[date]:
    return {day for days in Known(dossier, known_on).days.values() for day in days}


def stepped(moment: When, days: Sequence[date], direction: int) -> When | None:
    """The moment a step earlier (-1) or later (1); None where there is none."""
    at = bisect_left(days, moment.as_of) - 1 if direction < 0 else bisect_right(days, moment.as_of)
    if not 0 <= at < len(days):
        return None
    together = moment.as_of == moment.known_on
    return moment._replace(as_of=days[at], known_on=days[at] if together else moment.known_on)


def walk(moment: When, days: Sequence[date], direction: int) -> Iterator[When]:
    """The moments to which one comes step by step in a direction."""
    at = stepped(moment, days, direction)
    while at is not None:
        yield at
        at = stepped(at, days, direction)
