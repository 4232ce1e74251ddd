"""An edition of the norm: its controls and their areas (design sections 2 and 11)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from nen7510_tracker.norm.table import Row, read_table
from nen7510_tracker.words.message import InputRejected, Message

EDITIONS = ("nen7510:2024", "nen7510:2017")
DEFAULT_EDITION = "nen7510:2024"

# As certificates and reports write it: "NEN 7510-1:2024", "NEN 7510-2:2024+A1:2026", "nen7510:2017".
_ALIAS = re.compile(r"nen[ -]?7510(?:-[12])?:(?P<year>\d{4})(?:\+a\d:\d{4})?", re.IGNORECASE)
_ID = re.compile(r"(?:A\.)?[1-9][0-9]?(?:\.[1-9][0-9]?)*")
_MARKS = ("yes", "no", "unknown")
_AREA_COLUMNS = ("edition", "area", "title_nl", "title_en")
_COLUMNS = ("id", "area", "title_nl", "title_en", "assessable", "care_specific", "care_addition", "care_guidance")


@lru_cache(maxsize=64)
def canonical_edition(name: str) -> str | None:
    """The id of an edition by its id or by the way in which certificates write it; None if it is not known."""
    found = _ALIAS.fullmatch(" ".join(name.split()))
    edition = f"nen7510:{found['year']}" if found else ""
    return edition if edition in EDITIONS else None


def part_of(name: str) -> Literal[1, 2]:
    """The part of the norm that a control or an area belongs to: 2 for Annex A, 1 for the clauses."""
    return 2 if name.startswith("A.") else 1


def natural_order(control: str) -> tuple[int, tuple[tuple[int, str], ...]]:
    """A sort key by which ids stand as in the norm: clauses first, A.8.5 before A.8.10."""
    steps = control.removeprefix("A.").split(".")
    return part_of(control), tuple((int(step), "") if step.isdecimal() else (0, step) for step in steps)


def _in(language: str, nl: str, en: str) -> str:
    return nl if language == "nl" else en


class Area(Struct, frozen=True):
    """A group of controls: a chapter of part 1, a theme (2024) or chapter (2017) of part 2."""

    id: str
    part: Literal[1, 2]
    title_nl: str
    title_en: str

    def title(self, language: str) -> str:
        """Its title in `nl` or `en`."""
        return _in(language, self.title_nl, self.title_en)


class Control(Struct, frozen=True):
    """One item of an edition: a clause of part 1 or a control of part 2.

    `care_specific`: it exists in NEN 7510 only, not in ISO 27002. `care_addition`: the norm adds a
    requirement for care to it (what the gate's `care_controls_applicable` asks about); what the data
    calls unknown is False. `care_guidance`: the norm adds guidance for care.
    """

    id: str
    area: str
    part: Literal[1, 2]
    title_nl: str
    title_en: str
    care_specific: bool
    care_addition: bool
    care_guidance: bool

    def title(self, language: str) -> str:
        """Its title in `nl` or `en`."""
        return _in(language, self.title_nl, self.title_en)


class Edition(Struct, frozen=True):
    """A version of the norm: its controls and areas by id, in the norm's order.

    The headings of part 1 that hold nothing to assess (6.1, 9.2 …) are not among the controls.
    """

    id: str
    controls: dict[str, Control]
    areas: dict[str, Area]

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The controls meant by an id or a pattern (`A.5.*`, `9.*`, `*`); none for what is not known.

        A star stands at the end, alone or after a dot: `A.1*` is no pattern, so that nothing can
        mean A.1x by accident.
        """
        if not pattern.endswith("*"):
            return (pattern,) if pattern in self.controls else ()
        stem = pattern[:-1]
        if stem and not stem.endswith("."):
            return ()
        return tuple(control for control in self.controls if control.startswith(stem))


def read_edition(folder: Path, edition: str) -> Edition:
    """An edition from `areas.csv` and its own file in the norm's folder, `nen7510-2024.csv` for `nen7510:2024`.

    Raises InputRejected with a message for each thing that is wrong in the files.
    """
    areas = _areas(folder, edition)
    rows = read_table(folder / f"{edition.replace(':', '-')}.csv", _COLUMNS)
    errors = list(_errors(rows, areas))
    if errors:
        raise InputRejected(*errors)
    rows.sort(key=lambda row: natural_order(row["id"]))
    headings = {row["id"]: row for row in rows if row["assessable"] == "no"}
    clauses = [row for row in rows if row["assessable"] == "yes"]
    shared = Counter(row["title_en"] for row in clauses if _heading(row) in headings)
    controls = (_control(row, headings.get(_heading(row)) if shared[row["title_en"]] > 1 else None) for row in clauses)
    return Edition(edition, {control.id: control for control in controls}, areas)


def _areas(folder: Path, edition: str) -> dict[str, Area]:
    rows = [row for row in read_table(folder / "areas.csv", _AREA_COLUMNS) if row["edition"] == edition]
    errors = [
        row.wrong("{where}, line {line}: {id} needs a title in Dutch and in English.", id=row["area"])
        for row in rows
        if not (row["title_nl"] and row["title_en"])
    ]
    if errors:
        raise InputRejected(*errors)
    rows.sort(key=lambda row: natural_order(row["area"]))
    return {row["area"]: Area(row["area"], part_of(row["area"]), row["title_nl"], row["title_en"]) for row in rows}


def _heading(row: Row) -> str:
    return row["id"].rpartition(".")[0]


def _control(row: Row, heading: Row | None) -> Control:
    """A control; `heading` goes before a title that several share ("General": of what?)."""
    return Control(
        id=row["id"],
        area=row["area"],
        part=part_of(row["id"]),
        title_nl=f"{heading['title_nl']}: {row['title_nl']}" if heading else row["title_nl"],
        title_en=f"{heading['title_en']}: {row['title_en']}" if heading else row["title_en"],
        care_specific=row["care_specific"] == "yes",
        care_addition=row["care_addition"] == "yes",
        care_guidance=row["care_guidance"] == "yes",
    )


def _errors(rows: Sequence[Row], areas: Mapping[str, Area]) -> Iterator[Message]:
    """What a spreadsheet, or who worked in it, may have done to an edition's file."""
    seen: set[str] = set()
    for row in rows:
        yield from _id_errors(row, seen, areas)
        seen.add(row["id"])
        if not (row["title_nl"] and row["title_en"]):
            yield row.wrong("{where}, line {line}: {id} needs a title in Dutch and in English.", id=row["id"])
        yield from filter(None, (row.one_of(column, _MARKS) for column in _COLUMNS[5:]))
        yield from filter(None, [row.one_of("assessable", ("yes", "no"))])


def _id_errors(row: Row, seen: set[str], areas: Mapping[str, Area]) -> Iterator[Message]:
    number, area = row["id"], row["area"]
    if not _ID.fullmatch(number):
        yield row.wrong(
            "{where}, line {line}: {id} is no control's number. "
            "A spreadsheet may have made a date of it: import the column as text.",
            id=number or '""',
        )
    elif number in seen:
        yield row.wrong("{where}, line {line}: {id} stands here a second time.", id=number)
    elif area not in areas or not number.startswith(area + "."):
        yield row.wrong("{where}, line {line}: {id} does not belong to the area {area}.", id=number, area=area or '""')
