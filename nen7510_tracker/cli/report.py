"""`nen7510 report`: the readiness report, and the facts in order."""

from typing import Annotated, Literal

import typer

from nen7510_tracker.cli.complete import policies
from nen7510_tracker.cli.options import AsOf, EditionName, Head, KnownOn, LabId, Output, edition_of, session_of
from nen7510_tracker.cli.output import emit
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.norm.library import DEFAULT_EDITION


def report(
    context: typer.Context,
    lab: LabId,
    kind: Annotated[
        Literal["readiness", "facts"], typer.Option("--kind", help=_("The readiness report, or the facts in order."))
    ] = "readiness",
    summary: Annotated[bool, typer.Option("--summary", help=_("Only the first page."))] = False,
    public: Annotated[
        bool, typer.Option("--public", help=_("Of findings only id, area, grade, state and due."))
    ] = False,
    policy: Annotated[
        str | None,
        typer.Option(
            "--policy",
            help=_("Another policy than the dossier's: its id or file."),
            metavar="ID-or-FILE",
            autocompletion=policies,
        ),
    ] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    edition: EditionName = DEFAULT_EDITION,
    form: Annotated[Literal["txt", "md", "html", "json"], typer.Option("--format", help=_("How to write it."))] = "txt",
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.facts import facts_report
    from nen7510_tracker.reports.readiness import readiness_report
    from nen7510_tracker.reports.render import render
    from nen7510_tracker.service.policies import policy_asked

    session = session_of(context)
    with session.record() as record:
        evaluation = record.evaluation(lab, session.moment(as_of, known_on, head))
        asked = policy_asked(evaluation, policy)
        known = edition_of(record.norm, edition)
    if kind == "facts":
        made = facts_report(evaluation, public=public)
    else:
        made = readiness_report(evaluation, asked, edition=known, summary=summary, public=public)
    emit(render(made, form, _), output)


report.__doc__ = _("The readiness report: what a minister, a board and an auditor must be able to rely on.")
