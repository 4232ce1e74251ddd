"""Dossier files out (design section 5): a dossier as it is believed now and, if asked, how it came to be.

What comes in from such a file is the same dossier again: `reading.py` is the other direction.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

import msgspec

from nen7510_tracker.dossier.decided import decided, recorded
from nen7510_tracker.dossier.dossier import Dossier, Version
from nen7510_tracker.dossier.facts import FOUR_EYES, KINDS, Fact, Laboratory, plain
from nen7510_tracker.dossier.facts.base import Recorded
from nen7510_tracker.exchange.order import in_order_of_days, rising
from nen7510_tracker.exchange.quick import SCHEMA
from nen7510_tracker.exchange.reason import reason_given
from nen7510_tracker.exchange.shape import TOP, Group, Many, OneDay, Shape, Text, children_of, shape_of
from nen7510_tracker.exchange.yaml_text import Block, yaml_text
from nen7510_tracker.words.day import day

# The lists at the top of a file, in the order of design section 5.
_SECTIONS = (
    "parties",
    "incidents",
    "statements",
    "assessments",
    "measures",
    "milestones",
    "certificates",
    "requirements",
    "enforcement",
    "evidence",
    "commitments",
    "decisions",
    "timeline",
)
_PLACES = {kind: place for place, kind in enumerate(KINDS)}
_KIND_OF = {each.section: each.kind for each in TOP}
# `known_on` is read beside the day that it goes with.
_DAYS = ("on", "published_on")


def write_dossier(dossier: Dossier, *, form: Literal["yaml", "json"] = "yaml", history: bool = False) -> str:
    """The text of a dossier file.

    Every fact by the last word on it; lists in the order of first recording, events by their days; decisions made
    here stand among the decisions. Without `history`, what is inside something retracted is left out, and so are
    the mentions of it that a fact can do without. With it, every fact says who recorded it when, lists stand in
    the order of first recording throughout, and `history` holds the versions of all that was corrected or
    retracted, and proposals and approvals.
    """
    document = (_WithHistory if history else _Writer)(dossier).document()
    return (
        yaml_text(document)
        if form == "yaml"
        else json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"
    )


class _Writer:
    """A dossier as it is believed now."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.written: set[tuple[str, str]] = set()
        self.inside: dict[tuple[str, str], list[Version]] = {}
        for kind, fact_type in KINDS.items():
            if fact_type.parent:
                for version in dossier.versions(kind):
                    if version.fact is not None:
                        parent = str(getattr(version.fact, fact_type.parent))
                        self.inside.setdefault((kind, parent), []).append(version)
        self.arrange()

    def arrange(self) -> None:
        """Put what happened in the order of the days, as it is read; it is recorded in that order too."""
        for (kind, _), versions in self.inside.items():
            if in_order_of_days(kind):
                versions.sort(key=lambda each: each.fact.day.last if each.fact and each.fact.day else date.max)

    def document(self) -> dict[str, Any]:
        """The file as plain values, days as days."""
        lab = self.dossier.latest("lab", self.dossier.lab)
        nameless = Laboratory(id=self.dossier.lab, name=self.dossier.lab)
        found: dict[str, Any] = {"schema": SCHEMA}
        found["lab"] = self.group(lab.fact, lab) if lab and lab.fact else self.group(nameless, None)
        for section in _SECTIONS:
            items = [self.group(fact, version) for fact, version in self.facts(_KIND_OF[section])]
            if items:
                found[section] = items
        return found

    def facts(self, kind: str) -> list[tuple[Fact, Version]]:
        """The facts of a kind at the top of a file, each with the version that says when it was recorded."""
        found = [(version.fact, version) for version in self.dossier.versions(kind) if version.fact is not None]
        if kind == "decision":
            found += decided(self.dossier)
            found.sort(key=lambda each: each[1].root)
        return found

    def group(self, fact: Fact, version: Version | None) -> dict[str, Any]:
        """A fact with what stands inside it; those that can hold others have a line per key."""
        self.written.add((fact.kind, fact.key))
        values = self.values(fact)
        if fact.parent:
            del values[fact.parent]
        if version is not None:
            values |= self.marks(version)
        lists = children_of(fact.kind)
        for section, kind in lists.items():
            inner = self.inside.get((kind, fact.key), [])
            if inner:
                values[section] = [self.group(each.fact, each) for each in inner if each.fact is not None]
        return Block(values) if lists or fact.kind == "lab" else values

    def values(self, fact: Fact) -> dict[str, Any]:
        """The keys of a fact in their order, but for who recorded it; without what leads nowhere."""
        given = plain(self.known(fact))
        given.pop("recorded", None)
        return _in_order(shape_of(fact.kind), given)

    def known(self, fact: Fact) -> Fact:
        """The fact without what it names that was retracted, as far as it can do without."""
        group = shape_of(fact.kind)
        kept = {key.attribute: self._kept(key.shape, getattr(fact, key.attribute)) for key in group.naming}
        missing = {key.attribute for key in group.naming if key.required}
        changed = {name: value for name, value in kept.items() if value is not None or name not in missing}
        return msgspec.structs.replace(fact, **changed)

    def marks(self, version: Version) -> dict[str, Any]:  # noqa: ARG002 - for those who say who recorded it
        """What a fact says beside its own keys."""
        return {}

    def _kept(self, shape: Shape, value: Any) -> Any:
        """What is left of a value when the names that lead nowhere are taken out; None if that is nothing."""
        if value is None:
            return None
        if isinstance(shape, Many):
            return tuple(each for each in value if self._kept(shape.item, each) is not None)
        if isinstance(shape, Group):
            lost = any(
                key.required and self._kept(key.shape, getattr(value, key.attribute)) is None for key in shape.naming
            )
            return None if lost else value
        return value if not isinstance(shape, Text) or self._is_there(shape.refers_to, value) else None

    def _is_there(self, kind: str | None, name: str) -> bool:
        own = kind == "party" and name == self.dossier.lab
        return kind is None or own or self.dossier.current(kind, name) is not None


class _WithHistory(_Writer):
    """A dossier with how it came to be."""

    def arrange(self) -> None:
        """Leave the lists in the order of first recording."""

    def document(self) -> dict[str, Any]:
        """The file as plain values, `history` last."""
        found = super().document()
        versions = [self.version(each, before) for each, before in self.versions()]
        return found | {"history": versions} if versions else found

    def known(self, fact: Fact) -> Fact:
        """The fact as it is: what it names stands in the history if it was retracted."""
        return fact

    def marks(self, version: Version) -> dict[str, Any]:
        """Who recorded it, and when."""
        return {"recorded": _plain(recorded(version))}

    def versions(self) -> list[tuple[Version, Version | None]]:
        """The versions that the history tells, each with the one before it, in the order of recording.

        Within one call: by kind, then list by list.
        """
        told = []
        for chain in self._chains():
            place, (parent, _) = _PLACES[chain[0].entry.kind], _list_of(chain)
            moments = rising(_recorded(version).at for version in chain)
            for moment, version, before in zip(moments, chain, (None, *chain), strict=False):
                told.append(((moment, place, parent, version.entry.seq), version, before))
        return [(version, before) for _, version, before in sorted(told, key=lambda each: each[0])]

    def _chains(self) -> Iterator[list[Version]]:
        """What was corrected or retracted, proposals and approvals, and what stands inside something retracted.

        And what followed something retracted in its list, recorded in the same call: where the retracted one
        stood is seen from the order of the history.
        """
        for kind in KINDS:
            after_gone: set[tuple[str, str]] = set()
            for chain in sorted(self.dossier.chains[kind].values(), key=lambda each: each[0].root):
                fact = chain[-1].fact
                place = _list_of(chain)
                is_written = fact is not None and (kind, fact.key) in self.written
                if len(chain) > 1 or kind in FOUR_EYES or not is_written or place in after_gone:
                    yield chain
                if is_written:
                    after_gone.discard(place)
                else:
                    after_gone.add(place)

    def version(self, version: Version, before: Version | None) -> dict[str, Any]:
        """One item of the history (history.py)."""
        entry = version.entry
        found: dict[str, Any] = {"kind": entry.kind, "id": entry.id}
        if before is not None:
            if before.entry.id != entry.id:
                found["replaces"] = before.entry.id
            found["known_on"] = day(entry.known_on) if entry.known_on else None
            found["reason"] = reason_given(entry.reason or "")[0] if version.fact is None else entry.reason
        found["recorded"] = _plain(_recorded(version))
        if version.fact is not None:
            found["fact"] = self.values(version.fact)
        return Block(found)


def _recorded(version: Version) -> Recorded:
    """Who recorded a version first, and when; of a retraction that was taken over its reason says it."""
    taken_over = reason_given(version.entry.reason or "")[1] if version.fact is None else None
    return taken_over or recorded(version)


def _list_of(chain: list[Version]) -> tuple[str, str]:
    """In which list a fact stands, and when it was first recorded."""
    last = next(version.fact for version in reversed(chain) if version.fact is not None)
    return str(getattr(last, last.parent)) if last.parent else "", recorded(chain[0]).at


def _plain(who: Recorded) -> dict[str, Any]:
    return {"by": who.by, "at": who.at}


def _in_order(group: Group, given: dict[str, Any]) -> dict[str, Any]:
    """The keys of a group in the order of the format, `known_on` beside the day that it goes with."""
    names = [key.name for key in group.keys if key.name in given]
    beside = next((name for name in _DAYS if name in names), None)
    if beside and "known_on" in names:
        names.remove("known_on")
        names.insert(names.index(beside) + 1, "known_on")
    return {name: _shaped(group.by_name[name].shape, given[name]) for name in names}


def _shaped(shape: Shape, value: Any) -> Any:
    """A plain value with its days as days, which need no quotes."""
    if isinstance(shape, Many):
        return [_shaped(shape.item, each) for each in value]
    if isinstance(shape, Group):
        return _in_order(shape, value)
    return day(value) if isinstance(shape, OneDay) else value
