"""YAML as data only: every scalar as it was written, no aliases, no tags (design section 5).

Both ways go over the events of the C parser with a stack of their own. Composing its nodes would
recurse in C: some 20,000 brackets end the process. It also takes four times as long.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from nen7510_tracker.exchange.tree import DEEPEST, Entry, Malformed, Mapping, Node, Scalar, Sequence, Unusual, too_deep
from nen7510_tracker.words.characters import shown
from nen7510_tracker.words.message import N_, Message

# What a value has when nobody wrote a tag, or one that changes nothing.
_HARMLESS = (None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_STARTS = {yaml.MappingStartEvent: dict, yaml.SequenceStartEvent: list}


def plain(text: str) -> Any:
    """The document as dicts, lists and strings; empty values are left out. Raises Unusual."""
    builder = _Plain()
    for event in _events(text):
        sort = type(event)
        if sort is yaml.ScalarEvent:
            builder.scalar(event)
        elif sort in _STARTS:
            builder.start(event, _STARTS[sort]())
        elif sort is yaml.MappingEndEvent or sort is yaml.SequenceEndEvent:
            builder.end()
        elif sort is yaml.AliasEvent:
            raise Unusual
    if len(builder.top) != 1:
        raise Unusual
    return builder.top[0]


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, ValueError) as error:
        raise Unusual from error


class _Plain:
    """The plain document as far as it is built."""

    __slots__ = ("here", "key", "stack", "top")

    def __init__(self) -> None:
        self.top: list[Any] = []
        self.here: Any = self.top
        self.key: str | None = None
        self.stack: list[Any] = []

    def scalar(self, event: Any) -> None:
        if event.tag not in _HARMLESS:
            raise Unusual
        value = event.value
        if type(self.here) is list:
            if not (value or event.style):
                raise Unusual
            self.here.append(value)
        elif self.key is None:
            if value in self.here:
                raise Unusual
            self.key = value
        else:
            # None keeps the key taken until the mapping ends, so that giving it again is noticed
            self.here[self.key] = value if value or event.style else None
            self.key = None

    def start(self, event: Any, inner: Any) -> None:
        if event.tag not in _HARMLESS or len(self.stack) > DEEPEST:
            raise Unusual
        if type(self.here) is list:
            self.here.append(inner)
        elif self.key is None:
            raise Unusual
        else:
            self.here[self.key] = inner
            self.key = None
        self.stack.append(self.here)
        self.here = inner

    def end(self) -> None:
        if type(self.here) is dict and None in self.here.values():
            for name in [name for name, value in self.here.items() if value is None]:
                del self.here[name]
        self.here = self.stack.pop()


def nodes(text: str) -> Node | None:
    """The document with its lines; None if there is none. Raises Malformed."""
    builder = _Nodes()
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            builder.take(event)
    except (yaml.YAMLError, ValueError) as error:
        raise Malformed(_line(error, text), _syntax(error)) from error
    items = builder.top.items
    if len(items) > 1:
        raise Malformed(items[1].line, Message("a second document begins here (---); a dossier file holds one"))
    return items[0] if items else None


class _Nodes:
    """The document with its lines as far as it is built."""

    def __init__(self) -> None:
        self.top = Sequence(1)
        self.here: Mapping | Sequence = self.top
        self.key: Scalar | None = None
        self.stack: list[Mapping | Sequence] = []

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.here = self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise Malformed(
                line, Message("aliases (*{name}) are not read; write the value out", name=shown(str(event.anchor)))
            )
        elif isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if event.tag not in _HARMLESS:
                raise Malformed(
                    line, Message("tags ({tag}) are not read; write the value alone", tag=shown(str(event.tag)))
                )
            self.add(_node(event, line))

    def add(self, value: Node) -> None:
        if isinstance(self.here, Sequence):
            self.here.items.append(value)
        elif self.key is None:
            if not isinstance(value, Scalar):
                raise Malformed(value.line, Message("a key is a single word, not a list or a group of keys"))
            self.key = value
        else:
            self.here.entries.append(Entry(self.key.text or "", self.key.line, value))
            self.key = None
        if not isinstance(value, Scalar):
            if len(self.stack) > DEEPEST:
                raise too_deep(value.line)
            self.stack.append(self.here)
            self.here = value


def _node(event: Any, line: int) -> Node:
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(line, event.value if event.value or event.style else None)
    return Mapping(line) if isinstance(event, yaml.MappingStartEvent) else Sequence(line)


def _line(error: Exception, text: str) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark else text.count("\n", 0, getattr(error, "position", 0) or 0) + 1


# What the parser of YAML says most often, in words that say what to do.
_COMMON = {
    "found character that cannot start any token": N_(
        "a line begins with a tab, or a text with % @ or a backquote; indent with spaces, and put the text in quotes"
    ),
    "found a tab character that violates indentation": N_("a line begins with a tab; indent with spaces"),
    "mapping values are not allowed in this context": N_(
        "a colon stands in a text, or the indentation is wrong; put the text in quotes"
    ),
    "could not find expected ':'": N_("a colon is missing after a key, or a line is indented too little"),
    "did not find expected ',' or '}'": N_("a comma or a closing brace is missing"),
    "did not find expected ',' or ']'": N_("a comma or a closing bracket is missing"),
    "did not find expected key": N_("a line does not fit the indentation of those above it"),
    "did not find expected '-' indicator": N_("a line does not fit the indentation of the list above it"),
    "found unexpected end of stream": N_("quotes are opened and not closed"),
    "control characters are not allowed": N_("it holds a control character"),
}


def _syntax(error: Exception) -> Message:
    problem = str(getattr(error, "problem", ""))
    if problem in _COMMON:
        return Message("this cannot be read as YAML: {found}", found=Message(_COMMON[problem]))
    parts = (getattr(error, name, None) for name in ("context", "problem", "reason"))
    found = ", ".join(str(each) for each in parts if each)
    return Message("this cannot be read as YAML ({found})", found=shown(found) or "?")
