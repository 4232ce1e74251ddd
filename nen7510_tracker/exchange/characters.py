"""Characters that no text may hold: a title must not steer somebody's terminal (design section 5)."""

import re

from nen7510_tracker.exchange.citizen_number import masked

# C0 and C1 controls but tab and line break, DEL, a carriage return that ends no line, the overrides
# and isolates of the reading direction, and halves of surrogate pairs, which no UTF-8 can hold.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)")
_LONGEST = 60


def forbidden_in(text: str) -> str | None:
    """The first forbidden character as `U+202E`, or None."""
    found = FORBIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def shown(text: str) -> str:
    """What somebody wrote, fit to be repeated in a message: on one line, short, harmless, no citizen service number."""
    safe = masked(text)
    safe = FORBIDDEN.sub("\ufffd", safe[:_LONGEST] + ("…" if len(safe) > _LONGEST else ""))
    return " ".join(safe.split())
