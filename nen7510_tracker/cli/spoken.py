"""Typer's commands and help in the user's language; a command that does not exist is met with what was meant."""

import gettext
import os
import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.usage import WrongUsage, meant
from nen7510_tracker.words.catalogue import LOCALES
from nen7510_tracker.words.message import N_, Message

# What typer says itself, through gettext: it finds its words in our catalogue.
TYPERS_OWN = (
    N_("Options"),
    N_("Arguments"),
    N_("Commands"),
    N_("required"),
    N_("default: {default}"),
    N_("env var: {var}"),
)
os.environ["LANGUAGE"] = language
gettext.bindtextdomain("messages", str(LOCALES))

# What typer puts in a usage line, in our words.
USAGE = {"[OPTIONS]": N_("[OPTIONS]"), "COMMAND [ARGS]...": N_("COMMAND …")}


class _Spoken:
    """What commands and groups have in common."""

    help: str | None

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The parts of the usage line; what must be there without the braces that some releases of typer put."""
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]  # what stands beside this class has it
        bare = [re.sub(r"^\{(.*)\}(?=$|\.\.\.$)", r"\1", piece) for piece in pieces]
        return [_(USAGE[piece]) if piece in USAGE else piece for piece in bare]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The usage line, under our own word for it."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage:") + " ")

    def get_help_option(self, ctx: Any) -> Any:
        """`--help`, with our own words for it."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # what stands beside this class has it
        if option is not None:
            option.help = _("Show this help.")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of the help, whole: the list of commands wraps it."""
        del limit
        first, dot, _rest = (self.help or "").partition(". ")
        return first + dot.rstrip()


class SpokenCommand(_Spoken, TyperCommand):
    """A command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments; too many of them are said in our own words."""
        strict, ctx.allow_extra_args = not ctx.allow_extra_args, True
        rest = super().parse_args(ctx, args)
        if strict and rest and not ctx.resilient_parsing:
            text = "{words}: {command} does not take that much."
            raise WrongUsage(Message(text, words=" ".join(rest), command=ctx.command_path), ctx)
        return rest


class SpokenGroup(_Spoken, TyperGroup):
    """A group of commands."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the first argument names; raises WrongUsage for one that does not exist."""
        name = args[0]
        if not ctx.resilient_parsing and self.get_command(ctx, name) is None and not name.startswith("-"):
            text = "There is no command {name}.{hint}"
            raise WrongUsage(Message(text, name=name, hint=meant(name, self.list_commands(ctx))), ctx)
        return super().resolve_command(ctx, args)


def spoken(app: typer.Typer) -> typer.Typer:
    """Let a group, its groups and all their commands speak so."""
    app.info.cls = SpokenGroup
    for command in app.registered_commands:
        command.cls = SpokenCommand
    for group in app.registered_groups:
        if group.typer_instance is not None:
            spoken(group.typer_instance)
    return app
