"""The careful way to read a file: every key with its line, every mistake noted before anything is refused."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from nen7510_tracker.dossier.facts import KINDS, TYPES, Assessment, Fact, Laboratory, build
from nen7510_tracker.exchange.dossier_file import DossierFile
from nen7510_tracker.exchange.history import Chronicle
from nen7510_tracker.exchange.item import HistoryItem, Item
from nen7510_tracker.exchange.note import located
from nen7510_tracker.exchange.quick import SCHEMA, identity
from nen7510_tracker.exchange.shape import TOP, children_of, keys_in_file, shape_of
from nen7510_tracker.exchange.source import Source
from nen7510_tracker.exchange.tree import Malformed, Mapping, Node
from nen7510_tracker.exchange.values import Reader, Spot, Wrong, is_id
from nen7510_tracker.norm.edition import Edition
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.words.characters import IN_FILE, shown, wrong_with
from nen7510_tracker.words.message import Message

_NO_DOSSIER = Message("this is no dossier file; such a file begins with schema: {schema}", schema=SCHEMA)


@dataclass(frozen=True, slots=True)
class _Parent:
    """What a fact stands inside: its kind and key, and itself if it could be read."""

    kind: str
    key: str | None
    fact: Fact | None


class Careful(Reader):
    """One file: `messages`, and whatever could be read beside what is wrong."""

    def __init__(self, source: Source, norm: Norm) -> None:
        super().__init__(source, norm)
        self.found: defaultdict[str, list[Item]] = defaultdict(list)
        self.history: list[HistoryItem] = []
        self.first: dict[tuple[str, str], int] = {}
        self.lab: str | None = None

    @property
    def ids(self) -> dict[str, set[str]]:
        """The ids that the file gives by kind, also of facts that could not be read; what may be no id aside."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for kind, key in self.first:
            if is_id(key) and not wrong_with(key):
                found[kind].add(key)
        for version in self.history:
            found[version.kind].add(version.key)
        if self.lab:
            found["party"].add(self.lab)
        return found

    def read(self) -> DossierFile | None:
        """The file, or None when something is wrong with it."""
        try:
            top = self.source.nodes
        except Malformed as malformed:
            note = located(self.source.name, malformed.line, "", malformed.message)
            self.notes.append((malformed.line, note))
            self._hidden()
            return None
        spot = Spot((), 1, None, (self.default,))
        if isinstance(top, Mapping) and self._is_dossier(top, spot):
            self._document(top, spot)
        elif not isinstance(top, Mapping):
            self.wrong(
                spot, Message("this is no dossier file; such a file begins with schema: {schema}", schema=SCHEMA)
            )
        return self._file()

    def _file(self) -> DossierFile | None:
        if not self.notes:
            self._hidden()
        items = [item for each in TYPES for item in self.found[each.kind]]
        if self.notes or not items or not isinstance(items[0].fact, Laboratory):
            return None
        return DossierFile(self.source.name, items[0].fact, items, self.history)

    def _hidden(self) -> None:
        """Note a character that no file may hold, wherever it stands: in a comment too."""
        hidden = IN_FILE.search(self.source.text)
        if hidden:
            line = self.source.text.count("\n", 0, hidden.start()) + 1
            text = "the file holds a control character, or one that turns the reading direction; remove it"
            self.wrong(Spot((), line, None, ()), Message(text))

    def _is_dossier(self, top: Mapping, spot: Spot) -> bool:
        if top.text("schema") == SCHEMA:
            return True
        entry = top.entry("schema")
        at = spot.at("schema", entry.line if entry else top.line)
        text = top.text("schema")
        if text:
            problem = Message(
                "{given} is no format that is read here; write {schema}", given=shown(text), schema=SCHEMA
            )
        else:
            problem = Message("this is no dossier file; such a file begins with schema: {schema}", schema=SCHEMA)
        self.wrong(at, problem)
        return False

    def _document(self, top: Mapping, spot: Spot) -> None:
        sections = {each.section: each.kind for each in TOP}
        given = self.entries(top, spot, ("schema", "lab", *sections, "history"))
        if "lab" in given:
            self._fact("lab", *given["lab"], None)
            self.lab = next((key for kind, key in self.first if kind == "lab"), None)
        else:
            self.wrong(spot.at("lab", spot.line), Message("this key is missing"))
        for section, kind in sections.items():
            if section in given:
                self._facts(kind, *given[section], None)
        if "history" in given:
            self._history(*given["history"])

    def _facts(self, kind: str, node: Node, spot: Spot, parent: _Parent | None) -> None:
        for index, each in enumerate(self.items(node, spot)):
            self._fact(kind, each, spot.at(index, each.line), parent)

    def _fact(self, kind: str, node: Node, spot: Spot, parent: _Parent | None) -> None:
        try:
            group = self.mapping(node, spot, keys_in_file(kind))
        except Wrong:
            return
        spot = replace(spot, id=group.text("id") or spot.id, editions=self._editions(kind, group, spot))
        before = len(self.notes)
        given = self.entries(group, spot, keys_in_file(kind))
        lists = {name: given.pop(name) for name in children_of(kind) if name in given}
        values = self.group(given, shape_of(kind), spot, KINDS[kind].parent)
        fact = self._built(kind, values, spot, parent) if len(self.notes) == before else None
        named = identity(fact, parent.fact if parent else None) if fact else group.text("id")
        if named:
            self._once(kind, named, values, spot)
        key = fact.key if fact else named
        here = _Parent(kind, key if fact or is_id(key or "") else None, fact)
        for section, (inner, at) in lists.items():
            self._facts(children_of(kind)[section], inner, replace(at, id=spot.id, editions=spot.editions), here)

    def _editions(self, kind: str, group: Mapping, spot: Spot) -> tuple[Edition, ...]:
        """The edition in which a fact and those inside it name controls: its own where it has one."""
        if kind not in ("assessment", "statement"):
            return spot.editions
        known = self.norm.canonical_edition(group.text("edition") or "")
        return (self.norm.edition(known),) if known else ()

    def _built(self, kind: str, values: dict[str, Any], spot: Spot, parent: _Parent | None) -> Fact | None:
        if parent:
            if parent.key is None:
                return None
            values[parent.kind] = parent.key
        fact = build(kind, values)
        if isinstance(fact, Assessment) and fact.day is None:
            self.wrong(spot, Message("an assessment needs reference_dates or published_on"))
        self.found[kind].append(Item(spot.place, self.source, kind, fact))
        return fact

    def _once(self, kind: str, key: str, values: dict[str, Any], spot: Spot) -> None:
        if (kind, key) in self.first:
            line = self.first[kind, key]
            self.wrong(spot, Message("{key} is given twice; first on line {line}", key=shown(key), line=line))
        self.first.setdefault((kind, key), spot.line)
        if kind == "party" and key == self.lab and values.get("kind", "laboratory") != "laboratory":
            self.wrong(spot, Message("{id} is the laboratory itself, and no other kind of party", id=shown(key)))

    def _history(self, node: Node, spot: Spot) -> None:
        assessments = [item.fact for item in self.found["assessment"]]
        chronicle = Chronicle(self, [each for each in assessments if isinstance(each, Assessment)])
        for index, each in enumerate(self.items(node, spot)):
            chronicle.take(each, spot.at(index, each.line))
        self.history = chronicle.items
