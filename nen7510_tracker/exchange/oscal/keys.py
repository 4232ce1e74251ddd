"""The keys of a dossier file in properties of OSCAL: what this program wrote comes back word for word."""

from collections.abc import Mapping
from typing import Any

from nen7510_tracker.dossier.facts import Fact, build
from nen7510_tracker.exchange import tree
from nen7510_tracker.exchange.oscal.element import Element, Property
from nen7510_tracker.exchange.oscal.names import FACT, VIEW
from nen7510_tracker.exchange.oscal.parts import EMPTY
from nen7510_tracker.exchange.shape import Many, shape_of
from nen7510_tracker.exchange.tree import Sequence
from nen7510_tracker.exchange.values import Spot, Values
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.words.message import Message


def own_keys(element: Element, kind: str) -> Values:
    """The keys of a fact of a kind that stand in properties of ours: lists in as many, groups as `source.page`."""
    given: Values = {}
    for each in element.props:
        if each.namespace == FACT:
            _take(element, each, kind, given)
        elif (each.name, each.namespace) == (EMPTY, VIEW):
            given[each.text] = (tree.Mapping(each.spot.line), each.spot)
    return given


def _take(element: Element, given: Property, kind: str, values: Values) -> None:
    shapes = shape_of(kind).by_name
    name, _, inner = given.name.partition(".")
    node, spot = values.get(name, (None, given.spot))
    if name not in shapes:
        element.reader.wrong(given.spot, Message("this key is not known here"), nearest(name, sorted(shapes)))
    elif inner:
        group = node if isinstance(node, tree.Mapping) else tree.Mapping(given.spot.line)
        group.entries.append(tree.Entry(inner, given.spot.line, given.found[0]))
        values[name] = (group, spot)
    elif isinstance(shapes[name].shape, Many):
        items = node if isinstance(node, Sequence) else Sequence(given.spot.line)
        items.items.append(given.found[0])
        values[name] = (items, spot)
    elif node is not None:
        element.reader.wrong(given.spot, Message("the key is given twice"))
    else:
        values[name] = given.found


def built(element: Element, kind: str, given: Values, parent: Mapping[str, str] | None = None) -> Fact | None:
    """A fact of these values, and of its parent's id where it has one; None, with notes, if any of them is wrong."""
    reader = element.reader
    before = len(reader.notes)
    more: dict[str, Any] = dict(parent or {})
    spot = Spot(element.spot.place, element.spot.line, None, element.spot.editions)
    values = reader.group(given, shape_of(kind), spot, next(iter(more), None))
    return build(kind, {**values, **more}) if len(reader.notes) == before else None
