"""What was typed and is not in the store yet: one small file per draft, written at every keystroke.

The store can be locked by another writer for a moment, and the program can be killed in that moment.
What is written here is in the hands of the operating system when the call returns.
"""

import hashlib
import os
from pathlib import Path

from nen7510_tracker.words.message import Message, StoreUnreachable


class Journal:
    """The unsaved drafts of one store, in a folder of this user; `place` tells stores apart."""

    def __init__(self, folder: Path, place: str) -> None:
        self._folder = folder / hashlib.sha256(place.encode()).hexdigest()[:16]

    def write(self, dossier: str, key: str, body: str) -> None:
        """Put a draft's body in the place of the one before. Raises StoreUnreachable."""
        path = self._path(dossier, key)
        fresh = path.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh.write_text(body, "utf-8")
            fresh.replace(path)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise StoreUnreachable(
                Message("The draft could not be kept in {path}: {reason}.", path=str(path), reason=reason)
            ) from error

    def read(self, dossier: str, key: str) -> str | None:
        """The body that was written last and is not in the store; None if there is none."""
        try:
            return self._path(dossier, key).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def clear(self, dossier: str, key: str) -> None:
        """The store has it."""
        self._path(dossier, key).unlink(missing_ok=True)

    def _path(self, dossier: str, key: str) -> Path:
        return self._folder / f"{dossier}+{key}.json"
