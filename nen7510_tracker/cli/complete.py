"""What the shell completes: names from the record and the norm, read with the standard library alone."""

import os
import sqlite3
from pathlib import Path


def labs(incomplete: str) -> list[str]:
    """The laboratories of a SQLite record whose id begins so; none where there is no such file."""
    place = os.environ.get("NEN7510_DB") or str(
        Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "nen7510" / "record.db"
    )
    place = place.removeprefix("sqlite:///")
    if "://" in place or not Path(place).is_file():
        return []
    try:
        with sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=1) as connection:
            rows = connection.execute("SELECT dossier FROM heads ORDER BY dossier").fetchall()
    except sqlite3.Error:
        return []
    return [name for (name,) in rows if name.startswith(incomplete)]


def controls(incomplete: str) -> list[str]:
    """The controls of the default edition whose id begins so."""
    from nen7510_tracker.norm.library import DEFAULT_EDITION, load_norm

    return [key for key in load_norm().edition(DEFAULT_EDITION).controls if key.startswith(incomplete)]


def policies(incomplete: str) -> list[str]:
    """The policies that are shipped and whose id begins so."""
    from nen7510_tracker.norm.library import load_norm

    return [key for key in load_norm().policies if key.startswith(incomplete)]
