"""The careful way to read a file: every key with its line, every mistake with what was probably meant."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from nen7510_tracker.dossier.facts import KINDS, TYPES, Assessment, Fact, Laboratory, build
from nen7510_tracker.exchange.characters import forbidden_in, shown
from nen7510_tracker.exchange.citizen_number import holds_number
from nen7510_tracker.exchange.dossier_file import DossierFile, HistoryItem, Item, Reference, located, with_hint
from nen7510_tracker.exchange.quick import SCHEMA, TOP, identity
from nen7510_tracker.exchange.shape import (
    Choice,
    Flag,
    Group,
    Many,
    Number,
    OneDay,
    Shape,
    Text,
    children_of,
    keys_in_file,
    shape_of,
)
from nen7510_tracker.exchange.source import Source
from nen7510_tracker.exchange.tree import Malformed, Mapping, Node, Place, Scalar, Sequence, where
from nen7510_tracker.norm.edition import DEFAULT_EDITION, Edition
from nen7510_tracker.norm.library import Norm
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import Message

_WHOLE = re.compile(r"-?[0-9]{1,9}")
_LARGEST = 999_999_999


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the reading is: the place, its line, the id of the fact around it, the edition that holds there."""

    place: Place
    line: int
    id: str | None = None
    edition: Edition | None = None

    def at(self, step: str | int, line: int) -> "Spot":
        """One step further in."""
        return replace(self, place=(*self.place, step), line=line)


class _Wrong(Exception):
    """A value was not read; its message is already noted."""


class Careful:
    """One file read with its lines: `messages` and their lines, and whatever could be read beside them."""

    def __init__(self, source: Source, norm: Norm) -> None:
        self.source = source
        self.norm = norm
        self.default = norm.edition(DEFAULT_EDITION)
        self.notes: list[tuple[int, Message]] = []
        self.items: defaultdict[str, list[Item]] = defaultdict(list)
        self.history: list[HistoryItem] = []
        self.references: list[Reference] = []
        self.first: dict[tuple[str, str], int] = {}
        self.lab: str | None = None

    @property
    def messages(self) -> list[Message]:
        """What is wrong, in the order of the lines."""
        return [message for _, message in sorted(self.notes, key=lambda note: note[0])]

    @property
    def ids(self) -> dict[str, set[str]]:
        """The ids that the file gives, also of facts that could not be read."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for kind, key in self.first:
            found[kind].add(key)
        if self.lab:
            found["party"].add(self.lab)
        return found

    def read(self) -> DossierFile | None:
        """The file, or None when something is wrong with it."""
        try:
            top = self.source.nodes
        except Malformed as malformed:
            text = "{file}, line {line}: {problem}"
            note = Message(text, file=self.source.name, line=malformed.line, problem=malformed.message)
            self.notes.append((malformed.line, note))
            return None
        if not isinstance(top, Mapping):
            text = "{file}: a dossier file begins with schema: {schema}"
            self.notes.append((1, Message(text, file=self.source.name, schema=SCHEMA)))
            return None
        self._document(top)
        facts = [item for each in TYPES for item in self.items[each.kind]]
        if self.notes or not facts or not isinstance(facts[0].fact, Laboratory):
            return None
        return DossierFile(self.source.name, facts[0].fact, facts, self.history)

    def wrong(self, spot: Spot, problem: Message, near: str | None = None) -> None:
        """Note a mistake."""
        key = where(spot.place)
        known = shown(spot.id) if spot.id else None
        self.notes.append((spot.line, located(self.source.name, spot.line, key, with_hint(problem, near), known)))

    # --- the document

    def _document(self, top: Mapping) -> None:
        spot = Spot((), top.line)
        sections = {each.section: each.kind for each in TOP}
        if not self._schema(top, spot):
            return
        entries = self._entries(top, spot, ("schema", "lab", *sections, "history"))
        self._laboratory(entries.get("lab"), spot)
        for section, kind in sections.items():
            if section in entries:
                self._facts(kind, *entries[section], None)

    def _schema(self, top: Mapping, spot: Spot) -> bool:
        entry = next((entry for entry in top.entries if entry.key == "schema"), None)
        if entry and isinstance(entry.value, Scalar) and entry.value.text == SCHEMA:
            return True
        at = spot.at("schema", entry.line if entry else spot.line)
        self.wrong(at, Message("a dossier file begins with schema: {schema}", schema=SCHEMA))
        return False

    def _laboratory(self, given: "tuple[Node, Spot] | None", spot: Spot) -> None:
        if given is None:
            self.wrong(spot.at("lab", spot.line), Message("the laboratory is missing"))
            return
        self._fact("lab", *given, None)
        self.lab = next((key for kind, key in self.first if kind == "lab"), None)

    # --- facts

    def _facts(self, kind: str, node: Node, spot: Spot, parent: "_Parent | None") -> None:
        for index, each in enumerate(self._list(node, spot)):
            self._fact(kind, each, spot.at(index, each.line), parent)

    def _fact(self, kind: str, node: Node, spot: Spot, parent: "_Parent | None") -> None:
        group = shape_of(kind)
        if not isinstance(node, Mapping):
            self.wrong(spot, Message("a group of keys is expected here: {keys}", keys=", ".join(keys_in_file(kind))))
            return
        spot = self._named_spot(node, spot, group)
        before = len(self.notes)
        entries = self._entries(node, spot, keys_in_file(kind), KINDS[kind].parent)
        lists = {name: entries.pop(name) for name in children_of(kind) if name in entries}
        values = self._keys(entries, group, spot, KINDS[kind].parent)
        if parent:
            values[str(KINDS[kind].parent)] = parent.key
        fact = self._built(kind, values, spot, parent) if len(self.notes) == before else None
        key = identity(fact, parent.fact if parent else None) if fact else values.get("id") or _raw_id(node)
        if key:
            self._once(kind, key, spot)
        if kind == "party":
            self._not_the_laboratory(key, values.get("kind"), spot)
        for section, (inner, at) in lists.items():
            here = _Parent((fact.key if fact else key) or "", fact)
            self._facts(children_of(kind)[section], inner, replace(at, id=spot.id, edition=spot.edition), here)

    def _named_spot(self, node: Mapping, spot: Spot, group: Group) -> Spot:
        """The spot with the fact's own id, and the edition in which it names controls."""
        spot = replace(spot, id=_raw_id(node) or spot.id)
        if group.type not in (KINDS["assessment"], KINDS["statement"]):
            return spot
        edition = node.get("edition")
        known = self.norm.canonical_edition(edition.text) if isinstance(edition, Scalar) and edition.text else None
        return replace(spot, edition=self.norm.edition(known) if known else None)

    def _built(self, kind: str, values: dict[str, Any], spot: Spot, parent: "_Parent | None") -> Fact | None:
        if parent and not parent.key:
            return None
        fact = build(kind, values)
        if isinstance(fact, Assessment) and fact.day is None:
            self.wrong(spot, Message("an assessment needs reference_dates or published_on"))
        self.items[kind].append(Item(kind, fact, spot.place, self.source))
        return fact

    def _once(self, kind: str, key: str, spot: Spot) -> None:
        if (kind, key) in self.first:
            line = self.first[kind, key]
            self.wrong(spot, Message("{key} is given twice; first on line {line}", key=shown(key), line=line))
        self.first.setdefault((kind, key), spot.line)

    def _not_the_laboratory(self, key: str | None, kind: str | None, spot: Spot) -> None:
        if key and key == self.lab and kind and kind != "laboratory":
            self.wrong(
                spot, Message("{id} is the laboratory itself, and cannot be another kind of party", id=shown(key))
            )

    # --- keys and values

    def _entries(
        self, node: Mapping, spot: Spot, allowed: Iterable[str], parent: str | None = None
    ) -> dict[str, tuple[Node, Spot]]:
        """The values of a mapping by key, those left out aside; unknown keys and keys given twice are noted."""
        names = tuple(allowed)
        found: dict[str, tuple[Node, Spot]] = {}
        lines: dict[str, int] = {}
        for entry in node.entries:
            at = spot.at(shown(entry.key), entry.line)
            if entry.key in lines:
                self.wrong(at, Message("the key is given twice; first on line {line}", line=lines[entry.key]))
            elif entry.key == parent:
                self.wrong(at, Message("leave this key out: the fact stands inside what it belongs to"))
            elif entry.key not in names:
                self.wrong(at, Message("this key is not known"), nearest(entry.key, names))
            elif not (isinstance(entry.value, Scalar) and entry.value.text is None):
                found[entry.key] = (entry.value, at)
            lines.setdefault(entry.key, entry.line)
        return found

    def _keys(
        self, entries: dict[str, tuple[Node, Spot]], group: Group, spot: Spot, without: str | None = None
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key in group.keys:
            if key.name in entries:
                try:
                    values[key.name] = self._value(key.shape, *entries[key.name])
                except _Wrong:
                    continue
            elif key.required and key.name != without:
                self.wrong(spot.at(key.name, spot.line), Message("this key is missing"))
        return values

    def _value(self, shape: Shape, node: Node, spot: Spot) -> Any:
        match shape:
            case Many(item):
                return self._each(item, node, spot)
            case Group():
                if not isinstance(node, Mapping):
                    raise self._refuse(
                        spot, Message("a group of keys is expected here: {keys}", keys=", ".join(shape.by_name))
                    )
                return self._keys(self._entries(node, spot, shape.by_name), shape, spot)
        text = self._scalar(node, spot)
        match shape:
            case Text():
                return self._text(shape, text, spot)
            case OneDay():
                return self._day(text, spot)
            case Number():
                return self._number(shape, text, spot)
            case Flag():
                return self._choice(("true", "false"), text, spot) == "true"
            case Choice(values):
                return self._choice(values, text, spot)

    def _each(self, shape: Shape, node: Node, spot: Spot) -> list[Any]:
        values = []
        for index, each in enumerate(self._list(node, spot)):
            try:
                values.append(self._value(shape, each, spot.at(index, each.line)))
            except _Wrong:
                continue
        return values

    def _list(self, node: Node, spot: Spot) -> list[Node]:
        if isinstance(node, Sequence):
            return node.items
        self.wrong(
            spot,
            Message("a list is expected here"),
            f"[{shown(node.text or '')}]" if isinstance(node, Scalar) else None,
        )
        return []

    def _scalar(self, node: Node, spot: Spot) -> str:
        if not isinstance(node, Scalar):
            raise self._refuse(spot, Message("a single value is expected here, not a list or a group of keys"))
        if node.text is None:
            raise self._refuse(spot, Message("a value is missing here"))
        return node.text

    def _text(self, shape: Text, text: str, spot: Spot) -> str:
        character = forbidden_in(text)
        if character:
            problem = Message("the text holds a control character or one that turns the reading direction; remove it")
            raise self._refuse(spot, problem)
        if holds_number(text):
            problem = Message("the text holds a citizen service number (BSN); no patient data belongs here")
            raise self._refuse(spot, problem)
        if shape.pattern and not re.fullmatch(shape.pattern.removesuffix("$"), text):
            problem = Message(
                "“{given}” is no id: 1 to 64 letters, digits, dots, underscores and hyphens, the first a letter or digit",
                given=shown(text),
            )
            raise self._refuse(spot, problem)
        if shape.refers_to:
            self.references.append(Reference(shape.refers_to, text, spot.place, self.source))
        return self._of_the_norm(shape, text, spot) if shape.names else text

    def _of_the_norm(self, shape: Text, text: str, spot: Spot) -> str:
        if shape.names == "edition":
            known = self.norm.canonical_edition(text)
            if known is None:
                problem = Message("there is no edition {name}", name=shown(text))
                raise self._refuse(spot, problem, nearest(text, self.norm.editions) or ", ".join(self.norm.editions))
            return known
        edition = spot.edition or self.default
        known_here = text in edition.controls if shape.names == "control" else bool(edition.matching(text))
        if not known_here:
            problem = Message("{edition} has no control {control}", edition=edition.id, control=shown(text))
            raise self._refuse(spot, problem, nearest(text, edition.controls))
        return text

    def _day(self, text: str, spot: Spot) -> str:
        try:
            return day(text).text
        except ValueError as error:
            problem = Message("{given} is no day; write YYYY-MM-DD, or YYYY-MM for a month", given=shown(text))
            raise self._refuse(spot, problem) from error

    def _number(self, shape: Number, text: str, spot: Spot) -> int:
        most = _LARGEST if shape.most is None else shape.most
        if _WHOLE.fullmatch(text) and shape.least <= int(text) <= most:
            return int(text)
        problem = Message(
            "{given} is no whole number from {least} to {most}", given=shown(text), least=shape.least, most=most
        )
        raise self._refuse(spot, problem)

    def _choice(self, values: tuple[str, ...], text: str, spot: Spot) -> str:
        if text in values:
            return text
        problem = Message("“{given}” is none of {values}", given=shown(text), values=", ".join(values))
        raise self._refuse(spot, problem, nearest(text, values))

    def _refuse(self, spot: Spot, problem: Message, near: str | None = None) -> _Wrong:
        self.wrong(spot, problem, near)
        return _Wrong()


@dataclass(frozen=True, slots=True)
class _Parent:
    """What a fact stands inside: its key, and itself if it could be read."""

    key: str
    fact: Fact | None


def _raw_id(node: Mapping) -> str | None:
    found = node.get("id")
    return found.text if isinstance(found, Scalar) else None
