"""Which laboratories of a portfolio are shown, and in which order (design section 6, labs)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nen7510_tracker.rules.outcome import Verdict
    from nen7510_tracker.service.portfolio import LabRow

WORST_FIRST: tuple[Verdict, ...] = ("not_met", "undetermined", "met")
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
        decision = row.decision.decision if row.decision else NO_DECISION
        text = searched(row).casefold()
        return (
            (not self.verdicts or row.verdict in self.verdicts)
            and (not self.decisions or decision in self.decisions)
            and all(word in text for word in self.words.casefold().split())
            and (not self.lapsed or row.lapse is not None)
            and (not self.outside or row.outside)
            and (not self.overdue or row.overdue > 0)
        )


def searched(row: LabRow) -> str:
    """What words are looked for in."""
    return f"{row.id} {row.name} {row.city or ''}"


def majors(row: LabRow) -> int:
    """How many open findings count as major: also those that nobody graded."""
    return row.open.get("major", 0) + row.open.get("ungraded", 0)


def minors(row: LabRow) -> int:
    """How many open findings are minor."""
    return row.open.get("minor", 0)


def badness(row: LabRow) -> tuple[object, ...]:
    """The worst first: a lapsed ground or a resumption outside the gate, then the verdict, then majors."""
    alarm = row.lapse is not None or row.outside
    return (not alarm, WORST_FIRST.index(row.verdict), -majors(row), -row.overdue, row.id)


def _by_decision(row: LabRow) -> tuple[bool, bool, str]:
    return not row.outside, row.lapse is None, row.decision.decision if row.decision else "~"


# What gives most to do comes first: the worst verdict, the most majors, what ends soonest.
ORDERS: Mapping[str, Callable[[LabRow], Any]] = {
    "worst": badness,
    "id": lambda row: row.id,
    "name": lambda row: row.name.casefold(),
    "city": lambda row: (row.city or "").casefold(),
    "verdict": lambda row: WORST_FIRST.index(row.verdict),
    "until": lambda row: row.holds_until or date.max,
    "decision": _by_decision,
    "major": lambda row: -majors(row),
    "minor": lambda row: -minors(row),
    "readiness": lambda row: (-row.readiness.verified, -row.readiness.claimed),
    "overdue": lambda row: -row.overdue,
    "certificate": lambda row: row.certificate_until.last if row.certificate_until else date.min,
    "certification": lambda row: row.certification.last if row.certification else date.max,
    "slip": lambda row: -(row.certification_slip or 0),
}
