"""A view: a dossier as of a day, with the knowledge of a day (design section 3)."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar, cast

from nen7510_tracker.dossier.dossier import Dossier, Seen, Version
from nen7510_tracker.dossier.entry import Head
from nen7510_tracker.dossier.facts import (
    Approval,
    Assessment,
    Certificate,
    CertificateEvent,
    Commitment,
    CommitmentEvent,
    Decision,
    Enforcement,
    EnforcementEvent,
    Establishment,
    Evidence,
    Fact,
    Finding,
    FindingEvent,
    Incident,
    Laboratory,
    Measure,
    MeasureEvent,
    Milestone,
    MilestoneEvent,
    Party,
    Proposal,
    Rating,
    Requirement,
    Statement,
    TimelineItem,
)
from nen7510_tracker.words.day import Day

F = TypeVar("F", bound=Fact)


class At(NamedTuple, Generic[F]):
    """A fact in a view, with the day from which it is true."""

    fact: F
    on: Day
    version: Version

    @property
    def day(self) -> date:
        """The date it is compared as: its last possible day."""
        return self.on.last

    @property
    def root(self) -> int:
        """Its place in the order of first recording."""
        return self.version.root


class _Dated(NamedTuple):
    """The facts of one kind that have a day, by day, then in the order of first recording."""

    days: Sequence[date]
    facts: Sequence[At[Any]]


class Known:
    """Everything that was known on a day; `at` cuts the view of a day out of it.

    Stepping `as_of` while the knowledge stays (`holds_until`) needs this once.
    """

    def __init__(self, dossier: Dossier, known_on: date, assumed: Sequence[Fact] = ()) -> None:
        """`assumed` are facts of a what-if, in force as if they had been recorded and known."""
        self.dossier = dossier
        self.known_on = known_on
        self.assumed = tuple(assumed)
        self.seen = dossier.known(known_on, assumed)

    @cached_property
    def by_kind(self) -> Mapping[str, Sequence[Seen]]:
        """Everything that is known, per kind, in order."""
        found: dict[str, list[Seen]] = defaultdict(list)
        for each in self.seen:
            found[each.kind].append(each)
        return found

    @cached_property
    def _by_day(self) -> Mapping[str, _Dated]:
        found = {}
        for kind, seen in self.by_kind.items():
            facts = [At(each.fact, each.on, each.version) for each in seen if each.on is not None]
            found[kind] = _Dated([each.day for each in facts], facts)
        return found

    @cached_property
    def days(self) -> Mapping[str, Sequence[date]]:
        """Per kind of fact the days on which they come into view, in order, one for each fact."""
        return {kind: found.days for kind, found in self._by_day.items()}

    def dated(self, kind: str, as_of: date) -> Sequence[At[Any]]:
        """The facts of a kind up to a day, by day, then in the order of first recording."""
        found = self._by_day.get(kind)
        return found.facts[: bisect_right(found.days, as_of)] if found else ()

    def at(self, as_of: date) -> "View":
        """The view as of a day."""
        return View(self, as_of)


class View:
    """The facts with `on` ≤ as_of and `known_on` ≤ known_on, less those corrected; immutable.

    An assessment that is known counts as the parent of its ratings and findings also before its own
    day; `assessments` holds those that are in the view themselves.
    """

    def __init__(self, known: Known, as_of: date) -> None:
        self.known = known
        self.as_of = as_of
        self.known_on = known.known_on
        self.head: Head = known.dossier.head
        self.lab_id = known.dossier.lab

    def _dated(self, kind: str) -> Sequence[At[Any]]:
        return self.known.dated(kind, self.as_of)

    def _of(self, kind: str) -> Iterator[Any]:
        """The facts of a kind that have no day of their own, and every assessment that is known."""
        return (each.fact for each in self.known.by_kind.get(kind, ()))

    def _events(self, kind: str, parent: str, parents: Iterable[str]) -> Mapping[str, Sequence[At[Any]]]:
        """The events of each parent that is in the view, by `on`, then in the order of the list."""
        events: dict[str, list[At[Any]]] = {each: [] for each in parents}
        for event in self._dated(kind):
            found = events.get(getattr(event.fact, parent))
            if found is not None:
                found.append(event)
        return events

    @cached_property
    def lab(self) -> Laboratory:
        """The laboratory; a dossier without one has its id for a name."""
        return cast("Laboratory", next(self._of("lab"), None)) or Laboratory(id=self.lab_id, name=self.lab_id)

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        """The parties, the laboratory among them."""
        own = Party(id=self.lab_id, name=self.lab.name, is_a="laboratory")
        return {self.lab_id: own} | {party.id: party for party in self._of("party") if party.id != self.lab_id}

    @cached_property
    def all_assessments(self) -> Mapping[str, Assessment]:
        """Every assessment that is known: the parents of ratings and findings."""
        return {each.id: each for each in self._of("assessment")}

    @cached_property
    def assessments(self) -> Mapping[str, At[Assessment]]:
        """The assessments in the view: from their last reference date."""
        return {each.fact.id: each for each in self._dated("assessment")}

    @cached_property
    def ratings(self) -> Sequence[At[Rating]]:
        """The ratings given, by day."""
        return self._dated("rating")

    @cached_property
    def findings(self) -> Mapping[str, At[Finding]]:
        """The findings, by day."""
        return {each.fact.id: each for each in self._dated("finding")}

    @cached_property
    def finding_events(self) -> Mapping[str, Sequence[At[FindingEvent]]]:
        """The events of each finding."""
        return self._events("finding_event", "finding", self.findings)

    @cached_property
    def measures(self) -> Mapping[str, At[Measure]]:
        """The measures, by the day on which they were planned."""
        return {each.fact.id: each for each in self._dated("measure")}

    @cached_property
    def measure_events(self) -> Mapping[str, Sequence[At[MeasureEvent]]]:
        """The events of each measure."""
        return self._events("measure_event", "measure", self.measures)

    @cached_property
    def milestones(self) -> Mapping[str, At[Milestone]]:
        """The milestones, by the day on which they were planned."""
        return {each.fact.id: each for each in self._dated("milestone")}

    @cached_property
    def milestone_events(self) -> Mapping[str, Sequence[At[MilestoneEvent]]]:
        """The events of each milestone."""
        return self._events("milestone_event", "milestone", self.milestones)

    @cached_property
    def statements(self) -> Sequence[At[Statement]]:
        """The statements of applicability, by day, those of one day as recorded."""
        return self._dated("statement")

    @cached_property
    def certificates(self) -> Mapping[str, Certificate]:
        """The certificates; their events are dated."""
        return {each.id: each for each in self._of("certificate")}

    @cached_property
    def certificate_events(self) -> Mapping[str, Sequence[At[CertificateEvent]]]:
        """The events of each certificate."""
        return self._events("certificate_event", "certificate", self.certificates)

    @cached_property
    def requirements(self) -> Mapping[str, At[Requirement]]:
        """The commissioner's requirements."""
        return {each.fact.id: each for each in self._dated("requirement")}

    @cached_property
    def establishments(self) -> Mapping[str, Sequence[At[Establishment]]]:
        """What was established of each requirement."""
        return self._events("establishment", "requirement", self.requirements)

    @cached_property
    def enforcement(self) -> Mapping[str, At[Enforcement]]:
        """The inspectorate's measures of enforcement."""
        return {each.fact.id: each for each in self._dated("enforcement")}

    @cached_property
    def enforcement_events(self) -> Mapping[str, Sequence[At[EnforcementEvent]]]:
        """The events of each measure of enforcement."""
        return self._events("enforcement_event", "enforcement", self.enforcement)

    @cached_property
    def commitments(self) -> Mapping[str, At[Commitment]]:
        """The commitments."""
        return {each.fact.id: each for each in self._dated("commitment")}

    @cached_property
    def commitment_events(self) -> Mapping[str, Sequence[At[CommitmentEvent]]]:
        """The events of each commitment."""
        return self._events("commitment_event", "commitment", self.commitments)

    @cached_property
    def incidents(self) -> Sequence[At[Incident]]:
        """The incidents, by day."""
        return self._dated("incident")

    @cached_property
    def evidence(self) -> Mapping[str, At[Evidence]]:
        """The evidence."""
        return {each.fact.id: each for each in self._dated("evidence")}

    @cached_property
    def timeline(self) -> Sequence[At[TimelineItem]]:
        """The items of the time line, by day."""
        return self._dated("timeline")

    @cached_property
    def decisions(self) -> Sequence[At[Decision]]:
        """The decisions that files told, by day."""
        return self._dated("decision")

    @cached_property
    def proposals(self) -> Mapping[str, At[Proposal]]:
        """The proposals made here: decisions and adoptions."""
        return {each.fact.id: each for each in self._dated("proposal")}

    @cached_property
    def approvals(self) -> Mapping[str, At[Approval]]:
        """The approvals, by the proposal that they approve."""
        return {each.fact.id: each for each in self._dated("approval")}
