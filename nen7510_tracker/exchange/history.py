"""The history of a file: earlier versions, retractions and adoptions, by whom and when (design section 5).

One item per version: `{kind, id, replaces?, known_on?, reason?, recorded: {by, at}, fact?}`. A first
version has neither `known_on` nor `reason`; a retraction has no fact; `replaces` stands where a
correction gave the fact another key (an event's other day).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from nen7510_tracker.dossier.facts import KINDS, Assessment, Fact, build
from nen7510_tracker.dossier.facts.base import Part, Recorded
from nen7510_tracker.exchange.item import HistoryItem
from nen7510_tracker.exchange.reason import reason_kept
from nen7510_tracker.exchange.shape import Choice, Group, Key, OneDay, Text, group_of, shape_of
from nen7510_tracker.exchange.tree import Node
from nen7510_tracker.exchange.values import Reader, Spot, Values, Wrong
from nen7510_tracker.norm.edition import Edition
from nen7510_tracker.words.characters import shown
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import Message

_VERSION = Group(
    Part,
    (
        Key("kind", "kind", Choice(tuple(KINDS)), required=True),
        Key("id", "id", Text(), required=True),
        Key("replaces", "replaces", Text(), required=False),
        Key("known_on", "known_on", OneDay(), required=False),
        Key("reason", "reason", Text(), required=False),
        Key("recorded", "recorded", group_of(Recorded), required=True),
    ),
)


class Chronicle:
    """The history of one file as far as it is read, version linked to version."""

    def __init__(self, reader: Reader, assessments: Iterable[Assessment]) -> None:
        self.reader = reader
        self.items: list[HistoryItem] = []
        self.last: dict[tuple[str, str], HistoryItem] = {}
        self.editions: defaultdict[str, tuple[Edition, ...]] = defaultdict(tuple)
        for assessment in assessments:
            self._remember(assessment)

    def take(self, node: Node, spot: Spot) -> None:
        """Read one version; what is wrong with it is noted by the reader."""
        before = len(self.reader.notes)
        try:
            given = self.reader.entries(
                self.reader.mapping(node, spot, _VERSION.by_name), spot, (*_VERSION.by_name, "fact")
            )
            values = self.reader.group(given, _VERSION, spot)
            fact = self._fact(values, given, replace(spot, id=values.get("id")))
        except Wrong:
            return
        if len(self.reader.notes) == before:
            item = self._linked(values, fact, replace(spot, id=values["id"]))
            self.last.pop((item.kind, item.replaces or ""), None)
            self.last[item.kind, item.key] = item
            self.items.append(item)

    def _fact(self, values: dict[str, Any], given: Values, spot: Spot) -> Fact | None:
        if "fact" not in given or "kind" not in values:
            return None
        node, at = given["fact"]
        group = shape_of(values["kind"])
        names = [name for name in group.by_name if name != "recorded"]
        mapping = self.reader.mapping(node, at, names)
        at = replace(
            at, id=spot.id, editions=self._editions(values["kind"], mapping.text("edition"), mapping.text("assessment"))
        )
        before = len(self.reader.notes)
        read = self.reader.group(self.reader.entries(mapping, at, names), group, at)
        if len(self.reader.notes) > before or "recorded" not in values:
            raise Wrong
        fact = build(values["kind"], read | {"recorded": values["recorded"]})
        if isinstance(fact, Assessment):
            self._remember(fact)
        return fact

    def _linked(self, values: dict[str, Any], fact: Fact | None, spot: Spot) -> HistoryItem:
        """The version with the one that it replaces, if any."""
        kind, key, reason = values["kind"], values["id"], values.get("reason")
        replaced = self.last.get((kind, values.get("replaces", key)))
        known_on = day(values["known_on"]) if "known_on" in values else None
        if fact is not None and fact.key != key:
            self.reader.wrong(spot, Message("the id is not that of the fact, {key}", key=shown(fact.key)))
        if replaced is None and (values.get("replaces") or reason or known_on or fact is None):
            self.reader.wrong(spot, Message("an earlier version of this fact is missing before it"))
        if replaced and (not reason or known_on is None):
            self.reader.wrong(spot, Message("a later version of a fact needs reason and known_on"))
        if fact is None and reason:
            reason = reason_kept(reason, Recorded(**values["recorded"]))
        before = replaced.key if replaced else None
        return HistoryItem(spot.place, self.reader.source, kind, key, fact, before, known_on, reason)

    def _editions(self, kind: str, own: str | None, assessment: str | None) -> tuple[Edition, ...]:
        if kind in ("assessment", "statement"):
            known = self.reader.norm.canonical_edition(own or "")
            return (self.reader.norm.edition(known),) if known else ()
        return self.editions[assessment or ""] if kind in ("rating", "finding") else (self.reader.default,)

    def _remember(self, assessment: Assessment) -> None:
        """An assessment may have been of another edition before it was corrected."""
        self.editions[assessment.id] += (self.reader.norm.edition(assessment.edition),)
