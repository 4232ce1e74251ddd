"""A parsed file with its lines: what YAML and JSON have in common."""

from dataclasses import dataclass, field

from nen7510_tracker.words.message import Message

Place = tuple[str | int, ...]  # the keys and list positions that lead to something, from the top
DEEPEST = 40  # levels of lists and groups of keys; a dossier file has eight


@dataclass(slots=True)
class Scalar:
    """A value as it was written; None where nothing was (`key:` in YAML, null in JSON)."""

    line: int
    text: str | None


@dataclass(slots=True)
class Sequence:
    """A list."""

    line: int
    items: "list[Node]" = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys with their values, in the order of the file; a key given twice stands here twice."""

    line: int
    entries: "list[Entry]" = field(default_factory=list)

    def entry(self, key: str) -> "Entry | None":
        """The first entry of a key."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def text(self, key: str) -> str | None:
        """The value of a key, if it is a single one."""
        entry = self.entry(key)
        return entry.value.text if entry and isinstance(entry.value, Scalar) else None


Node = Scalar | Sequence | Mapping


@dataclass(slots=True)
class Entry:
    """One key, the line it stands on, and its value."""

    key: str
    line: int
    value: Node


def where(place: Place) -> str:
    """A place as people write it: `assessments[0].findings[2].grade`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")


class Malformed(Exception):
    """The text is no YAML or JSON that a dossier file may be: the line (from 1) and what is wrong."""

    def __init__(self, line: int, message: Message) -> None:
        super().__init__(str(message))
        self.line = line
        self.message = message


class Unusual(Exception):
    """The quick way met something that only the careful one can judge."""


def too_deep(line: int) -> Malformed:
    """What both languages say of nesting that no dossier file needs."""
    return Malformed(line, Message("the nesting is deeper than {limit} levels", limit=DEEPEST))
