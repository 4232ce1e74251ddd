"""Whole chains from one record into another: all of a call, or nothing (design section 7).

A chain is taken over as it is, digests and all, into a dossier that holds nothing, and once. A row of the
origins, which the database never changes or removes, says so.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.store.chain import check
from nen7510_tracker.store.database import Database
from nen7510_tracker.store.rows import PAGE, Origin, Rows
from nen7510_tracker.words.message import InputRejected, Message

Told = Callable[[str], object]  # is told the dossier of every entry that came by

_ORIGIN = text(
    """INSERT INTO origins (dossier, step, seq, digest, source, taken_by, taken_at)
    VALUES (:dossier, :step, :seq, :digest, :source, :taken_by, :taken_at)"""
)


class Moved(NamedTuple):
    """A chain that is in the other record now, up to its head; `before`: it was there already, nothing was written."""

    dossier: str
    head: Head
    before: bool


class Mover(NamedTuple):
    """Who takes over chains, and when: a moment as the record writes it."""

    name: str
    moment: str


def move(source: Database, target: Database, dossiers: Sequence[str], mover: Mover, told: Told) -> list[Moved]:
    """Bring the whole chains of dossiers from one record into another, all of them or none.

    Raises InputRejected, with every dossier that cannot be taken over: the other record holds something
    else of it, or its chain is broken; StoreUnreachable for either record.
    """
    with source.reading(verbatim=True) as rows, target.writing() as connection:
        target.engine.own(connection)
        target.engine.lock(connection, dossiers)
        there = Rows(connection)
        ends = {each: rows.end(each).head for each in dossiers}
        _refuse_what_is_taken(there, ends)
        moved = []
        for dossier, head in ends.items():
            before = there.end(dossier).head != Head()
            if not before:
                if head != Head():
                    _write_origins(connection, rows, dossier, head, source.place.shown, mover)
                _write_chain(target, connection, source, rows, dossier, told)
            moved.append(Moved(dossier, head, before))
        return moved


def _refuse_what_is_taken(there: Rows, ends: dict[str, Head]) -> None:
    text = "{lab} has {n} entries there already: a chain is taken over whole, once, and into an empty dossier."
    errors = [
        Message(text, lab=dossier, n=end.seq)
        for dossier, head in ends.items()
        if (end := there.end(dossier).head) != Head() and there.digest(dossier, head.seq) != head.digest
    ]
    if errors:
        raise InputRejected(*errors)


def _write_origins(connection: Connection, rows: Rows, dossier: str, head: Head, source: str, mover: Mover) -> None:
    """Where the chain came from before, as it was told there, and from where it comes now."""
    before = rows.origins(dossier)
    now = Origin(dossier, len(before) + 1, *head, source, mover.name, mover.moment)
    for each in (*before, now):
        connection.execute(_ORIGIN, each._asdict())


def _write_chain(
    target: Database, connection: Connection, source: Database, rows: Rows, dossier: str, told: Told
) -> None:
    """Write a chain page by page, each entry once it is verified. Raises InputRejected if the chain is broken."""
    page: list[Entry] = []

    def passing() -> Iterator[Entry]:
        with source.explained():
            for entry in rows.stream(dossier):
                if len(page) == PAGE:
                    target.engine.insert(connection, page)
                    page.clear()
                page.append(entry)
                told(dossier)
                yield entry

    _, broken = check(passing(), rows.cached_head(dossier))
    if broken:
        raise InputRejected(Message("The record of {lab} is broken: {reason}", lab=dossier, reason=broken.message))
    target.engine.insert(connection, page)
