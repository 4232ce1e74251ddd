"""The gaps of some laboratories, and the part of them that outsiders may read (design section 6)."""

from collections.abc import Iterable, Iterator, Sequence

from nen7510_tracker.rules.decision import policy_of
from nen7510_tracker.rules.gaps import GapRow, gaps
from nen7510_tracker.rules.gate import blocked_by, gate
from nen7510_tracker.service.record import Moment, Record

# What is said of a finding and its measures to outsiders: only id, area, grade, state and due.
PUBLIC = (
    "lab",
    "as_of",
    "known_on",
    "edition",
    "area",
    "finding",
    "grade",
    "state",
    "due",
    "measures",
    "planned_end",
)
PUBLIC_CONTROL = ("lab", "as_of", "known_on", "edition", "area", "control", "control_title", "status")


def gap_rows(
    record: Record, labs: Sequence[str], moment: Moment, edition: str, language: str = "en"
) -> Iterator[GapRow]:
    """The gaps of some laboratories, one after the other; `blocks` by the policy that each is judged by.

    Raises InputRejected for an unknown laboratory, KeyError for an unknown edition.
    """
    for lab in dict.fromkeys(labs):
        evaluation = record.evaluation(lab, moment)
        blocked = blocked_by(gate(evaluation, policy_of(evaluation.view, record.norm), holding=False))
        for row in gaps(evaluation, edition, lambda _finding: (), language):
            yield row._replace(blocks=tuple(blocked.get(row.finding, ()))) if row.finding else row


def public(rows: Iterable[GapRow]) -> list[GapRow]:
    """The rows as outsiders may read them: a list of a laboratory's open weaknesses is an invitation.

    A finding shows its area and no control, so that it has one row per area. A control without an open
    finding shows its status alone.
    """
    hidden = GapRow("", "", "", "", "", "", "", "")
    cut = [
        hidden._replace(**{name: getattr(row, name) for name in (PUBLIC if row.finding else PUBLIC_CONTROL)})
        for row in rows
    ]
    return list(dict.fromkeys(cut))
