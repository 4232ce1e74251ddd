"""Findings and ratings from a spreadsheet, as auditors keep them (design section 6): read, checked, and then recorded.

The header row is looked for, columns and words are known by their Dutch and English names (columns.py).
Every mistake is told with sheet, row, column and value; with one of them nothing is recorded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.facts import Assessment, Fact, build
from nen7510_tracker.exchange.cells import MOST_MISTAKES, NO_FURTHER, Cells, SheetOf, day_cell, plain_cell
from nen7510_tracker.exchange.columns import DAYS, WORDS, folded, key_of, word_of
from nen7510_tracker.exchange.control_cell import Unclear, controls_in
from nen7510_tracker.exchange.grid import Grid, read_grids
from nen7510_tracker.exchange.note import with_hint
from nen7510_tracker.exchange.shape import shape_of
from nen7510_tracker.exchange.tree import Scalar
from nen7510_tracker.exchange.values import Spot, Wrong
from nen7510_tracker.exchange.workbook.reading import is_workbook
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.service.recording import Batch, Told
from nen7510_tracker.words.characters import shown, shown_path
from nen7510_tracker.words.message import InputRejected, Message

_HEADER_WITHIN = 30  # rows
_RECOGNISED = 2  # columns that make a row a header
_TITLE = 120  # characters of a title taken from the statement
_FOUND = ("title", "requirement", "statement", "evidence_text", "on", "due", "priority")
_ANSWERS = ("extent", "correction", "cause", "action")
_CONTROLS = ("controls", "annex", "clause")
_BY_FINDER = frozenset({"accepted", "returned", "verified", "reopened", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column that was recognised: where it stands, its header as written, the key that it holds."""

    at: int
    header: str
    key: str


@dataclass(frozen=True, slots=True)
class FindingsFile:
    """What a file tells: the facts in the order in which they are recorded, and how it was understood."""

    batch: Batch
    columns: Mapping[str, Sequence[Column]]  # by sheet
    skipped: Sequence[str]  # sheets without a header row
    ignored: Mapping[str, Sequence[str]]  # headers that were not recognised, by sheet


def read_findings(
    path: Path, dossier: Dossier, assessment: str, norm: Norm, mapped: Mapping[str, str], on: str | None = None
) -> FindingsFile:
    """The findings and ratings of an assessment that the record has. Takes and raises what `FindingsSheets` does."""
    return FindingsSheets(path, dossier, assessment, norm, mapped, on).read()


class FindingsSheets:
    """The sheets of a file, once their columns are understood and before their rows are read."""

    def __init__(
        self,
        path: Path,
        dossier: Dossier,
        assessment: str,
        norm: Norm,
        mapped: Mapping[str, str],
        on: str | None = None,
    ) -> None:
        """Find the header rows.

        `mapped`: keys (or nothing, to leave a column out) by header; `on`: the day of answers and states
        without one of their own. Raises InputRejected for a file or an assessment that there is not.
        """
        made = dossier.current("assessment", assessment)
        if not isinstance(made, Assessment):
            near = nearest(assessment, sorted(dossier.chains["assessment"]))
            problem = Message("{lab} has no assessment {id}", lab=dossier.lab, id=shown(assessment))
            raise InputRejected(Message("{problem}.", problem=with_hint(problem, near)))
        keys = {folded(header): key for header, key in mapped.items()}
        grids = read_grids(
            path, lambda grid: max((len(_columns(row, keys)) for row in grid.rows[:_HEADER_WITHIN]), default=0)
        )
        name = shown_path(str(path))
        if is_workbook(grids):
            text = (
                "{file} is a workbook that says itself of which laboratory it is: "
                "import it without --lab and --assessment."
            )
            raise InputRejected(Message(text, file=name))
        sheets = [_Sheet(name, grid, dossier.lab, made, norm, keys, on) for grid in grids]
        self._used = [sheet for sheet in sheets if sheet.columns]
        if not self._used:
            text = (
                "{file}: no row names columns that are known, such as Norm, Classificatie, Bevinding; "
                "name them with --map."
            )
            raise InputRejected(Message(text, file=name))
        _unused(keys, self._used, name)
        self.columns = {sheet.name: sheet.columns for sheet in self._used}
        self.skipped = [sheet.name for sheet in sheets if not sheet.columns]
        self.ignored = {sheet.name: sheet.ignored for sheet in self._used if sheet.ignored}

    def read(self) -> FindingsFile:
        """What the rows tell. Raises InputRejected with every mistake."""
        steps = [step for sheet in self._used for step in sheet.read()]
        errors = [error for sheet in self._used for error in sheet.errors]
        if errors:
            raise InputRejected(*errors)
        return FindingsFile(Batch(steps), self.columns, self.skipped, self.ignored)


def _unused(keys: Mapping[str, str], sheets: Sequence["_Sheet"], name: str) -> None:
    """A column named by --map that no sheet has is a typing error."""
    there = {folded(plain_cell(cell)) for sheet in sheets for cell in sheet.header}
    errors = [
        Message("{file} has no column {name}.", file=name, name=shown(key)) for key in keys if key and key not in there
    ]
    if errors:
        raise InputRejected(*errors)


def _columns(row: Sequence[object], mapped: Mapping[str, str]) -> list[Column]:
    texts = [plain_cell(cell) for cell in row]
    return [Column(at, text, key) for at, text in enumerate(texts) if text and (key := key_of(text, mapped))]


class _Sheet:
    """One sheet, once its header row is found."""

    def __init__(
        self,
        file: str,
        grid: Grid,
        lab: str,
        assessment: Assessment,
        norm: Norm,
        mapped: Mapping[str, str],
        on: str | None,
    ) -> None:
        self.name = grid.name
        self._file = file
        self._grid = grid
        self._lab = lab
        self._assessment = assessment
        self._edition = norm.edition(assessment.edition)
        self._on = on
        self._place = SheetOf(file, grid.name)
        self._reader = Cells(file, norm)
        rows = [_columns(row, mapped) for row in grid.rows[:_HEADER_WITHIN]]
        best = max(range(len(rows)), key=lambda at: len(rows[at]), default=0)
        found = rows[best] if rows else []
        self.columns = found if len(found) >= _RECOGNISED else []
        self._start = best + 1
        self.header: Sequence[object] = grid.rows[best] if self.columns else ()
        known = {column.at for column in found}
        self.ignored = [text for at, cell in enumerate(self.header) if at not in known and (text := plain_cell(cell))]
        self._keys = {column.key: column for column in self.columns}
        self._number = 0
        self._unknown: dict[str, Message] = {}
        self._seen: dict[tuple[str, str], int] = {}

    @property
    def errors(self) -> list[Message]:
        """Every mistake once, in the order of the rows."""
        return self._reader.errors

    def read(self) -> Iterator[Told]:
        """The facts of all rows; mistakes are kept in `errors`."""
        if len(self._keys) < len(self.columns):
            self._told_twice()
            return
        for row, number in zip(self._grid.rows[self._start :], self._grid.numbers[self._start :], strict=True):
            cells = {key: row[column.at] for key, column in self._keys.items() if column.at < len(row)}
            filled = {key: cell for key, cell in cells.items() if plain_cell(cell)}
            if filled:
                yield from self._row(_Row(self, number, filled))
            if len(self._reader.notes) > MOST_MISTAKES:
                self._reader.notes.append((number, self._place.row(number, NO_FURTHER)))
                return

    def _told_twice(self) -> None:
        for column in self.columns:
            other = self._keys[column.key]
            if other is not column:
                text = "{file}, {sheet}: the columns {one} and {other} would both be {key}; say which with --map"
                said = Message(text, file=self._file, sheet=shown(self.name), one=shown(column.header),
                               other=shown(other.header), key=column.key)  # fmt: skip
                self._reader.notes.append((0, Message("{problem}.", problem=said)))

    def _row(self, row: "_Row") -> Iterator[Told]:
        before = len(self._reader.notes)
        finding = bool({"grade", "id"} & row.cells.keys()) or "rating" not in row.cells
        facts = [*self._ratings(row), *(self._finding(row) if finding else ())]
        if len(self._reader.notes) > before:
            return
        for fact in facts:
            if self._first(fact, row):
                yield Told(fact, partial(self._place.row, row.number))

    def _first(self, fact: Fact, row: "_Row") -> bool:
        first = self._seen.setdefault((fact.kind, fact.key), row.number)
        if first != row.number:
            text = "{kind} {id} stands here twice; first in row {row}"
            note = self._place.row(row.number, Message(text, kind=fact.kind, id=shown(fact.key), row=first))
            self._reader.notes.append((row.number, note))
        return first == row.number

    def value(self, row: "_Row", kind: str, key: str, column: str | None = None) -> Any:
        """The value of a column as a key of a kind of fact; None when the cell is empty. Raises Wrong."""
        column = column or key
        if column not in row.cells:
            return None
        cell = row.cells[column]
        text = day_cell(cell) if column in DAYS else plain_cell(cell)
        if column in WORDS:
            text = word_of(column, text)
        if column == "state" and text == "open":
            return text
        self.at(row, column)
        spot = Spot((column,), row.number, None, (self._edition,))
        return self._reader.value(shape_of(kind).by_name[key].shape, Scalar(row.number, text), spot)

    def at(self, row: "_Row", column: str) -> None:
        """What is wrong from now on is wrong with this cell."""
        found, value = self._keys.get(column), row.cells.get(column)
        if found is None or value is None:
            self._reader.place = partial(self._place.row, row.number)
        else:
            self._reader.place = partial(self._place.cell, row.number, found.at, found.header, value)

    def note(self, row: "_Row", column: str, problem: Message) -> None:
        """Take a mistake in a cell."""
        self.at(row, column)
        self._reader.wrong(Spot((), row.number, None, ()), problem)

    def _values(self, row: "_Row", kind: str, keys: Sequence[str]) -> dict[str, Any]:
        values = {}
        for key in keys:
            try:
                value = self.value(row, kind, key)
            except Wrong:
                continue
            if value is not None:
                values[key] = value
        return values

    def _controls(self, row: "_Row") -> list[str]:
        found: list[str] = []
        for key in _CONTROLS:
            if key not in row.cells:
                continue
            cell = row.cells[key]
            try:
                named = controls_in(cell, plain_cell(cell), key, self._edition)
            except Unclear as unclear:
                self.note(row, key, unclear.message)
                continue
            self.at(row, key)
            for each in named:
                found += self._control(each, row.number)
        if not found and not any(key in row.cells for key in _CONTROLS):
            self.note(row, "controls", Message("no control is named in this row"))
        return list(dict.fromkeys(found))

    def _control(self, name: str, number: int) -> list[str]:
        shape = shape_of("rating").by_name["control"].shape
        spot = Spot(("control",), number, None, (self._edition,))
        if name in self._unknown:  # a whole column may be wrong in the same way: looked up once
            self._reader.wrong(spot, self._unknown[name])
            return []
        try:
            return [self._reader.value(shape, Scalar(number, name), spot)]
        except Wrong:
            self._unknown[name] = self._reader.latest
            return []

    def _ratings(self, row: "_Row") -> Iterator[Fact]:
        if "rating" not in row.cells:
            return
        values = self._values(row, "rating", ("on", "rating", "note", "depth"))
        for control in self._controls(row) if "rating" in values else ():
            yield build("rating", values | {"assessment": self._assessment.id, "control": control})

    def _finding(self, row: "_Row") -> Iterator[Fact]:
        self._number += 1
        values = self._values(row, "finding", ("id", "grade", *_FOUND))
        values.setdefault("id", f"{self._assessment.id}-{self._number:02}") if "id" not in row.cells else None
        values["controls"] = self._controls(row)
        if "grade" not in self._keys:
            values["grade"] = "ungraded"
        elif "grade" not in row.cells:
            self.note(row, "grade", Message("the grade is missing"))
        elif values.get("grade") != (written := plain_cell(row.cells["grade"])):
            values["grade_as"] = written
        if "title" not in values and "statement" in values:
            values["title"] = _first_words(values["statement"])
        elif "title" not in values and "title" not in row.cells:
            self.note(row, "title", Message("the title is missing, and so is the statement"))
        events = list(self._events(row, values.get("id", "")))
        if {"id", "grade", "title"} <= values.keys() and values["controls"]:
            yield build("finding", values | {"assessment": self._assessment.id})
            yield from events

    def _events(self, row: "_Row", finding: str) -> Iterator[Fact]:
        answer = self._values(row, "finding_event", _ANSWERS)
        try:
            state = self.value(row, "finding_event", "state") or "open"
            days = [self.value(row, "finding", "on", each) for each in ("answered_on", "state_on")]
        except Wrong:
            return
        answered, reached = (each or self._on for each in days)
        if answer and state != "submitted":
            yield from self._event(row, finding, "submitted", answered or reached, answer)
        if state != "open":
            yield from self._event(row, finding, state, reached or answered, answer if state == "submitted" else {})
        if "owner" in row.cells:
            yield from self._measure(row, finding, answered or reached)

    def _event(self, row: "_Row", finding: str, state: str, on: str | None, more: Mapping[str, Any]) -> Iterator[Fact]:
        if on is None:
            text = "no day says when this was {state}; add a column “Datum status” or “Datum reactie”, or give --on"
            self.note(row, "state" if "state" in row.cells else next(iter(more)), Message(text, state=state))
            return
        by = self._assessment.performed_by if state in _BY_FINDER else self._lab
        depth = self._values(row, "finding_event", ("depth",)) if state == "verified" else {}
        yield build("finding_event", {"finding": finding, "on": on, "state": state, "by": by, **more, **depth})

    def _measure(self, row: "_Row", finding: str, on: str | None) -> Iterator[Fact]:
        """Whose task it is: a measure that answers the finding, called by what is done, else by the finding's title."""
        owner = self._values(row, "measure", ("owner",))
        if on is None:
            text = "no day says when this was agreed; add a column “Datum reactie”, or give --on"
            self.note(row, "owner", Message(text))
        elif owner:
            called = next(plain_cell(row.cells[key]) for key in ("action", "title", "statement") if key in row.cells)
            measure = {"id": f"M-{finding}"[:64], "title": _first_words(called), "kind": "corrective", "on": on}
            due = {"end": end} if (end := self._values(row, "finding", ("due",)).get("due")) else {}
            yield build("measure", measure | owner | due | {"findings": [finding]})


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with something in it: its cells by the keys of their columns, empty ones left out."""

    sheet: _Sheet
    number: int
    cells: Mapping[str, object]


def _first_words(text: str) -> str:
    """The first line of a text, cut between words where it is long: a title for what has none."""
    line = text.splitlines()[0].strip()
    return line if len(line) <= _TITLE else line[:_TITLE].rsplit(" ", 1)[0] + "…"
