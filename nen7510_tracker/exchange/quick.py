"""The quick way to read a good file: no lines, no messages; whatever is unusual is left to the careful way."""

import re
from collections import defaultdict
from typing import Any

from nen7510_tracker.dossier.facts import TYPES, Assessment, Fact, Laboratory, Party, Rating, build
from nen7510_tracker.exchange.dossier_file import DossierFile
from nen7510_tracker.exchange.item import Item
from nen7510_tracker.exchange.shape import TOP, Flag, Group, Many, Number, Shape, Text, children_of, shape_of
from nen7510_tracker.exchange.source import Source
from nen7510_tracker.exchange.tree import Place, Unusual
from nen7510_tracker.norm.edition import DEFAULT_EDITION, Edition
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.words.characters import IN_FILE, holds_forbidden
from nen7510_tracker.words.citizen_number import holds_number

SCHEMA = "nen7510-dossier/1"
_WHOLE = re.compile(r"[0-9]{1,9}")
# Escapes that may stand for a forbidden character, a digit or a space.
_ESCAPE = re.compile(r"\\(?:[xUNabevfr0_LP]|u(?:00[0-37-9aA]|20[0-26]|[dD][89a-fA-F]|[fF][eEfF]))")
_DIGITS = re.compile(r"\d(?:[.\s\u2007]*\d){8}")


def read(source: Source, norm: Norm) -> DossierFile:
    """The facts of a good file. Raises Unusual for what only the careful way can judge."""
    document = source.plain()
    if type(document) is not dict or document.pop("schema", None) != SCHEMA or "history" in document:
        raise Unusual
    _screen(source.text, document)
    reader = _Quick(source, norm)
    reader.fact("lab", document.pop("lab", None), ("lab",), None, reader.default)
    for each in TOP:
        reader.facts(each.section, each.kind, document.pop(each.section, []), (), None, reader.default)
    if document:
        raise Unusual
    return reader.file()


def identity(fact: Fact, parent: Fact | None) -> str:
    """What a fact may be said under once: its key; a rating's with the day that its assessment gives it."""
    if isinstance(fact, Rating) and fact.on is None and isinstance(parent, Assessment) and parent.day:
        return f"{fact.key}/{parent.day}"
    return fact.key


def _screen(text: str, document: Any) -> None:
    """Leave to the careful way what may hold something that no text may."""
    if IN_FILE.search(text):
        raise Unusual
    if (_ESCAPE.search(text) or _DIGITS.search(text) or "\r" in text) and _suspicious(document):
        raise Unusual


def _suspicious(value: Any) -> bool:
    if type(value) is str:
        return holds_forbidden(value) or holds_number(value)
    if type(value) is dict:
        return any(_suspicious(key) or _suspicious(each) for key, each in value.items())
    return type(value) is list and any(map(_suspicious, value))


class _Quick:
    """The facts of one file as far as they are read; `default` is the edition where nothing names another."""

    def __init__(self, source: Source, norm: Norm) -> None:
        self.source = source
        self.norm = norm
        self.default = norm.edition(DEFAULT_EDITION)
        self.found: defaultdict[str, list[Item]] = defaultdict(list)
        self.keys: set[tuple[str, str]] = set()

    def file(self) -> DossierFile:
        items = [item for each in TYPES for item in self.found[each.kind]]
        lab = items[0].fact
        if not isinstance(lab, Laboratory) or any(
            isinstance(item.fact, Party) and item.fact.id == lab.id and item.fact.is_a != "laboratory"
            for item in self.found["party"]
        ):
            raise Unusual
        return DossierFile(self.source.name, lab, items, [])

    def facts(self, section: str, kind: str, values: Any, place: Place, parent: Fact | None, edition: Edition) -> None:
        if type(values) is not list:
            raise Unusual
        for index, each in enumerate(values):
            self.fact(kind, each, (*place, section, index), parent, edition)

    def fact(self, kind: str, values: Any, place: Place, parent: Fact | None, edition: Edition) -> None:
        if type(values) is not dict:
            raise Unusual
        lists = [(name, child, values.pop(name)) for name, child in children_of(kind).items() if name in values]
        if kind in ("assessment", "statement"):
            edition = self._edition(values.get("edition"))
        fact = self._built(kind, values, parent, edition)
        self.found[kind].append(Item(place, self.source, kind, fact))
        for section, child, inner in lists:
            self.facts(section, child, inner, place, fact, edition)

    def _built(self, kind: str, values: dict[str, Any], parent: Fact | None, edition: Edition) -> Fact:
        group = shape_of(kind)
        if "recorded" in values or (parent is not None and parent.kind in values):
            raise Unusual
        if parent is not None:
            values[parent.kind] = parent.key
        self._convert(values, group, edition)
        try:
            fact = build(kind, values)
        except ValueError as error:
            raise Unusual from error
        key = identity(fact, parent)
        # a pattern lets a line break at the end of an id pass
        if (kind, key) in self.keys or "\n" in key or (isinstance(fact, Assessment) and fact.day is None):
            raise Unusual
        self.keys.add((kind, key))
        return fact

    def _edition(self, name: Any) -> Edition:
        known = self.norm.canonical_edition(name) if type(name) is str else None
        if known is None:
            raise Unusual
        return self.norm.edition(known)

    def _convert(self, values: dict[str, Any], group: Group, edition: Edition) -> None:
        """Turn numbers, true and false and names of editions into what a fact holds; look controls up."""
        for key in group.converted:
            value = values.get(key.name)
            if value is not None:
                values[key.name] = self._converted(value, key.shape, edition)

    def _converted(self, value: Any, shape: Shape, edition: Edition) -> Any:
        if type(shape) is Many and type(value) is list:
            return [self._converted(each, shape.item, edition) for each in value]
        if type(shape) is Group and type(value) is dict:
            self._convert(value, shape, edition)
            return value
        if type(value) is bool:
            value = "true" if value else "false"
        if type(value) is str:
            return self._scalar(value, shape, edition)
        raise Unusual

    def _scalar(self, value: str, shape: Shape, edition: Edition) -> Any:
        if type(shape) is Text:
            return self._named(value, shape, edition)
        if type(shape) is Number and _WHOLE.fullmatch(value):
            return int(value)
        if type(shape) is Flag and value in ("true", "false"):
            return value == "true"
        raise Unusual

    def _named(self, value: str, shape: Text, edition: Edition) -> str:
        if shape.names == "edition":
            return self._edition(value).id
        if shape.names is None or (value in edition.controls if shape.names == "control" else edition.matching(value)):
            return value
        raise Unusual
