"""JSON as data only: numbers as they were written, no key twice (design section 5)."""

import json
import re
from typing import Any

from nen7510_tracker.exchange.tree import DEEPEST, Entry, Malformed, Mapping, Node, Scalar, Sequence, Unusual, too_deep
from nen7510_tracker.words.message import Message

_SPACE = re.compile(r"[ \t\n\r]*")
_BARE = re.compile(r"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-])")
# A text is decoded by json itself; control characters pass, so that the check of the text can name its key.
_text = json.JSONDecoder(strict=False).raw_decode


def plain(text: str) -> Any:
    """The document as dicts, lists, strings, True and False; null is left out. Raises Unusual."""
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=_constant, object_pairs_hook=_mapping)
    except (ValueError, RecursionError) as error:
        raise Unusual from error


def _constant(_: str) -> Any:
    raise Unusual


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise Unusual
    if None in values.values():
        return {key: value for key, value in values.items() if value is not None}
    return values


def nodes(text: str) -> Node | None:
    """The document with its lines; None if there is none. Raises Malformed."""
    reader = _Reader(text)
    reader.skip()
    if reader.at == len(text):
        return None
    node = reader.value(0)
    reader.skip()
    if reader.at < len(text):
        raise reader.malformed(Message("the document has ended before"))
    return node


class _Reader:
    """How far the text is read, and on which line that is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._counted = 0
        self._line = 1

    @property
    def line(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def malformed(self, found: Message) -> Malformed:
        return Malformed(self.line, Message("this cannot be read as JSON ({found})", found=found))

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def takes(self, mark: str) -> bool:
        self.skip()
        if not self.text.startswith(mark, self.at):
            return False
        self.at += 1
        return True

    def needs(self, mark: str) -> None:
        if not self.takes(mark):
            raise self.malformed(Message("{mark} expected", mark=mark))

    def value(self, depth: int) -> Node:
        self.skip()
        line = self.line
        if depth > DEEPEST:
            raise too_deep(line)
        if self.takes("{"):
            return self.mapping(line, depth)
        if self.takes("["):
            return self.sequence(line, depth)
        if self.text.startswith('"', self.at):
            return Scalar(line, self.string())
        found = _BARE.match(self.text, self.at)
        if not found:
            raise self.malformed(Message("a value expected; texts stand in double quotes"))
        self.at = found.end()
        return Scalar(line, None if found[0] == "null" else found[0])

    def string(self) -> str:
        self.skip()
        if not self.text.startswith('"', self.at):
            raise self.malformed(Message("a key in double quotes expected"))
        try:
            value, self.at = _text(self.text, self.at)
        except ValueError as error:
            raise self.malformed(Message("a text that does not end, or a wrong escape in it")) from error
        return str(value)

    def mapping(self, line: int, depth: int) -> Mapping:
        made = Mapping(line)
        if self.takes("}"):
            return made
        while True:
            self.skip()
            at = self.line
            key = self.string()
            self.needs(":")
            made.entries.append(Entry(key, at, self.value(depth + 1)))
            if self.takes("}"):
                return made
            self.needs(",")

    def sequence(self, line: int, depth: int) -> Sequence:
        made = Sequence(line)
        if self.takes("]"):
            return made
        while True:
            made.items.append(self.value(depth + 1))
            if self.takes("]"):
                return made
            self.needs(",")
