"""Which record the report was made from, and how anybody can verify it."""

from collections.abc import Iterator, Sequence

from nen7510_tracker.dossier.dossier import Void
from nen7510_tracker.reports.inline import Inline
from nen7510_tracker.reports.report import Block, Pairs, Paragraph, Section, Table
from nen7510_tracker.reports.subject import GateSubject
from nen7510_tracker.words.day import day, of
from nen7510_tracker.words.message import Message


def record(subject: GateSubject) -> Section:
    """As of, known on, policy, head; entries that are void."""
    return Section(Message("The record"), list(_blocks(subject)))


def _blocks(subject: GateSubject) -> Iterator[Block]:
    policy, head = subject.policy, subject.view.head
    yield Pairs(
        [
            (Message("Laboratory"), Message("{name} ({id})", name=subject.view.lab.name, id=subject.view.lab_id)),
            (Message("As of"), of(subject.evaluation.as_of)),
            (Message("Known on"), of(subject.view.known_on)),
            (Message("Edition"), subject.edition),
            (Message("Policy"), policy.id),
            (Message("Digest of the policy"), policy.digest),
            (Message("Head: sequence"), head.seq),
            (Message("Head: digest"), head.digest),
        ]
    )
    yield Paragraph(
        Message(
            "The same head, days, policy and language give this report again, byte for byte. Whoever holds the record "
            "verifies that what this report was made from is still the beginning of it with:"
        )
    )
    yield Paragraph(f"nen7510 ledger verify {subject.view.lab_id} --head {head}")
    # The same everywhere, for the same chain gives the same report (design section 3): the chain does not tell it.
    yield Paragraph(
        Message(
            "On a server that knows accounts, the name of who recorded is set by the server; in a file it is what "
            "people state. Which of the two it is, and up to which entry a dossier was taken over from another record, "
            "whoever holds the record is told by:"
        )
    )
    yield Paragraph(f"nen7510 db who, nen7510 ledger verify {subject.view.lab_id}")
    voids = subject.view.known.dossier.voids
    if voids:
        columns = (
            Message("Sequence"),
            Message("Kind"),
            Message("Recorded on"),
            Message("By"),
            Message("Why it is void"),
        )
        title = Message("Void entries: kept, and counted nowhere")
        yield Section(title, [Table(title, columns, [_void(each) for each in voids])])


def _void(each: Void) -> Sequence[Inline]:
    entry = each.entry
    return entry.seq, entry.kind, day(entry.recorded_at[:10]), entry.recorded_by, each.reason
