"""Evidence by its file: its SHA-256 is filled in as soon as a path is typed, a copy kept if asked for (screens, 4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.widgets import Input
from textual.worker import get_current_worker

from nen7510_tracker.dossier.facts import Evidence, Fact
from nen7510_tracker.tui.form import Choice, Field, Form, Values
from nen7510_tracker.words.message import N_, InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.service.record import Record
    from nen7510_tracker.tui.pen import Pen

KEEP = "keep"


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
        digest = _digest(path) if path else ""
        form = self.form
        if form is not None and form.is_attached and not get_current_worker().is_cancelled:
            form.app.call_from_thread(self._fill, path, digest)

    def _fill(self, path: str, digest: str) -> None:
        if self.form is not None and self.form.is_attached and path == self._path:
            field = self.form.query_one("#field-sha256", Input)
            if field.value == self._filled:
                self._filled = digest
                field.value = digest


def _digest(path: str) -> str:
    """The SHA-256 of a file; empty for what is no file that can be read. To be called in a worker."""
    from nen7510_tracker.exchange.evidence_files import digest_of

    try:
        return digest_of(Path(path).expanduser())
    except (InputRejected, RuntimeError):  # the latter: no such user's folder
        return ""


# A copy beside the record


def keep_field(pen: Pen) -> Field:
    """Asks whether a copy of the file is to be kept."""
    return Field(
        KEEP,
        N_("Keep a copy"),
        choices=[Choice("true", pen.words("yes")), Choice("false", pen.words("no"))],
        help=N_("yes: the file is copied beside the record, under its SHA-256; else it stays where it is"),
    )


@contextmanager
def with_file(record: Record, fact: Fact, values: Values, before: Fact | None) -> Iterator[Fact]:
    """The fact to be recorded; of evidence whose path was typed, with the whole path, or the place of the copy.

    Raises InputRejected for a file that is to be kept and cannot be.
    """
    if not isinstance(fact, Evidence):
        yield fact
        return
    path, keep = _path(fact.location), values.get(KEEP) == "true"
    if keep:
        from nen7510_tracker.exchange.evidence_files import folders, kept

        if path is None:
            raise InputRejected(Message("There is no file to keep: its path is missing."))
        with kept(path, folders(record.ledger.path)) as file:
            yield replace(fact, sha256=file.sha256, location=file.location)
    elif path and path.is_file() and not (isinstance(before, Evidence) and before.location == fact.location):
        yield replace(fact, location=str(path.absolute()))
    else:
        yield fact


def _path(location: str | None) -> Path | None:
    try:
        return Path(location).expanduser() if location else None
    except RuntimeError:  # no such user's folder
        return None
