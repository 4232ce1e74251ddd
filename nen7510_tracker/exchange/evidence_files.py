"""Files of evidence: their digest, a copy kept beside the database, and whether they are still what was recorded.

The record holds a digest and a place, never the file. A kept file is named by its digest: the same file again is one
file, and one that was changed no longer bears its name.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path

from nen7510_tracker.dossier.facts import Evidence
from nen7510_tracker.words.characters import shown_path
from nen7510_tracker.words.message import InputRejected, Message

State = Literal["sound", "differs", "missing", "elsewhere", "no_digest"]
WRONG: frozenset[State] = frozenset({"differs", "missing"})
PIECE = 1 << 20  # bytes read at once
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Folders:
    """Where files of evidence are: `kept` holds the copies; a place that is no whole path begins at `base`."""

    kept: Path
    base: Path


def folders(record: Path | None) -> Folders:
    """The folders of a record: beside its SQLite file; for one on a server, the user's own on this machine."""
    if record is None:
        return Folders(user_data_path("nen7510", appauthor=False) / "evidence", Path.cwd())
    whole = record.absolute()
    return Folders(whole.with_name(f"{whole.stem}.evidence"), whole.parent)


@dataclass(frozen=True, slots=True)
class File:
    """A file of evidence as it is recorded: its SHA-256 in hexadecimal, and where it is."""

    sha256: str
    location: str


def digest_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal. Raises InputRejected for what is no file that can be read."""
    with _opened(path) as pieces:
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[Iterator[bytes]]:
    """The bytes of a file, in pieces. A device or a pipe is no file: it may never end."""
    name = shown_path(str(path))
    try:
        if not path.is_file():
            text = "{file} is no file." if path.exists() else "{file}: there is no such file."
            raise InputRejected(Message(text, file=name))
        with path.open("rb") as file:
            yield iter(lambda: file.read(PIECE), b"")
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise InputRejected(Message("{file} cannot be read: {reason}.", file=name, reason=reason)) from error


def left_where_it_is(path: Path) -> File:
    """A file that stays where it is. Raises InputRejected."""
    whole = path.expanduser().absolute()
    return File(digest_of(whole), str(whole))


@contextmanager
def kept(path: Path, to: Folders) -> Iterator[File]:
    """A copy in the folder of kept files, for a call that records it: what that call refuses leaves none behind.

    Raises InputRejected for what cannot be read or written.
    """
    whole = path.expanduser().absolute()
    digest = digest_of(whole)
    there = _copy_of(digest, to.kept)
    made = None if there else _copy(whole, to.kept, digest)
    copy = there or made
    try:
        yield File(digest, f"{to.kept.name}/{copy.name}" if copy else "")
    except BaseException:
        if made:
            with suppress(OSError):
                made.unlink()
        raise


def _copy_of(digest: str, folder: Path) -> Path | None:
    """A copy that is kept already and is what its name says."""
    with suppress(OSError):
        for each in sorted(folder.glob(f"{digest}*")):
            if each.stem == digest and digest_of(each) == digest:
                return each
    return None


def _copy(path: Path, folder: Path, digest: str) -> Path:
    """Copy a file as a whole: it is there complete, under its digest, or not at all."""
    ending = path.suffix.lower() if _ENDING.fullmatch(path.suffix) else ""
    target = folder / f"{digest}{ending}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new.")
    except OSError as error:
        raise _unwritten(folder, error) from error
    try:
        copied = hashlib.sha256()
        with os.fdopen(handle, "wb") as file:
            with _opened(path) as pieces:
                for piece in pieces:
                    copied.update(piece)
                    _write(file.write, piece, folder)
            file.flush()
            os.fsync(file.fileno())
        if copied.hexdigest() != digest:
            raise InputRejected(Message("{file} changed while it was read. Try again.", file=shown_path(str(path))))
        Path(temporary).replace(target)
        _settled(folder)
    except OSError as error:
        raise _unwritten(folder, error) from error
    finally:
        Path(temporary).unlink(missing_ok=True)
    return target


def _write(write: Callable[[bytes], object], piece: bytes, folder: Path) -> None:
    """Write a piece; what fails here is not that it cannot be read."""
    try:
        write(piece)
    except OSError as error:
        raise _unwritten(folder, error) from error


def _settled(folder: Path) -> None:
    """Make a new name last through a power cut, where the system lets a folder be opened."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _unwritten(folder: Path, error: OSError) -> InputRejected:
    text = "The file cannot be kept in {folder}: {reason}."
    return InputRejected(Message(text, folder=shown_path(str(folder)), reason=error.strerror or str(error)))


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a piece of evidence: `file` is the one that was looked at, where there is one."""

    evidence: Evidence
    state: State
    file: Path | None = None
    why: Message | None = None


def checked(evidence: Evidence, where: Folders) -> Checked:
    """Whether the file of a piece of evidence is there and still has its digest; only what has a digest can differ."""
    if not evidence.sha256:
        return Checked(evidence, "no_digest")
    digest = evidence.sha256.lower()
    copy = _copy_of(digest, where.kept) if _DIGEST.fullmatch(digest) else None
    if copy:
        return Checked(evidence, "sound", copy)
    location = evidence.location or ""
    if _ADDRESS.match(location):
        return Checked(evidence, "elsewhere")
    if not location:
        return Checked(evidence, "missing", None, Message("the record does not say where it is"))
    path = where.base / Path(location).expanduser()
    try:
        found = digest_of(path)
    except (InputRejected, RuntimeError) as error:
        why = error.message if isinstance(error, InputRejected) else Message("{file} is no file.", file=location)
        return Checked(evidence, "missing", path, why)
    if found == digest:
        return Checked(evidence, "sound", path)
    return Checked(evidence, "differs", path, Message("its SHA-256 is now {digest}", digest=found))
