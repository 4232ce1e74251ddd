"""`nen7510 package`: everything for an outsider in one ZIP, to be checked without this program."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nen7510_tracker.cli.options import (
    AsOf,
    EditionName,
    Head,
    KnownOn,
    LabId,
    PolicyName,
    Public,
    edition_of,
    session_of,
)
from nen7510_tracker.cli.output import emit_bytes, note
from nen7510_tracker.cli.report import attachments
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.norm.norm import DEFAULT_EDITION

if TYPE_CHECKING:
    from nen7510_tracker.exchange.package import Contents
    from nen7510_tracker.norm.policy import Policy
    from nen7510_tracker.rules.evaluation import Evaluation
    from nen7510_tracker.service.record import Moment, Record

FORMS = ("html", "md", "json")  # and pdf


def package(
    context: typer.Context,
    lab: LabId,
    output: Annotated[Path, typer.Option("--output", "-o", help=_("The ZIP to write."), metavar="FILE")],
    public: Public = False,
    policy: PolicyName = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    edition: EditionName = DEFAULT_EDITION,
) -> None:
    from nen7510_tracker.exchange.package import packed
    from nen7510_tracker.service.policies import policy_asked
    from nen7510_tracker.service.record import Moment

    session = session_of(context)
    asked = session.moment(as_of, known_on, head)
    with session.record() as record:
        evaluation = record.evaluation(lab, asked)
        # what is recorded meanwhile is no part of it
        moment = Moment(asked.as_of, asked.known_on, evaluation.view.head.seq)
        judged = policy_asked(evaluation, policy)
        contents = _contents(record, evaluation, moment, judged, edition_of(record.norm, edition), public=public)
    data = packed(contents)
    emit_bytes(data, output)
    if contents.withheld:
        text = _("{n} of {total} entries are withheld.", n=len(contents.withheld), total=len(contents.entries))
        note(text)
    note(_("Head {head}. Send it along another way: it vouches for the entries.", head=str(contents.head)))
    note(_("SHA-256 of the package: {digest}", digest=hashlib.sha256(data).hexdigest()))


package.__doc__ = _("Everything for an outsider in one ZIP, with how to check it without this program.")


def _contents(
    record: "Record", evaluation: "Evaluation", moment: "Moment", policy: "Policy", edition: str, *, public: bool
) -> "Contents":
    """What goes into the package, all of it from one view at one head."""
    from nen7510_tracker.exchange.package import Contents
    from nen7510_tracker.exchange.package_readme import About
    from nen7510_tracker.reports.withheld import withheld_entries
    from nen7510_tracker.service.gaps import gap_rows
    from nen7510_tracker.service.gaps import public as public_rows
    from nen7510_tracker.words.day import of

    view = evaluation.view
    entries = record.ledger.entries(view.lab_id, view.head.seq)
    withheld = withheld_entries(evaluation, entries) if public else frozenset()
    rows = list(gap_rows(record, [view.lab_id], moment, edition, language))
    about = About(
        lab=view.lab_id,
        name=view.lab.name,
        as_of=of(evaluation.as_of),
        known_on=of(view.known_on),
        head=view.head,
        policy=policy.id,
        withheld=len(withheld),
        public=public,
        example=max((each.seq for each in entries if each.seq not in withheld), default=view.head.seq),
    )
    return Contents(
        about=about,
        dossier=view.known.dossier,
        entries=entries,
        withheld=withheld,
        gaps=public_rows(rows) if public else rows,
        reports=_reports(record, evaluation, moment, policy, edition, public=public),
    )


def _reports(
    record: "Record", evaluation: "Evaluation", moment: "Moment", policy: "Policy", edition: str, *, public: bool
) -> dict[str, bytes]:
    """The readiness report in every form that is to be read, as `nen7510 report` gives it."""
    from nen7510_tracker.reports.readiness import readiness_report
    from nen7510_tracker.reports.render import render, render_binary

    made = readiness_report(evaluation, policy, edition=edition, summary=False, public=public)
    texts = {f"report.{form}": render(made, form, _).encode("utf-8", "replace") for form in FORMS}
    attached = attachments(record, made, moment, edition, public=public)
    return {**texts, "report.pdf": render_binary(made, "pdf", _, attached)}
