"""What was read from one dossier file: its facts in the order in which they are recorded, and where each stands."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from nen7510_tracker.dossier.facts import Fact, Laboratory
from nen7510_tracker.exchange.shape import Group, Many, Shape, Text, naming, shape_of
from nen7510_tracker.exchange.source import Source
from nen7510_tracker.exchange.tree import Place, where
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import Message


@dataclass(slots=True)
class Reference:
    """That a fact names another fact, or a party, by its id; its place includes the key."""

    kind: str
    id: str
    place: Place
    source: Source = field(repr=False, compare=False)

    @property
    def where(self) -> str:
        """Its place in the file: `measures[0].findings[1]`."""
        return where(self.place)

    @property
    def line(self) -> int:
        """The line on which it stands."""
        return self.source.line_of(self.place)


@dataclass(slots=True)
class Item:
    """One fact of a file."""

    kind: str
    fact: Fact
    place: Place
    source: Source = field(repr=False, compare=False)

    @property
    def key(self) -> str:
        """What identifies the fact among those of its kind."""
        return self.fact.key

    @property
    def where(self) -> str:
        """Its place in the file: `assessments[0].findings[2]`."""
        return where(self.place)

    @property
    def line(self) -> int:
        """The line on which it begins (looked up when asked: a good file needs none)."""
        return self.source.line_of(self.place)


@dataclass(slots=True)
class HistoryItem:
    """One version of a fact, from the history of a file (`export --history`).

    `replaces` is the key under which the version before it stands, None for the first version.
    `known_on` is the day from which a correction or retraction counts. A retraction has no fact;
    who retracted it, and when, stands at the end of its `reason` (history.py).
    """

    kind: str
    key: str
    replaces: str | None
    known_on: Day | None
    reason: str | None
    fact: Fact | None
    place: Place
    source: Source = field(repr=False, compare=False)

    @property
    def where(self) -> str:
        """Its place in the file: `history[3]`."""
        return where(self.place)

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.source.line_of(self.place)


@dataclass
class DossierFile:
    """One dossier file: `path` as it was given, the laboratory, and its facts.

    `items` stand in the order of facts.TYPES, parents before children, within a kind in the order of
    the file; the first is the laboratory. `history` holds earlier versions, in the order of the file.
    """

    path: str
    lab: Laboratory
    items: list[Item]
    history: list[HistoryItem]

    @cached_property
    def references(self) -> list[Reference]:
        """Whatever the facts name by its id: parties, evidence, findings … what stands around a fact aside."""
        found = [reference for item in self.items for reference in _references(item, item.fact)]
        return found + [
            reference for item in self.history if item.fact is not None for reference in _references(item, item.fact)
        ]

    @cached_property
    def ids(self) -> dict[str, set[str]]:
        """The keys of the facts in the file by their kind, earlier versions included; the laboratory is a party."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        found["party"].add(self.lab.id)
        for item in (*self.items, *self.history):
            found[item.kind].add(item.key)
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
    """That a reference leads nowhere."""
    near = nearest(reference.id, sorted(candidates))
    problem = Message("there is no {kind} {id}", kind=reference.kind, id=reference.id)
    return located(path, reference.line, reference.where, with_hint(problem, near))


def located(path: str, line: int, key: str, problem: Message, fact: str | None = None) -> Message:
    """A problem with its file, line, key and, where it has one, the fact's id."""
    if fact:
        text = "{file}, line {line}, {key} ({id}): {problem}."
        return Message(text, file=path, line=line, key=key, id=fact, problem=problem)
    return Message("{file}, line {line}, {key}: {problem}.", file=path, line=line, key=key, problem=problem)


def with_hint(problem: Message, near: str | None) -> Message:
    """The problem with what was probably meant."""
    return Message("{problem}; probably meant: {near}", problem=problem, near=near) if near else problem


def _references(item: "Item | HistoryItem", fact: Fact) -> Iterator[Reference]:
    inside = isinstance(item, Item)
    start = item.place if inside else (*item.place, "fact")
    for steps, kind, name in _named(fact, shape_of(item.kind)):
        if not (inside and steps[0] == fact.parent):
            yield Reference(kind, name, (*start, *steps), item.source)


def _named(value: msgspec.Struct, group: Group) -> Iterator[tuple[Place, str, str]]:
    """The ids that a fact names, each with the keys that lead to it and the kind of what it names."""
    for key in naming(group):
        held = getattr(value, key.attribute)
        if held:
            yield from _named_in(held, key.shape, (key.name,))


def _named_in(held: Any, shape: Shape, place: Place) -> Iterator[tuple[Place, str, str]]:
    if isinstance(shape, Many):
        for index, each in enumerate(held):
            yield from _named_in(each, shape.item, (*place, index))
    elif isinstance(shape, Group):
        for steps, kind, name in _named(held, shape):
            yield (*place, *steps), kind, name
    elif isinstance(shape, Text) and shape.refers_to:
        yield place, shape.refers_to, held
