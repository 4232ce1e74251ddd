"""What every screen has: the top line, the keys, a filter, a sentence now and then, and work that does not block."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message as Event
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from nen7510_tracker.tui.action import Action, action_for, actions_at
from nen7510_tracker.tui.allowed import why_not_do
from nen7510_tracker.tui.bars import Bar, Flash, KeyLine, TabLine, TopLine
from nen7510_tracker.tui.ink import BLANK, ink, line
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.words.message import Message, Refusal

if TYPE_CHECKING:
    from nen7510_tracker.tui.app import TrackerApp
    from nen7510_tracker.tui.desk import Desk

T = TypeVar("T")
ALWAYS = 0  # the number of work whose result is always taken
WAITING = Message("Still at work: the record is slow, or somebody writes to it. Go on meanwhile: nothing is lost.")
SLOW = 0.5  # seconds after which work in the background says that it is under way


class Failed(Event):
    """Something could not be done: a sentence, and what to do instead of `then`."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message


class Done(Event):
    """Work in the background has ended; `then` takes its result, on the screen's own thread."""

    def __init__(self, then: Callable[[], None], number: int) -> None:
        super().__init__()
        self.then = then
        self.number = number


class FilterLine(Horizontal):
    """Where one types what to look for."""

    DEFAULT_CSS = """
    FilterLine { display: none; height: 1; background: $bar; }
    FilterLine.shown { display: block; }
    FilterLine Static { width: auto; color: $key; text-style: bold; padding: 0 0 0 1; }
    FilterLine Input { width: 1fr; background: $bar; }
    FilterLine #filtered { width: 24; text-align: right; color: $foreground; text-style: none; padding: 0 1; }
    """

    def compose(self) -> ComposeResult:
        """A slash, a field, and how many it leaves of how many."""
        yield Static(Content("/ "), markup=False)
        yield Input(compact=True, id="filter", select_on_focus=False)
        yield Static(BLANK, id="filtered", markup=False)


class Frame(Screen[None]):
    """A screen with its frame; subclasses say which place it is, and do what its actions ask."""

    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = ""
    follows: ClassVar[bool] = False  # whether it shows by itself what others record meanwhile
    DEFAULT_CSS = """
    Frame { layers: base; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self._under_way = 0
        self._filter = ""

    # What a subclass is

    @property
    def place(self) -> str:
        """The place of the registry that this screen is now."""
        raise NotImplementedError

    @property
    def where(self) -> Content:
        """What the top line says that one looks at."""
        raise NotImplementedError

    @property
    def doer(self) -> Widget:
        """Who does the actions of this place; what it does not do, the screen does, and then the app."""
        return self

    def body(self) -> ComposeResult:
        """What stands between the top line and the keys."""
        raise NotImplementedError

    def load(self) -> None:
        """Read what is shown at the app's moment; called again whenever that may have changed."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Show what was read once more: the language or the theme changed."""
        raise NotImplementedError

    def narrow(self, text: str) -> None:
        """Show only what contains these words."""
        raise NotImplementedError

    def step_back(self) -> bool:
        """Go a step back within the screen; says whether there was one."""
        return False

    # The frame

    @property
    def tracker(self) -> TrackerApp:
        """The app, as what it is."""
        return cast("TrackerApp", self.app)

    @property
    def pen(self) -> Pen:
        """How values are written now."""
        return self.tracker.pen

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        yield TopLine()
        yield from self.body()
        yield FilterLine()
        yield Flash()
        yield KeyLine()

    def on_mount(self) -> None:
        """Show the frame at once, and read what goes into it."""
        self.tell()
        self.load()

    def on_screen_resume(self) -> None:
        """Come back to a screen whose moment, language or record may have changed meanwhile."""
        self.tell()

    def tell(self) -> None:
        """Bring the top line and the keys up to date."""
        app, pen = self.tracker, self.pen
        self.query_one(TopLine).tell(
            self.where, app.view_text(), app.who_text(), app.place_text(), pen.symbols.ellipsis
        )
        words = pen.words
        self.query_one(KeyLine).tell(
            [
                (action, words(action.label), self.why_not(action) is None)
                for action in actions_at(self.place)
                if action.weight
            ]
        )

    def flash(self, content: Content | Message, *, bad: bool = False) -> None:
        """Say a sentence."""
        text = self.pen.say(content) if isinstance(content, Message) else content
        self.query_one(Flash).tell(text, bad=bad)

    def on_key(self, event: events.Key) -> None:
        """Do what the registry says that the key means here."""
        self.query_one(Flash).tell(BLANK)
        if self.is_filtering:
            self._typing(event)
            return
        action = action_for(event.key, event.character, self.place)
        if action and action.id not in {"open", "read", "follow"}:  # tables and texts know enter themselves
            event.stop()
            event.prevent_default()
            self.perform(action, event.character or event.key)

    def _typing(self, event: events.Key) -> None:
        if event.key in {"escape", "enter", "down"}:
            event.stop()
            event.prevent_default()
            if event.key == "escape":
                self._end_filter()
            self.focus_body()
        elif event.key.startswith("ctrl+"):
            action = action_for(event.key, None, self.place)
            if action:
                event.stop()
                self.perform(action, event.key)

    def focus_body(self) -> None:
        """Give the keys to the most important part of the screen."""
        raise NotImplementedError

    def begin(self) -> None:
        """What was read for the first time stands there: its body gets the keys, unless somebody types by now."""
        if not self.is_filtering:
            self.focus_body()

    # Actions

    def perform(self, action: Action, key: str) -> None:
        """Do an action, or say why it is not possible; what goes wrong is a sentence."""
        reason = self.why_not(action)
        if reason:
            self.flash(reason)
            return
        try:
            self._doing(action)(key)
        except Refusal as refusal:
            self.flash(refusal.message, bad=True)
        except Exception as error:  # noqa: BLE001 - an error is a sentence, never the end of the program
            self.flash(self.tracker.trouble(error), bad=True)

    def _doing(self, action: Action) -> Callable[[str], None]:
        for owner in (self.doer, self, self.app):
            found = getattr(owner, f"do_{action.id}", None)
            if found is not None:
                return cast("Callable[[str], None]", found)
        raise LookupError(action.id)

    def why_not(self, action: Action) -> Message | None:
        """Why an action is not possible now, or not for this account; None when it is."""
        not_allowed = why_not_do(self.tracker.access, action.id)
        if not_allowed:
            return not_allowed
        for owner in (self.doer, self, self.app):
            found = getattr(owner, f"why_not_{action.id}", None)
            if found is not None:
                return cast("Message | None", found())
        return None

    @on(Bar.Clicked)
    def _clicked(self, event: Bar.Clicked) -> None:
        event.stop()
        actions = {action.id: action for action in actions_at(self.place)}
        if isinstance(event.bar, TabLine):
            self.perform(actions["tab"], event.what)
        elif event.what in {"open", "read", "follow"}:
            self.simulate_enter()
        elif event.what in actions and event.what != "tab":
            self.perform(actions[event.what], actions[event.what].keys[0])

    def simulate_enter(self) -> None:
        """Do what enter does on what has the keys."""
        if self.focused is not None:
            self.focused.post_message(events.Key("enter", None))

    # The filter

    def do_filter(self, _key: str) -> None:
        """Start typing a filter."""
        self._tell_filtered()
        self.query_one(FilterLine).add_class("shown")
        self.query_one("#filter", Input).focus()

    @on(Input.Changed, "#filter")
    def _filter_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._filter = event.value
        self.narrow(event.value)
        self._tell_filtered()

    def _tell_filtered(self) -> None:
        shown, total = self.counts or (0, 0)
        text = self.pen.words("{n} of {total}", n=shown, total=total) if self.counts else ""
        self.query_one("#filtered", Static).update(ink(text), layout=False)  # it has its cells: nothing moves

    @property
    def counts(self) -> tuple[int, int] | None:
        """How many rows are shown of how many there are; None: there are no rows here."""
        return None

    def _end_filter(self) -> None:
        self.query_one(FilterLine).remove_class("shown")
        field = self.query_one("#filter", Input)
        if field.value:
            field.value = ""
        self._filter = ""
        self.narrow("")

    @property
    def is_filtering(self) -> bool:
        """Whether somebody is typing into the filter just now."""
        return isinstance(self.focused, Input)

    @property
    def filter_text(self) -> str:
        """What the filter asks for; empty: nothing."""
        return self._filter

    def do_back(self, _key: str) -> None:
        """One step back: the filter, the part of the screen, the screen; never further."""
        if self.query_one(FilterLine).has_class("shown"):
            self._end_filter()
            self.focus_body()
        elif not self.step_back():
            if len(self.app.screen_stack) > 1:
                self.app.pop_screen()
            else:
                self.flash(Message("This is where everything begins. Press q to leave the program."))

    # Work that does not block

    def fetch(self, work: Callable[[Desk], T], then: Callable[[T], None]) -> None:
        """Read something at the desk in the background, then show it here; only the last one asked for counts."""
        self._number += 1
        self._at_desk(work, then, self._number)

    def carry_out(self, work: Callable[[Desk], T], then: Callable[[T], None]) -> None:
        """Do something at the desk in the background, then take its result here, whatever was read meanwhile."""
        self._at_desk(work, then, ALWAYS)

    def _at_desk(self, work: Callable[[Desk], T], then: Callable[[T], None], number: int) -> None:
        self._under_way += 1
        self.set_timer(SLOW, self._say_slow)

        def in_thread() -> None:
            try:
                desk = self.tracker.desk()
                result = work(desk)
            except Refusal as refusal:
                self.post_message(Failed(refusal.message))
            except Exception as error:  # noqa: BLE001 - an error is a sentence, never the end of the program
                self.post_message(Failed(self.tracker.trouble(error)))
            else:
                self.post_message(Done(lambda: then(result), number))
                if desk.record.ledger.asked_again():
                    from nen7510_tracker.store.outlasting import AGAIN

                    self.post_message(Failed(AGAIN))

        self.run_worker(in_thread, thread=True, group="fetch", exit_on_error=False)

    def _say_slow(self) -> None:
        """Say that something takes its time: a slow disk, or somebody else who writes; no other sentence gives way."""
        if self._under_way and not self.query_one(Flash).text:
            self.flash(WAITING)

    def _ended(self) -> None:
        self._under_way -= 1
        if not self._under_way and self.query_one(Flash).text == self.pen.say(WAITING):
            self.query_one(Flash).tell(BLANK)

    @on(Done)
    def _done(self, event: Done) -> None:
        event.stop()
        self._ended()
        if event.number in {ALWAYS, self._number}:
            try:
                event.then()
            except Refusal as refusal:
                self.flash(refusal.message, bad=True)
            except Exception as error:  # noqa: BLE001 - an error is a sentence, never the end of the program
                self.flash(self.tracker.trouble(error), bad=True)

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        event.stop()
        self._ended()
        self.flash(event.message, bad=True)

    # Copying

    def copy(self, text: str) -> None:
        """Put a text on the clipboard, by the terminal (OSC 52)."""
        self.app.copy_to_clipboard(text)
        words = self.pen.words
        self.flash(line(words("Copied: {what}", what=text[:200])))
