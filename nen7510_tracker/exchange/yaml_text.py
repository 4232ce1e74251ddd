"""YAML out: laid out for reading and comparing, a line per small group, every text as it was (design section 5)."""

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from yaml.resolver import Resolver

from nen7510_tracker.words.day import Day

WIDTH = 120
_PLAIN = re.compile(r"[^\W_](?:[^\s:#]|:(?=\S)|(?<=\S)#| (?=\S))*")
_PLAIN_IN_FLOW = re.compile(r"[^\W_](?:[^\s:#?,\[\]{}]|:(?=[^\s,\[\]{}])|(?<=\S)#| (?=\S))*")
# What other readers of YAML take for a number or for yes and no, beside what PyYAML does.
_GUESSED = re.compile(
    r"[-+]?(?:0[ox][0-9a-f_]+|(?:\.[0-9]+|[0-9][0-9_,]*(?:\.[0-9_]*)?)(?:e[-+]?[0-9]+)?)|y|n", re.IGNORECASE
)
_NO_BREAK = "\u00a0\u202f"  # spaces that may stand bare in a block of text
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Block(dict[str, Any]):
    """A group of keys that has a line per key, also when it would fit on one."""


def yaml_text(document: Mapping[str, Any]) -> str:
    """The document: dicts, lists, texts, whole numbers, true and false, days. Blank lines part the lists at its top."""
    lines: list[str] = []
    for key, value in document.items():
        if isinstance(value, list):
            lines.append("")
        lines += _value(f"{key}:", value, 0)
    return "\n".join(lines) + "\n"


def _value(head: str, value: Any, indent: int) -> Iterator[str]:
    """What stands behind a key: on its line if that is short, else below it."""
    line = _on_one_line(value)
    if line is not None and len(head) + 1 + len(line) <= WIDTH:
        yield f"{head} {line}"
    elif isinstance(value, dict):
        yield head
        yield from _entries(value, indent + 2)
    elif isinstance(value, list):
        yield head
        for each in value:
            yield from _item(each, indent + 2)
    else:
        yield from _text(head, value, indent + 2)


def _entries(group: Mapping[str, Any], indent: int) -> Iterator[str]:
    for key, value in group.items():
        yield from _value(f"{' ' * indent}{key}:", value, indent)


def _item(value: Any, indent: int) -> Iterator[str]:
    mark = " " * indent + "-"
    line = _on_one_line(value)
    if isinstance(value, dict) and (line is None or len(mark) + 1 + len(line) > WIDTH):
        first, *rest = _entries(value, indent + 2)
        yield f"{mark} {first[indent + 2 :]}"
        yield from rest
    else:
        yield from _value(mark, value, indent)


def _on_one_line(value: Any) -> str | None:
    """The value as it stands on one line; None if it never does: a block, a list of groups, several lines of text."""
    if isinstance(value, str):
        return None if _is_literal(value) else _scalar(value, inside=False)
    return _flow(value)


def _flow(value: Any) -> str | None:
    match value:
        case Block():
            return None
        case dict():
            parts = [(key, _flow(each)) for key, each in value.items()]
            found = [f"{key}: {part}" for key, part in parts if part is not None]
            return f"{{{', '.join(found)}}}" if len(found) == len(parts) else None
        case list():
            if any(isinstance(each, dict | list) for each in value):
                return None
            return f"[{', '.join(_scalar(each, inside=True) for each in value)}]"
        case str() if _is_literal(value):
            return None
    return _scalar(value, inside=True)


def _scalar(value: str | int | Day, *, inside: bool) -> str:
    """A single value; `inside` brackets fewer texts can stand without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    form = _PLAIN_IN_FLOW if inside else _PLAIN
    plain = form.fullmatch(value) and value.isprintable() and not is_guessed(value)
    return value if plain else _quoted(value)


def is_guessed(text: str) -> bool:
    """Whether a reader of YAML would take a text without quotes for something else: a number, a date, true."""
    candidates = Resolver.yaml_implicit_resolvers.get(text[:1], [])
    return any(form.match(text) for _, form in candidates) or _GUESSED.fullmatch(text) is not None


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(each) or (each if each.isprintable() else _escaped(each)) for each in text) + '"'


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def _text(head: str, text: str, indent: int) -> Iterator[str]:
    """A text that is too long for its line: folded, or line by line if it has several, or in quotes."""
    margin = " " * indent
    if _is_literal(text):
        yield f"{head} {'|' if text.endswith(chr(10)) else '|-'}"
        yield from (margin + line if line else "" for line in text.removesuffix("\n").split("\n"))
        return
    lines = textwrap.wrap(text, max(WIDTH - indent, 40), break_long_words=False, break_on_hyphens=False)
    if _is_bare(text) and text[:1] != " " and " ".join(lines) == text:
        yield f"{head} >-"
        yield from (margin + line for line in lines)
    else:
        yield f"{head} {_quoted(text)}"


def _is_literal(text: str) -> bool:
    """Whether a text has several lines that can stand in a block as they are."""
    lines = text.removesuffix("\n").split("\n")
    return (
        "\n" in text
        and bool(text.strip())
        and lines[0][:1].strip() != ""
        and lines[-1] != ""
        and all(not line or (line.strip() and _is_bare(line)) for line in lines)
    )


def _is_bare(line: str) -> bool:
    return all(each.isprintable() or each in _NO_BREAK for each in line)
