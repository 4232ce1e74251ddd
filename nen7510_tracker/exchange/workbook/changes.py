"""What was filled in: the cells that differ from the workbook as it was sent, held against what the record has now.

Three values of a cell are compared: as it was sent (its head and view say what stood there), as it came back, and
as the record has it now. Excel stays; the record wins: what changed on both sides is refused until somebody decides.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.exchange.cells import MOST_MISTAKES, NO_FURTHER
from nen7510_tracker.exchange.note import with_hint
from nen7510_tracker.exchange.workbook.columns import DAY, LAYOUTS, Column, SheetKey
from nen7510_tracker.exchange.workbook.reading import Cell, Filled, Returned
from nen7510_tracker.exchange.workbook.rows import Content, Row, Value
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.words.characters import shown
from nen7510_tracker.words.message import InputRejected, Message

_ADDS = frozenset({"note", "evidence", "progress", "end", "state", "due", "extent", "correction", "cause", "action"})


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that says something else than the record."""

    cell: Cell
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class RowChange:
    """What changed in one row; `now` is the row as the record has it, None for one that somebody added."""

    sheet: SheetKey
    filled: Filled
    now: Row | None
    changes: Mapping[str, Change]

    def after(self, key: str) -> Value:
        """What a cell says now: what was filled in, else what the record has."""
        if key in self.changes:
            return self.changes[key].after
        return self.now[key] if self.now else ""

    def has(self, keys: Iterable[str]) -> bool:
        """Whether one of some cells changed."""
        return any(key in self.changes for key in keys)

    def told(self) -> Iterator[Message]:
        """Each cell as it was and as it becomes."""
        for change in self.changes.values():
            column = change.cell.column
            yield Message(
                "{cell}, {id}, {column}: {before} → {after}",
                cell=shown(self.filled.place(change.cell)),
                id=shown(self.filled.key),
                column=Message(column.header),
                before=_shown(column, change.before),
                after=_shown(column, change.after),
            )

    def wrong(self, key: str, problem: Message) -> Message:
        """A problem with one of its cells; with the row where the column is not there."""
        cell = self.filled.cells.get(key)
        return self.filled.wrong(cell, problem) if cell else self.filled.sheet.row(self.filled.number, problem)


@dataclass(frozen=True, slots=True)
class States:
    """What the record says, in the rows of the workbook.

    `sent`: as the workbook was written. `now` gives what is recorded today, as of a day of change ("" is the day
    of the import). `since` gives for a row what it said with the record of then, and says with that of today, as of
    each day for which something was recorded about it after the workbook was made.
    """

    sent: Content
    now: Callable[[str], Content]
    since: Callable[[SheetKey, str], Sequence[tuple[Row | None, Row | None]]]


@dataclass(slots=True)
class Compared:
    """The rows that changed, what was wrong, and what somebody should know."""

    rows: list[RowChange] = field(default_factory=list)
    errors: list[tuple[int, Message]] = field(default_factory=list)  # each with its row's place
    told: list[Message] = field(default_factory=list)


def compare(returned: Returned, states: States, mine: Collection[str]) -> Compared:
    """Hold a workbook against the record; `mine` are the cells (`Measures!D7`) for which the workbook is to win.

    Raises InputRejected for a cell of `mine` that is none of those that changed on both sides.
    """
    compared = Compared(told=list(returned.told))
    chosen = {each.casefold() for each in mine}
    asked: set[str] = set()
    for sheet, layout in LAYOUTS.items():
        if sheet not in returned.sheets:
            compared.told.append(
                Message("The sheet {sheet} is not there; what it held stays as it is.", sheet=Message(layout.title))
            )
            continue
        _gone(sheet, returned, states.sent, compared)
        for filled in returned.sheets[sheet]:
            row = _Row(sheet, filled, states, chosen)
            found = dict(row.changes())
            asked |= row.asked
            compared.errors += [(filled.order, error) for error in row.errors]
            if found:
                compared.rows.append(RowChange(sheet, filled, row.now, found))
            if len(compared.errors) > MOST_MISTAKES:
                compared.errors.append((filled.order, filled.sheet.row(filled.number, NO_FURTHER)))
                return compared
    left = [each for each in mine if each.casefold() not in asked]
    if left:
        text = "--mine: {cells} did not change on both sides"
        raise InputRejected(Message("{problem}.", problem=Message(text, cells=", ".join(map(shown, left)))))
    return compared


def _gone(sheet: SheetKey, returned: Returned, sent: Content, compared: Compared) -> None:
    there = {filled.key for filled in returned.sheets[sheet]}
    gone = [key for key in sent.rows[sheet] if key not in there]
    if gone:
        text = "The sheet {sheet} has no row any more for {ids}; that changes nothing in the record."
        compared.told.append(Message(text, sheet=Message(LAYOUTS[sheet].title), ids=", ".join(gone)))


class _Row:
    """One row, held against what was sent and what is recorded."""

    def __init__(self, sheet: SheetKey, filled: Filled, states: States, chosen: Collection[str]) -> None:
        self._sheet = sheet
        self._filled = filled
        self._chosen = chosen
        key = filled.key
        day = filled.cells.get(DAY)
        self._sent = states.sent.rows[sheet].get(key)
        self.now = states.now(str(day.value) if day else "").rows[sheet].get(key)
        self._since = states.since(sheet, key)
        self._known = states.sent.rows[sheet]
        self.errors: list[Message] = []
        self.asked: set[str] = set()

    def changes(self) -> Iterator[tuple[str, Change]]:
        """The cells in which something new stands; mistakes go into `errors`."""
        cells = iter(self._filled.cells.items())
        _, first = next(cells)
        if not self._filled.key:
            self.errors.append(
                self._filled.wrong(first, Message("this row has no id; give it one that nothing has yet"))
            )
            return
        if self._sent is None and not LAYOUTS[self._sheet].grows:
            problem = with_hint(
                Message("this is not in the workbook as it was sent"), nearest(self._filled.key, self._known)
            )
            self.errors.append(self._filled.wrong(first, problem))
            return
        if self._sent is None and self.now is None:
            yield first.column.key, Change(first, "", self._filled.key)
        for key, cell in cells:
            if key != DAY and (change := self._change(key, cell)):
                yield key, change

    def _change(self, key: str, cell: Cell) -> Change | None:
        sent, now = _value(self._sent, cell.column), _value(self.now, cell.column)
        since = [(_value(then, cell.column), _value(today, cell.column)) for then, today in self._since]
        learnt = [today for then, today in since if today != then]
        value = cell.value
        if _alike(cell.column, value, sent) or value == now or value in learnt:
            return None
        if cell.column.use == "fixed":
            self._wrong(cell, Message("this is not filled in here; put back {was}", was=_shown(cell.column, sent)))
            return None
        now = learnt[-1] if learnt else now
        if now != sent and not self._decided(cell, sent, now):
            return None
        if self.now and _takes_away(key, self._sheet, now, value):
            text = "what was said cannot be taken away here; put back {was}, or correct what is recorded"
            self._wrong(cell, Message(text, was=_shown(cell.column, now)))
            return None
        return Change(cell, now, value)

    def _decided(self, cell: Cell, sent: Value, now: Value) -> bool:
        """Whether somebody said that the workbook is to win where both changed; if not, it is asked."""
        place = self._filled.place(cell)
        self.asked.add(place.casefold())
        if place.casefold() in self._chosen:
            return True
        text = (
            "changed on both sides: it was {was} when the workbook was made, and the record has {now} by now; "
            'put that here to leave it so, or say --mine "{place}"'
        )
        self._wrong(cell, Message(text, was=_shown(cell.column, sent), now=_shown(cell.column, now), place=place))
        return False

    def _wrong(self, cell: Cell, problem: Message) -> None:
        self.errors.append(self._filled.wrong(cell, problem))


def _value(row: Row | None, column: Column) -> Value:
    if row is None:
        return () if column.is_list else ""
    return row[column.key]


def _alike(column: Column, value: Value, sent: Value) -> bool:
    """Whether a cell says what was sent; where nothing is filled in, blanks and line ends aside."""
    if column.use == "fixed":
        return _folded(value) == _folded(sent)
    return value == sent


def _folded(value: Value) -> str:
    return " ".join((", ".join(value) if isinstance(value, tuple) else value).split())


def _takes_away(key: str, sheet: SheetKey, before: Value, after: Value) -> bool:
    """Whether an event would have to unsay something: an event adds, and leaves what was said before it."""
    if sheet in ("statement", "evidence") or key not in _ADDS:
        return False
    return not after if isinstance(before, str) else not set(before) <= set(after)


def _shown(column: Column, value: Value) -> Message:
    """A value as it is repeated in a message: what was chosen in its own words."""
    if column.form == "choice" and isinstance(value, str) and value:
        return Message("“{value}”", value=label(shown(value)))
    text = ", ".join(value) if isinstance(value, tuple) else value
    return Message("“{value}”", value=shown(text)) if text else Message("nothing")
