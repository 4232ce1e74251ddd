"""The tables of the store (design section 7): the entries, which are the record, and what can be thrown away.

The same tables on SQLite and PostgreSQL; only how a pattern is written differs between the two.
"""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Integer, MetaData, PrimaryKeyConstraint, String, Text
from sqlalchemy.schema import Index
from sqlalchemy.sql.expression import text
from sqlmodel import Field, SQLModel

# Compared byte by byte on both engines: a locale must not decide which dossier comes first.
Plain = Text().with_variant(Text(collation="C"), "postgresql")

_DIGIT = "[0-9]"
_MONTH = f"{_DIGIT * 4}-{_DIGIT * 2}"
_MOMENT = f"{_MONTH}-{_DIGIT * 2}T{_DIGIT * 2}:{_DIGIT * 2}:{_DIGIT * 2}.{_DIGIT * 6}Z"


def _check(name: str, sqlite: str, postgresql: str) -> tuple[CheckConstraint, CheckConstraint]:
    return (
        CheckConstraint(sqlite, name=name).ddl_if(dialect="sqlite"),
        CheckConstraint(postgresql, name=name).ddl_if(dialect="postgresql"),
    )


_MOMENT_REGEX = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z"


def _glob(column: str, glob: str, regex: str) -> tuple[CheckConstraint, CheckConstraint]:
    return _check(f"{column}_form", f"{column} GLOB '{glob}'", f"{column} ~ '^{regex}$'")


def _name(column: str) -> tuple[CheckConstraint, CheckConstraint]:
    return _check(
        f"{column}_form",
        f"{column} GLOB '[A-Za-z0-9]*' AND {column} NOT GLOB '*[^A-Za-z0-9._-]*' AND length({column}) <= 64",
        f"{column} ~ '^[A-Za-z0-9][A-Za-z0-9._-]{{0,63}}$'",
    )


def _day(column: str) -> tuple[CheckConstraint, CheckConstraint]:
    return _check(
        f"{column}_form",
        f"{column} GLOB '{_MONTH}' OR {column} GLOB '{_MONTH}-{_DIGIT * 2}'",
        f"{column} ~ '^[0-9]{{4}}-[0-9]{{2}}(-[0-9]{{2}})?$'",
    )


def _hex(column: str, digits: int) -> tuple[CheckConstraint, CheckConstraint]:
    return _check(
        f"{column}_form",
        f"length({column}) = {digits} AND {column} NOT GLOB '*[^0-9a-f]*'",
        f"{column} ~ '^[0-9a-f]{{{digits}}}$'",
    )


class Stored(SQLModel):
    """What the tables of the store share: a catalogue of their own."""

    metadata = MetaData()


class EntryRow(Stored, table=True):
    """An entry: the columns are those of `Entry`, with `on` as `on_day`, for `on` is a word of SQL.

    On SQLite without a rowid: a second, hidden key would be a way past the triggers (INSERT OR REPLACE).
    """

    __tablename__ = "entries"
    __table_args__: ClassVar[Any] = (
        PrimaryKeyConstraint("dossier", "seq", name="entries_key"),
        *_name("dossier"),
        CheckConstraint("seq > 0", name="seq_form"),
        *_glob("call", "-".join("[0-9a-f]" * n for n in (8, 4, 4, 4, 12)), "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        *_check(
            "kind_form",
            "kind <> '' AND kind NOT GLOB '*[^a-z_]*' AND length(kind) <= 32",
            "kind ~ '^[a-z_]{1,32}$'",
        ),
        CheckConstraint("id <> ''", name="id_form"),
        *_day("on_day"),
        *_day("known_on"),
        *_glob("recorded_at", _MOMENT, _MOMENT_REGEX),
        CheckConstraint("recorded_by <> ''", name="recorded_by_form"),
        CheckConstraint("replaces > 0 AND replaces < seq", name="replaces_earlier"),
        CheckConstraint("(replaces IS NULL) = (reason IS NULL)", name="replaces_with_reason"),
        CheckConstraint("rules > 0", name="rules_form"),
        *_hex("salt", 32),
        *_check("fact_form", "json_valid(fact)", "fact::jsonb IS NOT NULL"),
        *_hex("previous", 64),
        *_hex("digest", 64),
        # On the call alone: with the dossier before it a planner without statistics prefers it to the key.
        Index("entries_call", "call"),
        Index(
            "entries_replaced",
            "dossier",
            "replaces",
            sqlite_where=text("replaces IS NOT NULL"),
            postgresql_where=text("replaces IS NOT NULL"),
        ),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )

    dossier: str = Field(sa_type=Plain, nullable=False)
    seq: int = Field(sa_type=Integer, nullable=False)
    call: str = Field(sa_type=Plain, nullable=False)
    kind: str = Field(sa_type=Plain, nullable=False)
    id: str = Field(sa_type=Plain, nullable=False)
    on_day: str | None = Field(sa_type=Plain, nullable=True)
    known_on: str | None = Field(sa_type=Plain, nullable=True)
    recorded_at: str = Field(sa_type=Plain, nullable=False)
    recorded_by: str = Field(sa_type=Plain, nullable=False)
    replaces: int | None = Field(sa_type=Integer, nullable=True)
    reason: str | None = Field(sa_type=Plain, nullable=True)
    rules: int = Field(sa_type=Integer, nullable=False)
    salt: str = Field(sa_type=Plain, nullable=False)
    fact: str = Field(sa_type=Plain, nullable=False)
    previous: str = Field(sa_type=Plain, nullable=False)
    digest: str = Field(sa_type=Plain, nullable=False)


class HeadRow(Stored, table=True):
    """The end of each dossier's chain, kept by the entries' triggers: a cache, and the turn that writers wait for."""

    __tablename__ = "heads"
    __table_args__: ClassVar[Any] = ({"sqlite_strict": True, "sqlite_with_rowid": False},)

    dossier: str = Field(sa_type=Plain, primary_key=True)
    seq: int = Field(sa_type=Integer, nullable=False)
    digest: str = Field(sa_type=Plain, nullable=False)


class OriginRow(Stored, table=True):
    """That a dossier's chain was taken over from another record, whole and into an empty dossier: append-only.

    `step`: 1 for the first time that the chain was moved, in whichever record; `seq` and `digest`: its head then.
    """

    __tablename__ = "origins"
    __table_args__: ClassVar[Any] = (
        PrimaryKeyConstraint("dossier", "step", name="origins_key"),
        *_name("dossier"),
        CheckConstraint("step > 0", name="step_form"),
        CheckConstraint("seq > 0", name="seq_form"),
        *_hex("digest", 64),
        CheckConstraint("source <> ''", name="source_form"),
        CheckConstraint("taken_by <> ''", name="taken_by_form"),
        *_glob("taken_at", _MOMENT, _MOMENT_REGEX),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )

    dossier: str = Field(sa_type=Plain, nullable=False)
    step: int = Field(sa_type=Integer, nullable=False)
    seq: int = Field(sa_type=Integer, nullable=False)
    digest: str = Field(sa_type=Plain, nullable=False)
    source: str = Field(sa_type=Plain, nullable=False)
    taken_by: str = Field(sa_type=Plain, nullable=False)
    taken_at: str = Field(sa_type=Plain, nullable=False)


class DraftRow(Stored, table=True):
    """An assessment or a statement being worked on: changed and thrown away at will, no part of the record."""

    __tablename__ = "drafts"
    __table_args__: ClassVar[Any] = (
        PrimaryKeyConstraint("dossier", "id", name="drafts_key"),
        {"sqlite_strict": True},
    )

    id: str = Field(sa_type=Plain, nullable=False)
    dossier: str = Field(sa_type=Plain, nullable=False)
    kind: str = Field(sa_type=Plain, nullable=False)
    body: str = Field(sa_type=Plain, nullable=False)
    updated_at: str = Field(sa_type=Plain, nullable=False)
    revision: int = Field(sa_type=Integer, nullable=False)


class RevisionRow(Stored, table=True):
    """The schema's revision, where Alembic looks for it: the table is made as Alembic makes it."""

    __tablename__ = "alembic_version"
    __table_args__: ClassVar[Any] = (PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),)

    version_num: str = Field(sa_type=String(32), nullable=False)
