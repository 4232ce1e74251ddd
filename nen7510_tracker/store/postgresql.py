"""The record in a PostgreSQL database: many users, writers in turn per dossier (design section 7)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, create_engine, event, text

from nen7510_tracker.dossier.account import STATED, Access, Account
from nen7510_tracker.dossier.entry import START, Entry
from nen7510_tracker.store import guards
from nen7510_tracker.store.engine import Engine, Weakened, first_line
from nen7510_tracker.store.place import SCHEMA, Place
from nen7510_tracker.store.rights import SERVER_SAYS
from nen7510_tracker.words.message import InputRejected, Message, Refusal, Refused, StoreUnreachable

OLDEST = 150000  # as the server numbers its versions
MAKING = 7510  # the advisory lock of who makes or upgrades the schema
NOT_NEXT = "NE002"  # the SQLSTATE by which the triggers below refuse an entry that does not carry on the chain
NOT_ALLOWED = "NE003"  # that by which the rights refuse (sql/rights.sql)
NO_PRIVILEGE = "42501"  # that by which the server does

# A head that was thrown away is found again at the end of the entries; one that contradicts them stops the writing,
# so that an end that was cut off stays to be seen. ENABLE ALWAYS: also for a session that plays a replica.
TRIGGERS = (
    """CREATE FUNCTION nen7510.entries_next() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
  SELECT seq, digest INTO last FROM nen7510.entries WHERE dossier = NEW.dossier ORDER BY seq DESC LIMIT 1;
  IF NEW.seq <> 1 + coalesce(last.seq, 0) THEN
    RAISE EXCEPTION 'the record is append-only: this is not the next sequence number' USING ERRCODE = 'NE002';
  END IF;
  IF NEW.previous <> coalesce(last.digest, repeat('0', 64)) THEN
    RAISE EXCEPTION 'the record is a chain: this does not name the digest of the entry before'
      USING ERRCODE = 'NE002';
  END IF;
  RETURN NEW;
END $$""",
    """CREATE FUNCTION nen7510.entries_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT ON (dossier) * FROM added ORDER BY dossier, seq) AS first
      JOIN nen7510.heads AS head USING (dossier)
      WHERE first.seq <> head.seq + 1 OR first.previous <> head.digest) THEN
    RAISE EXCEPTION 'the record does not end where the list of heads says' USING ERRCODE = 'NE002';
  END IF;
  INSERT INTO nen7510.heads (dossier, seq, digest)
    SELECT DISTINCT ON (dossier) dossier, seq, digest FROM added ORDER BY dossier, seq DESC
    ON CONFLICT (dossier) DO UPDATE SET seq = excluded.seq, digest = excluded.digest;
  RETURN NULL;
END $$""",
    """CREATE FUNCTION nen7510.entries_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the record is append-only: % is refused', TG_OP USING ERRCODE = 'NE001';
END $$""",
    """CREATE TRIGGER entries_next BEFORE INSERT ON entries
FOR EACH ROW EXECUTE FUNCTION entries_next()""",
    """CREATE TRIGGER entries_head AFTER INSERT ON entries REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION entries_head()""",
    """CREATE TRIGGER entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION entries_refuse()""",
    "ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_next",
    "ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_head",
    "ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_no_change",
    # A row of the origins opens its dossier, inside its transaction alone, for entries up to its head that bear what
    # another record set. The schema's owner alone may write it, and when the transaction ends they have to be there.
    """CREATE FUNCTION nen7510.origins_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_has_role(current_user, (SELECT nspowner FROM pg_namespace WHERE nspname = 'nen7510'), 'USAGE') THEN
    RAISE EXCEPTION 'only the owner of the record takes a chain over' USING ERRCODE = '42501';
  END IF;
  IF NEW.step <> 1 + coalesce((SELECT max(step) FROM nen7510.origins WHERE dossier = NEW.dossier), 0) THEN
    RAISE EXCEPTION 'the origins are append-only: this is not the next step' USING ERRCODE = 'NE002';
  END IF;
  IF EXISTS (SELECT FROM nen7510.entries WHERE dossier = NEW.dossier) THEN
    RAISE EXCEPTION 'a chain is taken over whole, once, and into an empty dossier' USING ERRCODE = 'NE002';
  END IF;
  RETURN NEW;
END $$""",
    """CREATE FUNCTION nen7510.origins_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM nen7510.entries
      WHERE dossier = NEW.dossier AND seq = NEW.seq AND digest = NEW.digest) THEN
    RAISE EXCEPTION 'the chain that was taken over does not have the head that its origin names'
      USING ERRCODE = 'NE002';
  END IF;
  RETURN NULL;
END $$""",
    """CREATE TRIGGER origins_next BEFORE INSERT ON origins
FOR EACH ROW EXECUTE FUNCTION origins_next()""",
    """CREATE CONSTRAINT TRIGGER origins_whole AFTER INSERT ON origins DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION origins_whole()""",
    """CREATE TRIGGER origins_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON origins
FOR EACH STATEMENT EXECUTE FUNCTION entries_refuse()""",
    "ALTER TABLE origins ENABLE ALWAYS TRIGGER origins_next",
    "ALTER TABLE origins ENABLE ALWAYS TRIGGER origins_whole",
    "ALTER TABLE origins ENABLE ALWAYS TRIGGER origins_no_change",
)

_NUMBERS = ("seq", "replaces", "rules")
_ARRAYS = ", ".join(f"%s::{'integer' if each in _NUMBERS else 'text'}[]" for each in Entry._fields)
_INSERT = f"INSERT INTO entries SELECT * FROM unnest({_ARRAYS})"  # noqa: S608 - names of our own

# Whether the server decides who may do what; the catalogue can be read by everybody.
_DECIDES = f"""SELECT session_user::text, has_schema_privilege(relnamespace, 'USAGE')
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = '{SCHEMA}' AND relname = 'entries' AND relrowsecurity"""  # noqa: S608 - a name of our own
_ACCOUNT = text("SELECT login, role, party, lab FROM me() WHERE role IS NOT NULL")
_TAKE_TURN = text("SELECT take_turn(:dossier)")

_TURN = text(
    """INSERT INTO heads (dossier, seq, digest)
    SELECT :dossier, coalesce(max(seq), 0), coalesce((array_agg(digest ORDER BY seq DESC))[1], :start)
    FROM (SELECT seq, digest FROM entries WHERE dossier = :dossier ORDER BY seq DESC LIMIT 1) AS last
    ON CONFLICT (dossier) DO NOTHING"""
)
_LOCK = text("SELECT seq FROM heads WHERE dossier = :dossier FOR UPDATE")

# Quoted where it has to be, and whether this session may become it; nothing where it is the owner itself.
_OTHER_OWNER = f"""SELECT nspowner::regrole::text, pg_has_role(nspowner, 'MEMBER') FROM pg_namespace
    WHERE nspname = '{SCHEMA}' AND nspowner::regrole <> current_user::regrole"""  # noqa: S608 - a name of our own

_BUSY = Message("The record at {place} is locked: somebody else is writing. Try again in a moment.")
_TROUBLES = {
    "25006": Message(
        "The record at {place} can only be read at the moment: nothing was written. Ask who runs the server."
    ),
    "28": Message("The server of {place} refuses this login: {reason}"),
    "3D": Message("The database {place} does not exist."),
    "40": _BUSY,
    NO_PRIVILEGE: Message("There is no permission for the record at {place}: {reason}"),
    "53100": Message("The disk of the server is full: nothing was written to {place}."),
    "53": Message("The server of {place} has no room for more: {reason}"),
    "55P03": _BUSY,
}


def refused_by_server(error: BaseException) -> Refused:
    """What the rights on the server refused; it says so in our own words."""
    said = first_line(error)
    reason = Message(said) if said in SERVER_SAYS else Message("{value}", value=said)
    return Refused(Message("The server refuses this: {reason}.", reason=reason))


def _no_password(error: psycopg.OperationalError) -> Message | None:
    """What is said of a login that takes a password and has none, or another."""
    attempt = error.pgconn
    if attempt is None or not (attempt.needs_password or attempt.used_password):
        return None
    return Message(
        "The server of {place} does not let this login in: {reason}. The password is read from ~/.pgpass or PGPASSWORD."
    )


class Postgresql(Engine):
    """A database of a PostgreSQL server; everything is in a schema of its own."""

    name = "postgresql"
    judges_first = False
    triggers = TRIGGERS
    raises = psycopg.Error
    draft_key = "ON CONSTRAINT drafts_key"

    def __init__(self, place: Place, patience: float) -> None:
        super().__init__(place)
        self._decided = False  # whether the server decided who may do what when a connection was last made
        self._stranger = ""  # the login of that connection, if it had no role then
        self._patience = patience
        self._engine = create_engine(
            place.url, hide_parameters=True, isolation_level="READ COMMITTED", pool_pre_ping=True
        )
        event.listen(self._engine, "connect", self._prepare_connection)

    def _prepare_connection(self, connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET search_path = {SCHEMA}")
            cursor.execute(f"SET lock_timeout = {int(self._patience * 1000)}")
            cursor.execute(_DECIDES)
            found = cursor.fetchone()
            self._decided = found is not None
            self._stranger = "" if found is None or found[1] else found[0]
        connection.commit()

    @contextmanager
    def begin(self, *, writes: bool, verbatim: bool = False) -> Iterator[Connection]:
        """READ COMMITTED, so that who waited for a turn sees what the other wrote; verbatim: REPEATABLE READ.

        The server holds no text that is not UTF-8.
        """
        del writes
        connection = self._engine.connect()
        if verbatim:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection, connection.begin():
            yield connection

    def reader(self) -> str:
        """The database, and the account that the server knows."""
        with self.begin(writes=False) as connection:
            account = connection.exec_driver_sql("SELECT session_user || ' as ' || current_user").scalar()
        return f"postgresql {self.place.shown} {account}"

    def absent(self) -> bool:
        """Only the server knows."""
        return False

    def prepare(self) -> None:
        """Nothing: the database exists, or is made by who runs the server."""

    def prepare_schema(self, connection: Connection) -> None:
        """Take the turn of who makes the schema; raises StoreUnreachable for a server that is too old or not UTF-8."""
        found = connection.exec_driver_sql(
            "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
        ).one()
        if found[0] < OLDEST or found[1] != "UTF8":
            raise StoreUnreachable(
                Message(
                    "PostgreSQL {oldest} or newer is needed, with a database in UTF-8: {place} is on version {found},"
                    " in {encoding}.",
                    oldest=OLDEST // 10000,
                    found=found[0] // 10000,
                    encoding=found[1],
                    place=self.place.shown,
                )
            )
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MAKING})")
        if connection.exec_driver_sql(f"SELECT to_regnamespace('{SCHEMA}')").scalar() is None:
            connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        self.own(connection)  # what is made belongs to the owner, who after `db roles` cannot log in

    def revision(self, connection: Connection) -> str | None:
        """The revision of the schema; None where there is none of ours."""
        if connection.exec_driver_sql(f"SELECT to_regclass('{SCHEMA}.alembic_version')").scalar() is None:
            return None
        found = connection.exec_driver_sql(f"SELECT version_num FROM {SCHEMA}.alembic_version").scalar()  # noqa: S608
        if found is None:
            raise self.no_record()
        return str(found)

    def weakened(self, connection: Connection) -> Weakened:
        """Also of what `db roles` made, if it ever was run."""
        return Weakened(guards.wrong(connection, TRIGGERS), guards.other_rules(connection))

    def has_rights(self, connection: Connection) -> bool:
        """By the log of grants, which stays whatever else goes."""
        return guards.has_rights(connection)

    def make_guard(self, connection: Connection, name: str) -> None:
        """Make a function or trigger anew; the rights have means of their own (store/rights.py)."""
        guards.make(connection, TRIGGERS, name)

    def views(self, connection: Connection) -> list[str]:
        """The names of the SQL views that are there."""
        found = connection.execute(
            text("SELECT viewname FROM pg_views WHERE schemaname = :schema ORDER BY viewname"), {"schema": SCHEMA}
        )
        return [name for (name,) in found]

    def lock(self, connection: Connection, dossiers: Sequence[str]) -> None:
        """Lock the dossiers' rows in the list of heads, making those that are not there yet."""
        if self._decides(connection):
            for dossier in dossiers:
                connection.execute(_TAKE_TURN, {"dossier": dossier})
            return
        for dossier in dossiers:
            connection.execute(_TURN, {"dossier": dossier, "start": START})
            connection.execute(_LOCK, {"dossier": dossier})

    def own(self, connection: Connection) -> None:
        """Take the role of the schema's owner, until the transaction ends. Raises Refused for who may not."""
        for owner, may in connection.exec_driver_sql(_OTHER_OWNER):
            if not may:
                text = "{place} belongs to {owner}: use the login that ran `nen7510 db upgrade` and `nen7510 db roles`."
                raise Refused(Message(text, place=self.place.shown, owner=owner))
            connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")

    def user(self, connection: Connection) -> str | None:
        """The account that is connected."""
        return str(connection.exec_driver_sql("SELECT session_user").scalar())

    def insert(self, connection: Connection, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Write entries with one statement, a column an array: the triggers on the statement fire once."""
        columns = tuple(list(column) for column in zip(*entries, strict=True))
        if not self._decides(connection):
            connection.exec_driver_sql(_INSERT, columns)
            return entries
        return [*map(Entry._make, connection.exec_driver_sql(f"{_INSERT} RETURNING *", columns))]

    def access(self, connection: Connection) -> Access:
        """By the account of the session's user, once `db roles` was run."""
        found = connection.exec_driver_sql(_DECIDES).first()
        if found is None:
            return STATED
        login, reaches = found
        row = connection.execute(_ACCOUNT).first() if reaches else None
        return Access(enforced=True, login=login, account=Account(*row) if row else None)

    def _decides(self, connection: Connection) -> bool:
        return connection.exec_driver_sql(_DECIDES).first() is not None

    def copy(self, target: Path) -> bool:  # noqa: ARG002 - what it would be copied to does not matter
        """A server's files are nobody's: its chains are taken over one by one."""
        return False

    def explain(self, error: BaseException) -> Refusal:
        """By SQLSTATE; without one the server was not reached at all."""
        state = getattr(error, "sqlstate", None) or ""
        if state == NOT_NEXT:
            return self.contradicting_heads()
        if state == NOT_ALLOWED:
            return refused_by_server(error)
        if state == NO_PRIVILEGE and self._stranger:
            text = (
                "{login} has no role in the record at {place}. An administrator gives it: nen7510 db grant {login} ROLE"
            )
            return Refused(Message(text, login=self._stranger, place=self.place.shown))
        if state == NO_PRIVILEGE and self._decided:
            text = "The server of {place} does not permit this to your login: {reason}. See: nen7510 db who"
            return Refused(Message(text, place=self.place.shown, reason=first_line(error)))
        if state[:2] in ("22", "23") or (isinstance(error, psycopg.DataError) and not state):
            return InputRejected(Message("The record refuses this entry: {reason}", reason=first_line(error)))
        known = _TROUBLES.get(state) or _TROUBLES.get(state[:2])
        if known is None and isinstance(error, psycopg.OperationalError):
            known = _no_password(error) or Message("The server of {place} cannot be reached: {reason}")
        if known is None:
            return self.unusable(error)
        return StoreUnreachable(Message(known.text, place=self.place.shown, reason=first_line(error)))

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()
