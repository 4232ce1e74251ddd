"""The lines of a record in a file, one on each: what verifies without the store (docs/record.md)."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from nen7510_tracker.dossier.entry import Entry, Withheld, canonical, line
from nen7510_tracker.words.message import InputRejected, Message

LONGEST = 20 * 1024 * 1024  # bytes: no fact comes in from a longer file
_KEYS = frozenset(Entry._fields) - {"digest"}
_WITHHELD_KEYS = frozenset(Withheld._fields)
_NUMBERS = ("seq", "rules")
_HEX = frozenset("0123456789abcdef")


def text_of(entries: Iterable[Entry], withheld: Collection[int] = ()) -> str:
    """The text of a file with the lines of some entries; `withheld`: of which only number and digest are told."""
    return "".join(f"{_left(each) if each.seq in withheld else line(each)}\n" for each in entries)


def _left(entry: Entry) -> str:
    """What stands in the place of a line that is withheld."""
    return canonical(Withheld(entry.dossier, *entry.head)._asdict())


def read_lines(path: Path) -> Iterator[Entry | Withheld]:
    """The entries whose lines a file holds, read one by one, each with the digest of its line as it stands.

    Raises InputRejected for a file that cannot be read or holds anything else.
    """
    try:
        with path.open("rb") as file:
            yield from lines_in(file, str(path))
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRejected(Message("{file} cannot be read: {reason}.", file=str(path), reason=reason)) from error


def lines_in(file: IO[bytes], name: str) -> Iterator[Entry | Withheld]:
    """The same of a file that is open; `name` is what it is called. Raises InputRejected for anything else."""
    for number, found in enumerate(iter(lambda: file.readline(LONGEST), b""), 1):
        entry = _entry(found.rstrip(b"\r\n"))
        if entry is None:
            text = Message("{file}, line {line}: this is no line of a record.", file=name, line=number)
            raise InputRejected(text)
        yield entry


def _entry(text: bytes) -> Entry | Withheld | None:
    """The entry that a line tells; None if it tells none."""
    try:
        values: Any = msgspec.json.decode(text)
        if isinstance(values, dict) and values.keys() == _WITHHELD_KEYS:
            return _withheld(**values)
        if not isinstance(values, dict) or values.keys() != _KEYS:
            return None
        fact = canonical(values.pop("fact"))
    except (ValueError, RecursionError):
        return None
    if any(type(values[each]) is not int for each in _NUMBERS) or type(values["dossier"]) is not str:
        return None
    return Entry(**values, fact=fact, digest=hashlib.sha256(text).hexdigest())


def _withheld(dossier: Any, seq: Any, digest: Any) -> Withheld | None:
    if type(dossier) is not str or type(seq) is not int or not is_digest(digest):
        return None
    return Withheld(dossier, seq, digest)


def is_digest(value: object) -> bool:
    """Whether a value is a SHA-256 in hex, in small letters."""
    return isinstance(value, str) and len(value) == 64 and not set(value) - _HEX
