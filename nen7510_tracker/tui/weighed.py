"""Why a control has its status: every fact that weighs on it, and where each leads."""

from collections.abc import Iterator

from nen7510_tracker.rules.status import ControlStatus
from nen7510_tracker.tui.ink import BLANK, ink, join
from nen7510_tracker.tui.page import Block, Target
from nen7510_tracker.tui.pen import Pen


def weighed(pen: Pen, status: ControlStatus) -> Iterator[Block]:
    """The status, and below it what weighs."""
    yield Block(pen.status(status.status))
    yield from weights(pen, status)


def weights(pen: Pen, status: ControlStatus) -> Iterator[Block]:
    """What weighs, the heaviest first; each line leads to the finding, or to the entry in the record."""
    words = pen.words
    if not status.weights:
        yield Block(ink(words("No fact weighs on this control."), "$quiet"))
    for at, weight in enumerate(status.weights):
        origin = (
            ink(" " + words("(by way of {control})", control=weight.mapped_from), "$quiet")
            if weight.mapped_from
            else BLANK
        )
        decides = at == 0 or weight.status == status.weights[0].status
        yield Block(
            join(pen.status_sign(weight.status), " ", pen.say(weight.text, "" if decides else "$quiet"), origin),
            hang=2,
            target=Target(weight.kind, weight.id) if weight.kind == "finding" else Target("entry", weight.id),
        )
    if status.excluded_by:
        text = words("Statement of applicability {id} excludes it.", id=status.excluded_by)
        yield Block(ink(text, "$quiet"), hang=2, target=Target("statement", status.excluded_by))
