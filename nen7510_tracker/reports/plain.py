"""A report's blocks as plain values in one language: what the paginated forms are laid out from."""

from collections.abc import Sequence
from functools import singledispatchmethod
from typing import Any

from nen7510_tracker.reports.chart import bar_svg, bar_text, chart_svg
from nen7510_tracker.reports.inline import Inline, said
from nen7510_tracker.reports.report import (
    Alarm,
    Answer,
    Bars,
    Block,
    Bullets,
    Chart,
    Pairs,
    Paragraph,
    Section,
    Table,
)
from nen7510_tracker.reports.svg import ASSESSED, CLAIMED, NOTHING, VERIFIED
from nen7510_tracker.reports.text import widths
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.message import Message

Keys = dict[str, Any]
ROOM, CLOSE_ROOM = 116, 126  # letters beside each other on A4, in a table and in one of many columns
MANY = 6  # columns; more are set in smaller letters
WORDS = (24, 18, 14, 10)  # the longest word that a column holds whole, the best first
GAP = 2  # letters between columns


class Plain:
    """Says blocks in a language; every text of the outcome is to be shown as it is, never as markup."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def say(self, value: Inline) -> str:
        """A value as people read it."""
        return said(value, self.words)

    def blocks(self, blocks: Sequence[Block]) -> list[Keys]:
        """Some blocks, in order."""
        return [self.block(each) for each in blocks]

    @singledispatchmethod
    def block(self, block: object) -> Keys:
        """A block: its `kind`, and what it says."""
        raise TypeError(block)

    @block.register
    def _(self, block: Section) -> Keys:
        blocks = self.blocks(block.blocks)
        return {"kind": "section", "title": self.say(block.title), "blocks": blocks, "own_page": block.own_page}

    @block.register
    def _(self, block: Paragraph) -> Keys:
        return {"kind": "paragraph", "text": self.say(block.text), "quote": block.quote}

    @block.register
    def _(self, block: Alarm) -> Keys:
        return {"kind": "alarm", "text": self.say(block.text)}

    @block.register
    def _(self, block: Answer) -> Keys:
        question, answer = self.say(block.question), self.say(block.answer)
        return {"kind": "answer", "question": question, "answer": answer, "verdict": block.verdict}

    @block.register
    def _(self, block: Bullets) -> Keys:
        return {"kind": "bullets", "items": [self.say(item) for item in block.items]}

    @block.register
    def _(self, block: Pairs) -> Keys:
        return {"kind": "pairs", "rows": [[self.say(name), self.say(value)] for name, value in block.rows]}

    @block.register
    def _(self, block: Table) -> Keys:
        columns = [self.say(each) for each in block.columns]
        rows = [[self.say(cell) for cell in row] for row in block.rows]
        return {
            "kind": "table",
            "caption": self.say(block.caption),
            "columns": columns,
            "rows": rows,
            "widths": shares(list(zip(columns, *rows, strict=True))),
        }

    @block.register
    def _(self, block: Bars) -> Keys:
        beyond = ("verified", "claimed, not verified", "assessed, not claimed", "the rest")
        return {
            "kind": "bars",
            "caption": self.say(block.caption),
            "heads": [self.words(each) for each in ("verified", "claimed", "assessed")],
            "rows": [
                {
                    "name": self.say(name),
                    "numbers": [
                        self.words("{what}: {n} of {total}", what=Message(what), n=number, total=counts.applicable)
                        for what, number in (
                            ("verified", counts.verified),
                            ("claimed", counts.claimed),
                            ("assessed", counts.assessed),
                        )
                    ],
                    "svg": bar_svg(self.say(name), counts, self.words),
                    "alt": bar_text(self.say(name), counts, self.words),
                }
                for name, counts in block.rows
            ],
            "legend": [
                [fill, self.words(text)]
                for fill, text in zip((VERIFIED, CLAIMED, ASSESSED, NOTHING), beyond, strict=True)
            ],
        }

    @block.register
    def _(self, block: Chart) -> Keys:
        return {
            "kind": "chart",
            "title": self.say(block.title),
            "description": self.say(block.description),
            "svg": chart_svg(block, self.words),
        }


def shares(columns: Sequence[Sequence[str]]) -> list[int]:
    """How the width of a page is shared among the columns of a table, its heading first in each."""
    room = ROOM if len(columns) <= MANY else CLOSE_ROOM
    for word in WORDS:
        found = widths(columns, room, word)
        if found:
            return [each + GAP for each in found]
    return [GAP + min(room, max(map(len, column))) for column in columns]
