"""The interface's own sentences in ASCII, for `--ascii`; what the record says in them stays as it is."""

import unicodedata
from functools import lru_cache

from nen7510_tracker.tui.symbols import ASCII, Symbols
from nen7510_tracker.words.catalogue import Words

SIGNS = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "-", "→": "->"}  # noqa: RUF001 - the signs to replace
    | {"·": "-", "≥": ">=", "│": "|"}
)


class Letters(Words):
    """The words of a language without signs and accents."""

    def __init__(self, words: Words) -> None:
        """`words` are those with signs and accents."""
        super().__init__(words.language)
        self._gettext = lru_cache(maxsize=4096)(lambda text: in_ascii(words(text)))


def in_ascii(text: str) -> str:
    """A sentence of the interface in letters: typographic signs by what looks like them, accents left out."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKD", text.translate(SIGNS)).encode("ascii", "ignore").decode()


def as_shown(words: Words, signs: Symbols) -> Words:
    """The words as a terminal with these signs shows them."""
    return Letters(words) if signs is ASCII else words
