"""Characters that no text may hold: a title must not steer somebody's terminal (design section 5)."""

import re

from nen7510_tracker.words.citizen_number import CANDIDATE, holds_number, masked
from nen7510_tracker.words.message import Message

# C0 and C1 controls but tab and line break, DEL, the embeddings, overrides and isolates of the reading
# direction, and halves of surrogate pairs, which no UTF-8 can hold.
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
IN_FILE = re.compile(f"[{_CONTROLS}]")
# In a text, a carriage return that ends no line takes a terminal back to the beginning of it.
IN_TEXT = re.compile(f"[{_CONTROLS}]|\r(?!\n)")
# How JSON writes control characters, line break and tab aside.
_ESCAPED = re.compile(r"\\(?:[bfr]|u00)")
_LONGEST = 60


def holds_forbidden(text: str) -> bool:
    """Whether a text holds a character that it may not."""
    return IN_TEXT.search(text) is not None


def wrong_with(text: str) -> Message | None:
    """Why a text may not be recorded; None when it may (design sections 5 and 7)."""
    if holds_forbidden(text):
        return Message("the text holds a control character, or one that turns the reading direction; remove it")
    if holds_number(text):
        return Message("the text holds a citizen service number (BSN); no patient data belongs in a dossier")
    return None


def may_hold_wrong(json_text: str) -> bool:
    """Whether a JSON text may hold one that may not be recorded: quick, and now and then too careful."""
    if not json_text.isprintable() or CANDIDATE.search(json_text):
        return True
    return "\\" in json_text and _ESCAPED.search(json_text) is not None


def shown(text: str) -> str:
    """What somebody wrote, fit to be repeated in a message: short, harmless, without a citizen service number."""
    safe = masked(text)
    return _harmless(safe if len(safe) <= _LONGEST else f"{safe[:_LONGEST]}…")


def shown_path(path: str) -> str:
    """The name of a file in a message: whole, on one line, harmless, without a citizen service number."""
    return _harmless(masked(path))


def _harmless(text: str) -> str:
    return IN_TEXT.sub("\ufffd", text).replace("\n", "\ufffd").replace("\t", " ")
