"""Citizen service numbers (BSN): no patient data belongs in a dossier (design section 7).

What counts is a group of nine digits, or neighbouring groups, parted by single dots or spaces, that
have nine digits together (111222333, 111.222.333, 1112 22 333), if they pass the eleven-test. Digits
attached to letters or an underscore belong to a name, a digest or a code and do not count, unless the
letters are BSN; nor do those in the address of a page.
"""

import re

from stdnum.nl import bsn

_SEPARATOR = "[. \u00a0\u2007\u2009\u202f]"
CANDIDATE = re.compile(rf"\d(?:{_SEPARATOR}?\d){{8}}")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
_RUN = re.compile(rf"(?:(?<!\w)|(?<=bsn))\d+(?:{_SEPARATOR}\d+)*(?!\w)", re.IGNORECASE)
_GROUP = re.compile(r"\d+")
_DIGITS = 9


def holds_number(text: str) -> bool:
    """Whether a text holds a valid citizen service number."""
    return bool(CANDIDATE.search(text)) and bool(_places(text))


def masked(text: str) -> str:
    """The text with every citizen service number in it blotted out, for messages."""
    for start, end in reversed(_places(text)):
        text = f"{text[:start]}…{text[end:]}"
    return text


def _places(text: str) -> list[tuple[int, int]]:
    without_addresses = _ADDRESS.sub(lambda found: "x" * len(found[0]), text)
    return [
        (run.start() + start, run.start() + end)
        for run in _RUN.finditer(without_addresses)
        for start, end in _numbers(run[0])
    ]


def _numbers(run: str) -> list[tuple[int, int]]:
    groups = [(found.start(), found.end()) for found in _GROUP.finditer(run)]
    found = []
    for index, (start, _) in enumerate(groups):
        digits = ""
        for begin, end in groups[index:]:
            digits += run[begin:end]
            if len(digits) >= _DIGITS:
                if len(digits) == _DIGITS and bsn.is_valid("".join(str(int(each)) for each in digits)):
                    found.append((start, end))
                break
    return found
