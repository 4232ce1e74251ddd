"""`nen7510 changes`: what was recorded and what turned since a day."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from nen7510_tracker.cli.options import AsOf, KnownOn, LabId, Output, a_day, session_of
from nen7510_tracker.cli.output import Page, emit, emit_json
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import day_text, label_text

if TYPE_CHECKING:
    from nen7510_tracker.service.changing import LabChanges


def changes(
    context: typer.Context,
    lab: LabId,
    since: Annotated[str, typer.Option("--since", help=_("Since this day."), metavar="DATE")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Annotated[Literal["table", "json", "csv"], typer.Option("--format", help=_("How to show it."))] = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.service.changing import changes_of

    session = session_of(context)
    start = a_day(since, "--since") or session.today
    with session.record() as record:
        found = changes_of(record, lab, start, session.moment(as_of, known_on, None))
    if form == "json":
        emit_json(changes_document(found), output)
    elif form == "csv":
        emit(_csv(found), output)
    else:
        emit(changes_page(found).text(), output)


changes.__doc__ = _("What was recorded and what turned since a day: statuses, standings, verdict.")


def changes_document(found: "LabChanges") -> dict[str, Any]:
    """`nen7510-changes/1`."""
    return {
        "schema": "nen7510-changes/1",
        "lab": found.lab,
        "since": found.since.isoformat(),
        "as_of": found.moment.as_of.isoformat(),
        "known_on": found.moment.known_on.isoformat(),
        "turned": [turn._asdict() for turn in found.turned],
        "recorded": [
            {
                "seq": entry.seq,
                "kind": entry.kind,
                "id": entry.id,
                "on": entry.on,
                "known_on": entry.known_on,
                "recorded_at": entry.recorded_at,
                "recorded_by": entry.recorded_by,
                "replaces": entry.replaces,
                "reason": entry.reason,
            }
            for entry in found.recorded
        ],
        "head": {"seq": found.head.seq, "digest": found.head.digest},
    }


def _csv(found: "LabChanges") -> str:
    from io import StringIO

    from nen7510_tracker.exchange.table import write_csv

    out = StringIO()
    rows: list[tuple[object, ...]] = [
        (turn.what, turn.id, turn.before, turn.after, None, None) for turn in found.turned
    ]
    rows += [(entry.kind, entry.id, None, None, entry.recorded_at, entry.recorded_by) for entry in found.recorded]
    write_csv(rows, ("what", "id", "before", "after", "recorded_at", "recorded_by"), out)
    return out.getvalue()


def changes_page(found: "LabChanges") -> Page:
    """What turned, then what was recorded, for people."""
    page = Page()
    page.line(_("{lab}: since {day}", lab=found.lab, day=day_text(found.since)))
    page.line(_("{n} turned, {m} recorded", n=len(found.turned), m=len(found.recorded)))
    page.line()
    if found.turned:
        page.table(
            (_("what"), _("id"), _("before"), _("after")),
            [
                (_(turn.what), turn.id, label_text(turn.before) or "–", label_text(turn.after) or "–")
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
