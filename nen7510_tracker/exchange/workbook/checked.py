"""The cells that changed, checked as the keys of facts: the same checks as in a file, mistakes by cell."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from nen7510_tracker.exchange.cells import Cells
from nen7510_tracker.exchange.control_cell import Unclear, controls_in
from nen7510_tracker.exchange.shape import Group, Many, shape_of
from nen7510_tracker.exchange.tree import Node, Scalar
from nen7510_tracker.exchange.tree import Sequence as Items
from nen7510_tracker.exchange.values import Spot, Wrong
from nen7510_tracker.exchange.workbook.changes import RowChange
from nen7510_tracker.exchange.workbook.columns import DAY
from nen7510_tracker.exchange.workbook.reading import Cell
from nen7510_tracker.exchange.workbook.rows import Value
from nen7510_tracker.norm.norm import DEFAULT_EDITION, Norm
from nen7510_tracker.words.message import Message


class CheckedCells:
    """Reads what was filled in; mistakes are kept in `notes`, each with its row's place and its cell."""

    def __init__(self, file: str, norm: Norm, on: str) -> None:
        self._reader = Cells(file, norm)
        self._editions = (norm.edition(DEFAULT_EDITION),)
        self._on = on

    @property
    def notes(self) -> Sequence[tuple[int, Message]]:
        """The mistakes so far."""
        return self._reader.notes

    def note(self, row: RowChange, key: str, problem: Message) -> None:
        """Take a mistake in a cell."""
        self._reader.place = partial(row.wrong, key)
        self._reader.wrong(Spot((), row.filled.order, None, ()), problem)

    def day(self, row: RowChange) -> str | None:
        """The day of a row's changes: its own, else that of the import; None, with a note, for what is no day."""
        cell = row.filled.cells.get(DAY)
        if cell is None or not cell.value:
            return self._on
        found = self._value(row, cell, shape_of("measure_event"), "on", cell.value)
        return None if found is None else str(found)

    def values(self, row: RowChange, shape: Group, keys: Iterable[str]) -> dict[str, Any]:
        """The cells of a row that changed and say something, by key; what is wrong is noted and left out."""
        found = {key: self.value(row, shape, key) for key in keys if key in row.changes and row.after(key)}
        return {key: value for key, value in found.items() if value is not None}

    def value(self, row: RowChange, shape: Group, key: str, name: str | None = None) -> Any:
        """What a cell says, as the key of the same name, or another; of evidence what is new in it. None if wrong."""
        value = row.after(key)
        if key == "evidence" and key in row.changes:
            value = tuple(each for each in value if each not in row.changes[key].before)
        return self._value(row, row.filled.cells.get(key), shape, name or key, value)

    def _value(self, row: RowChange, cell: Cell | None, shape: Group, name: str, value: Value) -> Any:
        place = row.filled.order
        self._reader.place = partial(row.wrong, cell.column.key if cell else name)
        spot = Spot((name,), place, None, self._editions)
        before = len(self.notes)
        try:
            if cell and isinstance(cell.raw, float) and cell.column.form == "controls":
                self._not_shortened(cell.raw, spot)
            found = self._reader.value(shape.by_name[name].shape, _node(shape, name, place, value), spot)
        except Wrong:
            return None
        return found if len(self.notes) == before else None

    def _not_shortened(self, number: float, spot: Spot) -> None:
        """A spreadsheet makes the number 8.1 of 8.10: that is asked about."""
        try:
            controls_in(number, str(number), "controls", self._editions[0])
        except Unclear as unclear:
            raise self._reader.wrong(spot, unclear.message) from unclear


def _node(shape: Group, name: str, place: int, value: Value) -> Node:
    if not isinstance(shape.by_name[name].shape, Many):
        return Scalar(place, str(value))
    return Items(place, [Scalar(place, each) for each in ((value,) if isinstance(value, str) else value)])
