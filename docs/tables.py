"""Write the tables in the documentation that follow from the program: its options, the keys of a dossier file.

    python docs/tables.py          writes them
    python docs/tables.py --check  says which are not true any more, and ends with 1

A table stands between `<!-- table: … -->` and `<!-- /table -->`. What somebody wrote in its last column
stays where it is, beside the same first column.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

os.environ["NEN7510_LANG"] = "en"  # the options tell their help in the language in which they are made

from typer.core import TyperArgument, TyperCommand, TyperOption
from typer.main import get_command

from nen7510_tracker.cli.app import app
from nen7510_tracker.dossier.facts import KINDS, Fact
from nen7510_tracker.dossier.facts.base import ID_PATTERN, Recorded, Source
from nen7510_tracker.exchange.shape import (
    Choice,
    Flag,
    Group,
    Key,
    Many,
    Number,
    OneDay,
    Shape,
    Text,
    children_of,
    group_of,
    shape_of,
)

FOLDER = Path(__file__).parent
_TABLE = re.compile(r"<!-- table: (?P<name>.+?) -->\n(?P<old>.*?)<!-- /table -->", re.DOTALL)
_WORD = {"form": "FORMAT"}
_CELLS = re.compile(r"(?<!\\)\|")
_COMMON = Fact.__struct_fields__
_GROUPS = {"source": Source, "recorded": Recorded}

Row = Sequence[str]


def commands() -> Iterator[tuple[str, TyperCommand]]:
    """Every command with its path: the program itself, then `import`, `ledger log`, …."""
    root: Any = get_command(app)
    yield "nen7510", root
    yield from _below(root, ())


def _below(group: Any, path: tuple[str, ...]) -> Iterator[tuple[str, TyperCommand]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _below(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


# What the tables say


def _options(path: str, _old: dict[str, str]) -> tuple[Row, list[Row]]:
    command = dict(commands())[path]
    return ("argument or option", "what it does"), [(_name(each), _does(each)) for each in command.params]


def _name(parameter: Any) -> str:
    metavar = str(parameter.metavar or (parameter.name or "").upper()).strip("[]")
    if isinstance(parameter, TyperArgument):
        return f"`{metavar}`"
    names = " ".join(f"`{each}`" for each in parameter.opts)
    return names if parameter.is_flag else f"{names} `{parameter.metavar or _WORD.get(parameter.name, metavar)}`"


def _does(parameter: Any) -> str:
    texts = [parameter.help or ""]
    if choices := _choices(parameter):
        texts.append("One of " + ", ".join(f"`{each}`" for each in choices) + ".")
    if isinstance(parameter, TyperOption):
        if parameter.required:
            texts.append("Required.")
        if isinstance(parameter.default, str | int) and not parameter.is_flag:
            texts.append(f"Default: `{parameter.default}`.")
        if parameter.multiple:
            texts.append("May be given more than once.")
    return " ".join(filter(None, texts))


def _choices(parameter: Any) -> Sequence[str]:
    hint = parameter.type_descriptor.annotation
    return get_args(hint) if get_origin(hint) is Literal else ()


def _kind(kind: str, old: dict[str, str]) -> tuple[Row, list[Row]]:
    parent = KINDS[kind].parent
    keys = [each for each in shape_of(kind).keys if each.attribute not in _COMMON and each.name != parent]
    rows = _keys(keys, old)
    for section, child in children_of(kind).items():
        first = f"`{section}`"
        rows.append((first, "", f"list of [`{child}`](#{child})", old.get(first, "")))
    return ("key", "needed", "value", "meaning"), rows


def _group(name: str, old: dict[str, str]) -> tuple[Row, list[Row]]:
    return ("key", "needed", "value", "meaning"), _keys(group_of(_GROUPS[name]).keys, old)


def _common(_name: str, old: dict[str, str]) -> tuple[Row, list[Row]]:
    keys = [each for each in shape_of("lab").keys if each.attribute in _COMMON]
    return ("key", "needed", "value", "meaning"), _keys(keys, old)


def _keys(keys: Sequence[Key], old: dict[str, str]) -> list[Row]:
    return [
        (f"`{key.name}`", "yes" if key.required else "", value(key.shape), old.get(f"`{key.name}`", "")) for key in keys
    ]


def value(shape: Shape) -> str:
    """What a key takes, for people."""
    if isinstance(shape, Many):
        return f"list of {value(shape.item)}"
    if isinstance(shape, Group):
        return _inside(shape)
    return _text(shape) if isinstance(shape, Text) else _scalar(shape)


def _text(shape: Text) -> str:
    if shape.names:
        return {"control_pattern": "control or pattern"}.get(shape.names, shape.names)
    if shape.refers_to:
        article = "an" if shape.refers_to[0] in "aeiou" else "a"
        return f"id of {article} [`{shape.refers_to}`](#{shape.refers_to})"
    return "id" if shape.pattern == ID_PATTERN else "text"


def _scalar(shape: OneDay | Number | Flag | Choice) -> str:
    match shape:
        case Number(least=least, most=most):
            return f"whole number from {least}" + (f" to {most}" if most is not None else "")
        case Choice(values=values):
            return " ".join(f"`{each}`" for each in values)
        case Flag():
            return "`true` or `false`"
    return "day or month"


def _inside(group: Group) -> str:
    for name, known in _GROUPS.items():
        if group.type is known:
            return f"[{name}](#{name})"
    return "{" + ", ".join(f"`{key.name}`{'' if key.required else '?'}: {value(key.shape)}" for key in group.keys) + "}"


_KNOWN: dict[str, Callable[[str, dict[str, str]], tuple[Row, list[Row]]]] = {
    "options": _options,
    "kind": _kind,
    "group": _group,
    "common": _common,
}


# How they are written


def filled(text: str) -> str:
    """The text of a document with its tables as they are true now. Raises LookupError for what is gone."""
    return _TABLE.sub(lambda found: _region(found["name"], found["old"]), text)


def _region(name: str, old: str) -> str:
    sort, _, argument = name.partition(" ")
    header, rows = _KNOWN[sort](argument, _last_column(old))
    lines = [_line(header), _line(["---"] * len(header)), *(_line(row) for row in rows)]
    table = "\n".join(lines) if rows else "No arguments, no options."
    return f"<!-- table: {name} -->\n{table}\n<!-- /table -->"


def _line(cells: Row) -> str:
    return "| " + " | ".join(each.replace("|", r"\|") for each in cells) + " |"


def _last_column(table: str) -> dict[str, str]:
    rows = [_CELLS.split(line)[1:-1] for line in table.splitlines() if line.startswith("|")]
    return {row[0].strip(): row[-1].strip().replace(r"\|", "|") for row in rows[2:]}


def main() -> int:
    """Write or check all documents; says which changed."""
    check, wrong = "--check" in sys.argv, False
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_text("utf-8")
        try:
            true = filled(text)
        except LookupError as gone:
            sys.stderr.write(f"{path.name}: there is no {gone} any more\n")
            wrong = True
            continue
        if true != text:
            sys.stderr.write(f"{path.name}\n")
            wrong |= check
            if not check:
                path.write_text(true, "utf-8")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
