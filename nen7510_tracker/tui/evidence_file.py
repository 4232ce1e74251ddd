"""Evidence by its file: as soon as a path is typed that leads to one, its SHA-256 is filled in (screens, 4)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from textual.widgets import Input
from textual.worker import get_current_worker

from nen7510_tracker.tui.form import Form, Values

PIECE = 1 << 20  # bytes read at once


class FileDigest:
    """Watches the path in a form; what somebody typed as the digest himself is left alone."""

    def __init__(self) -> None:
        self.form: Form | None = None
        self._path = ""
        self._filled = ""

    def look(self, values: Values) -> None:
        """Work out the digest of the file in `location`, in the background, when another path stands there."""
        path = values.get("location", "").strip()
        if self.form is None or path == self._path or values.get("sha256", "") != self._filled:
            return
        self._path = path
        self.form.run_worker(
            lambda: self._work_out(path), thread=True, group="digest", exclusive=True, exit_on_error=False
        )

    def _work_out(self, path: str) -> None:
        digest = digest_of(path) if path else ""
        form = self.form
        if form is not None and form.is_attached and not get_current_worker().is_cancelled:
            form.app.call_from_thread(self._fill, path, digest)

    def _fill(self, path: str, digest: str) -> None:
        if self.form is not None and self.form.is_attached and path == self._path:
            field = self.form.query_one("#field-sha256", Input)
            if field.value == self._filled:
                self._filled = digest
                field.value = digest


def digest_of(path: str) -> str:
    """The SHA-256 of a file in hexadecimal; empty for what is no file that can be read. To be called in a worker."""
    digest = hashlib.sha256()
    try:
        file = Path(path).expanduser()
        if not file.is_file():
            return ""
        with file.open("rb") as lines:
            while piece := lines.read(PIECE):
                digest.update(piece)
    except (OSError, ValueError, RuntimeError):
        return ""
    return digest.hexdigest()
