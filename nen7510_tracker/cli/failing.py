"""`nen7510 portfolio failing`: the controls that fail most, and according to whom."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from nen7510_tracker.cli.export import Filters, emit_rows, one_of, tell_filters
from nen7510_tracker.cli.options import (
    AsOf,
    EditionName,
    Excel,
    Headers,
    KnownOn,
    LabIds,
    Limit,
    OfArea,
    Output,
    Public,
    RowsForm,
    edition_of,
    session_of,
)
from nen7510_tracker.cli.output import Page, emit_json, note
from nen7510_tracker.cli.portfolio import across
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import STATUSES, label_text, view_text
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.words.message import N_

if TYPE_CHECKING:
    from nen7510_tracker.norm.edition import Edition
    from nen7510_tracker.rules.failing import Source
    from nen7510_tracker.service.failing import Failing, FailingControl, Said
    from nen7510_tracker.service.record import Moment

OWN = N_("own")  # what a laboratory says of itself
COLUMNS = (
    "control",
    "control_title",
    "area",
    "as_of",
    "known_on",
    "edition",
    "laboratories",
    "applicable_in",
    "assessed_in",
    "failing_in",
    "nonconforming_in",
    "partial_in",
    "inspectorate_failing",
    "inspectorate_looked",
    "auditor_failing",
    "auditor_looked",
    "certification_body_failing",
    "certification_body_looked",
    "own_failing",
    "own_looked",
    "failing_labs",
)


def failing(
    context: typer.Context,
    lab: LabIds = None,
    source: Annotated[
        str | None, typer.Option("--source", help=_("What fails according to this kind of party."), metavar="SOURCE")
    ] = None,
    area: OfArea = None,
    limit: Limit = None,
    public: Public = False,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    edition: EditionName = DEFAULT_EDITION,
    form: RowsForm = "table",
    headers: Headers = False,
    excel: Excel = False,
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.failing import failing_document
    from nen7510_tracker.service.failing import failing_controls, for_outsiders

    session = session_of(context)
    asked = _source(source)
    moment = session.moment(as_of, known_on, None)
    with session.record() as record:
        everything = record.labs()
        known = record.norm.edition(edition_of(record.norm, edition))
        filters: Filters = {"source": [asked] if asked else [], "area": area or ()}
        one_of("--area", filters["area"], tuple(known.areas))
        asked_of = across(record, lab or everything, moment, session.today, known.id)
        found = failing_controls(asked_of.looks(), known, asked)
    if public:
        found = for_outsiders(found)
    shown = [each for each in found.controls if not area or each.area in area][:limit]
    if form == "json":
        emit_json(failing_document(found, shown, moment, known), output)
    elif form == "csv":
        emit_rows(_values(found, shown, moment, known), COLUMNS, output, headers=headers, excel=excel)
    else:
        failing_page(found, shown, moment, known).emit(output)
    _tell(len(shown), found, known)
    note(_("{n} of {total} laboratories.", n=found.laboratories, total=len(everything)))
    tell_filters({**filters, "limit": [str(limit)] if limit else []}, public=public)


failing.__doc__ = _("The controls that fail in most laboratories, and according to whom.")


def _source(name: str | None) -> "Source | None":
    from nen7510_tracker.rules.failing import SOURCES

    one_of("--source", [name] if name else [], SOURCES)
    return next((each for each in SOURCES if each == name), None)


def _tell(shown: int, found: "Failing", edition: "Edition") -> None:
    """A part must not pass for the whole."""
    text = "{n} of {failing} controls that fail somewhere, of {total} of the edition."
    note(_(text, n=shown, failing=len(found.controls), total=len(edition.controls)))


def _values(
    found: "Failing", controls: "Sequence[FailingControl]", moment: "Moment", edition: "Edition"
) -> Iterator[tuple[object, ...]]:
    """A row per control."""
    for each in controls:
        yield (
            each.control,
            edition.controls[each.control].title(language),
            each.area,
            moment.as_of,
            moment.known_on,
            edition.id,
            found.laboratories,
            each.applicable,
            each.assessed,
            each.failing,
            each.nonconforming,
            each.partial,
            *(count for said in each.sources.values() for count in (said.failing, said.looked)),
            [look.lab for look in each.labs],
        )


def failing_page(found: "Failing", controls: "Sequence[FailingControl]", moment: "Moment", edition: "Edition") -> Page:
    """For people: in how many of the laboratories that were assessed, and according to whom."""
    from nen7510_tracker.rules.failing import SOURCES

    page = Page()
    page.line(view_text(moment.as_of, moment.known_on))
    if not controls:
        page.line(_("No control fails."))
        return page
    columns = (
        _("control"),
        _("title"),
        _("fails"),
        *(STATUSES[each] for each in ("nonconforming", "partial")),
        *(_(OWN) if each == "own" else label_text(each) for each in SOURCES),
    )
    lines = [
        (
            each.control,
            edition.controls[each.control].title(language),
            f"{each.failing}/{each.assessed}",
            each.nonconforming,
            each.partial,
            *map(_said, each.sources.values()),
        )
        for each in controls
    ]
    page.table(columns, lines, wide=1)
    page.line(
        _("Over {n} laboratories. n/N: fails in n of the N that were assessed, by that party.", n=found.laboratories)
    )
    return page


def _said(said: "Said") -> str:
    return f"{said.failing}/{said.looked}" if said.looked else ""
