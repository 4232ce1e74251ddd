"""`nen7510 db roles`, `grant`, `revoke` and `who`: the accounts of a record on a server (design section 7)."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from nen7510_tracker.cli.options import Form, Output, session_of
from nen7510_tracker.cli.output import Page, emit_json, note
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.dossier.account import ROLES, Access, Role
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.words.message import InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.store.accounts import Activity, Granted

Login = Annotated[str, typer.Argument(help=_("A login of the server."), metavar="USER")]
ALONE = frozenset({"reader", "administrator"})  # roles that speak for nobody


def roles(context: typer.Context) -> None:
    """Make everything that enforces the rights, or bring it up to date."""
    with session_of(context).record() as record:
        quiet = record.ledger.accounts.make()
    note(_("The server decides from now on who may record what. Give roles with: nen7510 db grant"))
    if not quiet:
        note(
            _(
                "The server may write statements that fail into its log, with the texts in them. A superuser ends that:"
                " ALTER DATABASE … SET log_min_error_statement = panic"
            )
        )


def grant(
    context: typer.Context,
    login: Login,
    role: Annotated[str, typer.Argument(help=_("One of: {roles}.", roles=", ".join(ROLES)), metavar="ROLE")],
    party: Annotated[
        str | None, typer.Option("--party", help=_("The party that the account speaks for."), metavar="PARTY")
    ] = None,
    lab: Annotated[
        str | None, typer.Option("--lab", help=_("A laboratory's dossier (default: its party)."), metavar="LAB")
    ] = None,
) -> None:
    """Give a login a role; nobody gives one to himself."""
    known = _role(role)
    if party is None and known not in ALONE:
        raise typer.BadParameter(_("say which party the account speaks for"), param_hint="--party")
    if lab is not None and (known != "laboratory" or lab != party):
        text = _("a laboratory speaks for itself: --lab is that of its own dossier, the same as --party")
        raise typer.BadParameter(text, param_hint="--lab")
    with session_of(context).record() as record:
        record.ledger.accounts.grant(login, known, party, party if known == "laboratory" else None)
    if party:
        note(_("{login} is {role}, and speaks for {party}.", login=login, role=_(label(known)), party=party))
    else:
        note(_("{login} is {role}.", login=login, role=_(label(known))))


def revoke(context: typer.Context, login: Login) -> None:
    """Take a role away; that it was there stays on record."""
    with session_of(context).record() as record:
        record.ledger.accounts.revoke(login)
    note(_("{login} has no role any more.", login=login))


def who(
    context: typer.Context,
    activity: Annotated[
        bool, typer.Option("--activity", help=_("What each of them recorded: how much, of what, and when last."))
    ] = False,
    form: Form = "table",
    output: Output = None,
) -> None:
    """Show the accounts, or what they did."""
    from nen7510_tracker.reports.who import activity_document, who_document

    with session_of(context).record() as record:
        access = record.ledger.access()
        done = record.ledger.accounts.activity() if activity else ()
        granted = () if activity else record.ledger.accounts.granted()
    if form == "json":
        emit_json(activity_document(done) if activity else who_document(access, granted), output)
    else:
        (_activity_page(done) if activity else _page(access, granted)).emit(output)


roles.__doc__ = _("Make the roles, and have the server enforce who may record what. Run it again at will.")
grant.__doc__ = _("Give a login of the server a role; it speaks for one party. Nobody gives a role to himself.")
revoke.__doc__ = _("Take the role of a login away. What it recorded stays, and that it had the role.")
who.__doc__ = _("Who has which role, speaks for whom, since when, and by whose grant.")


def _role(text: str) -> Role:
    for each in ROLES:
        if each == text.replace("-", "_"):
            return each
    raise InputRejected(Message("There is no role {role}; there are {roles}.", role=text, roles=", ".join(ROLES)))


def _page(access: Access, granted: "Sequence[Granted]") -> Page:
    page = Page()
    if access.account:
        page.line(_(access.account.introduction))
    else:
        page.line(_("You are {login}, and have no role here.", login=str(access.login)))
    columns = (_("login"), _("role"), _("party"), _("since"), _("granted by"))
    page.table(columns, map(_cells, granted))
    return page


def _cells(granted: "Granted") -> Sequence[object]:
    account = granted.account
    return account.login, _(label(account.role)), account.party, f"{granted.since:%Y-%m-%d}", granted.granted_by


def _activity_page(done: "Sequence[Activity]") -> Page:
    page = Page()
    for login, group in groupby(done, key=lambda each: each.recorded_by):
        kinds = [*group]
        page.heading(login)
        page.line(
            _(
                "  entries: {n}, the first on {first}, the last on {last}",
                n=sum(each.entries for each in kinds),
                first=min(each.first for each in kinds)[:10],
                last=max(each.last for each in kinds)[:10],
            )
        )
        page.table((_("kind"), _("entries"), _("last")), ((each.kind, each.entries, each.last[:16]) for each in kinds))
    return page
