"""`nen7510 import` and `nen7510 export`: dossier files in and out, spreadsheets of findings in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nen7510_tracker.cli.complete import labs
from nen7510_tracker.cli.options import Head, LabId, Output, a_day, a_head, a_text, session_of
from nen7510_tracker.cli.output import Page, emit, note
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.usage import meant

if TYPE_CHECKING:
    from nen7510_tracker.dossier.entry import Statement
    from nen7510_tracker.exchange.findings_sheet import FindingsFile
    from nen7510_tracker.service.recording import Appended


def import_(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help=_("Dossier files, YAML or JSON; or a spreadsheet of findings."), metavar="FILE")
    ],
    correct: Annotated[
        str | None,
        typer.Option(
            "--correct", help=_("Correct facts that differ from those recorded, for this reason."), metavar="REASON"
        ),
    ] = None,
    lab: Annotated[
        str | None,
        typer.Option("--lab", help=_("Of a spreadsheet: the laboratory."), metavar="LAB", autocompletion=labs),
    ] = None,
    assessment: Annotated[
        str | None,
        typer.Option("--assessment", help=_("Of a spreadsheet: the assessment that found it."), metavar="ID"),
    ] = None,
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help=_("Of a spreadsheet: what a column holds; nothing leaves it out."), metavar="COLUMN=KEY"
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", help=_("Of a spreadsheet: the day of answers and states without one."), metavar="DATE"),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help=_("Of a spreadsheet: only show what would be recorded."))
    ] = False,
) -> None:
    from nen7510_tracker.exchange.grid import ENDINGS

    reason = None if correct is None else a_text(correct, "--correct")
    sheets = [file for file in files if file.suffix.casefold() in ENDINGS]
    if sheets:
        asked = Asked(*_named(sheets, files, lab, assessment), _mapped(mapped or ()), on, reason, preview=preview)
        _import_sheet(context, sheets[0], asked)
        return
    for option, value in (("--lab", lab), ("--assessment", assessment), ("--map", mapped), ("--on", on)):
        if value:
            raise typer.BadParameter(_("belongs to a spreadsheet (.xlsx, .csv)"), param_hint=option)
    if preview:
        raise typer.BadParameter(_("belongs to a spreadsheet (.xlsx, .csv)"), param_hint="--preview")
    _import_dossiers(context, files, reason)


import_.__doc__ = _("Record the facts of dossier files: all of them, or nothing. The same file again adds nothing.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of a spreadsheet beside it."""

    lab: str
    assessment: str
    mapped: Mapping[str, str]
    on: str | None
    correct: str | None
    preview: bool


def _import_dossiers(context: typer.Context, files: list[Path], reason: str | None) -> None:
    from nen7510_tracker.exchange.importing import import_files

    session = session_of(context)
    with session.record(create=True) as record:
        tell(import_files(record, files, session.call(), reason))


def _named(sheets: Sequence[Path], files: Sequence[Path], lab: str | None, assessment: str | None) -> tuple[str, str]:
    if len(files) > 1:
        raise typer.BadParameter(_("a spreadsheet is imported by itself"), param_hint="FILE")
    for option, value in (("--lab", lab), ("--assessment", assessment)):
        if not value:
            raise typer.BadParameter(_("say whose findings {file} holds", file=sheets[0].name), param_hint=option)
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
    from nen7510_tracker.service.recording import record_facts, would_record

    day = a_day(asked.on, "--on")
    session = session_of(context)
    with session.record() as record:
        dossier = record.dossier(asked.lab)
        on = day.isoformat() if day else None
        read = read_findings(file, dossier, asked.assessment, record.norm, asked.mapped, on)
        _understood(read)
        if asked.preview:
            _preview(asked.lab, would_record(record, asked.lab, read.batch, session.call(), asked.correct))
        else:
            tell(record_facts(record, {asked.lab: read.batch}, session.call(), asked.correct))


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
    form: Annotated[Literal["yaml", "json"], typer.Option("--format", help=_("How to write it."))] = "yaml",
    history: Annotated[
        bool, typer.Option("--history", help=_("Also what was corrected, retracted and adopted, by whom and when."))
    ] = False,
    head: Head = None,
    output: Output = None,
) -> None:
    from nen7510_tracker.exchange.writing import write_dossier

    session = session_of(context)
    with session.record() as record:
        dossier = record.dossier(lab, a_head(head))
    emit(write_dossier(dossier, form=form, history=history), output)


export.__doc__ = _("Write a dossier as it is believed now, as one file that import takes in.")
