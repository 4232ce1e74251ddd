# ruff: noqa: INP001 - Alembic runs it as a script
"""The record as it began: entries, heads, drafts, and the triggers that make it append-only.

The statements stand beside this file, as they were; what the schema became since is in later
migrations, and as a whole in tables.py, sqlite.py and postgresql.py.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, indexes and triggers."""
    connection = op.get_bind()
    statements = Path(__file__).with_name(f"{revision}_{connection.dialect.name}.sql").read_text("utf-8")
    for statement in statements.strip().split("\n\n"):
        connection.exec_driver_sql(statement.removesuffix(";"), execution_options={"no_parameters": True})
