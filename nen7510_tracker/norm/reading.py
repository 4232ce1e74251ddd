"""From a document's nodes to the values of a struct, with every error said and none thrown.

The structs of the norm say what their keys hold: a text, a number, true or false, one of a few
words, a list of those, another struct. What is wrong is said with its line and key, and with what
was probably meant.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo, fields

from nen7510_tracker.norm.document import Node, take
from nen7510_tracker.norm.edition import DEFAULT_EDITION, EDITIONS, canonical_edition, read_edition
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.norm.table import norm_folder
from nen7510_tracker.words.message import N_, Message

_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,18})?")
_FLAG = N_("true or false")
_ONE_VALUE = N_("one value")
_LIST = N_("a list of at least one, such as [a, b]")


@dataclass(slots=True)
class Reader:
    """Collects the errors of one text; `where` is its name in them."""

    where: str
    errors: list[Message] = field(default_factory=list)

    def wrong(self, node: Node, text: str, **params: "str | int | Message") -> None:
        """Take an error; the text begins with `{where}, line {line}: `."""
        take(self.errors, Message(text, where=self.where, line=node.line, **params))

    def struct(
        self, node: Node, wanted: type[Struct], path: str = "", also: frozenset[str] = frozenset()
    ) -> dict[str, Any]:
        """The values of a mapping's keys for a struct; keys in `also` are somebody else's to read.

        Keys that are unknown, missing or hold something else are errors; they are left out.
        """
        given = self.mapping(node, path)
        if given is None:
            return {}
        known = {each.encode_name: each for each in fields(wanted)}
        for key in given:
            if key not in known and key not in also:
                self._unknown_key(given[key], _join(path, key), nearest(key, sorted(known.keys() | also)))
        for each in known.values():
            if each.required and each.encode_name not in given:
                self.wrong(node, "{where}, line {line}: {key} is missing.", key=_join(path, each.encode_name))
        return {key: self._field(given[key], each, _join(path, key)) for key, each in known.items() if key in given}

    def mapping(self, node: Node, path: str) -> Mapping[str, Node] | None:
        """A mapping's nodes by key; anything else is an error and None."""
        if isinstance(node.value, dict):
            return node.value
        if path:
            self.wrong(node, "{where}, line {line}: {key} has to be keys with values.", key=path)
        else:
            self.wrong(node, "{where}, line {line}: this has to be keys with values.")
        return None

    def sequence(self, node: Node, path: str) -> list[Node]:
        """A list's nodes; anything else, or an empty list, is an error and empty."""
        if isinstance(node.value, list) and node.value:
            return node.value
        self._not(node, path, _LIST)
        return []

    def choice(self, node: Node, path: str, known: tuple[str, ...]) -> str | None:
        """One of a few words; anything else is an error and None."""
        text = self.text(node, path)
        if text is None or text in known:
            return text
        self._unknown(node, path, text, known)
        return None

    def text(self, node: Node, path: str) -> str | None:
        """A scalar as it was written; a list or mapping is an error and None."""
        if isinstance(node.value, str):
            return node.value
        self._not(node, path, _ONE_VALUE)
        return None

    def _field(self, node: Node, each: FieldInfo, path: str) -> Any:
        choices = [choice for choice in get_args(each.type) if choice is not NoneType]
        optional = NoneType in get_args(each.type)
        annotation = choices[0] if optional else each.type
        if get_origin(annotation) is tuple:
            return self._list(node, get_args(annotation)[0], path)
        if isinstance(annotation, type) and issubclass(annotation, Struct):
            return self.struct(node, annotation, path)
        return self._scalar(node, annotation, path)

    def _list(self, node: Node, annotation: Any, path: str) -> tuple[Any, ...]:
        values: dict[Any, None] = {}
        if node.value == []:
            self.wrong(node, "{where}, line {line}: {key} names nothing; leave it out to restrict nothing.", key=path)
            return ()
        for item in self.sequence(node, path):
            value = self._scalar(item, annotation, path)
            if value is not None and value in values:
                self.wrong(item, "{where}, line {line}: {key} names {value} twice.", key=path, value=str(value)[:80])
            values[value] = None
        return tuple(values)

    def _scalar(self, node: Node, annotation: Any, path: str) -> Any:
        if get_origin(annotation) is Literal:
            return self.choice(node, path, get_args(annotation))
        text = self.text(node, path)
        if text is None:
            return None
        meta = next((each for each in getattr(annotation, "__metadata__", ()) if isinstance(each, Meta)), Meta())
        names = (meta.extra or {}).get("names")
        if names == "edition":
            return self._edition(node, path, text)
        if names == "control":
            return self.choice(node, path, _controls())
        return self._converted(node, annotation, path, text, _FLAG if annotation is bool else meta.description or "")

    def _converted(self, node: Node, annotation: Any, path: str, text: str, wanted: str) -> Any:
        bare = getattr(annotation, "__origin__", annotation)
        try:
            if (bare is bool and text not in ("true", "false")) or (
                bare in (int, float) and not _NUMBER.fullmatch(text)
            ):
                raise ValueError(text)  # noqa: TRY301 - msgspec takes more for a number or a flag than a reader would
            return msgspec.convert(text, annotation, strict=False)
        except ValueError:
            self._not(node, path, wanted)
            return None

    def _edition(self, node: Node, path: str, text: str) -> str | None:
        known = canonical_edition(text)
        if known is None:
            self._unknown(node, path, text, EDITIONS)
        return known

    def _not(self, node: Node, path: str, wanted: str) -> None:
        message = "{where}, line {line}: {key} has to be {wanted}."
        self.wrong(node, message, key=path, wanted=Message(wanted))

    def _unknown(self, node: Node, path: str, value: str, known: tuple[str, ...]) -> None:
        near = nearest(value, known)
        value = value[:80] or '""'
        if near:
            message = "{where}, line {line}: {key}: {value} is not known; did you mean {near}?"
            self.wrong(node, message, key=path, value=value, near=near)
        else:
            message = "{where}, line {line}: {key}: {value} is not known; known are {known}."
            self.wrong(node, message, key=path, value=value, known=_some(known))

    def _unknown_key(self, node: Node, key: str, near: str | None) -> None:
        if near:
            message = "{where}, line {line}: the key {key} is not known; did you mean {near}?"
            self.wrong(node, message, key=key[:80], near=near)
        else:
            self.wrong(node, "{where}, line {line}: the key {key} is not known.", key=key[:80])


@lru_cache(maxsize=1)
def _controls() -> tuple[str, ...]:
    return tuple(read_edition(norm_folder(), DEFAULT_EDITION).controls)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _some(known: tuple[str, ...]) -> str:
    """The known words, or the first few of many."""
    return ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
