"""What can be done to the fact under the cursor: what happened to it, a correction, a retraction (screens, 2 and 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from nen7510_tracker.dossier.facts import FOUR_EYES, KINDS, Fact, FindingEvent, Statement
from nen7510_tracker.dossier.facts.assessment import FindingState
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.finding import FINDER_ANSWERS, LABORATORY_SAYS, refusal, standpoint
from nen7510_tracker.rules.judge import NEVER_REPLACED
from nen7510_tracker.rules.rights import not_allowed
from nen7510_tracker.tui.allowed import why_not_say
from nen7510_tracker.tui.fact_form import Wish, ask_for
from nen7510_tracker.tui.form import Field, Form, Values
from nen7510_tracker.tui.ink import BLANK, between, ink, join
from nen7510_tracker.tui.kept_form import ask_kept
from nen7510_tracker.tui.kinds import kind_name
from nen7510_tracker.tui.menu import Do, Item, Menu
from nen7510_tracker.tui.page import Target
from nen7510_tracker.tui.pen import Pen, party_name
from nen7510_tracker.tui.statement import write_statement
from nen7510_tracker.tui.unsaved import FormName
from nen7510_tracker.words.day import of
from nen7510_tracker.words.message import N_, Message

if TYPE_CHECKING:
    from textual.content import Content

    from nen7510_tracker.rules.finding import FindingStatus
    from nen7510_tracker.tui.desk import Opened
    from nen7510_tracker.tui.laboratory import LaboratoryScreen

# What happens to a fact of a kind, and the key that names it there.
EVENTS: dict[str, str] = {
    "measure": "measure_event",
    "milestone": "milestone_event",
    "certificate": "certificate_event",
    "requirement": "establishment",
    "enforcement": "enforcement_event",
    "commitment": "commitment_event",
}
# What somebody may fill in of an event on a finding, by its state.
ASKED: dict[str, Sequence[str]] = {
    "submitted": ("extent", "correction", "cause", "action", "due", "note", "evidence", "known_on", "source"),
    "verified": ("depth", "evidence", "note", "known_on", "source"),
    "reopened": ("grade", "due", "note", "evidence", "known_on", "source"),
    "accepted": ("grade", "due", "note", "known_on", "source"),
    "returned": ("grade", "due", "note", "known_on", "source"),
}
_ASKED_ELSE = ("due", "note", "evidence", "known_on", "source")
STATES: tuple[str, ...] = get_args(FindingState)


def act(screen: LaboratoryScreen, target: Target) -> None:
    """Open the menu of what can be done to a fact."""
    opened = screen.opened
    if opened is None:
        return
    items = list(items_for(screen, opened, target))
    title = f"{screen.pen.words(kind_name(target.kind))} {target.id}"

    def chosen(do: Do | None) -> None:
        if do:
            do()

    screen.app.push_screen(Menu(title, items, screen.pen, _now(screen.pen, opened, target)), chosen)


def _now(pen: Pen, opened: Opened, target: Target) -> Content:
    """How a finding stands, since when and in whose turn; nothing of other facts."""
    finding = opened.evaluation.findings.get(target.id) if target.kind == "finding" else None
    if finding is None:
        return BLANK
    last = finding.events[-1] if finding.events else None
    state = join(pen.label(last.fact.state), " ", pen.day(last.on, "$quiet")) if last else BLANK
    turn = party_name(opened.evaluation.view, finding.turn) if finding.turn else ""
    whose = ink(pen.words("turn: {who}", who=turn), "$quiet") if turn else BLANK
    return between("   ", (pen.standing(finding.standing), state, whose))


def items_for(screen: LaboratoryScreen, opened: Opened, target: Target) -> Iterator[Item]:
    """What can be done to a fact, in the order in which it usually happens."""
    if target.kind == "finding" and target.id in opened.evaluation.findings:
        yield from finding_items(screen, opened, opened.evaluation.findings[target.id])
    elif target.kind in EVENTS:
        words = screen.pen.words
        kind = EVENTS[target.kind]
        wish = Wish(kind, fixed={target.kind: target.id})
        reason = why_not_say(screen.tracker.access, kind)
        yield Item(kind, words(kind_name(kind)), partial(ask_for, screen, wish), why_not=reason)
    yield from _changes(screen, opened, target)


def finding_items(screen: LaboratoryScreen, opened: Opened, finding: FindingStatus) -> Iterator[Item]:
    """The states that a finding can be given, those not allowed now with the reason; and a measure for it."""
    words = screen.pen.words
    for state in STATES:
        by = speaker(screen, opened, finding, state)
        reason = why_not(screen, opened, finding, state, by)
        who = opened.evaluation.view.parties.get(by)
        yield Item(
            state,
            words(label(state)),
            partial(say, screen, finding, state),
            more=who.name if who else by,
            why_not=reason,
        )
    preset = {"findings": finding.finding.id, "controls": ", ".join(finding.finding.controls)}
    wish, reason = Wish("measure", preset=preset), why_not_say(screen.tracker.access, "measure")
    yield Item("measure", words("a measure for it"), partial(ask_for, screen, wish), why_not=reason)


def speaker(screen: LaboratoryScreen, opened: Opened, finding: FindingStatus, state: str) -> str:
    """The party that says so: the account's, where it may; else who usually does, the laboratory or the finder."""
    account = screen.tracker.access.account
    if account and account.party and account.may_say("finding_event", state):
        return account.party
    return opened.lab if state in LABORATORY_SAYS else finding.assessment.performed_by


def why_not(screen: LaboratoryScreen, opened: Opened, finding: FindingStatus, state: str, by: str) -> Message | None:
    """Why a finding cannot be given a state today by that party, or not by this account; None when it can."""
    not_allowed = why_not_say(screen.tracker.access, "finding_event", state)
    if not_allowed:
        return not_allowed
    states: dict[str, FindingState] = {each: each for each in get_args(FindingState)}
    event = FindingEvent(finding=finding.finding.id, on=of(screen.tracker.today), state=states[state], by=by)
    point = standpoint(opened.evaluation.view, finding.assessment)
    return refusal(point, finding.finding, [*(each.fact for each in finding.events), event])


def say(screen: LaboratoryScreen, finding: FindingStatus, state: str) -> None:
    """Open the form of an event on a finding."""
    opened = screen.opened
    if opened is None:
        return
    asked = ASKED.get(state, _ASKED_ELSE)
    if state not in FINDER_ANSWERS and "grade" in asked and finding.assessment.performed_by == opened.lab:
        asked = tuple(each for each in asked if each != "grade")
    wish = Wish(
        "finding_event",
        fixed={"finding": finding.finding.id, "state": state},
        preset={"by": speaker(screen, opened, finding, state)},
        only=asked,
    )
    ask_for(screen, wish)


def _changes(screen: LaboratoryScreen, opened: Opened, target: Target) -> Iterator[Item]:
    """A correction of the fact itself, or its retraction."""
    words = screen.pen.words
    if target.kind not in KINDS or target.kind in FOUR_EYES:
        return
    version = opened.dossier.latest(target.kind, target.id)
    if version is None:
        return
    reason = None
    if target.kind in NEVER_REPLACED:
        reason = Message("Decisions and adoptions are superseded by a later one, never corrected.")
    elif version.fact is None:
        reason = Message("It was retracted.")
    elif not screen.tracker.is_today:
        reason = Message("You are looking at another day. Press T to come back to today first.")
    else:
        reason = _not_its_to_change(screen, opened, version.fact)
    yield Item("correct", words("correct it"), _correcting(screen, target, version.fact), why_not=reason)
    cannot = reason or (Message("A laboratory cannot be retracted.") if target.kind == "lab" else None)
    yield Item("retract", words("retract it"), partial(retract, screen, target), why_not=cannot)


def _not_its_to_change(screen: LaboratoryScreen, opened: Opened, fact: Fact) -> Message | None:
    """Why this account may not take a fact back: that takes the right to state it."""
    account = screen.tracker.access.account
    if account is None:
        return why_not_say(screen.tracker.access, fact.kind)
    reason = not_allowed(account, opened.dossier, fact)
    return Message("{reason}. {who}", reason=reason, who=account.introduction) if reason else None


def _correcting(screen: LaboratoryScreen, target: Target, before: Fact | None) -> Do:
    """The form of a correction; of a statement of applicability its sheet."""
    if isinstance(before, Statement):
        return partial(write_statement, screen, before.edition, before)
    return partial(ask_for, screen, Wish(target.kind, before=before, key=target.id))


def retract(screen: LaboratoryScreen, target: Target) -> None:
    """Ask for the reason, and retract a fact."""
    from nen7510_tracker.service.recording import Call, retract_fact

    app, lab = screen.tracker, screen.lab
    name = FormName(lab, "retract", target.kind, target.id)
    fields = [Field("reason", N_("Reason for the retraction"), required=True)]

    def saved(values: Values) -> None:
        call, reason = Call.new(app.actor, app.today), values["reason"]

        def work(desk: Any) -> Message:
            retract_fact(desk.record, lab, target.kind, target.id, reason=reason, call=call)
            return Message("Retracted: {kind} {id}.", kind=kind_name(target.kind), id=target.id)

        def then(said: Message) -> None:
            app.unsaved.drop(name)
            screen.load()
            screen.flash(said)

        screen.carry_out(work, then)

    ask_kept(screen, name, Form(screen.pen.words(name.title), fields, screen.pen), saved)


def new_fact(screen: LaboratoryScreen, first: Sequence[str]) -> None:
    """Choose a kind, those that belong to the tab first, and open its form."""
    words = screen.pen.words
    kinds = [
        each
        for each in KINDS
        if KINDS[each].parent is None and each not in {"lab", "assessment", "decision", *FOUR_EYES}
    ]
    ordered = [*(each for each in first if each in kinds), *(each for each in kinds if each not in first)]
    access = screen.tracker.access
    items = [
        Item(each, words(kind_name(each)), _recording(screen, each), why_not=why_not_say(access, each))
        for each in ordered
    ]

    def chosen(do: Do | None) -> None:
        if do:
            do()

    screen.app.push_screen(Menu(words("Record a fact"), items, screen.pen), chosen)


def _recording(screen: LaboratoryScreen, kind: str) -> Do:
    return (
        partial(write_statement, screen, DEFAULT_EDITION)
        if kind == "statement"
        else partial(ask_for, screen, Wish(kind))
    )
