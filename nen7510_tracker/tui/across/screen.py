"""What the views across laboratories have in common: figures, a table, and the text about the row under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content

from nen7510_tracker.tui.action import AGEING, CHANGED, FAILING, TITLES, UPCOMING
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.ink import between, ink, join
from nen7510_tracker.tui.page import Block, Page, Target
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.words.message import Message

if TYPE_CHECKING:
    from nen7510_tracker.tui.desk import Desk
    from nen7510_tracker.tui.when import When

ONLY = "only"  # what a line of figures leads to: their kinds, one after the other
WIDE = 140  # cells from which the table and the text beside it stand side by side

Row = TypeVar("Row")
Result = TypeVar("Result")

# In which tab of a laboratory that what comes or turned is shown, where its kind alone does not say it.
KINDS = {"condition": "decision", "ground": "decision", "reopened": "finding", "accreditation": "certificate"}


class AcrossScreen(Frame, Generic[Result, Row]):
    """A view across laboratories; a subclass says what it asks, and what of it stands in rows and text."""

    SPANS: ClassVar[Sequence[int]] = ()  # the numbers of days that `w` goes through
    DEFAULT_CSS = """
    AcrossScreen > .sides { layout: horizontal; width: 1fr; height: 1fr; }
    AcrossScreen > .sides > Table { width: 3fr; height: 1fr; }
    AcrossScreen > .sides > Page { width: 2fr; height: 1fr; border-left: solid $rule; }
    AcrossScreen.narrow > .sides { layout: vertical; }
    AcrossScreen.narrow > .sides > Table { width: 1fr; height: 2fr; }
    AcrossScreen.narrow > .sides > Page { width: 1fr; height: 1fr; border-left: none; border-top: solid $rule; }
    AcrossScreen.narrow > .sides > Page:focus { height: 2fr; }
    AcrossScreen.-ascii > .sides > Page { border-left: ascii $rule; }
    AcrossScreen.narrow.-ascii > .sides > Page { border-left: none; border-top: ascii $rule; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.result: Result | None = None
        self.only = ""  # which of the kinds that `o` goes through is shown; empty: all
        self.span = self.SPANS[0] if self.SPANS else 0

    # What a view is

    def ask(self, desk: Desk, moment: When) -> Result:
        """Work it out; called in a worker."""
        raise NotImplementedError

    def rows(self, result: Result) -> Sequence[Row]:
        """The rows, those of the kind that is asked."""
        raise NotImplementedError

    def kinds(self, result: Result) -> Sequence[str]:
        """The kinds that `o` goes through, those that there are."""
        raise NotImplementedError

    def kind_name(self, kind: str) -> str:
        """What a kind is called."""
        raise NotImplementedError

    def key(self, row: Row) -> str:
        """Tells rows apart."""
        raise NotImplementedError

    def searched(self, row: Row) -> str:
        """What the filter looks in."""
        raise NotImplementedError

    def columns(self, pen: Pen, result: Result) -> Sequence[Column[Row]]:
        """The columns."""
        raise NotImplementedError

    def figures(self, pen: Pen, result: Result) -> Iterator[Block]:
        """What stands above the table: of how many this tells."""
        raise NotImplementedError

    def about(self, pen: Pen, result: Result, row: Row, width: int) -> Iterator[Block]:
        """The text about a row; its lines lead to the laboratories' facts."""
        raise NotImplementedError

    def empty(self, pen: Pen) -> str:
        """Why there is no row."""
        raise NotImplementedError

    # The frame

    @property
    def where(self) -> Content:
        """All laboratories, and which view."""
        words = self.pen.words
        return join(
            ink(words("All laboratories"), "bold"), ink(f" {self.pen.symbols.dot} "), ink(words(TITLES[self.place]))
        )

    @property
    def table(self) -> Table[Row]:
        """The table."""
        return self.query_one(Table)

    @property
    def page(self) -> Page:
        """The text beside it."""
        return self.query_one("#across-beside", Page)

    def body(self) -> ComposeResult:
        """Figures, then the table with the text beside it, below it where it is narrow."""
        yield Page(id="across-figures", most=5)
        with Container(classes="sides"):
            yield Table[Row](self.key, search=self.searched, id="across")
            yield Page(id="across-beside")

    def on_mount(self) -> None:
        """Show the frame, say that the rest comes."""
        self.set_class(not self.pen.symbols.braille, "-ascii")
        self.table.focus()
        words = self.pen.words
        self.table.empty = ink(words("Working out where every laboratory stands …"), "$quiet")

    def on_resize(self) -> None:
        """Side by side where there is room."""
        self.set_class(self.size.width < WIDE, "narrow")

    def focus_body(self) -> None:
        """The table."""
        self.table.focus()

    def load(self) -> None:
        """Work it out at the app's moment."""
        moment = self.tracker.moment
        self.fetch(lambda desk: self.ask(desk, moment), self._loaded)

    def _loaded(self, result: Result) -> None:
        self.result = result
        if self.only not in self.kinds(result):
            self.only = ""
        self.redraw()
        self.tell()

    def redraw(self) -> None:
        """Show what was worked out, in the language and the signs of now."""
        result, pen = self.result, self.pen
        if result is None:
            return
        self.table.empty = ink(self._why_empty(), "$quiet")
        self.table.fill(self.columns(pen, result), self.rows(result), pen.symbols)
        self._sum_up()
        self._about(self.table.current)

    def narrow(self, text: str) -> None:
        """Show only the rows that contain these words."""
        self.table.empty = ink(self._why_empty(), "$quiet")
        self.table.narrow(text)
        self._sum_up()

    def _why_empty(self) -> str:
        words = self.pen.words
        if self.filter_text:
            return words("Nothing contains “{words}”. Press escape to see all.", words=self.filter_text)
        return self.empty(self.pen)

    def _sum_up(self) -> None:
        result, pen = self.result, self.pen
        if result is None:
            return
        shown, all_ = self.table.counts
        words, hidden = pen.words, []
        if self.only:
            hidden.append(ink(words("only {what}", what=self.kind_name(self.only)), "bold $past"))
        if shown < all_:
            hidden.append(ink(words("shown: {n} of {total}", n=shown, total=all_), "bold $past"))
        blocks = [*self.figures(pen, result), *([Block(between("   ", hidden))] if hidden else [])]
        self.query_one("#across-figures", Page).show(lambda _width: blocks, pen.symbols, keep=True)

    def _about(self, row: Row | None) -> None:
        result, pen = self.result, self.pen
        if result is None or row is None:
            self.page.show(lambda _width: (), pen.symbols)
        else:
            self.page.show(lambda width: list(self.about(pen, result, row, width)), pen.symbols)

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        event.stop()
        self._about(event.row)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        """Enter: to the text."""
        event.stop()
        self.page.focus()

    @on(Page.Followed)
    def _followed(self, event: Page.Followed) -> None:
        event.stop()
        self.follow(event.target)

    def follow(self, target: Target) -> None:
        """To a fact of a laboratory; from a line of figures to the rows that the next of them counts."""
        from nen7510_tracker.tui.laboratory import LaboratoryScreen

        if target.kind == ONLY:
            self._show_next(target.id.split())
            return
        screen = LaboratoryScreen(target.lab, target.lab)
        self.app.push_screen(screen)
        screen.jump(Target(KINDS.get(target.kind, target.kind), target.id))

    def step_back(self) -> bool:
        """From the text and the figures to the table."""
        if any(each.has_focus for each in self.query(Page)):
            self.table.focus()
            return True
        return False

    # Actions

    def do_only(self, _key: str) -> None:
        """Show the next kind only; after the last, all."""
        if self.result is not None:
            self._show_next(self.kinds(self.result))

    def _show_next(self, of: Sequence[str]) -> None:
        kinds = ["", *of]
        at = kinds.index(self.only) if self.only in kinds else 0
        self.only = kinds[(at + 1) % len(kinds)]
        self.redraw()

    def do_span(self, _key: str) -> None:
        """Another number of days."""
        self.span = self.SPANS[(self.SPANS.index(self.span) + 1) % len(self.SPANS)]
        self.load()

    def do_sort(self, _key: str) -> None:
        """Sort by the next column."""
        self.table.next_order()

    def do_reverse(self, _key: str) -> None:
        """Sort the other way round."""
        self.table.order(self.table.sorted_by, descending=not self.table.descending)

    def why_not_reverse(self) -> Message | None:
        """Only what is sorted by a column can be reversed."""
        return None if self.table.sorted_by else Message("Press s first to sort by a column.")

    def do_copy(self, _key: str) -> None:
        """Copy the text about the row."""
        self.copy("\n".join(self.page.content_at(y).plain.rstrip() for y in range(self.page.line_count)))


def one_by_one(kinds: Iterable[str]) -> Target:
    """Where a line of figures of these kinds leads: to the rows of the next kind alone."""
    return Target(ONLY, " ".join(kinds))


def _makers() -> Mapping[str, Callable[[], AcrossScreen[Any, Any]]]:
    from nen7510_tracker.tui.across.ageing import AgeingScreen
    from nen7510_tracker.tui.across.changed import ChangedScreen
    from nen7510_tracker.tui.across.failing import FailingScreen
    from nen7510_tracker.tui.across.upcoming import UpcomingScreen

    return {FAILING: FailingScreen, AGEING: AgeingScreen, UPCOMING: UpcomingScreen, CHANGED: ChangedScreen}


def look_across(frame: Frame, place: str) -> None:
    """Open a view over the laboratories, in the place of another one that is open."""
    if frame.place == place:
        return
    made = _makers()[place]()
    if isinstance(frame, AcrossScreen):
        frame.app.switch_screen(made)
    else:
        frame.app.push_screen(made)
