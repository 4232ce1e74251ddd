"""`nen7510 gaps`: every control that is not established as conforming, with what is open on it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nen7510_tracker.cli.complete import areas, labs
from nen7510_tracker.cli.export import Excel, Filters, Headers, Many, OfGrade, emit_rows, held, one_of, tell_filters
from nen7510_tracker.cli.options import AsOf, EditionName, Head, KnownOn, Output, Public, edition_of, session_of
from nen7510_tracker.cli.output import Page, emit_bytes, emit_json, note
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import label_text, status_text, view_text
from nen7510_tracker.cli.usage import meant
from nen7510_tracker.norm.norm import DEFAULT_EDITION

if TYPE_CHECKING:
    from pathlib import Path

    from nen7510_tracker.rules.gaps import GapRow
    from nen7510_tracker.service.record import Moment, Record

DAYS = ("as_of", "known_on", "found_on", "due", "last_changed")  # columns that hold a day each


def gaps(
    context: typer.Context,
    lab: Annotated[
        Many, typer.Argument(help=_("Laboratories (default: all)."), metavar="LAB", autocompletion=labs)
    ] = None,
    status: Annotated[
        Many, typer.Option("--status", help=_("Only controls with this status."), metavar="STATUS")
    ] = None,
    grade: OfGrade = None,
    turn: Annotated[Many, typer.Option("--turn", help=_("Only what is this party's turn."), metavar="PARTY")] = None,
    owner: Annotated[
        Many, typer.Option("--owner", help=_("Only what this owner's measures answer."), metavar="NAME")
    ] = None,
    area: Annotated[
        Many, typer.Option("--area", help=_("Only this area."), metavar="AREA", autocompletion=areas)
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help=_("Only findings that are overdue."))] = False,
    public: Public = False,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    edition: EditionName = DEFAULT_EDITION,
    form: Annotated[
        Literal["table", "csv", "xlsx", "json"], typer.Option("--format", help=_("How to show it."))
    ] = "table",
    headers: Headers = False,
    excel: Excel = False,
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.gaps import gaps_document
    from nen7510_tracker.rules.gaps import keep
    from nen7510_tracker.service.gaps import gap_rows
    from nen7510_tracker.service.gaps import public as public_rows

    session = session_of(context)
    moment = session.moment(as_of, known_on, head)
    filters: Filters = {
        name: value or ()
        for name, value in (("status", status), ("grade", grade), ("turn", turn), ("owner", owner), ("area", area))
    }
    _check(filters)
    if form == "xlsx" and output is None:
        raise typer.BadParameter(_("name a file for {form}", form="xlsx"), param_hint="-o")
    if head is not None and len(lab or ()) != 1:
        raise typer.BadParameter(_("a head belongs to one laboratory: name it"), param_hint="--head")
    with session.record() as record:
        chosen = lab or record.labs()
        rows = list(gap_rows(record, chosen, moment, edition_of(record.norm, edition), language))
        heads = _heads(record, chosen, moment) if form == "xlsx" else ()
    kept = [row for row in rows if keep(row, **filters, overdue=overdue)]
    shown = public_rows(kept) if public else kept
    if form == "json":
        emit_json(gaps_document(shown, moment), output)
    elif form == "csv":
        gaps_csv(shown, output, headers=headers, excel=excel)
    elif form == "xlsx" and output is not None:
        told = (_("{n} of {total} rows.", n=len(kept), total=len(rows)), held(filters, overdue=overdue, public=public))
        about = [*_about(moment, edition, *told), *heads]
        emit_bytes(gaps_xlsx(shown, about, headers=headers), output)
    else:
        gaps_page(shown, moment).emit(output)
    _tell(len(kept), rows, filters, overdue=overdue)


gaps.__doc__ = _("The gaps: controls not established as conforming, with what is open on them.")


def _check(filters: Filters) -> None:
    """A filter that can match nothing is a typing error."""
    from typing import get_args

    from nen7510_tracker.dossier.facts.assessment import Grade
    from nen7510_tracker.rules.gaps import NO_GAP
    from nen7510_tracker.rules.status import STATUSES

    one_of("--status", filters["status"], [each for each in STATUSES if each not in NO_GAP])
    one_of("--grade", filters["grade"], get_args(Grade))


def gaps_csv(rows: "Sequence[GapRow]", path: "Path | None", *, headers: bool = False, excel: bool = False) -> None:
    """Write the gaps as CSV, in the columns of design section 6."""
    from nen7510_tracker.rules.gaps import GapRow

    emit_rows(rows, GapRow._fields, path, headers=headers, excel=excel)


def gaps_xlsx(rows: "Sequence[GapRow]", about: "Sequence[tuple[str, object]]", *, headers: bool = False) -> bytes:
    """The gaps as a workbook: the same columns as the CSV, days as dates, and a sheet that says what is in it."""
    from nen7510_tracker.exchange.spreadsheet import Sheet, write_xlsx
    from nen7510_tracker.rules.gaps import HEADERS, GapRow

    names = [_(HEADERS[name]) for name in GapRow._fields] if headers else GapRow._fields
    days = frozenset(GapRow._fields.index(name) for name in DAYS)
    return write_xlsx(Sheet(_("gaps"), names, rows, days), about, _("about"))


def _about(moment: "Moment", edition: str, counted: str, told: str) -> "list[tuple[str, object]]":
    """What the rows are: a part must not pass for the whole."""
    return [
        (_("view"), view_text(moment.as_of, moment.known_on)),
        (_("edition"), edition),
        (_("rows"), counted),
        (_("filters"), _("Filters: {filters}", filters=told) if told else _("none")),
    ]


def _heads(record: "Record", labs: "Sequence[str]", moment: "Moment") -> "list[tuple[str, object]]":
    """The head of each dossier that the rows were made from."""
    heads = ((lab, record.dossier(lab, moment.head).head) for lab in dict.fromkeys(labs))
    return [(_("head of {lab}", lab=lab), f"{head.seq}:{head.digest}") for lab, head in heads]


def gaps_page(rows: "Sequence[GapRow]", moment: "Moment") -> Page:
    """The gaps for people; a control's second and further findings stand below it."""
    page = Page()
    page.line(view_text(moment.as_of, moment.known_on))
    if not rows:
        page.line(_("No gaps."))
        return page
    columns = (_("control"), _("status"), _("finding"), _("grade"), _("state"), _("turn"), _("due"))
    for lab, own in groupby(rows, key=lambda row: row.lab):
        page.line()
        page.heading(lab)
        page.table(columns, list(_lines(own)))
    if any(row.days_overdue for row in rows):
        page.line(_("!: overdue"))
    return page


def _lines(rows: "Iterable[GapRow]") -> "Iterator[tuple[str | None, ...]]":
    before = None
    for row in rows:
        again = bool(row.control) and row.control == before
        before = row.control
        yield (
            "" if again else row.control or row.area,
            status_text(row.status) if row.status and not again else "",
            row.finding,
            label_text(row.grade),
            label_text(row.state),
            row.turn,
            f"{row.due} !" if row.days_overdue else row.due,
        )


def _tell(kept: int, rows: "Sequence[GapRow]", filters: Filters, *, overdue: bool) -> None:
    """A part must not pass for the whole."""
    note(_("{n} of {total} rows.", n=kept, total=len(rows)))
    tell_filters(filters, overdue=overdue)
    present = {
        "turn": {row.turn for row in rows if row.turn},
        "area": {row.area for row in rows},
        "owner": {each for row in rows for each in row.owner if each},
    }
    for name, known in present.items():
        for value in filters[name]:
            if value.casefold() not in {each.casefold() for each in known}:
                note(_("No gap has --{name} {value}.", name=name, value=value) + meant(value, sorted(known)))
