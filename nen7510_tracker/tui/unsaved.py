"""What was typed into a form and not saved: kept at every key, found again when the form is opened next."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.store.journal import Journal
from nen7510_tracker.tui.kinds import kind_name
from nen7510_tracker.words.message import Message, StoreUnreachable

FOLDER = "unsaved"  # beside the settings
Does = Literal["record", "correct", "retract", "new laboratory", "assess", "decide", "adopt"]


class FormName(NamedTuple):
    """A form: of which laboratory (empty: of none yet), what it does, to which kind of fact, and which one.

    `state` is that of an event on a finding: each has a form of its own.
    """

    lab: str
    does: Does
    kind: str = ""
    about: str = ""
    state: str = ""

    @property
    def key(self) -> str:
        """What tells it from the other forms of the laboratory."""
        return f"{self.does} {self.kind} {self.about} {self.state}"

    @property
    def title(self) -> Message:
        """What stands above it."""
        what = kind_name(self.kind)
        match self.does:
            case "correct":
                return Message("Correct {what} {id}", what=what, id=self.about)
            case "retract":
                return Message("Retract {what} {id}", what=what, id=self.about)
            case "new laboratory":
                return Message("New laboratory")
            case "assess":
                return Message("New assessment")
            case "decide":
                return Message("Propose: {decision}", decision=label(self.about))
            case "adopt":
                return Message("Propose: adopt policy {id}", id=self.about)
            case "record" if self.state:
                return Message("{what} {id}: {state}", what=what, id=self.about, state=label(self.state))
            case "record":
                return Message("{what} {id}", what=what, id=self.about) if self.about else what


class _Kept(msgspec.Struct, frozen=True):
    """A form as it is written down."""

    name: FormName
    values: dict[str, str]


class Unsaved:
    """The unsaved forms of this user in one store; without a journal they last as long as the program runs.

    `trouble`: why the last text could not be kept beyond that; None when it was.
    """

    def __init__(self, journal: Journal | None) -> None:
        self._journal = journal
        self._here: dict[FormName, Mapping[str, str]] = {}
        self.trouble: Message | None = None

    def get(self, form: FormName) -> Mapping[str, str]:
        """What was typed into a form and not saved; nothing if nothing was."""
        if form in self._here:
            return self._here[form]
        text = self._journal.read(form.lab, form.key) if self._journal else None
        kept = _read(text) if text else None
        return kept.values if kept else {}

    def put(self, form: FormName, values: Mapping[str, str]) -> None:
        """Keep what stands in a form now. A disk that refuses is no reason to disturb who types."""
        self._here[form] = dict(values)
        if self._journal is None:
            return
        self.trouble = None
        try:
            self._journal.write(form.lab, form.key, msgspec.json.encode(_Kept(form, dict(values))).decode())
        except StoreUnreachable as trouble:
            self.trouble = trouble.message

    def drop(self, form: FormName) -> None:
        """The form was saved, or cleared."""
        self._here.pop(form, None)
        if self._journal:
            self._journal.clear(form.lab, form.key)

    def forms(self) -> Sequence[FormName]:
        """Every form that holds something unsaved, also of an earlier day; the last one first."""
        kept = [found.name for text, _ in self._journal.all() if (found := _read(text))] if self._journal else []
        here = [form for form in self._here if form not in kept]
        return list(reversed([*here, *kept]))


def _read(text: str) -> _Kept | None:
    try:
        return msgspec.json.decode(text, type=_Kept)
    except msgspec.MsgspecError:
        return None
