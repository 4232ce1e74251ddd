"""Files into the record: dossiers at once, findings from a spreadsheet or a plan after looking at what they come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.exchange.taking import Offer, Sort, Taking, named_lab, sort_of, take, taking
from nen7510_tracker.service.recording import Call
from nen7510_tracker.tui.ask import Ask
from nen7510_tracker.tui.day_field import a_day
from nen7510_tracker.tui.file_names import files_in
from nen7510_tracker.tui.form import Choice, Field, Form
from nen7510_tracker.tui.page import Block
from nen7510_tracker.tui.review import Review
from nen7510_tracker.words.message import N_, InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.tui.desk import Desk
    from nen7510_tracker.tui.frame import Frame
    from nen7510_tracker.tui.laboratory import LaboratoryScreen
    from nen7510_tracker.tui.labs import LabsScreen

Values = Mapping[str, str]


def import_files(screen: LabsScreen) -> None:
    """Ask for files. Dossiers are imported, all of them or nothing; of findings it is asked whose they are."""
    help_ = N_(
        "dossier files, parted by commas; a spreadsheet of findings, a workbook, or an OSCAL plan; ~ is your folder"
    )
    fields = [Field("files", N_("Files"), required=True, help=help_, file=True, several=True)]
    account = screen.tracker.access.account
    if account and account.role == "commissioner":
        fields.append(_transcribed(screen))

    def chosen(values: Values) -> None:
        paths = [_path(name) for name in files_in(values["files"]) if name]
        transcribed = values.get("transcribed") == "true"
        if len(paths) == 1:
            work = screen.carry_out
            work(lambda desk: _sorted(desk, paths[0]), lambda found: sorted_(paths[0], *found, transcribed=transcribed))
        else:
            _import_dossiers(screen, paths, transcribed=transcribed)

    def sorted_(path: Path, sort: Sort, lab: str | None, *, transcribed: bool) -> None:
        if sort == "dossier":
            _import_dossiers(screen, [path], transcribed=transcribed)
        elif transcribed:
            screen.flash(Message("Only dossier files are taken over as transcribed."), bad=True)
        elif lab:
            _offered(screen, Offer(path, lab))
        else:
            _ask_lab(screen, path)

    _ask(screen, screen.pen.words("Import"), fields, chosen)


def _transcribed(screen: Frame) -> Field:
    """Whether what others published is marked as taken over from them: a server asks that of a commissioner."""
    words = screen.pen.words
    choices = [Choice("false", words("no")), Choice("true", words("yes"))]
    return Field(
        "transcribed",
        N_("Transcribed from what they published"),
        value="false",
        choices=choices,
        help=N_("of dossier files: marks what others than a commissioner say as taken over from them"),
    )


def take_in_findings(screen: LaboratoryScreen) -> None:
    """Ask for a file of findings of this laboratory."""
    help_ = N_("a spreadsheet of findings (XLSX, CSV), a workbook that came back, or an OSCAL plan of action")
    fields = [Field("file", N_("File"), required=True, help=help_, file=True)]

    def chosen(values: Values) -> None:
        path = _path(values["file"])
        screen.carry_out(lambda desk: _sorted(desk, path), lambda found: sorted_(path, *found))

    def sorted_(path: Path, sort: Sort, lab: str | None) -> None:
        if sort == "dossier":
            screen.flash(Message("This is no spreadsheet and no plan. Dossier files: i on the laboratories."), bad=True)
        elif lab == screen.lab:
            _offered(screen, Offer(path, screen.lab))
        elif lab:
            text = "{file} is about {other}, not about {lab}."
            screen.flash(Message(text, file=str(path), other=lab, lab=screen.lab), bad=True)
        else:
            _ask_assessment(screen, Offer(path, screen.lab))

    _ask(screen, screen.pen.words("Findings from a file"), fields, chosen)


def _ask(screen: Frame, title: str, fields: Sequence[Field], then: Callable[[Values], None]) -> None:
    screen.app.push_screen(Form(title, fields, screen.pen), lambda values: then(values) if values else None)


def _path(text: str) -> Path:
    """A path as it was typed; the folder of a user that there is not stays as it is, and is not found."""
    path = Path(text.strip())
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _sorted(desk: Desk, path: Path) -> tuple[Sort, str | None]:
    sort = sort_of(path)
    return sort, named_lab(desk.record, path, sort)


# Dossier files


def _import_dossiers(screen: LabsScreen, paths: Sequence[Path], *, transcribed: bool) -> None:
    call = _call(screen)

    def work(desk: Desk) -> tuple[int, Sequence[Message]]:
        from nen7510_tracker.exchange.importing import import_files as imported

        try:
            appended = imported(desk.record, paths, call, transcribed=transcribed)
        except InputRejected as rejected:
            return 0, rejected.messages
        return sum(map(len, appended.values())), ()

    def then(found: tuple[int, Sequence[Message]]) -> None:
        number, wrong = found
        if wrong:
            blocks = [Block(screen.pen.say(each), hang=2) for each in (*wrong, Message("Nothing was written."))]
            screen.app.push_screen(Ask(screen.pen.words("This cannot be imported"), blocks, screen.pen))
            return
        screen.load()
        screen.flash(Message("{n} facts recorded.", n=number))

    screen.carry_out(work, then)


# Findings: whose they are, what they come to


def _ask_lab(screen: LabsScreen, path: Path) -> None:
    if not screen.rows:
        screen.flash(Message("There is no laboratory yet that these findings could be of."), bad=True)
        return
    choices = [Choice(row.id, row.name) for row in screen.rows]
    title = screen.pen.words("Findings from {file}", file=path.name)
    fields = [Field("lab", N_("Laboratory"), required=True, choices=choices)]
    _ask(screen, title, fields, lambda values: _ask_assessment(screen, Offer(path, values["lab"])))


def _ask_assessment(screen: Frame, offer: Offer) -> None:
    def work(desk: Desk) -> list[Assessment]:
        return [each for each in desk.record.dossier(offer.lab).facts("assessment") if isinstance(each, Assessment)]

    def then(found: list[Assessment]) -> None:
        if not found:
            text = "{lab} has no assessment yet: begin one, or import its dossier file, and come back."
            screen.flash(Message(text, lab=offer.lab), bad=True)
            return
        choices = [Choice(each.id, each.title) for each in reversed(found)]
        fields = [
            Field("assessment", N_("Assessment"), required=True, choices=choices, help=N_("which one found it")),
            Field(
                "on",
                N_("Day of answers and states without one"),
                check=a_day(screen.tracker.today),
                help=N_("also of measures; may stay empty"),
            ),
        ]
        title = screen.pen.words("Findings from {file}", file=offer.path.name)
        _ask(screen, title, fields, lambda values: _offered(screen, _answered(offer, values)))

    screen.carry_out(work, then)


def _answered(offer: Offer, values: Values) -> Offer:
    return replace(offer, assessment=values["assessment"], on=values["on"] or None)


def _offered(screen: Frame, offer: Offer) -> None:
    """Show what a file comes to; then record all of it, if that is wished."""
    call = _call(screen)

    def look(now: Offer, then: Callable[[Taking], None]) -> None:
        screen.carry_out(lambda desk: taking(desk.record, now, call), then)

    def show(found: Taking) -> None:
        title = f"{offer.path.name} {screen.pen.symbols.arrow} {offer.lab} {offer.assessment or ''}".rstrip()

        def remap(mapped: Mapping[str, str]) -> None:
            look(replace(offer, mapped=dict(mapped)), shown)

        def shown(again: Taking) -> None:
            if review.is_attached:
                review.show(again)

        review = Review(title, found, screen.pen, remap)
        screen.app.push_screen(review, lambda agreed: record(review.taking) if agreed else None)

    def record(found: Taking) -> None:
        screen.carry_out(lambda desk: take(desk.record, offer, found, call), recorded)

    def recorded(appended: Mapping[str, Sequence[object]]) -> None:
        screen.load()
        screen.flash(Message("{n} facts recorded.", n=sum(map(len, appended.values()))))

    look(offer, show)


def _call(screen: Frame) -> Call:
    return Call.new(screen.tracker.actor, screen.tracker.today)
