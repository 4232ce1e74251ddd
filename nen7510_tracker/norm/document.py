"""A YAML text as places and values: data only, every scalar a text (design section 5).

Read from the parser's events, not by its constructor: no tag can make an object, no alias can blow
up, nesting has an end, a key given twice is seen, and every value knows its line. `4.1`, `on` and
`2026-05-13` stay what was written; what they mean is for their key to say.
"""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from nen7510_tracker.words.message import InputRejected, Message

MAX_DEPTH = 16
MAX_ERRORS = 200  # enough to mend a file by; a hostile one may hold a hundred thousand
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(slots=True)
class Node:
    """A value with the line that it stands on (1 is the first).

    `value` is a text, a list of nodes, or a dict of nodes by key.
    """

    value: "str | list[Node] | dict[str, Node]"
    line: int

    def plain(self) -> Any:
        """The value without its places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, list) else self.value


def unsafe_character(text: str) -> str | None:
    """The first character that must not reach a terminal, as `U+202E`; None if there is none.

    Control characters (line break and tab aside), bidirectional overrides, and halves of surrogate
    pairs, which no UTF-8 can hold.
    """
    if text.isascii() and text.isprintable():
        return None
    for character in text:
        if character in "\n\t":
            continue
        if character in _BIDI or unicodedata.category(character) in ("Cc", "Cs"):
            return f"U+{ord(character):04X}"
    return None


def take(errors: list[Message], error: Message) -> None:
    """Add an error to those of a text; raises them all as InputRejected once there are too many."""
    errors.append(error)
    if len(errors) >= MAX_ERRORS:
        raise InputRejected(*errors, Message("{n} errors, and more: not looked at further.", n=len(errors)))


def read_yaml(text: str, where: str, limit: int) -> Node:
    """The tree of a YAML or JSON text; `limit` in bytes of UTF-8, `where` names it in messages.

    Raises InputRejected with a message for each text that is unsafe and each key given twice, or
    with one for what makes the rest unreadable: its size, its syntax, a tag, an alias, its depth.
    """
    if len(text.encode("utf-8", "surrogatepass")) > limit:
        raise InputRejected(Message("{where}: larger than {limit} bytes.", where=where, limit=limit))
    reader = _Reader(where)
    for number, line in enumerate(text.split("\n"), 1):
        reader.check(line.removesuffix("\r"), number)
    if not reader.errors:
        reader.read(text)
    if reader.errors:
        raise InputRejected(*reader.errors)
    if reader.root is None:
        raise InputRejected(Message("{where}: the file is empty.", where=where))
    return reader.root


@dataclass(slots=True)
class _Reader:
    """Builds the tree from the parser's events, with a stack of what is open instead of recursion."""

    where: str
    errors: list[Message] = field(default_factory=list)
    root: Node | None = None
    open: list[Node] = field(default_factory=list)
    keys: list[Node | None] = field(default_factory=list)

    def read(self, text: str) -> None:
        import yaml

        try:
            for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
                self._take(yaml, event)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            if "nesting" in str(error.problem):  # deeper than the parser itself goes
                raise self._stop("{where}, line {line}: nested too deeply.", line) from None
            raise self._stop(
                "{where}, line {line}: this is not YAML: {problem}.", line, problem=str(error.problem)
            ) from None
        except yaml.YAMLError as error:
            raise self._stop("{where}: this is not YAML: {problem}.", 1, problem=str(error).splitlines()[0]) from None

    def check(self, text: str, line: int) -> None:
        """Refuse a text for what it holds; the others are still looked at."""
        found = unsafe_character(text)
        if found:
            message = "{where}, line {line}: the character {character} is not allowed in a text."
            take(self.errors, Message(message, where=self.where, line=line, character=found))

    def _stop(self, text: str, line: int, **params: str | int) -> InputRejected:
        return InputRejected(*self.errors, Message(text, where=self.where, line=line, **params))

    def _take(self, yaml: Any, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._stop("{where}, line {line}: anchors and aliases (& and *) are not allowed; write it out.", line)
        if getattr(event, "tag", None) is not None:
            raise self._stop("{where}, line {line}: tags (!) are not allowed: this is data only.", line)
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise self._stop("{where}, line {line}: a second document begins here; one file holds one.", line)
        if isinstance(event, yaml.ScalarEvent):
            self.check(event.value, line)
            self._place(Node(event.value, line))
        elif isinstance(event, yaml.MappingStartEvent):
            self._enter(Node({}, line))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._enter(Node([], line))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.open.pop()
            self.keys.pop()

    def _enter(self, node: Node) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise self._stop("{where}, line {line}: nested too deeply.", node.line)
        self._place(node)
        self.open.append(node)
        self.keys.append(None)

    def _place(self, node: Node) -> None:
        """Put a value where it belongs: a list's next item, a mapping's next key or that key's value."""
        if not self.open:
            self.root = node
            return
        holder = self.open[-1].value
        key = self.keys[-1]
        if isinstance(holder, list):
            holder.append(node)
        elif isinstance(holder, dict) and key is None:
            self.keys[-1] = self._key(node, holder)
        elif isinstance(holder, dict) and key is not None:
            holder.setdefault(str(key.value), node)
            self.keys[-1] = None

    def _key(self, node: Node, holder: dict[str, Node]) -> Node:
        if not isinstance(node.value, str):
            raise self._stop("{where}, line {line}: a key has to be a word.", node.line)
        if node.value in holder:
            message = "{where}, line {line}: {key} is given twice."
            take(self.errors, Message(message, where=self.where, line=node.line, key=node.value[:80]))
        return node
