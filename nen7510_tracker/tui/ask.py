"""A question with a text to read: enter does it, escape does not."""

from collections.abc import Iterator, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.foot import Foot
from nen7510_tracker.tui.ink import line
from nen7510_tracker.tui.page import Block, Page
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.words.message import Message


class Ask(Dialog[bool]):
    """Shows lines; without `yes` there is nothing to agree to, only to read."""

    DEFAULT_CSS = """
    Ask > .box { height: auto; max-height: 90%; width: 90%; max-width: 90; }
    Ask Page { height: auto; max-height: 100%; background: $panel; }
    Ask .foot { height: auto; color: $key; text-style: bold; margin: 1 0 0 0; }
    """

    def __init__(self, title: str, blocks: Sequence[Block], pen: Pen, *, yes: str = "") -> None:
        super().__init__(pen)
        self.asked = title
        self.blocks = blocks
        self.yes = yes

    def compose(self) -> ComposeResult:
        """The text above the keys."""
        words = self.pen.words
        with Vertical(classes="box") as box:
            box.border_title = Content(self.asked)
            yield Page(id="question", most=16)
            foot = words("enter: {what}   esc: back", what=self.yes) if self.yes else words("esc: back")
            yield Foot(foot)

    def on_mount(self) -> None:
        """Show the text."""
        self.query_one(Page).show(lambda _width: self.blocks, self.pen.symbols)

    def on_key(self, event: events.Key) -> None:
        """Enter agrees, where there is something to agree to."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.dismiss(bool(self.yes))


def counted(pen: Pen, message: Message, names: Sequence[str]) -> Iterator[Block]:
    """A sentence with a figure in it, and beneath it what the figure counts."""
    yield Block(pen.say(message), hang=2)
    if names:
        yield Block(line(", ".join(names), "$quiet"), indent=2)
