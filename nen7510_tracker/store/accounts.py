"""The accounts of a record on a server: granted, taken away, listed (design section 7)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, text

from nen7510_tracker.dossier.account import Account, Role
from nen7510_tracker.store.database import Database
from nen7510_tracker.store.rights import make_rights
from nen7510_tracker.words.message import Message, Refusal, StoreUnreachable

_GRANT = text("SELECT grant_role(:who, CAST(:role AS text), CAST(:party AS text), CAST(:lab AS text))")
_GRANTED = text(
    """SELECT login, role, party, lab, granted_at, granted_by FROM access AS last
    WHERE role IS NOT NULL AND NOT EXISTS (SELECT FROM access WHERE login = last.login AND n > last.n) ORDER BY login"""
)
_ACTIVITY = "SELECT recorded_by, kind, n, first_at, last_at FROM {source}"
_COUNTED = """(SELECT recorded_by, kind, count(*) AS n, min(recorded_at) AS first_at, max(recorded_at) AS last_at
    FROM entries GROUP BY recorded_by, kind ORDER BY recorded_by, kind) AS counted"""


class NoServer(Refusal):
    """Rights were asked for where no server could enforce them (wrong usage)."""

    code = 2


class Granted(NamedTuple):
    """An account, since when (UTC), and who granted it."""

    account: Account
    since: datetime
    granted_by: str


class Activity(NamedTuple):
    """How many entries of a kind somebody recorded, and when the first and the last, as the record writes it."""

    recorded_by: str
    kind: str
    entries: int
    first: str
    last: str


class Accounts:
    """Who has which role in one store. Every method raises Refused for what the server does not permit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self) -> bool:
        """Make the roles and everything that enforces them; says whether the server's log keeps texts out.

        Raises NoServer, StoreUnreachable where there is no record.
        """
        self._require_server()
        if not self._database.exists():
            text = "There is no record at {place}. Run: nen7510 db upgrade"
            raise StoreUnreachable(Message(text, place=self._database.place.shown))
        with self._database.changing_schema() as connection:
            return make_rights(connection)

    def grant(self, login: str, role: Role, party: str | None, lab: str | None) -> None:
        """Give a login a role, in the place of the one that it has."""
        with self._enforced() as connection:
            connection.execute(_GRANT, {"who": login, "role": role, "party": party, "lab": lab})

    def revoke(self, login: str) -> None:
        """Take away the role of a login."""
        with self._enforced() as connection:
            connection.execute(_GRANT, {"who": login, "role": None, "party": None, "lab": None})

    def granted(self) -> Sequence[Granted]:
        """The accounts that one may see, by login."""
        with self._enforced() as connection:
            return [Granted(Account(*row[:4]), row[4], row[5]) for row in connection.execute(_GRANTED)]

    def activity(self) -> Sequence[Activity]:
        """What everybody recorded, counted by kind; also where names are what people say."""
        source = "activity()" if self._database.access().enforced else _COUNTED
        with self._database.reading() as rows:
            return [Activity(*row) for row in rows.read(text(_ACTIVITY.format(source=source)))]

    @contextmanager
    def _enforced(self) -> Iterator[Connection]:
        self._require_server()
        if not self._database.access().enforced:
            text = "Nobody has a role in the record at {place}: rights are not enforced yet. Run: nen7510 db roles"
            raise NoServer(Message(text, place=self._database.place.shown))
        with self._database.writing() as connection:
            yield connection

    def _require_server(self) -> None:
        if self._database.place.path:
            text = "Roles take a PostgreSQL server: whoever has the file {place} can do anything with it."
            raise NoServer(Message(text, place=self._database.place.shown))
