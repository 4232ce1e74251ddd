"""What a file of findings comes to, before it is recorded: its columns, what would be recorded, or every mistake."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from nen7510_tracker.dossier.entry import Statement
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.exchange.columns import NAMES
from nen7510_tracker.exchange.taking import Taking, Understood
from nen7510_tracker.exchange.template import HEADERS
from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.foot import APART, Foot
from nen7510_tracker.tui.ink import between, ink, join, line
from nen7510_tracker.tui.keys import key_name
from nen7510_tracker.tui.kinds import kind_name
from nen7510_tracker.tui.menu import Do, Item, Menu
from nen7510_tracker.tui.page import Block, Page
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.words.message import N_, Message

MOST = 300  # facts and mistakes that are shown one by one
RECORD = "r"
_ELSE = {"annex": N_("Control of part 2"), "clause": N_("Clause of part 1")}
_CHOICES = frozenset({"grade", "rating", "state", "depth", "kind"})
_TOLD_ELSEWHERE = frozenset({"id", "assessment", "finding", "title"})


class Review(Dialog[bool]):
    """Columns above, what would become of the rows below. The answer is whether to record it."""

    DEFAULT_CSS = """
    Review > .box { height: 94%; width: 96%; max-width: 140; }
    Review Table { height: auto; min-height: 3; max-height: 10; background: $panel; }
    Review Page { height: 1fr; background: $panel; border-top: solid $rule; }
    Review.-ascii Page { border-top: ascii $rule; }
    Review .foot { height: auto; color: $key; text-style: bold; }
    """

    def __init__(self, title: str, taking: Taking, pen: Pen, remap: Callable[[Mapping[str, str]], None]) -> None:
        """`remap` looks at the file again, its columns holding other keys; it shows what comes of it here."""
        super().__init__(pen)
        self.review_title = title
        self.taking = taking
        self.remap = remap
        self.mapped: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The columns, where there are any, the facts or mistakes, the keys."""
        with Vertical(classes="box") as box:
            box.border_title = Content(self.review_title)
            yield Table[Understood](lambda row: f"{row.sheet}\n{row.header}", id="columns")
            yield Page(id="becomes")
            yield Foot("")

    def on_mount(self) -> None:
        """Show it."""
        self.show(self.taking)

    def show(self, taking: Taking) -> None:
        """Show what the file comes to now."""
        self.taking = taking
        table: Table[Understood] = self.query_one("#columns", Table)
        table.display = bool(taking.columns)
        table.fill(self._columns(), taking.columns, self.pen.symbols)
        self.query_one(Page).show(lambda _width: list(becomes(self.pen, taking)), self.pen.symbols)
        self.query_one(Foot).tell(self._keys())
        (table if taking.columns else self.query_one(Page)).focus()

    def _columns(self) -> Sequence[Column[Understood]]:
        words = self.pen.words
        return (
            Column(words("Column in the file"), 30, lambda row, _: line(row.header), grows=1, least=12),
            Column(words("Is read as"), 26, lambda row, _: self._meaning(row), grows=1, least=12),
            Column(words("Sheet"), 14, lambda row, _: line(row.sheet, "$quiet"), keep=3),
        )

    def _meaning(self, row: Understood) -> Content:
        if row.key is None:
            return ink(self.pen.words("not read"), "$quiet")
        return ink(meaning(self.pen, row.key))

    def _keys(self) -> str:
        words, taking = self.pen.words, self.taking
        parts = [words("r: record {n} facts", n=len(taking.statements))] if taking.statements else []
        parts += [words("enter: what the column holds"), words("tab: to the facts")] if taking.columns else []
        return APART.join([*parts, words("esc: back")])

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        row: Understood = event.row
        items = [Item("", self.pen.words("nothing: leave it out"), partial(self._means, row, ""))]
        items += [Item(key, meaning(self.pen, key), partial(self._means, row, key), more=key) for key in NAMES]

        def chosen(do: Do | None) -> None:
            if do:
                do()

        title = self.pen.words("What does {column} hold?", column=row.header)
        self.app.push_screen(Menu(title, items, self.pen), chosen)

    def _means(self, row: Understood, key: str) -> None:
        """Another key for a column; what held that key before, and did not say so itself, gives it up."""
        if key:
            held = (each.header for each in self.taking.columns if each.key == key and each.header != row.header)
            self.mapped |= dict.fromkeys(held, "")
        self.mapped[row.header] = key
        self.remap(self.mapped)

    def on_key(self, event: events.Key) -> None:
        """`r` records, if there is nothing wrong; escape goes back."""
        if event.key == RECORD and self.taking.statements:
            event.stop()
            self.dismiss(True)  # noqa: FBT003 - the dialog's answer


def meaning(pen: Pen, key: str) -> str:
    """What a column of a sheet may hold, as people say it."""
    if key in _ELSE:
        return pen.words(_ELSE[key])
    if key in HEADERS:
        return HEADERS[key][0 if pen.words.language == "nl" else 1]
    return pen.words(key_name("finding_event", key))


def becomes(pen: Pen, taking: Taking) -> Iterator[Block]:
    """The mistakes if there are any; else what would be recorded, and what is left out."""
    words = pen.words
    if taking.wrong:
        yield Block(ink(words("{n} mistakes: nothing can be recorded.", n=len(taking.wrong)), "bold $error"))
        for message in taking.wrong[:MOST]:
            yield Block(join(ink(f"{pen.symbols.verdict['not_met']} ", "$error"), pen.say(message)), hang=2)
        yield from _more(pen, len(taking.wrong))
        return
    if not taking.statements:
        yield Block(ink(words("Nothing new: all of it is recorded already."), "bold"))
    else:
        yield Block(ink(words("{n} facts would be recorded.", n=len(taking.statements)), "bold"))
        yield _kinds(pen, taking)
    for statement in taking.statements[:MOST]:
        yield from _fact(pen, statement)
    yield from _more(pen, len(taking.statements))
    for each in taking.left_out:
        yield Block(join(ink(f"{pen.symbols.dot} ", "$quiet"), pen.say(each)), hang=2)


def _more(pen: Pen, number: int) -> Iterator[Block]:
    if number > MOST:
        yield Block(ink(pen.words("and {n} more, of {total}", n=number - MOST, total=number), "$quiet"))


def _kinds(pen: Pen, taking: Taking) -> Block:
    """Of which kinds the facts are, and how many columns of the file were read."""
    words, counts = pen.words, Counter(each.kind for each in taking.statements)
    parts = [join(ink(f"{words(kind_name(kind))} ", "$quiet"), ink(str(n), "bold")) for kind, n in counts.items()]
    if taking.columns:
        read = sum(each.key is not None for each in taking.columns)
        parts.append(ink(words("{n} of {total} columns are read", n=read, total=len(taking.columns)), "$quiet"))
    return Block(between("   ", parts), hang=2)


def _fact(pen: Pen, statement: Statement) -> Iterator[Block]:
    values = json.loads(statement.fact)
    title = values.get("title", "")
    yield Block(
        join(
            ink(f"{pen.words(kind_name(statement.kind))} ", "$quiet"),
            ink(statement.id, "$primary"),
            "  ",
            line(title),
        ),
        hang=2,
    )
    told = [
        Message("{key}: {value}", key=key_name(statement.kind, key), value=_value(key, value))
        for key, value in values.items()
        if key not in _TOLD_ELSEWHERE
    ]
    if told:
        yield Block(ink("; ".join(map(pen.words, told)), "$quiet"), indent=2, hang=2)


def _value(key: str, value: object) -> str | Message:
    if isinstance(value, str) and key in _CHOICES:
        return label(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
