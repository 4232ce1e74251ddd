"""`nen7510 gaps`: every control that is not established as conforming, with what is open on it."""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nen7510_tracker.cli.export import Filters, emit_rows, held, one_of, tell_filters
from nen7510_tracker.cli.options import (
    AsOf,
    EditionName,
    Excel,
    Head,
    Headers,
    KnownOn,
    LabIds,
    Many,
    OfArea,
    OfGrade,
    OfTurn,
    Output,
    Public,
    edition_of,
    session_of,
)
from nen7510_tracker.cli.output import Page, emit_bytes, emit_json_rows, emit_pages, note
from nen7510_tracker.cli.portfolio import worked_out
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import label_text, status_text, view_text
from nen7510_tracker.cli.usage import meant
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.words.catalogue import words_of

if TYPE_CHECKING:
    from pathlib import Path

    from nen7510_tracker.rules.gaps import GapRow
    from nen7510_tracker.service.record import Moment


def gaps(
    context: typer.Context,
    lab: LabIds = None,
    status: Annotated[
        Many, typer.Option("--status", help=_("Only controls with this status."), metavar="STATUS")
    ] = None,
    grade: OfGrade = None,
    turn: OfTurn = None,
    owner: Annotated[
        Many, typer.Option("--owner", help=_("Only what this owner's measures answer."), metavar="NAME")
    ] = None,
    area: OfArea = None,
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
    from nen7510_tracker.exchange.gaps_workbook import about_gaps, about_head, gaps_workbook
    from nen7510_tracker.reports.gaps import gaps_head
    from nen7510_tracker.service.gaps import gap_rows
    from nen7510_tracker.service.gaps import public as public_rows
    from nen7510_tracker.service.record import Moment

    session, words = session_of(context), words_of(language)
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
        known = edition_of(record.norm, edition)
        chosen = lab or record.labs()
        if not lab and moment == Moment(session.today, session.today):
            found = worked_out(record, session.today, known, parts_only=True).gaps(language)
        else:
            found = gap_rows(record, chosen, moment, known, language)
        rows = _Kept(found, filters, overdue=overdue)
        shown = chain.from_iterable(public_rows(own) for _, own in groupby(rows, _lab)) if public else rows
        if form == "json":
            emit_json_rows(gaps_head(moment), "gaps", (row._asdict() for row in shown), output)
        elif form == "csv":
            gaps_csv(shown, output, headers=headers, excel=excel)
        elif form == "xlsx" and output is not None:
            drawn = list(shown)
            heads = [about_head(words, each, record.dossier(each, moment.head).head) for each in dict.fromkeys(chosen)]
            told = held(filters, overdue=overdue, public=public)
            about = about_gaps(words, moment.as_of, moment.known_on, edition, (rows.kept, rows.total), told)
            emit_bytes(gaps_workbook(drawn, [*about, *heads], words, headers=headers), output)
        else:
            emit_pages(gaps_pages(shown, moment), output)
    rows.tell()


gaps.__doc__ = _("The gaps: controls not established as conforming, with what is open on them.")


def _check(filters: Filters) -> None:
    """A filter that can match nothing is a typing error."""
    from typing import get_args

    from nen7510_tracker.dossier.facts.assessment import Grade
    from nen7510_tracker.rules.gaps import NO_GAP
    from nen7510_tracker.rules.status import STATUSES

    one_of("--status", filters["status"], [each for each in STATUSES if each not in NO_GAP])
    one_of("--grade", filters["grade"], get_args(Grade))


def gaps_csv(rows: "Iterable[GapRow]", path: "Path | None", *, headers: bool = False, excel: bool = False) -> None:
    """Write the gaps as CSV, in the columns of design section 6."""
    from nen7510_tracker.rules.gaps import GapRow

    emit_rows(rows, GapRow._fields, path, headers=headers, excel=excel)


def gaps_pages(rows: "Iterable[GapRow]", moment: "Moment") -> "Iterator[Page]":
    """The gaps for people, a page per laboratory; a control's second and further findings stand below it."""
    yield _said(view_text(moment.as_of, moment.known_on))
    columns = (_("control"), _("status"), _("finding"), _("grade"), _("state"), _("turn"), _("due"))
    late, none = False, True
    for lab, found in groupby(rows, key=lambda row: row.lab):
        own, page, none = list(found), Page(), False
        late = late or any(row.days_overdue for row in own)
        page.line()
        page.heading(lab)
        page.table(columns, list(_lines(own)))
        yield page
    if none:
        yield _said(_("No gaps."))
    if late:
        yield _said(_("!: overdue"))


def _said(text: str) -> Page:
    page = Page()
    page.line(text)
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


def _lab(row: "GapRow") -> str:
    return row.lab


class _Kept:
    """The rows that pass the filters, one after the other; how many of how many, and what the filters could match."""

    def __init__(self, rows: "Iterable[GapRow]", filters: Filters, *, overdue: bool) -> None:
        self.kept = self.total = 0
        self._rows = rows
        self._filters = filters
        self._overdue = overdue
        self._present: dict[str, set[str]] = {name: set() for name in ("turn", "area", "owner") if filters[name]}

    def __iter__(self) -> "Iterator[GapRow]":
        from nen7510_tracker.rules.gaps import keep

        for row in self._rows:
            self.total += 1
            for name, values in self._present.items():
                value = getattr(row, name)
                values.update((value,) if isinstance(value, str) else value or ())
            if keep(row, **self._filters, overdue=self._overdue):
                self.kept += 1
                yield row

    def tell(self) -> None:
        """A part must not pass for the whole."""
        note(_("{n} of {total} rows.", n=self.kept, total=self.total))
        tell_filters(self._filters, overdue=self._overdue)
        for name, known in self._present.items():
            told = sorted(each for each in known if each)
            for value in self._filters[name]:
                if value.casefold() not in {each.casefold() for each in told}:
                    note(_("No gap has --{name} {value}.", name=name, value=value) + meant(value, told))
