"""What was typed and is not in the store: one small file per draft or form, written at every keystroke.

The store can be locked by another writer for a moment, and the program can be killed in that moment.
What is written here is in the hands of the operating system when the call returns. Two programs that run
at once do not get into each other's way: each writes the files of what is typed there.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from nen7510_tracker.words.message import Message, StoreUnreachable


class Journal:
    """The unsaved texts of one store, in a folder of this user; `place` tells stores apart."""

    def __init__(self, folder: Path, place: str) -> None:
        self._folder = folder / hashlib.sha256(place.encode()).hexdigest()[:16]

    def write(self, dossier: str, key: str, body: str) -> None:
        """Put a body in the place of the one before. Raises StoreUnreachable."""
        path = self._path(dossier, key)
        fresh = path.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh.write_text(body, "utf-8")
            fresh.replace(path)
        except (OSError, UnicodeEncodeError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise StoreUnreachable(
                Message("What you typed could not be kept in {path}: {reason}.", path=str(path), reason=reason)
            ) from error

    def read(self, dossier: str, key: str) -> str | None:
        """The body that was written last and is not in the store; None if there is none."""
        return _text(self._path(dossier, key))

    def all(self) -> Iterator[tuple[str, datetime]]:
        """Every body with when it was written (UTC), the last one at the end."""
        try:
            written = sorted((path.stat().st_mtime_ns, path) for path in self._folder.glob("*.json"))
        except OSError:
            written = []
        for at, path in written:
            text = _text(path)
            if text is not None:
                yield text, datetime.fromtimestamp(at // 1_000_000_000, UTC)

    def clear(self, dossier: str, key: str) -> None:
        """The store has it, or nobody wants it; where it cannot be removed it is only offered once more."""
        with suppress(OSError):
            self._path(dossier, key).unlink()

    def _path(self, dossier: str, key: str) -> Path:
        """A file's name: a key may hold what a name may not."""
        return self._folder / f"{quote(dossier, safe='')}+{quote(key, safe='')}.json"


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
