"""A menu: what can be done here; what cannot be done now is shown too, disabled, and says why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.foot import Foot
from nen7510_tracker.tui.ink import BLANK, line
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.words.message import Message

Do = Callable[[], None]
MOST = 60  # cells of an item's text
LEAST = 26  # cells of what is said beside it, where there is so much


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
    Menu .why { min-height: 1; color: $quiet; margin: 1 0 0 0; }
    Menu .why.keys { color: $key; text-style: bold; }
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
            yield Foot("", classes="why")

    def on_mount(self) -> None:
        """Show the items, the cursor on the first that can be done."""
        table: Table[Item] = self.query_one(Table)
        room = min(MOST, max((line(each.text).cell_length for each in self.items), default=12)) + 1
        more = max((line(each.more).cell_length for each in self.items), default=0)
        table.fill(
            (
                Column[Item](
                    "", room, lambda row, _: line(row.text, "$not-applicable" if row.why_not else ""), least=12
                ),
                Column[Item]("", 20, lambda row, _: line(row.more, "$quiet"), grows=1, least=min(more, LEAST)),
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
        foot, keys = self.query_one(Foot), self.pen.words("enter: do it   esc: back")
        foot.set_class(reason is None, "keys")
        foot.tell(self.pen.words(reason) if reason else keys)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        if event.row.why_not is None:
            self.dismiss(event.row.do)
