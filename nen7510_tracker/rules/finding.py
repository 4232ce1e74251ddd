"""The life of a finding: what may be said of it, by whom, and what it counts as (design section 4, Finding)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from nen7510_tracker.dossier.facts import Assessment, Finding, FindingEvent
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.view import At, View
from nen7510_tracker.rules.independence import CERTIFICATION_AUDITS, OWN_KINDS, party_is_independent
from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import Message

Standing = Literal["open", "claimed", "verified", "withdrawn"]

LABORATORY_SAYS = frozenset({"planned", "in_progress", "implemented", "submitted", "disputed"})
FINDER_ANSWERS = frozenset({"accepted", "returned"})
CLOSED = frozenset({"verified", "withdrawn"})
FINDERS_TURN = frozenset({"submitted", "disputed", "implemented"})
ASSUMED_DEPTH = "existence"
# From the worst on: what a group of joined findings counts as (Trajectory).
STANDINGS: tuple[Standing, ...] = ("open", "claimed", "verified", "withdrawn")


@dataclass(slots=True, frozen=True)
class Standpoint:
    """What judging a finding takes: the laboratory, the assessment that made it, and who is independent when."""

    lab: str
    assessment: Assessment
    independent: Callable[[str, date], bool]
    is_certification_body: Callable[[str], bool]


def standing_of(event: FindingEvent | None, independent: Callable[[str, date], bool]) -> Standing:
    """What a finding counts as after its last event (None: it has none)."""
    if event is None:
        return "open"
    if event.state == "withdrawn":
        return "withdrawn"
    if event.state == "verified":
        effective = event.depth != "design" and independent(event.by, event.on.last)
        return "verified" if effective else "claimed"
    return "claimed" if event.state == "implemented" else "open"


def weighs(grade: str, standing: Standing) -> bool:
    """Whether a finding is a shortcoming that counts: no observation, not withdrawn."""
    return grade != "observation" and standing != "withdrawn"


def turn_of(state: str, finder: str, lab: str) -> str | None:
    """The party whose turn it is; None when the finding is closed."""
    if state in CLOSED:
        return None
    return finder if state in FINDERS_TURN else lab


def refusal(point: Standpoint, finding: Finding, events: Sequence[FindingEvent]) -> Message | None:
    """Why the whole sequence of events, in order, is not allowed; None when it is."""
    before: FindingEvent | None = None
    for event in events:
        reason = _wrong_speaker(point, event) or _wrong_moment(point, event, before)
        if reason:
            return Message(
                "finding {id}: {state} by {party} on {day} is refused: {reason}",
                id=finding.id,
                state=label(event.state),
                party=event.by,
                day=event.on,
                reason=reason,
            )
        before = event
    return None


def _wrong_speaker(point: Standpoint, event: FindingEvent) -> Message | None:
    finder = point.assessment.performed_by
    if event.grade is not None and event.by != finder:
        return Message("only the finder, {finder}, may change the grade", finder=finder)
    if event.state in LABORATORY_SAYS:
        return None if event.by == point.lab else Message("only the laboratory, {lab}, may say so", lab=point.lab)
    if event.state in FINDER_ANSWERS or event.state == "withdrawn":
        return None if event.by == finder else Message("only the finder, {finder}, may say so", finder=finder)
    return _may_not_verify(point, event)


def _may_not_verify(point: Standpoint, event: FindingEvent) -> Message | None:
    assessment = point.assessment
    if assessment.is_a in OWN_KINDS and event.by == point.lab:
        return None
    if not point.independent(event.by, event.on.last):
        return Message("{party} is not independent of the laboratory on that day", party=event.by)
    if (
        assessment.is_a in CERTIFICATION_AUDITS
        and event.by != assessment.performed_by
        and not point.is_certification_body(event.by)
    ):
        return Message("a finding of a certification audit is for its finder or another certification body to verify")
    return None


def _wrong_moment(point: Standpoint, event: FindingEvent, before: FindingEvent | None) -> Message | None:
    state = before.state if before else "open"
    if event.state == "verified":
        allowed = standing_of(before, point.independent) not in CLOSED
    elif event.state == "reopened":
        allowed = state == "implemented" or state in CLOSED
    elif event.state in FINDER_ANSWERS:
        allowed = state in {"submitted", "disputed"}
    else:
        allowed = state not in CLOSED
    return None if allowed else Message("the finding is {state} then", state=label(state))


@dataclass(slots=True, frozen=True)
class FindingStatus:
    """A finding as it stands in a view."""

    finding: Finding
    found: At[Finding]
    assessment: Assessment
    events: Sequence[At[FindingEvent]]
    state: str
    standing: Standing
    turn: str | None
    grade: str
    due: Day | None
    baseline_due: Day | None

    @property
    def last(self) -> At[FindingEvent] | None:
        """Its last event in the view."""
        return self.events[-1] if self.events else None

    @property
    def last_changed(self) -> Day:
        """The day on which it last changed: its last event's, else its own."""
        return self.events[-1].on if self.events else self.found.on

    @property
    def is_closed(self) -> bool:
        """Whether its state is verified or withdrawn."""
        return self.state in CLOSED

    @property
    def weighs(self) -> bool:
        """Whether it is a shortcoming that counts: no observation, not withdrawn."""
        return weighs(self.grade, self.standing)

    @property
    def depth(self) -> str | None:
        """How far the last verification looked: design, existence (also when none was given) or operation."""
        return (self.last.fact.depth or ASSUMED_DEPTH) if self.last and self.state == "verified" else None

    @property
    def depth_is_assumed(self) -> bool:
        """Whether that depth is the default."""
        return self.last is not None and self.state == "verified" and self.last.fact.depth is None


def standpoint(view: View, assessment: Assessment) -> Standpoint:
    """The standpoint of a view on the findings of an assessment."""

    def independent(party: str, on: date) -> bool:
        return party_is_independent(view, party, on)

    def is_certification_body(party: str) -> bool:
        found = view.parties.get(party)
        return found is not None and found.is_a == "certification_body"

    return Standpoint(view.lab_id, assessment, independent, is_certification_body)


def findings_of(view: View, before: Mapping[str, FindingStatus] | None = None) -> Mapping[str, FindingStatus]:
    """Every finding in the view, by id, with what it counts as there.

    `before`: those of another day in the same knowledge. One with as many events is the same: events are in
    the view in order.
    """
    points = {each.id: standpoint(view, each) for each in view.all_assessments.values()}
    findings = {}
    for key, found in view.findings.items():
        events = view.finding_events[key]
        kept = before.get(key) if before else None
        same = kept is not None and len(kept.events) == len(events)
        findings[key] = kept if kept and same else status_of(points[found.fact.assessment], found, events)
    return findings


def status_of(point: Standpoint, found: At[Finding], events: Sequence[At[FindingEvent]]) -> FindingStatus:
    """What a finding counts as after some of its events, in order."""
    finding, grade, due, baseline = found.fact, found.fact.grade, found.fact.due, found.fact.due
    for event in events:
        grade = event.fact.grade or grade
        due = event.fact.due or due
        baseline = baseline or event.fact.due
    last = events[-1].fact if events else None
    state = last.state if last else "open"
    return FindingStatus(
        finding=finding,
        found=found,
        assessment=point.assessment,
        events=events,
        state=state,
        standing=standing_of(last, point.independent),
        turn=turn_of(state, point.assessment.performed_by, point.lab),
        grade=grade,
        due=due,
        baseline_due=baseline,
    )
