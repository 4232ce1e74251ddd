# ruff: noqa: INP001 - Alembic runs it as a script
"""On SQLite, what comes next is told by the entries alone: whoever wrote the list of heads could replace an entry.

The triggers of PostgreSQL did so from the beginning.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Exchange the triggers that judge what is inserted."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    for statement in Path(__file__).with_name(f"{revision}_sqlite.sql").read_text("utf-8").strip().split("\n\n"):
        connection.exec_driver_sql(statement.removesuffix(";"), execution_options={"no_parameters": True})
