"""YAML as data only: every scalar as it was written, no aliases, no tags (design section 5).

Both passes go over the events of the C parser with a stack of their own. Composing nodes in C would
recurse: some 20,000 brackets end the process, and it takes four times as long.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from nen7510_tracker.exchange.tree import DEEPEST, Entry, Malformed, Mapping, Node, Scalar, Sequence, Unusual, too_deep
from nen7510_tracker.words.message import Message

# What a value has when nobody wrote a tag, or one that changes nothing.
_HARMLESS = (None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


def plain(text: str) -> Any:
    """The document as dicts, lists and strings; empty values are left out. Raises Unusual."""
    top: list[Any] = []
    stack: list[tuple[Any, Any]] = []
    here: Any = top
    key: Any = None
    for event in _events(text, quick=True):
        sort = type(event)
        if sort is yaml.ScalarEvent:
            value: Any = event.value
            if event.tag not in _HARMLESS:
                raise Unusual
            if type(here) is dict:
                if key is None:
                    if value in here:
                        raise Unusual
                    key = value
                else:
                    # None keeps the key taken until the mapping ends, so that giving it again is noticed
                    here[key] = value if value or event.style else None
                    key = None
            elif value or event.style:
                here.append(value)
            else:
                raise Unusual
        elif sort is yaml.MappingStartEvent or sort is yaml.SequenceStartEvent:
            inner: Any = {} if sort is yaml.MappingStartEvent else []
            if event.tag not in _HARMLESS or len(stack) > DEEPEST:
                raise Unusual
            if type(here) is not dict:
                here.append(inner)
            elif key is None:
                raise Unusual
            else:
                here[key] = inner
            stack.append((here, None))
            here, key = inner, None
        elif sort is yaml.MappingEndEvent:
            for name in [name for name, value in here.items() if value is None]:
                del here[name]
            here, key = stack.pop()
        elif sort is yaml.SequenceEndEvent:
            here, key = stack.pop()
        elif sort is yaml.AliasEvent:
            raise Unusual
    if len(top) != 1:
        raise Unusual
    return top[0]


def nodes(text: str) -> Node | None:
    """The document with its lines; None if there is none. Raises Malformed."""
    top = Sequence(1)
    stack: list[tuple[Mapping | Sequence, Scalar | None]] = []
    here: Mapping | Sequence = top
    key: Scalar | None = None
    for event in _events(text, quick=False):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            here, key = stack.pop()
            continue
        value = _node(event, line)
        if value is None:
            continue
        if isinstance(here, Sequence):
            here.items.append(value)
        elif key is None:
            key = _key(value)
            continue
        else:
            here.entries.append(Entry(key.text or "", key.line, value))
            key = None
        if not isinstance(value, Scalar):
            if len(stack) > DEEPEST:
                raise too_deep(line)
            stack.append((here, None))
            here = value
    if len(top.items) > 1:
        raise Malformed(top.items[1].line, Message("A second document begins here (---); a dossier file holds one."))
    return top.items[0] if top.items else None


def _node(event: yaml.Event, line: int) -> Node | None:
    if isinstance(event, yaml.AliasEvent):
        raise Malformed(line, Message("Aliases (*{name}) are not read; write the value out.", name=event.anchor))
    if not isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
        return None
    if event.tag not in _HARMLESS:
        raise Malformed(line, Message("Tags ({tag}) are not read; write the value alone.", tag=event.tag))
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(line, event.value if event.value or event.style else None)
    return Mapping(line) if isinstance(event, yaml.MappingStartEvent) else Sequence(line)


def _key(value: Node) -> Scalar:
    if isinstance(value, Scalar):
        return value
    raise Malformed(value.line, Message("A key is a single word, not a list or a mapping."))


def _events(text: str, *, quick: bool) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, ValueError) as error:
        if quick:
            raise Unusual from error
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else text.count("\n", 0, getattr(error, "position", 0) or 0) + 1
        raise Malformed(line, _syntax(error)) from error


def _syntax(error: Exception) -> Message:
    problem, context = getattr(error, "problem", None), getattr(error, "context", None)
    found = ", ".join(str(each) for each in (context, problem) if each) or "?"
    return Message("This is no YAML from here on ({found}).", found=found)
