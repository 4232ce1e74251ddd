"""A way to begin: a new laboratory (screens, 1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nen7510_tracker.exchange.fields import an_id
from nen7510_tracker.tui.form import Field, Form, Values
from nen7510_tracker.tui.kept_form import ask_kept
from nen7510_tracker.tui.unsaved import FormName
from nen7510_tracker.words.message import N_, InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.service.recording import Appended
    from nen7510_tracker.tui.desk import Desk
    from nen7510_tracker.tui.labs import LabsScreen


def new_laboratory(screen: LabsScreen) -> None:
    """Ask for a laboratory, record it, and open it."""
    fields = [
        Field("id", N_("Id"), required=True, check=an_id, help=N_("letters, digits, dots, hyphens: lab-utrecht")),
        Field("name", N_("Name"), required=True),
        Field("city", N_("City")),
        Field("services", N_("Services"), help=N_("parted by commas: cervical-screening, histology")),
        Field("sites", N_("Sites"), help=N_("parted by commas")),
    ]
    name = FormName("", "new laboratory")
    form = Form(screen.pen.words(name.title), fields, screen.pen)

    def saved(values: Values) -> None:
        screen.carry_out(lambda desk: _recorded(screen, desk, values), lambda _done: opened(values["id"]))

    def opened(lab: str) -> None:
        screen.tracker.unsaved.drop(name)
        screen.load()
        screen.open_lab(lab)

    ask_kept(screen, name, form, saved)


def _recorded(screen: LabsScreen, desk: Desk, values: Mapping[str, str]) -> Appended:
    from nen7510_tracker.exchange.fields import fact_of
    from nen7510_tracker.service.recording import Batch, Call, Told, record_facts
    from nen7510_tracker.tui.day_field import parts

    lab = values["id"]
    if desk.record.ledger.head(lab).seq:
        raise InputRejected(Message("There is a laboratory {id} already. Take another id.", id=lab))
    given = {name: list(parts(text)) if name in {"services", "sites"} else [text] for name, text in values.items()}
    fact = fact_of("lab", {name: typed for name, typed in given.items() if any(typed)}, desk.norm)
    call = Call.new(screen.tracker.actor, screen.tracker.today)
    return record_facts(desk.record, {lab: Batch([Told(fact)])}, call)
