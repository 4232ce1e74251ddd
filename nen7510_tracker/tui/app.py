"""The terminal interface: laboratories, and each laboratory in seven tabs (design section 8)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.content import Content
from textual.filter import LineFilter
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender

from nen7510_tracker.dossier.account import STATED
from nen7510_tracker.tui.action import AGEING, CHANGED, FAILING, UPCOMING
from nen7510_tracker.tui.frame import Frame
from nen7510_tracker.tui.ink import ink, join
from nen7510_tracker.tui.labs import LabsScreen
from nen7510_tracker.tui.letters import as_shown
from nen7510_tracker.tui.no_colours import NoColours
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.settings import Settings
from nen7510_tracker.tui.symbols import ASCII, UNICODE
from nen7510_tracker.tui.theme import DARK, DEFAULT_THEME, OWN, THEMES, next_theme
from nen7510_tracker.tui.typing import Typing
from nen7510_tracker.tui.when import When
from nen7510_tracker.words.catalogue import LANGUAGES, words_of
from nen7510_tracker.words.day import of
from nen7510_tracker.words.message import Message, Refusal

if TYPE_CHECKING:
    from nen7510_tracker.service.drafting import Drafting
    from nen7510_tracker.service.record import Record
    from nen7510_tracker.store.journal import Journal
    from nen7510_tracker.tui.desk import Desk
    from nen7510_tracker.tui.unsaved import Unsaved


NO_COLOURS = NoColours()


EVERY = 4  # seconds between two looks at whether the record has grown


class PlainScrollBarRender(ScrollBarRender):
    """A scroll bar without block elements, for `--ascii`."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8
    BLANK_GLYPH = " "


class TrackerApp(App[None]):
    """The program: which record, who works, which moment is looked at, in which language and theme."""

    TITLE = "nen7510"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = """
    * { scrollbar-size-vertical: 1; }
    Input { background: $bar; color: $foreground; }
    Input > .input--cursor { background: $foreground; color: $background; text-style: none; }
    """

    def __init__(
        self,
        record: Record | Callable[[], Record],
        *,
        today: date,
        actor: str,
        language: str,
        place: str | None = None,
        ascii_only: bool = False,
        settings: Settings | None = None,
    ) -> None:
        super().__init__()
        self._open_record = record if callable(record) else lambda: record
        self._desk: Desk | None = None
        self._drafting: Drafting | None = None
        self._opening = Lock()
        self.today = today
        self.actor = actor
        self.access = STATED  # until the record is open
        self.database = place
        self.moment = When(today, today)
        self.settings = settings or Settings()
        self._unsaved: Unsaved | None = None
        signs = ASCII if ascii_only else UNICODE
        self.pen = Pen(as_shown(words_of(language), signs), signs)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.settings.theme if self.settings.theme in {each.name for each in THEMES} else DEFAULT_THEME
        ScrollBar.renderer = PlainScrollBarRender if ascii_only else ScrollBarRender
        self.typing = Typing(self, super().on_event)
        self.failure: Exception | None = None
        self.troubles: list[Exception] = []

    async def on_event(self, event: events.Event) -> None:
        """Answer keys one after the other, also those that come in a burst."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.typing.take(event)
        else:
            await super().on_event(event)

    def get_default_screen(self) -> Screen[Any]:
        """Begin with the laboratories."""
        return LabsScreen()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours that the interface names, for themes that do not give them."""
        return {name: DARK.variables[name] for name in OWN}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """With `NO_COLOR` no colour at all is sent; Textual's own way sends greys."""
        return (NO_COLOURS,) if self.no_color else super().get_line_filters()

    @property
    def frame(self) -> Frame | None:
        """The topmost screen that has a frame: what lies under a dialog."""
        return next((each for each in reversed(self.screen_stack) if isinstance(each, Frame)), None)

    def desk(self) -> Desk:
        """What reads the record; made, and the record opened, when it is first asked for, after the first paint.

        To be called in workers. A record that cannot be opened at all ends the program, with its sentence.
        """
        with self._opening:
            if self._desk is None:
                from nen7510_tracker.tui.desk import Desk

                try:
                    record = self._open_record()
                    self.access = record.access
                    self._desk = Desk(record, self.today)
                except Refusal as refusal:
                    self.failure = refusal
                    self.call_from_thread(self.exit)
                    raise
            return self._desk

    def drafting(self) -> Drafting:
        """The drafts of the record, with a journal beside the settings. To be called once the desk is there."""
        if self._drafting is None:
            from nen7510_tracker.service.drafting import Drafting

            self._drafting = Drafting(self.desk().record, self._journal("drafts"))
        return self._drafting

    @property
    def unsaved(self) -> Unsaved:
        """What was typed into forms and not saved, of this record. To be asked once the desk is there."""
        if self._unsaved is None:
            from nen7510_tracker.tui.unsaved import FOLDER, Unsaved

            self._unsaved = Unsaved(self._journal(FOLDER))
        return self._unsaved

    def _journal(self, folder: str) -> Journal | None:
        """Small files beside the settings, about this record."""
        from nen7510_tracker.store.journal import Journal

        path = self.settings.path
        return Journal(path.parent / folder, self.desk().record.ledger.identity) if path else None

    def close_record(self) -> None:
        """Let go of the record that the opener opened."""
        if self._desk is not None:
            self._desk.close()

    # The view

    @property
    def is_today(self) -> bool:
        """Whether one looks at today, with today's knowledge."""
        return self.moment == When(self.today, self.today)

    def view_text(self) -> Content:
        """The view, as the top line says it: not today cannot be missed."""
        pen, words = self.pen, self.pen.words
        if self.is_today:
            return ink(words("today"), "$quiet")
        as_of, known_on = of(self.moment.as_of), of(self.moment.known_on)
        text = words("as of {as_of}, known on {known_on}", as_of=as_of, known_on=known_on)
        return join(ink(f" {pen.symbols.alarm} {text} ", "bold $on-past on $past"))

    def who_text(self) -> str:
        """Who works: the account and its party, or the name that was stated."""
        return str(self.access.account or self.access.login or self.actor)

    def place_text(self) -> str:
        """The database, when it is not the default."""
        return self.database or ""

    def on_mount(self) -> None:
        """From time to time see whether somebody else recorded something."""
        self.set_interval(EVERY, self.follow)

    def follow(self) -> None:
        """Show what somebody else recorded since; cursor, filter and open forms stay as they are."""
        frame = self.frame
        if self._desk is None or frame is None or not frame.follows or not self.is_today:
            return
        desk, lab = self._desk, getattr(frame, "lab", None)

        def work() -> None:
            try:
                has_grown = desk.has_grown(lab)
            except Refusal:  # out of reach for a moment: whoever asks something is told
                return
            if has_grown:
                self.call_from_thread(self._grown, frame)

        self.run_worker(work, thread=True, group="follow", exclusive=True, exit_on_error=False)

    def _grown(self, frame: Frame) -> None:
        if frame is self.frame and self.is_today:
            frame.load()

    def look_at(self, moment: When) -> None:
        """Look at another moment: every screen follows."""
        if moment != self.moment:
            self.moment = moment
            if self.frame:
                self.frame.load()

    # Actions of every screen

    def do_time(self, _key: str) -> None:
        """Ask which day to look at."""
        from nen7510_tracker.tui.time import TimeDialog

        self.push_screen(TimeDialog(self.moment, self.today, self.pen), self._time_chosen)

    def _time_chosen(self, moment: When | None) -> None:
        if moment:
            self.look_at(moment)

    def do_today(self, _key: str) -> None:
        """Back to today, with today's knowledge and the whole record."""
        self.look_at(When(self.today, self.today))

    def why_not_today(self) -> Message | None:
        """It is today already."""
        return Message("You are looking at today.") if self.is_today else None

    def do_language(self, _key: str) -> None:
        """The other language."""
        at = LANGUAGES.index(self.pen.words.language)
        language = LANGUAGES[(at + 1) % len(LANGUAGES)]
        try:
            words = as_shown(words_of(language), self.pen.symbols)
        except FileNotFoundError:
            self._say(Message("The Dutch catalogue is not installed. Install the program again, or run `make words`."))
            return
        self.pen = replace(self.pen, words=words)
        self.settings.language = language
        self._keep()

    def do_theme(self, _key: str) -> None:
        """The next theme."""
        self.theme = next_theme(self.theme)
        self.settings.theme = self.theme
        self._keep()

    def _keep(self) -> None:
        reason = self.settings.keep()
        for screen in self.screen_stack:
            if isinstance(screen, Frame):
                screen.redraw()
                screen.tell()
        if reason:
            self._say(reason)

    def _say(self, message: Message) -> None:
        if self.frame:
            self.frame.flash(message)

    def do_reload(self, _key: str) -> None:
        """Read the record again."""
        if self.frame:
            self.frame.load()

    def do_help(self, _key: str) -> None:
        """What this screen's keys, signs and words mean."""
        from nen7510_tracker.tui.help import HelpScreen

        if self.frame:
            self.push_screen(HelpScreen(self.frame.place, self.pen))

    def do_export(self, _key: str) -> None:
        """Write what one looks at to a file."""
        from nen7510_tracker.tui.export import export

        if self.frame:
            export(self.frame)

    def do_failing(self, _key: str) -> None:
        """The controls that fail most."""
        self._look_across(FAILING)

    def do_ageing(self, _key: str) -> None:
        """For how long findings have been open."""
        self._look_across(AGEING)

    def do_upcoming(self, _key: str) -> None:
        """What comes up."""
        self._look_across(UPCOMING)

    def do_changed(self, _key: str) -> None:
        """What changed."""
        self._look_across(CHANGED)

    def _look_across(self, place: str) -> None:
        from nen7510_tracker.tui.across.screen import look_across

        if self.frame:
            look_across(self.frame, place)

    def do_palette(self, _key: str) -> None:
        """Find an action, a laboratory or a control."""
        from nen7510_tracker.tui.palette import Palette

        if self.frame:
            self.push_screen(Palette(self.frame, self.pen), self.frame_goes)

    def frame_goes(self, choice: Any) -> None:
        """Go where the palette says."""
        if choice is not None and self.frame:
            choice(self.frame)

    def do_quit(self, _key: str) -> None:
        """Leave; asks when a form holds what was not saved."""
        forms = self.unsaved.forms() if self._desk else ()
        if not forms:
            self.exit()
            return
        from nen7510_tracker.tui.leaving import Leaving

        self.push_screen(Leaving(forms, self.unsaved.trouble, self.pen), self._leaves)

    def _leaves(self, what: Literal["keep", "discard"] | None) -> None:
        if what == "discard":
            for form in self.unsaved.forms():
                self.unsaved.drop(form)
        if what is not None:
            self.exit()

    # What must never happen

    def trouble(self, error: Exception) -> Message:
        """What nobody foresaw, as a sentence; kept in `troubles`."""
        self.troubles.append(error)
        return Message(
            "Something went wrong that nobody foresaw ({kind}: {what}). Nothing was changed. Go on, or press ctrl+r.",
            kind=type(error).__name__,
            what=str(error)[:200],
        )

    def _handle_exception(self, error: Exception) -> None:
        """End with a sentence instead of a traceback; tests and developers get the error itself."""
        if self.is_headless or os.environ.get("NEN7510_TRACEBACK"):
            super()._handle_exception(error)
            return
        self.failure = error
        self._return_code = 1
        self._close_messages_no_wait()

    def on_resize(self, _event: events.Resize) -> None:
        """The top line is made for the width."""
        if self.frame and self.frame.is_mounted:
            self.frame.tell()


def run(
    record: Record | Callable[[], Record],
    *,
    today: date,
    actor: str,
    language: str,
    place: str | None,
    ascii_only: bool = False,
) -> None:
    """Run the interface until the user leaves.

    `record` may also be what opens it: then the first screen is drawn before. `place` is the database
    as it is shown, None when it is the default one. Raises what the opener raised, and Refusal with a
    sentence when the interface itself breaks; no fact is lost by that, each is in the record.
    """
    app = TrackerApp(
        record,
        today=today,
        actor=actor,
        language=language,
        place=place,
        ascii_only=ascii_only,
        settings=Settings.read(),
    )
    try:
        app.run()
    finally:
        if callable(record):
            app.close_record()
    if isinstance(app.failure, Refusal):
        raise app.failure
    if app.failure is not None:
        raise Refusal(
            Message(
                "The interface had to end ({kind}: {what}). Nothing is lost: every fact is in the record.",
                kind=type(app.failure).__name__,
                what=str(app.failure)[:200],
            )
        ) from app.failure
