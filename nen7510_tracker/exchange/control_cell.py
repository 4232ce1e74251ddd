"""Control numbers in a cell, in the notations of auditors: `A.8.5`, `A8.5`, `eis 9.1`, `8.5` in an annex column."""

import re
from collections.abc import Iterator

from nen7510_tracker.norm.edition import Edition
from nen7510_tracker.words.characters import shown
from nen7510_tracker.words.message import Message

_NORM = re.compile(
    r"\b(?:NEN|ISO|IEC|EN)\b[-/ ]*(?:(?:NEN|ISO|IEC|EN)\b[-/ ]*)*\d{4,5}(?:-\d)?(?:[:+](?:A\d:?)?\d{4})*", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?:\b(?P<clause>eis|clause|paragraaf|par|§)|\b(?P<annex>maatregel|control|beheersmaatregel|bijlage|annex))?"
    r"[.: ]*(?<![\w.])(?P<a>A[. ]?)?(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})(?![\w]|\.\d)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\d\s*(?:[-–]|t/m|tot en met|through)\s*(?:A\.?\s?)?\d", re.IGNORECASE)  # noqa: RUF001 - the dash of ranges
_DECIMAL = re.compile(r"(\d{1,2})\.([1-9])")


class Unclear(Exception):
    """A cell that names no control, or not one alone: what is wrong with it."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def controls_in(value: object, text: str, key: str, edition: Edition) -> list[str]:
    """The controls that a cell names, in its order, each once; `key` is the column's: controls, annex or clause.

    What is no control of the edition is given back as written, for who knows what to say of it.
    Raises Unclear for a range, a number that may mean two, or a cell without any.
    """
    text = _NORM.sub(" ", text)
    if isinstance(value, float):
        _as_typed(text, key, edition)
    if _RANGE.search(text):
        raise Unclear(Message("a range of controls; write each of them"))
    found = list(dict.fromkeys(_meant(each, key, edition) for each in _NUMBER.finditer(text)))
    if not found or any(each.isdecimal() for each in _NUMBER.sub(" ", text)):
        raise Unclear(Message("this is no list of controls; write A.8.5, or eis 9.1"))
    return found


def _meant(found: "re.Match[str]", key: str, edition: Edition) -> str:
    number = found["number"]
    annex = f"A.{number}"
    if found["a"] or found["annex"]:
        return annex
    if found["clause"]:
        return number
    first, second = (annex, number) if key == "annex" else (number, annex)
    if key == "controls" and first in edition.controls and second in edition.controls:
        text = "{number} may be the clause {number} or the control {annex}; write eis {number}, or {annex}"
        raise Unclear(Message(text, number=number, annex=annex))
    return next((each for each in (first, second) if each in edition.controls), first)


def _as_typed(text: str, key: str, edition: Edition) -> None:
    """A spreadsheet makes 8.1 of 8.10: a number in a cell is taken only where nothing else can be meant."""
    found = _DECIMAL.fullmatch(text.strip())
    longer = f"{text.strip()}0"
    if found and any(each in edition.controls for each in _both(longer, key)):
        text = "a spreadsheet takes this for a number: it may be {one} or {other}; make the cell a text"
        raise Unclear(Message(text, one=shown(found[0]), other=shown(longer)))


def _both(number: str, key: str) -> Iterator[str]:
    if key != "clause":
        yield f"A.{number}"
    if key != "annex":
        yield number
