"""The gaps of some laboratories, and the part of them that outsiders may read (design section 6)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.rules.decision import policy_of
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gaps import GapRow, gaps
from nen7510_tracker.rules.gate import blocked_by, gate
from nen7510_tracker.service.kept import packed, unpacked
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.store.columns import GapColumns
from nen7510_tracker.words.day import day

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
        yield from gaps_of(record.evaluation(lab, moment), edition, language)


def gaps_of(evaluation: Evaluation, edition: str, language: str = "en") -> Iterator[GapRow]:
    """The gaps of a laboratory; `blocks` by its own policy. Raises KeyError for an unknown edition."""
    blocked = blocked_by(gate(evaluation, policy_of(evaluation.view, evaluation.norm), holding=False))
    return gaps(evaluation, edition, lambda finding: blocked.get(finding, ()), language)


def stored_gap(place: int, row: GapRow) -> GapColumns:
    """What is kept of a gap: what follows from the day, the edition and the norm's titles is left out."""
    return GapColumns(
        row.lab,
        place,
        row.area,
        row.control,
        row.status,
        row.finding,
        row.grade,
        row.priority,
        row.state,
        row.turn,
        row.finding_title,
        row.statement,
        row.cause,
        packed(row.source),
        row.found_on,
        row.due,
        packed(row.measures),
        packed(row.owner),
        packed(row.progress),
        packed(row.planned_end),
        packed(row.evidence),
        row.last_note,
        row.last_changed,
        packed(row.same_as),
        packed(row.blocks),
    )


class Shown:
    """Makes gaps of what was kept of them: on a day, in a language."""

    def __init__(self, norm: Norm, today: date, edition: str, language: str) -> None:
        self._today = today
        self._day, self._edition = today.isoformat(), edition
        self._titles = {key: each.title(language) for key, each in norm.edition(edition).controls.items()}

    def row(self, kept: GapColumns) -> GapRow:
        """The gap, as it was before it was kept, but for the day that it is looked at."""
        return GapRow(
            kept.lab,
            self._day,
            self._day,
            self._edition,
            kept.area,
            kept.control,
            self._titles[kept.control],
            kept.status,
            kept.finding,
            kept.grade,
            kept.priority,
            kept.state,
            kept.turn,
            kept.finding_title,
            kept.statement,
            kept.cause,
            unpacked(kept.source),
            kept.found_on,
            kept.due,
            self._overdue(kept) if kept.due else None,
            unpacked(kept.measures),
            unpacked(kept.owner),
            unpacked(kept.progress),
            unpacked(kept.planned_end),
            unpacked(kept.evidence),
            kept.last_note,
            kept.last_changed,
            unpacked(kept.same_as),
            unpacked(kept.blocks),
        )

    def _overdue(self, kept: GapColumns) -> int | None:
        """As `rules.gaps.days_overdue` has it."""
        last = day(kept.due or "").last
        return (self._today - last).days if kept.turn == kept.lab and last < self._today else None


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
