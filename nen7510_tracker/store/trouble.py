"""What can go wrong between the program and the store, as one sentence that says how to go on (exit 6)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from nen7510_tracker.store.place import Place
from nen7510_tracker.words.message import InputRejected, Message, Refusal, StoreUnreachable

_SQLITE = {
    sqlite3.SQLITE_NOTADB: Message("{place} is not a record: it is a file of another kind, or it is damaged."),
    sqlite3.SQLITE_CORRUPT: Message("The record at {place} is damaged. Restore it: nen7510 db restore"),
    sqlite3.SQLITE_BUSY: Message("The record at {place} is locked: another program is writing. Try again in a moment."),
    sqlite3.SQLITE_LOCKED: Message(
        "The record at {place} is locked: another program is writing. Try again in a moment."
    ),
    sqlite3.SQLITE_FULL: Message("The disk is full: nothing was written to {place}. Make room and try again."),
    sqlite3.SQLITE_READONLY: Message("There is no permission to write the record at {place}."),
    sqlite3.SQLITE_PERM: Message("There is no permission to read the record at {place}."),
    sqlite3.SQLITE_AUTH: Message("There is no permission to read the record at {place}."),
    sqlite3.SQLITE_CANTOPEN: Message(
        "The record at {place} cannot be opened: there is no permission for the file, or for writing in its directory."
    ),
    sqlite3.SQLITE_IOERR: Message("The record at {place} cannot be read or written: the disk reports an error."),
}
_SQLITE_CLASS = 0xFF  # the low byte of an extended result code is the plain one


@contextmanager
def explained(place: Place) -> Iterator[None]:
    """Turn what the database's driver raises inside into StoreUnreachable, or InputRejected for a value it refuses."""
    try:
        yield
    except DBAPIError as error:
        raise _explain(error.orig, place) from error
    except sqlite3.Error as error:
        raise _explain(error, place) from error
    except UnicodeEncodeError as error:
        raise InputRejected(
            Message("A text holds half a character (a lone surrogate) that cannot be written as UTF-8.")
        ) from error


def _explain(error: BaseException | None, place: Place) -> Refusal:
    if isinstance(error, sqlite3.Error):
        return _explain_sqlite(error, place)
    return StoreUnreachable(
        Message("The record at {place} cannot be used: {reason}", place=place.shown, reason=_first_line(error))
    )


def _explain_sqlite(error: sqlite3.Error, place: Place) -> Refusal:
    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_CONSTRAINT_TRIGGER:
        return contradicting_heads(place)
    if code & _SQLITE_CLASS == sqlite3.SQLITE_CONSTRAINT:
        return InputRejected(Message("The record refuses this entry: {reason}", reason=_first_line(error)))
    known = _SQLITE.get(code & _SQLITE_CLASS)
    if known:
        return StoreUnreachable(Message(known.text, place=place.shown))
    return StoreUnreachable(
        Message("The record at {place} cannot be used: {reason}", place=place.shown, reason=_first_line(error))
    )


def contradicting_heads(place: Place) -> StoreUnreachable:
    """What is said when the end of the entries is not where the list of heads has it."""
    return StoreUnreachable(
        Message(
            "The record at {place} does not end where its list of heads says: nothing was written."
            " Run: nen7510 ledger verify",
            place=place.shown,
        )
    )


def _first_line(error: BaseException | None) -> str:
    return str(error).strip().partition("\n")[0]
