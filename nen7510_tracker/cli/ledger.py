"""`nen7510 ledger`: who recorded what, the head, and whether the record is intact."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from nen7510_tracker.cli.complete import labs
from nen7510_tracker.cli.options import Form, LabId, Output, session_of
from nen7510_tracker.cli.output import Page, emit, emit_json, note
from nen7510_tracker.cli.progress import progress
from nen7510_tracker.cli.speech import say as _

if TYPE_CHECKING:
    from nen7510_tracker.cli.session import Session
    from nen7510_tracker.exchange.package_check import BrokenFile
    from nen7510_tracker.service.log import Logged
    from nen7510_tracker.service.verifying import Verified
    from nen7510_tracker.store.engine import Weakened
    from nen7510_tracker.store.rows import Origin

app = typer.Typer(help=_("Who recorded what, and is the record intact."), no_args_is_help=True, rich_markup_mode=None)
BROKEN = 1
LINES = ".jsonl"  # how the name of a file with the lines of a record ends
PACKAGE = ".zip"


@app.command("log", help=_("Who recorded what, and when, the newest first."))
def log(
    context: typer.Context,
    lab: LabId,
    limit: Annotated[int, typer.Option("--limit", help=_("At most so many entries; 0: all."), metavar="N", min=0)] = 50,
    form: Annotated[
        Literal["table", "json", "lines"],
        typer.Option("--format", help=_("How to show it; lines: all that is hashed, for a verifier.")),
    ] = "table",
    output: Output = None,
) -> None:
    """Show the entries, what corrections changed, and which entries do not count."""
    from nen7510_tracker.service.log import lines
    from nen7510_tracker.service.log import log as logged

    if form == "lines":
        with session_of(context).record() as record:
            text, end = lines(record, lab)
        emit(text, output)
        note(_("All {n} lines, head {head}. Keep the head: it vouches for the last line.", n=end.seq, head=str(end)))
        return
    with session_of(context).record() as record:
        entries = logged(record, lab)[::-1]
    shown = entries[:limit] if limit else entries
    note(_("{n} of {total} entries.", n=len(shown), total=len(entries)))
    if form == "json":
        emit_json({"schema": "nen7510-log/1", "lab": lab, "entries": list(map(_as_json, shown))}, output)
    else:
        emit(_page(shown).text(), output)


def _as_json(logged: "Logged") -> dict[str, Any]:
    return {
        **logged.entry._asdict(),
        "void": None if logged.void is None else str(logged.void),
        "changed": [each._asdict() for each in logged.differences],
    }


def _page(shown: "Sequence[Logged]") -> Page:
    page = Page()
    columns = (_("seq"), _("recorded"), _("who"), _("what"), _("id"))
    page.table(columns, (_cells(each) for each in shown), wide=4)
    for each in shown:
        for text in _remarks(each):
            page.line(text)
    return page


def _cells(logged: "Logged") -> tuple[object, ...]:
    entry = logged.entry
    if logged.void is not None:
        what = _("{kind}, void", kind=entry.kind)
    elif entry.replaces is None:
        what = entry.kind
    elif logged.retracts:
        what = _("{kind}, retracts {seq}", kind=entry.kind, seq=entry.replaces)
    else:
        what = _("{kind}, replaces {seq}", kind=entry.kind, seq=entry.replaces)
    return entry.seq, entry.recorded_at[:16].replace("T", " "), entry.recorded_by, what, entry.id


def _remarks(logged: "Logged") -> Iterator[str]:
    """Why an entry replaces another, the old value beside the new, and why it does not count."""
    entry = logged.entry
    if entry.reason is not None:
        yield _("{seq}: {reason}", seq=entry.seq, reason=entry.reason)
    for key, old, new in logged.differences:
        yield f"   {key}: {'–' if old is None else old} → {'–' if new is None else new}"  # noqa: RUF001 - a dash for nothing
    if logged.void is not None:
        yield _("{seq} is void: {reason}", seq=entry.seq, reason=logged.void)


@app.command(
    "head", help=_("The head of a dossier's record: keep it elsewhere, and nobody can rewrite what is before it.")
)
def head(context: typer.Context, lab: LabId, form: Form = "table", output: Output = None) -> None:
    """Show the sequence number and digest of the last entry."""
    from nen7510_tracker.service.verifying import head_of

    with session_of(context).record() as record:
        end = head_of(record, lab)
    if form == "json":
        emit_json({"schema": "nen7510-head/1", "lab": lab, "seq": end.seq, "digest": end.digest}, output)
    else:
        emit(str(end), output)


@app.command("verify", help=_("Is the record intact? Also of a package or of lines, from the file alone."))
def verify(
    context: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(
            help=_("The laboratory's id (default: all), or a file: a package (.zip) or lines (.jsonl)."),
            metavar="LAB-or-FILE",
            autocompletion=labs,
        ),
    ] = None,
    head: Annotated[
        str | None,
        typer.Option("--head", help=_("Also: was this head, kept elsewhere, the record's?"), metavar="SEQ:DIGEST"),
    ] = None,
    published: Annotated[
        Path | None,
        typer.Option(
            "--published", help=_("Also: were all heads that this file published the record's?"), metavar="FILE"
        ),
    ] = None,
    form: Form = "table",
    output: Output = None,
) -> None:
    """Show, per dossier, the head up to which it is intact, and where it is broken; exit 1 if any is."""
    if published is not None and what is not None:
        raise typer.BadParameter(_("is about all dossiers of the record: name none"), param_hint="--published")
    weakened: Weakened | None = None
    files: list[BrokenFile] = []
    if what is not None and (os.sep in what or what.endswith((LINES, PACKAGE))):
        found, files = _in_file(Path(what), head)
    else:
        found, weakened = _in_record(session_of(context), what, head, published)
    intact = not files and not weakened and all(each.broken is None for each in found)
    if form == "json":
        document = {
            "schema": "nen7510-verify/1",
            "intact": intact,
            "dossiers": list(map(_found_as_json, found)),
            "guards": weakened.guards if weakened else [],
            "tables": weakened.tables if weakened else [],
            "files": [{"name": each.name, "broken": each.kind, "why": str(each.message)} for each in files],
        }
        emit_json(document, output)
    else:
        emit(_findings(found, files, weakened).text(), output)
    raise typer.Exit(0 if intact else BROKEN)


def _in_record(
    session: "Session", lab: str | None, head: str | None, published: Path | None
) -> "tuple[list[Verified], Weakened]":
    """What is found of the record, and what guards it and is not as it was made."""
    from nen7510_tracker.service.verifying import read_head, size, verified
    from nen7510_tracker.service.witnesses import read_published

    heads = [read_head(head)] if head else []
    heads += read_published(published) if published else []
    with session.record() as record, progress(size(record, lab)) as told:
        return verified(record, lab, heads, told), record.ledger.weakened()


@app.command(
    "publish",
    help=_("The heads of all dossiers as one small text without names, for a newspaper, a mail or a website."),
)
def publish(context: typer.Context, output: Output = None) -> None:
    """Verify the record, and write its heads; exit 1 and nothing written if it is broken."""
    from nen7510_tracker.service.witnesses import published

    found, weakened = _in_record(session_of(context), None, None, None)
    if weakened or any(each.broken for each in found):
        for line in _findings(found, (), weakened).text().splitlines():
            note(line)
        note(_("Nothing was written: the heads of a broken record are no witnesses."))
        raise typer.Exit(BROKEN)
    emit(published(found), output)
    note(_("Heads: {n}. Whoever has them can tell later whether the record is still the one of today.", n=len(found)))


def _in_file(path: Path, head: str | None) -> "tuple[list[Verified], list[BrokenFile]]":
    """What is found of a package or of a file of lines, and which files of a package are broken."""
    if path.name.endswith(PACKAGE):
        from nen7510_tracker.exchange.package_check import verified_package

        package = verified_package(path, head)
        return package.dossiers, package.files
    from nen7510_tracker.service.verifying import verified_file

    return verified_file(path, head), []


def _findings(found: "Sequence[Verified]", files: "Sequence[BrokenFile]", weakened: "Weakened | None") -> Page:
    from nen7510_tracker.service.verifying import weaknesses

    page = Page()
    for each in found:
        page.line(_found(each))
        for origin in each.origins:
            page.line(_taken_over(origin))
        if each.withheld:
            page.line(_("{n} of its entries are withheld: only their digests are told.", n=each.withheld))
    for file in files:
        page.line(f"✗ {_(file.message)}")
    if not found and not files:
        page.line(_("The record is empty."))
    for weakness in weaknesses(weakened) if weakened else ():
        page.line(f"✗ {_(weakness)}")
    return page


def _taken_over(origin: "Origin") -> str:
    return _(
        "   taken over up to entry {seq} from {source}, by {who}, {moment}",
        seq=origin.seq,
        source=origin.source,
        who=origin.taken_by,
        moment=origin.taken_at[:16].replace("T", " "),
    )


def _found_as_json(found: "Verified") -> dict[str, Any]:
    broken = found.broken
    return {
        "lab": found.lab,
        "seq": found.head.seq,
        "digest": found.head.digest,
        "broken_at": broken.seq if broken else None,
        "broken": broken.kind if broken else None,
        "why": str(broken.message) if broken else None,
        "withheld": found.withheld,
        "origins": [each._asdict() for each in found.origins],
        "unseen": found.unseen,
    }


def _found(found: "Verified") -> str:
    if found.broken is None and found.unseen:
        text = (
            "– heads of dossiers that are not visible to this account: {n}."  # noqa: RUF001 - neither right nor wrong
            " Whether these dossiers are still there, only an account that sees all can tell."
        )
        return _(text, n=found.unseen)
    if found.broken is None:
        return _("✓ {lab}: intact, head {head}", lab=found.lab, head=str(found.head))
    return _("✗ {lab}: broken at {seq}: {reason}", lab=found.lab, seq=found.broken.seq, reason=found.broken.message)
