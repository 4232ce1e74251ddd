# ruff: noqa: INP001 - Alembic runs it as a script
"""Where a dossier's chain came from, if it was taken over from another record: an append-only list."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table, and the triggers that let a chain in whole, once, and into an empty dossier."""
    connection = op.get_bind()
    statements = Path(__file__).with_name(f"{revision}_{connection.dialect.name}.sql").read_text("utf-8")
    for statement in statements.strip().split("\n\n"):
        connection.exec_driver_sql(statement.removesuffix(";"), execution_options={"no_parameters": True})
