"""The improvement trajectory: measures, milestones, findings over time, the plan (design section 4, Trajectory)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nen7510_tracker.dossier.facts import Measure, MeasureEvent, Milestone, MilestoneEvent
from nen7510_tracker.dossier.view import At, View
from nen7510_tracker.words.day import Day

FINISHED = frozenset({"done", "cancelled"})


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


def measures_of(view: View) -> Mapping[str, MeasureStatus]:
    """Every measure in the view, by id, in the order in which they were planned."""
    return {key: measure_status(each, view.measure_events[key], view.as_of) for key, each in view.measures.items()}


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
