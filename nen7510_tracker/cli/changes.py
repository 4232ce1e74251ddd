"""`nen7510 changes`: what was recorded and what turned since a day, in one laboratory or in all."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from nen7510_tracker.cli.complete import labs
from nen7510_tracker.cli.export import Filters, emit_rows, one_of, tell_filters
from nen7510_tracker.cli.options import (
    AsOf,
    EditionName,
    Excel,
    Head,
    Headers,
    KnownOn,
    Many,
    Output,
    Public,
    RowsForm,
    edition_of,
    given_day,
    session_of,
)
from nen7510_tracker.cli.output import Page, emit_json, note
from nen7510_tracker.cli.portfolio import portfolio_at
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import NOTHING, day_text, label_text, view_text
from nen7510_tracker.norm.norm import DEFAULT_EDITION

if TYPE_CHECKING:
    from datetime import date

    from nen7510_tracker.rules.changes import Turn
    from nen7510_tracker.service.changing import LabChanges
    from nen7510_tracker.service.record import Moment

COLUMNS = ("what", "id", "before", "after", "recorded_at", "recorded_by")
ACROSS = ("lab", "name", "since", "as_of", "known_on", *COLUMNS)


def changes(
    context: typer.Context,
    since: Annotated[str, typer.Option("--since", help=_("Since this day."), metavar="DATE")],
    lab: Annotated[
        str | None,
        typer.Argument(help=_("The laboratory's id (default: all)."), metavar="LAB", autocompletion=labs),
    ] = None,
    what: Annotated[
        Many, typer.Option("--what", help=_("Only this: verdict, decision, ground, reopened …"), metavar="WHAT")
    ] = None,
    public: Public = False,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    edition: EditionName = DEFAULT_EDITION,
    form: RowsForm = "table",
    headers: Headers = False,
    excel: Excel = False,
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.changes import changes_document, portfolio_changes_document
    from nen7510_tracker.rules.changes import TURNINGS
    from nen7510_tracker.service.changing import changes_of_all, for_outsiders, only

    one_of("--what", what or (), TURNINGS)
    if head is not None and lab is None:
        raise typer.BadParameter(_("a head belongs to one laboratory: name it"), param_hint="--head")
    session = session_of(context)
    asked = given_day(since, "--since")
    start = asked.first if asked else session.today  # a month begins with its first day
    moment = session.moment(as_of, known_on, head)
    with session.record() as record:
        known = edition_of(record.norm, edition)
        kept = None if lab else portfolio_at(record, moment, session.today, known)
        all_ = changes_of_all(record, [lab] if lab else record.labs(), start, moment, known, kept)
        found = [only(for_outsiders(each) if public else each, what or ()) for each in all_]
    changed = [each for each in found if each.turned or each.recorded]
    if form == "json":
        document = changes_document(found[0]) if lab else portfolio_changes_document(changed, start, moment, len(found))
        emit_json(document, output)
    elif form == "csv":
        rows = _rows(found[0]) if lab else (row for each in changed for row in _rows_across(each))
        emit_rows(rows, COLUMNS if lab else ACROSS, output, headers=headers, excel=excel)
    elif lab:
        changes_page(found[0]).emit(output)
    else:
        across_page(changed, start, moment, len(found)).emit(output)
    _tell(changed, len(found), {"what": what or ()}, public=public)


changes.__doc__ = _("What was recorded and what turned since a day: statuses, standings, verdict.")


def _tell(changed: "Sequence[LabChanges]", total: int, filters: Filters, *, public: bool) -> None:
    """A part must not pass for the whole."""
    turned, recorded = sum(len(each.turned) for each in changed), sum(len(each.recorded) for each in changed)
    note(_("{n} turned, {m} recorded", n=turned, m=recorded))
    note(_("{n} of {total} laboratories changed.", n=len(changed), total=total))
    tell_filters(filters, public=public)


def _rows(found: "LabChanges") -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (turn.what, turn.id, turn.before, turn.after, None, None) for turn in found.turned
    ]
    rows += [(entry.kind, entry.id, None, None, entry.recorded_at, entry.recorded_by) for entry in found.recorded]
    return rows


def _rows_across(found: "LabChanges") -> Iterator[tuple[object, ...]]:
    moment = found.moment
    for row in _rows(found):
        yield (found.lab, found.name, found.since, moment.as_of, moment.known_on, *row)


def changes_page(found: "LabChanges") -> Page:
    """What turned, then what was recorded, for people."""
    page = Page()
    page.line(_("{lab}: since {day}", lab=found.lab, day=day_text(found.since)))
    page.line(view_text(found.moment.as_of, found.moment.known_on))
    page.line(_("{n} turned, {m} recorded", n=len(found.turned), m=len(found.recorded)))
    page.line()
    _turned(page, found.turned)
    if found.recorded:
        page.table(
            (_("seq"), _("recorded"), _("who"), _("kind"), _("id")),
            [
                (entry.seq, entry.recorded_at[:16].replace("T", " "), entry.recorded_by, entry.kind, entry.id)
                for entry in found.recorded
            ],
            wide=4,
        )
    return page


def _turned(page: Page, turned: "Sequence[Turn]") -> None:
    from nen7510_tracker.rules.changes import NAMES

    if turned:
        page.table(
            (_("what"), _("id"), _("before"), _("after")),
            [
                (_(NAMES[turn.what]), turn.id, label_text(turn.before) or NOTHING, label_text(turn.after) or NOTHING)
                for turn in turned
            ],
        )


def across_page(changed: "Sequence[LabChanges]", since: "date", moment: "Moment", total: int) -> Page:
    """For people: how many of what turned, then what turned in each laboratory, the gravest first."""
    from nen7510_tracker.rules.changes import NAMES
    from nen7510_tracker.service.changing import gravest_first, turned_by_kind

    page = Page()
    page.line(_("All laboratories: since {day}", day=day_text(since)))
    page.line(view_text(moment.as_of, moment.known_on))
    page.line(_("{n} of {total} laboratories changed.", n=len(changed), total=total))
    counts = turned_by_kind(changed)
    page.line(" · ".join(f"{_(NAMES[what])} {count}" for what, count in counts.items() if count))
    for each in sorted(changed, key=gravest_first):
        page.line()
        page.heading(each.lab)
        page.line(_("{n} turned, {m} recorded", n=len(each.turned), m=len(each.recorded)))
        _turned(page, each.turned)
    return page
