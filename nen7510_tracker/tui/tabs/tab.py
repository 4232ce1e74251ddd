"""What every tab is: a part of the laboratory's screen that shows what was worked out of it."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from nen7510_tracker.tui.page import Page, Target
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Table

if TYPE_CHECKING:
    from nen7510_tracker.tui.desk import Opened
    from nen7510_tracker.tui.laboratory import LaboratoryScreen

TALL = 30  # lines from which a screen has some to spare
WIDE = 100  # cells from which a table and the text beside it stand side by side


class Tab(Container):
    """A tab; a subclass says which place it is, composes its parts, and shows what was opened."""

    DEFAULT_CSS = """
    Tab { width: 1fr; height: 1fr; }
    """
    place: ClassVar[str]

    @property
    def is_tall(self) -> bool:
        """Whether there are lines to spare."""
        return self.app.size.height >= TALL

    def show(self, opened: "Opened") -> None:
        """Show a laboratory at a moment; called again when the moment, the language or the theme changed."""
        raise NotImplementedError

    def prepare(self, opened: "Opened") -> None:
        """Work out beforehand what `show` will ask. Called in a worker; looks at nothing on the screen."""
        opened.work_out()

    def narrow(self, text: str) -> None:
        """Show only what contains these words."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Give the keys to the most important part."""
        raise NotImplementedError

    def step_back(self) -> bool:
        """Go a step back within the tab; says whether there was one."""
        return False

    def go(self, target: Target) -> bool:
        """Put the cursor on something; says whether it is here."""
        del target
        return False

    @property
    def counts(self) -> tuple[int, int] | None:
        """How many rows are shown of how many there are; None: there are no rows here."""
        return None

    def here(self) -> Target | None:
        """Where the cursor of the table stands, to come back to; None: the tab remembers that itself."""
        return None

    def pointed(self) -> Target | None:
        """The fact under the cursor: the line that enter would follow, or the row of the table; None: there is none."""
        focused = self.screen.focused
        return focused.marked if isinstance(focused, Page) else None

    @property
    def laboratory(self) -> "LaboratoryScreen":
        """The screen that the tab is in."""
        return cast("LaboratoryScreen", self.screen)

    @property
    def pen(self) -> Pen:
        """How values are written now."""
        return self.laboratory.pen


class Split(Tab):
    """A table, and beside it (below it where it is narrow) the text about the row under the cursor."""

    DEFAULT_CSS = """
    Split > Page { width: 1fr; height: 1; }
    Split > .sides { layout: horizontal; width: 1fr; height: 1fr; }
    Split > .sides > Table { width: 3fr; height: 1fr; }
    Split > .sides > Page { width: 2fr; height: 1fr; border-left: solid $rule; }
    Split.narrow > .sides { layout: vertical; }
    Split.narrow > .sides > Table { width: 1fr; height: 1fr; }
    Split.narrow > .sides > Page { width: 1fr; height: 1fr; border-left: none; border-top: solid $rule; }
    Split.narrow > .sides > Page:focus { height: 2fr; }
    Split.-ascii > .sides > Page { border-left: ascii $rule; }
    Split.narrow.-ascii > .sides > Page { border-left: none; border-top: ascii $rule; }
    """
    WIDE_FROM: ClassVar[int] = WIDE

    def compose(self) -> ComposeResult:
        """The table and the text."""
        yield from self.above()
        with Container(classes="sides"):
            yield self.make_table()
            yield Page(id=f"{self.place}-beside")

    def above(self) -> ComposeResult:
        """What stands above the table; nothing unless a tab says so."""
        return iter(())

    def make_table(self) -> Widget:
        """The table."""
        raise NotImplementedError

    @property
    def table(self) -> Table:  # type: ignore[type-arg] # each tab has rows of its own
        """The table."""
        return self.query_one(Table)

    @property
    def page(self) -> Page:
        """The text beside it."""
        return self.query_one(f"#{self.place}-beside", Page)

    def on_mount(self) -> None:
        """Letters instead of lines from the first frame on."""
        self.set_class(not self.pen.symbols.braille, "-ascii")

    def on_resize(self) -> None:
        """Side by side where there is room."""
        self.set_class(self.size.width < self.WIDE_FROM, "narrow")

    @property
    def counts(self) -> tuple[int, int]:
        """Of the table."""
        return self.table.counts

    def focus_first(self) -> None:
        """The table."""
        self.table.focus()

    def step_back(self) -> bool:
        """From the text to the table."""
        if isinstance(self.screen.focused, Page):
            self.table.focus()
            return True
        return False

    def narrow(self, text: str) -> None:
        """Filter the table."""
        self.table.narrow(text)

    def on_table_moved(self, event: Table.Moved) -> None:
        """Tell about the row under the cursor."""
        event.stop()
        self.tell(event.row)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Enter: to the text."""
        event.stop()
        self.page.focus()

    def tell(self, row: object) -> None:
        """Show the text about a row; None: there is no row."""
        raise NotImplementedError

    def do_sort(self, _key: str) -> None:
        """Sort by the next column."""
        self.table.next_order()

    def do_reverse(self, _key: str) -> None:
        """Sort the other way round."""
        self.table.order(self.table.sorted_by, descending=not self.table.descending)

    def do_copy(self, _key: str) -> None:
        """Copy the text about the row."""
        self.laboratory.copy(self.page.text)
