"""The statement of applicability."""

import re
from collections.abc import Iterable
from typing import ClassVar, Literal

from nen7510_tracker.dossier.facts.base import ControlId, EditionId, Fact, Id, Part
from nen7510_tracker.words.day import Day

Reason = Literal["risk", "law", "contract", "practice"]
Implementation = Literal["yes", "partly", "planned", "no"]


class Applicability(Part, frozen=True, kw_only=True):
    """What a statement says of one control."""

    control: ControlId
    applicable: bool
    justification: str | None = None
    reasons: tuple[Reason, ...] = ()
    implemented: Implementation | None = None
    reference: str | None = None


class Statement(Fact, frozen=True, kw_only=True):
    """A version of the statement of applicability."""

    kind: ClassVar[str] = "statement"
    section: ClassVar[str] = "statements"

    id: Id
    version: str
    edition: EditionId
    on: Day
    approved_by: str | None = None
    controls: tuple[Applicability, ...] = ()


def next_statement_id(on: Day, taken: Iterable[str]) -> str:
    """An id for a new statement that nothing has yet."""
    known = set(taken)
    base = f"statement-{on}"
    return next(each for each in (base, *(f"{base}-{n}" for n in range(2, 1000))) if each not in known)


def next_version(version: str | None) -> str:
    """The version after one: its last number by one more; `1` where there was none."""
    found = re.search(r"(\d+)(\D*)\Z", version or "", re.ASCII)
    if version and found:
        return f"{version[: found.start()]}{int(found[1]) + 1}{found[2]}"
    return f"{version} 2" if version else "1"
