"""A file is there complete, or as it was."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from nen7510_tracker.words.message import InputRejected, Message


def write_whole(data: bytes, path: Path) -> None:
    """Write a file as a whole, also over another one, whose rights stay. Raises InputRejected when that cannot be."""
    write_pieces((data,), path)


def write_pieces(pieces: Iterable[bytes], path: Path) -> None:
    """The same of what comes piece by piece, and is never held all at once."""
    try:
        _write(pieces, path.resolve() if path.is_symlink() else path)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise InputRejected(Message("{file} cannot be written: {reason}.", file=str(path), reason=reason)) from error


def _write(pieces: Iterable[bytes], path: Path) -> None:
    if path.exists() and not path.is_file():  # a device or a pipe: there is nothing to replace
        with path.open("wb") as device:
            device.writelines(pieces)
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_mask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
