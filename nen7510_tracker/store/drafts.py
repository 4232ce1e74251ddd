"""Drafts in the store: changed and thrown away at will, no part of the record (design section 7)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text

from nen7510_tracker.store.database import Database

_ALL = text("SELECT dossier, id, body, updated_at, revision FROM drafts ORDER BY dossier, id")
_ONE = text("SELECT dossier, id, body, updated_at, revision FROM drafts WHERE dossier = :dossier AND id = :id")
# The later revision wins, whichever is written last. Where a server knows who works, each has drafts of his own.
_KEEP = """INSERT INTO drafts (dossier, id, kind, body, updated_at, revision)
    VALUES (:dossier, :id, :kind, :body, :updated_at, :revision)
    ON CONFLICT {key} DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at,
        revision = excluded.revision
    WHERE drafts.revision < excluded.revision"""
_DROP = text("DELETE FROM drafts WHERE dossier = :dossier AND id = :id")


class Kept(NamedTuple):
    """A draft as it is kept: its body is the service's affair."""

    dossier: str
    id: str
    body: str
    updated_at: str
    revision: int


class Drafts:
    """The drafts of one store. Every method raises StoreUnreachable when it cannot be read or written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keep = text(_KEEP.format(key=database.engine.draft_key))

    def all(self) -> Sequence[Kept]:
        """Every draft, by dossier and id."""
        with self._database.reading() as rows:
            return [Kept(*row) for row in rows.read(_ALL)]

    def read(self, dossier: str, key: str) -> Kept | None:
        """A draft; None if there is no such one."""
        with self._database.reading() as rows:
            found = rows.read(_ONE, dossier=dossier, id=key)
        return Kept(*found[0]) if found else None

    def keep(self, dossier: str, key: str, kind: str, body: str, revision: int, now: datetime) -> None:
        """Keep a draft, unless a later revision of it is kept already."""
        with self._database.writing() as connection:
            values = {"dossier": dossier, "id": key, "kind": kind, "body": body, "revision": revision}
            connection.execute(self._keep, {**values, "updated_at": now.isoformat(timespec="seconds")})

    def drop(self, dossier: str, key: str) -> None:
        """Throw a draft away; nothing happens if there is none."""
        with self._database.writing() as connection:
            connection.execute(_DROP, {"dossier": dossier, "id": key})
