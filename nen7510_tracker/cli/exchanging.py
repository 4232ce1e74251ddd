"""`nen7510 import` and `nen7510 export`: dossier files in and out, spreadsheets of findings and plans of action in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nen7510_tracker.cli.complete import labs
from nen7510_tracker.cli.options import Head, LabId, a_day, a_head, a_text, session_of
from nen7510_tracker.cli.oscal import Document, OpenPlan, export_oscal, plans_among
from nen7510_tracker.cli.output import Page, emit, note
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.usage import meant
from nen7510_tracker.cli.workbook_import import Asked as Filled
from nen7510_tracker.cli.workbook_import import import_workbook

if TYPE_CHECKING:
    from nen7510_tracker.dossier.entry import Statement
    from nen7510_tracker.exchange.findings_sheet import FindingsFile
    from nen7510_tracker.exchange.grid import Grid
    from nen7510_tracker.service.record import Record
    from nen7510_tracker.service.recording import Appended, Batch, Call


def import_(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            help=_(
                "Dossier files, YAML or JSON; a spreadsheet of findings; a workbook that came back; "
                "or an OSCAL plan of action."
            ),
            metavar="FILE",
        ),
    ],
    correct: Annotated[
        str | None,
        typer.Option(
            "--correct", help=_("Correct facts that differ from those recorded, for this reason."), metavar="REASON"
        ),
    ] = None,
    lab: Annotated[
        str | None,
        typer.Option("--lab", help=_("Of a spreadsheet or plan: the laboratory."), metavar="LAB", autocompletion=labs),
    ] = None,
    assessment: Annotated[
        str | None,
        typer.Option("--assessment", help=_("Of a spreadsheet or plan: the assessment that found it."), metavar="ID"),
    ] = None,
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help=_("Of a spreadsheet: what a column holds; nothing leaves it out."), metavar="COLUMN=KEY"
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", help=_("Of a spreadsheet, workbook or plan: the day of what has none of its own."), metavar="DATE"
        ),
    ] = None,
    mine: Annotated[
        list[str] | None,
        typer.Option(
            "--mine",
            help=_("Of a workbook: a cell that counts although the record changed too."),
            metavar="SHEET!CELL",
        ),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help=_("Of a spreadsheet or plan: only show what would be recorded."))
    ] = False,
    transcribed: Annotated[
        bool,
        typer.Option("--transcribed", help=_("Mark what others than a commissioner say as taken over from them.")),
    ] = False,
) -> None:
    from nen7510_tracker.exchange.grid import ENDINGS

    reason = None if correct is None else a_text(correct, "--correct")
    sheets = [file for file in files if file.suffix.casefold() in ENDINGS]
    plans = plans_among(file for file in files if file not in sheets)
    if transcribed and (sheets or plans):
        raise typer.BadParameter(_("belongs to dossier files"), param_hint="--transcribed")
    if len(files) == len(sheets) == 1 and not (lab or assessment or mapped) and (grids := _workbook(sheets[0])):
        appended = import_workbook(session_of(context), sheets[0], grids, Filled(on, mine or (), reason, preview))
        tell(appended or {})
        return
    if mine:
        raise typer.BadParameter(_("belongs to a workbook of `nen7510 workbook`"), param_hint="--mine")
    if sheets:
        _alone(files)
        asked = Asked(*_named(sheets[0], lab, assessment), _mapped(mapped or ()), on, reason, preview=preview)
        _import_sheet(context, sheets[0], asked)
        return
    if mapped:
        raise typer.BadParameter(_("belongs to a spreadsheet (.xlsx, .csv)"), param_hint="--map")
    if plans:
        _alone(files)
        _import_plan(context, files[0], Asked(lab, assessment, {}, on, reason, preview=preview))
        return
    for option, value in (("--lab", lab), ("--assessment", assessment), ("--on", on), ("--preview", preview)):
        if value:
            raise typer.BadParameter(_("belongs to a spreadsheet (.xlsx, .csv) or a plan of action"), param_hint=option)
    _import_dossiers(context, files, reason, transcribed=transcribed)


import_.__doc__ = _("Record the facts of dossier files: all of them, or nothing. The same file again adds nothing.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of a spreadsheet or a plan beside it."""

    lab: str | None
    assessment: str | None
    mapped: Mapping[str, str]
    on: str | None
    correct: str | None
    preview: bool


def _import_dossiers(context: typer.Context, files: list[Path], reason: str | None, *, transcribed: bool) -> None:
    from nen7510_tracker.exchange.importing import import_files

    session = session_of(context)
    with session.record(create=True) as record:
        tell(import_files(record, files, session.call(), reason, transcribed=transcribed))


def _workbook(file: Path) -> "Sequence[Grid] | None":
    """The sheets of a workbook that `nen7510 workbook` wrote; None for any other spreadsheet."""
    from nen7510_tracker.exchange.grid import WORKBOOKS, read_grids
    from nen7510_tracker.exchange.workbook.reading import is_workbook

    if file.suffix.casefold() not in WORKBOOKS:
        return None
    grids = read_grids(file, lambda _grid: 0)
    return grids if is_workbook(grids) else None


def _alone(files: Sequence[Path]) -> None:
    if len(files) > 1:
        raise typer.BadParameter(_("a spreadsheet or a plan of action is imported by itself"), param_hint="FILE")


def _named(sheet: Path, lab: str | None, assessment: str | None) -> tuple[str, str]:
    for option, value in (("--lab", lab), ("--assessment", assessment)):
        if not value:
            raise typer.BadParameter(_("say whose findings {file} holds", file=sheet.name), param_hint=option)
    return lab or "", assessment or ""


def _mapped(given: Sequence[str]) -> dict[str, str]:
    from nen7510_tracker.exchange.columns import NAMES

    mapped = {}
    for each in given:
        header, separator, key = each.rpartition("=")
        if not separator or not header.strip() or (key and key not in NAMES):
            text = _("write COLUMN=KEY, with one of the keys {keys}", keys=", ".join(NAMES))
            raise typer.BadParameter(text + meant(key, list(NAMES)), param_hint="--map")
        mapped[header] = key
    return mapped


def _import_sheet(context: typer.Context, file: Path, asked: Asked) -> None:
    """Findings and ratings from a spreadsheet, or what would be recorded of them."""
    from nen7510_tracker.exchange.findings_sheet import read_findings

    day = a_day(asked.on, "--on")
    session = session_of(context)
    lab, assessment = asked.lab or "", asked.assessment or ""
    with session.record() as record:
        on = day.isoformat() if day else None
        read = read_findings(file, record.dossier(lab), assessment, record.norm, asked.mapped, on)
        _understood(read)
        _take(record, lab, read.batch, session.call(), asked)


def _import_plan(context: typer.Context, file: Path, asked: Asked) -> None:
    """Findings, their events and measures from a plan of action, or what would be recorded of them."""
    day = a_day(asked.on, "--on")
    session = session_of(context)
    with session.record() as record:
        plan = OpenPlan(file, record.norm, asked.lab)
        batch = plan.read(record.dossier(plan.lab), asked.assessment, day.isoformat() if day else None)
        _take(record, plan.lab, batch, session.call(), asked)


def _take(record: "Record", lab: str, batch: "Batch", call: "Call", asked: Asked) -> None:
    """Record what was read, or show what would be recorded."""
    from nen7510_tracker.service.recording import record_facts, would_record

    if asked.preview:
        _preview(lab, would_record(record, lab, batch, call, asked.correct))
    else:
        tell(record_facts(record, {lab: batch}, call, asked.correct))


def _understood(read: "FindingsFile") -> None:
    """How each column was understood, and what was left out: nothing goes by in silence."""
    for sheet, columns in read.columns.items():
        named = ", ".join(f"{column.header} → {column.key}" for column in columns)
        said = _("Columns: {columns}", columns=named)
        note(f"{sheet}. {said}" if sheet else said)
        if left := read.ignored.get(sheet):
            note(_("Columns that were not read: {columns}", columns=", ".join(left)))
    for sheet in read.skipped:
        note(_("The sheet {sheet} has no row that names columns, and was not read.", sheet=sheet))


def _preview(lab: str, statements: "Sequence[Statement]") -> None:
    page = Page()
    page.heading(_("{lab}: {n} facts would be recorded. Nothing is written.", lab=lab, n=len(statements)))
    if statements:
        rows = [(each.kind, each.id, _said(each)) for each in statements]
        page.table((_("kind"), _("id"), _("what")), rows, wide=2)
    page.emit(None)


def _said(statement: "Statement") -> str:
    """The keys of a fact as they would be recorded, its id aside."""
    import json

    values = json.loads(statement.fact)
    shown = {key: ", ".join(map(str, each)) if isinstance(each, list) else str(each) for key, each in values.items()}
    return "; ".join(f"{key}: {each}" for key, each in shown.items() if key not in ("id", "assessment", "finding"))


def tell(appended: "Appended") -> None:
    """Say how much was recorded, per laboratory."""
    for lab, entries in appended.items():
        corrected = sum(entry.replaces is not None for entry in entries)
        if not entries:
            note(_("{lab}: nothing new.", lab=lab))
        elif corrected:
            note(
                _(
                    "{lab}: {n} facts recorded, {corrected} of them corrections.",
                    lab=lab,
                    n=len(entries),
                    corrected=corrected,
                )
            )
        else:
            note(_("{lab}: {n} facts recorded.", lab=lab, n=len(entries)))


def export(
    context: typer.Context,
    lab: LabId,
    form: Annotated[Literal["yaml", "json", "oscal"], typer.Option("--format", help=_("How to write it."))] = "yaml",
    history: Annotated[
        bool, typer.Option("--history", help=_("Also what was corrected, retracted and adopted, by whom and when."))
    ] = False,
    document: Annotated[
        Document | None, typer.Option("--document", help=_("Of OSCAL: only this document, also to the screen."))
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help=_("Of OSCAL: what was true on this day (default: all of it)."), metavar="DATE"),
    ] = None,
    known_on: Annotated[
        str | None,
        typer.Option("--known-on", help=_("Of OSCAL: what was known on this day (default: all)."), metavar="DATE"),
    ] = None,
    head: Head = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help=_("Write to this file; of OSCAL, into this folder or ZIP."), metavar="FILE"
        ),
    ] = None,
) -> None:
    from nen7510_tracker.exchange.writing import write_dossier

    session = session_of(context)
    if form == "oscal":
        if history:
            raise typer.BadParameter(_("belongs to a dossier file (yaml, json)"), param_hint="--history")
        from nen7510_tracker.service.record import Moment

        moment = Moment(a_day(as_of, "--as-of") or date.max, a_day(known_on, "--known-on") or date.max, a_head(head))
        with session.record() as record:
            export_oscal(record.evaluation(lab, moment), document, output)
        return
    for option, value in (("--document", document), ("--as-of", as_of), ("--known-on", known_on)):
        if value:
            raise typer.BadParameter(_("belongs to --format oscal"), param_hint=option)
    with session.record() as record:
        dossier = record.dossier(lab, a_head(head))
    emit(write_dossier(dossier, form=form, history=history), output)


export.__doc__ = _("Write a dossier as it is believed now, as one file that import takes in; or as documents of OSCAL.")
