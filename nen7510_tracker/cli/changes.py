"""`nen7510 changes`: what was recorded and what turned since a day."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nen7510_tracker.cli.options import (
    AsOf,
    EditionName,
    Head,
    KnownOn,
    LabId,
    Output,
    edition_of,
    given_day,
    session_of,
)
from nen7510_tracker.cli.output import Page, emit_csv, emit_json
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import NOTHING, day_text, label_text, view_text
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.words.message import N_

if TYPE_CHECKING:
    from nen7510_tracker.service.changing import LabChanges

COLUMNS = ("what", "id", "before", "after", "recorded_at", "recorded_by")

TURNED = {
    "verdict": N_("verdict"),
    "decision": N_("decision"),
    "control": N_("control"),
    "finding": N_("finding"),
}


def changes(
    context: typer.Context,
    lab: LabId,
    since: Annotated[str, typer.Option("--since", help=_("Since this day."), metavar="DATE")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    edition: EditionName = DEFAULT_EDITION,
    form: Annotated[Literal["table", "json", "csv"], typer.Option("--format", help=_("How to show it."))] = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.changes import changes_document
    from nen7510_tracker.service.changing import changes_of

    session = session_of(context)
    asked = given_day(since, "--since")
    start = asked.first if asked else session.today  # a month begins with its first day
    with session.record() as record:
        known = edition_of(record.norm, edition)
        found = changes_of(record, lab, start, session.moment(as_of, known_on, head), known)
    if form == "json":
        emit_json(changes_document(found), output)
    elif form == "csv":
        emit_csv(_rows(found), COLUMNS, output)
    else:
        changes_page(found).emit(output)


changes.__doc__ = _("What was recorded and what turned since a day: statuses, standings, verdict.")


def _rows(found: "LabChanges") -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (turn.what, turn.id, turn.before, turn.after, None, None) for turn in found.turned
    ]
    rows += [(entry.kind, entry.id, None, None, entry.recorded_at, entry.recorded_by) for entry in found.recorded]
    return rows


def changes_page(found: "LabChanges") -> Page:
    """What turned, then what was recorded, for people."""
    page = Page()
    page.line(_("{lab}: since {day}", lab=found.lab, day=day_text(found.since)))
    page.line(view_text(found.moment.as_of, found.moment.known_on))
    page.line(_("{n} turned, {m} recorded", n=len(found.turned), m=len(found.recorded)))
    page.line()
    if found.turned:
        page.table(
            (_("what"), _("id"), _("before"), _("after")),
            [
                (_(TURNED[turn.what]), turn.id, label_text(turn.before) or NOTHING, label_text(turn.after) or NOTHING)
                for turn in found.turned
            ],
        )
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
