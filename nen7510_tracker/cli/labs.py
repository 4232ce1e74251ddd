"""`nen7510 labs`: the portfolio."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from nen7510_tracker.cli.export import Filters, emit_rows, one_of, tell_filters
from nen7510_tracker.cli.options import (
    AsOf,
    EditionName,
    Excel,
    Headers,
    KnownOn,
    Limit,
    Many,
    Output,
    RowsForm,
    edition_of,
    session_of,
)
from nen7510_tracker.cli.output import Page, emit_json, note
from nen7510_tracker.cli.portfolio import worked_out
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import NOTHING, day_text, verdict_text, view_text
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.service.lab_order import NO_DECISION, ORDERS, Wanted, majors, majors_found, minors, minors_found

if TYPE_CHECKING:
    from nen7510_tracker.service.portfolio import LabRow
    from nen7510_tracker.service.record import Moment

COLUMNS = (
    "lab",
    "name",
    "city",
    "as_of",
    "known_on",
    "edition",
    "verdict",
    "holds_until",
    "decision",
    "decision_on",
    "lapsed_since",
    "lapsed_by",
    "taken_outside",
    "major",
    "ungraded",
    "minor",
    "observation",
    "verified",
    "claimed",
    "assessed",
    "applicable",
    "overdue",
    "certificate_until",
    "certification_planned",
    "certification_slip_days",
    "major_found",
    "ungraded_found",
    "minor_found",
    "observation_found",
    "dated",
)


def labs(
    context: typer.Context,
    verdict: Annotated[
        Many, typer.Option("--verdict", help=_("Only laboratories with this verdict."), metavar="VERDICT")
    ] = None,
    decision: Annotated[
        Many,
        typer.Option(
            "--decision", help=_("Only where this decision stands; none: where none does."), metavar="DECISION"
        ),
    ] = None,
    search: Annotated[
        str | None, typer.Option("--search", help=_("Only with these words in id, name or city."), metavar="WORDS")
    ] = None,
    lapsed: Annotated[bool, typer.Option("--lapsed", help=_("Only where the ground of a resumption lapsed."))] = False,
    outside: Annotated[
        bool, typer.Option("--outside", help=_("Only where the collaboration was resumed outside the gate."))
    ] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help=_("Only where something is overdue."))] = False,
    sort: Annotated[
        str, typer.Option("--sort", help=_("Sort by this: {columns}.", columns=", ".join(ORDERS)), metavar="COLUMN")
    ] = "worst",
    reverse: Annotated[bool, typer.Option("--reverse", help=_("Sort the other way round."))] = False,
    limit: Limit = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    edition: EditionName = DEFAULT_EDITION,
    form: RowsForm = "table",
    headers: Headers = False,
    excel: Excel = False,
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.labs import labs_document
    from nen7510_tracker.service.evaluating import portfolio
    from nen7510_tracker.service.record import Moment

    filters = _checked(verdict or (), decision or (), sort)
    flags = {"lapsed": lapsed, "outside": outside, "overdue": overdue}
    wanted = Wanted(filters["verdict"], filters["decision"], search or "", **flags)
    session = session_of(context)
    moment = session.moment(as_of, known_on, None)
    with session.record() as record:
        known = edition_of(record.norm, edition)
        if moment == Moment(session.today, session.today):
            rows = worked_out(record, session.today, known).rows()
        else:
            rows = portfolio(record, moment, known)
    kept = sorted(filter(wanted.holds, rows), key=ORDERS[sort], reverse=reverse)
    shown = kept[:limit]
    if form == "json":
        emit_json(labs_document(shown, moment), output)
    elif form == "csv":
        emit_rows((_values(row, moment, known) for row in shown), COLUMNS, output, headers=headers, excel=excel)
    else:
        labs_page(shown, moment, filtered=len(rows) > len(shown)).emit(output)
    note(_("{n} of {total} laboratories.", n=len(shown), total=len(rows)))
    tell_filters({**filters, "search": [search] if search else [], "limit": [str(limit)] if limit else []}, **flags)


labs.__doc__ = _("The portfolio: a line per laboratory, the worst first.")


def _checked(verdicts: Collection[str], decisions: Collection[str], sort: str) -> Filters:
    """The filters by value; one that can match nothing is a typing error."""
    from nen7510_tracker.dossier.facts.commissioning import DecisionValue, Verdict

    one_of("--verdict", verdicts, get_args(Verdict))
    one_of("--decision", decisions, (*get_args(DecisionValue), NO_DECISION))
    one_of("--sort", [sort], tuple(ORDERS))
    return {"verdict": verdicts, "decision": decisions}


def _values(row: "LabRow", moment: "Moment", edition: str) -> tuple[object, ...]:
    """A laboratory's row of the CSV, in the order of `COLUMNS`."""
    decision, gone = row.decision, row.lapse
    return (
        row.id,
        row.name,
        row.city,
        moment.as_of,
        moment.known_on,
        edition,
        row.verdict,
        row.holds_until,
        *((decision.decision, decision.on) if decision else (None, None)),
        *((gone.since, gone.criteria) if gone else (None, None)),
        row.outside,
        *(row.open.get(grade, 0) for grade in ("major", "ungraded", "minor", "observation")),
        *(row.readiness.verified, row.readiness.claimed, row.readiness.assessed, row.readiness.applicable),
        row.overdue,
        row.certificate_until,
        row.certification,
        row.certification_slip,
        *row.found.values(),
        row.dated,
    )


def labs_page(rows: "Sequence[LabRow]", moment: "Moment", *, filtered: bool = False) -> Page:
    """The portfolio for people; `filtered`: there are laboratories that are not shown."""
    page = Page()
    page.line(view_text(moment.as_of, moment.known_on))
    if not rows:
        page.line(
            _("No laboratory is so.")
            if filtered
            else _("The record is empty. Begin with `nen7510 demo`, or `nen7510 import FILE`.")
        )
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
    page.line(_("open n/N: of N major or ungraded findings, and of N minor ones"))
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
        f"{majors(row)}/{majors_found(row)} {minors(row)}/{minors_found(row)}",
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
