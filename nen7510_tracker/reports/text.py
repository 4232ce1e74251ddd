"""A report as plain text for mail and screen readers: 80 columns, no control characters."""

from collections.abc import Iterator, Sequence
from functools import singledispatchmethod

from rich.cells import cell_len, chop_cells

from nen7510_tracker.reports.inline import NONE, Inline, said
from nen7510_tracker.reports.report import Alarm, Answer, Bars, Bullets, Chart, Pairs, Paragraph, Report, Section, Table
from nen7510_tracker.rules.status import Readiness
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.message import Message

WIDTH = 80
GAP = 2  # between the columns of a table
# How a table is fitted into the page, the best first: the gap, and the longest word that a column must hold whole.
FITS = ((2, 24), (2, 18), (1, 18), (2, 14), (1, 14))
WHOLE = 14  # a cell up to this wide, such as a day, stays on one line
LABEL = 24  # the widest name before a value
LEVELS = "=-·"  # what a heading is underlined with, the highest first


def as_text(report: Report, words: Words) -> str:
    """The report as plain text."""
    return "\n".join(line.rstrip() for line in _Writer(words).report(report)) + "\n"


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most so many columns; a word that is longer is cut."""
    lines, line = [], ""
    for word in text.split():
        for piece in [word] if cell_len(word) <= width else chop_cells(word, width):
            if line and cell_len(f"{line} {piece}") <= width:
                line = f"{line} {piece}"
            else:
                lines += [line] if line else []
                line = piece
    return [*lines, line]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _longest_word(text: str, most: int) -> int:
    return min(most, max((cell_len(word) for word in text.split()), default=1))


def _least(text: str, word: int) -> int:
    """The fewest columns that a cell may have: a day stays on one line, a long word need not."""
    return cell_len(text) if cell_len(text) <= WHOLE else _longest_word(text, word)


def widths(columns: Sequence[Sequence[str]], room: int, word: int) -> list[int] | None:
    """How wide each column of a table is, its heading first; None when they cannot stand beside each other.

    `word` is the length up to which a column holds its words whole.
    """
    full = [max(cell_len(cell) for cell in column) for column in columns]
    if sum(full) <= room:
        return full
    least = [max([_longest_word(column[0], word), *(_least(cell, word) for cell in column[1:])]) for column in columns]
    spare = room - sum(least)
    if spare < 0:
        return None
    wanted = [most - few for most, few in zip(full, least, strict=True)]
    return [few + more * spare // sum(wanted) for few, more in zip(least, wanted, strict=True)]


class _Writer:
    """Writes blocks in a language."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def say(self, value: Inline) -> str:
        return said(value, self.words)

    def report(self, report: Report) -> Iterator[str]:
        yield from self._heading(report.title, LEVELS[0])
        yield from wrapped(self.say(report.about), WIDTH)
        yield from wrapped(self.say(report.view), WIDTH)
        for block in report.blocks():
            yield ""
            yield from self.block(block, 1)
        yield ""
        yield "-" * WIDTH
        yield from wrapped(self.say(report.foot), WIDTH)

    def _heading(self, title: Inline, line: str) -> Iterator[str]:
        lines = wrapped(self.say(title), WIDTH)
        yield from lines
        yield line * max(cell_len(each) for each in lines)

    @singledispatchmethod
    def block(self, block: object, level: int) -> Iterator[str]:
        """The lines of a block; `level` is how deep its headings stand."""
        raise TypeError(block, level)

    @block.register
    def _(self, block: Section, level: int) -> Iterator[str]:
        if level == 1:
            yield ""
        yield from self._heading(block.title, LEVELS[min(level, len(LEVELS) - 1)])
        for place, each in enumerate(block.blocks):
            if place:
                yield ""
            yield from self.block(each, level + 1)

    @block.register
    def _(self, block: Paragraph, _level: int) -> Iterator[str]:
        if block.quote:
            yield from (f"  “{line}" if not at else f"   {line}" for at, line in enumerate(self._quoted(block.text)))
        else:
            yield from wrapped(self.say(block.text), WIDTH)

    def _quoted(self, text: Inline) -> list[str]:
        return wrapped(f"{self.say(text)}”", WIDTH - 3)

    @block.register
    def _(self, block: Alarm, _level: int) -> Iterator[str]:
        yield "!" * WIDTH
        for line in wrapped(self.say(block.text), WIDTH - 6):
            yield f"!! {_padded(line, WIDTH - 6)} !!"
        yield "!" * WIDTH

    @block.register
    def _(self, block: Answer, _level: int) -> Iterator[str]:
        yield from wrapped(self.say(block.question), WIDTH)
        for line in wrapped(self.say(block.answer), WIDTH - 4):
            yield f">>> {line}"

    @block.register
    def _(self, block: Bullets, _level: int) -> Iterator[str]:
        for item in block.items:
            for at, line in enumerate(wrapped(self.say(item), WIDTH - 4)):
                yield f"  {'*' if not at else ' '} {line}"

    @block.register
    def _(self, block: Pairs, _level: int) -> Iterator[str]:
        yield from self._pairs([(self.say(name), self.say(value)) for name, value in block.rows], "")

    def _pairs(self, rows: Sequence[tuple[str, str]], indent: str) -> Iterator[str]:
        label = min(LABEL, max((cell_len(name) for name, _ in rows), default=0))
        room = WIDTH - len(indent) - label - GAP
        for name, value in rows:
            names, values = wrapped(name, label), wrapped(value, room)
            for at in range(max(len(names), len(values))):
                left, right = (lines[at] if at < len(lines) else "" for lines in (names, values))
                yield f"{indent}{_padded(left, label)}{' ' * GAP}{right}"

    @block.register
    def _(self, block: Table, _level: int) -> Iterator[str]:
        heads = [self.say(each) for each in block.columns]
        rows = [[self.say(cell) for cell in row] for row in block.rows]
        columns = list(zip(heads, *rows, strict=True))
        for gap, word in () if block.cards else FITS:
            wide = widths(columns, WIDTH - gap * (len(columns) - 1), word)
            if wide:
                return self._grid(heads, rows, wide, gap)
        return self._cards(heads, rows)

    def _grid(self, heads: list[str], rows: list[list[str]], wide: list[int], gap: int = GAP) -> Iterator[str]:
        yield from self._row(heads, wide, gap)
        yield (" " * gap).join("-" * width for width in wide)
        for row in rows:
            yield from self._row(row, wide, gap)

    def _row(self, cells: list[str], wide: list[int], gap: int) -> Iterator[str]:
        lines = [wrapped(cell, width) for cell, width in zip(cells, wide, strict=True)]
        for at in range(max(map(len, lines))):
            parts = (cell[at] if at < len(cell) else "" for cell in lines)
            yield (" " * gap).join(_padded(part, width) for part, width in zip(parts, wide, strict=True))

    def _cards(self, heads: list[str], rows: list[list[str]]) -> Iterator[str]:
        """A table too wide for the page: a few lines for each row."""
        for place, row in enumerate(rows):
            if place:
                yield ""
            yield from wrapped(f"[{row[0]}]", WIDTH)
            told = [(head, cell) for head, cell in zip(heads[1:], row[1:], strict=True) if cell != NONE]
            yield from self._pairs(told, "  ")

    @block.register
    def _(self, block: Chart, _level: int) -> Iterator[str]:
        yield from wrapped(self.say(block.description), WIDTH)

    @block.register
    def _(self, block: Bars, _level: int) -> Iterator[str]:
        heads = ["", *(self.say(Message(text)) for text in ("verified", "claimed", "assessed"))]
        rows = [[self.say(name), *self._counts(counts)] for name, counts in block.rows]
        yield from self._grid(heads, rows, [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)])
        yield ""
        for name, counts in block.rows:
            yield f"  {_padded(self.say(name), 14)}[{_bar(counts, WIDTH - 18)}]"
        yield from wrapped(self.say(Message("# verified, + claimed beyond that, . assessed beyond that")), WIDTH)

    def _counts(self, counts: Readiness) -> list[str]:
        numbers = (counts.verified, counts.claimed, counts.assessed)
        return [self.say(Message("{n} of {total}", n=number, total=counts.applicable)) for number in numbers]


def _bar(counts: Readiness, room: int) -> str:
    """A bar of so many columns: a sign for each share, nothing for what nobody assessed."""
    ends = [number * room // max(1, counts.applicable) for number in (counts.verified, counts.claimed, counts.assessed)]
    return _padded("#" * ends[0] + "+" * (ends[1] - ends[0]) + "." * max(0, ends[2] - ends[1]), room)
