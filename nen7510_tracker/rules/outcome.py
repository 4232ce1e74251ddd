"""What a check answers: an outcome, the facts it rests on, and what is needed from whom (design section 4, Gate)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
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


class Outcome:
    """A check's answer; its texts are made when somebody asks: going from day to day only the verdict counts."""

    def __init__(
        self,
        verdict: Verdict,
        because: Iterable[Because] = (),
        needs: Iterable[Need] = (),
        rests: Iterable[Rest] = (),
    ) -> None:
        self.verdict: Verdict = verdict
        self._because, self._needs, self._rests = because, needs, rests

    @cached_property
    def because(self) -> tuple[Because, ...]:
        """The facts that it rests on."""
        return tuple(self._because)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What is needed; nothing when it is met."""
        return tuple(self._needs)

    @cached_property
    def rests(self) -> tuple[Rest, ...]:
        """The statements that it relies on."""
        return tuple(self._rests)


def verdict_of(verdicts: Iterable[Verdict]) -> Verdict:
    """All met → met; any not met → not met; else undetermined."""
    given = set(verdicts)
    if given <= {"met"}:
        return "met"
    return "not_met" if "not_met" in given else "undetermined"


def outcome(because: Iterable[Because], needs: Iterable[Need], rests: Iterable[Rest] = ()) -> Outcome:
    """Met when nothing is needed, else not met."""
    wanted = iter(needs)
    first = next(wanted, None)
    if first is None:
        return Outcome("met", because, (), rests)
    return Outcome("not_met", because, chain((first,), wanted), rests)
