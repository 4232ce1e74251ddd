"""What is kept of controls that fail, of open findings and of days that come up: into columns, and back."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from nen7510_tracker.dossier.entry import canonical
from nen7510_tracker.rules.ageing import OpenFinding
from nen7510_tracker.rules.failing import Alike
from nen7510_tracker.rules.upcoming import Coming
from nen7510_tracker.store.columns import ComingColumns, LookColumns, OpenColumns
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import Message

OFTEN = 65_536  # lists and sentences that are remembered: most laboratories have the same
_json = msgspec.json.Decoder().decode
_texts = msgspec.json.Decoder(tuple[str, ...]).decode


def packed(values: Iterable[str]) -> str | None:
    """A list as a column holds it: as JSON, nothing as NULL."""
    given = tuple(values)
    return canonical(given) if given else None


def unpacked(value: str | None) -> tuple[str, ...]:
    """The list of a column."""
    return _list(value) if value is not None else ()


@lru_cache(maxsize=OFTEN)
def _list(value: str) -> tuple[str, ...]:
    return _texts(value)


def kept_look(place: int, each: Alike) -> LookColumns:
    """What is kept of controls of which the same is said."""
    controls = canonical(each.controls)
    return LookColumns(each.lab, place, each.status, packed(each.looked), packed(each.failing), controls)


def look_of(kept: LookColumns) -> Alike:
    """The controls, as they were before they were kept."""
    status: Any = kept.status
    looked: tuple[Any, ...] = unpacked(kept.looked)
    failing: tuple[Any, ...] = unpacked(kept.failing)
    return Alike(kept.lab, status, looked, failing, unpacked(kept.controls))


def kept_open(place: int, each: OpenFinding) -> OpenColumns:
    """What is kept of an open finding: its age follows from the day."""
    return OpenColumns(
        each.lab,
        place,
        each.finding,
        each.title,
        each.grade,
        each.state,
        each.turn,
        each.whose,
        packed(each.areas),
        each.found_on.text,
        int(each.assumed),
        each.due.text if each.due else None,
    )


def open_of(kept: OpenColumns, as_of: date) -> OpenFinding:
    """The finding, on the day that it is looked at."""
    found_on = day(kept.found_on)
    return OpenFinding(
        kept.lab,
        kept.finding,
        kept.title,
        kept.grade,
        kept.state,
        kept.turn,
        kept.whose,
        unpacked(kept.areas),
        found_on,
        bool(kept.assumed),
        (as_of - found_on.last).days,
        day(kept.due) if kept.due else None,
    )


def kept_coming(place: int, each: Coming) -> ComingColumns:
    """What is kept of a day that comes up."""
    title = canonical(_parts(each.title))
    return ComingColumns(each.lab, place, each.kind, each.id, each.day.text, title, each.note, each.turn)


def coming_of(kept: ComingColumns) -> Coming:
    """The day, as it was before it was kept."""
    kind: Any = kept.kind
    return Coming(kept.lab, kind, kept.id, day(kept.day), _title(kept.title), kept.note, kept.turn)


@lru_cache(maxsize=OFTEN)
def _title(value: str) -> Message:
    return _sentence(_json(value))


def _parts(message: Message) -> list[Any]:
    """A sentence as a list: its text and its values, sentences among them as lists. Raises TypeError for others."""
    return [message.text, {key: _value(each) for key, each in message.params.items()}]


def _value(value: Any) -> Any:
    if isinstance(value, Message):
        return _parts(value)
    if isinstance(value, str | int):
        return value
    raise TypeError(value)


def _sentence(parts: list[Any]) -> Message:
    text, values = parts
    return Message(text, **{key: _sentence(each) if isinstance(each, list) else each for key, each in values.items()})
