"""A sentence that is translated only when it is shown: the rules speak in these, the faces read them out."""

from typing import Protocol

from nen7510_tracker.words.day import Day


class Bilingual(Protocol):
    """A text that the data has in both languages: a control's or a criterion's title."""

    @property
    def nl(self) -> str:
        """In Dutch."""

    @property
    def en(self) -> str:
        """In English."""


class Message:
    """An English sentence with named places, kept apart from its values until somebody reads it.

    `Message("{id} ended on {day}", id="cert-1", day=d)`: the text is the catalogue's key. Values are
    strings
    from the record, whole numbers, days, texts in both languages, or messages themselves. `str()` gives the English,
    with days as they were given: what JSON and logs show, in every language and terminal.
    """

    __slots__ = ("params", "text")

    def __init__(self, text: str, /, **params: "str | int | Day | Message | Bilingual") -> None:
        self.text = text
        self.params = params

    def __str__(self) -> str:
        return self.text.format(**{key: _english(value) for key, value in self.params.items()})

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.text, self.params) == (other.text, other.params)

    def __hash__(self) -> int:
        return hash((self.text, *sorted((key, _english(value)) for key, value in self.params.items())))


def _english(value: "str | int | Day | Message | Bilingual") -> str:
    return str(value) if isinstance(value, str | int | Day | Message) else value.en


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a text for the catalogue that is translated elsewhere, by its value."""
    return text


class Refusal(Exception):
    """Somebody asked for what cannot be done: what, where and how to go on, as a message.

    `code` is the exit code of design section 6.
    """

    code = 4

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class InputRejected(Refusal):
    """The input is wrong, or names what the record does not know: nothing was written (exit 4)."""

    code = 4

    def __init__(self, *messages: Message) -> None:
        super().__init__(messages[0] if messages else Message("The input is rejected."))
        self.messages = messages


class Refused(Refusal):
    """The rules forbid it: gate, independence, four eyes, permission (exit 5)."""

    code = 5


class StoreUnreachable(Refusal):
    """The record cannot be read or written (exit 6)."""

    code = 6
