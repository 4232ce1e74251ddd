"""The gaps as JSON (`nen7510-gaps/1`, design section 6)."""

from collections.abc import Iterable
from typing import Any

from nen7510_tracker.rules.gaps import GapRow
from nen7510_tracker.service.record import Moment


def gaps_head(moment: Moment) -> dict[str, Any]:
    """What the document of the gaps begins with, before the rows under `gaps`."""
    return {
        "schema": "nen7510-gaps/1",
        "as_of": moment.as_of.isoformat(),
        "known_on": moment.known_on.isoformat(),
    }


def gaps_document(rows: Iterable[GapRow], moment: Moment) -> dict[str, Any]:
    """The rows in the order given, with the columns of the export as keys; lists stay lists."""
    return {**gaps_head(moment), "gaps": [row._asdict() for row in rows]}
