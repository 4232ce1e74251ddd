"""`nen7510 db`: the store."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nen7510_tracker.cli.options import session_of
from nen7510_tracker.cli.output import note
from nen7510_tracker.cli.speech import say as _

if TYPE_CHECKING:
    from nen7510_tracker.service.verifying import Verified

app = typer.Typer(help=_("The store."), no_args_is_help=True, rich_markup_mode=None)


@app.command("upgrade", help=_("Bring the record to the schema of this program; makes it where there is none."))
def upgrade(context: typer.Context) -> None:
    """Run the migrations; this command alone loads Alembic."""
    from nen7510_tracker.store.upgrade import upgrade as upgrade_store

    revision = upgrade_store(session_of(context).place)
    note(_("The record has schema {revision}.", revision=revision))


@app.command("evaluate", help=_("Work out where every laboratory stands today, so that nobody has to wait for it."))
def evaluate(context: typer.Context) -> None:
    """Work out what is not kept yet for this user: for a night's work, before a portfolio is opened."""
    from nen7510_tracker.cli.portfolio import worked_out
    from nen7510_tracker.norm.norm import DEFAULT_EDITION

    session = session_of(context)
    with session.record() as record:
        portfolio = worked_out(record, session.today, DEFAULT_EDITION)
    note(_("{n} laboratories are worked out.", n=portfolio.total))


@app.command("backup", help=_("Copy a SQLite record while it is used, and verify the copy."))
def backup(
    context: typer.Context, target: Annotated[Path, typer.Argument(help=_("The file to write."), metavar="FILE")]
) -> None:
    """Copy the record, and say of each dossier up to which head the copy is intact."""
    from nen7510_tracker.service.verifying import backed_up

    session = session_of(context)
    with session.record() as record:
        found = backed_up(record, target)
    _tell(found)
    note(_("Written: {file}", file=str(target)))


@app.command("restore", help=_("Verify a backup of a SQLite record, and put it where there is no record any more."))
def restore(
    context: typer.Context, backup: Annotated[Path, typer.Argument(help=_("The backup."), metavar="FILE")]
) -> None:
    """Put a backup in the place that `--db` names, and say of each dossier up to which head it is intact."""
    from nen7510_tracker.norm.norm import load_norm
    from nen7510_tracker.service.verifying import restored

    session = session_of(context)
    _tell(restored(backup, session.place, load_norm()))
    note(_("Put back: {file}", file=session.place))


def _tell(found: "Sequence[Verified]") -> None:
    for each in found:
        note(_("✓ {lab}: intact, head {head}", lab=each.lab, head=str(each.head)))
