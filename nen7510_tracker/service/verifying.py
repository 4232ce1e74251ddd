"""Whether the record is intact (design section 7, Chain and Heads)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from nen7510_tracker.dossier.entry import Entry, Head, Withheld
from nen7510_tracker.service.record import Record
from nen7510_tracker.store.chain import Broken, Passing, check
from nen7510_tracker.store.engine import Weakened
from nen7510_tracker.store.lines import is_digest, read_lines
from nen7510_tracker.store.moving import Told, unheard
from nen7510_tracker.store.rows import Origin
from nen7510_tracker.words.message import N_, InputRejected, Message

GUARDS = N_(
    "Guards of the record are missing, changed or not its own: {names}. Since then entries could be changed or removed."
    " To make them anew: nen7510 db upgrade"
)
TABLES = N_(
    "Tables of the record have another form than they were made with: {names}. Since then anything could be written"
    " into them. To have them as they should be, move the dossiers to a new record: nen7510 db move"
)
ANY = "*"  # stands for a laboratory where a head belongs to none of them


@dataclass(slots=True, frozen=True)
class Verified:
    """What was found of one dossier's chain: the head up to which it is intact, and where it is broken, if it is.

    `withheld`: of how many of its entries only number and digest are told; `origins`: from where it was taken over.
    `unseen`, under ANY: how many heads that were asked for are of no dossier that this account sees.
    """

    lab: str
    head: Head
    broken: Broken | None
    withheld: int = 0
    origins: Sequence[Origin] = ()
    unseen: int = 0


def verified(
    record: Record, lab: str | None = None, heads: Collection[Head] = (), told: Told = unheard
) -> list[Verified]:
    """Verify one dossier, or all, one after the other; that heads which were kept elsewhere are of its past as well.

    A head names no laboratory: without one it has to be that of any of them. Whom the server lets see a part cannot
    tell a head of another dossier from one that is gone: those are counted as unseen, as long as one vouches for
    what he sees. `told` is called with the dossier of every entry that came by.

    The rules are not asked: a dossier that they cannot read is verified like any other. Raises
    InputRejected for an unknown laboratory.
    """
    labs = record.ledger.dossiers(verbatim=True)
    if lab is not None and lab not in labs:
        if not set(heads) - {Head()}:
            raise InputRejected(record.unknown(lab))
        text = Message("the record holds nothing of {lab}: it was removed, or the head is of another record", lab=lab)
        return [Verified(lab, Head(), Broken(1, "cut_off", text))]
    found, had, origins = [], set[Head](), record.ledger.origins()
    for each in labs if lab is None else [lab]:
        passing = Passing(heads)
        head, broken = record.ledger.verify(each, _watched(passing, each, told))
        had |= passing.had(head)
        shown = each.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        found.append(Verified(shown, head, broken, origins=origins.get(each, ())))
    lost = [each for each in heads if each not in had]
    if lost and lab is None and record.access.partly:
        return [*found, _unseen(len(lost), vouched=len(lost) < len(heads))]
    if lost and len(found) == len(heads) == 1 and found[0].broken is None:
        return [replace(found[0], broken=_forked(found[0].head, lost[0]))]
    return found + [_lost(each) for each in lost]


def _watched(passing: Passing, lab: str, told: Told) -> Callable[[Iterable[Entry]], Iterator[Entry]]:
    def by(entries: Iterable[Entry]) -> Iterator[Entry]:
        for each in passing.by(entries):
            told(lab)
            yield each

    return by


def _lost(head: Head) -> Verified:
    """A head that no dossier had."""
    text = "no dossier of this record had the head {head}: it was written anew, cut off, or removed"
    return Verified(ANY, Head(), Broken(head.seq, "changed", Message(text, head=str(head))))


def _unseen(heads: int, *, vouched: bool) -> Verified:
    """So many heads that none of the dossiers had which this account sees."""
    text = (
        "no head of these vouches for what this account sees: it began later, it was written anew, or they are another"
        " record's"
    )
    return Verified(ANY, Head(), None if vouched else Broken(1, "changed", Message(text)), unseen=heads)


def weaknesses(weakened: Weakened) -> list[Message]:
    """What there is to be said of guards and tables that are not as they were made."""
    found = ((GUARDS, weakened.guards), (TABLES, weakened.tables))
    return [Message(text, names=", ".join(names)) for text, names in found if names]


def size(record: Record, lab: str | None = None) -> int:
    """How many entries there are to be verified, as far as the list of heads knows."""
    return sum(head.seq for each, head in record.ledger.heads().items() if lab in (None, each))


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
        passing = Passing([kept])
        last, broken = check(passing.by(entries), end)
        if broken is None and kept not in passing.had(last):
            broken = _forked(last, kept)
        found.append(Verified(lab, last, broken, passing.withheld))
    return found


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


def _forked(head: Head, kept: Head) -> Broken:
    """A record that is whole in itself, and not the one of which the head was kept."""
    if kept.seq > head.seq:
        text = "it ends at entry {last}, before the head {head} that was kept: its end was cut off"
        return Broken(head.seq + 1, "cut_off", Message(text, last=head.seq, head=str(kept)))
    text = "the head {head} that was kept is not one of this record: it was written anew, or is another record's"
    return Broken(kept.seq, "changed", Message(text, head=str(kept)))
