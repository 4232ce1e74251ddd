"""`nen7510 evidence check`: whether the files that the record names are there, and still what they were."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from nen7510_tracker.cli.options import Form, LabIds, Output, session_of
from nen7510_tracker.cli.output import Page, emit_json
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.words.message import N_

if TYPE_CHECKING:
    from nen7510_tracker.exchange.evidence_files import Checked, State

app = typer.Typer(no_args_is_help=True, help=_("The files of evidence."))

DIFFERS = 1  # the exit code
TOLD: "dict[State, str]" = {  # the worst first
    "differs": N_("has changed"),
    "missing": N_("is not there"),
    "elsewhere": N_("at an address: not looked at"),
    "no_digest": N_("no digest is recorded"),
    "sound": N_("as recorded"),
}


@app.command()
def check(
    context: typer.Context,
    lab: LabIds = None,
    form: Form = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.dossier.facts import Evidence
    from nen7510_tracker.exchange.evidence_files import WRONG, checked, folders

    with session_of(context).record() as record:
        where = folders(record.ledger.path)
        found = {
            each: [
                checked(fact, where) for fact in record.dossier(each).facts("evidence") if isinstance(fact, Evidence)
            ]
            for each in dict.fromkeys(lab or record.labs())
        }
    sound = all(each.state not in WRONG for pieces in found.values() for each in pieces)
    if form == "json":
        pieces = [_as_json(key, each) for key, all_ in found.items() for each in all_]
        emit_json({"schema": "nen7510-evidence/1", "sound": sound, "evidence": pieces}, output)
    else:
        _page(found, where.kept).emit(output)
    raise typer.Exit(0 if sound else DIFFERS)


check.__doc__ = _(
    "Look whether the files of evidence are there and still have their SHA-256; exit 1 if one is missing or differs."
)


def _page(found: "dict[str, list[Checked]]", kept: Path) -> Page:
    page, order = Page(), list(TOLD)
    for lab, pieces in found.items():
        states = Counter(each.state for each in pieces)
        counts = ", ".join(f"{_(text)} {states[state]}" for state, text in TOLD.items() if states[state])
        page.heading(f"{lab}: {counts or _('no evidence is recorded')}")
        worst_first = sorted(pieces, key=lambda each: order.index(each.state))
        if pieces:
            rows = [(each.evidence.id, _(TOLD[each.state]), _place(each, kept)) for each in worst_first]
            page.table((_("id"), "", _("file")), rows, wide=2)
    page.line(_("Kept copies lie in {folder}, on this machine.", folder=str(kept)))
    return page


def _place(each: "Checked", kept: Path) -> str:
    """Where the file is, and what is wrong with it."""
    if each.state == "sound" and each.file and each.file.parent == kept:
        return _("kept copy")
    if each.state == "missing" and each.why:
        return str(_(each.why))  # which names the file, if there is one
    place = str(each.file or each.evidence.location or "")
    return f"{place}: {_(each.why)}" if each.why else place


def _as_json(lab: str, each: "Checked") -> dict[str, Any]:
    return {
        "lab": lab,
        "id": each.evidence.id,
        "state": each.state,
        "sha256": each.evidence.sha256,
        "location": each.evidence.location,
        "file": str(each.file) if each.file else None,
        "why": str(each.why) if each.why else None,
    }
