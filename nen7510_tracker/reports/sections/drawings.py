"""The charts of the trajectory: measures and milestones on a time axis, findings over time."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from nen7510_tracker.reports.report import BurnUp, Chart, Gantt, Level, Step
from nen7510_tracker.reports.subject import GateSubject, days_text, span
from nen7510_tracker.rules.trajectory import MeasureStatus, MilestoneStatus
from nen7510_tracker.words.day import of
from nen7510_tracker.words.message import Message

MOST = 32  # steps in one drawing: it fits a page


def gantts(subject: GateSubject) -> tuple[Sequence[Chart], Sequence[Chart]]:
    """Measures, and milestones, on one time axis, as many drawings as it takes; none where no day is told.

    Of a measure that the reader may not know more of only its id and when it is due.
    """
    found = subject.evaluation.trajectory
    measures = [_measure(subject, each) for each in found.measures.values() if each.end and not each.is_cancelled]
    milestones = [_milestone(each) for each in found.milestones.values() if each.reached or each.planned]
    days = [day for step in (*measures, *milestones) for day in (step.start, step.end, step.baseline) if day]
    shown = min([subject.evaluation.as_of, *days]), max([subject.evaluation.as_of, *days])

    def drawn(title: Message, told: Callable[[Sequence[Step]], Message], steps: Sequence[Step]) -> Iterator[Chart]:
        for start in range(0, len(steps), MOST):
            part = steps[start : start + MOST]
            named = title if len(part) == len(steps) else _part(title, start + 1, start + len(part), len(steps))
            yield Chart(named, told(part), Gantt(part, subject.evaluation.as_of, *shown))

    return (
        list(drawn(Message("Measures over time"), _of_measures, measures)),
        list(drawn(Message("Milestones over time"), _of_milestones, milestones)),
    )


def _part(title: Message, first: int, last: int, total: int) -> Message:
    return Message("{title}: {first} to {last} of {total}", title=title, first=first, last=last, total=total)


def _of_measures(steps: Sequence[Step]) -> Message:
    text = (
        "Of {total} measures {done} are done, {overdue} overdue and {late} later than first planned. "
        "The table of measures names their days."
    )
    late = sum(bool(step.baseline and step.end and step.baseline < step.end) for step in steps)
    overdue = sum(step.is_overdue for step in steps)
    return Message(text, total=len(steps), done=sum(step.is_done for step in steps), overdue=overdue, late=late)


def _of_milestones(steps: Sequence[Step]) -> Message:
    text = "Of {total} milestones {done} are reached. The table of milestones names their days."
    return Message(text, total=len(steps), done=sum(step.is_done for step in steps))


def _measure(subject: GateSubject, each: MeasureStatus) -> Step:
    end = each.end.last if each.end else None
    done = each.done_on is not None
    if subject.discretion.hides_measure(each):
        return Step(each.id, None, None, end, None, is_done=done)
    begins = each.measure.start or each.measure.on
    note = Message("overdue") if each.is_overdue else days_text(each.slip_days or None)
    return Step(
        id=each.id,
        name=each.measure.title,
        start=begins.first,
        end=end,
        baseline=each.baseline_end.last if each.baseline_end else None,
        note=note,
        is_done=done,
        is_overdue=each.is_overdue,
    )


def _milestone(each: MilestoneStatus) -> Step:
    end = each.reached or each.planned
    return Step(
        id=each.id,
        name=each.milestone.title,
        start=None,
        end=end.last if end else None,
        baseline=each.baseline.last if each.baseline else None,
        note=days_text(span(each.baseline, end) or None),
        is_done=each.reached is not None,
        is_milestone=True,
    )


def burn_up(subject: GateSubject) -> Iterator[Chart]:
    """Findings over time with the projection; none where no finding counts."""
    found = subject.evaluation.trajectory
    levels = [_level(point.on, *point.counts) for point in found.series]
    if not levels:
        return
    first, last, forecast = levels[0], levels[-1], found.forecast
    text = (
        "On {first}: {found_first} found. On {last}: {found} found, {claimed} of them at least claimed, "
        "{verified} of them verified."
    )
    told = Message(
        text,
        first=of(first.on),
        found_first=first.found,
        last=of(last.on),
        found=last.found,
        claimed=last.claimed,
        verified=last.verified,
    )
    drawn = BurnUp(levels, subject.evaluation.as_of, forecast.p50, forecast.p85)
    yield Chart(Message("Findings over time: found, claimed, verified"), told, drawn)


def _level(on: date, still_open: int, claimed: int, verified: int) -> Level:
    return Level(on, still_open + claimed + verified, claimed + verified, verified)
