"""What draws only the lines that are visible: ten thousand rows cost no more than forty (craft, Traps of Textual 8)."""

from typing import TYPE_CHECKING, ClassVar, cast

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from nen7510_tracker.tui.ink import BLANK, ink

if TYPE_CHECKING:
    from nen7510_tracker.tui.app import TrackerApp


class Lines(ScrollView, can_focus=True):
    """Lines of text that scroll; text can be selected with the mouse and copied.

    A subclass says how many lines there are, and what stands on each. The first `fixed` lines do not
    scroll.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--cursor", "lines--head"}
    DEFAULT_CSS = """
    Lines {
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .lines--cursor { background: $cursor; }
        & > .lines--head { color: $quiet; background: $bar; }
    }
    """

    fixed = 0
    _fitted = Size()  # the size that the text was last laid out for

    @property
    def line_count(self) -> int:
        """How many lines there are, the fixed ones included."""
        raise NotImplementedError

    def content_at(self, y: int) -> Content:
        """What stands on a line, counted from the top of the text."""
        raise NotImplementedError

    def component_at(self, _y: int) -> str | None:
        """The component class that a line is drawn in; None: the widget's own style."""
        return None

    @property
    def inner_width(self) -> int:
        """The cells between the edges, scroll bar aside."""
        return self.scrollable_content_region.width

    @property
    def room(self) -> int:
        """How many scrolling lines are visible."""
        return max(1, self.scrollable_content_region.height - self.fixed)

    def measure(self) -> None:
        """Tell the scroll bar how long the text is, and draw it again.

        The bar has its cells always, so that nothing else has to move: the screen is not laid out anew.
        """
        self._fitted = self.size
        size = Size(self.inner_width, self.line_count)
        if size != self.virtual_size:
            self.set_reactive(ScrollView.virtual_size, size)
            self._scroll_update(size)
        self.refresh()

    def text_line(self, y: int) -> int:
        """Which line of the text stands at a height of the widget."""
        return y if y < self.fixed else y + self.scroll_offset.y

    def render_lines(self, crop: Region) -> list[Strip]:
        """Fit the text in first where nobody said that the size is another.

        Whoever asks a widget for its size between a change of styles and the next layout has Textual work out where
        everything will be, and then it tells no widget any more that it was resized.
        """
        self.on_resize()
        return super().render_lines(crop)

    def on_resize(self) -> None:
        """Fit the text in, if the size is another."""
        if self.size != self._fitted:
            self.refit()

    def refit(self) -> None:
        """Lay the text out for the size as it is."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Draw the line at a height of the widget."""
        at = self.text_line(y)
        width = self.inner_width
        component = self.component_at(at) if at < self.line_count else None
        base = self.visual_style + self.get_visual_style(component) if component else self.visual_style
        content = self.content_at(at) if at < self.line_count else BLANK
        return self._strip(content, at, width, base)

    def _strip(self, content: Content, at: int, width: int, base: Style) -> Strip:
        selection = self.text_selection
        span = selection.get_span(at) if selection else None
        if span:
            start, end = span
            marked = self.screen.get_visual_style("screen--selection")
            content = content.stylize(marked, start, len(content.plain) if end == -1 else end)
        segments, x = [], 0
        for text, style in content.render(base, end="", parse_style=Style.parse):  # type: ignore[arg-type]
            segments.append(Segment(text, (base + style).rich_style_with_offset(x, at)))
            x += len(text)
        strip = Strip(segments)
        return strip.crop_extend(0, width, base.rich_style)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that was selected."""
        # The first cell is the cursor's: its sign is not part of the text.
        text = "\n".join(f" {self.content_at(y).plain[1:]}".rstrip() or " " for y in range(self.line_count))
        return selection.extract(text), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw what is selected now."""
        del selection
        self.refresh()

    def explain(self, error: Exception) -> Content:
        """What went wrong while a text was made, as a sentence: never the end of the program."""
        app = cast("TrackerApp", self.app)
        return ink(app.pen.words(app.trouble(error)), "$error")

    def bring(self, at: int, *, above: int = 0) -> None:
        """Scroll as little as needed to see a line of the text, with some lines above it."""
        top, scrolled = self.scroll_offset.y, at - self.fixed
        if scrolled - above < top:
            self.scroll_to(y=max(0, scrolled - above), animate=False)
        elif scrolled >= top + self.room:
            self.scroll_to(y=scrolled - self.room + 1, animate=False)
