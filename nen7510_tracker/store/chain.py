"""The chain of a dossier: how it grows, and whether anybody touched it (design section 7)."""

import secrets
from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple, TypeVar

from nen7510_tracker.dossier.entry import RULES, START, Entry, Head, Statement, Withheld, canonical_text, digest_of
from nen7510_tracker.words.message import Message

SALT_BYTES = 16
AnyEntry = TypeVar("AnyEntry", Entry, Entry | Withheld)
FAR = 1000  # how far around its place an entry's first number is looked for

Kind = Literal[
    "changed",  # what it says is not what was recorded
    "form",  # it was not written by this program: it is no canonical JSON
    "missing",  # a sequence number is not there
    "inserted",  # a sequence number is there again, or was never given out
    "reordered",  # entries stand in another order
    "renumbered",  # it was recorded under another sequence number
    "link",  # it does not name the digest of the entry before it
    "cut_off",  # the list of heads knows of more entries
    "head",  # the list of heads knows another end, or none
    "origin",  # it does not have the head at which it was taken over from another record
]


class Call(NamedTuple):
    """What all entries of one call have in common."""

    uuid: str
    recorded_at: str
    recorded_by: str


def grow(dossier: str, head: Head, statements: Iterable[Statement], call: Call) -> list[Entry]:
    """The entries that carry on a dossier's chain from its head, one per statement, each with a salt of its own.

    Raises ValueError for a fact that is not canonical JSON: no verifier could make its line.
    """
    entries = []
    seq, previous = head
    for each in statements:
        if not _is_canonical(each.fact):
            raise ValueError(each.fact)
        seq += 1
        entry = Entry(
            *(dossier, seq, call.uuid, each.kind, each.id, each.on, each.known_on, call.recorded_at, call.recorded_by),
            *(each.replaces, each.reason, RULES, secrets.token_hex(SALT_BYTES), each.fact, previous),
            digest="",
        )
        previous = digest_of(entry)
        entries.append(Entry(*entry[:-1], previous))
    return entries


class Broken(NamedTuple):
    """Where a record was touched: the first sequence number at which it shows, and how."""

    seq: int
    kind: Kind
    message: Message


class Checked(NamedTuple):
    """Up to which head a dossier is intact, and where it was touched; None: nowhere."""

    head: Head
    broken: Broken | None


def check(entries: Iterable[Entry | Withheld], head: Head | None = None) -> Checked:
    """Whether the record of one dossier was touched.

    `entries` are all those of the dossier in order, read one by one, whatever their columns hold; for one that
    is withheld its digest is taken, and the entry after it, if that is told, has to name it;
    `head` is what the list of heads, which the database keeps beside them, says of their end.
    """
    broken, end = _walk(iter(entries))
    if broken is None and head is not None and end != head:
        broken = _contradiction(end, head)
    return Checked(end, broken)


class Passing:
    """Looks at entries while they are checked: which of the heads that were kept come by, how many are withheld."""

    def __init__(self, kept: Collection[Head]) -> None:
        self._kept = frozenset(kept)
        self._seen = {Head()}
        self.withheld = 0

    def by(self, entries: Iterable[AnyEntry]) -> Iterator[AnyEntry]:
        """The entries, one by one."""
        for each in entries:
            if self._kept and each.head in self._kept:
                self._seen.add(each.head)
            self.withheld += isinstance(each, Withheld)
            yield each

    def had(self, end: Head) -> frozenset[Head]:
        """The kept heads of which the record is the beginning of this one, which is intact up to `end`."""
        return frozenset(each for each in self._kept & self._seen if each.seq <= end.seq)


def _walk(entries: Iterator[Entry] | Iterator[Entry | Withheld]) -> tuple[Broken | None, Head]:
    """Follow the chain from its start to where it breaks or ends."""
    seq, previous = 0, START
    for entry in entries:
        broken = _out_of_place(entry, seq + 1, entries) or _touched(entry, previous)
        if broken:
            return broken, Head(seq, previous)
        seq, previous = entry.seq, entry.digest
    return None, Head(seq, previous)


def _out_of_place(
    entry: Entry | Withheld, expected: int, rest: Iterator[Entry] | Iterator[Entry | Withheld]
) -> Broken | None:
    if type(entry.seq) is not int:
        return _formless(expected)
    if entry.seq == expected:
        return None
    if entry.seq < expected:
        return Broken(entry.seq, "inserted", Message("Entry {seq} is there again, or out of order.", seq=entry.seq))
    if _was(entry, expected):
        return _renumbered(entry, expected)._replace(seq=expected)
    if any(each.seq == expected or _was(each, expected) for each in rest):
        return Broken(
            expected, "reordered", Message("Entry {seq} stands after entry {other}.", seq=expected, other=entry.seq)
        )
    if entry.seq == expected + 1:
        return Broken(expected, "missing", Message("Entry {seq} is missing.", seq=expected))
    return Broken(
        expected, "missing", Message("Entries {seq} to {last} are missing.", seq=expected, last=entry.seq - 1)
    )


def _touched(entry: Entry | Withheld, previous: str) -> Broken | None:
    """How an entry that stands in its place differs from what was recorded there."""
    if isinstance(entry, Withheld):
        return None
    if not _was(entry, entry.seq):
        return _changed(entry)
    if entry.previous != previous:
        text = "Entry {seq} does not continue the entry before it: one was exchanged, inserted or removed."
        return Broken(entry.seq, "link", Message(text, seq=entry.seq))
    if not _is_canonical(entry.fact) or not _holds_numbers(entry):
        return _formless(entry.seq)
    return None


def _changed(entry: Entry) -> Broken:
    around = range(max(1, entry.seq - FAR), entry.seq + FAR)
    was = next((seq for seq in around if _was(entry, seq)), None)
    if was is None:
        text = "Entry {seq} was changed after it was recorded."
        return Broken(entry.seq, "changed", Message(text, seq=entry.seq))
    return _renumbered(entry, was)


def _renumbered(entry: Entry | Withheld, was: int) -> Broken:
    text = "Entry {seq} was recorded as entry {was}: entries were inserted, removed or exchanged."
    return Broken(entry.seq, "renumbered", Message(text, seq=entry.seq, was=was))


def _formless(seq: int) -> Broken:
    text = "Entry {seq} is not in the record's form: it was written past this program."
    return Broken(seq, "form", Message(text, seq=seq))


def _holds_numbers(entry: Entry) -> bool:
    """Whether its numbers are numbers: a text of the same digits makes the same line, and is judged otherwise."""
    return type(entry.rules) is int and (entry.replaces is None or type(entry.replaces) is int)


def _was(entry: Entry | Withheld, seq: int) -> bool:
    """Whether the entry, under this sequence number, has the digest that it carries; nobody knows of one withheld."""
    if isinstance(entry, Withheld):
        return False
    try:
        return digest_of(entry if seq == entry.seq else entry._replace(seq=seq)) == entry.digest
    except TypeError:  # a column holds no text: whoever has the file can make the table anew, without its types
        return False


def _contradiction(end: Head, head: Head) -> Broken:
    """The entries are whole in themselves, but do not end where the list of heads has it."""
    if head.seq > end.seq:
        text = "The end is cut off: entries {seq} to {last} are missing."
        return Broken(end.seq + 1, "cut_off", Message(text, seq=end.seq + 1, last=head.seq))
    if head.seq == 0:
        text = "The list of heads lacks this dossier. Run: nen7510 db upgrade"
        return Broken(end.seq, "head", Message(text))
    text = "The list of heads says that the record ends at entry {seq} with another digest, or before its end."
    return Broken(head.seq, "head", Message(text, seq=head.seq))


def _is_canonical(fact: str) -> bool:
    try:
        return canonical_text(fact) == fact
    except ValueError:
        return False
