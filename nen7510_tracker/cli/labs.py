"""`nen7510 labs`: the portfolio."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nen7510_tracker.cli.options import AsOf, EditionName, KnownOn, Output, edition_of, session_of
from nen7510_tracker.cli.output import Page, emit_json
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import NOTHING, day_text, verdict_text, view_text
from nen7510_tracker.norm.norm import DEFAULT_EDITION

if TYPE_CHECKING:
    from nen7510_tracker.service.portfolio import LabRow
    from nen7510_tracker.service.record import Moment


def labs(
    context: typer.Context,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    edition: EditionName = DEFAULT_EDITION,
    form: Annotated[Literal["table", "json"], typer.Option("--format", help=_("How to show it."))] = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.labs import labs_document
    from nen7510_tracker.service.portfolio import portfolio

    session = session_of(context)
    moment = session.moment(as_of, known_on, None)
    with session.record() as record:
        rows = portfolio(record, moment, edition_of(record.norm, edition))
    if form == "json":
        emit_json(labs_document(rows, moment), output)
    else:
        labs_page(rows, moment).emit(output)


labs.__doc__ = _("The portfolio: a line per laboratory, the worst first.")


def labs_page(rows: "Sequence[LabRow]", moment: "Moment") -> Page:
    """The portfolio for people."""
    page = Page()
    page.line(view_text(moment.as_of, moment.known_on))
    if not rows:
        page.line(_("The record is empty. Begin with `nen7510 demo`, or `nen7510 import FILE`."))
        return page
    columns = (
        _("laboratory"),
        _("verdict"),
        _("until"),
        _("open"),
        _("verified│ claimed/N"),
        _("certificate"),
    )
    page.table(columns, (_cells(row) for row in rows), wide=0)
    page.line(_("open: major + ungraded / minor findings"))
    for row in rows:
        for alarm in _alarms(row):
            page.line(alarm)
    return page


def _cells(row: "LabRow") -> tuple[str, ...]:
    counts, until = row.readiness, row.certificate_until
    return (
        row.id,
        verdict_text(row.verdict),
        day_text(row.holds_until),
        f"{row.open.get('major', 0) + row.open.get('ungraded', 0)} / {row.open.get('minor', 0)}",
        f"{counts.verified}│{counts.claimed}/{counts.applicable}",
        day_text(until.last) if until else NOTHING,
    )


def _alarms(row: "LabRow") -> Iterator[str]:
    """What has to be said wherever a laboratory is shown (design section 4, Decision)."""
    if row.lapse and row.decision:
        yield _(
            "! {lab}: the ground of {id} (resume) lapsed on {day}: {criteria}",
            lab=row.id,
            id=row.decision.id,
            day=day_text(row.lapse.since),
            criteria=", ".join(row.lapse.criteria),
        )
    if row.outside:
        yield _("! {lab}: the collaboration was resumed outside the gate", lab=row.id)
