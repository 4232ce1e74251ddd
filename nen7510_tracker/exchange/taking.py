"""A file of findings before it is recorded: how it was understood, what would be recorded, or every mistake in it.

For who looks first and records then: a spreadsheet of findings and ratings, an OSCAL plan of action, or a workbook
that owners filled in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from nen7510_tracker.dossier.entry import Statement
from nen7510_tracker.exchange.findings_sheet import FindingsSheets
from nen7510_tracker.exchange.grid import ENDINGS, WORKBOOKS, read_grids
from nen7510_tracker.exchange.oscal.poam_file import Poam, PoamFile
from nen7510_tracker.exchange.oscal.recognise import POAM, model_of
from nen7510_tracker.exchange.workbook.importing import Comparison
from nen7510_tracker.exchange.workbook.reading import Returned, is_workbook, read_workbook
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Appended, Batch, Call, record_after, record_facts, would_record
from nen7510_tracker.words.characters import shown_path
from nen7510_tracker.words.day import of
from nen7510_tracker.words.message import InputRejected, Message

Sort = Literal["dossier", "sheet", "plan", "workbook"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A file and what is said of it: whose it is, `on` which day what has none was said, what its columns hold."""

    path: Path
    lab: str
    assessment: str | None = None
    on: str | None = None
    mapped: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understood:
    """A column of a sheet: its header as written, and the key that it holds; None: it is not read."""

    sheet: str
    header: str
    key: str | None


@dataclass(frozen=True, slots=True)
class Taking:
    """What a file comes to: its columns; then what would be recorded and what is left out, or what is wrong."""

    columns: Sequence[Understood] = ()
    batch: Batch = field(default_factory=lambda: Batch([]))
    statements: Sequence[Statement] = ()
    left_out: Sequence[Message] = ()
    wrong: Sequence[Message] = ()


def sort_of(path: Path) -> Sort:
    """What sort of file it is. Raises InputRejected for one that is not there, or cannot be looked at first."""
    name = shown_path(str(path))
    if not path.exists():
        raise InputRejected(Message("{file}: there is no such file.", file=name))
    if path.suffix.casefold() in ENDINGS:
        if path.suffix.casefold() in WORKBOOKS and is_workbook(read_grids(path, lambda _grid: 0)):
            return "workbook"
        return "sheet"
    model = model_of(path)
    if model not in (None, POAM):
        text = "{file} is OSCAL, a {model}; what is taken in is a plan of action and milestones."
        raise InputRejected(Message(text, file=name, model=str(model).replace("-", " ")))
    return "plan" if model else "dossier"


def named_lab(record: Record, path: Path, sort: Sort) -> str | None:
    """The laboratory that a workbook or a plan of ours names; None in any other file. Raises InputRejected."""
    if sort == "workbook":
        return _returned(path).lab
    return Poam(path, record.norm).lab if sort == "plan" else None


def taking(record: Record, offer: Offer, call: Call) -> Taking:
    """What a file comes to. Nothing is recorded. Raises InputRejected for a laboratory that there is not."""
    dossier = record.dossier(offer.lab)
    columns: list[Understood] = []
    try:
        sort = sort_of(offer.path)
        if sort == "workbook":
            understood = _compared(record, offer, call).against(dossier)
            cells = [message for row in understood.rows for message in row.told()]
            return _seen(record, offer, call, Taking((), understood.batch, (), [*cells, *understood.told]))
        if sort == "plan":
            read = Poam(offer.path, record.norm).read(dossier, offer.assessment, offer.on)
            return _seen(record, offer, call, Taking((), read.batch, (), [*read.differing, *not_taken_in(read)]))
        sheets = FindingsSheets(offer.path, dossier, offer.assessment or "", record.norm, offer.mapped, offer.on)
        columns = _understood(sheets)
        text = "The sheet {sheet} has no row that names columns, and was not read."
        skipped = [Message(text, sheet=sheet) for sheet in sheets.skipped]
        return _seen(record, offer, call, Taking(columns, sheets.read().batch, (), skipped))
    except InputRejected as rejected:
        return Taking(columns, wrong=rejected.messages or (rejected.message,))


def take(record: Record, offer: Offer, taken: Taking, call: Call) -> Appended:
    """Record all of it, or nothing. Raises InputRejected with every mistake."""
    if sort_of(offer.path) == "workbook":
        comparison = _compared(record, offer, call)
        return record_after(record, offer.lab, lambda dossier: comparison.against(dossier).batch, call)
    return record_facts(record, {offer.lab: taken.batch}, call)


def _returned(path: Path) -> Returned:
    return read_workbook(path, read_grids(path, lambda _grid: 0))


def _compared(record: Record, offer: Offer, call: Call) -> Comparison:
    """A workbook that came back, its changes of today unless a row says otherwise."""
    return Comparison(record, _returned(offer.path), of(call.today), call.today, ())


def not_taken_in(read: PoamFile) -> list[Message]:
    """What of a plan was left out, in one sentence; none if nothing was."""
    paths = ", ".join(f"{path} ({n})" for path, n in read.left_out.items())
    return [Message("Not taken in: {paths}", paths=paths)] if paths else []


def _seen(record: Record, offer: Offer, call: Call, taken: Taking) -> Taking:
    statements = would_record(record, offer.lab, taken.batch, call)
    return Taking(taken.columns, taken.batch, statements, taken.left_out)


def _understood(sheets: FindingsSheets) -> list[Understood]:
    """The columns that are read, sheet by sheet, and after them those that are not."""
    found = []
    for sheet, columns in sheets.columns.items():
        found += [Understood(sheet, column.header, column.key) for column in columns]
        found += [Understood(sheet, header, None) for header in sheets.ignored.get(sheet, ())]
    return found
