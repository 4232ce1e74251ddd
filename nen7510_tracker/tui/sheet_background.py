"""What stands beside a draft on the audit sheet: the norm's edition, and what others said of each control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from nen7510_tracker.dossier.draft import Draft
from nen7510_tracker.rules.rating import RatingStatus
from nen7510_tracker.service.draft_check import scope_of
from nen7510_tracker.service.drafting import Drafting

if TYPE_CHECKING:
    from nen7510_tracker.norm.edition import Edition
    from nen7510_tracker.rules.evaluation import Evaluation


@dataclass(slots=True, frozen=True)
class Background:
    """What the sheet shows beside the draft: the norm's edition, and what others said last of each control."""

    edition: Edition
    scope: Sequence[str]
    others: Mapping[str, Sequence[RatingStatus]]
    taken: frozenset[str]
    lab_name: str
    parties: Mapping[str, str]


def background_of(drafting: Drafting, draft: Draft, today: date) -> Background:
    """What the sheet shows beside the draft, with today's knowledge. To be called in a worker."""
    from nen7510_tracker.service.record import Moment

    record = drafting.record
    evaluation = record.evaluation(draft.lab, Moment(today, today))
    edition = record.norm.edition(record.norm.canonical_edition(draft.edition) or draft.edition)
    dossier = evaluation.known.dossier
    return Background(
        edition=edition,
        scope=scope_of(draft, record.norm),
        others=_others(evaluation, draft, edition.id),
        taken=frozenset(dossier.chains["finding"]),
        lab_name=evaluation.view.lab.name,
        parties={key: each.name for key, each in evaluation.view.parties.items()},
    )


def _others(evaluation: Evaluation, draft: Draft, edition: str) -> Mapping[str, Sequence[RatingStatus]]:
    """What the assessments of other parties said last of each control, the latest first."""
    from nen7510_tracker.rules.rating import by_control

    found: dict[str, list[RatingStatus]] = {}
    for assessment in evaluation.view.all_assessments.values():
        if assessment.performed_by != draft.performed_by:
            for control, rating in by_control(evaluation.ratings, assessment, edition, evaluation.norm).items():
                found.setdefault(control, []).append(rating)
    return {control: sorted(each, key=lambda rating: rating.day, reverse=True) for control, each in found.items()}
