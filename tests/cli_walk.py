"""Every command of the command line, with its arguments and options, as typer knows them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from nen7510_tracker.cli.app import command


class Walked(NamedTuple):
    """A command: its words, its arguments' names as shown, its options' names, and itself."""

    path: tuple[str, ...]
    arguments: tuple[str, ...]
    options: tuple[str, ...]
    command: Any

    @property
    def name(self) -> str:
        return " ".join(self.path)


def walk(start: Any = None, path: tuple[str, ...] = ()) -> Iterator[Walked]:
    """Every command below a group, the groups left out."""
    group = command() if start is None else start
    for name, each in group.commands.items():
        if hasattr(each, "commands"):
            yield from walk(each, (*path, name))
        else:
            yield walked(each, (*path, name))


def walked(each: Any, path: tuple[str, ...]) -> Walked:
    arguments = tuple(str(one.metavar or one.name) for one in each.params if one.param_type_name == "argument")
    options = tuple(name for one in each.params if one.param_type_name == "option" for name in one.opts)
    return Walked(path, arguments, options, each)


def global_options() -> tuple[str, ...]:
    """The options that stand before a command."""
    return walked(command(), ()).options
