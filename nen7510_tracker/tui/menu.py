"""A menu: what can be done here; what cannot be done now is shown too, disabled, and says why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.ink import BLANK, ink, line
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.words.message import Message

Do = Callable[[], None]


@dataclass(slots=True, frozen=True)
class Item:
    """Something that can be done: `key` tells it apart, `why_not` says why not now."""

    key: str
    text: str
    do: Do
    more: str = ""
    why_not: Message | None = None


class Menu(Dialog[Do]):
    """Items, one a row; the answer is what to do."""

    DEFAULT_CSS = """
    Menu > .box { height: auto; max-height: 90%; max-width: 100; }
    Menu Table { height: auto; min-height: 3; max-height: 24; background: $panel; }
    Menu .now { height: auto; margin: 0 0 1 0; }
    Menu .why { height: auto; min-height: 1; color: $quiet; margin: 1 0 0 0; }
    """

    def __init__(self, title: str, items: Sequence[Item], pen: Pen, now: Content = BLANK) -> None:
        """`now` says how it stands, above the items."""
        super().__init__(pen)
        self.now = now
        self.menu_title = title
        self.items = items

    def compose(self) -> ComposeResult:
        """The items above a line that says why not."""
        with Vertical(classes="box") as box:
            box.border_title = Content(self.menu_title)
            if self.now.plain:
                yield Static(self.now, classes="now", markup=False)
            yield Table[Item](lambda row: row.key, id="menu")
            yield Static(Content(""), classes="why", markup=False)

    def on_mount(self) -> None:
        """Show the items, the cursor on the first that can be done."""
        table: Table[Item] = self.query_one(Table)
        table.fill(
            (
                Column[Item](
                    "", 30, lambda row, _: line(row.text, "$not-applicable" if row.why_not else ""), grows=2, least=12
                ),
                Column[Item]("", 20, lambda row, _: line(row.more, "$quiet"), grows=1, keep=3),
            ),
            self.items,
            self.pen.symbols,
        )
        first = next((each for each in self.items if each.why_not is None), None)
        if first:
            table.go(first.key)
        table.focus()

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        event.stop()
        reason = event.row.why_not if event.row else None
        text = ink(self.pen.words(reason)) if reason else ink(self.pen.words("enter: do it   esc: back"))
        self.query_one(".why", Static).update(text)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        if event.row.why_not is None:
            self.dismiss(event.row.do)
