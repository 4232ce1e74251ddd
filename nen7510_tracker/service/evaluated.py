"""What is kept of one laboratory's evaluation (design section 9)."""

from itertools import starmap

from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.ageing import open_findings
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.failing import alike
from nen7510_tracker.rules.status import STATUSES
from nen7510_tracker.rules.upcoming import coming
from nen7510_tracker.service.gaps import gaps_of, stored_gap
from nen7510_tracker.service.kept import kept_coming, kept_look, kept_open
from nen7510_tracker.service.portfolio import lab_row
from nen7510_tracker.store.columns import AreaColumns, Stored


def evaluated(evaluation: Evaluation, edition: str = DEFAULT_EDITION) -> Stored:
    """Everything that is kept of an evaluation."""
    return Stored(
        lab_row(evaluation, edition),
        _areas(evaluation, edition),
        [*starmap(stored_gap, enumerate(gaps_of(evaluation, edition)))],
        [*starmap(kept_look, enumerate(alike(evaluation, edition)))],
        [*starmap(kept_open, enumerate(open_findings(evaluation)))],
        [*starmap(kept_coming, enumerate(coming(evaluation)))],
    )


def _areas(evaluation: Evaluation, edition: str) -> list[AreaColumns]:
    controls = evaluation.norm.edition(edition).controls
    counts = {area: dict.fromkeys(STATUSES, 0) for area in evaluation.norm.edition(edition).areas}
    for key, each in evaluation.statuses(edition).items():
        counts[controls[key].area][each.status] += 1
    lab = evaluation.view.lab_id
    return [AreaColumns(lab, place, area, **found) for place, (area, found) in enumerate(counts.items())]
