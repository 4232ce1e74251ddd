"""The schema of a record: made whole for a new one, and recognised in one that exists (design section 7)."""

from pathlib import Path

from sqlalchemy import Connection

from nen7510_tracker.store.engine import Engine
from nen7510_tracker.words.message import Message, StoreUnreachable

REVISIONS = ("0001", "0002", "0003")  # oldest first, as in migrations/versions
REVISION = REVISIONS[-1]
VERSIONS = Path(__file__).parent / "migrations" / "versions"

# As Alembic makes it.
_REVISION_TABLE = """CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""


def require(found: str, place: str) -> None:
    """Raise StoreUnreachable unless `found` is the revision that this program reads and writes."""
    if found == REVISION:
        return
    if found in REVISIONS:
        text = "The record at {place} was made by an older version of this program. Run: nen7510 db upgrade"
        raise StoreUnreachable(Message(text, place=place))
    text = "The record at {place} was made by a newer version of this program: use that one."
    raise StoreUnreachable(Message(text, place=place))


def create(connection: Connection, engine: Engine) -> None:
    """Make the schema in an empty database, inside the connection's transaction.

    By the statements of the migrations, one after the other: that is what tables.py declares, as a test holds it to,
    and compiling that anew costs whoever makes a record a tenth of a second.
    """
    for revision in REVISIONS:
        for statement in statements(revision, engine.name):
            run(connection, statement)
    run(connection, _REVISION_TABLE)
    run(connection, f"INSERT INTO alembic_version (version_num) VALUES ('{REVISION}')")  # noqa: S608
    make_views(connection, engine)


def run(connection: Connection, statement: str) -> None:
    """Run a statement as it stands: a `%` in it is no place for a value."""
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def statements(revision: str, dialect: str) -> list[str]:
    """The statements of a migration; none where it does not concern the dialect."""
    file = VERSIONS / f"{revision}_{dialect}.sql"
    if not file.exists():
        return []
    return [each.removesuffix(";") for each in file.read_text("utf-8").strip().split("\n\n")]


def make_views(connection: Connection, engine: Engine) -> None:
    """Make the SQL views afresh: they hold nothing."""
    from nen7510_tracker.store import views

    for name in engine.views(connection):
        run(connection, f"DROP VIEW {name}")
    for statement in views.ddl(engine.name):
        run(connection, statement)
