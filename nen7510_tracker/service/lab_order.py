"""Which laboratories of a portfolio are shown, and in which order (design section 6, labs)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nen7510_tracker.words.day import day

if TYPE_CHECKING:
    from nen7510_tracker.rules.outcome import Verdict
    from nen7510_tracker.service.portfolio import LabRow

WORST_FIRST: tuple[Verdict, ...] = ("not_met", "undetermined", "met")
_MOST = 99_999  # what is counted sorts as a text of five figures
_NEVER = "9999-12-31"
NO_DECISION = "none"  # what a laboratory without a standing decision is found by


@dataclass(slots=True, frozen=True)
class Wanted:
    """What a laboratory has to be to be shown; what is left empty restricts nothing.

    `words` have to stand, each of them, in its id, name or city; `overdue`: something is;
    `lapsed`: the ground of its resumption is gone; `outside`: it was resumed outside the gate.
    """

    verdicts: Collection[str] = ()
    decisions: Collection[str] = ()
    words: str = ""
    lapsed: bool = False
    outside: bool = False
    overdue: bool = False

    def holds(self, row: LabRow) -> bool:
        """Whether a laboratory is one of those."""
        return (
            (not self.verdicts or row.verdict in self.verdicts)
            and (not self.decisions or (row.decided or NO_DECISION) in self.decisions)
            and (not self.words or self._found(searched(row).casefold()))
            and (not self.lapsed or row.lapsed_since is not None)
            and (not self.outside or row.outside)
            and (not self.overdue or row.overdue > 0)
        )

    def _found(self, text: str) -> bool:
        return all(word in text for word in self.words.casefold().split())


def searched(row: LabRow) -> str:
    """What words are looked for in."""
    return f"{row.id} {row.name} {row.city or ''}"


def majors(row: LabRow) -> int:
    """How many open findings count as major: also those that nobody graded."""
    return row.open_major + row.open_ungraded


def minors(row: LabRow) -> int:
    """How many open findings are minor."""
    return row.open_minor


def majors_found(row: LabRow) -> int:
    """Of how many findings `majors` tells: those that were not withdrawn."""
    return row.found_major + row.found_ungraded


def minors_found(row: LabRow) -> int:
    """Of how many findings `minors` tells."""
    return row.found_minor


def rank(verdict: Verdict, majors: int, overdue: int, *, alarm: bool) -> str:
    """A text that sorts the worst first: a lapsed ground or a resumption outside the gate, the verdict, majors."""
    counted = (_MOST - min(majors, _MOST), _MOST - min(overdue, _MOST))
    return f"{int(not alarm)}{WORST_FIRST.index(verdict)}" + "".join(f"{each:05}" for each in counted)


def badness(row: LabRow) -> tuple[str, str]:
    """The worst first."""
    return row.rank, row.id


def _last(text: str | None) -> str:
    """A day as a text that sorts by its last day; nothing sorts first."""
    return day(text).last.isoformat() if text else ""


def _by_decision(row: LabRow) -> tuple[bool, bool, str]:
    return not row.outside, row.lapsed_since is None, row.decided or "~"


# What gives most to do comes first: the worst verdict, the most majors, what ends soonest.
ORDERS: Mapping[str, Callable[[LabRow], Any]] = {
    "worst": badness,
    "id": lambda row: row.id,
    "name": lambda row: row.name.casefold(),
    "city": lambda row: (row.city or "").casefold(),
    "verdict": lambda row: WORST_FIRST.index(row.verdict),
    "until": lambda row: row.holds or _NEVER,
    "decision": _by_decision,
    "major": lambda row: -majors(row),
    "minor": lambda row: -minors(row),
    "readiness": lambda row: (-row.verified_1 - row.verified_2, -row.claimed_1 - row.claimed_2),
    "overdue": lambda row: -row.overdue,
    "certificate": lambda row: _last(row.certificate),
    "certification": lambda row: _last(row.certification_planned) or _NEVER,
    "slip": lambda row: -(row.certification_slip or 0),
}
