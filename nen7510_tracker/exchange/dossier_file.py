"""What was read from one dossier file: its facts in the order in which they are recorded, and where each stands."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from nen7510_tracker.dossier.facts import Laboratory
from nen7510_tracker.exchange.item import HistoryItem, Item, Reference
from nen7510_tracker.exchange.note import located, with_hint
from nen7510_tracker.exchange.shape import Group, Many, Shape, Text, shape_of
from nen7510_tracker.exchange.tree import Place
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.words.message import Message


@dataclass
class DossierFile:
    """One dossier file: `path` as it was given, the laboratory, and its facts.

    `items` stand in the order of facts.TYPES, parents before children, within a kind in the order of
    the file; the first is the laboratory. `history` holds the versions of facts that were corrected or
    retracted, and adoptions, in the order of the file.
    """

    path: str
    lab: Laboratory
    items: list[Item]
    history: list[HistoryItem]

    @cached_property
    def references(self) -> list[Reference]:
        """Whatever the facts name by its id: parties, evidence, findings …, but not what a fact stands inside."""
        everything: list[Item | HistoryItem] = [*self.items, *self.history]
        return [reference for each in everything for reference in _references(each)]

    @cached_property
    def ids(self) -> dict[str, set[str]]:
        """The keys of the facts in the file by their kind, earlier versions included; the laboratory is a party."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        found["party"].add(self.lab.id)
        for item in self.items:
            found[item.kind].add(item.fact.key)
        for version in self.history:
            found[version.kind].add(version.key)
        return found


def missing_references(file: DossierFile, known: Callable[[str, str], bool]) -> list[Message]:
    """What the file names and neither it nor the record has, each with file, line, key and probable meaning.

    `known(kind, id)` says whether the record of this laboratory has a fact of that kind under that id.
    """
    return [
        missing(file.path, reference, file.ids[reference.kind])
        for reference in file.references
        if reference.id not in file.ids[reference.kind] and not known(reference.kind, reference.id)
    ]


def missing(path: str, reference: Reference, candidates: set[str]) -> Message:
    """That a reference leads nowhere; `candidates` are the ids that the file has of that kind."""
    problem = Message("there is no {kind} {id}, in the file or in the record", kind=reference.kind, id=reference.id)
    hinted = with_hint(problem, nearest(reference.id, sorted(candidates)))
    return located(path, reference.line, reference.where, hinted)


def _references(item: Item | HistoryItem) -> Iterator[Reference]:
    if item.fact is None:
        return
    inside = isinstance(item, Item)
    start = item.place if inside else (*item.place, "fact")
    for steps, kind, name in _named(item.fact, shape_of(item.kind), ()):
        if not (inside and steps[0] == item.fact.parent):
            yield Reference((*start, *steps), item.source, kind, name)


def _named(value: msgspec.Struct, group: Group, place: Place) -> Iterator[tuple[Place, str, str]]:
    """The ids that a fact names: the keys that lead to each, and the kind of what it names."""
    for key in group.naming:
        held = getattr(value, key.attribute)
        if held:
            yield from _named_in(held, key.shape, (*place, key.name))


def _named_in(held: Any, shape: Shape, place: Place) -> Iterator[tuple[Place, str, str]]:
    if isinstance(shape, Many):
        for index, each in enumerate(held):
            yield from _named_in(each, shape.item, (*place, index))
    elif isinstance(shape, Group):
        yield from _named(held, shape, place)
    elif isinstance(shape, Text) and shape.refers_to:
        yield place, shape.refers_to, held
