"""What may stand in a dossier file: the keys of each kind of fact, read off the fact types themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import inspect

from nen7510_tracker.dossier.facts import KINDS, children
from nen7510_tracker.words.day import Day


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
    """A whole number."""

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


@dataclass(frozen=True)
class Group:
    """Keys with their values."""

    type: type[msgspec.Struct]
    keys: tuple["Key", ...]

    @cached_property
    def by_name(self) -> dict[str, "Key"]:
        """The keys by the name that they have in a file."""
        return {key.name: key for key in self.keys}


Shape = Text | OneDay | Number | Flag | Choice | Many | Group


@dataclass(frozen=True)
class Key:
    """One key: its name in a file, the attribute that holds it, what it takes, whether it must be there."""

    name: str
    attribute: str
    shape: Shape
    required: bool


@cache
def shape_of(kind: str) -> Group:
    """The keys of a kind of fact as it stands by itself, its parent's id included. Raises KeyError for an unknown kind."""
    return group_of(KINDS[kind])


@cache
def group_of(wanted: type[msgspec.Struct]) -> Group:
    """The keys of a fact type or of a group of keys inside one."""
    known = inspect.type_info(wanted)
    literals = {name: hint for name, hint in _choices(wanted).items() if hint}
    if not isinstance(known, inspect.StructType):
        raise TypeError(wanted)
    return Group(
        wanted,
        tuple(
            Key(each.encode_name, each.name, _shape(each.type, literals.get(each.name, ())), each.required)
            for each in known.fields
        ),
    )


@cache
def children_of(kind: str) -> dict[str, str]:
    """The lists that stand inside a fact of this kind in a file, each with the kind of its items."""
    return {child.section: child.kind for child in children(kind)}


@cache
def keys_in_file(kind: str) -> tuple[str, ...]:
    """The keys that a fact of this kind may have in a file: all but its parent's id, which it stands inside, and its lists."""
    own = tuple(key.name for key in shape_of(kind).keys if key.name != KINDS[kind].parent)
    return own + tuple(children_of(kind))


@cache
def naming(group: Group) -> tuple[Key, ...]:
    """The keys that name other facts by their id, at whatever depth."""
    return tuple(
        key for key in group.keys if _any(key.shape, lambda shape: isinstance(shape, Text) and bool(shape.refers_to))
    )


@cache
def special(group: Group) -> tuple[Key, ...]:
    """The keys whose values a plain document does not hold as the fact does, or that name something of the norm."""
    return tuple(
        key
        for key in group.keys
        if _any(
            key.shape, lambda shape: isinstance(shape, Number | Flag) or (isinstance(shape, Text) and bool(shape.names))
        )
    )


def _any(shape: Shape, holds: Callable[[Shape], bool]) -> bool:
    if isinstance(shape, Many):
        return _any(shape.item, holds)
    if isinstance(shape, Group):
        return any(_any(key.shape, holds) for key in shape.keys)
    return holds(shape)


def _shape(known: inspect.Type, choices: tuple[str, ...], extra: dict[str, Any] | None = None) -> Shape:
    match known:
        case inspect.Metadata(type=inner, extra=more):
            return _shape(inner, choices, more)
        case inspect.UnionType(types=types):
            return _shape(next(each for each in types if not isinstance(each, inspect.NoneType)), choices)
        case inspect.VarTupleType(item_type=item):
            return Many(_shape(item, choices))
        case inspect.StructType(cls=cls):
            return group_of(cls)
        case inspect.LiteralType():
            return Choice(choices)
        case inspect.StrType(pattern=pattern):
            return Text(pattern, **(extra or {}))
        case inspect.IntType(ge=least, le=most):
            return Number(least or 0, most)
        case inspect.BoolType():
            return Flag()
        case inspect.CustomType(cls=cls) if cls is Day:
            return OneDay()
    raise TypeError(known)


def _choices(wanted: type[msgspec.Struct]) -> dict[str, tuple[str, ...]]:
    """The words of each attribute that takes one of a few, in the order of their definition, which msgspec does not keep."""
    return {name: _words(hint) for name, hint in get_type_hints(wanted).items()}


def _words(hint: Any) -> tuple[str, ...]:
    if get_origin(hint) is Literal:
        return tuple(map(str, get_args(hint)))
    return next((found for inner in get_args(hint) if (found := _words(inner))), ())
