"""`nen7510 status`: areas and controls."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

from nen7510_tracker.cli.alarms import alarms
from nen7510_tracker.cli.options import (
    AsOf,
    EditionName,
    Head,
    KnownOn,
    LabId,
    Output,
    RowsForm,
    edition_of,
    session_of,
)
from nen7510_tracker.cli.output import Page, emit_csv, emit_json
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import STATUSES, label_text, status_text, view_text
from nen7510_tracker.norm.norm import DEFAULT_EDITION

if TYPE_CHECKING:
    from nen7510_tracker.rules.evaluation import Evaluation

COLUMNS = (
    "lab",
    "as_of",
    "known_on",
    "edition",
    "area",
    "control",
    "title",
    "status",
    "ratings",
    "open_findings",
    "mapped_from",
)


def status(
    context: typer.Context,
    lab: LabId,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    edition: EditionName = DEFAULT_EDITION,
    form: RowsForm = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.status import status_document

    session = session_of(context)
    with session.record() as record:
        evaluation = record.evaluation(lab, session.moment(as_of, known_on, head))
        known = edition_of(record.norm, edition)
    document = status_document(evaluation, known)
    if form == "json":
        emit_json(document, output)
    elif form == "csv":
        emit_csv(_rows(document), COLUMNS, output)
    else:
        status_page(evaluation, document).emit(output)


status.__doc__ = _("Where a laboratory stands: areas and controls, and according to whom.")


def _rows(document: dict[str, Any]) -> Iterator[list[object]]:
    for control in document["controls"]:
        ratings = [f"{assessment}={rating}" for assessment, rating in control["ratings"].items()]
        values = {**document, **control, "control": control["id"], "ratings": ratings}
        yield [values[name] for name in COLUMNS]


def status_page(evaluation: "Evaluation", document: dict[str, Any]) -> Page:
    """The status for people: three counts, areas, then every control that anybody said something of."""
    page = Page()
    edition = evaluation.norm.edition(document["edition"])
    page.heading(f"{evaluation.view.lab.name} · {edition.id}")
    page.line(view_text(evaluation.as_of, evaluation.view.known_on))
    for alarm in alarms(evaluation):
        page.line(alarm)
    page.line()
    page.table(
        (_("part"), _("verified"), _("claimed"), _("assessed"), _("applicable")),
        [
            (name, *(document["readiness"][key][count] for count in ("verified", "claimed", "assessed", "applicable")))
            for name, key in ((_("part 1"), "part1"), (_("part 2"), "part2"), (_("together"), "total"))
        ],
    )
    page.line()
    page.table(
        (_("area"), "", *STATUSES.values()),
        [
            (area["id"], edition.areas[area["id"]].title(language), *(area["counts"][each] or "" for each in STATUSES))
            for area in document["areas"]
        ],
        wide=1,
    )
    page.line("  ".join(status_text(each) for each in STATUSES))
    page.line()
    page.table(
        (_("control"), _("title"), _("status"), _("ratings")),
        [
            (
                control["id"],
                edition.controls[control["id"]].title(language),
                status_text(control["status"]),
                "\n".join(f"{name}: {label_text(rating)}" for name, rating in control["ratings"].items()),
            )
            for control in document["controls"]
            if control["status"] != "not_assessed" or control["ratings"]
        ],
        wide=1,
    )
    return page
