"""The improvement trajectory: measures, milestones, findings over time, the plan (design section 4, Trajectory)."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import median
from typing import Any, NamedTuple

from nen7510_tracker.dossier.facts import Measure, MeasureEvent, Milestone, MilestoneEvent
from nen7510_tracker.dossier.view import At, View
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.rules.finding import STANDINGS, FindingStatus, Standing, standing_of, standpoint, weighs
from nen7510_tracker.rules.forecast import Forecast, forecast
from nen7510_tracker.words.day import Day, of

FINISHED = frozenset({"done", "cancelled"})
AUDITS = frozenset({"internal_audit", "stage_1", "stage_2"})


@dataclass(slots=True, frozen=True)
class MeasureStatus:
    """A measure as it stands in a view.

    `state` is its last event's, `planned` before the first; `progress` in percent, the last one given,
    100 once it is done. `baseline_end` is its first planned end, `planned_end` the last one; a `done`
    plans nothing. `slip_days` counts from the baseline to the current end, negative when it is early.
    """

    measure: Measure
    planned: At[Measure]
    events: Sequence[At[MeasureEvent]]
    state: str
    progress: int | None
    baseline_end: Day | None
    planned_end: Day | None
    done_on: Day | None
    is_overdue: bool

    @property
    def id(self) -> str:
        """The measure's id."""
        return self.measure.id

    @property
    def end(self) -> Day | None:
        """The current end: the day it was done, else the last planned end."""
        return self.done_on or self.planned_end

    @property
    def slip_days(self) -> int | None:
        """Days from the baseline to the current end; None where either is not known."""
        if self.end is None or self.baseline_end is None:
            return None
        return (self.end.last - self.baseline_end.last).days

    def ends_before(self, as_of: date) -> bool:
        """Whether its planned end has passed on a day and it is neither done nor cancelled."""
        return self.planned_end is not None and self.planned_end.last < as_of and self.state not in FINISHED

    @property
    def is_cancelled(self) -> bool:
        """Whether it was given up."""
        return self.state == "cancelled"


def measure_status(measure: At[Measure], events: Sequence[At[MeasureEvent]], as_of: date) -> MeasureStatus:
    """What a measure counts as after its events, in order; overdue is judged on `as_of`."""
    last = events[-1].fact if events else None
    done_on = last.on if last and last.state == "done" else None
    state = last.state if last else "planned"
    ends = [end for end in (measure.fact.end, *(each.fact.end for each in events if each.fact.state != "done")) if end]
    given = [each.fact.progress for each in events if each.fact.progress is not None]
    return MeasureStatus(
        measure=measure.fact,
        planned=measure,
        events=events,
        state=state,
        progress=100 if done_on else (given[-1] if given else None),
        baseline_end=ends[0] if ends else None,
        planned_end=ends[-1] if ends else None,
        done_on=done_on,
        is_overdue=bool(ends) and ends[-1].last < as_of and state not in FINISHED,
    )


def measures_of(view: View, before: Mapping[str, MeasureStatus] | None = None) -> Mapping[str, MeasureStatus]:
    """Every measure in the view, by id, in the order in which they were planned.

    `before`: those of another day in the same knowledge. One with as many events is the same, unless its end
    lies between the days.
    """
    measures = {}
    for key, planned in view.measures.items():
        events = view.measure_events[key]
        kept = before.get(key) if before else None
        same = kept and len(kept.events) == len(events) and kept.is_overdue == kept.ends_before(view.as_of)
        measures[key] = kept if kept and same else measure_status(planned, events, view.as_of)
    return measures


@dataclass(slots=True, frozen=True)
class MilestoneStatus:
    """A milestone as it stands in a view.

    It is reached when its last event says so: one that is replanned after it was reached has to be
    reached again. `baseline` is the first planned day, `planned` the last.
    """

    milestone: Milestone
    events: Sequence[At[MilestoneEvent]]
    baseline: Day | None
    planned: Day | None
    reached: Day | None

    @property
    def id(self) -> str:
        """The milestone's id."""
        return self.milestone.id

    @property
    def kind(self) -> str:
        """What kind of step it is."""
        return self.milestone.is_a

    @property
    def state(self) -> str:
        """`reached` or `planned`."""
        return "reached" if self.reached else "planned"

    @property
    def slip_days(self) -> int | None:
        """Days from the day first planned to the day planned now; None where no day was planned."""
        return (self.planned.last - self.baseline.last).days if self.planned and self.baseline else None

    @property
    def last_reached(self) -> Day | None:
        """The last day on which it was reached, whatever was planned since."""
        return next((each.on for each in reversed(self.events) if each.fact.state == "reached"), None)


def milestone_status(milestone: Milestone, events: Sequence[At[MilestoneEvent]]) -> MilestoneStatus:
    """What a milestone counts as after its events, in order."""
    planned = (milestone.planned, *(each.fact.planned for each in events if each.fact.state == "replanned"))
    days = [day for day in planned if day]
    last = events[-1] if events else None
    return MilestoneStatus(
        milestone=milestone,
        events=events,
        baseline=days[0] if days else None,
        planned=days[-1] if days else None,
        reached=last.on if last and last.fact.state == "reached" else None,
    )


def milestones_of(view: View) -> Mapping[str, MilestoneStatus]:
    """Every milestone in the view, by id, in the order in which they were planned."""
    return {key: milestone_status(each.fact, view.milestone_events[key]) for key, each in view.milestones.items()}


class Counts(NamedTuple):
    """How many findings, joined ones counted once, have each standing."""

    open: int = 0
    claimed: int = 0
    verified: int = 0


class Point(NamedTuple):
    """The counts as of a day."""

    on: date
    counts: Counts


@dataclass(slots=True, frozen=True)
class Plan:
    """What is planned, as the dossier says it.

    `end`: the latest current end of the measures that are not cancelled; `end_with_usual_slip`: that day and
    the median slip, in days rounded up, of the measures done; None when none was done with a baseline.
    `next_audit`: the earliest planned internal audit, stage 1 or stage 2 that is not reached, also when that
    day has passed; `certification` likewise.
    """

    end: Day | None
    end_with_usual_slip: Day | None
    next_audit: Day | None
    certification: Day | None


@dataclass(frozen=True)
class Trajectory:
    """The improvement trajectory as it stands in a view.

    `series`: a point per day on which a count changed, from the first finding on, the last on `as_of`.
    `first_claims`: of each group of joined findings the day on which it was first at least claimed.
    `start`: the day of the trajectory's first event; None when nothing has happened yet.
    `overdue`: the findings whose due day has passed while it is the laboratory's turn.
    """

    as_of: date
    findings: Counts
    series: Sequence[Point]
    first_claims: Sequence[date]
    start: date | None
    measures: Mapping[str, MeasureStatus]
    milestones: Mapping[str, MilestoneStatus]
    overdue: Sequence[FindingStatus]
    plan: Plan

    @cached_property
    def forecast(self) -> Forecast:
        """When all findings are at least claimed; computed when asked for, some milliseconds."""
        return forecast(self.first_claims, self.findings.open, self.start or self.as_of, self.as_of)


def trajectory(view: View, _norm: Norm, findings: Mapping[str, FindingStatus]) -> Trajectory:
    """The trajectory of a view, with its findings as they stand there."""
    measures, milestones = measures_of(view), milestones_of(view)
    series, first_claims = _history(view, findings)
    return Trajectory(
        as_of=view.as_of,
        findings=series[-1].counts if series else Counts(),
        series=series,
        first_claims=first_claims,
        start=_start(view, findings, series),
        measures=measures,
        milestones=milestones,
        overdue=[each for each in findings.values() if is_overdue(each, view)],
        plan=plan_of(measures.values(), milestones.values()),
    )


def is_overdue(finding: FindingStatus, view: View) -> bool:
    """Whether a finding's due day has passed while it is the laboratory's turn."""
    return finding.due is not None and finding.due.last < view.as_of and finding.turn == view.lab_id


class _Groups:
    """Findings joined by `same_as`, in either direction and onwards."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def name(self, key: str) -> str:
        """The name of a finding's group: one of its members."""
        parent = self._parent
        while parent.setdefault(key, key) != key:
            parent[key] = key = parent[parent[key]]
        return key

    def join(self, key: str, other: str) -> None:
        """Make one group of those of two findings; its name is that of the first one's."""
        self._parent[self.name(other)] = self.name(key)


def groups_of(findings: Mapping[str, FindingStatus]) -> Mapping[str, str]:
    """For each finding the name of its group: those joined by `same_as`, in either direction and onwards.

    Observations and withdrawn findings join too, though they are not counted; so does one that is named
    but not in the view. A group is named after one of its members.
    """
    groups = _Groups()
    for key, each in findings.items():
        for other in each.finding.same_as:
            groups.join(key, other)
    return {key: groups.name(key) for key in findings}


def worst_standing(standings: Collection[Standing]) -> Standing:
    """What a group of joined findings counts as. Raises ValueError on none."""
    return min(standings, key=STANDINGS.index)


class _Tally:
    """The groups of joined findings while the days go by: what each counts as, and when it was first claimed."""

    def __init__(self) -> None:
        self.groups = _Groups()
        self.members: dict[str, dict[str, Standing]] = defaultdict(dict)
        self.counts: Counter[Standing] = Counter()
        self.claimed: dict[str, date] = {}

    def add(self, key: str, same_as: Iterable[str]) -> None:
        """Take in a finding, which may join groups that were apart until that day."""
        for other in same_as:
            kept, gone = self.groups.name(key), self.groups.name(other)
            if kept == gone:
                continue
            self._count(kept, -1)
            self._count(gone, -1)
            self.groups.join(key, other)
            self.members[kept] |= self.members.pop(gone, {})
            self._count(kept, 1)
            if gone in self.claimed:
                day = self.claimed.pop(gone)
                self.claimed[kept] = min(day, self.claimed.get(kept, day))

    def turn(self, key: str, standing: Standing | None) -> None:
        """Take in what a finding counts as from now on; None: it is set aside."""
        name = self.groups.name(key)
        self._count(name, -1)
        self.members[name].pop(key, None)
        if standing:
            self.members[name][key] = standing
        self._count(name, 1)

    def _count(self, name: str, by: int) -> None:
        if self.members[name]:
            self.counts[worst_standing(self.members[name].values())] += by

    def end_day(self, day: date, keys: Iterable[str]) -> Counts:
        """The counts at the end of a day on which something happened to some findings."""
        for name in {self.groups.name(key) for key in keys}:
            standings = self.members[name].values()
            if standings and worst_standing(standings) != "open":
                self.claimed.setdefault(name, day)
        return Counts(self.counts["open"], self.counts["claimed"], self.counts["verified"])


def _history(view: View, findings: Mapping[str, FindingStatus]) -> tuple[list[Point], list[date]]:
    """The series of counts, and the day of each group's first claim, in order.

    A point is what the view of its day says: a finding joins others from its own day on.
    """
    tally, turns = _Tally(), _turns(view, findings)
    series: list[Point] = []
    for day in sorted(turns):
        for key, standing in turns[day].items():
            if findings[key].found.day == day:
                tally.add(key, findings[key].finding.same_as)
            tally.turn(key, standing)
        counts = tally.end_day(day, turns[day])
        if counts != (series[-1].counts if series else Counts()):
            series.append(Point(day, counts))
    if series and series[-1].on < view.as_of:
        series.append(Point(view.as_of, series[-1].counts))
    return series, sorted(tally.claimed.values())


def _turns(view: View, findings: Mapping[str, FindingStatus]) -> Mapping[date, Mapping[str, Standing | None]]:
    """Per day the findings on which something happened, with what they count as from then; None: they do not."""
    turns: dict[date, dict[str, Standing | None]] = defaultdict(dict)
    points = {key: standpoint(view, each) for key, each in view.all_assessments.items()}
    for key, each in findings.items():
        independent = points[each.assessment.id].independent
        day, grade = each.found.day, each.found.fact.grade
        turns[day][key] = "open" if weighs(grade, "open") else None
        for event in each.events:
            # An event that is dated before its finding is in the view from the finding on.
            day, grade = max(day, event.day), event.fact.grade or grade
            standing = standing_of(event.fact, independent)
            turns[day][key] = standing if weighs(grade, standing) else None
    return turns


def _start(view: View, findings: Mapping[str, FindingStatus], series: Sequence[Point]) -> date | None:
    """The day of the trajectory's first event, but not before the first finding that counts was there.

    Events are those on findings, and everything said of measures and milestones.
    """
    told: list[Iterable[At[Any]]] = [view.measures.values(), view.milestones.values()]
    told += [*view.measure_events.values(), *view.milestone_events.values()]
    told += [each.events for each in findings.values()]
    first = min((event.day for events in told for event in events), default=None)
    return max(first, series[0].on) if first and series else None


def plan_of(measures: Iterable[MeasureStatus], milestones: Iterable[MilestoneStatus]) -> Plan:
    """What measures and milestones say of the way ahead."""
    measures = list(measures)
    end = max((each.end for each in measures if each.end and not each.is_cancelled), default=None)
    slips = [each.slip_days for each in measures if each.done_on and each.slip_days is not None]
    ahead = [each for each in milestones if each.planned and not each.reached]
    certification = next_certification(ahead)
    return Plan(
        end=end,
        end_with_usual_slip=of(_days_after(end.last, math.ceil(median(slips)))) if end and slips else None,
        next_audit=_earliest(each for each in ahead if each.kind in AUDITS),
        certification=certification.planned if certification else None,
    )


def next_certification(milestones: Iterable[MilestoneStatus]) -> MilestoneStatus | None:
    """The certification that is planned first and not reached, also when its day has passed."""
    ahead = [each for each in milestones if each.kind == "certification" and each.planned and not each.reached]
    return min(ahead, key=lambda each: each.planned or each.milestone.on, default=None)


def _earliest(milestones: Iterable[MilestoneStatus]) -> Day | None:
    return min((each.planned for each in milestones if each.planned), default=None)


def _days_after(value: date, days: int) -> date:
    """The date some days later; not beyond the calendar."""
    return value + timedelta(days=max((date.min - value).days, min(days, (date.max - value).days)))
