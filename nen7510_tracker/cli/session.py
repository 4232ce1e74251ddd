"""The session that commands work in: which record, who, and which day it is (design section 6).

Knows nothing of how options are read: the interface opens without waiting for that.
"""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nen7510_tracker.words.catalogue import LANGUAGES
from nen7510_tracker.words.message import Message, Refusal, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from nen7510_tracker.service.record import Moment, Record
    from nen7510_tracker.service.recording import Call


@dataclass(slots=True, frozen=True)
class Session:
    """Which record, who works, and which day it is: today's date enters here and is passed down.

    `keeps`: whether what is worked out of it is kept for the next call.
    `stated`: whether the name was given with `--actor`, which a server that knows its users does not take.
    """

    place: str
    actor: str
    today: date
    keeps: bool = True
    stated: bool = False

    def open_record(self) -> "Record":
        """The record, made where there is none; who opens it closes it."""
        from nen7510_tracker.norm.norm import load_norm
        from nen7510_tracker.service.record import Record

        record = Record.open(self.place, load_norm(), create=True, cache=self._cache())
        try:
            self._check(record)
        except Refusal:
            record.ledger.close()
            raise
        return record

    def _check(self, record: "Record") -> None:
        """Raise Refused for a name that is given where the server knows better."""
        if self.stated and record.access.enforced:
            raise Refused(Message("--actor is refused here: the server knows who you are. See: nen7510 db who"))

    @contextmanager
    def record(self, *, create: bool = False) -> "Iterator[Record]":
        """The record, open; `create` makes a file that is not there. Without, raises StoreUnreachable for none."""
        from nen7510_tracker.norm.norm import load_norm
        from nen7510_tracker.service.record import Record

        with Record.open(self.place, load_norm(), create=create, cache=self._cache()) as record:
            if not create:
                record.require()
            self._check(record)
            yield record
            _remark(record)

    def _cache(self) -> Path | None:
        return cache_folder() if self.keeps else None

    def call(self) -> "Call":
        """A wish of this user, today. Raises InputRejected for a name that may not be in the record."""
        from nen7510_tracker.exchange.typed import checked_text
        from nen7510_tracker.service.recording import Call

        return Call.new(checked_text("--actor", self.actor), self.today)

    def moment(self, as_of: str | None, known_on: str | None, head: str | None) -> "Moment":
        """The moment that the options ask for; both days default to today."""
        from nen7510_tracker.cli.options import a_day, a_head
        from nen7510_tracker.service.record import Moment

        day, knowledge = a_day(as_of, "--as-of"), a_day(known_on, "--known-on")
        return Moment(day or self.today, knowledge or self.today, a_head(head))

    @property
    def shown_place(self) -> str | None:
        """The record as the interface shows it: None when it is the default one, and nobody named it."""
        return self.place if self.place != default_place() or os.environ.get("NEN7510_DB") else None


def _remark(record: "Record") -> None:
    """What is to be said of the server when a command has been done."""
    from nen7510_tracker.cli.output import note
    from nen7510_tracker.cli.speech import say
    from nen7510_tracker.store.outlasting import AGAIN

    if record.ledger.asked_again():
        note(say(AGAIN))
    if record.wrote and record.ledger.on_server and not record.access.enforced:
        note(say("Rights are not enforced here: names are what people say. See: nen7510 db roles"))


def default_place() -> str:
    """The SQLite file in the user's data directory."""
    from platformdirs import user_data_path

    return str(user_data_path("nen7510", appauthor=False) / "record.db")


def cache_folder() -> Path | None:
    """The folder of this user for what can be worked out again; None when it was asked to keep nothing."""
    given = os.environ.get("NEN7510_CACHE")
    if given is not None:
        return Path(given) if given else None
    from platformdirs import user_cache_path

    return user_cache_path("nen7510", appauthor=False)


def default_actor() -> str:
    """The login name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid-{os.getuid()}"


def own_day() -> date:
    """The user's own day: here today's date enters."""
    return date.today()  # noqa: DTZ011 - the user's own day


def actor_name(text: str | None) -> str | None:
    """A name to work under, the login name when none is given; None when it has nothing, or what cannot be read."""
    name = " ".join((default_actor() if text is None else text).split())
    return name if name.isprintable() and name else None


def plain_session() -> Session | None:
    """The session of who gives no option at all; None when it takes the command line to say what is wrong."""
    actor = actor_name(None)
    if actor is None or (os.environ.get("NEN7510_LANG") or LANGUAGES[0]) not in LANGUAGES:
        return None
    return Session(place=os.environ.get("NEN7510_DB") or default_place(), actor=actor, today=own_day())
