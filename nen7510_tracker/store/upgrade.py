"""`db upgrade`: brings a record to the schema of this program. The only part that loads Alembic, which is slow."""

from pathlib import Path
from typing import NamedTuple

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from nen7510_tracker.store import schema
from nen7510_tracker.store.database import Database
from nen7510_tracker.store.engine import Weakened
from nen7510_tracker.store.place import place_of
from nen7510_tracker.store.rights import make_rights

MIGRATIONS = Path(__file__).parent / "migrations"

# A head that is there is left as it is, right or wrong: that is for `ledger verify` to tell.
_MISSING_HEADS = text(
    """INSERT INTO heads (dossier, seq, digest)
    SELECT entries.dossier, entries.seq, entries.digest FROM entries
    JOIN (SELECT dossier, max(seq) AS seq FROM entries GROUP BY dossier) AS ends
      ON ends.dossier = entries.dossier AND ends.seq = entries.seq
    WHERE NOT EXISTS (SELECT 1 FROM heads WHERE heads.dossier = entries.dossier)"""
)


class Upgraded(NamedTuple):
    """The revision that a record has now, and what was found weakened: the guards are back, the tables are as found."""

    revision: str
    weakened: Weakened


def upgrade(url_or_path: str | Path) -> Upgraded:
    """Bring the record to this program's schema, all or nothing; make it where there is none.

    The SQL views, which hold nothing, are made afresh, heads that were thrown away are found again, and guards
    that are not as they were made are made anew. Raises StoreUnreachable, also for a record of a newer program.
    """
    place = place_of(url_or_path)
    database = Database(place)
    try:
        with database.changing_schema() as connection:
            found = database.engine.revision(connection)
            if found not in (None, *schema.REVISIONS):
                schema.require(str(found), place.shown)
            command.upgrade(configuration(connection), schema.REVISION)
            schema.make_views(connection, database.engine)
            connection.execute(_MISSING_HEADS)
            weakened = database.engine.weakened(connection)
            for each in weakened.guards:
                database.engine.make_guard(connection, each)
            if database.engine.has_rights(connection):
                make_rights(connection)
    finally:
        database.close()
    return Upgraded(schema.REVISION, weakened)


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file; migrations run in the transaction of the connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
