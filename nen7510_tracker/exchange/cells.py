"""Cells of a spreadsheet: as text, as a day, and what is wrong with one said with sheet, row, column and value."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nen7510_tracker.exchange.grid import letters
from nen7510_tracker.exchange.note import with_hint
from nen7510_tracker.exchange.source import Source
from nen7510_tracker.exchange.table import undo
from nen7510_tracker.exchange.values import Reader, Spot, Wrong
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.words.characters import shown
from nen7510_tracker.words.message import Message

MOST_MISTAKES = 50_000
NO_FURTHER = Message("there are so many mistakes that nothing below was read; mend these first")
_SERIAL = (20_000, 80_000)  # the numbers that Excel has for the days from 1954 to 2119
_MONTHS = {
    name: number
    for names in (
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), 1)
}
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_IN_WORDS = re.compile(r"(\d{1,2})\.? ([a-z]+)\.? (\d{4})")
_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ][\d:.]+")


@dataclass(frozen=True, slots=True)
class SheetOf:
    """A sheet of a file; a CSV file has one without a name, whose rows are lines."""

    file: str
    name: str

    def row(self, number: int, problem: Message) -> Message:
        """A problem with the file, the sheet and the row."""
        if not self.name:
            return Message("{file}, line {line}: {problem}.", file=self.file, line=number, problem=problem)
        text = "{file}, {sheet}, row {row}: {problem}."
        return Message(text, file=self.file, sheet=shown(self.name), row=number, problem=problem)

    def cell(self, number: int, at: int, header: str, value: object, problem: Message) -> Message:
        """A problem with the file, the sheet, the row, the column and what stands in the cell."""
        named = Message("{column} ({letter})", column=shown(header), letter=letters(at))
        text = "{column}, “{value}”: {problem}"
        return self.row(number, Message(text, column=named, value=shown(plain_cell(value)), problem=problem))


class Cells(Reader):
    """Reads the cells of one sheet: `place` says where the one being read stands."""

    def __init__(self, name: str, norm: Norm) -> None:
        super().__init__(Source(name, ""), norm)
        self.place: Callable[[Message], Message] = lambda problem: problem
        self.latest: Message  # the mistake noted last, without its place

    def wrong(self, spot: Spot, problem: Message, near: str | None = None) -> Wrong:
        """Note a mistake in the cell that is being read."""
        self.latest = with_hint(problem, near)
        self.notes.append((spot.line, self.place(self.latest)))
        return Wrong()

    @property
    def errors(self) -> list[Message]:
        """Every mistake once, in the order of the rows."""
        return list(dict.fromkeys(message for _, message in sorted(self.notes, key=lambda note: note[0])))


def plain_cell(cell: object) -> str:
    """A cell as text: whole numbers without a point, days as ISO 8601, an apostrophe of ours taken off."""
    if isinstance(cell, str):
        return undo(cell).replace("\r\n", "\n").strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def day_cell(cell: object) -> str:
    """A day as ISO 8601 from a date, Excel's number of one, or a text with the day first; else as it stands."""
    if isinstance(cell, float) and _SERIAL[0] <= cell < _SERIAL[1]:
        return (date(1899, 12, 30) + timedelta(days=int(cell))).isoformat()
    text = plain_cell(cell)
    if timed := _WITH_TIME.fullmatch(text):
        return timed[1]
    words = _IN_WORDS.fullmatch(text.casefold())
    numbers = _DAY_FIRST.fullmatch(text)
    if words and words[2] in _MONTHS:
        return f"{words[3]}-{_MONTHS[words[2]]:02}-{int(words[1]):02}"
    return f"{numbers[3]}-{int(numbers[2]):02}-{int(numbers[1]):02}" if numbers else text
