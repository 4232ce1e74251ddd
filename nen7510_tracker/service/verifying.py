"""Whether the record is intact (design section 7, Chain and Heads)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from nen7510_tracker.dossier.entry import Entry, Head, Withheld
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.store.chain import Broken, check
from nen7510_tracker.store.lines import is_digest, read_lines
from nen7510_tracker.store.place import place_of
from nen7510_tracker.words.message import InputRejected, Message, StoreUnreachable

ANY = "*"  # stands for a laboratory where a head belongs to none of them
LEFTOVERS = ("-wal", "-shm", "-journal")  # how the files end that SQLite keeps beside a record


@dataclass(slots=True, frozen=True)
class Verified:
    """What was found of one dossier's chain: the head up to which it is intact, and where it is broken, if it is.

    `withheld`: of how many of its entries only number and digest are told.
    """

    lab: str
    head: Head
    broken: Broken | None
    withheld: int = 0


def verified(record: Record, lab: str | None = None, head: str | None = None) -> list[Verified]:
    """Verify one dossier, or all, one after the other; with a head that was kept elsewhere also that it is a prefix.

    A head names no laboratory: without one it has to be that of any of them.

    The rules are not asked: a dossier that they cannot read is verified like any other. Raises
    InputRejected for an unknown laboratory or what is no head.
    """
    kept = read_head(head) if head else None
    labs = record.ledger.dossiers(verbatim=True)
    if lab is not None and lab not in labs:
        if kept is None or kept == Head():
            raise InputRejected(record.unknown(lab))
        text = Message("the record holds nothing of {lab}: it was removed, or the head is of another record", lab=lab)
        return [Verified(lab, Head(), Broken(1, "cut_off", text))]
    if lab is None and kept is not None:
        return _owning(record, labs, kept)
    return [_verified(record, each, kept) for each in (labs if lab is None else [lab])]


def _owning(record: Record, labs: list[str], kept: Head) -> list[Verified]:
    """Verify all dossiers; the head that was kept has to be that of one of them."""
    if len(labs) == 1:
        return [_verified(record, labs[0], kept)]
    found = [_verified(record, each, None) for each in labs]
    if not any(record.ledger.contains(each, kept) for each in labs):
        text = "no dossier of this record had the head {head}: it was written anew, cut off, or removed"
        found.append(Verified(ANY, Head(), Broken(kept.seq, "changed", Message(text, head=str(kept)))))
    return found


def verified_file(path: Path, head: str | None = None) -> list[Verified]:
    """Verify the lines in a file, from the file alone; with a head also that each dossier in it had that head.

    A head alone vouches for the last line: no line after it names its digest. Raises InputRejected for
    a file that holds anything else, and for what is no head.
    """
    found = verified_lines(read_lines(path), head)
    if not found:
        raise InputRejected(Message("{file} holds no line of a record.", file=str(path)))
    return found


def verified_lines(
    lines: Iterable[Entry | Withheld], head: str | None = None, end: Head | None = None
) -> list[Verified]:
    """Verify the entries that lines tell, dossier by dossier; `end` is where they have to end, if that is told.

    Raises InputRejected for what is no head.
    """
    kept = read_head(head) if head else Head()
    found = []
    for lab, entries in groupby(lines, key=lambda entry: entry.dossier):
        passing = _Passing(kept)
        last, broken = check(passing.by(entries), end)
        found.append(Verified(lab, last, broken or passing.forked(last), passing.withheld))
    return found


class _Passing:
    """Looks at entries while they are checked: whether the head that was kept comes by, how many are withheld."""

    def __init__(self, kept: Head) -> None:
        self.kept = kept
        self.seen = kept == Head()
        self.withheld = 0

    def by(self, entries: Iterable[Entry | Withheld]) -> Iterator[Entry | Withheld]:
        """The entries, one by one."""
        for each in entries:
            self.seen = self.seen or each.head == self.kept
            self.withheld += isinstance(each, Withheld)
            yield each

    def forked(self, last: Head) -> Broken | None:
        """That what came by is not the record of which the head was kept."""
        return None if self.seen else _forked(last, self.kept)


def head_of(record: Record, lab: str) -> Head:
    """Where a laboratory's record ends. Raises InputRejected for an unknown one."""
    head = record.ledger.head(lab)
    if head == Head():
        raise InputRejected(record.unknown(lab))
    return head


def read_head(text: str) -> Head:
    """A head as reports print it: `SEQ:DIGEST`. Raises InputRejected."""
    seq, _, digest = text.strip().partition(":")
    if not seq.isdecimal() or not is_digest(digest):
        raise InputRejected(Message("{text} is no head; write SEQ:DIGEST, as a report shows it.", text=text))
    return Head(int(seq), digest)


def _verified(record: Record, lab: str, kept: Head | None) -> Verified:
    head, broken = record.ledger.verify(lab)
    if broken is None and kept is not None and not record.ledger.contains(lab, kept):
        broken = _forked(head, kept)
    shown = lab.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Verified(shown, head, broken)


def _forked(head: Head, kept: Head) -> Broken:
    """A record that is whole in itself, and not the one of which the head was kept."""
    if kept.seq > head.seq:
        text = "it ends at entry {last}, before the head {head} that was kept: its end was cut off"
        return Broken(head.seq + 1, "cut_off", Message(text, last=head.seq, head=str(kept)))
    text = "the head {head} that was kept is not one of this record: it was written anew, or is another record's"
    return Broken(kept.seq, "changed", Message(text, head=str(kept)))


def backed_up(record: Record, target: Path) -> list[Verified]:
    """Copy the record to a file that is not there yet, and verify the copy. Raises StoreUnreachable."""
    record.ledger.backup(target)
    with Record.open(str(target), record.norm) as copy:
        found = verified(copy)
    for each in found:
        if each.broken:
            raise StoreUnreachable(
                Message("The copy of {lab} is broken: {reason}.", lab=each.lab, reason=each.broken.message)
            )
    return found


def restored(backup: Path, place: str, norm: Norm) -> list[Verified]:
    """Put a backup in the place of a record that is gone, once it is verified.

    Nothing is overwritten, and what is left of another record (a log that SQLite would write into this
    one) is not either: InputRejected, as for a backup that is broken. Raises StoreUnreachable for what
    is no record, and for a place on a server.
    """
    target = place_of(place).path
    if target is None:
        raise StoreUnreachable(Message("A record on a server is put back by the server's own means: pg_restore."))
    for each in (target, *(target.with_name(f"{target.name}{end}") for end in LEFTOVERS)):
        if each.exists():
            raise InputRejected(Message("{file} is there: move it away first. Nothing is overwritten.", file=str(each)))
    with Record.open(str(backup), norm) as record:
        record.require()
        found = verified(record)
        broken = [each for each in found if each.broken]
        if broken:
            text = "The backup is broken, in {lab}: {reason}"
            raise InputRejected(
                *(Message(text, lab=each.lab, reason=each.broken.message) for each in broken if each.broken)
            )
        _make_folder(target)
        record.ledger.backup(target)
    return found


def _make_folder(target: Path) -> None:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        text = Message(
            "The record at {place} cannot be reached: {reason}", place=str(target), reason=str(error.strerror)
        )
        raise StoreUnreachable(text) from error
