"""Two ways to begin: a new laboratory, and the import of dossier files (screens, 1)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nen7510_tracker.exchange.fields import an_id
from nen7510_tracker.tui.ask import Ask
from nen7510_tracker.tui.form import Field, Form, Values
from nen7510_tracker.tui.kept_form import ask_kept
from nen7510_tracker.tui.page import Block
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


def import_dossiers(screen: LabsScreen) -> None:
    """Ask for files, and import all of them or nothing; what is wrong is shown, all of it."""
    fields = [Field("files", N_("Files"), required=True, help=N_("dossier files, parted by commas; ~ is your folder"))]
    form = Form(screen.pen.words("Import"), fields, screen.pen)

    def chosen(values: dict[str, str] | None) -> None:
        if values:
            paths = [Path(part.strip()).expanduser() for part in values["files"].split(",") if part.strip()]
            screen.carry_out(lambda desk: _imported(screen, desk, paths), then)

    def then(found: tuple[int, tuple[Message, ...]]) -> None:
        number, wrong = found
        if wrong:
            blocks = [Block(screen.pen.say(each), hang=2) for each in (*wrong, Message("Nothing was written."))]
            screen.app.push_screen(Ask(screen.pen.words("This cannot be imported"), blocks, screen.pen))
            return
        screen.load()
        screen.flash(Message("{n} facts recorded.", n=number))

    screen.app.push_screen(form, chosen)


def _imported(screen: LabsScreen, desk: Desk, paths: Any) -> tuple[int, tuple[Message, ...]]:
    from nen7510_tracker.exchange.importing import import_files
    from nen7510_tracker.service.recording import Call

    try:
        appended = import_files(desk.record, paths, Call.new(screen.tracker.actor, screen.tracker.today))
    except InputRejected as rejected:
        return 0, rejected.messages
    return sum(map(len, appended.values())), ()
