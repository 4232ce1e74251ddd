"""`nen7510 ledger`: who recorded what, the head, and whether the record is intact."""

from typing import Annotated, Any, Literal

import typer

from nen7510_tracker.cli.complete import labs
from nen7510_tracker.cli.options import LabId, Output, session_of
from nen7510_tracker.cli.output import Page, emit, emit_json, note
from nen7510_tracker.cli.speech import say as _

app = typer.Typer(help=_("Who recorded what, and is the record intact."), no_args_is_help=True, rich_markup_mode=None)
Format = Annotated[Literal["table", "json"], typer.Option("--format", help=_("How to show it."))]
BROKEN = 1


@app.command("log", help=_("Who recorded what, and when, the newest first."))
def log(
    context: typer.Context,
    lab: LabId,
    limit: Annotated[int, typer.Option("--limit", help=_("At most so many entries; 0: all."), metavar="N", min=0)] = 50,
    form: Format = "table",
    output: Output = None,
) -> None:
    session = session_of(context)
    with session.record() as record:
        dossier = record.dossier(lab)
        entries = record.ledger.entries(lab)[::-1]
    voids = {each.entry.seq: each.reason for each in dossier.voids}
    shown = entries[:limit] if limit else entries
    note(_("{n} of {total} entries.", n=len(shown), total=len(entries)))
    if form == "json":
        rows: list[dict[str, Any]] = [
            {**each._asdict(), "void": str(voids[each.seq]) if each.seq in voids else None} for each in shown
        ]
        emit_json({"schema": "nen7510-log/1", "lab": lab, "entries": rows}, output)
        return
    page = Page()
    columns = (_("seq"), _("recorded"), _("who"), _("what"), _("id"))
    rows_ = []
    for each in shown:
        what = each.kind if each.replaces is None else _("{kind}, replaces {seq}", kind=each.kind, seq=each.replaces)
        rows_.append((each.seq, each.recorded_at[:16].replace("T", " "), each.recorded_by, what, each.id))
    page.table(columns, rows_, wide=4)
    for each in shown:
        if each.reason:
            page.line(_("{seq}: {reason}", seq=each.seq, reason=each.reason))
        if each.seq in voids:
            page.line(_("{seq} is void: {reason}", seq=each.seq, reason=voids[each.seq]))
    emit(page.text(), output)


@app.command(
    "head", help=_("The head of a dossier's record: keep it elsewhere, and nobody can rewrite what is before it.")
)
def head(context: typer.Context, lab: LabId, form: Format = "table", output: Output = None) -> None:
    session = session_of(context)
    with session.record() as record:
        record.dossier(lab)
        end = record.ledger.head(lab)
    if form == "json":
        emit_json({"schema": "nen7510-head/1", "lab": lab, "seq": end.seq, "digest": end.digest}, output)
    else:
        emit(str(end), output)


@app.command("verify", help=_("Is the record intact? Also of an export or a package, from the file alone."))
def verify(
    context: typer.Context,
    lab: Annotated[
        str | None, typer.Argument(help=_("The laboratory's id (default: all)."), metavar="LAB", autocompletion=labs)
    ] = None,
    head: Annotated[
        str | None,
        typer.Option("--head", help=_("Also: was this head, kept elsewhere, the record's?"), metavar="SEQ:DIGEST"),
    ] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.service.verifying import verified

    if head is not None and lab is None:
        raise typer.BadParameter(_("name the laboratory that the head belongs to"), param_hint="--head")
    session = session_of(context)
    with session.record() as record:
        found = verified(record, lab, head)
    intact = all(each.broken is None for each in found)
    if form == "json":
        dossiers = [
            {
                "lab": each.lab,
                "seq": each.head.seq,
                "digest": each.head.digest,
                "broken_at": each.broken.seq if each.broken else None,
                "broken": str(each.broken.message) if each.broken else None,
                "void": each.void,
            }
            for each in found
        ]
        emit_json({"schema": "nen7510-verify/1", "intact": intact, "dossiers": dossiers}, output)
    else:
        page = Page()
        for each in found:
            if each.broken:
                page.line(
                    _(
                        "✗ {lab}: broken at {seq}: {reason}",
                        lab=each.lab,
                        seq=each.broken.seq,
                        reason=each.broken.message,
                    )
                )
            else:
                page.line(_("✓ {lab}: intact, head {head}", lab=each.lab, head=str(each.head)))
            if each.void:
                page.line(_("  {n} entries are void: see `nen7510 ledger log {lab}`", n=len(each.void), lab=each.lab))
        if not found:
            page.line(_("The record is empty."))
        emit(page.text(), output)
    raise typer.Exit(0 if intact else BROKEN)
