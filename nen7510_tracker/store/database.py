"""A store that is opened: whether there is a record in it, and transactions that read it or write to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from nen7510_tracker.dossier.account import STATED, Access
from nen7510_tracker.store import schema
from nen7510_tracker.store.engine import ConnectionLost, Engine, Weakened
from nen7510_tracker.store.place import Place
from nen7510_tracker.store.rows import Rows
from nen7510_tracker.words.message import InputRejected, Message, StoreUnreachable

PATIENCE = 30.0  # seconds that who wants to write waits for who is writing


def engine_at(place: Place, patience: float) -> Engine:
    """The engine for a place; its driver is loaded only now. `patience`: seconds to wait for another writer."""
    if place.path:
        from nen7510_tracker.store.sqlite import Sqlite

        return Sqlite(place, place.path, patience)
    from nen7510_tracker.store.postgresql import Postgresql

    return Postgresql(place, patience)


class Database:
    """A store. What its driver raises comes out as StoreUnreachable, or InputRejected for a value that it refuses."""

    def __init__(self, place: Place, patience: float | None = None) -> None:
        self.place = place
        self.patience = PATIENCE if patience is None else patience
        self.engine = engine_at(place, self.patience)
        self._recognised = False

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.close()

    def make(self) -> None:
        """Make the record where there is none, and take it as it is where there is one."""
        with self.explained():
            if self._present():
                return
        with self.changing_schema() as connection:
            if not self._has_schema(connection):
                schema.create(connection, self.engine)

    @contextmanager
    def changing_schema(self) -> Iterator[Connection]:
        """A transaction that makes or changes the schema, of what may not be there yet."""
        with self.explained():
            self.engine.prepare()
            with self.engine.begin(writes=True) as connection:
                self.engine.prepare_schema(connection)
                yield connection

    def reader(self) -> str:
        """What tells this store, and the account that reads it, from any other."""
        with self.explained():
            return self.engine.reader()

    def exists(self) -> bool:
        """Whether there is a record; raises StoreUnreachable if there is something else."""
        with self.explained():
            return self._present()

    @contextmanager
    def reading(self, *, verbatim: bool = False) -> Iterator[Rows]:
        """A transaction that reads; where there is no record it finds nothing. `verbatim`: as `Engine.begin` has it."""
        with self.explained():
            if self._present():
                with self.engine.begin(writes=False, verbatim=verbatim) as connection:
                    yield Rows(connection)
            else:
                yield Rows(None)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes, rolled back unless the block ends well."""
        with self.explained():
            if not self._present():
                raise self._nothing()
            with self.engine.begin(writes=True) as connection:
                yield connection

    def weakened(self) -> Weakened:
        """What guards the record and is not as this program made it; nothing where there is no record."""
        with self.explained():
            if not self._present():
                return Weakened([], [])
            with self.engine.begin(writes=False) as connection:
                return self.engine.weakened(connection)

    def access(self) -> Access:
        """How the record knows who is working."""
        with self.explained():
            if self.engine.absent():
                return STATED
            with self.engine.begin(writes=False) as connection:
                return self.engine.access(connection)

    def copy(self, target: Path) -> bool:
        """Copy the store, byte by byte, to a file that does not exist; says no where there are no bytes to copy."""
        if not self.exists():
            raise self._nothing()
        if target.exists():
            raise InputRejected(Message("{path} exists already: a backup does not overwrite.", path=str(target)))
        return self.engine.copy(target)

    def _nothing(self) -> StoreUnreachable:
        return StoreUnreachable(Message("There is no record at {place}.", place=self.place.shown))

    def _present(self) -> bool:
        if self.engine.absent():
            self._recognised = False
        elif not self._recognised:
            with self.engine.begin(writes=False) as connection:
                self._recognised = self._has_schema(connection)
        return self._recognised

    def _has_schema(self, connection: Connection) -> bool:
        found = self.engine.revision(connection)
        if found is not None:
            schema.require(found, self.place.shown)
        return found is not None

    @contextmanager
    def explained(self) -> Iterator[None]:
        """What the driver raises inside the block comes out as a Refusal that names this place."""
        try:
            yield
        except DBAPIError as error:
            refusal = self.engine.explain(error.orig or error)
            raise (ConnectionLost(refusal.message) if error.connection_invalidated else refusal) from error
        except self.engine.raises as error:  # what is fetched past SQLAlchemy
            raise self.engine.explain(error) from error
        except UnicodeDecodeError as error:  # what SQLite says of a damaged file may be no text itself
            raise self.engine.explain(error) from error
        except UnicodeEncodeError as error:
            raise InputRejected(
                Message("A text holds half a character (a lone surrogate) that cannot be written as UTF-8.")
            ) from error
