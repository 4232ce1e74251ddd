"""`nen7510 db`: the store."""

from pathlib import Path
from typing import Annotated

import typer

from nen7510_tracker.cli.options import session_of
from nen7510_tracker.cli.output import note
from nen7510_tracker.cli.speech import say as _

app = typer.Typer(help=_("The store."), no_args_is_help=True, rich_markup_mode=None)


@app.command("upgrade", help=_("Bring the record to the schema of this program; makes it where there is none."))
def upgrade(context: typer.Context) -> None:
    """Run the migrations; this command alone loads Alembic."""
    from nen7510_tracker.store.upgrade import upgrade as upgrade_store

    revision = upgrade_store(session_of(context).place)
    note(_("The record has schema {revision}.", revision=revision))


@app.command("backup", help=_("Copy a SQLite record while it is used, and verify the copy."))
def backup(
    context: typer.Context, target: Annotated[Path, typer.Argument(help=_("The file to write."), metavar="FILE")]
) -> None:
    """Copy the record, and say of each dossier up to which head the copy is intact."""
    from nen7510_tracker.service.verifying import backed_up

    session = session_of(context)
    with session.record() as record:
        found = backed_up(record, target)
    for each in found:
        note(_("✓ {lab}: intact, head {head}", lab=each.lab, head=str(each.head)))
    note(_("Written: {file}", file=str(target)))
