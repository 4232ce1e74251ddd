"""A fact from keys and values that somebody typed: the same checks as in a file, errors by key."""

import re
from collections.abc import Mapping as Keys
from collections.abc import Sequence as Values
from typing import Any

from nen7510_tracker.dossier.facts import FOUR_EYES, KINDS, Fact, build, plain
from nen7510_tracker.dossier.facts.base import ID_PATTERN
from nen7510_tracker.exchange import yaml_tree
from nen7510_tracker.exchange.note import with_hint
from nen7510_tracker.exchange.shape import Group, Key, Many, shape_of
from nen7510_tracker.exchange.source import Source
from nen7510_tracker.exchange.tree import Entry, Malformed, Mapping, Node, Scalar, Sequence, where
from nen7510_tracker.exchange.values import Reader, Spot, Wrong
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.norm.norm import DEFAULT_EDITION, Norm
from nen7510_tracker.words.characters import shown
from nen7510_tracker.words.message import InputRejected, Message

# Their controls are those of the assessment that they belong to: the judge looks them up there.
_OF_AN_ASSESSMENT = frozenset({"rating", "finding"})

# Who recorded it elsewhere, and when: only the history of a file tells that.
_SET_ELSEWHERE = frozenset({"recorded"})


class _Typed(Reader):
    """Reads typed values; notes say `--key: what is wrong`."""

    def wrong(self, spot: Spot, problem: Message, near: str | None = None) -> Wrong:
        self.notes.append(
            (spot.line, Message("--{key}: {problem}.", key=where(spot.place), problem=with_hint(problem, near)))
        )
        return Wrong()


def an_id(text: str) -> str:
    """An id as it was typed (design section 5). Raises InputRejected."""
    if not re.fullmatch(ID_PATTERN.removesuffix("$"), text):
        raise InputRejected(
            Message("An id has 1 to 64 letters, digits, dots, underscores and hyphens, the first a letter or digit.")
        )
    return text


def keys_of(kind: str) -> tuple[Key, ...]:
    """The keys that somebody can type for a fact of a kind, in order.

    Raises InputRejected for an unknown kind, and for those that only `decide`, `policy adopt` and `approve` make.
    """
    if kind in FOUR_EYES:
        text = "No {kind} is recorded by itself: `nen7510 decide` and `policy adopt` propose, `approve` approves."
        raise InputRejected(Message(text, kind=kind))
    if kind not in KINDS:
        typed = [each for each in KINDS if each not in FOUR_EYES]
        near = nearest(kind, sorted(typed))
        hint = (
            Message("Did you mean {near}?", near=near)
            if near
            else Message("Known are {kinds}.", kinds=", ".join(typed))
        )
        raise InputRejected(Message("There is no kind of fact {kind}. {hint}", kind=shown(kind), hint=hint))
    return tuple(key for key in shape_of(kind).keys if key.name not in _SET_ELSEWHERE)


def fact_of(kind: str, given: Keys[str, Values[str]], norm: Norm, before: Fact | None = None) -> Fact:
    """A fact of a kind from its keys, each with the values that were typed; a list's items are typed one by one.

    Keys that hold groups of keys are typed as YAML (`{title: Report}`). With `before`, a fact that is
    corrected, keys that were not typed stay as they are; an empty value leaves a key out.
    Raises InputRejected with every error.
    """
    known = {key.name: key for key in keys_of(kind)}
    reader = _Typed(Source(kind, ""), norm)
    spot = Spot((), 1, None, () if kind in _OF_AN_ASSESSMENT else (norm.edition(DEFAULT_EDITION),))
    entries = []
    for name, typed in given.items():
        at = spot.at(shown(name), 1)
        if name not in known:
            reader.wrong(at, Message("this key is not known here"), nearest(name, sorted(known)))
        elif any(typed):
            node = _node(known[name], typed, reader, at)
            if node:
                entries.append(Entry(name, 1, node))
    kept = {key: value for key, value in plain(before).items() if key in known and key not in given} if before else {}
    shape = shape_of(kind)
    values: dict[str, Any] = {**kept}
    missing_allowed = {key.name for key in shape.keys if key.name in kept}
    asked = Group(shape.type, tuple(key for key in shape.keys if key.name not in missing_allowed))
    values |= reader.group(reader.entries(Mapping(1, entries), spot, known), asked, spot)
    if reader.notes:
        raise InputRejected(*(message for _, message in reader.notes))
    return build(kind, values)


def _node(key: Key, typed: Values[str], reader: _Typed, spot: Spot) -> Node | None:
    shape = key.shape
    if isinstance(shape, Group) or (isinstance(shape, Many) and isinstance(shape.item, Group)):
        return _yaml(typed, reader, spot, several=isinstance(shape, Many))
    if isinstance(shape, Many):
        return Sequence(1, [Scalar(1, each) for each in typed])
    if len(typed) > 1:
        reader.wrong(spot, Message("is given {n} times; once is enough", n=len(typed)))
        return None
    return Scalar(1, typed[0])


def _yaml(typed: Values[str], reader: _Typed, spot: Spot, *, several: bool) -> Node | None:
    try:
        nodes = [node for each in typed if (node := yaml_tree.nodes(each))]
    except Malformed as malformed:
        reader.wrong(spot, malformed.message)
        return None
    if not several:
        return nodes[0] if nodes else None
    return nodes[0] if len(nodes) == 1 and isinstance(nodes[0], Sequence) else Sequence(1, nodes)
