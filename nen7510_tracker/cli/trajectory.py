"""`nen7510 trajectory`: measures, milestones, slip, overdue, projection."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nen7510_tracker.cli.alarms import alarms
from nen7510_tracker.cli.options import AsOf, Head, KnownOn, LabId, Output, session_of
from nen7510_tracker.cli.output import Page, emit, emit_csv, emit_json
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import day_text, label_text, view_text

if TYPE_CHECKING:
    from nen7510_tracker.rules.evaluation import Evaluation
    from nen7510_tracker.rules.trajectory import Trajectory

COLUMNS = ("what", "id", "title", "owner", "state", "progress", "baseline", "end", "slip_days", "overdue")


def trajectory(
    context: typer.Context,
    lab: LabId,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    form: Annotated[
        Literal["table", "json", "csv", "ics"], typer.Option("--format", help=_("How to show it."))
    ] = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.trajectory import trajectory_document

    session = session_of(context)
    with session.record() as record:
        evaluation = record.evaluation(lab, session.moment(as_of, known_on, head))
    if form == "json":
        emit_json(trajectory_document(evaluation), output)
    elif form == "csv":
        emit_csv(_rows(evaluation), COLUMNS, output)
    elif form == "ics":
        from nen7510_tracker.reports.calendar import calendar

        emit(calendar(evaluation, _), output)
    else:
        trajectory_page(evaluation).emit(output)


trajectory.__doc__ = _("Measures and milestones with their slip, what is overdue, and the projection.")


def _rows(evaluation: "Evaluation") -> list[tuple[object, ...]]:
    found = evaluation.trajectory
    rows: list[tuple[object, ...]] = [
        (
            "measure",
            each.id,
            each.measure.title,
            each.measure.owner,
            each.state,
            each.progress,
            each.baseline_end,
            each.end,
            each.slip_days,
            "true" if each.is_overdue else "false",
        )
        for each in found.measures.values()
    ]
    rows += [
        (
            "milestone",
            each.id,
            each.milestone.title,
            None,
            each.state,
            None,
            each.baseline,
            each.reached or each.planned,
            None,
            None,
        )
        for each in found.milestones.values()
    ]
    return rows


def trajectory_page(evaluation: "Evaluation") -> Page:
    """The trajectory for people."""
    page = Page()
    found = evaluation.trajectory
    page.heading(evaluation.view.lab.name)
    page.line(view_text(evaluation.as_of, evaluation.view.known_on))
    for alarm in alarms(evaluation):
        page.line(alarm)
    page.line(_("findings: {open} open, {claimed} claimed, {verified} verified", **found.findings._asdict()))
    page.line()
    if found.measures:
        _measures(page, found)
    if found.milestones:
        _milestones(page, found)
    for each in found.overdue:
        page.line(_("! finding {id} was due on {day}", id=each.finding.id, day=day_text(each.due)))
    if found.overdue:
        page.line()
    _ahead(page, found)
    return page


def _measures(page: Page, found: "Trajectory") -> None:
    page.table(
        (_("id"), _("measure"), _("state"), "%", _("baseline"), _("end"), _("slip")),
        [
            (
                each.id,
                each.measure.title,
                label_text(each.state) + (" !" if each.is_overdue else ""),
                each.progress,
                day_text(each.baseline_end),
                day_text(each.end),
                each.slip_days,
            )
            for each in found.measures.values()
        ],
        wide=1,
    )
    page.line(_("!: overdue; slip in days"))
    page.line()


def _milestones(page: Page, found: "Trajectory") -> None:
    page.table(
        (_("milestone"), _("kind"), _("baseline"), _("planned"), _("reached")),
        [
            (each.id, label_text(each.kind), day_text(each.baseline), day_text(each.planned), day_text(each.reached))
            for each in found.milestones.values()
        ],
        wide=1,
    )
    page.line()


def _ahead(page: Page, found: "Trajectory") -> None:
    """The plan, and beside it the projection."""
    plan = found.plan
    text = "plan: end {end}, with the usual slip {slip}"
    page.line(_(text, end=day_text(plan.end), slip=day_text(plan.end_with_usual_slip)))
    text = "next audit {audit}, certification {certification}"
    page.line(_(text, audit=day_text(plan.next_audit), certification=day_text(plan.certification)))
    projected = found.forecast
    if projected.why:
        page.line(_("no projection: {why}", why=projected.why))
    else:
        text = "projection, never a promise: ready for verification {p50} (P50), {p85} (P85)"
        page.line(_(text, p50=day_text(projected.p50), p85=day_text(projected.p85)))
