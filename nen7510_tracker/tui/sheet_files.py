"""What becomes of a draft: handed to a colleague, taken in, printed, thrown away, or made facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nen7510_tracker.dossier.draft import Conflict, Draft
from nen7510_tracker.tui.ask import Ask, counted
from nen7510_tracker.tui.form import Choice, Field, Form
from nen7510_tracker.tui.ink import ink, join
from nen7510_tracker.tui.page import Block
from nen7510_tracker.words.catalogue import words_of
from nen7510_tracker.words.message import N_, Message

if TYPE_CHECKING:
    from nen7510_tracker.service.draft_check import Becoming
    from nen7510_tracker.service.recording import Appended
    from nen7510_tracker.tui.sheet import SheetScreen

_NAMES = {"draft": "{lab}-{id}.draft.json", "closing": "{lab}-{id}.closing.md"}


def _written(screen: SheetScreen, what: str, text: str) -> None:
    """Write a text beside where the program was started, and copy the path."""
    path = Path(_NAMES[what].format(lab=screen.lab, id=screen.key)).absolute()
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        screen.flash(
            Message("{file} cannot be written: {reason}.", file=str(path), reason=error.strerror or str(error)),
            bad=True,
        )
        return
    screen.app.copy_to_clipboard(str(path))
    screen.flash(Message("Written, and the path copied: {file}", file=str(path)))


def hand_out(screen: SheetScreen) -> None:
    """Write the draft to a file."""
    from nen7510_tracker.exchange.draft_file import write_draft

    if screen.draft:
        _written(screen, "draft", write_draft(screen.draft))


def closing_list(screen: SheetScreen) -> None:
    """Write the list for the closing meeting."""
    from nen7510_tracker.reports.closing import closing_list as made

    if screen.draft and screen.background:
        back = screen.background
        words = words_of(screen.pen.words.language)  # a document has all letters, whatever the terminal has
        _written(screen, "closing", made(screen.draft, back.edition, back.scope, back.lab_name, words))


# A colleague's part


def take_in(screen: SheetScreen) -> None:
    """Ask for the file, and add what is in it."""
    form = Form(
        screen.pen.words("Take in a colleague's part"),
        [Field("file", N_("File"), required=True, file=True)],
        screen.pen,
    )

    def chosen(values: dict[str, str] | None) -> None:
        if values:
            _read(screen, Path(values["file"]).expanduser(), {})

    screen.app.push_screen(form, chosen)


def _read(screen: SheetScreen, path: Path, choose: Mapping[str, Literal["mine", "theirs"]]) -> None:
    from nen7510_tracker.exchange.draft_file import read_draft, read_sheet

    mine, back, drafting = screen.draft, screen.background, screen.drafting
    if mine is None or back is None:
        return

    def work(_desk: object) -> tuple[Draft, Sequence[Conflict]]:
        part = read_sheet(path, mine, back.edition) if path.suffix.lower() == ".csv" else read_draft(path)
        drafting.keep(mine)
        return drafting.take_in(screen.lab, part, choose)

    def then(found: tuple[Draft, Sequence[Conflict]]) -> None:
        draft, conflicts = found
        if conflicts:
            _settle(screen, path, conflicts)
        else:
            screen.change(draft)
            screen.flash(Message("Taken in: {file}", file=str(path)))

    screen.carry_out(work, then)


def _settle(screen: SheetScreen, path: Path, conflicts: Sequence[Conflict]) -> None:
    """Ask, where both have something, which is to count."""
    words = screen.pen.words
    choices = [Choice("mine", words("mine")), Choice("theirs", words("theirs"))]
    fields = [
        Field(
            f"c{at}",
            each.what,
            required=True,
            choices=choices,
            help=words("mine: {mine}; theirs: {theirs}", mine=each.mine, theirs=each.theirs),
        )
        for at, each in enumerate(conflicts)
    ]
    form = Form(words("Both have something: which counts?"), fields, screen.pen)

    def chosen(values: dict[str, str] | None) -> None:
        if values is None:
            screen.flash(Message("Nothing was taken in."))
            return
        picked: dict[str, Literal["mine", "theirs"]] = {
            each.what: "theirs" if values[f"c{at}"] == "theirs" else "mine" for at, each in enumerate(conflicts)
        }
        _read(screen, path, picked)

    screen.app.push_screen(form, chosen)


# The end of a draft


def discard(screen: SheetScreen) -> None:
    """Ask, and throw the draft away."""
    words = screen.pen.words
    text = words("Everything on this sheet is thrown away. No fact is touched: none of it was recorded.")
    question = Ask(words("Discard the draft?"), [Block(ink(text))], screen.pen, yes=words("throw it away"))
    drafting, lab, key = screen.drafting, screen.lab, screen.key

    def answered(agreed: bool | None) -> None:
        if agreed:
            screen.carry_out(
                lambda _desk: drafting.discard(lab, key), lambda _draft: _leave(screen, Message("Thrown away."))
            )

    screen.app.push_screen(question, answered)


def make_facts(screen: SheetScreen) -> None:
    """Show what will become fact or what is still wrong; then record it, all at once or nothing."""
    from nen7510_tracker.service.draft_check import becomes, problems

    draft, drafting, today = screen.draft, screen.drafting, screen.tracker.today
    if draft is None:
        return

    def work(_desk: object) -> tuple[Sequence[Message], Sequence[Becoming]]:
        record = drafting.record
        wrong = problems(draft, record.dossier(draft.lab), record.norm, today)
        return wrong, () if wrong else becomes(draft, record.norm)

    def then(found: tuple[Sequence[Message], Sequence[Becoming]]) -> None:
        wrong, made = found
        words = screen.pen.words
        if wrong:
            cross = ink(f"{screen.pen.symbols.verdict['not_met']} ", "bold $error")
            blocks = [Block(join(cross, screen.pen.say(each)), hang=2) for each in wrong]
            screen.app.push_screen(Ask(words("This cannot be recorded yet"), blocks, screen.pen))
            return
        warning = words("Facts are never changed or removed; a mistake is corrected by a new fact.")
        blocks = [Block(ink(warning, "$quiet"))]
        blocks += [block for each in made for block in counted(screen.pen, each.message, each.names)]
        question = Ask(words("What will become fact"), blocks, screen.pen, yes=words("record it"))
        screen.app.push_screen(question, lambda agreed: _record(screen, draft) if agreed else None)

    screen.carry_out(work, then)


def _record(screen: SheetScreen, draft: Draft) -> None:
    from nen7510_tracker.service.recording import Call

    drafting, call = screen.drafting, Call.new(screen.tracker.actor, screen.tracker.today)

    def work(_desk: object) -> Appended:
        return drafting.record_as_facts(draft, call)

    def then(appended: Appended) -> None:
        number = sum(map(len, appended.values()))
        _leave(screen, Message("{n} facts recorded.", n=number))

    screen.carry_out(work, then)


def _leave(screen: SheetScreen, said: Message) -> None:
    app = screen.tracker
    screen.is_over = True
    app.pop_screen()
    if app.frame:
        app.frame.load()
        app.frame.flash(said)
