"""The kinds of fact, each a plain value (design sections 2 and 5), and how they are read and written."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from nen7510_tracker.dossier.facts.assessment import Assessment, Finding, FindingEvent, Rating
from nen7510_tracker.dossier.facts.base import Fact
from nen7510_tracker.dossier.facts.certificate import Certificate, CertificateEvent
from nen7510_tracker.dossier.facts.commissioning import (
    Approval,
    Commitment,
    CommitmentEvent,
    Decision,
    Enforcement,
    EnforcementEvent,
    Establishment,
    Proposal,
    Requirement,
)
from nen7510_tracker.dossier.facts.improvement import Measure, MeasureEvent, Milestone, MilestoneEvent
from nen7510_tracker.dossier.facts.laboratory import Laboratory
from nen7510_tracker.dossier.facts.party import Party
from nen7510_tracker.dossier.facts.statement import Statement
from nen7510_tracker.dossier.facts.story import Evidence, Incident, TimelineItem
from nen7510_tracker.words.day import Day, day

__all__ = [
    "FOUR_EYES",
    "KINDS",
    "TYPES",
    "Approval",
    "Assessment",
    "Certificate",
    "CertificateEvent",
    "Commitment",
    "CommitmentEvent",
    "Decision",
    "Enforcement",
    "EnforcementEvent",
    "Establishment",
    "Evidence",
    "Fact",
    "Finding",
    "FindingEvent",
    "Incident",
    "Laboratory",
    "Measure",
    "MeasureEvent",
    "Milestone",
    "MilestoneEvent",
    "Party",
    "Proposal",
    "Rating",
    "Requirement",
    "Statement",
    "TimelineItem",
    "build",
    "children",
    "decode",
    "plain",
]

# In the order in which a file's facts are recorded: what is referred to comes before what refers to it.
TYPES: tuple[type[Fact], ...] = (
    Laboratory,
    Party,
    Evidence,
    Incident,
    Statement,
    Assessment,
    Rating,
    Finding,
    FindingEvent,
    Measure,
    MeasureEvent,
    Milestone,
    MilestoneEvent,
    Certificate,
    CertificateEvent,
    Requirement,
    Establishment,
    Enforcement,
    EnforcementEvent,
    Commitment,
    CommitmentEvent,
    TimelineItem,
    Decision,
    Proposal,
    Approval,
)
KINDS: dict[str, type[Fact]] = {each.kind: each for each in TYPES}
# Made by `decide`, `policy adopt` and `approve` alone; a file brings decisions, and these only in its history.
FOUR_EYES = ("proposal", "approval")


def children(kind: str) -> tuple[type[Fact], ...]:
    """The kinds of fact that stand inside one of this kind in a dossier file."""
    return tuple(each for each in TYPES if each.parent == kind)


def _read_day(wanted: type, value: Any) -> Any:
    if wanted is Day:
        return day(value)
    raise NotImplementedError(wanted)


def _write_day(value: Any) -> Any:
    if isinstance(value, Day):
        return value.text
    raise NotImplementedError(type(value))


@lru_cache(maxsize=len(TYPES))
def _decoder(kind: str) -> Callable[[str], Fact]:
    return msgspec.json.Decoder(KINDS[kind], dec_hook=_read_day).decode


def decode(kind: str, text: str) -> Fact:
    """The fact of an entry from its JSON text. Raises KeyError for an unknown kind, ValueError for a wrong fact."""
    return _decoder(kind)(text)


def build(kind: str, values: dict[str, Any]) -> Fact:
    """A fact from plain values (strings for days). Raises KeyError for an unknown kind, ValueError for wrong values."""
    return msgspec.convert(values, KINDS[kind], dec_hook=_read_day)


def plain(fact: Fact) -> dict[str, Any]:
    """The fact as plain values, days as given, defaults left out: what files and the record hold."""
    values: dict[str, Any] = msgspec.to_builtins(fact, enc_hook=_write_day)
    return values
