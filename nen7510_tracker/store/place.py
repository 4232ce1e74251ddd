"""Where a record is kept: a SQLite file or a PostgreSQL database, from what a user wrote."""

import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from nen7510_tracker.words.message import Message, StoreUnreachable

# An address with a slash too few: as the name of a file its password would be shown, and stay behind.
_MISTYPED = re.compile(r"(?i)(postgres|postgresql|sqlite)(\+\w+)?:")

SCHEMA = "nen7510"  # on PostgreSQL everything lives in a schema of this name


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a record; `path` is that of the SQLite file, None on a server."""

    url: URL
    path: Path | None

    @property
    def shown(self) -> str:
        """The address as it may be printed: never with a password."""
        if self.path:
            return str(self.path)
        return self.url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)

    @property
    def identity(self) -> str:
        """What tells it from every other record, wherever the program is started."""
        return str(self.path.absolute()) if self.path else self.shown


def place_of(url_or_path: str | Path) -> Place:
    """Read a path, `sqlite:///path` or `postgresql://…`. Raises StoreUnreachable for an address of another kind."""
    text = str(url_or_path)
    if "://" not in text and not _MISTYPED.match(text):
        return _file(Path(text))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreUnreachable(
            Message("The address of the record cannot be read. It is a path, sqlite:///path or postgresql://…")
        ) from error
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database:
        return _file(Path(url.database))
    if kind in ("postgresql", "postgres"):
        return Place(url.set(drivername="postgresql+psycopg"), None)
    raise StoreUnreachable(
        Message(
            "A record cannot be kept in “{kind}”. Its address is a path, sqlite:///path or postgresql://…", kind=kind
        )
    )


def _file(path: Path) -> Place:
    return Place(URL.create("sqlite", database=str(path)), path)
