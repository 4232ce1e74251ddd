"""`nen7510 portfolio upcoming`: what ends, is due or is to be reviewed in the next days."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from nen7510_tracker.cli.export import Filters, emit_rows, one_of, tell_filters
from nen7510_tracker.cli.options import (
    AsOf,
    Excel,
    Headers,
    KnownOn,
    LabIds,
    Many,
    OfTurn,
    Output,
    Public,
    RowsForm,
    session_of,
)
from nen7510_tracker.cli.output import Page, emit_json, note
from nen7510_tracker.cli.portfolio import across
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import day_text, view_text
from nen7510_tracker.norm.norm import DEFAULT_EDITION

if TYPE_CHECKING:
    from nen7510_tracker.rules.upcoming import Coming
    from nen7510_tracker.service.record import Moment

COLUMNS = ("on", "days", "lab", "name", "as_of", "known_on", "what", "id", "text", "note", "turn")
WITHIN = 90


def upcoming(
    context: typer.Context,
    lab: LabIds = None,
    within: Annotated[
        int, typer.Option("--within", min=0, help=_("In the next so many days."), metavar="DAYS")
    ] = WITHIN,
    what: Annotated[
        Many, typer.Option("--what", help=_("Only this: certificate, decision, finding …"), metavar="WHAT")
    ] = None,
    turn: OfTurn = None,
    passed: Annotated[bool, typer.Option("--passed", help=_("Also days that passed without what was due."))] = False,
    public: Public = False,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: RowsForm = "table",
    headers: Headers = False,
    excel: Excel = False,
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.upcoming import upcoming_document
    from nen7510_tracker.rules.upcoming import KINDS
    from nen7510_tracker.service import upcoming as service

    filters: Filters = {"what": what or (), "turn": turn or ()}
    one_of("--what", filters["what"], KINDS)
    session = session_of(context)
    moment = session.moment(as_of, known_on, None)
    with session.record() as record:
        everything = record.labs()
        asked_of = across(record, lab or everything, moment, session.today, DEFAULT_EDITION)
        found = service.upcoming(asked_of.coming(), moment.as_of, within, passed=passed, public=public)
    shown = [each for each in found.days if (not what or each.kind in what) and (not turn or each.turn in turn)]
    if form == "json":
        emit_json(upcoming_document(shown, moment, within, of=found.of), output)
    elif form == "csv":
        emit_rows(_values(shown, found.names, moment), COLUMNS, output, headers=headers, excel=excel)
    else:
        upcoming_page(shown, moment, within).emit(output)
    note(_("{n} of {total} days that somebody has to reckon with.", n=len(shown), total=found.of))
    note(_("{n} of {total} laboratories.", n=len(found.names), total=len(everything)))
    tell_filters({"within": [str(within)], **filters}, passed=passed, public=public)


upcoming.__doc__ = _("What ends, is due or is to be reviewed in the next days, with until when verdicts hold.")


def _values(days: "Sequence[Coming]", names: Mapping[str, str], moment: "Moment") -> Iterator[tuple[object, ...]]:
    for each in days:
        yield (
            each.day,
            (each.day.last - moment.as_of).days,
            each.lab,
            names[each.lab],
            moment.as_of,
            moment.known_on,
            each.kind,
            each.id,
            _(each.title),
            each.note,
            each.turn,
        )


def upcoming_page(days: "Sequence[Coming]", moment: "Moment", within: int) -> Page:
    """For people, the first first."""
    page = Page()
    page.line(view_text(moment.as_of, moment.known_on))
    if not days:
        page.line(_("Nothing comes up in the next {n} days.", n=within))
        return page
    lines = [_cells(each, (each.day.last - moment.as_of).days) for each in days]
    page.table((_("day"), _("in days"), _("laboratory"), _("what"), _("turn")), lines, wide=3)
    if any(each.day.last < moment.as_of for each in days):
        page.line(_("!: passed"))
    return page


def _cells(each: "Coming", days: int) -> tuple[str | None, ...]:
    text = _(each.title)
    told = _("{what}: {note}", what=text, note=each.note) if each.note else text
    return (day_text(each.day), f"{days} !" if days < 0 else str(days), each.lab, told, each.turn)
