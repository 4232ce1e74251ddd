"""Dossier files in (design section 5): all mistakes of all files at once, each with file, line, key and meaning."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from nen7510_tracker.exchange import quick
from nen7510_tracker.exchange.careful import Careful
from nen7510_tracker.exchange.dossier_file import DossierFile, missing, missing_references
from nen7510_tracker.exchange.item import HistoryItem, Item, Reference
from nen7510_tracker.exchange.source import Source, read_source
from nen7510_tracker.exchange.tree import Unusual
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.words.message import InputRejected, Message

__all__ = ["DossierFile", "HistoryItem", "Item", "Known", "Reference", "missing_references", "read_files", "read_text"]

# known(laboratory, kind, id): whether the record has that fact
Known = Callable[[str, str, str], bool]
_Ids = Mapping[tuple[str | None, str], set[str]]


def read_files(paths: Sequence[Path], norm: Norm, known: Known | None = None) -> list[DossierFile]:
    """The dossier files, in the order given. Raises InputRejected with the mistakes of all of them.

    With `known`, an id that neither the record nor a file of this call for the same laboratory gives
    is a mistake as well; without it, who calls asks missing_references.
    """
    messages: list[Message] = []
    read = []
    for path in paths:
        try:
            read.append(_Read(read_source(path), norm))
        except InputRejected as rejected:
            messages.extend(rejected.messages)
    return _accepted(read, messages, known)


def read_text(text: str, name: str, norm: Norm) -> DossierFile:
    """One dossier file from its text; `name` is what messages call it, and its ending says whether it is JSON.

    Raises InputRejected with all its mistakes.
    """
    return _accepted([_Read(Source(name, text), norm)], [], None)[0]


class _Read:
    """One file: read quickly if it is good, else carefully."""

    def __init__(self, source: Source, norm: Norm) -> None:
        self.name = source.name
        self.careful: Careful | None = None
        self.file: DossierFile | None
        try:
            self.file = quick.read(source, norm)
        except Unusual:
            self.careful = Careful(source, norm)
            self.file = self.careful.read()

    @property
    def lab(self) -> str | None:
        return self.careful.lab if self.careful else self.file.lab.id if self.file else None

    @property
    def ids(self) -> Mapping[str, set[str]]:
        return self.careful.ids if self.careful else self.file.ids if self.file else {}

    def notes(self, named: _Ids, known: Known | None) -> list[Message]:
        """What is wrong with the file, in the order of its lines; what it names is looked up where the lab is known."""
        notes = list(self.careful.notes) if self.careful else []
        references = self.careful.references if self.careful else self.file.references if self.file and known else []
        for reference in references:
            here = named[self.lab, reference.kind]
            if known and self.lab and reference.id not in here and not known(self.lab, reference.kind, reference.id):
                notes.append((reference.line, missing(self.name, reference, here)))
        return [message for _, message in sorted(notes, key=lambda note: note[0])]


def _accepted(read: list[_Read], messages: list[Message], known: Known | None) -> list[DossierFile]:
    named: defaultdict[tuple[str | None, str], set[str]] = defaultdict(set)
    for each in read if known else []:
        for kind, ids in each.ids.items():
            named[each.lab, kind] |= ids
    messages += [message for each in read for message in each.notes(named, known)]
    if messages:
        raise InputRejected(*messages)
    return [each.file for each in read if each.file]
