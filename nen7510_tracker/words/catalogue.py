"""The catalogue: English texts in the code, Dutch beside them (gettext files, edited with Babel)."""

import gettext
import locale
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import Bilingual, Message

LANGUAGES = ("en", "nl")
LOCALES = Path(__file__).parent / "locale"


class Words:
    """One language: reads messages, texts and days out in it.

    `words("Open findings")`, `words(Message(...))`, `words("{n} of {total}", n=3, total=9)`.
    Always the same output for the same input: reports are compared byte for byte.
    """

    def __init__(self, language: str) -> None:
        """`language` is `en` or `nl`; raises FileNotFoundError when the Dutch catalogue was not compiled."""
        self.language = language
        self._gettext: Callable[[str], str] = (
            (lambda text: text) if language == "en" else gettext.translation("messages", LOCALES, [language]).gettext
        )

    def __call__(self, text: "str | Message", /, **params: "str | int | Day | Message | Bilingual") -> str:
        """Read out a message, or a text with its values."""
        if isinstance(text, Message):
            return self(text.text, **text.params)
        translated = self._gettext(text) if text else ""
        return translated.format(**{key: self._value(value) for key, value in params.items()}) if params else translated

    def _value(self, value: "str | int | Day | Message | Bilingual") -> str:
        if isinstance(value, Message):
            return self(value)
        if isinstance(value, str | int):
            return str(value)
        if isinstance(value, Day):
            return self.day(value)
        return value.nl if self.language == "nl" else value.en

    def decimal(self, value: float) -> str:
        """A number with two decimals as people write it: `0.36`, `0,36`; never `-0.00`."""
        return f"{round(value, 2) + 0:.2f}".replace(".", "," if self.language == "nl" else ".")

    def day(self, value: Day) -> str:
        """A day as people write it: `16 Dec 2025`, `16 dec 2025`, `Jul 2025`."""
        from babel.dates import format_date  # 40 ms: only who shows days to people pays for it

        locale_id = "nl" if self.language == "nl" else "en_GB"
        pattern = "MMM y" if value.is_month else "d MMM y"
        return format_date(value.last, pattern, locale=locale_id).replace(".", "")


@lru_cache(maxsize=len(LANGUAGES))
def words_of(language: str) -> Words:
    """The words of a language, read once."""
    return Words(language)


def preferred_language(asked: str | None = None) -> str:
    """`asked`, else the locale's language if there is a catalogue for it, else English (design section 6)."""
    names = [asked, os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")]
    for name in names:
        short = (locale.normalize(name) if name else "")[:2].lower()
        if short in LANGUAGES:
            return short
    return "en"
