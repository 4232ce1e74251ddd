"""Who made a retraction that was taken over from another record, and when: at the end of its reason.

A retraction leaves no fact behind that could keep it, as `recorded` does in every other version.
"""

import re

from nen7510_tracker.dossier.facts.base import Recorded

_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
# Who did it may have brackets in his name: they are marked, so that the last bare one begins what was added.
_KEPT = re.compile(rf"(?P<reason>.*) \[(?P<by>(?:[^\[\\]|\\.)*), (?P<at>{_MOMENT})\]", re.DOTALL)
_MARKED = re.compile(r"\\(.)", re.DOTALL)


def reason_kept(reason: str, recorded: Recorded) -> str:
    """The reason as the record keeps it: `Entered twice [anna, 2026-03-01T10:00:00.000000Z]`."""
    by = recorded.by.replace("\\", "\\\\").replace("[", "\\[")
    return f"{reason} [{by}, {recorded.at}]"


def reason_given(kept: str) -> tuple[str, Recorded | None]:
    """The reason as it was given and, if it was taken over, by whom and when."""
    found = _KEPT.fullmatch(kept)
    if not found:
        return kept, None
    return found["reason"], Recorded(by=_MARKED.sub(r"\1", found["by"]), at=found["at"])
