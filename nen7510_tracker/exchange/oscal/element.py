"""A document of OSCAL, read key by key: every mistake with its JSON path, and what nobody read is known at the end."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from nen7510_tracker.exchange import tree
from nen7510_tracker.exchange.note import located, with_hint
from nen7510_tracker.exchange.tree import Entry, Node, Place, Scalar, Sequence
from nen7510_tracker.exchange.values import Reader, Spot, Wrong
from nen7510_tracker.words.characters import shown
from nen7510_tracker.words.message import Message

Found = tuple[Scalar, Spot]


class Paths(Reader):
    """Notes mistakes with their JSON path."""

    def wrong(self, spot: Spot, problem: Message, near: str | None = None) -> Wrong:
        """Note a mistake at `$.plan-of-action-and-milestones.risks[2].deadline`."""
        self.notes.append((spot.line, self.located(spot, with_hint(problem, near))))
        return Wrong()

    def located(self, spot: Spot, problem: Message) -> Message:
        """A problem with its file, line and JSON path."""
        return located(self.source.name, spot.line, path_of(spot.place), problem)


def path_of(place: Place) -> str:
    """A place as a JSON path."""
    return f"$.{tree.where(place)}" if place else "$"


@dataclass(slots=True, frozen=True)
class Property:
    """A property of OSCAL: its name, in which namespace, and its text (a long one stands in its remarks)."""

    name: str
    namespace: str
    text: str
    spot: Spot

    @property
    def found(self) -> Found:
        """Its text as a value with its place."""
        return Scalar(self.spot.line, self.text), self.spot


class Element:
    """A group of keys. Whatever is asked for counts as read."""

    def __init__(self, reader: Paths, node: tree.Mapping, spot: Spot) -> None:
        self.reader = reader
        self.node = node
        self.spot = spot
        self._read: set[str] = set()
        self._below: dict[str, list[Element]] = {}
        seen: set[str] = set()
        for entry in node.entries:
            if entry.key in seen:
                reader.wrong(self.at(entry), Message("the key is given twice"))
            seen.add(entry.key)

    def at(self, entry: Entry) -> Spot:
        """Where a key stands."""
        return self.spot.at(shown(entry.key), entry.line)

    def _entry(self, key: str) -> Entry | None:
        self._read.add(key)
        return self.node.entry(key)

    def value(self, key: str) -> Found | None:
        """A single value with its place; None, with a note if it is something else, where there is none."""
        entry = self._entry(key)
        if entry is None:
            return None
        if not isinstance(entry.value, Scalar) or entry.value.text is None:
            self.reader.wrong(self.at(entry), Message("a single value is expected here"))
            return None
        return entry.value, self.at(entry)

    def text(self, key: str) -> str | None:
        """The text of a single value."""
        found = self.value(key)
        return found[0].text if found else None

    def day(self, key: str) -> Found | None:
        """The day of a moment, as it was written, whatever the time of that day."""
        found = self.value(key)
        if found is None:
            return None
        value, spot = found
        return Scalar(value.line, (value.text or "").partition("T")[0]), spot

    def texts(self, key: str) -> list[str]:
        """The single values in a list."""
        entry = self._entry(key)
        items = entry.value.items if entry and isinstance(entry.value, Sequence) else []
        return [each.text for each in items if isinstance(each, Scalar) and each.text]

    def inside(self, key: str) -> "Element | None":
        """A group of keys below a key."""
        if key not in self._below:
            entry = self._entry(key)
            self._below[key] = self._made([(entry.value, self.at(entry))] if entry else [])
        return next(iter(self._below[key]), None)

    def each(self, key: str) -> "list[Element]":
        """The groups of keys in a list."""
        if key not in self._below:
            entry = self._entry(key)
            nodes = entry.value.items if entry and isinstance(entry.value, Sequence) else []
            if entry and not isinstance(entry.value, Sequence):
                self.reader.wrong(self.at(entry), Message("a list is expected here"))
            spots = [self.at(entry).at(at, node.line) for at, node in enumerate(nodes)] if entry else []
            self._below[key] = self._made(list(zip(nodes, spots, strict=True)))
        return self._below[key]

    def _made(self, found: list[tuple[Node, Spot]]) -> "list[Element]":
        made = []
        for node, spot in found:
            if isinstance(node, tree.Mapping):
                made.append(Element(self.reader, node, spot))
            else:
                self.reader.wrong(spot, Message("an object is expected here"))
        return made

    @cached_property
    def props(self) -> list[Property]:
        """Its properties."""
        made = []
        for each in self.each("props"):
            name, value, remarks = each.value("name"), each.value("value"), each.value("remarks")
            given = remarks or value
            if name is None or given is None:
                self.reader.wrong(each.spot, Message("a property needs a name and a value"))
                continue
            made.append(Property(name[0].text or "", each.text("ns") or "", given[0].text or "", given[1]))
        return made

    def prop(self, name: str, namespace: str) -> Property | None:
        """The first property of a name."""
        return next((each for each in self.props if (each.name, each.namespace) == (name, namespace)), None)

    def unread(self) -> Iterator[str]:
        """The keys that nobody asked for, as paths without positions: `risks[].threat-ids`."""
        for entry in self.node.entries:
            if entry.key not in self._read:
                yield _general((*self.spot.place, shown(entry.key)))
        for below in self._below.values():
            for each in below:
                yield from each.unread()


def _general(place: Place) -> str:
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in place[1:]).removeprefix(".")


def counted(paths: Iterator[str]) -> Mapping[str, int]:
    """How often each path was met, in the order of the file."""
    return dict(Counter(paths))
