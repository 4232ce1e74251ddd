"""The chain of a dossier: how it grows, and whether anybody touched it (design section 7)."""

import secrets
from collections.abc import Iterable

from nen7510_tracker.dossier.entry import RULES, Entry, Head, Statement, digest_of

SALT_BYTES = 16


def grow(
    dossier: str, head: Head, statements: Iterable[Statement], *, call: str, recorded_at: str, recorded_by: str
) -> list[Entry]:
    """The entries that carry on a chain from its head, one per statement, each with a salt of its own."""
    entries = []
    seq, previous = head
    for each in statements:
        seq += 1
        columns = (
            *(dossier, seq, call, each.kind, each.id, each.on, each.known_on, recorded_at, recorded_by),
            *(each.replaces, each.reason, RULES, secrets.token_hex(SALT_BYTES), each.fact, previous),
        )
        previous = digest_of(Entry(*columns, digest=""))
        entries.append(Entry(*columns, digest=previous))
    return entries
