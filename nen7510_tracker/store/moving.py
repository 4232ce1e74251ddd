"""Whole chains from one record into another: all of a call, or nothing (design section 7).

A chain is taken over as it is, digests and all, into a dossier that holds nothing, and once. A row of the
origins, which the database never changes or removes, says so. The drafts of a dossier go along.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, text

from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.store.chain import check
from nen7510_tracker.store.database import Database
from nen7510_tracker.store.place import place_of
from nen7510_tracker.store.rows import PAGE, Origin, Rows
from nen7510_tracker.words.message import InputRejected, Message, StoreUnreachable

Told = Callable[[str], object]  # is told the dossier of every entry that came by

BESIDE = ("-wal", "-shm", "-journal")  # how the files end that SQLite keeps beside a record

_ORIGIN = text(
    """INSERT INTO origins (dossier, step, seq, digest, source, taken_by, taken_at)
    VALUES (:dossier, :step, :seq, :digest, :source, :taken_by, :taken_at)"""
)
# Two of one name, of different authors, can be on a server: the one that was worked on most is taken along.
_DRAFTS = text(
    """SELECT dossier, id, kind, body, updated_at, revision FROM drafts WHERE dossier = :dossier
    ORDER BY id, revision DESC"""
)
_DRAFT = text(
    """INSERT INTO drafts (dossier, id, kind, body, updated_at, revision)
    VALUES (:dossier, :id, :kind, :body, :updated_at, :revision) ON CONFLICT DO NOTHING"""
)


def unheard(_: str) -> None:
    """Nobody watches."""


class Moved(NamedTuple):
    """A chain that is in the other record now, up to its head; `before`: it was there already, nothing was written."""

    dossier: str
    head: Head
    before: bool


class Mover(NamedTuple):
    """Who takes over chains, as far as the other record knows no better, and when: as the record writes it."""

    name: str
    moment: str


def move(
    source: Database, target: Database, dossiers: Sequence[str] | None, mover: Mover, told: Told = unheard
) -> list[Moved]:
    """Bring the whole chains of dossiers (None: of all) from one record into another, all of them or none.

    All of them, from a server, is for the owner alone: another account may see a part, which must not pass for the
    whole. Raises InputRejected, with every dossier that cannot be taken over: the other record holds something
    else of it, or its chain is broken; StoreUnreachable for either record.
    """
    with source.reading(verbatim=True) as rows, target.writing() as connection:
        if dossiers is None:
            with source.explained():
                rows.own(source.engine)
                dossiers = rows.dossiers()
        target.engine.own(connection)
        target.engine.lock(connection, dossiers)
        there = Rows(connection)
        ends = {each: rows.end(each).head for each in dossiers}
        before = {each for each in dossiers if there.end(each).head != Head()}
        _refuse_another(there, {each: ends[each] for each in sorted(before)})
        work = _Move(
            source, rows, target, connection, mover._replace(name=target.engine.user(connection) or mover.name)
        )
        for each in dossiers:
            if each not in before:
                work.take(each, ends[each], told)
        return [Moved(each, ends[each], each in before) for each in dossiers]


def _refuse_another(there: Rows, heads: dict[str, Head]) -> None:
    """Refuse what has entries already, unless it is what would be taken over: the answer to a move may be lost."""
    text = "{lab} has {n} entries there already: a chain is taken over whole, once, and into an empty dossier."
    errors = [
        Message(text, lab=dossier, n=there.end(dossier).head.seq)
        for dossier, head in heads.items()
        if there.digest(dossier, head.seq) != head.digest
    ]
    if errors:
        raise InputRejected(*errors)


class _Move(NamedTuple):
    """A move under way: inside one transaction of each record."""

    source: Database
    rows: Rows
    target: Database
    connection: Connection
    mover: Mover

    def take(self, dossier: str, head: Head, told: Told) -> None:
        """Write a chain, where it comes from, and its drafts. Raises InputRejected if the chain is broken."""
        if head != Head():
            self._write_origins(dossier, head)
        _, broken = check(self._written(dossier, told), self.rows.cached_head(dossier))
        if broken:
            raise InputRejected(Message("The record of {lab} is broken: {reason}", lab=dossier, reason=broken.message))
        _, broken = check(Rows(self.connection).stream(dossier), head)
        if broken:
            raise StoreUnreachable(
                Message("The copy of {lab} is broken: {reason}.", lab=dossier, reason=broken.message)
            )
        for draft in self.rows.read(_DRAFTS, dossier=dossier):
            self.connection.execute(_DRAFT, dict(draft._mapping))  # noqa: SLF001 - SQLAlchemy's own name for it

    def _write_origins(self, dossier: str, head: Head) -> None:
        """Where the chain came from before, as it was told there, and from where it comes now."""
        before = self.rows.origins(dossier)
        now = Origin(dossier, len(before) + 1, *head, self.source.place.shown, *self.mover)
        for each in (*before, now):
            self.connection.execute(_ORIGIN, each._asdict())

    def _written(self, dossier: str, told: Told) -> Iterator[Entry]:
        """The entries one by one; a page of them is written when all that are in it have been verified."""
        page: list[Entry] = []
        with self.source.explained():
            for entry in self.rows.stream(dossier):
                if len(page) == PAGE:
                    self.target.engine.insert(self.connection, page)
                    page.clear()
                page.append(entry)
                told(dossier)
                yield entry
        if page:
            self.target.engine.insert(self.connection, page)


def copy(source: Database, target: Path, mover: Mover, told: Told = unheard) -> list[Moved]:
    """Write all of a record to a SQLite file that is not there yet, whole or not at all. Raises as `move` does."""
    partial = target.with_name(f"{target.name}.partial")
    other = Database(place_of(partial))
    try:
        _clear(partial)
        partial.touch(0o600)  # where there is no such folder, none is made
        other.make()
        moved = move(source, other, None, mover, told)
        other.close()
        partial.replace(target)
    except OSError as error:
        reason = error.strerror or str(error)
        text = "The record at {place} cannot be reached: {reason}"
        raise StoreUnreachable(Message(text, place=str(target), reason=reason)) from error
    finally:
        other.close()
        _clear(partial)
    return moved


def _clear(path: Path) -> None:
    for end in ("", *BESIDE):
        path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
