"""Who recorded what: a dossier's entries, with what each replaced and why some do not count (design section 7)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.rules.judge import fold
from nen7510_tracker.service.record import Record
from nen7510_tracker.store.lines import text_of
from nen7510_tracker.words.message import InputRejected, Message


class Difference(NamedTuple):
    """A value of a fact, by the way to it, before and after a correction; None: it was or is not there."""

    key: str
    old: str | None
    new: str | None


@dataclass(slots=True, frozen=True)
class Logged:
    """An entry; `differences` with the entry that it replaces, `void`: why the rules refuse it."""

    entry: Entry
    differences: Sequence[Difference]
    void: Message | None

    @property
    def retracts(self) -> bool:
        """Whether it puts nothing in the place of what it replaces."""
        return self.entry.replaces is not None and self.entry.fact == "null"


def log(record: Record, lab: str) -> list[Logged]:
    """What was recorded of a laboratory, in the order of recording. Raises InputRejected for an unknown one."""
    entries = record.ledger.entries(lab)
    if not entries:
        raise InputRejected(record.unknown(lab))
    by_seq = {each.seq: each for each in entries}
    voids = {each.entry.seq: each.reason for each in fold(lab, entries, record.norm).voids}
    return [
        Logged(
            entry=each,
            # what a void entry would have changed is not looked at: nobody vouches for the form of its fact
            differences=() if each.seq in voids else tuple(_differences(by_seq.get(each.replaces or 0), each)),
            void=voids.get(each.seq),
        )
        for each in entries
    ]


def _differences(before: Entry | None, after: Entry) -> Iterator[Difference]:
    """What a correction changed; a retraction changes no value, it takes all of them away."""
    if before is None or after.fact == "null":
        return
    old, new = dict(_values("", json.loads(before.fact))), dict(_values("", json.loads(after.fact)))
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield Difference(key, old.get(key), new.get(key))


def _values(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every single value, with the keys and places that lead to it; a list of single values is one."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _values(f"{key}.{name}" if key else name, each)
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for place, each in enumerate(value, 1):
            yield from _values(f"{key}.{place}", each)
    elif isinstance(value, list):
        yield key, ", ".join(map(_single, value))
    elif value is not None:
        yield key, _single(value)


def _single(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def lines(record: Record, lab: str) -> tuple[str, Head]:
    """The lines of a laboratory's entries, as a file holds them, and its head. Raises InputRejected for none."""
    entries = record.ledger.entries(lab)
    if not entries:
        raise InputRejected(record.unknown(lab))
    return text_of(entries), entries[-1].head
