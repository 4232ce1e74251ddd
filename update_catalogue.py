"""Collect the texts that users see and keep the Dutch catalogue in step with them: `make words`.

Babel's own extractor takes literals alone. Here a text often stands one line above its use, to keep
lines short (`text = "…"`, then `Message(text, …)`), so the code is read as a tree.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent
PACKAGE = ROOT / "nen7510_tracker"
DUTCH = PACKAGE / "words" / "locale" / "nl" / "LC_MESSAGES" / "messages.po"

# Whoever is called by one of these names is given a text for people, in the first of these places where one stands.
SPEAKERS = {**dict.fromkeys(("Message", "N_", "_", "say", "words", "_stop"), (0,)), "wrong": (0, 1)}
# What Babel writes into the header that changes with the day, or says nothing.
UNSTEADY = tuple(
    f'"{name}'.encode()
    for name in ("Report-", "POT-", "PO-Rev", "Last-", "Language-Team", "Generated-By", "Project-Id-Version: PROJ")
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module)


def texts_in(path: Path) -> Iterator[tuple[int, str]]:
    """Each text for people in a module, with the line of its use."""
    tree = ast.parse(path.read_text("utf-8"))
    for scope in (node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)):
        assigned = _assigned(scope)
        for call in (node for node in _inside(scope) if isinstance(node, ast.Call) and called(node) in SPEAKERS):
            for argument in (call.args[place] for place in SPEAKERS[called(call)] if place < len(call.args)):
                found = list(_texts(argument, assigned))
                yield from ((call.lineno, text) for text in found)
                if found:
                    break


def collect() -> Catalog:
    """The catalogue of every text in the package, in the order of the files."""
    catalogue = Catalog(project="nen7510-tracker", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*.py")):
        for _, text in texts_in(path):
            catalogue.add(text, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalogue


def update(path: Path = DUTCH) -> Catalog:
    """Bring a catalogue in step: new texts are added untranslated, those no longer used are dropped."""
    with path.open("rb") as lines:
        catalogue = read_po(lines, locale=path.parts[-3])
    catalogue.update(collect(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    written = BytesIO()
    write_po(written, catalogue, width=120, sort_output=True, include_lineno=False)
    kept = [line for line in written.getvalue().splitlines(keepends=True) if not line.startswith(UNSTEADY)]
    path.write_bytes(b"".join(kept))
    return catalogue


def _inside(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope, those of the functions inside it left out."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, FUNCTIONS):
            yield child
            yield from _inside(child)


def _assigned(scope: ast.AST) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in _inside(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for name, value in _pairs(target, node.value):
                    found.setdefault(name, []).append(value)
    return found


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Each name with what it is given: `text, n = "…", 1` gives two."""
    match target, value:
        case ast.Name(id=name), _:
            yield name, value
        case ast.Tuple(elts=names), ast.Tuple(elts=values):
            for each, given in zip(names, values, strict=False):
                yield from _pairs(each, given)


def called(call: ast.Call) -> str:
    """The name of what is called, without the object that it belongs to."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _texts(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if text.strip():
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one, assigned)
            yield from _texts(other, assigned)
        case ast.Name(id=name):
            for value in assigned.get(name, ()):
                if not isinstance(value, ast.Name):
                    yield from _texts(value, assigned)


if __name__ == "__main__":
    done = update()
    missing = [message.id for message in done if message.id and not message.string]
    sys.stdout.write(f"{len(done)} texts, {len(missing)} without a translation\n")
