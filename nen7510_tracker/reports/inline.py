"""What stands on a line of a report before anybody reads it out: values that no language has touched yet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.day import Day, of
from nen7510_tracker.words.message import Bilingual, Message

NONE = "\u2013"
_SPACES = re.compile(r"[^\S\u00a0]+")  # line breaks too; what must not break stays
# Controls, and what turns the reading direction: none of it comes out of a report, however it came into the record.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True, frozen=True)
class Joined:
    """Several values on one line, with something between them."""

    parts: "tuple[Inline, ...]"
    between: str = ", "


# A `str` is text from the record, or an id: it is shown as it stands, never translated.
Inline = str | int | float | date | Day | Message | Bilingual | Joined | None


def said(value: Inline, words: Words) -> str:
    """A value in a language, on one line, without control characters; a dash for none."""
    text = _text(value, words)
    return _HARMFUL.sub("\ufffd", _SPACES.sub(" ", text).strip()) or NONE


def _text(value: Inline, words: Words) -> str:
    if value is None:
        return NONE
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, float):
        return words.decimal(value)
    if isinstance(value, Message):
        return words(value)
    if isinstance(value, Day):
        return words.day(value)
    if isinstance(value, date):
        return words.day(of(value))
    if isinstance(value, Joined):
        return value.between.join(said(each, words) for each in value.parts) or NONE
    return value.nl if words.language == "nl" else value.en


def joined(parts: "Sequence[Inline]", between: str = ", ") -> Inline:
    """Some values on one line; None when there are none."""
    return Joined(tuple(parts), between) if parts else None


def listed(parts: Sequence[Bilingual | Message | Day | str]) -> Message | str:
    """Some values as one that fits into a sentence, with commas between; empty for none."""
    if not parts:
        return ""
    told = Message("{what}", what=parts[0])
    for each in parts[1:]:
        told = Message("{what}, {more}", what=told, more=each)
    return told


def english(value: Inline) -> str | None:
    """A value for JSON: in English with days as given, the same in every language; None stays None."""
    if value is None:
        return None
    if isinstance(value, Joined):
        return value.between.join(english(each) or "" for each in value.parts)
    if isinstance(value, str | int | float | Message | Day | date):
        return str(value)
    return value.en
