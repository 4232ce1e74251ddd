"""`nen7510 workbook`: what owners fill in, as one XLSX to be mailed."""

from pathlib import Path
from typing import Annotated

import typer

from nen7510_tracker.cli.options import AsOf, EditionName, Head, KnownOn, LabId, edition_of, session_of
from nen7510_tracker.cli.output import emit_bytes, note
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.words.message import InputRejected, Message


def workbook(
    context: typer.Context,
    lab: LabId,
    output: Annotated[Path, typer.Option("--output", "-o", help=_("The workbook to write."), metavar="FILE")],
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", help=_("Only this owner's measures, the findings they answer, their evidence."), metavar="NAME"
        ),
    ] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    edition: EditionName = DEFAULT_EDITION,
) -> None:
    from nen7510_tracker.exchange.note import with_hint
    from nen7510_tracker.exchange.workbook.columns import LAYOUTS, tab
    from nen7510_tracker.exchange.workbook.rows import content_of, owners
    from nen7510_tracker.exchange.workbook.writing import About, counted, write_workbook
    from nen7510_tracker.norm.nearest import nearest
    from nen7510_tracker.words.characters import shown

    session = session_of(context)
    moment = session.moment(as_of, known_on, head)
    with session.record() as record:
        known = edition_of(record.norm, edition)
        evaluation = record.evaluation(lab, moment)
    content = content_of(evaluation, known, language, owner)
    if owner is not None and not content.rows["measures"]:
        there = owners(content_of(evaluation, known, language))
        problem = Message("{lab} has no measure whose owner is {name}", lab=lab, name=shown(owner))
        hint = nearest(owner, there) or ", ".join(map(shown, there))
        raise InputRejected(Message("{problem}.", problem=with_hint(problem, hint)))
    view = evaluation.view
    about = About(lab, view.lab.name, moment, view.head, known, language, owner)
    data = write_workbook(about, content)
    for key, layout in LAYOUTS.items():
        note(f"{tab(layout.title, language)}: {_(counted(content, key))}")
    emit_bytes(data, output)


workbook.__doc__ = _("What owners fill in, as one XLSX with choice lists; import takes it back.")
