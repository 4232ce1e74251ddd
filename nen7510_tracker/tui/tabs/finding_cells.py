"""The table of findings: the order of its rows, what stands in its cells, what a filter looks in."""

from collections.abc import Sequence

from textual.content import Content

from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.trajectory import is_overdue
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, ink, line
from nen7510_tracker.tui.pen import GRADES, Pen, party_name
from nen7510_tracker.tui.tabs.finding_text import measures_for

STANDINGS = ("open", "claimed", "verified", "withdrawn")


def searched(row: FindingStatus) -> str:
    """What a filter looks in."""
    finding = row.finding
    return " ".join(
        (finding.id, finding.title, *finding.controls, finding.assessment, row.state, row.grade, finding.grade_as or "")
    )


def order(row: FindingStatus) -> tuple[int, int, str, str]:
    """What is open first, the gravest of it first, then what is due first."""
    due = row.due.text if row.due else "9999"
    return STANDINGS.index(row.standing), GRADES.index(row.grade), due, row.finding.id


def standing_cell(pen: Pen, row: FindingStatus) -> Content:
    """An open observation weighs on nothing."""
    standing = pen.standing(row.standing)
    return ink(standing.plain, "$quiet") if row.grade == "observation" else standing


def turn_cell(opened: Opened, row: FindingStatus) -> Content:
    """In whose turn it is."""
    return line(party_name(opened.evaluation.view, row.turn)) if row.turn else BLANK


def due_cell(pen: Pen, opened: Opened, row: FindingStatus) -> Content:
    """When it is due, what is overdue in bold; nothing of what is closed."""
    if row.due is None or row.is_closed:
        return BLANK
    late = is_overdue(row, opened.evaluation.view)
    return ink(pen.day_text(row.due), "bold $partial") if late else pen.day(row.due)


def owners(opened: Opened, row: FindingStatus) -> Sequence[str]:
    """Who answers for the measures for it."""
    return list(dict.fromkeys(each.measure.owner for each in measures_for(opened, row) if each.measure.owner))
