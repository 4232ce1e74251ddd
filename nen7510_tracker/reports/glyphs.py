"""Texts that the fonts inside a PDF can show: PDF/A wants a glyph for every character."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

# Latin letters with their accents, Greek, Cyrillic, and the signs of typography: the fonts have them.
_SURE = re.compile("[ -~\u00a0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u2010-\u2015\u2018-\u201f\u2026\u2212✓✗]")
PIECE = 12  # characters of an overlong word between places to break


def unsure(value: Any) -> set[str]:
    """The characters in plain values that a font may lack."""
    if isinstance(value, str):
        return set(_SURE.sub("", value))
    if isinstance(value, Mapping):
        return set().union(*map(unsure, value.values()))
    return set().union(*map(unsure, value)) if isinstance(value, Iterable) else set()


def lacking(characters: Iterable[str], shows: Callable[[str], bool]) -> set[str]:
    """Those of some characters that cannot be shown; `shows` tries a text of several at once."""
    some = sorted(characters)
    if not some or shows(" ".join(some)):
        return set()
    if len(some) == 1:
        return set(some)
    half = len(some) // 2
    return lacking(some[:half], shows) | lacking(some[half:], shows)


def coded(value: Any, characters: set[str]) -> Any:
    """Plain values in which some characters are given by their number, such as `[U+6F22]`."""
    table = {ord(each): f"[U+{ord(each):04X}]" for each in characters}
    return mapped(value, lambda text: text.translate(table)) if table else value


def breakable(text: str, most: int) -> str:
    """A text whose words longer than `most` characters may be broken: they would leave the page or their cell."""
    return re.sub(rf"\S{{{most + 1},}}", lambda word: "\u200b".join(re.findall(f".{{1,{PIECE}}}", word[0])), text)


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Plain values with every text changed, the keys aside."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: mapped(each, change) for key, each in value.items()}
    return [mapped(each, change) for each in value] if isinstance(value, list) else value
