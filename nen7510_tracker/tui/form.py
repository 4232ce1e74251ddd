"""A form: fields one under the other, each with what is wrong with it beneath, said at once (screens, 4).

What is typed is handed on at every keystroke (`changed`), so that whoever opened the form can keep it: a
form has nothing to lose when it is closed, or killed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message as Event
from textual.widget import Widget
from textual.widgets import Input, Static

from nen7510_tracker.exchange.typed import checked_text
from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.file_names import as_line, files_in
from nen7510_tracker.tui.foot import Foot
from nen7510_tracker.tui.form_keys import IN_FORMS
from nen7510_tracker.tui.ink import between, ink, line
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.words.message import InputRejected, Message

Values = Mapping[str, str]
_NO_ID = re.compile(r"[^A-Za-z0-9_-]")
SHOWN = 8  # choices beneath an empty field


@dataclass(slots=True, frozen=True)
class Choice:
    """One of the values that a field takes: as it is kept, and as people read it."""

    value: str
    text: str

    def holds(self, typed: str) -> bool:
        """Whether every word that was typed stands in it."""
        searched = f"{self.value} {self.text}".casefold()
        return all(word in searched for word in typed.casefold().split())


@dataclass(slots=True, frozen=True)
class Field:
    """A field: `check` gives the value that is kept, or raises InputRejected with what is wrong.

    `choices`: only these may be entered, by typing a part of one. `several`: more than one, parted by commas.
    `file`: the path of a file, which can be picked.
    """

    name: str
    title: str
    value: str = ""
    required: bool = False
    choices: Sequence[Choice] = ()
    several: bool = False
    help: str = ""
    file: bool = False
    check: Callable[[str], str] = field(default=lambda text: text)

    def read(self, typed: str) -> str:
        """What is kept of what was typed. Raises InputRejected."""
        text = checked_text(self.name, typed.strip())
        if not text:
            if self.required:
                raise InputRejected(Message("This has to be filled in."))
            return ""
        if not self.choices:
            return self.check(text)
        parts = [part.strip() for part in text.split(",") if part.strip()] if self.several else [text]
        return ", ".join(self._chosen(part) for part in parts)

    def _chosen(self, typed: str) -> str:
        exact = next(
            (each for each in self.choices if typed.casefold() in (each.value.casefold(), each.text.casefold())), None
        )
        if exact:
            return exact.value
        found = [each for each in self.choices if each.holds(typed)]
        if len(found) == 1:
            return found[0].value
        shown = ", ".join(each.text for each in (found or self.choices)[:6])
        text = (
            "Several contain “{typed}”: {choices}." if found else "None contains “{typed}”. Choose one of: {choices}."
        )
        raise InputRejected(Message(text, typed=typed, choices=shown))


class FieldInput(Input):
    """A field's line; up and down go through its choices, or to the next field."""

    BINDINGS: ClassVar[list[Any]] = []

    class Stepped(Event):
        """Somebody wants the next choice, or the one before."""

        def __init__(self, source: "FieldInput", step: int) -> None:
            super().__init__()
            self.source = source
            self.step = step

    def on_focus(self) -> None:
        """Bring the field's name and what is said of it into sight too."""
        lines = self.query_ancestor(VerticalScroll)
        self.call_after_refresh(lines.scroll_to_widget, cast("Widget", self.parent), animate=False)

    def on_key(self, event: events.Key) -> None:
        """Up and down are not the line's own."""
        if event.key in {"up", "down"}:
            event.stop()
            event.prevent_default()
            self.post_message(self.Stepped(self, 1 if event.key == "down" else -1))


class Form(Dialog[dict[str, str]]):
    """Fields; the answer is their values by name, None when it was left without saving."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Form > .box { height: auto; max-height: 94%; width: 90%; max-width: 100; }
    Form VerticalScroll { height: auto; max-height: 1fr; background: $panel; }
    Form .field { height: auto; }
    Form .name { text-style: bold; height: 1; margin: 0; }
    Form Input { background: $background; margin: 0; }
    Form Input:focus { background: $cursor; }
    Form .said { height: auto; min-height: 1; color: $quiet; padding: 0 0 0 2; }
    Form .said.wrong { color: $error; }
    Form .foot { height: auto; color: $quiet; }
    Form .keys { dock: bottom; }
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        pen: Pen,
        *,
        changed: Callable[[Values], None] | None = None,
        check: Callable[[Values], Sequence[tuple[str, Message]]] | None = None,
        above: str = "",
    ) -> None:
        """`changed` is told every value as it is typed; `check` looks at all of them: (field, what is wrong)."""
        super().__init__(pen)
        self.form_title = title
        self.fields = list(fields)
        self.changed = changed
        self.check = check
        self.above = above
        self.afresh: dict[str, str] = {}

    def take_up(self, values: Values) -> None:
        """Go on where the form was left; says so, and offers to begin again."""
        if values:
            self.afresh = {each.name: each.value for each in self.fields}
            self.fields = [replace(each, value=values.get(each.name, each.value)) for each in self.fields]
            self.above = self.pen.words("Taken up where it was left.   ctrl+x: begin again")

    def compose(self) -> ComposeResult:
        """Title, field and what is said of it, for each; the keys at the foot."""
        words = self.pen.words
        with Vertical(classes="box") as box:
            box.border_title = Content(self.form_title)
            if self.above:
                yield Foot(self.above)
            with VerticalScroll(can_focus=False):
                for each in self.fields:
                    star = " *" if each.required else ""
                    with Vertical(classes="field"):
                        yield Static(Content(words(each.title) + star), classes="name", markup=False)
                        yield FieldInput(each.value, compact=True, id=_id(each.name), select_on_focus=False)
                        yield Static(Content(""), classes="said", id=_id(each.name, "said"), markup=False)
            keys = words("enter: next field   ctrl+s: save   esc: close   up, down: choices")
            yield Foot(keys, "foot keys")

    def on_mount(self) -> None:
        """Begin in the first field that is empty."""
        for each in self.fields:
            self._say(each, quiet=True)
        empty = next((each for each in self.fields if not each.value), self.fields[0])
        self._input(empty).focus(scroll_visible=False)

    def _input(self, each: Field) -> FieldInput:
        return self.query_one(f"#{_id(each.name)}", FieldInput)

    def typed(self) -> dict[str, str]:
        """What stands in the fields, as it was typed."""
        return {each.name: self._input(each).value for each in self.fields}

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        each = self._field(event.input)
        if each:
            self._say(each, quiet=False)
            if self.changed:
                self.changed(self.typed())

    def _field(self, widget: Input) -> Field | None:
        return next((each for each in self.fields if widget.id == _id(each.name)), None)

    def _say(self, each: Field, *, quiet: bool) -> str | None:
        """Say beneath a field what its value means or what is wrong with it; gives the value that is kept."""
        said = self.query_one(f"#{_id(each.name, 'said')}", Static)
        text = self._input(each).value
        try:
            value = each.read(text)
        except InputRejected as rejected:
            show = not quiet or bool(text.strip())
            said.set_class(show, "wrong")
            _tell(said, ink(self.pen.words(rejected.message)) if show else self._helps(each))
            return None
        said.remove_class("wrong")
        _tell(said, self._meaning(each, text, value))
        return value

    def _meaning(self, each: Field, text: str, value: str) -> Content:
        chosen = next((choice for choice in each.choices if choice.value == value), None)
        if chosen and value:
            return line(f"{self.pen.symbols.arrow} {chosen.text} ({chosen.value})")
        if value and value != text.strip():
            return line(f"{self.pen.symbols.arrow} {value}")
        return self._helps(each)

    def _helps(self, each: Field) -> Content:
        """What may stand in an empty field."""
        if each.file:
            pick = self.pen.words("ctrl+o: pick a file")
            return between("   ", (line(pick), line(self.pen.words(each.help) if each.help else "")))
        if each.help or not each.choices:
            return line(self.pen.words(each.help))
        shown = ", ".join(choice.text for choice in each.choices[:SHOWN])
        return line(shown + (f", {self.pen.symbols.ellipsis}" if len(each.choices) > SHOWN else ""))

    # Moving and saving

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        each = self._field(event.input)
        at = self.fields.index(each) if each else 0
        if at + 1 < len(self.fields):
            self._input(self.fields[at + 1]).focus()
        else:
            self.do_save()

    @on(FieldInput.Stepped)
    def _stepped(self, event: FieldInput.Stepped) -> None:
        event.stop()
        each = self._field(event.source)
        if each and each.choices and not each.several:
            values = [choice.value for choice in each.choices]
            at = values.index(event.source.value) if event.source.value in values else (-1 if event.step > 0 else 0)
            event.source.value = values[(at + event.step) % len(values)]
            event.source.cursor_position = len(event.source.value)
        elif each:
            at = max(0, min(len(self.fields) - 1, self.fields.index(each) + event.step))
            self._input(self.fields[at]).focus()

    def on_key(self, event: events.Key) -> None:
        """Do what the registry says that the key means in a form; closing is the dialog's own."""
        action = next((each for each in IN_FORMS if event.key in each.keys and not each.moving), None)
        if action and (action.id != "afresh" or self.afresh):
            event.stop()
            event.prevent_default()
            getattr(self, f"do_{action.id}")()

    def do_afresh(self) -> None:
        """Begin again, where the form was taken up with what was left in it."""
        for name, value in self.afresh.items():
            self.query_one(f"#{_id(name)}", FieldInput).value = value

    def do_pick(self) -> None:
        """Pick a file for the field that has the keys; where several may stand, beside those that do."""
        from nen7510_tracker.tui.pick_file import PickFile, beginning

        field = self.focused
        each = self._field(field) if isinstance(field, FieldInput) else None
        if each is None or not each.file or not isinstance(field, FieldInput):
            return

        def picked(path: Path | None) -> None:
            if path is not None:
                field.value = as_line((*names[:-1], str(path))) if each.several else str(path)
                field.cursor_position = len(field.value)

        names = files_in(field.value) if each.several else [field.value]
        self.app.push_screen(PickFile(beginning(names[-1] if names else ""), self.pen), picked)

    def do_save(self) -> None:
        """Answer with the values, or go to the first field that is wrong."""
        values: dict[str, str] = {}
        wrong: list[str] = []
        for each in self.fields:
            value = self._say(each, quiet=False)
            if value is None:
                wrong.append(each.name)
            else:
                values[each.name] = value
        if not wrong and self.check:
            for name, message in self.check(values):
                self._wrong(name, message)
                wrong.append(name)
        if wrong:
            self.query_one(f"#{_id(wrong[0])}", FieldInput).focus()
        else:
            self.dismiss(values)

    def _wrong(self, name: str, message: Message) -> None:
        said = self.query_one(f"#{_id(name, 'said')}", Static)
        said.add_class("wrong")
        said.update(ink(self.pen.words(message)))


def _id(name: str, what: str = "field") -> str:
    """A widget's id: a name may hold what an id may not."""
    return f"{what}-{_NO_ID.sub('-', name)}"


def _tell(place: Static, content: Content) -> None:
    """Say something; done at every key, so the form is laid out anew only when it is something else."""
    if place.content != content:
        place.update(content)
