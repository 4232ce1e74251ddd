"""The certification path of the overview as a stepper: dates planned and reached (screens, 2.1)."""

from collections.abc import Iterator
from datetime import date

from textual.content import Content

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.trajectory import MilestoneStatus
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import fit, ink, join, line
from nen7510_tracker.tui.page import Block, Target, heading
from nen7510_tracker.tui.pen import Pen

PATH = ("gap_analysis", "plan_approved", "internal_audit", "management_review", "stage_1", "stage_2", "certification")


def path(pen: Pen, opened: Opened, width: int) -> Iterator[Block]:
    """The way to certification, step by step in time, planned and reached; last what nobody planned."""
    words, signs = pen.words, pen.symbols
    milestones = opened.evaluation.trajectory.milestones.values()
    yield from heading(words("The way to certification"), width, signs)
    for each in sorted(milestones, key=lambda each: now.last if (now := each.reached or each.planned) else date.max):
        yield Block(_step(pen, each, opened.moment.as_of, width), wraps=False, target=Target("milestone", each.id))
    unplanned = [kind for kind in PATH if kind not in {each.kind for each in milestones}]
    if unplanned:
        names = ", ".join(words(label(kind)) for kind in unplanned)
        yield Block(ink(f"{signs.dot} " + words("not planned: {steps}", steps=names), "$quiet"), hang=2)


def _step(pen: Pen, each: MilestoneStatus, as_of: date, width: int) -> Content:
    words, signs = pen.words, pen.symbols
    late = each.reached is None and each.planned is not None and each.planned.last < as_of
    sign, style = _step_sign(pen, each, late=late)
    now = each.reached or each.planned
    name = words(label(each.kind)) if each.kind != "other" or not each.milestone.title else each.milestone.title
    said = words("reached") if each.reached else words("overdue") if late else words("planned")
    slip = (now.last - each.baseline.last).days if each.baseline and now else 0
    wide = max(12, min(34, width - 32))
    return join(
        ink(f"{sign} ", style),
        fit(line(name), wide, ellipsis=signs.ellipsis),
        " ",
        fit(ink(said, style), 9, ellipsis=signs.ellipsis),
        " ",
        fit(pen.day(now, style), 12),
        fit(ink(f"{slip:+d}d" if slip else "", "$quiet"), 6, right=True),
    )


def _step_sign(pen: Pen, each: MilestoneStatus, *, late: bool) -> tuple[str, str]:
    if each.reached:
        return pen.symbols.reached, "$conforming"
    return (pen.symbols.late, "$partial") if late else (pen.symbols.planned, "$claimed")
