"""All commands, and the options that hold for each of them (design section 6)."""

from functools import cache
from typing import Annotated, Any

import typer

from nen7510_tracker import VERSION
from nen7510_tracker.cli import (
    changes,
    compare,
    controls,
    database,
    deciding,
    demo,
    drafts,
    evidence,
    exchanging,
    gaps,
    gate,
    labs,
    ledger,
    package,
    policies,
    recording,
    report,
    serve,
    status,
    template,
    trajectory,
    views,
    workbook,
)
from nen7510_tracker.cli.options import session_of
from nen7510_tracker.cli.session import Session, actor_name, default_place, own_day
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.spoken import spoken
from nen7510_tracker.words.catalogue import LANGUAGES

app = typer.Typer(
    name="nen7510",
    help=_("What was found at a laboratory against NEN 7510, what is verified, and whether it may resume."),
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMPLETION = {
    "install_completion": _("Let the shell complete commands, options and ids."),
    "show_completion": _("Show what makes the shell complete them, to install it by hand."),
}


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"nen7510 {VERSION}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    db: Annotated[
        str | None,
        typer.Option(
            "--db", help=_("The record: a file or a PostgreSQL URL."), envvar="NEN7510_DB", metavar="PATH-or-URL"
        ),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option("--lang", help=_("nl or en (default: the locale's)."), envvar="NEN7510_LANG", metavar="LANGUAGE"),
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", help=_("Who works (default: the login name)."), metavar="NAME")
    ] = None,
    ascii_only: Annotated[
        bool, typer.Option("--ascii", help=_("The interface in letters instead of symbols."))
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("The version."))
    ] = False,
) -> None:
    """Without a command: the interface."""
    del version
    if lang is not None and lang not in LANGUAGES:
        raise typer.BadParameter(_("{lang} is no language; choose nl or en", lang=lang), param_hint="--lang")
    if db == "":
        raise typer.BadParameter(_("name the record"), param_hint="--db")
    name = actor_name(actor)
    if name is None:
        raise typer.BadParameter(_("a name of printable characters"), param_hint="--actor")
    context.obj = Session(place=db or default_place(), actor=name, today=own_day(), stated=actor is not None)
    if context.invoked_subcommand is None:
        _interface(context, ascii_only=ascii_only)


def _interface(context: typer.Context, *, ascii_only: bool) -> None:
    from nen7510_tracker.cli.interface import open_interface

    open_interface(session_of(context), language, ascii_only=ascii_only)


app.command("demo")(demo.demo)
app.command("import")(exchanging.import_)
app.command("export")(exchanging.export)
app.command("template")(template.template)
app.command("labs")(labs.labs)
app.command("status")(status.status)
app.command("compare")(compare.compare)
app.command("gaps")(gaps.gaps)
app.command("trajectory")(trajectory.trajectory)
app.command("changes")(changes.changes)
app.command("gate")(gate.gate)
app.command("decide")(deciding.decide)
app.command("approve")(deciding.approve)
app.command("report")(report.report)
app.command("workbook")(workbook.workbook)
app.command("package")(package.package)
app.command("serve")(serve.serve)
app.command("record", context_settings=recording.KEYS_FOLLOW, add_help_option=False)(recording.record)
app.command("correct", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})(recording.correct)
app.command("retract")(recording.retract)
app.add_typer(views.app, name="portfolio")
app.add_typer(policies.app, name="policy")
app.add_typer(controls.app, name="controls")
app.add_typer(drafts.app, name="draft")
app.add_typer(evidence.app, name="evidence")
app.add_typer(ledger.app, name="ledger")
app.add_typer(database.app, name="db")


@cache
def command() -> Any:
    """The whole command line, as typer makes it, with our own words for the two options that it adds."""
    made: Any = typer.main.get_command(spoken(app))
    for option in made.params:
        option.help = COMPLETION.get(option.name, option.help)
    return made
