"""How old open findings are, as JSON (`nen7510-ageing/1`)."""

from collections.abc import Mapping
from typing import Any

from nen7510_tracker.reports.document import moment_keys
from nen7510_tracker.rules.ageing import BUCKETS, Ages
from nen7510_tracker.service.ageing import Ageing
from nen7510_tracker.service.record import Moment


def ageing_document(found: Ageing, moment: Moment, *, public: bool = False) -> dict[str, Any]:
    """All findings, by grade and by turn, then the laboratories; for outsiders `labs` is empty."""
    return {
        **moment_keys(moment, "nen7510-ageing/1"),
        "buckets": [{"id": each.id, "from": each.first, "to": each.last} for each in BUCKETS],
        "laboratories": len(found.labs),
        "total": ages_keys(found.total),
        "by_grade": _by(found.by_grade),
        "by_turn": _by(found.by_turn),
        "labs": [] if public else [{"id": row.lab, "name": row.name, **ages_keys(row.ages)} for row in found.labs],
    }


def ages_keys(ages: Ages) -> dict[str, Any]:
    """How many in all and in each bucket, and for how many days the oldest has been there."""
    return {
        "open": ages.open,
        "buckets": {each.id: count for each, count in zip(BUCKETS, ages.counts, strict=True)},
        "oldest_days": ages.oldest.days if ages.oldest else None,
        "oldest_assumed": ages.oldest.assumed if ages.oldest else False,
    }


def _by(groups: Mapping[str, Ages]) -> dict[str, Any]:
    return {name: ages_keys(ages) for name, ages in groups.items()}
