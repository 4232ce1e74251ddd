"""The rights on a record on a server: made by `db roles`, and again by every upgrade (design section 7).

What they are stands in sql/: the roles and the owner, the functions and the trigger that decides, the policies. They
are no migrations: they hold nothing but the log of grants, which stays, and are made afresh from those files.
"""

from pathlib import Path

from sqlalchemy import Connection, text

from nen7510_tracker.dossier.account import ROLES, SAYS, TRANSCRIBES
from nen7510_tracker.words.message import N_

OWNER = "nen7510_owner"
SQL = Path(__file__).parent / "sql"

# What the server says when it refuses (sql/): without a value or a text of anybody, so that it may be in every log.
SERVER_SAYS = frozenset(
    {
        N_("this login has no role in the record"),
        N_("this role records nothing"),
        N_("this role may not say that"),
        N_("this role may not transcribe that"),
        N_("an account speaks for its own party only"),
        N_("a laboratory records in its own dossier only"),
        N_("a laboratory closes the findings of its own audits only"),
        N_("a laboratory does not see who records elsewhere"),
        N_("a new dossier is begun by a commissioner"),
        N_("another party recorded something under that id already"),
        N_("decisions and adoptions are superseded, never replaced"),
        N_("evidence is replaced by the party that recorded it"),
        N_("it replaces nothing of its kind"),
        N_("there is nothing to retract"),
        N_("a resumption is proposed and approved in this record, by two people"),
        N_("a decision of a day since this record began is proposed and approved in it"),
        N_("who proposes and approves is the server's to say"),
        N_("a decision is dated the day on which it is recorded"),
        N_("who proposed it does not approve it: somebody else has to"),
        N_("it was approved at another head of the record: look again"),
        N_("an entry that is taken over does not have its digest"),
        N_("the fact is too long"),
        N_("the fact is no canonical JSON"),
        N_("a text holds a citizen service number (BSN); no patient data belongs in a dossier"),
        N_("roles are granted by an administrator"),
        N_("nobody grants to himself"),
        N_("there is no such login on the server"),
        N_("that login stands above the roles: it can make roles, or become the owner"),
    }
)

_RIGHT = text("INSERT INTO may (role, kind, state, transcribed) VALUES (:role, :kind, :state, :transcribed)")
# With it a statement that fails is not written into the server's log, where the texts in it would stand.
_QUIET = """DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET log_min_error_statement = panic', current_database());
EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"""
_IS_QUIET = text(
    """SELECT EXISTS (SELECT FROM pg_db_role_setting AS setting JOIN pg_database ON oid = setdatabase
    WHERE datname = current_database() AND setrole = 0 AND 'log_min_error_statement=panic' = ANY (setconfig))"""
)


def make_rights(connection: Connection) -> bool:
    """Make roles, owner, trigger and policies, as somebody who may make roles; what was granted stays.

    Gives whether the server keeps statements that fail out of its log: only a superuser can tell it to.
    """
    connection.exec_driver_sql("RESET ROLE")
    _run(connection, "roles")
    connection.exec_driver_sql(_QUIET, execution_options={"no_parameters": True})
    connection.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")
    _run(connection, "rights")
    connection.exec_driver_sql("DELETE FROM may")
    connection.execute(_RIGHT, [*_rights()])
    _run(connection, "policies")
    return bool(connection.execute(_IS_QUIET).scalar())


def _run(connection: Connection, name: str) -> None:
    """Run a file as it stands."""
    statements = (SQL / f"{name}.sql").read_text("utf-8")
    connection.exec_driver_sql(statements, execution_options={"no_parameters": True})


def _rights() -> list[dict[str, str | bool]]:
    own = [(role, kind, state, False) for role in ROLES for kind in SAYS[role] for state in SAYS[role][kind]]
    taken = [("commissioner", kind, state, True) for kind in TRANSCRIBES for state in TRANSCRIBES[kind]]
    return [dict(zip(("role", "kind", "state", "transcribed"), each, strict=True)) for each in own + taken]
