"""The schema of a record: made whole for a new one, and recognised in one that exists (design section 7)."""

from sqlalchemy import Connection
from sqlalchemy.schema import CreateIndex, CreateTable

from nen7510_tracker.store.engine import Engine
from nen7510_tracker.words.message import Message, StoreUnreachable

REVISIONS = ("0001", "0002")  # oldest first, as in migrations/versions
REVISION = REVISIONS[-1]


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
    """Make the schema in an empty database, inside the connection's transaction."""
    for statement in statements(connection, engine):
        run(connection, statement)
    run(connection, f"INSERT INTO alembic_version (version_num) VALUES ('{REVISION}')")  # noqa: S608
    make_views(connection, engine)


def run(connection: Connection, statement: str) -> None:
    """Run a statement as it stands: a `%` in it is no place for a value."""
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def statements(connection: Connection, engine: Engine) -> list[str]:
    """The DDL of tables, indexes and triggers: what the migrations lead to, too."""
    from nen7510_tracker.store.tables import Stored  # 0.3 s: only who makes a record waits for it

    made = []
    for table in Stored.metadata.sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=connection.dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [str(CreateIndex(index).compile(dialect=connection.dialect)) for index in indexes]
    return [*made, *engine.triggers]


def make_views(connection: Connection, engine: Engine) -> None:
    """Make the SQL views afresh: they hold nothing."""
    from nen7510_tracker.store import views

    for name in engine.views(connection):
        run(connection, f"DROP VIEW {name}")
    for statement in views.ddl(engine.name):
        run(connection, statement)
