"""A report as Markdown (GitHub's kind, for its tables); no text from the record is markup."""

import re
from collections.abc import Iterator, Sequence
from functools import singledispatchmethod

from nen7510_tracker.reports.inline import Inline, said
from nen7510_tracker.reports.report import Alarm, Answer, Bars, Bullets, Chart, Pairs, Paragraph, Report, Section, Table
from nen7510_tracker.rules.status import Readiness
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.message import Message

# A `~` before a word can only open, and is left alone: nothing that closes stays.
_INSIDE = re.compile(r"[\\`*\[\]<>|]|(?<=\S)~|~(?!\w)|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# What makes a heading, a list or a line of the rest when it begins a line.
_AT_START = re.compile(r"^(\d{0,9})(#(?=#*(?:\s|$))|[+-](?=\s|$)|-(?=-)|(?<=\d)[.)](?=\s|$))")


def escaped(text: str) -> str:
    """A text in which nothing is markup, wherever it stands on a line."""
    return _AT_START.sub(r"\1\\\2", _INSIDE.sub(r"\\\g<0>", text))


def as_markdown(report: Report, words: Words) -> str:
    """The report as Markdown."""
    return "\n".join(_Writer(words).report(report)) + "\n"


class _Writer:
    """Writes blocks in a language."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def say(self, value: Inline) -> str:
        return escaped(said(value, self.words))

    def report(self, report: Report) -> Iterator[str]:
        yield f"# {self.say(report.title)}"
        yield ""
        yield f"**{self.say(report.about)}**  "
        yield self.say(report.view)
        for block in report.blocks():
            yield ""
            yield from self.block(block, 2)
        yield ""
        yield "---"
        yield ""
        yield self.say(report.foot)

    @singledispatchmethod
    def block(self, block: object, level: int) -> Iterator[str]:
        """The lines of a block; `level` is that of its headings."""
        raise TypeError(block, level)

    @block.register
    def _(self, block: Section, level: int) -> Iterator[str]:
        yield f"{'#' * level} {self.say(block.title)}"
        for each in block.blocks:
            yield ""
            yield from self.block(each, level + 1)

    @block.register
    def _(self, block: Paragraph, _level: int) -> Iterator[str]:
        yield f"> “{self.say(block.text)}”" if block.quote else self.say(block.text)

    @block.register
    def _(self, block: Alarm, _level: int) -> Iterator[str]:
        yield f"> **❗ {self.say(block.text)}**"

    @block.register
    def _(self, block: Answer, _level: int) -> Iterator[str]:
        yield f"**{self.say(block.question)}**"
        yield ""
        yield f"> **{self.say(block.answer)}**"

    @block.register
    def _(self, block: Bullets, _level: int) -> Iterator[str]:
        for item in block.items:
            yield f"- {self.say(item)}"

    @block.register
    def _(self, block: Pairs, _level: int) -> Iterator[str]:
        for name, value in block.rows:
            yield f"- **{self.say(name)}**: {self.say(value)}"

    @block.register
    def _(self, block: Table, _level: int) -> Iterator[str]:
        yield from self._grid([self.say(each) for each in block.columns], [list(map(self.say, r)) for r in block.rows])

    def _grid(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
        yield f"| {' | '.join(heads)} |"
        yield f"|{'|'.join(' --- ' for _ in heads)}|"
        for row in rows:
            yield f"| {' | '.join(row)} |"

    @block.register
    def _(self, block: Chart, _level: int) -> Iterator[str]:
        yield self.say(block.description)

    @block.register
    def _(self, block: Bars, _level: int) -> Iterator[str]:
        heads = ["", *(self.say(Message(text)) for text in ("verified", "claimed", "assessed"))]
        yield from self._grid(heads, [[self.say(name), *self._counts(counts)] for name, counts in block.rows])

    def _counts(self, counts: Readiness) -> list[str]:
        numbers = (counts.verified, counts.claimed, counts.assessed)
        return [self.say(Message("{n} of {total}", n=number, total=counts.applicable)) for number in numbers]
