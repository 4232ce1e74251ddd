"""Dossier files into the record: read, checked against it, and recorded all at once (design section 5)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from msgspec.structs import replace as mark

from nen7510_tracker.dossier.account import SAYS
from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.facts import Commitment, CommitmentEvent, Fact, Laboratory, build, plain
from nen7510_tracker.dossier.view import Known
from nen7510_tracker.exchange.dossier_file import DossierFile
from nen7510_tracker.exchange.item import HistoryItem, Item
from nen7510_tracker.exchange.note import located
from nen7510_tracker.exchange.order import in_order
from nen7510_tracker.exchange.reading import read_files
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.service.recording import Appended, Batch, Call, Retold, Told, record_facts, rehearse, same
from nen7510_tracker.words.characters import shown_path
from nen7510_tracker.words.message import InputRejected, Message


def import_files(
    record: Record, paths: Sequence[Path], call: Call, correct: str | None = None, *, transcribed: bool = False
) -> Appended:
    """Record what is new in some dossier files; the same file again adds nothing.

    `transcribed` marks what others than a commissioner say as taken over from what they published.
    Raises InputRejected with every error of every file; then nothing is written. Refused for what the account that
    works here may not say.
    """
    files = read_files(paths, record.norm, _known(record))
    told = batches(files)
    if transcribed:
        account = record.access.account
        told = {lab: _marked(batch, account.party if account else None) for lab, batch in told.items()}
    return record_facts(record, told, call, correct)


def _marked(batch: Batch, own: str | None) -> Batch:
    """The same, marked as transcribed where it is not a commissioner's own to say; `own`: the party that imports."""
    promises = {each.fact.id: each.fact.by for each in batch.steps if isinstance(each.fact, Commitment)}

    def is_own(fact: Fact) -> bool:
        if isinstance(fact, Commitment | CommitmentEvent):
            return own in {None, promises.get(fact.id if isinstance(fact, Commitment) else fact.commitment)}
        return fact.kind in SAYS["commissioner"]

    steps = (
        each if each.fact is None or is_own(each.fact) else replace(each, fact=mark(each.fact, transcribed=True))
        for each in batch.steps
    )
    return Batch([*steps])


def batches(files: Sequence[DossierFile]) -> dict[str, Batch]:
    """What the files tell, per laboratory, in the order in which it is recorded."""
    items: defaultdict[str, list[Item]] = defaultdict(list)
    history: defaultdict[str, list[HistoryItem]] = defaultdict(list)
    for file in files:
        items[file.lab.id] += file.items
        history[file.lab.id] += file.history
    return {lab: Batch([_step(each) for each in in_order(items[lab], history[lab])]) for lab in items}


def _locate(item: Item | HistoryItem, reason: Message) -> Message:
    return located(item.source.name, item.line, item.where, reason, item.key)


def _step(item: Item | HistoryItem) -> Told | Retold:
    locate = partial(_locate, item)
    if isinstance(item, Item):
        return Told(item.fact, locate)
    return Retold(item.kind, item.key, item.fact, item.replaces, item.known_on, item.reason, locate)


def _known(record: Record) -> Callable[[str, str, str], bool]:
    dossiers: dict[str, Dossier | None] = {}

    def known(lab: str, kind: str, key: str) -> bool:
        if lab not in dossiers:
            dossiers[lab] = record.dossier(lab) if record.ledger.head(lab).seq else None
        dossier = dossiers[lab]
        return dossier is not None and dossier.current(kind, key) is not None

    return known


def assumed_facts(record: Record, lab: str, path: Path, moment: Moment, call: Call) -> list[Fact]:
    """The facts of a dossier file for a what-if: read, checked and judged like an import, never recorded.

    Those that the moment's view knows in the same words are left out. What the file says of the laboratory is
    laid over what is known of it: a file that only names it takes nothing away. Raises InputRejected.
    """
    (file,) = read_files([path], record.norm, _known(record))
    if file.lab.id != lab:
        raise InputRejected(
            Message("{file} is about {other}, not about {lab}.", file=shown_path(str(path)), other=file.lab.id, lab=lab)
        )
    seen = Known(record.dossier(lab, moment.head), moment.known_on).seen
    known = {(each.kind, each.fact.key): each.fact for each in seen}
    items = [replace(each, fact=_laid_over(each.fact, known.get((each.kind, each.key)))) for each in file.items]
    rehearse(record, lab, moment.head, Batch([_step(each) for each in in_order(items, [])]), call)
    return [each.fact for each in items if not same(known.get((each.kind, each.key)), each.fact)]


def _laid_over(fact: Fact, known: Fact | None) -> Fact:
    if not isinstance(fact, Laboratory) or known is None:
        return fact
    return build("lab", plain(known) | plain(fact))
