"""A finding or a measure on one line, as the texts beside the tables name it; it leads to the fact."""

from textual.content import Content

from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.trajectory import MeasureStatus
from nen7510_tracker.tui.ink import BLANK, ink, join, line
from nen7510_tracker.tui.page import Block, Target
from nen7510_tracker.tui.pen import Pen


def finding_row(pen: Pen, finding: FindingStatus, more: Content = BLANK) -> Block:
    """Standing, id, grade and title of a finding, and `more` behind them."""
    about = join(
        pen.standing(finding.standing),
        ink(f"  {finding.finding.id}  ", "$primary"),
        pen.grade(finding.grade),
        "  ",
        line(finding.finding.title),
        more,
    )
    return Block(about, hang=2, target=Target("finding", finding.finding.id))


def measure_row(pen: Pen, measure: MeasureStatus, more: Content = BLANK) -> Block:
    """Id, state, title and current end of a measure, `more`, and whether it is overdue."""
    about = join(
        ink(f"{measure.id}  ", "$primary"),
        pen.label(measure.state),
        "  ",
        line(measure.measure.title),
        ink(f"  {pen.day_text(measure.end)}", "$quiet"),
        more,
        ink("  " + pen.words("overdue"), "bold $partial") if measure.is_overdue else BLANK,
    )
    return Block(about, hang=2, target=Target("measure", measure.id))
