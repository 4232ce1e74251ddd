"""Whether the record is intact (design section 7, Chain and Heads)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nen7510_tracker.dossier.entry import Head
from nen7510_tracker.service.record import Record
from nen7510_tracker.store.chain import Broken
from nen7510_tracker.words.message import InputRejected, Message, StoreUnreachable


@dataclass(slots=True, frozen=True)
class Verified:
    """What was found of one dossier's chain: its head, where it is broken, how many entries are void."""

    lab: str
    head: Head
    broken: Broken | None
    void: Sequence[int]


def verified(record: Record, lab: str | None = None, head: str | None = None) -> Sequence[Verified]:
    """Verify one dossier, or all; with a head that was kept elsewhere also that it is a prefix of today's record.

    Raises InputRejected for an unknown laboratory or what is no head.
    """
    labs = record.labs() if lab is None else [lab]
    kept = read_head(head) if head else None
    return [_verified(record, each, kept) for each in labs]


def read_head(text: str) -> Head:
    """A head as reports print it: `SEQ:DIGEST`. Raises InputRejected."""
    seq, _, digest = text.strip().partition(":")
    if not seq.isdecimal() or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise InputRejected(Message("{text} is no head; write SEQ:DIGEST, as a report shows it.", text=text))
    return Head(int(seq), digest)


def _verified(record: Record, lab: str, kept: Head | None) -> Verified:
    dossier = record.dossier(lab)
    broken = record.ledger.verify(lab)
    if broken is None and kept is not None and not record.ledger.contains(lab, kept):
        text = Message(
            "the head {head} that was kept is not one of this record: it was cut off or rewritten", head=str(kept)
        )
        broken = Broken(kept.seq, "changed", text)
    return Verified(lab, dossier.head, broken, [each.entry.seq for each in dossier.voids])


def backed_up(record: Record, target: Path) -> Sequence[Verified]:
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
