"""The keys at the foot of a dialog: each can be clicked too."""

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from nen7510_tracker.tui.ink import ink, join

APART = "   "  # between two keys, in the text and on the screen
# A key as it is written, the key that it is, and the character that it types.
PRESSED = {
    "enter": ("enter", "\r"),
    "esc": ("escape", "\x1b"),
    "ctrl+s": ("ctrl+s", None),
    "ctrl+x": ("ctrl+x", None),
    "ctrl+o": ("ctrl+o", None),
    "backspace": ("backspace", "\x7f"),
    "q": ("q", "q"),
    "r": ("r", "r"),
    "tab": ("tab", "\t"),
    "D": ("D", "D"),
}


class Foot(Widget):
    """Keys and what they do, `enter: save   esc: back`, on as many lines as they need."""

    DEFAULT_CSS = """
    Foot { height: auto; width: 1fr; }
    """

    def __init__(self, text: str, classes: str = "foot") -> None:
        super().__init__(classes=classes)
        self.parts = text.split(APART)

    def tell(self, text: str) -> None:
        """Other keys from now on."""
        self.parts = text.split(APART)
        self.refresh(layout=True)

    def _rows(self, width: int) -> Sequence[Sequence[Content]]:
        """The keys on each line, with what stands between them."""
        rows: list[list[Content]] = [[]]
        for part in self.parts:
            for piece in ink(part).wrap(max(8, width)):
                used = sum(each.cell_length for each in rows[-1])
                if rows[-1] and used + piece.cell_length > width:
                    rows.append([])
                rows[-1] += [piece, ink(APART)]
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as they need."""
        del container, viewport
        return len(self._rows(width))

    def render(self) -> Content:
        """Draw them."""
        return Content("\n").join([join(*row) for row in self._rows(self.size.width)])

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        at, rows = 0, self._rows(self.size.width)
        for piece in rows[event.y] if event.y < len(rows) else ():
            if at <= event.x < at + piece.cell_length:
                key = PRESSED.get(piece.plain.partition(":")[0].strip())
                if key:
                    event.stop()
                    self.app.post_message(events.Key(*key))
            at += piece.cell_length
