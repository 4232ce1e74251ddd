"""What `q` asks when a form holds what was not saved: leave and keep it, stay, or throw it away."""

from collections.abc import Iterator, Sequence
from typing import Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.foot import Foot
from nen7510_tracker.tui.ink import between, ink, line
from nen7510_tracker.tui.page import Block, Page
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.unsaved import FormName
from nen7510_tracker.words.message import Message

KEYS: dict[str, Literal["keep", "discard"]] = {"q": "keep", "enter": "keep", "D": "discard"}


class Leaving(Dialog[Literal["keep", "discard"]]):
    """Says which forms hold what was not saved; the answer is what becomes of it, None: nobody leaves."""

    DEFAULT_CSS = """
    Leaving > .box { height: auto; max-height: 90%; width: 90%; max-width: 90; }
    Leaving Page { height: auto; max-height: 100%; background: $panel; }
    Leaving .foot { height: auto; color: $key; text-style: bold; margin: 1 0 0 0; }
    """

    def __init__(self, forms: Sequence[FormName], trouble: Message | None, pen: Pen) -> None:
        """`trouble`: why what was typed last could not be kept."""
        super().__init__(pen)
        self.forms = forms
        self.trouble = trouble

    def compose(self) -> ComposeResult:
        """The forms above the keys."""
        words = self.pen.words
        with Vertical(classes="box") as box:
            box.border_title = Content(words("Leave? Something was typed and not saved"))
            yield Page(id="forms", most=16)
            keys = (
                words("q: leave, and lose what could not be kept   esc: back   D: throw it all away, and leave")
                if self.trouble
                else words("q: leave, it is kept   esc: back   D: throw it all away, and leave")
            )
            yield Foot(keys)

    def on_mount(self) -> None:
        """Show the forms."""
        super().on_mount()
        self.query_one(Page).show(lambda _width: list(self._blocks()), self.pen.symbols)

    def _blocks(self) -> Iterator[Block]:
        words = self.pen.words
        for form in self.forms:
            name = ink(words(form.title), "bold")
            yield Block(between("  ", (ink(self.pen.symbols.dot), name, line(form.lab, "$quiet"))), hang=2)
        yield Block()
        if self.trouble:
            yield Block(ink(words(self.trouble), "$error"))
        else:
            kept = words("It is kept: each form is taken up where it was left when you open it again.")
            yield Block(ink(kept, "$quiet"))

    def on_key(self, event: events.Key) -> None:
        """Each answer has its key; escape is the dialog's own."""
        answer = KEYS.get(event.character or "") or KEYS.get(event.key)
        if answer:
            event.stop()
            event.prevent_default()
            self.dismiss(answer)
