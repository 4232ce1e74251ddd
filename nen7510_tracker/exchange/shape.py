"""What may stand in a dossier file: the keys of each kind of fact, read off the fact types themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import inspect

from nen7510_tracker.dossier.facts import FOUR_EYES, KINDS, TYPES, Fact, children
from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import Message


@dataclass(frozen=True)
class Text:
    """A text; `pattern` holds for ids, `refers_to` names a kind of fact, `names` something of the norm."""

    pattern: str | None = None
    refers_to: str | None = None
    names: str | None = None


@dataclass(frozen=True)
class OneDay:
    """A day or a month."""


@dataclass(frozen=True)
class Number:
    """A whole number; `most` is None where the fact sets no limit."""

    least: int
    most: int | None


@dataclass(frozen=True)
class Flag:
    """`true` or `false`."""


@dataclass(frozen=True)
class Choice:
    """One of a few words, in the order of the fact's definition."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Many:
    """A list."""

    item: "Shape"


@dataclass(frozen=True, eq=False)
class Group:
    """Keys with their values; there is one Group per type."""

    type: type[msgspec.Struct]
    keys: tuple["Key", ...]

    @cached_property
    def by_name(self) -> dict[str, "Key"]:
        """The keys by the name that they have in a file."""
        return {key.name: key for key in self.keys}

    @cached_property
    def naming(self) -> tuple["Key", ...]:
        """The keys that name other facts by their id, at whatever depth."""
        return self._with(lambda shape: isinstance(shape, Text) and shape.refers_to is not None)

    @cached_property
    def converted(self) -> tuple["Key", ...]:
        """The keys whose values are not simply texts and days: numbers, true and false, names from the norm."""
        return self._with(
            lambda shape: isinstance(shape, Number | Flag) or (isinstance(shape, Text) and shape.names is not None)
        )

    def _with(self, holds: Callable[["Shape"], bool]) -> tuple["Key", ...]:
        return tuple(key for key in self.keys if _any(key.shape, holds))


Shape = Text | OneDay | Number | Flag | Choice | Many | Group


@dataclass(frozen=True)
class Key:
    """One key: its name in a file, the attribute that holds it, what it takes, whether it must be there."""

    name: str
    attribute: str
    shape: Shape
    required: bool


# The kinds that have a list of their own at the top of a file, in the order of recording.
TOP: tuple[type[Fact], ...] = tuple(
    each for each in TYPES if each.parent is None and each.kind not in ("lab", *FOUR_EYES)
)


@cache
def shape_of(kind: str) -> Group:
    """The keys of a kind of fact as it stands by itself, its parent's id included. Raises KeyError."""
    return group_of(KINDS[kind])


@cache
def group_of(wanted: type[msgspec.Struct]) -> Group:
    """The keys of a fact type, or of a group of keys inside one; what all facts have in common comes last."""
    known = inspect.type_info(wanted)
    if not isinstance(known, inspect.StructType):
        raise TypeError(wanted)
    words = {name: _words(hint) for name, hint in get_type_hints(wanted).items()}
    keys = [
        Key(each.encode_name, each.name, _shape(each.type, words[each.name]), each.required) for each in known.fields
    ]
    common = Fact.__struct_fields__ if issubclass(wanted, Fact) else ()
    return Group(wanted, tuple(sorted(keys, key=lambda key: key.attribute in common)))


@cache
def children_of(kind: str) -> dict[str, str]:
    """The lists that stand inside a fact of this kind in a file, each with the kind of its items."""
    return {child.section: child.kind for child in children(kind)}


@cache
def keys_in_file(kind: str) -> tuple[str, ...]:
    """The keys that a fact of this kind may have in a file: not the id of what it stands inside, but its lists."""
    own = tuple(key.name for key in shape_of(kind).keys if key.name != KINDS[kind].parent)
    return own + tuple(children_of(kind))


def described(shape: Shape) -> Message:
    """What a value of a shape looks like, for who types one: `a day`, `one of …`, `several; each: …`."""
    if isinstance(shape, Many):
        if isinstance(shape.item, Group):
            return Message("a list of groups of keys, as YAML: {example}", example=_example(shape.item))
        return Message("several; each: {item}", item=described(shape.item))
    if isinstance(shape, Group):
        return Message("a group of keys, as YAML: {example}", example=_example(shape))
    return _described_text(shape) if isinstance(shape, Text) else _described_value(shape)


def _described_value(shape: OneDay | Number | Flag | Choice) -> Message:
    match shape:
        case OneDay():
            return Message("a day (2026-01-31) or a month (2026-01)")
        case Number(least, None):
            return Message("a whole number, {least} or more", least=least)
        case Number(least, int(most)):
            return Message("a whole number from {least} to {most}", least=least, most=most)
        case Flag():
            return Message("true or false")
        case Choice(values):
            return Message("one of {values}", values=", ".join(values))
    raise TypeError(shape)


def _example(group: Group) -> str:
    """The keys of a group as they are typed; those that may be left out in brackets."""
    return "{" + ", ".join(f"{key.name}: …" if key.required else f"[{key.name}: …]" for key in group.keys) + "}"


def _described_text(shape: Text) -> Message:
    if shape.refers_to:
        return Message("the id of: {kind}", kind=shape.refers_to)
    if shape.names == "control":
        return Message("a control (A.8.5, 9.1)")
    if shape.names == "control_pattern":
        return Message("a control or several (A.8.5, A.5.*, *)")
    if shape.names == "edition":
        return Message("an edition (nen7510:2024)")
    return Message("an id") if shape.pattern else Message("a text")


def _any(shape: Shape, holds: Callable[[Shape], bool]) -> bool:
    if isinstance(shape, Many):
        return _any(shape.item, holds)
    if isinstance(shape, Group):
        return any(_any(key.shape, holds) for key in shape.keys)
    return holds(shape)


def _shape(known: inspect.Type, words: tuple[str, ...], extra: dict[str, Any] | None = None) -> Shape:
    match known:
        case inspect.Metadata(type=inner, extra=more):
            return _shape(inner, words, more)
        case inspect.UnionType(types=types):
            return _shape(next(each for each in types if not isinstance(each, inspect.NoneType)), words)
        case inspect.VarTupleType(item_type=item):
            return Many(_shape(item, words))
        case inspect.StructType(cls=cls):
            return group_of(cls)
    return _scalar(known, words, extra or {})


def _scalar(known: inspect.Type, words: tuple[str, ...], extra: dict[str, Any]) -> Shape:
    match known:
        case inspect.LiteralType():
            return Choice(words)
        case inspect.StrType(pattern=pattern):
            return Text(pattern, **extra)
        case inspect.IntType(ge=least, le=most):
            return Number(least or 0, most)
        case inspect.BoolType():
            return Flag()
        case inspect.CustomType(cls=cls) if cls is Day:
            return OneDay()
    raise TypeError(known)


def _words(hint: Any) -> tuple[str, ...]:
    """The words that a type allows, in the order of their definition, which msgspec does not keep."""
    if get_origin(hint) is Literal:
        return tuple(map(str, get_args(hint)))
    return next((found for inner in get_args(hint) if (found := _words(inner))), ())
