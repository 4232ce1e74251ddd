"""Days in forms: as people type them, kept as the file writes them; a month stays a month."""

import re
from collections.abc import Callable
from datetime import date

from nen7510_tracker.tui.when import read_day

_MONTH = re.compile(r"\d{4}-\d{2}")


def a_day(today: date) -> Callable[[str], str]:
    """Reads `1-12-2026`, `1 dec`, `today`, `+30`, or a month `2025-07`. What it gives raises InputRejected."""

    def read(text: str) -> str:
        found = read_day(text, today)
        return text if _MONTH.fullmatch(text) else found.isoformat()

    return read


def days(today: date) -> Callable[[str], str]:
    """Reads several days, parted by commas."""
    one = a_day(today)

    def read(text: str) -> str:
        return ", ".join(one(part.strip()) for part in text.split(",") if part.strip())

    return read


def parts(text: str) -> tuple[str, ...]:
    """What stands between the commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
