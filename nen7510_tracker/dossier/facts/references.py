"""Which keys of a fact name other facts (design section 5: every party and id that is named is there)."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, get_args, get_type_hints

from msgspec import Meta
from msgspec.structs import fields

from nen7510_tracker.dossier.facts.base import Fact

# What may be named before it is recorded: these point forward, or at each other.
FORWARD = frozenset({("lab", "related_to"), ("lab", "advised_by"), ("finding", "same_as"), ("measure", "waits_for")})


def _referred(annotation: Any) -> str | None:
    for part in getattr(annotation, "__metadata__", ()):
        if isinstance(part, Meta) and part.extra and "refers_to" in part.extra:
            return str(part.extra["refers_to"])
    return next((found for each in get_args(annotation) if (found := _referred(each))), None)


@lru_cache(maxsize=64)
def _keys(fact_type: type[Fact]) -> tuple[tuple[str, str], ...]:
    hints = get_type_hints(fact_type, include_extras=True)
    found = ((each.name, _referred(hints[each.name])) for each in fields(fact_type))
    return tuple((name, kind) for name, kind in found if kind)


@lru_cache(maxsize=64)
def backward(fact_type: type[Fact]) -> tuple[tuple[str, str], ...]:
    """The keys of a kind of fact that name what has to be recorded before it, each with the kind that it names."""
    return tuple((name, kind) for name, kind in _keys(fact_type) if (fact_type.kind, name) not in FORWARD)


def references(fact: Fact) -> Iterator[tuple[str, str, str]]:
    """Each (key, kind, id) that a fact names; of an accreditation or advice the party is under its list's key."""
    for name, kind in _keys(type(fact)):
        value = getattr(fact, name)
        if isinstance(value, str):
            yield name, kind, value
        elif value is not None:
            for each in value:
                yield name, kind, each
    if fact.kind == "lab":
        for advice in getattr(fact, "advised_by"):  # noqa: B009 - only a laboratory has it
            yield "advised_by", "party", advice.party
