"""What one transaction sees of the record, as entries."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, TextClause, text

from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.store.engine import Engine

PAGE = 1000  # entries that are held at once by who goes through a whole dossier

_COLUMNS = ", ".join("on_day" if field == "on" else field for field in Entry._fields)
_ENTRIES = f"SELECT {_COLUMNS} FROM entries"  # noqa: S608 - names of our own
_FROM = text(f"{_ENTRIES} WHERE dossier = :dossier AND seq >= :seq ORDER BY seq")
_NEXT = text(f"{_ENTRIES} WHERE dossier = :dossier AND seq > :seq ORDER BY seq LIMIT {PAGE}")
_CALL = text(f"{_ENTRIES} WHERE call = :call ORDER BY dossier, seq")
_END = text("SELECT seq, digest, recorded_at FROM entries WHERE dossier = :dossier ORDER BY seq DESC LIMIT 1")
_HEADS = text("SELECT dossier, seq, digest FROM heads WHERE seq > 0 ORDER BY dossier")
_HEAD = text("SELECT seq, digest FROM heads WHERE dossier = :dossier AND seq > 0")
_DIGEST = text("SELECT digest FROM entries WHERE dossier = :dossier AND seq = :seq")
_ORIGIN = "SELECT dossier, step, seq, digest, source, taken_by, taken_at FROM origins"
_ORIGINS = text(f"{_ORIGIN} WHERE dossier = :dossier ORDER BY step")
_ALL_ORIGINS = text(f"{_ORIGIN} ORDER BY dossier, step")
# From dossier to dossier along the key: there are few dossiers, and many entries.
_DOSSIERS = text(
    """WITH RECURSIVE each(dossier) AS (
        SELECT min(dossier) FROM entries
        UNION ALL
        SELECT (SELECT min(entries.dossier) FROM entries WHERE entries.dossier > each.dossier)
        FROM each WHERE each.dossier IS NOT NULL)
    SELECT dossier FROM each WHERE dossier IS NOT NULL UNION SELECT dossier FROM heads WHERE seq > 0 ORDER BY dossier"""
)
_BEFORE_ALL = -(2**63)  # below any number that a column of whole numbers holds on either engine


class End(NamedTuple):
    """Where the entries of a dossier end, and when the last was recorded; '' where there is none."""

    head: Head
    recorded_at: str


class Origin(NamedTuple):
    """That a dossier's chain was taken over, up to a head, from another record: where that was, by whom, and when.

    `step`: 1 for the first time that the chain was moved, in whichever record.
    """

    dossier: str
    step: int
    seq: int
    digest: str
    source: str
    taken_by: str
    taken_at: str


class Rows:
    """Reads entries inside one transaction; where there is no record, there are none."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection

    def entries(self, dossier: str, first: int = 1) -> list[Entry]:
        """The entries of a dossier from a sequence number on, in order."""
        return list(map(Entry._make, self._many(_FROM, dossier=dossier, seq=first)))

    def stream(self, dossier: str) -> Iterator[Entry]:
        """All entries of a dossier in order, without holding them all; also those with impossible numbers."""
        seq = _BEFORE_ALL
        while page := [*map(Entry._make, self._many(_NEXT, dossier=dossier, seq=seq))]:
            yield from page
            seq = page[-1].seq

    def call(self, call: str) -> list[Entry]:
        """What a call recorded, by dossier, in order."""
        return list(map(Entry._make, self._many(_CALL, call=call)))

    def end(self, dossier: str) -> End:
        """Where the entries of a dossier end, by the entries themselves."""
        for seq, digest, recorded_at in self.read(_END, dossier=dossier):
            return End(Head(seq, digest), recorded_at)
        return End(Head(), "")

    def digest(self, dossier: str, seq: int) -> str | None:
        """The digest of the entry with that number; None if there is none."""
        return next((digest for (digest,) in self.read(_DIGEST, dossier=dossier, seq=seq)), None)

    def origins(self, dossier: str) -> list[Origin]:
        """From where the dossier's chain was taken over, the first time first; mostly nowhere."""
        return list(map(Origin._make, self.read(_ORIGINS, dossier=dossier)))

    def heads(self) -> dict[str, Head]:
        """The list of heads."""
        return {dossier: Head(seq, digest) for dossier, seq, digest in self._many(_HEADS)}

    def cached_head(self, dossier: str) -> Head:
        """The dossier's head in the list of heads, which may be wrong; `Head()` if it is not in it."""
        for seq, digest in self.read(_HEAD, dossier=dossier):
            return Head(seq, digest)
        return Head()

    def dossiers(self) -> list[str]:
        """The ids of all dossiers of which there is a trace, sorted."""
        return [dossier for (dossier,) in self.read(_DOSSIERS)]

    def origins_of_all(self) -> dict[str, list[Origin]]:
        """The same of every dossier that was taken over."""
        found: dict[str, list[Origin]] = {}
        for origin in map(Origin._make, self.read(_ALL_ORIGINS)):
            found.setdefault(origin.dossier, []).append(origin)
        return found

    def own(self, engine: Engine) -> None:
        """Go on reading as the owner of the record, from whom nothing is kept."""
        if self._connection:
            engine.own(self._connection)

    def read(self, statement: TextClause, **values: str | int) -> Sequence[Any]:
        """The rows of a statement; none where there is no record."""
        return self._connection.execute(statement, values).all() if self._connection else ()

    def _many(self, statement: TextClause, **values: str | int) -> Sequence[Any]:
        """The same as the driver gives them: SQLAlchemy's own rows cost half as much again as reading them."""
        if self._connection is None:
            return ()
        result = self._connection.execute(statement, values)
        return result.cursor.fetchall() if result.cursor else ()
