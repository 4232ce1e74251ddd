"""Which day to look at, and with the knowledge of which day (screens, The frame: `t`)."""

from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.foot import Foot
from nen7510_tracker.tui.ink import ink
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.when import When, read_day
from nen7510_tracker.words.message import InputRejected


class TimeDialog(Dialog[When]):
    """Two days; what is no day is said under its field at once."""

    DEFAULT_CSS = """
    TimeDialog > .box { max-width: 64; }
    TimeDialog Input { background: $background; margin: 0; }
    TimeDialog .wrong { color: $error; height: auto; min-height: 1; }
    TimeDialog .name { text-style: bold; margin: 1 0 0 0; }
    TimeDialog .quiet { color: $quiet; margin: 1 0 0 0; height: auto; }
    """

    def __init__(self, moment: When, today: date, pen: Pen) -> None:
        super().__init__(pen)
        self.moment = moment
        self.today = today

    def compose(self) -> ComposeResult:
        """Two fields, and what they mean."""
        words = self.pen.words
        with Vertical(classes="box") as box:
            box.border_title = Content(words("Time"))
            for field, title, value in (
                ("as_of", words("As of: what was true on"), self.moment.as_of),
                ("known_on", words("Known on: with what was known on"), self.moment.known_on),
            ):
                yield Static(Content(title), classes="name")
                yield Input(value.isoformat(), compact=True, id=field)
                yield Static(Content(""), classes="wrong", id=f"{field}_wrong")
            yield Static(
                Content(words("2026-12-01, 1-12-2026, 1 dec, today, +30. Empty “known on”: the same day.")),
                classes="quiet",
            )
            yield Foot(words("enter: look   esc: back"))

    def _read(self, field: str) -> date | None:
        text = self.query_one(f"#{field}", Input).value
        wrong = self.query_one(f"#{field}_wrong", Static)
        if field == "known_on" and not text.strip():
            text = self.query_one("#as_of", Input).value
        try:
            found = read_day(text, self.today)
        except InputRejected as rejected:
            wrong.update(ink(self.pen.words(rejected.message)))
            return None
        wrong.update(ink(self.pen.day_text(found), "$quiet"))
        return found

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._read("as_of")
        self._read("known_on")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        as_of, known_on = self._read("as_of"), self._read("known_on")
        if as_of and known_on:
            self.dismiss(When(as_of, known_on, self.moment.head))
