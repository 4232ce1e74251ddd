"""`nen7510 import` and `nen7510 export`: dossier files in and out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nen7510_tracker.cli.options import Head, LabId, Output, a_head, a_text, session_of
from nen7510_tracker.cli.output import emit, note
from nen7510_tracker.cli.speech import say as _

if TYPE_CHECKING:
    from nen7510_tracker.service.recording import Appended


def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help=_("Dossier files, YAML or JSON."), metavar="FILE")],
    correct: Annotated[
        str | None,
        typer.Option(
            "--correct", help=_("Correct facts that differ from those recorded, for this reason."), metavar="REASON"
        ),
    ] = None,
) -> None:
    from nen7510_tracker.exchange.importing import import_files

    reason = None if correct is None else a_text(correct, "--correct")
    session = session_of(context)
    with session.record(create=True) as record:
        tell(import_files(record, files, session.call(), reason))


import_.__doc__ = _("Record the facts of dossier files: all of them, or nothing. The same file again adds nothing.")


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
