"""`nen7510 compare`: two assessments side by side."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nen7510_tracker.cli.alarms import alarms
from nen7510_tracker.cli.complete import assessments
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
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import day_text, label_text, view_text
from nen7510_tracker.cli.usage import meant
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.words.message import InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.dossier.facts import Assessment
    from nen7510_tracker.rules.comparison import Comparison
    from nen7510_tracker.rules.evaluation import Evaluation

COLUMNS = ("control", "a", "b", "a_on", "b_on", "steps", "relation")


def compare(
    context: typer.Context,
    lab: LabId,
    first: Annotated[
        str, typer.Argument(help=_("An assessment's id."), metavar="ASSESSMENT", autocompletion=assessments)
    ],
    second: Annotated[
        str, typer.Argument(help=_("Another assessment's id."), metavar="ASSESSMENT", autocompletion=assessments)
    ],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    edition: EditionName = DEFAULT_EDITION,
    form: RowsForm = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.compare import compare_document
    from nen7510_tracker.rules import comparison

    session = session_of(context)
    with session.record() as record:
        evaluation = record.evaluation(lab, session.moment(as_of, known_on, head))
        known = edition_of(record.norm, edition)
    compared = comparison.compare(
        evaluation.view,
        evaluation.norm,
        known,
        assessment_of(evaluation, first),
        assessment_of(evaluation, second),
        evaluation.ratings,
        evaluation.findings,
    )
    if form == "json":
        emit_json(compare_document(evaluation, compared), output)
    elif form == "csv":
        emit_csv(_rows(compare_document(evaluation, compared)), COLUMNS, output)
    else:
        compare_page(evaluation, compared).emit(output)


compare.__doc__ = _("Two assessments side by side, control by control.")


def assessment_of(evaluation: "Evaluation", key: str) -> "Assessment":
    """An assessment that is known in the view. Raises InputRejected for another, and says which there are."""
    known = evaluation.view.all_assessments
    if key in known:
        return known[key]
    lab = evaluation.view.lab_id
    if not known:
        raise InputRejected(Message("There is no assessment in this view of {lab}.", lab=lab))
    text = "There is no assessment {id} in this view of {lab}; there are: {known}.{hint}"
    ids = ", ".join(sorted(known))
    raise InputRejected(Message(text, id=key, lab=lab, known=ids, hint=meant(key, sorted(known))))


def _rows(document: dict[str, Any]) -> list[list[object]]:
    return [[row[key] for key in ("id", *COLUMNS[1:])] for row in document["controls"]]


def compare_page(evaluation: "Evaluation", compared: "Comparison") -> Page:
    """The comparison for people: what differs first, then what changed, then what agrees."""
    page = Page()
    summary = compared.summary
    page.heading(f"{evaluation.view.lab.name}: {compared.a.id} │ {compared.b.id}")
    page.line(view_text(evaluation.as_of, evaluation.view.known_on))
    for alarm in alarms(evaluation):
        page.line(alarm)
    text = (
        "both rated {both}: {same} the same, {one} one step apart, {more} more; only {a}: {only_a}; only {b}: {only_b}"
    )
    page.line(
        _(
            text,
            both=summary.both,
            same=summary.same,
            one=summary.one_step,
            more=summary.more,
            a=compared.a.id,
            only_a=summary.only_a,
            b=compared.b.id,
            only_b=summary.only_b,
        )
    )
    if summary.shows_kappa and summary.kappa is not None:
        kappa = _.decimal(summary.kappa)
        page.line(_("kappa (quadratic weights, {n} controls): {kappa}", n=summary.both, kappa=kappa))
    page.line()
    order = ("disagree", "changed", "agree", "only_a", "only_b")
    page.table(
        (_("control"), compared.a.id, _("on"), compared.b.id, _("on"), _("steps"), _("relation")),
        [
            (
                row.control,
                label_text(row.a.value if row.a else None),
                day_text(row.a.on) if row.a else "",
                label_text(row.b.value if row.b else None),
                day_text(row.b.on) if row.b else "",
                row.steps,
                label_text(row.relation),
            )
            for relation in order
            for row in compared.controls
            if row.relation == relation
        ],
    )
    return page
