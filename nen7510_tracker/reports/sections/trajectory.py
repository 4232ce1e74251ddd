"""The improvement trajectory: findings, measures, the way to certification; the plan, and a projection beside it."""

from collections.abc import Iterator, Sequence

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.reports.inline import Inline
from nen7510_tracker.reports.report import Block, Pairs, Paragraph, Section, Table
from nen7510_tracker.reports.sections.drawings import burn_up, gantts
from nen7510_tracker.reports.subject import GateSubject, days_text, span
from nen7510_tracker.rules.trajectory import MeasureStatus, MilestoneStatus
from nen7510_tracker.words.day import of
from nen7510_tracker.words.message import Message


def trajectory(subject: GateSubject) -> Section:
    """What is planned, done and late; and when it would be ready at the pace so far."""
    found = subject.evaluation.trajectory
    title = Message("Improvement trajectory")
    if not found.series and not found.measures and not found.milestones:
        text = "No finding, no measure and no milestone is recorded: there is no trajectory to show."
        return Section(title, [Paragraph(Message(text))])
    counts = found.findings
    text = (
        "Findings, those joined as one counted once and observations aside: {open} open, {claimed} claimed, "
        "{verified} verified."
    )
    said = Message(text, open=counts.open, claimed=counts.claimed, verified=counts.verified)
    blocks: list[Block] = [Paragraph(said), *burn_up(subject)]
    blocks.append(Section(Message("A projection, not a promise"), list(_projection(subject))))
    blocks.append(Section(Message("The plan"), [_plan(subject)]))
    measures, milestones = gantts(subject)
    blocks.append(Section(Message("Measures"), [*measures, *_measures(subject, list(found.measures.values()))]))
    way = [*milestones, *_milestones(list(found.milestones.values()))]
    blocks.append(Section(Message("The way to certification"), way))
    return Section(title, blocks)


def _measures(subject: GateSubject, measures: Sequence[MeasureStatus]) -> Iterator[Block]:
    if not measures:
        yield Paragraph(Message("No measure is recorded."))
        return
    columns = (
        Message("Measure"),
        Message("What"),
        Message("Owner"),
        Message("State"),
        Message("First planned end"),
        Message("Current end"),
        Message("Slip"),
    )
    shown = [each for each in measures if not subject.discretion.hides_measure(each)]
    if shown:
        yield Table(Message("Measures"), columns, [_measure(each) for each in shown])
    hidden = [each for each in measures if subject.discretion.hides_measure(each)]
    if hidden:
        kept = (Message("Measure"), Message("State"), Message("Due"))
        rows = [(each.id, label(each.state), each.end) for each in hidden]
        yield Table(Message("Measures for what is not closed, and measures not finished"), kept, rows)


def _measure(each: MeasureStatus) -> Sequence[Inline]:
    state: Inline = label(each.state)
    if each.progress is not None and not each.done_on:
        state = Message("{state} ({n} %)", state=label(each.state), n=each.progress)
    end: Inline = Message("{day}: overdue", day=each.end) if each.is_overdue and each.end else each.end
    return each.id, each.measure.title, each.measure.owner, state, each.baseline_end, end, days_text(each.slip_days)


def _milestones(milestones: Sequence[MilestoneStatus]) -> Iterator[Block]:
    if not milestones:
        yield Paragraph(Message("No milestone is recorded."))
        return
    columns = (
        Message("Milestone"),
        Message("What"),
        Message("First planned"),
        Message("Planned"),
        Message("Reached"),
        Message("Slip"),
    )
    yield Table(Message("Milestones, planned and reached"), columns, [_milestone(each) for each in milestones])


def _milestone(each: MilestoneStatus) -> Sequence[Inline]:
    what: Inline = label(each.kind)
    if each.milestone.title:
        what = Message("{title} ({kind})", title=each.milestone.title, kind=label(each.kind))
    slip = days_text(span(each.baseline, each.reached or each.planned))
    return each.id, what, each.baseline, each.planned, each.reached or Message("not yet"), slip


def _plan(subject: GateSubject) -> Pairs:
    plan = subject.evaluation.trajectory.plan
    usual = Message("that day with the usual slip (the median of the measures done)")
    rows: list[tuple[Inline, Inline]] = [
        (Message("Last measure ends"), plan.end or Message("no date is planned")),
        (usual, plan.end_with_usual_slip or Message("cannot be said: no measure with a plan was done")),
        (Message("Next audit"), plan.next_audit or Message("none is planned")),
        (Message("Certification"), plan.certification or Message("none is planned")),
    ]
    return Pairs(rows)


def _projection(subject: GateSubject) -> Iterator[Block]:
    found = subject.evaluation.trajectory
    forecast = found.forecast
    if forecast.why:
        yield Paragraph(Message("There is no projection: {why}.", why=forecast.why))
    elif forecast.p50 and forecast.p85:
        text = (
            "At the pace so far all findings would be at least claimed, and so ready for verification, by {p50} in "
            "half of the resampled futures and by {p85} in 85 % of them. This is a projection from the dossier's own "
            "weekly numbers, not a promise by anybody; verifications come in visits and cannot be projected."
        )
        yield Paragraph(Message(text, p50=of(forecast.p50), p85=of(forecast.p85)))
