"""Dossier files in (design section 5): all mistakes of all files at once, each with file, line, key and probable meaning."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from nen7510_tracker.exchange import quick
from nen7510_tracker.exchange.careful import Careful
from nen7510_tracker.exchange.dossier_file import DossierFile, HistoryItem, Item, Reference, missing, missing_references
from nen7510_tracker.exchange.source import Source, read_source
from nen7510_tracker.exchange.tree import Unusual
from nen7510_tracker.norm.library import Norm
from nen7510_tracker.words.message import InputRejected, Message

__all__ = ["DossierFile", "HistoryItem", "Item", "Reference", "missing_references", "read_files", "read_text"]

# known(laboratory, kind, id): whether the record has that fact
Known = Callable[[str, str, str], bool]


def read_files(paths: Sequence[Path], norm: Norm, known: Known | None = None) -> list[DossierFile]:
    """The dossier files, in the order given. Raises InputRejected with the mistakes of all of them.

    With `known`, ids that neither the record nor a file of this call for the same laboratory gives
    are mistakes as well; without it, who calls has to ask missing_references.
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
    """One file, read quickly if it is good, else carefully."""

    def __init__(self, source: Source, norm: Norm) -> None:
        self.messages: list[Message] = []
        self.file: DossierFile | None = None
        try:
            self.file = quick.read(source, norm)
        except Unusual:
            careful = Careful(source, norm)
            self.file = careful.read()
            self.messages = careful.messages
            self.lab, self.ids, self.references = careful.lab, careful.ids, careful.references
        else:
            self.lab, self.ids, self.references = self.file.lab.id, self.file.ids, self.file.references
        self.name = source.name


def _accepted(read: list[_Read], messages: list[Message], known: Known | None) -> list[DossierFile]:
    named: defaultdict[tuple[str | None, str], set[str]] = defaultdict(set)
    for each in read:
        for kind, ids in each.ids.items():
            named[each.lab, kind] |= ids
    for each in read:
        messages.extend(each.messages)
        if known:
            messages.extend(_missing(each, named, known))
    if messages:
        raise InputRejected(*messages)
    return [each.file for each in read if each.file]


def _missing(read: _Read, named: dict[tuple[str | None, str], set[str]], known: Known) -> list[Message]:
    found = []
    for reference in read.references:
        here = named[read.lab, reference.kind]
        if reference.id not in here and not (read.lab and known(read.lab, reference.kind, reference.id)):
            found.append(missing(read.name, reference, here))
    return found
