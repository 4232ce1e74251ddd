"""Characters that no text may hold: a title must not steer somebody's terminal (design section 5)."""

import re

from nen7510_tracker.exchange.citizen_number import masked

# C0 and C1 controls but tab and line break, DEL, the embeddings, overrides and isolates of the reading
# direction, and halves of surrogate pairs, which no UTF-8 can hold.
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
IN_FILE = re.compile(f"[{_CONTROLS}]")
# In a text, a carriage return that ends no line takes a terminal back to the beginning of it.
IN_TEXT = re.compile(f"[{_CONTROLS}]|\r(?!\n)")
_LONGEST = 60


def holds_forbidden(text: str) -> bool:
    """Whether a text holds a character that it may not."""
    return IN_TEXT.search(text) is not None


def shown(text: str) -> str:
    """What somebody wrote, fit to be repeated in a message: short, harmless, without a citizen service number."""
    safe = masked(text)
    return shown_path(safe if len(safe) <= _LONGEST else f"{safe[:_LONGEST]}…")


def shown_path(path: str) -> str:
    """The name of a file in a message: whole, on one line, harmless."""
    return IN_TEXT.sub("\ufffd", path).replace("\n", "\ufffd").replace("\t", " ")
