"""What comes up in the next days, as JSON (`nen7510-upcoming/1`)."""

from collections.abc import Sequence
from typing import Any

from nen7510_tracker.reports.document import moment_keys
from nen7510_tracker.rules.upcoming import Coming
from nen7510_tracker.service.record import Moment


def upcoming_document(days: Sequence[Coming], moment: Moment, within: int, *, of: int) -> dict[str, Any]:
    """The days in the order given; `of`: how many there are, whenever they come."""
    return {
        **moment_keys(moment, "nen7510-upcoming/1"),
        "within": within,
        "of": of,
        "upcoming": [
            {
                "on": each.day.text,
                "days": (each.day.last - moment.as_of).days,
                "lab": each.lab,
                "kind": each.kind,
                "id": each.id,
                "text": str(each.title),
                "note": each.note,
                "turn": each.turn,
            }
            for each in days
        ],
    }
