"""Begin an assessment, or go on with one (screens, 3: `n`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from nen7510_tracker.dossier.draft import Draft
from nen7510_tracker.dossier.drafts import AnyDraft
from nen7510_tracker.dossier.facts import Statement
from nen7510_tracker.dossier.facts.assessment import AssessmentKind, Depth
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.statement_draft import StatementDraft
from nen7510_tracker.tui.day_field import days, parts
from nen7510_tracker.tui.dialog import Dialog
from nen7510_tracker.tui.foot import Foot
from nen7510_tracker.tui.form import Choice, Field, Form, Values
from nen7510_tracker.tui.ink import ink, line
from nen7510_tracker.tui.kept_form import ask_kept
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.tui.unsaved import FormName
from nen7510_tracker.words.message import N_, Message

if TYPE_CHECKING:
    from nen7510_tracker.service.drafting import Listed
    from nen7510_tracker.tui.laboratory import LaboratoryScreen
    from nen7510_tracker.tui.pen import Pen

NEW = ""


def assess(screen: LaboratoryScreen) -> None:
    """Choose among the laboratory's drafts, or begin a new one."""
    app, lab = screen.tracker, screen.lab

    def then(found: Sequence[Listed]) -> None:
        listed.extend(found)
        if found:
            app.push_screen(Drafts(found, screen.pen), chosen)
        else:
            begin(screen)

    def chosen(key: str | None) -> None:
        if key == NEW:
            begin(screen)
        elif key is not None:
            go_on(screen, next(each.draft for each in listed if each.draft.id == key))

    listed: list[Listed] = []

    screen.carry_out(lambda _desk: app.drafting().listed(lab), then)


def go_on(screen: LaboratoryScreen, draft: AnyDraft) -> None:
    """Open the sheet of a draft."""
    if isinstance(draft, StatementDraft):
        _go_on_stating(screen, draft)
        return
    from nen7510_tracker.tui.sheet import SheetScreen

    screen.app.push_screen(SheetScreen(screen.lab, draft.id))


def _go_on_stating(screen: LaboratoryScreen, draft: StatementDraft) -> None:
    from nen7510_tracker.tui.statement import write_statement

    if screen.opened is None:
        return
    before = screen.opened.dossier.current("statement", draft.corrects) if draft.corrects else None
    if draft.corrects and not isinstance(before, Statement):
        screen.flash(Message("Statement {id}, which this draft corrects, was retracted.", id=draft.corrects), bad=True)
        return
    write_statement(screen, draft.edition, before if isinstance(before, Statement) else None)


def begin(screen: LaboratoryScreen) -> None:
    """Ask what it takes to begin, and open the sheet."""
    if screen.opened is None:
        return
    app, name = screen.tracker, FormName(screen.lab, "assess")

    def filled(values: Values) -> None:
        draft = _draft(screen.lab, values)
        screen.carry_out(lambda _desk: app.drafting().start(draft), then)

    def then(started: Draft) -> None:
        app.unsaved.drop(name)
        go_on(screen, started)

    ask_kept(screen, name, Form(screen.pen.words(name.title), _fields(screen), screen.pen), filled)


def _draft(lab: str, values: Values) -> Draft:
    kinds: dict[str, AssessmentKind] = {each: each for each in get_args(AssessmentKind)}
    depths: dict[str, Depth] = {each: each for each in get_args(Depth)}
    return Draft(
        lab=lab,
        id=values["id"],
        kind=kinds[values["kind"]],
        title=values["title"],
        performed_by=values["performed_by"],
        edition=values["edition"],
        reference_dates=parts(values["reference_dates"]),
        depth=depths.get(values["depth"]),
        scope=parts(values["scope"]) or ("*",),
    )


def _fields(screen: LaboratoryScreen) -> Sequence[Field]:
    from nen7510_tracker.exchange.fields import an_id

    words, today = screen.pen.words, screen.tracker.today
    account, opened = screen.tracker.access.account, screen.opened
    own = (account.party if account else None) or ""
    view = opened.evaluation.view if opened else None
    parties = [Choice(each.id, each.name) for each in view.parties.values()] if view else []
    editions = [Choice(each, each) for each in opened.norm.editions] if opened else []

    def values(of: Sequence[str]) -> Sequence[Choice]:
        return [Choice(each, words(label(each))) for each in of]

    return [
        Field("kind", N_("Kind"), required=True, choices=values(get_args(AssessmentKind))),
        Field("id", N_("Id"), required=True, check=an_id, help=N_("letters, digits, dots, hyphens: audit-2026")),
        Field("title", N_("Title"), required=True),
        Field("performed_by", N_("Performed by"), own, required=True, choices=parties),
        Field("reference_dates", N_("Reference dates: when one looked"), today.isoformat(), check=days(today)),
        Field("edition", N_("Edition"), editions[0].value if editions else "", required=True, choices=editions),
        Field("depth", N_("Depth"), choices=values(get_args(Depth))),
        Field("scope", N_("Scope: controls, or patterns such as A.5.*"), "*", required=True),
    ]


class Drafts(Dialog[str]):
    """The drafts of a laboratory; the answer is a draft's id, or NEW."""

    DEFAULT_CSS = """
    Drafts > .box { height: auto; max-height: 80%; }
    Drafts Table { height: auto; min-height: 4; max-height: 16; background: $panel; }
    Drafts .foot { color: $key; text-style: bold; margin: 1 0 0 0; }
    """

    def __init__(self, found: Sequence[Listed], pen: Pen) -> None:
        super().__init__(pen)
        self.found = found

    def compose(self) -> ComposeResult:
        """A table."""
        with Vertical(classes="box") as box:
            box.border_title = Content(self.pen.words("What is being worked on"))
            yield Table[tuple[str, str, str]](lambda row: row[0], id="drafts")
            yield Foot(self.pen.words("enter: go on with it   esc: back"))

    def on_mount(self) -> None:
        """The drafts, and a new one below them."""
        words = self.pen.words
        rows = [
            (each.draft.id, words(each.title), words("{n} of {total}", n=each.done, total=each.total))
            for each in self.found
        ]
        rows.append((NEW, words("begin a new assessment"), ""))
        table: Table[tuple[str, str, str]] = self.query_one(Table)
        table.fill(
            (
                Column[tuple[str, str, str]](
                    words("Draft"), 22, lambda row, _: ink(row[0], "$primary"), keep=8, least=14
                ),
                Column[tuple[str, str, str]](words("Title"), 24, lambda row, _: line(row[1]), grows=1),
                Column[tuple[str, str, str]](words("Done"), 12, lambda row, _: ink(row[2], "$quiet")),
            ),
            rows,
            self.pen.symbols,
        )
        table.focus()

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        self.dismiss(event.row[0])
