"""Drafts in and out: a file for a colleague's part, and a sheet of ratings that a spreadsheet can fill in.

Read as carefully as a dossier file (design section 5): data only, UTF-8, no character that steers a
terminal, no citizen service number, 20 MiB at most.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

import msgspec

from nen7510_tracker.dossier.draft import Draft, Row, encode_draft
from nen7510_tracker.dossier.facts.assessment import Depth, RatingValue
from nen7510_tracker.exchange.note import with_hint
from nen7510_tracker.exchange.source import Source, read_source
from nen7510_tracker.exchange.table import undo, write_csv
from nen7510_tracker.exchange.tree import Malformed, Unusual
from nen7510_tracker.norm.edition import Edition
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.words.characters import shown, shown_path, wrong_with
from nen7510_tracker.words.message import InputRejected, Message

COLUMNS = ("control", "title", "rating", "examined", "note", "depth")
_YES = frozenset({"x", "yes", "true", "ja", "1"})


def write_draft(draft: Draft) -> str:
    """A draft as JSON, pleasant to read."""
    return json.dumps(json.loads(encode_draft(draft)), ensure_ascii=False, indent=1) + "\n"


def read_draft(path: Path) -> Draft:
    """A draft from a JSON or YAML file. Raises InputRejected."""
    source = read_source(path)
    name = shown_path(str(path))
    try:
        values = source.plain()
    except Unusual:
        raise InputRejected(_malformed(source, name)) from None
    for where, text in _texts(values, ""):
        _check(name, where, text)
    try:
        return msgspec.convert(values, Draft, strict=False)
    except msgspec.ValidationError as error:
        text = "{file}: this is no draft: {reason}."
        raise InputRejected(Message(text, file=name, reason=shown(str(error)))) from None


def _malformed(source: Source, name: str) -> Message:
    try:
        _ = source.nodes
    except Malformed as malformed:
        return Message("{file}, line {line}: {problem}.", file=name, line=malformed.line, problem=malformed.message)
    return Message("{file}: this is no draft.", file=name)


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield where, str(key)
            yield from _texts(each, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _texts(each, f"{where}[{at}]")
    elif isinstance(value, str):
        yield where, value


def _check(name: str, where: str, text: str) -> None:
    problem = wrong_with(text)
    if problem:
        raise InputRejected(Message("{file}, {where}: {problem}.", file=name, where=shown_path(where), problem=problem))


# A sheet of ratings


def write_sheet(draft: Draft, edition: Edition, scope: Sequence[str], language: str) -> str:
    """The rows of a draft as CSV: a control a row, in the norm's order."""
    out = io.StringIO()
    rows = [
        (
            key,
            edition.controls[key].title(language),
            draft.row(key).rating,
            "x" if draft.row(key).examined else None,
            draft.row(key).note,
            draft.row(key).depth,
        )
        for key in scope
    ]
    write_csv(rows, COLUMNS, out)
    return out.getvalue()


def read_sheet(path: Path, draft: Draft, edition: Edition) -> Draft:
    """A part of a draft from a CSV sheet: rows with nothing in them are left out.

    Raises InputRejected with every mistake, each with its line and column.
    """
    source = read_source(path)
    name = shown_path(str(path))
    head, _, _ = source.text.partition("\n")
    lines = csv.DictReader(
        io.StringIO(source.text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ","
    )
    missing = [column for column in ("control", "rating") if column not in (lines.fieldnames or ())]
    if missing:
        raise InputRejected(Message("{file}: the column {column} is missing.", file=name, column=missing[0]))
    rows: dict[str, Row] = {}
    errors: list[Message] = []
    for given in lines:
        cells = {key: undo(value or "").strip() for key, value in given.items() if isinstance(key, str)}
        reader = _Cells(name, lines.line_num, cells, errors.append)
        control = reader.one_of("control", list(edition.controls))
        row = Row(
            rating=reader.one_of("rating", get_args(RatingValue)),
            examined=cells.get("examined", "").casefold() in _YES,
            note=reader.text("note"),
            depth=reader.one_of("depth", get_args(Depth)),
        )
        if control and row != Row():
            rows[control] = row
    if errors:
        raise InputRejected(*errors)
    return msgspec.structs.replace(draft, rows=rows, findings=(), evidence=(), sessions=())


class _Cells:
    """The cells of a line, each read with its mistakes."""

    def __init__(self, name: str, number: int, cells: dict[str, str], wrong: Callable[[Message], None]) -> None:
        self._name = name
        self._number = number
        self._cells = cells
        self._wrong = wrong

    def text(self, column: str) -> str | None:
        """A text; None when it is empty."""
        text = self._cells.get(column, "")
        try:
            _check(self._name, f"{self._number}:{column}", text)
        except InputRejected as rejected:
            self._wrong(rejected.message)
            return None
        return text or None

    def one_of(self, column: str, known: Sequence[str]) -> Any:
        """One of some words; None when the cell is empty."""
        given = self._cells.get(column, "")
        if not given or given in known:
            return given or None
        problem = Message("{given} is not known here", given=shown(given))
        hinted = with_hint(problem, nearest(given, known))
        text = "{file}, line {line}, {column}: {problem}."
        self._wrong(Message(text, file=self._name, line=self._number, column=column, problem=hinted))
        return None
