"""`nen7510 gaps`: every control that is not established as conforming, with what is open on it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from nen7510_tracker.cli.complete import labs
from nen7510_tracker.cli.options import AsOf, EditionName, Head, KnownOn, Output, edition_of, session_of
from nen7510_tracker.cli.output import Page, emit, emit_json, note
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import label_text, status_text, view_text
from nen7510_tracker.norm.library import DEFAULT_EDITION

if TYPE_CHECKING:
    from nen7510_tracker.rules.gaps import GapRow
    from nen7510_tracker.service.record import Moment, Record

Many = list[str] | None


def gaps(
    context: typer.Context,
    lab: Annotated[
        Many, typer.Argument(help=_("Laboratories (default: all)."), metavar="LAB…", autocompletion=labs)
    ] = None,
    status: Annotated[
        Many, typer.Option("--status", help=_("Only controls with this status."), metavar="STATUS")
    ] = None,
    grade: Annotated[Many, typer.Option("--grade", help=_("Only findings of this grade."), metavar="GRADE")] = None,
    turn: Annotated[Many, typer.Option("--turn", help=_("Only what is this party's turn."), metavar="PARTY")] = None,
    owner: Annotated[
        Many, typer.Option("--owner", help=_("Only what this owner's measures answer."), metavar="NAME")
    ] = None,
    area: Annotated[Many, typer.Option("--area", help=_("Only this area."), metavar="AREA")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help=_("Only findings that are overdue."))] = False,
    public: Annotated[
        bool, typer.Option("--public", help=_("Of findings only id, area, grade, state and due."))
    ] = False,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    edition: EditionName = DEFAULT_EDITION,
    form: Annotated[Literal["table", "csv", "json"], typer.Option("--format", help=_("How to show it."))] = "table",
    headers: Annotated[bool, typer.Option("--headers", help=_("Name the columns in the language of --lang."))] = False,
    excel: Annotated[
        bool, typer.Option("--excel", help=_("CSV as Excel opens it: with a mark, and ; in Dutch."))
    ] = False,
    output: Output = None,
) -> None:
    from nen7510_tracker.rules.gaps import keep

    session = session_of(context)
    moment = session.moment(as_of, known_on, head)
    filters: dict[str, Any] = {
        "status": status or (),
        "grade": grade or (),
        "turn": turn or (),
        "owner": owner or (),
        "area": area or (),
    }
    _check(filters)
    with session.record() as record:
        rows = list(gap_rows(record, lab or record.labs(), moment, edition_of(record.norm, edition)))
    kept = [row for row in rows if keep(row, **filters, overdue=overdue)]
    if public:
        kept = [_public(row) for row in kept]
    if form == "json":
        emit_json(_document(kept, moment), output)
    elif form == "csv":
        emit(csv_of(kept, headers=headers, excel=excel), output)
    else:
        emit(gaps_page(kept, moment).text(), output)
    _tell(len(kept), len(rows), filters, overdue=overdue)


gaps.__doc__ = _("The gaps: controls not established as conforming, with what is open on them.")


def _check(filters: dict[str, Any]) -> None:
    """A filter that can match nothing is a typing error."""
    from typing import get_args

    from nen7510_tracker.dossier.facts.assessment import Grade
    from nen7510_tracker.norm.nearest import nearest
    from nen7510_tracker.rules.status import STATUSES

    for name, known in (("status", STATUSES), ("grade", get_args(Grade))):
        for value in filters[name]:
            if value not in known:
                near = nearest(value, known)
                raise typer.BadParameter(
                    _("{value} is none of {known}", value=value, known=", ".join(known))
                    + (_("; did you mean {near}?", near=near) if near else ""),
                    param_hint=f"--{name}",
                )


def gap_rows(record: "Record", labs: Sequence[str], moment: "Moment", edition: str) -> "Iterator[GapRow]":
    """The gaps of some laboratories, one after the other."""
    from nen7510_tracker.rules.decision import policy_of
    from nen7510_tracker.rules.gaps import gaps as gaps_of
    from nen7510_tracker.rules.gate import blocked_by, gate

    for lab in labs:
        evaluation = record.evaluation(lab, moment)
        blocked = blocked_by(gate(evaluation, policy_of(evaluation.view, record.norm), holding=False))
        yield from gaps_of(evaluation, edition, lambda finding, blocked=blocked: blocked.get(finding, ()), language)


def _public(row: "GapRow") -> "GapRow":
    """What an outsider may read of a gap: of findings only id, area, grade, state and due (design section 6)."""
    from nen7510_tracker.rules.gaps import GapRow

    kept = ("lab", "as_of", "known_on", "edition", "area", "finding", "grade", "state", "due")
    hidden = GapRow("", "", "", "", "", "", "", "")._replace(**{name: getattr(row, name) for name in kept})
    return (
        hidden
        if row.finding
        else hidden._replace(control=row.control, control_title=row.control_title, status=row.status)
    )


def csv_of(rows: "Sequence[GapRow]", *, headers: bool = False, excel: bool = False) -> str:
    """The gaps as CSV, in the columns of design section 6."""
    from io import StringIO

    from nen7510_tracker.exchange.table import write_csv
    from nen7510_tracker.rules.gaps import HEADERS, GapRow

    out = StringIO()
    names = [_(HEADERS[name]) for name in GapRow._fields] if headers else GapRow._fields
    separator = ";" if excel and language == "nl" else ","
    write_csv(rows, names, out, excel=excel, separator=separator)
    return out.getvalue()


def _document(rows: "Sequence[GapRow]", moment: "Moment") -> dict[str, Any]:
    return {
        "schema": "nen7510-gaps/1",
        "as_of": moment.as_of.isoformat(),
        "known_on": moment.known_on.isoformat(),
        "gaps": [row._asdict() for row in rows],
    }


def gaps_page(rows: "Sequence[GapRow]", moment: "Moment") -> Page:
    """The gaps for people."""
    page = Page()
    page.line(view_text(moment.as_of, moment.known_on))
    several = len({row.lab for row in rows}) > 1
    columns = [_("control"), _("status"), _("finding"), _("grade"), _("state"), _("turn"), _("due")]
    page.table(
        [_("laboratory"), *columns] if several else columns,
        [
            (
                *((row.lab,) if several else ()),
                row.control,
                status_text(row.status) if row.status else "",
                row.finding,
                label_text(row.grade),
                label_text(row.state),
                row.turn,
                f"{row.due} !" if row.days_overdue else row.due,
            )
            for row in rows
        ],
    )
    return page


def _tell(kept: int, total: int, filters: dict[str, Any], *, overdue: bool) -> None:
    """A part must not pass for the whole."""
    note(_("{n} of {total} rows.", n=kept, total=total))
    held = [f"--{name} {value}" for name, values in filters.items() for value in values]
    if overdue:
        held.append("--overdue")
    if held:
        note(_("Filters: {filters}", filters=" ".join(held)))
