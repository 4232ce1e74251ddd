"""The schema of a record: made whole for a new one, and recognised in one that exists (design section 7)."""

from sqlalchemy import Connection
from sqlalchemy.schema import CreateIndex, CreateTable

from nen7510_tracker.store import triggers
from nen7510_tracker.words.message import Message, StoreUnreachable

REVISIONS = ("0001",)  # oldest first, as in migrations/versions
REVISION = REVISIONS[-1]


def tables(connection: Connection) -> list[str]:
    """The DDL of the tables and their indexes, in the dialect of the connection."""
    from nen7510_tracker.store.tables import Stored  # 0.3 s: only who makes a record waits for it

    statements = []
    for table in Stored.metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=connection.dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(dialect=connection.dialect)) for index in indexes]
    return statements


def create(connection: Connection) -> None:
    """Make the schema in an empty database, inside the connection's transaction."""
    for statement in (*tables(connection), *triggers.SQLITE):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"INSERT INTO alembic_version (version_num) VALUES ('{REVISION}')")  # noqa: S608


def revision(connection: Connection) -> str | None:
    """The revision of the schema in a database; None where there is no schema of ours."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found) if found is not None else None


def require(found: str, place: str) -> None:
    """Raise StoreUnreachable unless `found` is the revision that this program reads and writes."""
    if found == REVISION:
        return
    if found in REVISIONS:
        raise StoreUnreachable(
            Message(
                "The record at {place} was made by an older version of this program. Run: nen7510 db upgrade",
                place=place,
            )
        )
    raise StoreUnreachable(
        Message("The record at {place} was made by a newer version of this program: use that one.", place=place)
    )
