"""The quick way to read a good file: no lines, no messages; whatever is unusual is left to the careful way."""

import re
from collections import defaultdict
from typing import Any

from nen7510_tracker.dossier.facts import FOUR_EYES, TYPES, Assessment, Fact, Laboratory, Rating, build
from nen7510_tracker.exchange.characters import FORBIDDEN
from nen7510_tracker.exchange.citizen_number import holds_number
from nen7510_tracker.exchange.dossier_file import DossierFile, Item
from nen7510_tracker.exchange.shape import Flag, Group, Many, Number, Shape, Text, children_of, shape_of, special
from nen7510_tracker.exchange.source import Source
from nen7510_tracker.exchange.tree import Place, Unusual
from nen7510_tracker.norm.edition import DEFAULT_EDITION, Edition
from nen7510_tracker.norm.library import Norm

SCHEMA = "nen7510-dossier/1"
_WHOLE = re.compile(r"[0-9]{1,9}")
# Escapes that may stand for a forbidden character, a digit or a space.
_ESCAPES = re.compile(r"\\(?:[xUNabevfr0_LP]|u(?:00[0-37-9aA]|20[0-26]|[dD][89a-fA-F]))")
_DIGITS = re.compile(r"\d(?:[.\s\u2007]*\d){8}")


def read(source: Source, norm: Norm) -> DossierFile:
    """The facts of a good file. Raises Unusual for what only the careful way can judge."""
    document = source.plain()
    if type(document) is not dict or document.pop("schema", None) != SCHEMA or "history" in document:
        raise Unusual
    _screen(source.text, document)
    reader = _Quick(source, norm)
    lab = document.pop("lab", None)
    reader.fact("lab", lab, ("lab",), None, None)
    for each in TOP:
        reader.facts(each.section, each.kind, document.pop(each.section, []), (), None, None)
    if document:
        raise Unusual
    items = [item for each in TYPES for item in reader.found[each.kind]]
    laboratory = items[0].fact
    if not isinstance(laboratory, Laboratory) or any(
        party.key == laboratory.id and getattr(party.fact, "is_a", "") != "laboratory"
        for party in reader.found["party"]
    ):
        raise Unusual
    return DossierFile(source.name, laboratory, items, [])


TOP: tuple[type[Fact], ...] = tuple(
    each for each in TYPES if each.parent is None and each.kind != "lab" and each.kind not in FOUR_EYES
)


def _screen(text: str, document: Any) -> None:
    """Leave texts to the careful way if something in the file could be what no text may hold."""
    if FORBIDDEN.search(text):
        raise Unusual
    if (_ESCAPES.search(text) or _DIGITS.search(text)) and _suspicious(document):
        raise Unusual


def _suspicious(value: Any) -> bool:
    if type(value) is str:
        return bool(FORBIDDEN.search(value)) or holds_number(value)
    if type(value) is dict:
        return any(_suspicious(key) or _suspicious(each) for key, each in value.items())
    return type(value) is list and any(map(_suspicious, value))


class _Quick:
    def __init__(self, source: Source, norm: Norm) -> None:
        self.source = source
        self.norm = norm
        self.default = norm.edition(DEFAULT_EDITION)
        self.found: defaultdict[str, list[Item]] = defaultdict(list)
        self.keys: set[tuple[str, str]] = set()

    def facts(
        self, section: str, kind: str, values: Any, place: Place, parent: Fact | None, edition: Edition | None
    ) -> None:
        if type(values) is not list:
            raise Unusual
        for index, each in enumerate(values):
            self.fact(kind, each, (*place, section, index), parent, edition)

    def fact(self, kind: str, values: Any, place: Place, parent: Fact | None, edition: Edition | None) -> None:
        if type(values) is not dict:
            raise Unusual
        group = shape_of(kind)
        if parent is not None:
            name = str(group.type.parent)  # type: ignore[attr-defined]
            if name in values:
                raise Unusual
            values[name] = parent.key
        lists = [
            (section, child, values.pop(section)) for section, child in children_of(kind).items() if section in values
        ]
        if kind in ("assessment", "statement"):
            edition = self._edition(values.get("edition"))
        self._prepare(values, group, edition or self.default)
        try:
            fact = build(kind, values)
        except ValueError as error:
            raise Unusual from error
        self._identify(kind, fact, parent)
        self.found[kind].append(Item(kind, fact, place, self.source))
        for section, child, inner in lists:
            self.facts(section, child, inner, place, fact, edition)

    def _identify(self, kind: str, fact: Fact, parent: Fact | None) -> None:
        key = identity(fact, parent)
        if (kind, key) in self.keys or key.endswith("\n"):
            raise Unusual
        if isinstance(fact, Assessment) and fact.day is None:
            raise Unusual
        self.keys.add((kind, key))

    def _edition(self, name: Any) -> Edition:
        known = self.norm.canonical_edition(name) if type(name) is str else None
        if known is None:
            raise Unusual
        return self.norm.edition(known)

    def _prepare(self, values: dict[str, Any], group: Group, edition: Edition) -> None:
        """Turn whole numbers, true and false and editions into what a fact holds; look controls up."""
        for key in special(group):
            value = values.get(key.name)
            if value is not None:
                values[key.name] = self._prepared(value, key.shape, edition)

    def _prepared(self, value: Any, shape: Shape, edition: Edition) -> Any:
        if type(shape) is Many and type(value) is list:
            return [self._prepared(each, shape.item, edition) for each in value]
        if type(shape) is Group and type(value) is dict:
            self._prepare(value, shape, edition)
            return value
        if type(shape) is Number and type(value) is str and _WHOLE.fullmatch(value):
            return int(value)
        if type(shape) is Flag and value in ("true", "false", True, False):
            return value in ("true", True)
        if type(shape) is Text and type(value) is str:
            return self._named(value, shape, edition)
        raise Unusual

    def _named(self, value: str, shape: Text, edition: Edition) -> str:
        if shape.names == "edition":
            return self._edition(value).id
        if not (value in edition.controls if shape.names == "control" else edition.matching(value)):
            raise Unusual
        return value


def identity(fact: Fact, parent: Fact | None) -> str:
    """What a fact may be said under once: its key; a rating's with the day that its assessment gives it."""
    if isinstance(fact, Rating) and fact.on is None and isinstance(parent, Assessment) and parent.day:
        return f"{fact.key}/{parent.day}"
    return fact.key
