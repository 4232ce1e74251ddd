"""What stands in front of a screen until it is closed; escape always closes it."""

from typing import ClassVar, TypeVar

from textual import events
from textual.binding import BindingType
from textual.screen import ModalScreen

from nen7510_tracker.tui.pen import Pen

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
        """Letters instead of signs also around a dialog."""
        self.set_class(not self.pen.symbols.braille, "-ascii")

    def on_key(self, event: events.Key) -> None:
        """Escape closes, whatever has the keys."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
