"""A table with the text about its row: side by side where there is room, else one above the other."""

from textual import events
from textual.containers import Container

from nen7510_tracker.tui.frame import Frame

WIDE = 110  # cells from which the text stands beside the table


class Sides(Container):
    """Holds a table and a page, in this order."""

    DEFAULT_CSS = """
    Sides { layout: horizontal; width: 1fr; height: 1fr; }
    Sides > Table { width: 3fr; height: 1fr; }
    Sides > Page { width: 2fr; height: 1fr; border-left: solid $rule; }
    Sides.narrow { layout: vertical; }
    Sides.narrow > Table { width: 1fr; height: 2fr; }
    Sides.narrow > Page { width: 1fr; height: 1fr; border-left: none; border-top: solid $rule; }
    Sides.-ascii > Page { border-left: ascii $rule; }
    Sides.narrow.-ascii > Page { border-left: none; border-top: ascii $rule; }
    """

    def on_mount(self) -> None:
        """Letters instead of lines from the first frame on."""
        self.set_class(isinstance(self.screen, Frame) and not self.screen.pen.symbols.braille, "-ascii")

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        self.set_class(event.size.width < WIDE, "narrow")
