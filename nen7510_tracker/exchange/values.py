"""Values read with their lines: every mistake is noted with its key and what was probably meant."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from nen7510_tracker.dossier.facts.base import ID_PATTERN, Recorded
from nen7510_tracker.exchange.item import Reference
from nen7510_tracker.exchange.note import located, with_hint
from nen7510_tracker.exchange.shape import Choice, Flag, Group, Many, Number, OneDay, Shape, Text
from nen7510_tracker.exchange.source import Source
from nen7510_tracker.exchange.tree import Mapping, Node, Place, Scalar, Sequence, where
from nen7510_tracker.norm.edition import DEFAULT_EDITION, Edition
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.words.characters import shown, wrong_with
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import Message

_ID = re.compile(ID_PATTERN.removesuffix("$"))
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_OTHER_DAYS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})(?:[T ].*)?",
        r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})[-/. ](?P<y>\d{4})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
    )
)
_LARGEST = 999_999_999


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the reading is: the place, its line, the id of the fact around it, the editions that may hold there.

    No editions: the one that counts was not understood, so no control is looked up.
    """

    place: Place
    line: int
    id: str | None
    editions: tuple[Edition, ...]

    def at(self, step: str | int, line: int) -> "Spot":
        """One step further in."""
        return replace(self, place=(*self.place, step), line=line)


class Wrong(Exception):
    """A value was not read; what is wrong with it is noted."""


Values = dict[str, tuple[Node, Spot]]


class Reader:
    """Reads values of one file; collects what is wrong (`notes`, each with its line) and what is named."""

    def __init__(self, source: Source, norm: Norm) -> None:
        self.source = source
        self.norm = norm
        self.default = norm.edition(DEFAULT_EDITION)
        self.notes: list[tuple[int, Message]] = []
        self.references: list[Reference] = []

    def wrong(self, spot: Spot, problem: Message, near: str | None = None) -> Wrong:
        """Note a mistake; what it answers may be raised by who cannot go on."""
        note = located(self.source.name, spot.line, where(spot.place), with_hint(problem, near), spot.id)
        self.notes.append((spot.line, note))
        return Wrong()

    def entries(self, node: Mapping, spot: Spot, allowed: Iterable[str]) -> Values:
        """The values of a group of keys, those left out aside; notes unknown keys and keys given twice."""
        names = tuple(allowed)
        found: Values = {}
        lines: dict[str, int] = {}
        for entry in node.entries:
            at = spot.at(shown(entry.key), entry.line)
            if entry.key in lines:
                self.wrong(at, Message("the key is given twice; first on line {line}", line=lines[entry.key]))
            elif entry.key == "<<":
                self.wrong(at, Message("merge keys are not read; write the keys out"))
            elif entry.key not in names:
                self.wrong(at, Message("this key is not known here"), nearest(entry.key, names))
            elif not (isinstance(entry.value, Scalar) and entry.value.text is None):
                found[entry.key] = (entry.value, at)
            lines.setdefault(entry.key, entry.line)
        return found

    def group(self, given: Values, group: Group, spot: Spot, without: str | None = None) -> dict[str, Any]:
        """Plain values of keys that are known; notes what is missing, the key `without` aside."""
        values: dict[str, Any] = {}
        for key in group.keys:
            if key.name in given:
                try:
                    values[key.name] = self.value(key.shape, *given[key.name])
                except Wrong:
                    continue
            elif key.required and key.name != without:
                self.wrong(spot.at(key.name, spot.line), Message("this key is missing"))
        if group.type is Recorded and "at" in values and not _is_moment(values["at"]):
            problem = Message("{given} is no moment; write 2026-01-31T09:30:00.000000Z", given=shown(values["at"]))
            self.wrong(given["at"][1], problem)
        return values

    def value(self, shape: Shape, node: Node, spot: Spot) -> Any:
        """A plain value of the shape: strings for days. Raises Wrong when it is none."""
        if isinstance(shape, Many):
            return self._each(shape.item, node, spot)
        if isinstance(shape, Group):
            return self.group(self.entries(self.mapping(node, spot, shape.by_name), spot, shape.by_name), shape, spot)
        return self._scalar(shape, self._single(node, spot), spot)

    def mapping(self, node: Node, spot: Spot, keys: Iterable[str]) -> Mapping:
        """The node as a group of keys. Raises Wrong when it is none."""
        if isinstance(node, Mapping):
            return node
        raise self.wrong(spot, Message("a group of keys is expected here ({keys})", keys=", ".join(keys)))

    def items(self, node: Node, spot: Spot) -> list[Node]:
        """The items of a list; none, with a note, if it is no list."""
        if isinstance(node, Sequence):
            return node.items
        if isinstance(node, Scalar):
            self.wrong(spot, Message("a list is expected here"), f"[{shown(node.text or '')}]")
        else:
            self.wrong(spot, Message("a list is expected here, not a group of keys; begin each item with a hyphen"))
        return []

    def _each(self, shape: Shape, node: Node, spot: Spot) -> list[Any]:
        values = []
        for index, each in enumerate(self.items(node, spot)):
            try:
                values.append(self.value(shape, each, spot.at(index, each.line)))
            except Wrong:
                continue
        return values

    def _single(self, node: Node, spot: Spot) -> str:
        if not isinstance(node, Scalar):
            raise self.wrong(spot, Message("a single value is expected here, not a list or a group of keys"))
        if node.text is None:
            raise self.wrong(spot, Message("a value is missing here"))
        return node.text

    def _scalar(self, shape: Shape, text: str, spot: Spot) -> Any:
        match shape:
            case OneDay():
                return self._day(text, spot)
            case Number():
                return self._number(shape, text, spot)
            case Flag():
                return self._choice(("true", "false"), text, spot) == "true"
            case Choice(values):
                return self._choice(values, text, spot)
            case Text():
                return self._text(shape, text, spot)
        raise TypeError(shape)

    def _text(self, shape: Text, text: str, spot: Spot) -> str:
        problem = wrong_with(text)
        if problem:
            raise self.wrong(spot, problem)
        if shape.pattern and not is_id(text):
            rule = "“{given}” is no id: 1 to 64 letters, digits, dots, underscores and hyphens, first a letter or digit"
            raise self.wrong(spot, Message(rule, given=shown(text)))
        if shape.refers_to:
            self.references.append(Reference(spot.place, self.source, shape.refers_to, text))
        return self._of_the_norm(shape.names, text, spot) if shape.names else text

    def _of_the_norm(self, what: str, text: str, spot: Spot) -> str:
        if what == "edition":
            known = self.norm.canonical_edition(text)
            if known is None:
                problem = Message("there is no edition {name}", name=shown(text))
                near = nearest(text, self.norm.editions) or ", ".join(self.norm.editions)
                raise self.wrong(spot, problem, near)
            return known
        if spot.editions and not any(
            text in edition.controls if what == "control" else edition.matching(text) for edition in spot.editions
        ):
            raise self._no_control(text, spot)
        return text

    def _no_control(self, text: str, spot: Spot) -> Wrong:
        edition = spot.editions[0]
        elsewhere = [other for other in self.norm.editions if text in self.norm.edition(other).controls]
        if elsewhere:
            problem = Message(
                "{edition} has no control {control}; it is one of {other}",
                edition=edition.id,
                control=shown(text),
                other=", ".join(elsewhere),
            )
            return self.wrong(spot, problem)
        problem = Message("{edition} has no control {control}", edition=edition.id, control=shown(text))
        return self.wrong(spot, problem, nearest(text, edition.controls))

    def _day(self, text: str, spot: Spot) -> str:
        try:
            return day(text).text
        except ValueError as error:
            problem = Message("{given} is no day; write YYYY-MM-DD, or YYYY-MM for a month", given=shown(text))
            raise self.wrong(spot, problem, _near_day(text)) from error

    def _number(self, shape: Number, text: str, spot: Spot) -> int:
        problem = wrong_with(text)
        if problem:
            raise self.wrong(spot, problem)
        most = _LARGEST if shape.most is None else shape.most
        if _WHOLE.fullmatch(text) and shape.least <= int(text) <= most:
            return int(text)
        given = shown(text)
        text = "{given} is no whole number from {least} to {most}"
        raise self.wrong(spot, Message(text, given=given, least=shape.least, most=most))

    def _choice(self, values: tuple[str, ...], text: str, spot: Spot) -> str:
        if text in values:
            return text
        problem = Message("“{given}” is none of {values}", given=shown(text), values=", ".join(values))
        raise self.wrong(spot, problem, nearest(text, values))


def is_id(text: str) -> bool:
    """Whether a text has the form of an id; `$` alone would let a line break pass at the end."""
    return _ID.fullmatch(text) is not None


def _near_day(text: str) -> str | None:
    """The day that somebody probably meant: 10-1-2026, 2026/1/10, 20260110, 2026-02-30, a day with a time."""
    for form in _OTHER_DAYS:
        found = form.fullmatch(text.strip())
        if found:
            year, month, number = (int(found[name]) for name in ("y", "m", "d"))
            if year and 1 <= month <= 12 and 1 <= number <= 31:
                return date(year, month, min(number, monthrange(year, month)[1])).isoformat()
    return None


def _is_moment(text: str) -> bool:
    """Whether a text is a moment as the record writes it: UTC, six decimals, Z."""
    try:
        return bool(_MOMENT.fullmatch(text)) and datetime.fromisoformat(text) is not None
    except ValueError:
        return False
