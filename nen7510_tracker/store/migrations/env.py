"""How Alembic runs the migrations: on the connection, and in the transaction, of whoever asks for them."""  # noqa: INP001 - Alembic runs it as a script

from alembic import context

from nen7510_tracker.store.place import SCHEMA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    version_table_schema=SCHEMA if connection.dialect.name == "postgresql" else None,
    transactional_ddl=True,
)
context.run_migrations()
