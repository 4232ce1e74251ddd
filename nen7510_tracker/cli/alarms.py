"""What is said wherever a laboratory is shown: a lapsed ground, a resumption outside the gate (design section 4)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import day_text

if TYPE_CHECKING:
    from nen7510_tracker.rules.evaluation import Evaluation


def alarms(evaluation: "Evaluation") -> Iterator[str]:
    """A line for each, in words; none for most laboratories."""
    from nen7510_tracker.rules.decision import lapse, standing_decision, taken_outside

    decision = standing_decision(evaluation.view)
    gone = lapse(evaluation, decision)
    if decision and gone:
        yield _(
            "! {lab}: the ground of {id} (resume) lapsed on {day}: {criteria}",
            lab=evaluation.view.lab_id,
            id=decision.id,
            day=day_text(gone.since),
            criteria=", ".join(gone.criteria),
        )
    for outside in taken_outside(evaluation.view):
        yield _("! {id} of {day} resumed outside the gate: it does not stand.", id=outside.id, day=outside.on)
