"""`nen7510 draft`: assessments being worked on, outside the interface too (design section 6)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nen7510_tracker.cli.options import Form, LabId, Output, a_text, given_day, session_of
from nen7510_tracker.cli.output import Page, emit, emit_json, note
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import label_text
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.words.message import InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.dossier.draft import Conflict
    from nen7510_tracker.service.drafting import Drafting, Listed
    from nen7510_tracker.service.record import Record

app = typer.Typer(help=_("What is being worked on: editable, not yet facts."), no_args_is_help=True)

DraftId = Annotated[
    str,
    typer.Argument(
        help=_("The draft's id: that of the assessment; of a statement as `draft list` shows it."), metavar="ID"
    ),
]
Kind = Literal[
    "inspection",
    "independent_audit",
    "stage_1",
    "stage_2",
    "surveillance",
    "recertification",
    "special",
    "internal_audit",
    "self_assessment",
]


def drafting_of(record: "Record") -> "Drafting":
    """The drafts of a record, with what the interface typed last and the store does not have yet."""
    from platformdirs import user_config_path

    from nen7510_tracker.service.drafting import Drafting
    from nen7510_tracker.store.journal import Journal

    folder = user_config_path("nen7510", appauthor=False) / "drafts"
    return Drafting(record, Journal(folder, record.ledger.identity))


@app.command("start", help=_("Begin a draft; work on it in the interface, or export it and import it back."))
def start(
    context: typer.Context,
    lab: LabId,
    draft: DraftId,
    kind: Annotated[Kind, typer.Option("--kind", help=_("The kind of assessment."))],
    title: Annotated[str, typer.Option("--title", help=_("Its title."), metavar="TEXT")],
    performed_by: Annotated[
        str, typer.Option("--performed-by", help=_("The party that performs it."), metavar="PARTY")
    ],
    reference_date: Annotated[
        list[str] | None, typer.Option("--reference-date", help=_("A day on which one looks."), metavar="DATE")
    ] = None,
    depth: Annotated[
        Literal["design", "existence", "operation"] | None, typer.Option("--depth", help=_("How far one looks."))
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help=_("Controls in scope, or patterns (default: all)."), metavar="CONTROL"),
    ] = None,
    edition: Annotated[str, typer.Option("--edition", help=_("The edition of the norm."), metavar="EDITION")] = (
        DEFAULT_EDITION
    ),
) -> None:
    from nen7510_tracker.dossier.draft import Draft
    from nen7510_tracker.exchange.fields import an_id

    session = session_of(context)
    days = [str(given_day(each, "--reference-date")) for each in reference_date or ()]
    made = Draft(
        lab=lab,
        id=an_id(draft),
        kind=kind,
        title=a_text(title, "--title"),
        performed_by=performed_by,
        edition=edition,
        reference_dates=tuple(days),
        depth=depth,
        scope=tuple(scope or ("*",)),
    )
    with session.record() as record:
        drafting_of(record).start(made)
    note(_("Draft {id} of {lab} is begun.", id=made.id, lab=lab))


@app.command("list", help=_("The drafts, with how much of each is done."))
def list_(
    context: typer.Context,
    lab: Annotated[str | None, typer.Argument(help=_("The laboratory (default: all)."), metavar="LAB")] = None,
    form: Form = "table",
    output: Output = None,
) -> None:
    with session_of(context).record() as record:
        found = drafting_of(record).listed(lab)
    if form == "json":
        emit_json({"schema": "nen7510-drafts/1", "drafts": [_keys(each) for each in found]}, output)
        return
    page = Page()
    if found:
        page.table(
            (_("laboratory"), _("draft"), _("kind"), _("title"), _("done"), _("findings")),
            [
                (
                    each.draft.lab,
                    each.draft.id,
                    label_text(each.draft.kind),
                    _(each.title),
                    _("{n} of {total}", n=each.done, total=each.total),
                    each.findings,
                )
                for each in found
            ],
            wide=3,
        )
    else:
        page.line(_("No draft. Begin one with n in the interface, or with `nen7510 draft start`."))
    page.emit(output)


def _keys(each: "Listed") -> dict[str, object]:
    draft = each.draft
    return {
        "lab": draft.lab,
        "id": draft.id,
        "kind": draft.kind,
        "title": str(each.title),
        "done": each.done,
        "total": each.total,
        "findings": each.findings,
        "updated_at": each.updated_at,
    }


@app.command("show", help=_("What a draft would become in the record, and what keeps it from that."))
def show(context: typer.Context, lab: LabId, draft: DraftId, output: Output = None) -> None:
    from nen7510_tracker.service.draft_check import becomes, problems

    session = session_of(context)
    with session.record() as record:
        made = drafting_of(record).open(lab, draft)
        wrong = problems(made, record.dossier(lab), record.norm, session.today)
        lines = wrong or [each.message for each in becomes(made, record.norm)]
    page = Page()
    page.heading(_("This cannot be recorded yet") if wrong else _("What will become fact"))
    for each in lines:
        page.line(f"{'✗' if wrong else '·'} {_(each)}")
    page.emit(output)


@app.command(
    "export", help=_("A draft as a file for a colleague, a sheet of ratings, or the list for the closing meeting.")
)
def export(
    context: typer.Context,
    lab: LabId,
    draft: DraftId,
    form: Annotated[
        Literal["json", "csv", "closing"], typer.Option("--format", help=_("A file, a sheet, or the closing list."))
    ] = "json",
    output: Output = None,
) -> None:
    with session_of(context).record() as record:
        made = drafting_of(record).open(lab, draft)
        emit(_written(record, made.lab, made.id, form), output)


def _written(record: "Record", lab: str, key: str, form: str) -> str:
    from nen7510_tracker.cli.speech import language
    from nen7510_tracker.exchange.draft_file import write_draft, write_sheet
    from nen7510_tracker.reports.closing import closing_list
    from nen7510_tracker.service.draft_check import scope_of

    draft = drafting_of(record).open(lab, key)
    edition = record.norm.edition(record.norm.canonical_edition(draft.edition) or draft.edition)
    scope = scope_of(draft, record.norm)
    if form == "csv":
        return write_sheet(draft, edition, scope, language)
    if form == "closing":
        found = record.dossier(lab).current("lab", lab)
        return closing_list(draft, edition, scope, str(getattr(found, "name", lab)), _)
    return write_draft(draft)


@app.command(
    "import", help=_("Add a colleague's part from a file; where both have something, choose with --mine or --theirs.")
)
def import_(
    context: typer.Context,
    lab: LabId,
    draft: DraftId,
    file: Annotated[Path, typer.Argument(help=_("A draft (JSON, YAML) or a sheet (CSV)."), metavar="FILE")],
    mine: Annotated[
        list[str] | None, typer.Option("--mine", help=_("Where both have something: keep mine."), metavar="WHAT")
    ] = None,
    theirs: Annotated[
        list[str] | None, typer.Option("--theirs", help=_("Where both have something: take theirs."), metavar="WHAT")
    ] = None,
) -> None:
    from nen7510_tracker.exchange.draft_file import read_draft, read_sheet

    choose: dict[str, Literal["mine", "theirs"]] = dict.fromkeys(mine or (), "mine")
    choose |= dict.fromkeys(theirs or (), "theirs")
    with session_of(context).record() as record:
        drafting = drafting_of(record)
        if file.suffix.lower() == ".csv":
            now = drafting.open(lab, draft)
            edition = record.norm.edition(record.norm.canonical_edition(now.edition) or now.edition)
            part = read_sheet(file, now, edition)
        else:
            part = read_draft(file)
        if (part.lab, part.id) != (lab, draft):
            text = "{file} is about {other} of {lab}, not about {id}."
            raise InputRejected(Message(text, file=str(file), other=part.id, lab=part.lab, id=draft))
        made, conflicts = drafting.take_in(lab, part, choose)
    if conflicts:
        raise InputRejected(*(_both(each) for each in conflicts))
    note(
        _(
            "Draft {id}: {n} controls judged, {findings} findings.",
            id=made.id,
            n=len(made.rows),
            findings=len(made.findings),
        )
    )


def _both(each: "Conflict") -> Message:
    text = "{what}: both have something. Mine: {mine}. Theirs: {theirs}. Choose with --mine {what} or --theirs {what}."
    return Message(text, what=each.what, mine=each.mine, theirs=each.theirs)


@app.command("record", help=_("Make a draft facts, all at once or nothing."))
def record_(context: typer.Context, lab: LabId, draft: DraftId) -> None:
    session = session_of(context)
    with session.record() as record:
        drafting = drafting_of(record)
        appended = drafting.record_as_facts(drafting.open(lab, draft), session.call())
    note(_("{lab}: {n} facts recorded.", lab=lab, n=sum(map(len, appended.values()))))


@app.command("discard", help=_("Throw a draft away. No fact is touched: none of it was recorded."))
def discard(context: typer.Context, lab: LabId, draft: DraftId) -> None:
    with session_of(context).record() as record:
        drafting_of(record).discard(lab, draft)
    note(_("Draft {id} of {lab} is thrown away.", id=draft, lab=lab))
