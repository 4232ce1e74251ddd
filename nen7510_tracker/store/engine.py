"""What the two engines under the record do differently, by one name each (design section 7)."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from nen7510_tracker.dossier.account import STATED, Access
from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.store.place import Place
from nen7510_tracker.words.message import Message, Refusal, StoreUnreachable


class ConnectionLost(StoreUnreachable):
    """The connection broke in the middle: nobody here knows what became of what was asked for."""


class Weakened(NamedTuple):
    """What guards a record and is not as it was made; false if nothing is.

    `guards`: triggers, functions and policies that are missing, switched off, changed or not the record's own, in the
    order of their making; they can be made anew. `tables`: what of the form of its tables is another.
    """

    guards: list[str]
    tables: list[str]

    def __bool__(self) -> bool:
        return bool(self.guards or self.tables)


class Engine(ABC):
    """A database at a place: its connections, its turn for writers, its triggers and its troubles."""

    name: str  # as SQLAlchemy calls the dialect
    judges_first: bool  # whether a writer judges before its turn, for a turn keeps all others waiting
    triggers: tuple[str, ...]
    raises: type[Exception]  # what the driver itself raises
    draft_key: str  # what tells a draft that is kept anew, as ON CONFLICT has it

    def __init__(self, place: Place) -> None:
        self.place = place

    @abstractmethod
    def begin(self, *, writes: bool, verbatim: bool = False) -> AbstractContextManager[Connection]:
        """A transaction, rolled back unless the block ends well.

        With `verbatim`, for who verifies: all its reads see one moment, and what is no text any more is
        read all the same, with surrogates for the bytes that are no UTF-8.
        """

    @abstractmethod
    def reader(self) -> str:
        """What tells the database, and the account that reads it, from any other."""

    @abstractmethod
    def absent(self) -> bool:
        """Whether it can be told without connecting that there is nothing at the place."""

    @abstractmethod
    def prepare(self) -> None:
        """Make what must be there before a transaction can make the schema."""

    @abstractmethod
    def prepare_schema(self, connection: Connection) -> None:
        """Take the turn for making the schema, inside the transaction that makes it."""

    @abstractmethod
    def revision(self, connection: Connection) -> str | None:
        """The revision of the schema; None if there is none. Raises StoreUnreachable for another's database."""

    @abstractmethod
    def weakened(self, connection: Connection) -> Weakened:
        """What guards the record and is not as this program makes it."""

    @abstractmethod
    def has_rights(self, connection: Connection) -> bool:
        """Whether rights were ever made, also if they are not enforced any more."""

    @abstractmethod
    def make_guard(self, connection: Connection, name: str) -> None:
        """Make one anew, in the place of what bears its name."""

    @abstractmethod
    def views(self, connection: Connection) -> list[str]:
        """The names of the SQL views that are there."""

    @abstractmethod
    def lock(self, connection: Connection, dossiers: Sequence[str]) -> None:
        """Take the dossiers' turn, in the order given."""

    @abstractmethod
    def own(self, connection: Connection) -> None:
        """Go on, inside the transaction, as the owner of the record, who alone may take chains over."""

    @abstractmethod
    def user(self, connection: Connection) -> str | None:
        """Who is at work, as the server knows it; None where nobody does."""

    @abstractmethod
    def insert(self, connection: Connection, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Write entries, in their order, in one go, and give them as they are recorded: a server may have the say."""

    def access(self, connection: Connection) -> Access:  # noqa: ARG002 - a file knows nobody
        """How the record knows who is working: by what they say, unless a server decides."""
        return STATED

    @abstractmethod
    def copy(self, target: Path) -> bool:
        """Copy the store, as it is at one moment, to a file that does not exist; says no where that cannot be done."""

    @abstractmethod
    def explain(self, error: BaseException) -> Refusal:
        """One sentence for what the driver raised, that says how to go on."""

    @abstractmethod
    def close(self) -> None:
        """Let go of all connections."""

    def unusable(self, error: BaseException) -> StoreUnreachable:
        """What is said of an error that has no sentence of its own."""
        return StoreUnreachable(
            Message("The record at {place} cannot be used: {reason}", place=self.place.shown, reason=first_line(error))
        )

    def no_record(self) -> StoreUnreachable:
        """What is said of a database that holds something else."""
        return StoreUnreachable(Message("{place} is a database, but not a record.", place=self.place.shown))

    def contradicting_heads(self) -> StoreUnreachable:
        """What is said when the entries do not end where the list of heads has it."""
        return StoreUnreachable(
            Message(
                "The record at {place} does not end where its list of heads says: nothing was written."
                " Run: nen7510 ledger verify",
                place=self.place.shown,
            )
        )


def first_line(error: BaseException) -> str:
    """What a driver says, without the lines after it, which repeat values and statements."""
    return str(error).strip().partition("\n")[0]
