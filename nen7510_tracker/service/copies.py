"""Copies of a record: backing it up, putting it back, and moving dossiers to another (design section 7)."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from nen7510_tracker.service.record import Record
from nen7510_tracker.service.verifying import Verified, verified
from nen7510_tracker.store.moving import BESIDE, Moved, Told, unheard
from nen7510_tracker.store.place import place_of
from nen7510_tracker.words.message import InputRejected, Message, StoreUnreachable


def backed_up(record: Record, target: Path, actor: str, told: Told = unheard) -> list[Verified]:
    """Copy the record to a SQLite file that is not there yet, and verify the copy. Raises StoreUnreachable."""
    record.ledger.backup(target, actor, told)
    with Record.open(str(target), record.norm) as copy:
        found = verified(copy)
    for each in found:
        if each.broken:
            raise StoreUnreachable(
                Message("The copy of {lab} is broken: {reason}.", lab=each.lab, reason=each.broken.message)
            )
    return found


def restored(backup: Record, place: str, actor: str, told: Told = unheard) -> list[Moved]:
    """Put a backup in the place of a record that is gone, once it is verified; on a server, into empty dossiers.

    Nothing is overwritten, and what is left of another record (a log that SQLite would write into this
    one) is not either: InputRejected, as for a backup that is broken. Raises StoreUnreachable.
    """
    target = place_of(place).path
    if target is None:
        with Record.open(place, backup.norm, create=True) as record:
            return record.ledger.take_over(backup.ledger, None, actor, told)
    for each in _in_the_way(target):
        raise InputRejected(Message("{file} is there: move it away first. Nothing is overwritten.", file=str(each)))
    found = verified(backup, told=told)
    broken = [each for each in found if each.broken]
    if broken:
        text = "The backup is broken, in {lab}: {reason}"
        raise InputRejected(
            *(Message(text, lab=each.lab, reason=each.broken.message) for each in broken if each.broken)
        )
    _make_folder(target)
    backup.ledger.backup(target, actor)
    return [Moved(each.lab, each.head, before=False) for each in found]


def named(source: Record, labs: Sequence[str]) -> Sequence[str] | None:
    """The laboratories that were named, of a record that has them (else InputRejected); None: all of them."""
    known = source.labs()
    unknown = [source.unknown(each) for each in labs if each not in known]
    if unknown:
        raise InputRejected(*unknown)
    return labs or None


def _in_the_way(target: Path) -> Iterator[Path]:
    """What is in the place of a record, or left of another one."""
    for each in (target, *(target.with_name(f"{target.name}{end}") for end in BESIDE)):
        if each.exists():
            yield each


def _make_folder(target: Path) -> None:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        text = Message(
            "The record at {place} cannot be reached: {reason}", place=str(target), reason=str(error.strerror)
        )
        raise StoreUnreachable(text) from error
