"""What stands in front of a screen until it is closed; escape always closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events
from textual.binding import BindingType
from textual.screen import ModalScreen

from nen7510_tracker.tui.pen import Pen

if TYPE_CHECKING:
    from nen7510_tracker.tui.app import TrackerApp

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """A dialog; `pen` writes in the language and signs of the screen behind it."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > .box {
        background: $panel; border: round $primary; border-title-color: $heading; border-title-style: bold;
        padding: 0 1; height: auto; max-height: 95%; width: 90%; max-width: 90;
    }
    Dialog.-ascii > .box { border: ascii $primary; }
    Dialog Lines { background: $panel; }
    """

    def __init__(self, pen: Pen) -> None:
        super().__init__()
        self.pen = pen

    def on_mount(self) -> None:
        """Letters instead of signs also around a dialog; at its foot the view, when it is not today."""
        self.set_class(not self.pen.symbols.braille, "-ascii")
        app = cast("TrackerApp", self.app)
        if not app.is_today:
            for box in self.query(".box"):
                box.border_subtitle = app.view_text()

    def on_click(self, event: events.Click) -> None:
        """A click beside it closes it, as escape does."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            event.stop()
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Escape closes, whatever has the keys."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
