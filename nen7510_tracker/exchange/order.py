"""The order in which a file with a history is recorded, so that every step is judged as it once was."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from nen7510_tracker.dossier.facts import KINDS, TYPES, Fact
from nen7510_tracker.exchange.item import HistoryItem, Item
from nen7510_tracker.exchange.reason import reason_given
from nen7510_tracker.exchange.shape import shape_of
from nen7510_tracker.service.lineage import lineages

_PLACE = {each.kind: place for place, each in enumerate(TYPES)}
_FIRST = ""
_TIMELESS = ("lab", "party")  # in every view, and named by everything else
_LAST = "~"  # after every moment: what does not say when it was recorded


class Step(NamedTuple):
    """Where something stands in the order: when it was recorded; within one call as in a file without history.

    What no longer stands in its list (`stays` is false) comes before the one that followed it there.
    """

    at: str
    kind: int
    position: int
    stays: bool
    version: int


def in_order(items: Sequence[Item], history: Sequence[HistoryItem]) -> list[Item | HistoryItem]:
    """Facts and versions in the order of recording; a fact comes after the versions that the history has of it.

    What does not say when it was recorded stands at the end, but for the laboratory and parties; without a
    history that is everything, in the order of kinds, events in the order of their days, whichever way a file
    lists them. What does say it stands in its list in the order of first recording.
    """
    items = _by_day(items)
    if not history and not any(item.fact.recorded for item in items):
        return [*sorted(items, key=lambda item: _PLACE[item.kind])]
    lines = lineages(history)
    places = _places(lines, {(item.kind, item.key): position for position, item in enumerate(items)}, len(items))
    steps: list[tuple[Step, Item | HistoryItem]] = []
    spans: dict[int, tuple[str, str]] = {}
    for line, (position, stays) in zip(lines, places, strict=True):
        moments = list(rising(map(recorded_at, line)))
        kind = _PLACE[line[0].kind]
        steps += [
            (Step(at, kind, position, stays, number), version)
            for number, (at, version) in enumerate(zip(moments, line, strict=True))
        ]
        if stays:
            spans[position] = moments[0], moments[-1]
    for position, (at, item) in enumerate(zip(_moments(items, spans), items, strict=True)):
        steps.append((Step(at, _PLACE[item.kind], position, stays=True, version=len(history)), item))
    return [step for _, step in sorted(steps, key=lambda each: each[0])]


def _by_day(items: Sequence[Item]) -> list[Item]:
    """The items, with the events of each list by their days, then as they stand there (design section 4, Finding)."""
    of_days = {kind for kind in KINDS if in_order_of_days(kind)}
    lists: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for position, item in enumerate(items):
        if item.kind in of_days and item.fact.parent and item.fact.recorded is None:
            lists[item.kind, str(getattr(item.fact, item.fact.parent))].append(position)
    ordered = list(items)
    for positions in lists.values():
        told = sorted((items[position] for position in positions), key=lambda item: _last_day(item.fact))
        for position, item in zip(positions, told, strict=True):
            ordered[position] = item
    return ordered


def _last_day(fact: Fact) -> date:
    return fact.day.last if fact.day else date.max


def _places(
    lines: Sequence[Sequence[HistoryItem]], positions: Mapping[tuple[str, str], int], end: int
) -> list[tuple[int, bool]]:
    """Where each fact of the history stands among those of the file, and whether it still does.

    One that is gone stands before the next in the history that was in the same list and still is there.
    """
    following: defaultdict[tuple[str, str], int] = defaultdict(lambda: end)
    places = []
    for line in reversed(lines):
        last = line[-1]
        fact = next((version.fact for version in reversed(line) if version.fact), None)
        parent = str(getattr(fact, fact.parent)) if fact and fact.parent else ""
        position = positions.get((last.kind, last.key)) if last.fact else None
        if position is not None:
            following[last.kind, parent] = position
        places.append((following[last.kind, parent], position is not None))
    return places[::-1]


def rising(moments: Iterable[str]) -> Iterator[str]:
    """Each moment, or the latest before it where a clock went back."""
    latest = ""
    for moment in moments:
        latest = max(latest, moment)
        yield latest


def recorded_at(version: HistoryItem) -> str:
    """When a version was recorded in the record that it comes from."""
    recorded = version.fact.recorded if version.fact else reason_given(version.reason or "")[1]
    return recorded.at if recorded else _LAST


def in_order_of_days(kind: str) -> bool:
    """Whether a list inside a fact stands in the order of its days: events and establishments, which must have one."""
    on = shape_of(kind).by_name.get("on")
    return KINDS[kind].parent is not None and on is not None and on.required


def _moments(items: Iterable[Item], spans: Mapping[int, tuple[str, str]]) -> Iterator[str]:
    """When each fact was recorded: not before what it stands inside, nor before what precedes it in its list.

    Of what has versions in the history (`spans`: when the first and the last were recorded) the first counts there.
    """
    of_fact: dict[tuple[str, str], str] = {}
    of_list: defaultdict[tuple[str, str, str], str] = defaultdict(str)
    for position, item in enumerate(items):
        fact = item.fact
        parent = str(getattr(fact, fact.parent)) if fact.parent else ""
        at = fact.recorded.at if fact.recorded else _FIRST if item.kind in _TIMELESS else _LAST
        first, last = spans.get(position, (at, at))
        first = max(first, of_fact.get((fact.parent or "", parent), ""))
        day = str(fact.day.last) if fact.day and in_order_of_days(item.kind) else ""
        if first != _LAST:
            first = of_list[item.kind, parent, day] = max(first, of_list[item.kind, parent, day])
        of_fact[item.kind, fact.key] = first
        yield max(first, last)
