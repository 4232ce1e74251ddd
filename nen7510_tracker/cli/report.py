"""`nen7510 report`: the readiness report, the facts in order, and an assessment's own report."""

import sys
from io import StringIO
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nen7510_tracker.cli.compare import assessment_of
from nen7510_tracker.cli.complete import assessments
from nen7510_tracker.cli.options import (
    AsOf,
    EditionName,
    Head,
    KnownOn,
    LabId,
    Output,
    PolicyName,
    Public,
    edition_of,
    session_of,
)
from nen7510_tracker.cli.output import emit, emit_bytes
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.words.catalogue import words_of

if TYPE_CHECKING:
    from pathlib import Path

    from nen7510_tracker.reports.pdf import Attachment
    from nen7510_tracker.reports.report import Report
    from nen7510_tracker.service.record import Moment, Record


def report(
    context: typer.Context,
    lab: LabId,
    kind: Annotated[
        Literal["readiness", "facts"], typer.Option("--kind", help=_("The readiness report, or the facts in order."))
    ] = "readiness",
    assessment: Annotated[
        str | None,
        typer.Option(
            "--assessment",
            help=_("Instead: the report of this assessment, with what became of its findings."),
            metavar="ID",
            autocompletion=assessments,
        ),
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help=_("Only the first page."))] = False,
    public: Public = False,
    policy: PolicyName = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    edition: EditionName = DEFAULT_EDITION,
    form: Annotated[
        Literal["txt", "md", "html", "pdf", "docx", "json"], typer.Option("--format", help=_("How to write it."))
    ] = "txt",
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.assessment import assessment_report
    from nen7510_tracker.reports.facts import facts_report
    from nen7510_tracker.reports.readiness import readiness_report
    from nen7510_tracker.reports.render import BINARY, render, render_binary
    from nen7510_tracker.service.policies import policy_asked

    if assessment is not None and kind != "readiness":
        text = _("an assessment has one report: leave out --kind {kind}", kind=kind)
        raise typer.BadParameter(text, param_hint="--assessment")
    if form in BINARY:
        _not_on_a_terminal(form, output)
    session = session_of(context)
    moment = session.moment(as_of, known_on, head)
    with session.record() as record:
        evaluation = record.evaluation(lab, moment)
        asked = policy_asked(evaluation, policy)
        known = edition_of(record.norm, edition)
        if assessment is not None:
            told = assessment_of(evaluation, assessment)
            made = assessment_report(evaluation, told.id, public=public, summary=summary)
        elif kind == "facts":
            made = facts_report(evaluation, public=public)
        else:
            made = readiness_report(evaluation, asked, edition=known, summary=summary, public=public)
        attached = attachments(record, made, moment, known, public=public) if form == "pdf" else []
    if form in BINARY:
        _emit_binary(render_binary(made, form, _, attached), output)
    else:
        emit(render(made, form, _), output)


report.__doc__ = _("The readiness report: what a minister, a board and an auditor must be able to rely on.")


def _not_on_a_terminal(form: str, output: "Path | None") -> None:
    if output is None and sys.stdout.isatty():
        text = _("{form} is not for a terminal: name a file with -o, or send it on with | or >.", form=form)
        raise typer.BadParameter(text, param_hint="--format")


def _emit_binary(data: bytes, output: "Path | None") -> None:
    if output is not None:
        emit_bytes(data, output)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def attachments(
    record: "Record", made: "Report", moment: "Moment", edition: str, *, public: bool
) -> "list[Attachment]":
    """The data that a PDF carries: the report as JSON, the gaps, and to who may see what is open the dossier."""
    from nen7510_tracker.exchange.table import write_csv
    from nen7510_tracker.exchange.writing import write_dossier
    from nen7510_tracker.reports.attachments import attachments as attached
    from nen7510_tracker.rules.gaps import GapRow
    from nen7510_tracker.service.gaps import gap_rows
    from nen7510_tracker.service.gaps import public as public_rows

    lab = str(made.document["lab"])
    rows = list(gap_rows(record, [lab], moment, edition, language))
    gaps = StringIO(newline="")
    write_csv(public_rows(rows) if public else rows, GapRow._fields, gaps)
    dossier = None if public else write_dossier(record.dossier(lab, made.document["head"]["seq"]))
    return attached(made, words_of(language), gaps.getvalue(), dossier)
