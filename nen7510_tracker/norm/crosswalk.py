"""The crosswalk: which control of one edition became which of the other (design section 4, last rule of status)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from msgspec import Struct, convert

from nen7510_tracker.norm.edition import natural_order
from nen7510_tracker.norm.table import Row, read_table
from nen7510_tracker.words.message import InputRejected, Message

LinkKind = Literal["same", "merged", "split", "new", "dropped"]
_COLUMNS = ("from_id", "to_id", "kind")


class Link(Struct, frozen=True):
    """A row of the crosswalk: `origin` of the older edition became `target` of the newer one.

    No origin: the newer edition added it (`new`); no target: it left it out (`dropped`).
    """

    origin: str | None
    target: str | None
    kind: LinkKind


class Crosswalk(Struct, frozen=True, dict=True):
    """How the controls of two editions map to each other, in both directions."""

    older: str
    newer: str
    links: tuple[Link, ...]

    def to(self, edition_to: str, control: str) -> tuple[str, ...]:
        """The controls of `edition_to` that a control of the other edition maps to, in the norm's order.

        Empty for what is new or dropped, and for an id that the other edition does not have. Raises
        KeyError for an edition that this crosswalk does not lead to.
        """
        return self._targets[edition_to].get(control, ())

    def origins(self, edition: str, control: str) -> tuple[str, ...]:
        """The controls of the other edition that map to this `control` of `edition`, in the norm's order.

        Raises KeyError for an edition that this crosswalk does not know.
        """
        return self.to({self.newer: self.older, self.older: self.newer}[edition], control)

    @cached_property
    def _targets(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        ends = [(link.origin, link.target) for link in self.links if link.origin and link.target]
        return {self.newer: _grouped(ends), self.older: _grouped((target, origin) for origin, target in ends)}


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        groups[key].add(value)
    return {key: tuple(sorted(values, key=natural_order)) for key, values in groups.items()}


def read_crosswalk(folder: Path, older: str, newer: str) -> Crosswalk:
    """The crosswalk between two editions from its file in the norm's folder, `crosswalk-2017-2024.csv`.

    Raises InputRejected with a message for each row that is wrong.
    """
    rows = read_table(folder / f"crosswalk-{older.partition(':')[2]}-{newer.partition(':')[2]}.csv", _COLUMNS)
    errors = [error for row in rows if (error := _error(row))]
    if errors:
        raise InputRejected(*errors)
    return Crosswalk(older, newer, tuple(_link(row) for row in rows))


def _error(row: Row) -> Message | None:
    """What is wrong with a row: an unknown kind, or ends that its kind does not have."""
    ends = (bool(row["from_id"]), bool(row["to_id"]))
    if ends == (row["kind"] != "new", row["kind"] != "dropped"):
        return row.one_of("kind", get_args(LinkKind))
    message = "{where}, line {line}: {kind} needs a from_id and a to_id; new has no from_id, dropped no to_id."
    return row.wrong(message, kind=row["kind"] or '""')


def _link(row: Row) -> Link:
    return Link(row["from_id"] or None, row["to_id"] or None, convert(row["kind"], LinkKind))
