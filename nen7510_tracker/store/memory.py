"""The entries that were read last, so that of a large dossier only what is new is read again."""

from collections import OrderedDict

from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.store.rows import Rows

REMEMBERED = 4  # dossiers


class Memory:
    """The entries of a few dossiers, each list kept only as long as its last entry still stands in the record."""

    def __init__(self) -> None:
        self._lists: OrderedDict[str, list[Entry]] = OrderedDict()

    def entries(self, rows: Rows, dossier: str) -> list[Entry]:
        """All entries of a dossier, in order: those remembered and those after them."""
        known = self._lists.get(dossier, [])
        entries = rows.entries(dossier, known[-1].seq) if known else rows.entries(dossier)
        if known and entries[:1] == known[-1:]:
            entries = known[:-1] + entries
        elif known:  # the record is another than it was: a backup was put back
            entries = rows.entries(dossier)
        self._lists[dossier] = entries
        while len(self._lists) > REMEMBERED:
            self._lists.popitem(last=False)
        return list(entries)
