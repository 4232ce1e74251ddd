"""`nen7510 record`, `correct` and `retract`: one fact at a time, for scripts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nen7510_tracker.cli.complete import kinds
from nen7510_tracker.cli.options import LabId, a_text, given_day, session_of
from nen7510_tracker.cli.output import Page, note
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.usage import WrongUsage, meant
from nen7510_tracker.words.message import InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.dossier.entry import Entry
    from nen7510_tracker.dossier.facts import Fact
    from nen7510_tracker.exchange.evidence_files import File
    from nen7510_tracker.service.record import Record

KEYS_FOLLOW = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
HELP = ("--help", "-h")
KEEP = "--keep"
Keys = dict[str, list[str]]

Kind = Annotated[str, typer.Argument(help=_("The kind of fact."), metavar="KIND", autocompletion=kinds)]
FactId = Annotated[
    str, typer.Argument(help=_("The fact's id; of a rating or event as `ledger log` shows it."), metavar="ID")
]
Reason = Annotated[str, typer.Option("--reason", help=_("Why, in writing."), metavar="TEXT")]
KnownFrom = Annotated[
    str | None, typer.Option("--known-from", help=_("Since when that is known (default: today)."), metavar="DATE")
]


def record(
    context: typer.Context,
    kind: Kind = "",
    lab: LabId = "",
) -> None:
    words = (kind, lab, *context.args)
    if any(each in HELP for each in words):
        (_kinds_page() if kind in HELP else _keys_page(kind)).emit(None)
        return
    if not kind or not lab:
        note((_keys_page(kind) if kind else _kinds_page()).text())
        raise typer.Exit(2)
    from nen7510_tracker.exchange.fields import fact_of
    from nen7510_tracker.service.recording import Batch, Told, record_facts

    session = session_of(context)
    given, keep = _typed(kind, context.args)
    with session.record(create=kind == "lab") as opened:
        if kind != "lab":
            opened.dossier(lab)
        with _with_file(opened, given, keep=keep) as keys:
            fact = fact_of(kind, {"id": [lab], **keys} if kind == "lab" else keys, opened.norm)
            appended = record_facts(opened, {lab: Batch([Told(fact)])}, session.call())
    for entry in appended[lab]:
        _tell(entry)
    if not appended[lab]:
        note(_("{lab}: nothing new.", lab=lab))


record.__doc__ = _("Record one fact. `nen7510 record KIND --help` lists the keys of a kind.")


def correct(
    context: typer.Context,
    kind: Kind,
    lab: LabId,
    id: FactId,  # noqa: A002 - the argument's name
    reason: Reason,
    known_from: KnownFrom = None,
) -> None:
    from nen7510_tracker.exchange.fields import fact_of
    from nen7510_tracker.service.recording import correct_fact

    session = session_of(context)
    given, keep = _typed(kind, context.args)
    if not given:
        raise WrongUsage(Message("Nothing is corrected: give the keys that change, as --key value."), context)
    known_on = given_day(known_from, "--known-from")
    with session.record() as opened:
        before = _recorded(opened, kind, lab, id)
        with _with_file(opened, given, keep=keep) as keys:
            entry = correct_fact(
                opened,
                lab,
                fact_of(kind, keys, opened.norm, before),
                id,
                reason=a_text(reason, "--reason"),
                call=session.call(),
                known_on=str(known_on) if known_on else None,
            )
    _tell(entry)


correct.__doc__ = _(
    "Correct a fact: a new one in its place, with the reason. Keys that are not given stay as they are."
)


def retract(
    context: typer.Context,
    kind: Kind,
    lab: LabId,
    id: FactId,  # noqa: A002 - the argument's name
    reason: Reason,
    known_from: KnownFrom = None,
) -> None:
    from nen7510_tracker.service.recording import retract_fact

    session = session_of(context)
    known_on = given_day(known_from, "--known-from")
    with session.record() as opened:
        _recorded(opened, kind, lab, id)
        call = session.call()
        entry = retract_fact(
            opened,
            lab,
            kind,
            id,
            reason=a_text(reason, "--reason"),
            call=call,
            known_on=str(known_on) if known_on else None,
        )
    _tell(entry)


retract.__doc__ = _(
    "Retract a fact: nothing in its place, with the reason. What was believed before stays in the record."
)


def _recorded(record: "Record", kind: str, lab: str, key: str) -> "Fact":
    """The fact that is believed now. Raises InputRejected where there is none, for a kind that is none, too."""
    from nen7510_tracker.exchange.fields import keys_of

    keys_of(kind)
    dossier = record.dossier(lab)
    fact = dossier.current(kind, key)
    if fact is not None:
        return fact
    if dossier.latest(kind, key) is not None:
        raise InputRejected(Message("{kind} {id} of {lab} was retracted.", kind=kind, id=key, lab=lab))
    text = "There is no {kind} {id} in the record of {lab}.{hint}"
    raise InputRejected(Message(text, kind=kind, id=key, lab=lab, hint=meant(key, sorted(dossier.chains[kind]))))


def _tell(entry: "Entry") -> None:
    note(_("{lab} {seq}: {kind} {id}", lab=entry.dossier, seq=entry.seq, kind=entry.kind, id=entry.id))


def _typed(kind: str, arguments: Sequence[str]) -> tuple[dict[str, list[str]], bool]:
    """The keys that were typed; and whether a copy of the file of evidence is to be kept."""
    keep = kind == "evidence" and KEEP in arguments
    given = typed_keys([each for each in arguments if not (keep and each == KEEP)])
    if keep and "file" not in given:
        raise typer.BadParameter(_("name the file that is to be kept with --file"), param_hint=KEEP)
    if kind != "evidence" and "file" in given:
        raise typer.BadParameter(_("belongs to evidence"), param_hint="--file")
    return given, keep


@contextmanager
def _with_file(record: "Record", given: dict[str, list[str]], *, keep: bool) -> "Iterator[Keys]":
    """The keys, with digest and place of the file that was named; a copy is kept only if the call records it."""
    paths = given.pop("file", [])
    if not paths:
        yield given
        return
    if len(paths) > 1:
        raise typer.BadParameter(_("one piece of evidence is one file"), param_hint="--file")
    from nen7510_tracker.exchange.evidence_files import folders, kept, left_where_it_is

    path = Path(paths[0])
    if keep:
        with kept(path, folders(record.ledger.path)) as file:
            yield _of_file(given, file)
    else:
        yield _of_file(given, left_where_it_is(path))


def _of_file(given: dict[str, list[str]], file: "File") -> "Keys":
    """The keys of evidence with those of its file. Raises InputRejected when another digest was given."""
    named = given.get("sha256", [file.sha256])[0]
    if named.lower() != file.sha256:
        text = "The SHA-256 of the file is {found}, and not the one that was given."
        raise InputRejected(Message(text, found=file.sha256))
    return {"location": [file.location], **given, "sha256": [file.sha256]}


def typed_keys(arguments: Sequence[str]) -> dict[str, list[str]]:
    """`--key value` and `--key=value`, repeated for lists; wrong usage for anything else."""
    keys: dict[str, list[str]] = defaultdict(list)
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if not name.startswith("--") or len(name) < 3:
            raise typer.BadParameter(_("write --key value, not {word}", word=word))
        if not equals:
            if not rest:
                raise typer.BadParameter(_("{key} has no value", key=name))
            value = rest.pop(0)
        keys[name[2:].replace("-", "_")].append(value)
    return keys


def _kinds_page() -> Page:
    from nen7510_tracker.dossier.facts import FOUR_EYES, KINDS

    page = Page()
    page.line(_("nen7510 record KIND LAB --key value …"))
    page.line(_("Kinds: {kinds}", kinds=", ".join(kind for kind in KINDS if kind not in FOUR_EYES)))
    page.line(_("`nen7510 record KIND --help` lists the keys of a kind."))
    return page


def _keys_page(kind: str) -> Page:
    from nen7510_tracker.exchange.fields import keys_of
    from nen7510_tracker.exchange.shape import described

    page = Page()
    page.line(_("nen7510 record {kind} LAB --key value …", kind=kind))
    rows = []
    for key in keys_of(kind):
        if kind == "lab" and key.name == "id":
            continue
        rows.append((f"--{key.name.replace('_', '-')}", _("required") if key.required else "", _(described(key.shape))))
    if kind == "evidence":
        rows.append(("--file", "", _("a file: its SHA-256 and place are recorded")))
        rows.append((KEEP, "", _("keep a copy of it beside the record, under its SHA-256")))
    page.table((_("key"), "", _("value")), rows, wide=2)
    return page
