"""What is kept of one laboratory's evaluation (design section 9)."""

from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.status import STATUSES
from nen7510_tracker.service.gaps import gaps_of, stored_gap
from nen7510_tracker.service.portfolio import lab_row
from nen7510_tracker.store.columns import AreaColumns, Stored


def evaluated(evaluation: Evaluation, edition: str = DEFAULT_EDITION) -> Stored:
    """Everything that is kept of an evaluation."""
    gaps = gaps_of(evaluation, edition)
    return Stored(
        lab_row(evaluation, edition),
        _areas(evaluation, edition),
        [stored_gap(place, each) for place, each in enumerate(gaps)],
    )


def _areas(evaluation: Evaluation, edition: str) -> list[AreaColumns]:
    controls = evaluation.norm.edition(edition).controls
    counts = {area: dict.fromkeys(STATUSES, 0) for area in evaluation.norm.edition(edition).areas}
    for key, each in evaluation.statuses(edition).items():
        counts[controls[key].area][each.status] += 1
    lab = evaluation.view.lab_id
    return [AreaColumns(lab, place, area, **found) for place, (area, found) in enumerate(counts.items())]
