"""The lines of a record in a file, one on each: what verifies without the store (docs/record.md)."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from nen7510_tracker.dossier.entry import Entry, canonical, line
from nen7510_tracker.words.message import InputRejected, Message

LONGEST = 20 * 1024 * 1024  # bytes: no fact comes in from a longer file
_KEYS = frozenset(Entry._fields) - {"digest"}
_NUMBERS = ("seq", "rules")


def text_of(entries: Iterable[Entry]) -> str:
    """The text of a file with the lines of some entries."""
    return "".join(f"{line(each)}\n" for each in entries)


def read_lines(path: Path) -> Iterator[Entry]:
    """The entries whose lines a file holds, read one by one, each with the digest of its line as it stands.

    Raises InputRejected for a file that cannot be read or holds anything else.
    """
    try:
        with path.open("rb") as file:
            for number, found in enumerate(iter(lambda: file.readline(LONGEST), b""), 1):
                entry = _entry(found.rstrip(b"\r\n"))
                if entry is None:
                    text = Message("{file}, line {line}: this is no line of a record.", file=str(path), line=number)
                    raise InputRejected(text)
                yield entry
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRejected(Message("{file} cannot be read: {reason}.", file=str(path), reason=reason)) from error


def _entry(text: bytes) -> Entry | None:
    """The entry that a line tells; None if it tells none."""
    try:
        values: Any = msgspec.json.decode(text)
        if not isinstance(values, dict) or values.keys() != _KEYS:
            return None
        fact = canonical(values.pop("fact"))
    except (ValueError, RecursionError):
        return None
    if any(type(values[each]) is not int for each in _NUMBERS) or type(values["dossier"]) is not str:
        return None
    return Entry(**values, fact=fact, digest=hashlib.sha256(text).hexdigest())
