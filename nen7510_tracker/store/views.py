"""SQL views: each kind of fact as a table, for whoever asks in SQL (design section 7).

They hold nothing, so they are no part of the migrations: every upgrade makes them afresh. They show
the last word on each fact, corrected and retracted ones left out; what the rules void is in them, for
the store does not know the rules.
"""

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from nen7510_tracker.dossier.facts import TYPES
from nen7510_tracker.dossier.facts.base import Fact
from nen7510_tracker.words.day import Day

_ENTRY = ("dossier", "seq", "id", "on_day", "known_on", "recorded_at", "recorded_by", "replaces")
_SHOWN_ALREADY = ("id", "on", "known_on")
# Words of SQL, and what the entry's own columns are called.
_OTHER_NAMES = {"by": "by_party", "to": "to_party", "end": "end_day", "recorded": "taken_over", "text": "text_given"}
_TYPES = {int: "bigint", bool: "boolean"}


class Column(NamedTuple):
    """A key of a fact as a column: `type` is PostgreSQL's."""

    key: str
    name: str
    type: str


def name_of(fact: type[Fact]) -> str:
    """The view of a kind of fact: its list in the dossier file; of what happened to something, `<kind>s`."""
    shared = sum(each.section == fact.section for each in TYPES) > 1
    return f"{fact.kind}s" if shared or fact.kind == "lab" else fact.section


def columns(fact: type[Fact]) -> Iterator[Column]:
    """The keys of a kind of fact, single values first; lists and groups of keys are JSON."""
    keys = [each for each in msgspec.structs.fields(fact) if each.encode_name not in _SHOWN_ALREADY]
    for each in sorted(keys, key=lambda key: _scalar(key.type) is None):
        scalar = _scalar(each.type) or str
        yield Column(each.encode_name, _OTHER_NAMES.get(each.encode_name, each.encode_name), _TYPES.get(scalar, "text"))


def ddl(dialect: str) -> list[str]:
    """The statements that make the views, in the SQL of `sqlite` or `postgresql`."""
    return [_view(each, dialect) for each in TYPES]


def _view(fact: type[Fact], dialect: str) -> str:
    value = _VALUES[dialect]
    shown = [f"entry.{name}" for name in _ENTRY]
    shown += [f"{value(column)} AS {column.name}" for column in columns(fact)]
    options = " WITH (security_invoker = true)" if dialect == "postgresql" else ""
    return (
        f"CREATE VIEW {name_of(fact)}{options} AS\nSELECT {', '.join(shown)}\nFROM entries AS entry"  # noqa: S608
        f"\nWHERE entry.kind = '{fact.kind}' AND entry.fact <> 'null' AND NOT EXISTS (SELECT 1 FROM entries AS later"
        "\n  WHERE later.dossier = entry.dossier AND later.replaces = entry.seq)"
    )


def _in_sqlite(column: Column) -> str:
    return f"json_extract(entry.fact, '$.{column.key}')"


def _in_postgresql(column: Column) -> str:
    value = f"entry.fact::jsonb -> '{column.key}'"
    if column.type == "text":
        return value.replace("->", "->>")
    # What is no number was written past the program: it must not break the view for everybody.
    form = "boolean" if column.type == "boolean" else "number"
    return f"CASE WHEN jsonb_typeof({value}) = '{form}' THEN ({value})::{column.type} END"


_VALUES = {"sqlite": _in_sqlite, "postgresql": _in_postgresql}


def _scalar(wanted: Any) -> type | None:
    """The single type of a key's values, None for lists and groups of keys."""
    origin = get_origin(wanted)
    if origin is Annotated:
        return _scalar(get_args(wanted)[0])
    if origin is Literal:
        return type(get_args(wanted)[0])
    if origin in (Union, UnionType):
        kinds = {_scalar(each) for each in get_args(wanted) if each is not NoneType}
        return kinds.pop() if len(kinds) == 1 else None
    return wanted if wanted in (str, int, bool, Day) else None
