"""What a check answers: an outcome, the facts it rests on, and what is needed from whom (design section 4, Gate)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from nen7510_tracker.words.message import Message

Verdict = Literal["met", "not_met", "undetermined"]


@dataclass(slots=True, frozen=True)
class Because:
    """A fact that an outcome rests on."""

    kind: str
    id: str
    text: Message


@dataclass(slots=True, frozen=True)
class Need:
    """What is needed, and from which party (None: nobody in particular)."""

    text: Message
    turn: str | None = None


@dataclass(slots=True, frozen=True)
class Rest:
    """A statement that an outcome relies on: how old it is, and whether it names a source or evidence.

    `age_from` is None for a verification, whose age `evidence_fresh` does not ask.
    """

    kind: Literal["grant", "verification", "conclusion", "establishment"]
    id: str
    documented: bool
    age_from: date | None = None


@dataclass(slots=True, frozen=True)
class Outcome:
    """A check's answer."""

    verdict: Verdict
    because: tuple[Because, ...] = ()
    needs: tuple[Need, ...] = ()
    rests: tuple[Rest, ...] = ()


def verdict_of(verdicts: Iterable[Verdict]) -> Verdict:
    """All met → met; any not met → not met; else undetermined."""
    given = set(verdicts)
    if given <= {"met"}:
        return "met"
    return "not_met" if "not_met" in given else "undetermined"


def outcome(because: Iterable[Because], needs: Iterable[Need], rests: Iterable[Rest] = ()) -> Outcome:
    """Met when nothing is needed, else not met."""
    wanted = tuple(needs)
    return Outcome("not_met" if wanted else "met", tuple(because), wanted, tuple(rests))
