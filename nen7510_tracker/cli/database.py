"""`nen7510 db`: the store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nen7510_tracker.cli import accounts
from nen7510_tracker.cli.options import session_of
from nen7510_tracker.cli.output import note
from nen7510_tracker.cli.progress import progress
from nen7510_tracker.cli.speech import say as _

if TYPE_CHECKING:
    from nen7510_tracker.service.record import Record
    from nen7510_tracker.store.moving import Moved, Told

app = typer.Typer(help=_("The store."), no_args_is_help=True, rich_markup_mode=None)
app.command("roles")(accounts.roles)
app.command("grant")(accounts.grant)
app.command("revoke")(accounts.revoke)
app.command("who")(accounts.who)


@app.command("upgrade", help=_("Bring the record to the schema of this program; makes it where there is none."))
def upgrade(context: typer.Context) -> None:
    """Run the migrations; this command alone loads Alembic."""
    from nen7510_tracker.service.verifying import weaknesses
    from nen7510_tracker.store.upgrade import upgrade as upgrade_store

    upgraded = upgrade_store(session_of(context).place)
    if upgraded.weakened.guards:
        names = ", ".join(upgraded.weakened.guards)
        note(_("Guards of the record were missing, changed or not its own, and were made anew: {names}.", names=names))
    for each in weaknesses(upgraded.weakened._replace(guards=[])):
        note(_(each))
    if upgraded.weakened:
        note(_("Verify the record with a head that was kept elsewhere: nen7510 ledger verify --head SEQ:DIGEST"))
    note(_("The record has schema {revision}.", revision=upgraded.revision))


@app.command("evaluate", help=_("Work out where every laboratory stands today, so that nobody has to wait for it."))
def evaluate(context: typer.Context) -> None:
    """Work out what is not kept yet for this user: for a night's work, before a portfolio is opened."""
    from nen7510_tracker.cli.portfolio import worked_out
    from nen7510_tracker.norm.norm import DEFAULT_EDITION

    session = session_of(context)
    with session.record() as record:
        portfolio = worked_out(record, session.today, DEFAULT_EDITION)
    note(_("Laboratories that are worked out: {n}.", n=portfolio.total))


@app.command("backup", help=_("Copy the record to a SQLite file while it is used, and verify the copy."))
def backup(
    context: typer.Context, target: Annotated[Path, typer.Argument(help=_("The file to write."), metavar="FILE")]
) -> None:
    """Copy the record, and say of each dossier up to which head the copy is intact."""
    from nen7510_tracker.service.copies import backed_up
    from nen7510_tracker.service.verifying import size

    session = session_of(context)
    with session.record() as record, progress(size(record)) as told:
        found = backed_up(record, target, session.call().actor, told)
    for each in found:
        note(_("✓ {lab}: intact, head {head}", lab=each.lab, head=str(each.head)))
    note(_("Written: {file}", file=str(target)))


@app.command(
    "restore",
    help=_("Verify a backup, and put it where there is no record any more; on a server, into empty dossiers."),
)
def restore(
    context: typer.Context, backup: Annotated[Path, typer.Argument(help=_("The backup."), metavar="FILE")]
) -> None:
    """Put a backup in the place that `--db` names, and say of each dossier up to which head it is intact."""
    from nen7510_tracker.service.copies import restored
    from nen7510_tracker.store.place import place_of

    session = session_of(context)
    with _other(str(backup)) as (source, told):
        _tell(restored(source, session.place, session.call().actor, told))
    note(_("Put back: {file}", file=place_of(session.place).shown))


@contextmanager
def _other(place: str) -> "Iterator[tuple[Record, Told]]":
    """Another record than that of the session, and who watches what comes out of it."""
    from nen7510_tracker.norm.norm import load_norm
    from nen7510_tracker.service.record import Record
    from nen7510_tracker.service.verifying import size

    with Record.open(place, load_norm()) as record:
        record.require()
        with progress(size(record)) as told:
            yield record, told


@app.command("move", help=_("Take whole dossiers over from another record, chain and all, into this one."))
def move(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help=_("The other record."), metavar="PATH-or-URL")],
    labs: Annotated[
        list[str] | None, typer.Argument(help=_("The laboratories' ids (default: all)."), metavar="LAB")
    ] = None,
) -> None:
    """Take over all of the dossiers or none, and say of each up to which head."""
    from nen7510_tracker.service.copies import named

    session = session_of(context)
    with _other(source) as (other, told):
        wanted = named(other, labs or ())
        with session.record(create=True) as record:
            _tell(record.ledger.take_over(other.ledger, wanted, session.call().actor, told))


def _tell(found: "Sequence[Moved]") -> None:
    for each in found:
        if each.before:
            note(_("✓ {lab}: there already, head {head}", lab=each.dossier, head=str(each.head)))
        else:
            note(_("✓ {lab}: intact, head {head}", lab=each.dossier, head=str(each.head)))
    if not found:
        note(_("The record is empty."))
