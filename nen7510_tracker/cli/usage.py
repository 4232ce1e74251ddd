"""Wrong usage, said in the user's language: what is wrong, and how to go on (exit 2)."""

from collections.abc import Sequence
from typing import Any

import typer

from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.words.message import Message, Refusal

# What typer raises for wrong usage, by whatever name its release knows the class.
UsageError: Any = typer.BadParameter.__mro__[1]


class WrongUsage(Refusal):
    """A command was written wrongly; `context` is that of the command, for its usage line."""

    code = 2

    def __init__(self, message: Message, context: Any = None) -> None:
        super().__init__(message)
        self.context = context


def meant(word: str, known: Sequence[str]) -> str:
    """` Did you mean …?`, or nothing when nothing comes near."""
    from nen7510_tracker.norm.nearest import nearest

    near = nearest(word, known)
    return " " + _("Did you mean {near}?", near=near) if near else ""


def sentence(error: Any) -> str:
    """What is wrong, from what typer raised."""
    match type(error).__name__:
        case "NoSuchOption":
            options = [name for each in error.ctx.command.get_params(error.ctx) for name in each.opts]
            return _("There is no option {option}.", option=error.option_name) + meant(error.option_name, options)
        case "BadOptionUsage":
            return _option_misused(error)
        case "MissingParameter":
            return _("{what} is missing.", what=_named(error))
        case "BadParameter":
            return _bad_value(error)
    return str(error.format_message())


def _option_misused(error: Any) -> str:
    """Typer gives this error no context: whether a value was missing or too much only its sentence tells."""
    if "does not take" in error.message:
        return _("{option} takes no value.", option=error.option_name)
    return _("{option} needs a value.", option=error.option_name)


def _bad_value(error: Any) -> str:
    taken: Any = getattr(error.param, "type_descriptor", None)
    if getattr(taken, "choices", None) is not None:
        return _("{what}: choose one of {known}.", what=_named(error), known=", ".join(map(str, taken.choices)))
    if getattr(taken, "annotation", None) is int:
        least = getattr(getattr(taken, "parameter_info", None), "min", None)
        if least is not None:
            return _("{what}: write a whole number from {least} on.", what=_named(error), least=least)
        return _("{what}: write a whole number.", what=_named(error))
    return _("{what}: {problem}", what=_named(error), problem=error.message)


def _named(error: Any) -> str:
    """The option or argument that an error is about, as it is typed."""
    if error.param_hint is not None:
        return str(error.param_hint)
    if error.param is None:
        return str(error.ctx.command_path)
    param = error.param
    return str(param.opts[0] if param.param_type_name == "option" else param.metavar or param.name)


def how_to_go_on(context: Any) -> list[str]:
    """The usage of a command and where its help is; nothing without a context."""
    if context is None:
        return []
    usage = " ".join([context.command_path, *context.command.collect_usage_pieces(context)])
    return [_("Usage: {usage}", usage=usage), _("See `{command} --help`.", command=context.command_path)]
