"""The order in which a file with a history is recorded, so that every step is judged as it once was."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nen7510_tracker.dossier.facts import KINDS, TYPES
from nen7510_tracker.exchange.item import HistoryItem, Item
from nen7510_tracker.exchange.reason import reason_given
from nen7510_tracker.exchange.shape import shape_of

_PLACE = {each.kind: place for place, each in enumerate(TYPES)}
_LAST = "~"  # after every moment: what does not say when it was recorded


class Step(NamedTuple):
    """Where something stands in the order: when it was recorded; within one call as in a file without history."""

    at: str
    kind: int
    position: int
    version: int


def in_order(items: list[Item], history: list[HistoryItem]) -> list[Item | HistoryItem]:
    """Facts and versions in the order of recording; a fact comes after the versions that the history has of it."""
    positions = {(item.kind, item.fact.key): position for position, item in enumerate(items)}
    steps: list[tuple[Step, Item | HistoryItem]] = []
    ends: dict[int, str] = {}
    for chain in _chains(history):
        last = chain[-1]
        position = positions.get((last.kind, last.key), len(items)) if last.fact else len(items)
        for number, (at, version) in enumerate(zip(rising(map(recorded_at, chain)), chain, strict=True)):
            steps.append((Step(at, _PLACE[last.kind], position, number), version))
            ends[position] = at
    for position, (at, item) in enumerate(zip(_moments(items, ends), items, strict=True)):
        steps.append((Step(at, _PLACE[item.kind], position, len(history)), item))
    return [step for _, step in sorted(steps, key=lambda each: each[0])]


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


def _chains(history: list[HistoryItem]) -> list[list[HistoryItem]]:
    """The versions of each fact, in order."""
    chains: list[list[HistoryItem]] = []
    ending: dict[tuple[str, str], list[HistoryItem]] = {}
    for version in history:
        chain = ending.pop((version.kind, version.replaces), None) if version.replaces is not None else None
        if chain is None:
            chain = []
            chains.append(chain)
        chain.append(version)
        ending[version.kind, version.key] = chain
    return chains


def _moments(items: list[Item], ends: dict[int, str]) -> Iterator[str]:
    """When each fact was recorded, not before what it stands inside, its versions and what precedes it in its list."""
    of_fact: dict[tuple[str, str], str] = {}
    of_list: defaultdict[tuple[str, str, str], str] = defaultdict(str)
    for position, item in enumerate(items):
        fact = item.fact
        parent = str(getattr(fact, fact.parent)) if fact.parent else ""
        at = fact.recorded.at if fact.recorded else _LAST
        at = max(at, ends.get(position, ""), of_fact.get((fact.parent or "", parent), ""))
        day = str(fact.day.last) if fact.day and in_order_of_days(item.kind) else ""
        if at != _LAST:
            at = of_list[item.kind, parent, day] = max(at, of_list[item.kind, parent, day])
        of_fact[item.kind, fact.key] = at
        yield at
