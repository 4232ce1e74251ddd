"""The forms of the sheet of a statement of applicability, what stands beside it, and how it becomes a fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nen7510_tracker.dossier import statement_draft as sheets
from nen7510_tracker.dossier.facts.statement import Statement
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.statement_draft import Said, StatementDraft
from nen7510_tracker.tui.ask import Ask, counted
from nen7510_tracker.tui.fact_form import Wish, fields_of, given
from nen7510_tracker.tui.form import Field, Form, Values
from nen7510_tracker.tui.ink import between, ink, join, line
from nen7510_tracker.tui.kinds import kind_name
from nen7510_tracker.tui.page import Block, Target, heading
from nen7510_tracker.tui.statement_table import say_applicable
from nen7510_tracker.tui.weighed import weighed
from nen7510_tracker.words.message import N_, InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.norm.edition import Control
    from nen7510_tracker.tui.statement import StatementScreen

SHOWN = 12  # controls that are named one by one


def words_form(screen: StatementScreen, controls: Sequence[str]) -> Form:
    """Why some controls apply or do not, and where that is laid down."""
    now = screen.stated.row(controls[0])
    fields = [
        Field("justification", N_("Why or why not"), now.justification),
        Field("reference", N_("Reference: where it is laid down"), now.reference),
    ]

    def changed(values: Values) -> None:
        change = sheets.worded(values["justification"], values["reference"])
        screen.change(sheets.changed(screen.stated, controls, change), typing=" ".join(controls))

    title = screen.pen.words("About {controls}", controls=", ".join(controls))
    return Form(title, fields, screen.pen, changed=changed)


def _wish(screen: StatementScreen) -> Wish:
    fixed = {"controls": "", "edition": screen.edition.id}
    before = screen.before
    return Wish("statement", fixed=fixed, before=before, key=before.key if before else None)


def header_form(screen: StatementScreen) -> Form:
    """The statement itself: id, version, day, who approved it, its source; of a correction also the reason."""
    opened, stated = screen.origin.opened, screen.stated.header
    fields = fields_of(screen.origin, opened, _wish(screen)) if opened else []
    fields = [replace(each, value=stated.get(each.name, each.value)) for each in fields]

    def changed(values: Values) -> None:
        screen.change(sheets.headed(screen.stated, values), typing="header")

    return Form(screen.pen.words(kind_name("statement")), fields, screen.pen, changed=changed)


# Beside the sheet


def control_text(screen: StatementScreen, control: Control, width: int) -> Iterator[Block]:
    """The control under the cursor: titles, what is said of it now and before, how it stands."""
    pen, words = screen.pen, screen.pen.words
    yield Block(join(ink(f"{control.id}  ", "bold $primary"), line(control.title(words.language), "bold")), hang=2)
    yield Block(line(control.title_en if words.language == "nl" else control.title_nl, "$quiet"), hang=2)
    if control.care_addition or control.care_specific:
        yield Block(ink(words("The norm asks this of care: leaving it out has to be accepted by the policy."), "$key"))
    yield from heading(words("This statement"), width, pen.symbols)
    yield from _said(screen, screen.stated.row(control.id))
    previous = screen.previous
    if previous is not None:
        title = words("Statement {id} of {day}", id=previous.id, day=previous.on)
        yield from heading(title, width, pen.symbols)
        was = sheets.rows_of(previous.controls).get(control.id)
        yield from _said(screen, was or sheets.NOTHING, Target("statement", previous.key))
    opened = screen.origin.opened
    if opened is not None:
        yield from heading(words("Status"), width, pen.symbols)
        yield from weighed(pen, opened.evaluation.statuses(screen.edition.id)[control.id])


def _said(screen: StatementScreen, row: Said, target: Target | None = None) -> Iterator[Block]:
    pen, words = screen.pen, screen.pen.words
    if row == sheets.NOTHING:
        yield Block(ink(words("Nothing is said of it."), "$quiet"), target=target)
        return
    if not row.is_done:
        yield Block(ink(words("It is not said yet whether it applies."), "$partial"), target=target)
    reasons = ", ".join(words(label(each)) for each in row.reasons)
    if row.is_done or reasons:
        yield Block(between("   ", (say_applicable(pen, row), line(reasons))), target=target)
    if row.justification:
        yield Block(ink(row.justification), hang=2)
    if row.reference:
        yield Block(join(ink(f"{words('Reference')}: ", "$quiet"), ink(row.reference)), hang=2)


# The end of a sheet


def discard(screen: StatementScreen) -> None:
    """Ask, and throw the sheet away."""
    words, drafting = screen.pen.words, screen.drafting
    text = words("Everything on this sheet is thrown away. No fact is touched: none of it was recorded.")
    question = Ask(words("Discard the draft?"), [Block(ink(text))], screen.pen, yes=words("throw it away"))

    def answered(agreed: bool | None) -> None:
        if agreed:
            draft = screen.stated
            screen.carry_out(lambda _desk: drafting.drop(draft), lambda _none: screen.leave(Message("Thrown away.")))

    screen.app.push_screen(question, answered)


def make_fact(screen: StatementScreen) -> None:
    """Show what will become fact, or ask what is still missing of the statement itself; then record it."""
    opened, words = screen.origin.opened, screen.pen.words
    if opened is None:
        return
    named = [each for each in screen.scope if screen.stated.row(each).is_done]
    if not named:
        screen.flash(Message("Nothing is said of any control yet."))
        return
    form = header_form(screen)
    try:
        header = {each.name: each.read(each.value) for each in form.fields}
    except InputRejected:
        screen.app.push_screen(form, lambda saved: _header_saved(screen, saved))
        return
    try:
        fact = fact_from(screen, header, named)
    except InputRejected as rejected:
        screen.flash(rejected.message, bad=True)
        return
    blocks = list(_becomes(screen, fact))
    question = Ask(words("What will become fact"), blocks, screen.pen, yes=words("record it"))
    draft, reason = screen.stated, header.get("reason", "")
    screen.app.push_screen(question, lambda agreed: _record(screen, draft, fact, reason) if agreed else None)


def _header_saved(screen: StatementScreen, saved: Values | None) -> None:
    if saved is not None:
        screen.change(sheets.headed(screen.stated, saved), typing="header")
        make_fact(screen)


def fact_from(screen: StatementScreen, header: Values, named: Sequence[str]) -> Statement:
    """The statement as a fact, by the checks of a file. Raises InputRejected."""
    from nen7510_tracker.exchange.fields import fact_of

    opened = screen.origin.opened
    if opened is None:
        raise LookupError(screen.lab)
    typed = given(_wish(screen), header)
    typed = {**typed, "edition": [screen.edition.id], "controls": [sheets.as_typed(screen.stated, named)]}
    fact = fact_of("statement", typed, opened.norm, screen.before)
    if not isinstance(fact, Statement):
        raise TypeError(fact)
    return fact


def _becomes(screen: StatementScreen, fact: Statement) -> Iterator[Block]:
    """What will be recorded, in words: how many of how many, what is left out and why, what differs."""
    words = screen.pen.words
    title = words("Statement {id}, version {version}, of {day}", id=fact.id, version=fact.version, day=fact.on)
    yield Block(line(title, "bold"), hang=2)
    yield from _counts(screen)
    yield from _doubts(screen)
    if screen.previous is not None:
        yield Block(screen.pen.say(_differing(screen, screen.previous)), hang=2)
    text = words("Facts are never changed or removed; a mistake is corrected by a new fact.")
    yield Block(ink(text, "$quiet"))


def _counts(screen: StatementScreen) -> Iterator[Block]:
    """How many controls of how many apply, and which do not; of how many it says nothing the sheet itself shows."""
    scope = screen.scope
    left_out = [each for each in scope if screen.stated.row(each).applicable is False]
    unsaid = sum(screen.stated.row(each).applicable is None for each in scope)
    applicable = len(scope) - len(left_out) - unsaid
    text = "{n} of {total} controls apply, of {unsaid} it says nothing."
    yield Block(screen.pen.say(Message(text, n=applicable, total=len(scope), unsaid=unsaid)), hang=2)
    if left_out:
        text = "{n} of {total} controls do not apply:"
        yield from counted(screen.pen, Message(text, n=len(left_out), total=len(scope)), left_out)


def _doubts(screen: StatementScreen) -> Iterator[Block]:
    """What an auditor will ask about what is left out."""
    left_out = [each for each in screen.scope if screen.stated.row(each).applicable is False]
    bare = [each for each in left_out if not screen.stated.row(each).justification]
    care = [each for each in left_out if screen.edition.controls[each].care_addition]
    undecided = [each for each in screen.scope if _is_undecided(screen.stated.row(each))]
    if undecided:
        named = _some(screen, undecided)
        text = "Words are written of {controls}, but not whether it applies: they are not recorded."
        yield _warning(screen, Message(text, controls=named))
    if bare:
        named = _some(screen, bare)
        yield _warning(screen, Message("Left out without a justification: {controls}.", controls=named))
    if care:
        named = _some(screen, care)
        yield _warning(screen, Message("Left out, although the norm asks it of care: {controls}.", controls=named))


def _is_undecided(row: Said) -> bool:
    return not row.is_done and row != sheets.NOTHING


def _differing(screen: StatementScreen, previous: Statement) -> Message:
    was = sheets.rows_of(previous.controls)
    others = [each for each in screen.scope if was.get(each, sheets.NOTHING) != screen.stated.row(each)]
    if not others:
        return Message("It says the same as statement {id} of every control.", id=previous.id)
    text = "Different from statement {id}, in {n} of {total} controls: {controls}."
    return Message(text, id=previous.id, n=len(others), total=len(screen.scope), controls=_some(screen, others))


def _warning(screen: StatementScreen, message: Message) -> Block:
    return Block(join(ink(f"{screen.pen.symbols.alarm} ", "bold $partial"), screen.pen.say(message)), hang=2)


def _some(screen: StatementScreen, controls: Sequence[str]) -> str:
    shown = ", ".join(controls[:SHOWN])
    return f"{shown}, {screen.pen.symbols.ellipsis}" if len(controls) > SHOWN else shown


def _record(screen: StatementScreen, draft: StatementDraft, fact: Statement, reason: str) -> None:
    from nen7510_tracker.service.recording import Call

    drafting, call = screen.drafting, Call.new(screen.tracker.actor, screen.tracker.today)
    said = "Recorded: {kind} {id}." if screen.before is None else "Corrected: {kind} {id}."

    def work(_desk: object) -> Message:
        drafting.record_statement(draft, fact, reason, call)
        return Message(said, kind=kind_name("statement"), id=fact.id)

    screen.carry_out(work, screen.leave)
