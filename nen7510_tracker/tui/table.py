"""A table of which only the visible rows are drawn."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from nen7510_tracker.tui.ink import BLANK, fit, ink, join
from nen7510_tracker.tui.lines import Lines
from nen7510_tracker.tui.symbols import UNICODE, Symbols

Row = TypeVar("Row")

ESSENTIAL = 8  # columns that matter this much shrink before they go
GUTTER = 1  # the cell in which the cursor's sign stands: a row is found without colours too


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column; `cell` is given the row and the cells that there are.

    `width` is what it likes to have, `least` what it can do with; `grows` how it shares in what is left.
    Where there is too little room the columns with the lowest `keep` go first.
    """

    title: str
    width: int
    cell: Callable[[Row, int], Content]
    grows: int = 0
    keep: int = 9
    least: int = 0
    right: bool = False
    sort: Callable[[Row], Any] | None = None


@dataclass
class _Layout(Generic[Row]):
    """Which columns are shown, and how wide."""

    columns: list[tuple[Column[Row], int]] = field(default_factory=list)


def laid_out(columns: Sequence[Column[Row]], width: int) -> list[tuple[Column[Row], int]]:
    """The columns that fit in a width, each with its own; a cell stays free between two.

    First go the columns that are not important, until the others have the width that they like; then
    these shrink to their least; what still finds no room goes.
    """
    kept = _fitting(columns, width, lambda each: each.width, lambda each: each.keep < ESSENTIAL)
    kept = _fitting(kept, width, lambda each: each.least or each.width, lambda _: True)
    widths = [each.least or each.width for each in kept]
    left = width - sum(widths) - len(kept) + 1
    for at, each in enumerate(kept):
        more = max(0, min(left, each.width - widths[at]))
        widths[at] += more
        left -= more
    _grow(widths, [each.grows for each in kept], left)
    return list(zip(kept, widths, strict=True))


def _fitting(
    columns: Sequence[Column[Row]],
    width: int,
    need: Callable[[Column[Row]], int],
    may_go: Callable[[Column[Row]], bool],
) -> list[Column[Row]]:
    kept = list(columns)
    while len(kept) > 1 and sum(need(each) + 1 for each in kept) - 1 > width:
        loose = [place for place, each in enumerate(kept) if may_go(each)]
        if not loose:
            break
        lowest = min(kept[place].keep for place in loose)
        kept.pop(max(place for place in loose if kept[place].keep == lowest))
    return kept


def _grow(widths: list[int], weights: list[int], left: int) -> None:
    """Share out what is left; where there is too little even for one column it shrinks."""
    total = sum(weights)
    if left < 0:
        widths[0] = max(1, widths[0] + left)
    elif total:
        shares = [left * weight // total for weight in weights]
        shares[next(at for at, weight in enumerate(weights) if weight)] += left - sum(shares)
        for at, share in enumerate(shares):
            widths[at] += share


class Table(Lines, Generic[Row]):
    """Rows, one line each, under their titles, if any; sorted, filtered, with a cursor that stays on its row."""

    fixed = 1

    class Moved(Message):
        """The cursor is on another row; None: there is none."""

        def __init__(self, table: "Table[Any]", row: Any) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> "Table[Any]":
            """The table."""
            return self.table

    class Chosen(Moved):
        """A row was chosen: enter, or a click on the row of the cursor."""

    def __init__(
        self,
        key: Callable[[Row], str],
        *,
        search: Callable[[Row], str] | None = None,
        heading: Callable[[Row], bool] = lambda _: False,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        """`key` tells rows apart, `search` is what a filter looks in, `heading` says which rows are headings."""
        super().__init__(id=id)
        self.key = key
        self.search = search
        self.heading = heading
        self.symbols: Symbols = UNICODE
        self.empty: Content = BLANK
        self.columns: Sequence[Column[Row]] = ()
        self.shown: Sequence[Row] = ()
        self.sorted_by: str | None = None
        self.descending = False
        self._rows: Sequence[Row] = ()
        self._texts: list[str] = []
        self._filter = ""
        self._cursor = 0
        self._layout: _Layout[Row] = _Layout()
        self._told: tuple[str, Any] | None = None

    # What is shown

    def fill(self, columns: Sequence[Column[Row]], rows: Iterable[Row], symbols: Symbols) -> None:
        """Show these rows; the cursor stays on the row with its key, the order and the filter stay."""
        self.columns, self.symbols = columns, symbols
        self.fixed = int(any(each.title for each in columns))
        self._rows = list(rows)
        self._texts = [self.search(row).casefold() for row in self._rows] if self.search else []
        if self.sorted_by not in {each.title for each in columns}:
            self.sorted_by = None
        self._arrange()

    def narrow(self, text: str) -> None:
        """Show only the rows in which every word of the text is found; an empty text shows all."""
        self._filter = text.casefold()
        self._arrange()

    def order(self, title: str | None, *, descending: bool = False) -> None:
        """Sort by a column; None: as the rows came."""
        self.sorted_by, self.descending = title, descending
        self._arrange()

    @property
    def counts(self) -> tuple[int, int]:
        """How many rows are shown of how many, headings aside."""
        shown = sum(not self.heading(row) for row in self.shown)
        return shown, sum(not self.heading(row) for row in self._rows)

    def _arrange(self) -> None:
        kept = self.key(self.current) if self.current is not None else None
        rows = self._narrowed()
        column = next((each for each in self.columns if each.title == self.sorted_by and each.sort), None)
        if column and column.sort:
            rows = sorted(rows, key=column.sort, reverse=self.descending)
        self.shown = rows
        self._cursor = min(self._cursor, max(0, len(rows) - 1))
        if kept is None:
            self._cursor = next((at for at, row in enumerate(rows) if not self.heading(row)), 0)
        else:
            self._cursor = next((at for at, row in enumerate(rows) if self.key(row) == kept), self._cursor)
        self._lay_out()
        self.bring(self._cursor + self.fixed)
        self._tell()

    def _narrowed(self) -> Sequence[Row]:
        words = self._filter.split()
        if not words or not self.search:
            return self._rows
        rows: list[Row] = []
        pending: Row | None = None
        for row, text in zip(self._rows, self._texts, strict=True):
            if self.heading(row):
                pending = row
            elif all(word in text for word in words):
                if pending is not None:
                    rows.append(pending)
                    pending = None
                rows.append(row)
        return rows

    # The cursor

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.shown[self._cursor] if self._cursor < len(self.shown) else None

    def go(self, key: str) -> bool:
        """Put the cursor on the row with this key; says whether it is there."""
        for at, row in enumerate(self.shown):
            if self.key(row) == key:
                self.move_to(at)
                return True
        return False

    def move_to(self, at: int) -> None:
        """Put the cursor on a row by its place, the nearest one there is."""
        at = max(0, min(at, len(self.shown) - 1))
        if at != self._cursor:
            self._draw_line(self._cursor)
            self._cursor = at
            self._draw_line(at)
        self.bring(at + self.fixed, above=1 if at and self.heading(self.shown[at - 1]) else 0)
        self._tell()

    def _draw_line(self, at: int) -> None:
        y = at + self.fixed - self.scroll_offset.y
        if self.fixed <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _tell(self) -> None:
        row = self.current
        told = (self.key(row), row) if row is not None else None
        if told != self._told or told is None:
            self._told = told
            self.post_message(self.Moved(self, row))

    def on_key(self, event: events.Key) -> None:
        """Move the cursor, or choose its row."""
        page = max(1, self.room - 1)
        steps = {"up": -1, "k": -1, "down": 1, "j": 1, "pageup": -page, "pagedown": page}
        if event.key in steps:
            self.move_to(self._cursor + steps[event.key])
        elif event.key == "home":
            self.move_to(0)
        elif event.key == "end":
            self.move_to(len(self.shown) - 1)
        elif event.key == "enter" and self.current is not None:
            self.post_message(self.Chosen(self, self.current))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, on its row it chooses, on a title it sorts."""
        at = self.text_line(event.y)
        if event.y < self.fixed:
            self._sort_at(event.x)
        elif at - self.fixed < len(self.shown):
            if at - self.fixed == self._cursor:
                self.post_message(self.Chosen(self, self.current))
            else:
                self.move_to(at - self.fixed)

    def _sort_at(self, x: int) -> None:
        left = GUTTER
        for column, width in self._layout.columns:
            if left <= x < left + width and column.sort:
                self.order(column.title, descending=self.sorted_by == column.title and not self.descending)
            left += width + 1

    def next_order(self) -> None:
        """Sort by the next column that can be sorted by; after the last: as the rows came."""
        titles = [each.title for each, _ in self._layout.columns if each.sort]
        at = titles.index(self.sorted_by) + 1 if self.sorted_by in titles else 0
        self.order(titles[at] if at < len(titles) else None)

    # Drawing

    def refit(self) -> None:
        """Fit the columns in the new width."""
        self._lay_out()
        self.bring(self._cursor + self.fixed)

    def _lay_out(self) -> None:
        self._layout = _Layout(laid_out(self.columns, max(1, self.inner_width - GUTTER)))
        self.measure()

    @property
    def line_count(self) -> int:
        """The titles, and a line per row; one that says why there is none."""
        return self.fixed + (len(self.shown) or len(self._empty_lines()))

    def component_at(self, y: int) -> str | None:
        """Titles and cursor have styles of their own."""
        if y < self.fixed:
            return "lines--head"
        return "lines--cursor" if self.shown and y - self.fixed == self._cursor else None

    def content_at(self, y: int) -> Content:
        """The titles, or a row."""
        if y < self.fixed:
            return self._titles()
        if not self.shown:
            return join("  ", self._empty_lines()[y - self.fixed])
        at = y - self.fixed
        try:
            return self._row(self.shown[at], at == self._cursor)
        except Exception as error:  # noqa: BLE001 - an error is a sentence, never the end of the program
            return self.explain(error)

    def _empty_lines(self) -> Sequence[Content]:
        width = max(8, self.inner_width - 3)
        return [line for each in self.empty.split(allow_blank=True) for line in each.wrap(width) or [BLANK]]

    def _titles(self) -> Content:
        signs = self.symbols
        cells = []
        for column, width in self._layout.columns:
            order = (signs.up if not self.descending else signs.down) if column.title == self.sorted_by else ""
            cells.append(fit(ink(column.title + order), width, right=column.right, ellipsis=signs.ellipsis))
        return join(" " * GUTTER, Content(" ").join(cells))

    def _row(self, row: Row, is_current: bool) -> Content:
        signs = self.symbols
        gutter = (signs.cursor if self.has_focus else signs.blurred) if is_current else " "
        if self.heading(row):
            width = max(0, self.inner_width - GUTTER)
            cell = self._layout.columns[0][0].cell if self._layout.columns else None
            body = fit(cell(row, width), width, ellipsis=signs.ellipsis) if cell else BLANK
        else:
            cells = [
                fit(column.cell(row, width), width, right=column.right, ellipsis=signs.ellipsis)
                for column, width in self._layout.columns
            ]
            body = Content(" ").join(cells)
        return join(ink(gutter, "$primary bold"), body)

    def on_focus(self) -> None:
        """The cursor's sign says where the keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor's sign says where the keys go."""
        self.refresh()
