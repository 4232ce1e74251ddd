"""`nen7510 portfolio heat-map`: laboratories by areas."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from nen7510_tracker.cli.export import emit_rows
from nen7510_tracker.cli.options import (
    AsOf,
    EditionName,
    Excel,
    Headers,
    KnownOn,
    LabIds,
    Output,
    RowsForm,
    edition_of,
    session_of,
)
from nen7510_tracker.cli.output import Page, emit_json, note
from nen7510_tracker.cli.portfolio import worked_out
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import STATUSES, VERDICTS, status_text, view_text
from nen7510_tracker.norm.norm import DEFAULT_EDITION

if TYPE_CHECKING:
    from nen7510_tracker.norm.edition import Edition
    from nen7510_tracker.service.heat_map import Counts, HeatRow
    from nen7510_tracker.service.record import Moment

COLUMNS = ("lab", "name", "as_of", "known_on", "edition", "area", "area_title", "worst", "applicable", *STATUSES)


def heat_map(
    context: typer.Context,
    lab: LabIds = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    edition: EditionName = DEFAULT_EDITION,
    form: RowsForm = "table",
    headers: Headers = False,
    excel: Excel = False,
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.heat_map import heat_map_document
    from nen7510_tracker.service.across import evaluations
    from nen7510_tracker.service.heat_map import heat_row, hottest, kept_rows
    from nen7510_tracker.service.record import Moment

    session = session_of(context)
    moment = session.moment(as_of, known_on, None)
    with session.record() as record:
        everything = record.labs()
        known = record.norm.edition(edition_of(record.norm, edition))
        asked = lab or everything
        if moment == Moment(session.today, session.today):
            found = kept_rows(worked_out(record, session.today, known.id), asked)
        else:
            found = (heat_row(each, known.id) for each in evaluations(record, asked, moment))
        rows = sorted(found, key=hottest)
    if form == "json":
        emit_json(heat_map_document(rows, moment, known), output)
    elif form == "csv":
        emit_rows(_values(rows, moment, known), COLUMNS, output, headers=headers, excel=excel)
    else:
        heat_map_page(rows, moment, known).emit(output)
    note(_("{n} of {total} laboratories.", n=len(rows), total=len(everything)))


heat_map.__doc__ = _("Laboratories by areas: how many controls of each area have which status.")


def _values(rows: "Sequence[HeatRow]", moment: "Moment", edition: "Edition") -> Iterator[tuple[object, ...]]:
    """A row per laboratory and area."""
    from nen7510_tracker.service.heat_map import applicable, worst_of

    for row in rows:
        for area, counts in row.areas.items():
            title = edition.areas[area].title(language)
            told = (row.lab, row.name, moment.as_of, moment.known_on, edition.id, area, title)
            yield (*told, worst_of(counts), applicable(counts), *(counts.get(status, 0) for status in STATUSES))


def heat_map_page(rows: "Sequence[HeatRow]", moment: "Moment", edition: "Edition") -> Page:
    """For people: in each area the worst status, and how many controls have it."""
    from nen7510_tracker.service.heat_map import applicable, over_labs

    page = Page()
    page.line(view_text(moment.as_of, moment.known_on))
    if not rows:
        page.line(_("The record is empty. Begin with `nen7510 demo`, or `nen7510 import FILE`."))
        return page
    page.line(_("In each area the worst status, and how many of its controls have it."))
    together = over_labs(rows, edition.areas)
    lines = [(f"{VERDICTS[row.verdict]} {row.lab}", *map(_cell, row.areas.values())) for row in rows]
    lines.append((_("together"), *map(_cell, together.values())))
    lines.append((_("of controls"), *(str(applicable(counts)) for counts in together.values())))
    page.table((_("laboratory"), *edition.areas), lines, wide=0)
    page.line("  ".join(status_text(each) for each in STATUSES))
    return page


def _cell(counts: "Counts") -> str:
    from nen7510_tracker.service.heat_map import worst_of

    worst = worst_of(counts)
    return f"{STATUSES[worst]} {counts[worst]}" if worst else ""
