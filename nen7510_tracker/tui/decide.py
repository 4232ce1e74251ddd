"""Deciding: proposed by one, approved by another; the gate cannot be argued with (screens, 2.6: `d`, `a`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.exchange.typed import checked_text
from nen7510_tracker.rules.outcome import verdict_of
from nen7510_tracker.tui.ask import Ask
from nen7510_tracker.tui.day_field import a_day, parts
from nen7510_tracker.tui.form import Choice, Field, Form
from nen7510_tracker.tui.ink import ink, join, line
from nen7510_tracker.tui.kept_form import ask_kept
from nen7510_tracker.tui.menu import Do, Item, Menu
from nen7510_tracker.tui.origin import origin
from nen7510_tracker.tui.page import Block
from nen7510_tracker.tui.unsaved import FormName
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import N_, Message

if TYPE_CHECKING:
    from nen7510_tracker.dossier.facts import Proposal
    from nen7510_tracker.norm.policy import Policy
    from nen7510_tracker.rules.decision import Contra
    from nen7510_tracker.service.deciding import Decided
    from nen7510_tracker.tui.desk import Opened
    from nen7510_tracker.tui.laboratory import LaboratoryScreen
    from nen7510_tracker.tui.pen import Pen

OTHERWISE = ("suspend", "maintain_suspension", "end")


def why_not_resume(opened: Opened) -> Message | None:
    """Which criteria keep the collaboration from being resumed; None: it can be proposed."""
    if verdict_of(each.outcome.verdict for each in opened.result.criteria) == "met":
        return None
    missing, asked = opened.result.failing, opened.result.criteria
    text = "Resuming is not possible: {n} of {total} criteria are not met, {criteria}. There is no way around it."
    named = ", ".join(each.criterion.id for each in missing)
    return Message(text, n=len(missing), total=len(asked), criteria=named)


def resume(screen: LaboratoryScreen) -> None:
    """Propose to resume: rationale, conditions, day of review, and an answer to each thing that speaks against."""
    opened = screen.opened
    if opened is None:
        return
    answers = [_answer_field(screen, opened.contra, at) for at in range(len(opened.contra))]
    services = ", ".join(opened.evaluation.view.lab.services)
    _propose(screen, opened, "resume", [*_fields(screen, opened, services), *answers])


def otherwise(screen: LaboratoryScreen) -> None:
    """Choose another decision, and propose it."""
    opened = screen.opened
    if opened is None:
        return
    services = ", ".join(opened.evaluation.view.lab.services)
    items = [
        Item(
            each,
            screen.pen.words(label(each)),
            partial(_propose, screen, opened, each, _fields(screen, opened, services)),
        )
        for each in OTHERWISE
    ]
    _menu(screen, screen.pen.words("Decide"), items)


def _menu(screen: LaboratoryScreen, title: str, items: Sequence[Item]) -> None:
    def chosen(do: Do | None) -> None:
        if do:
            do()

    screen.app.push_screen(Menu(title, items, screen.pen), chosen)


def _fields(screen: LaboratoryScreen, opened: Opened, services: str) -> list[Field]:
    commissioners = [
        Choice(each.id, each.name) for each in opened.evaluation.view.parties.values() if each.is_a == "commissioner"
    ]
    by = commissioners[0].value if len(commissioners) == 1 else ""
    review = a_day(screen.tracker.today)
    return [
        Field("rationale", N_("Why, in writing"), required=True),
        Field("by", N_("Commissioner that decides"), by, required=True, choices=commissioners),
        Field("services", N_("Services"), services),
        Field("conditions", N_("Conditions"), help=N_("parted by ; each with its day after =: Een audit = 1-12-2026")),
        Field("review_on", N_("Day of review"), check=review, help=N_("1-12-2026, 1 dec, +30")),
    ]


def _answer_field(screen: LaboratoryScreen, contra: Sequence[Contra], at: int) -> Field:
    against = contra[at]
    title = screen.pen.words("What speaks against it, {n} of {total}: your answer", n=at + 1, total=len(contra))
    return Field(f"answer:{against.what}", title, required=True, help=screen.pen.words(against.text))


def _propose(screen: LaboratoryScreen, opened: Opened, decision: str, fields: Sequence[Field]) -> None:
    from nen7510_tracker.dossier.facts.commissioning import Answer, DecisionValue
    from nen7510_tracker.service.deciding import Wish

    decisions: dict[str, DecisionValue] = {"resume": "resume", "suspend": "suspend", "end": "end"}
    decisions["maintain_suspension"] = "maintain_suspension"

    def wish(values: Mapping[str, str]) -> Wish:
        answered = [(name.partition(":")[2], text) for name, text in values.items() if name.startswith("answer:")]
        return Wish(
            rationale=values["rationale"],
            decision=decisions[decision],
            by=values["by"] or None,
            services=parts(values["services"]),
            conditions=_conditions(screen, values["conditions"]),
            review_on=day(values["review_on"]) if values["review_on"] else None,
            answers=tuple(Answer(what=what, text=text) for what, text in answered),
        )

    name = FormName(screen.lab, "decide", about=decision)
    form = Form(
        screen.pen.words(name.title),
        fields,
        screen.pen,
        check=lambda values: _wrong_conditions(screen, values["conditions"]),
    )
    ask_kept(screen, name, form, lambda values: _proposed(screen, wish(values), name))
    del opened


def _conditions(screen: LaboratoryScreen, text: str) -> Any:
    from nen7510_tracker.dossier.facts.commissioning import Condition

    read = a_day(screen.tracker.today)
    found = []
    for part in filter(None, map(str.strip, text.split(";"))):
        what, _, due = part.rpartition("=") if "=" in part else (part, "", "")
        found.append(Condition(text=what.strip(), due=day(read(due.strip())) if due.strip() else None))
    return tuple(found)


def _wrong_conditions(screen: LaboratoryScreen, text: str) -> Sequence[tuple[str, Message]]:
    from nen7510_tracker.words.message import InputRejected

    try:
        _conditions(screen, text)
    except InputRejected as rejected:
        return [("conditions", rejected.message)]
    return []


def _proposed(screen: LaboratoryScreen, wish: Any, name: FormName) -> None:
    from nen7510_tracker.service.deciding import propose
    from nen7510_tracker.service.recording import Call

    call, lab = Call.new(screen.tracker.actor, screen.tracker.today), screen.lab

    def then(decided: Decided) -> None:
        screen.tracker.unsaved.drop(name)
        screen.load()
        screen.flash(
            Message(
                "{id} is proposed by {who}. Somebody else has to approve it.",
                id=decided.proposal.id,
                who=decided.proposed_by,
            )
        )

    screen.carry_out(lambda desk: propose(desk.record, lab, wish, call), then)


# Approving


def pending(opened: Opened) -> Sequence[Proposal]:
    """The proposals that wait for a second pair of eyes."""
    view = opened.evaluation.view
    return [each.fact for key, each in view.proposals.items() if key not in view.approvals]


def approve(screen: LaboratoryScreen) -> None:
    """Choose a proposal, read it, and approve it."""
    opened = screen.opened
    if opened is None:
        return
    items = [
        Item(each.id, f"{each.id}  {_what(screen, each)}", partial(_read, screen, opened, each), more=each.rationale)
        for each in pending(opened)
    ]
    _menu(screen, screen.pen.words("Approve"), items)


def _what(screen: LaboratoryScreen, proposal: Proposal) -> str:
    words = screen.pen.words
    if proposal.decision:
        return words(label(proposal.decision))
    return words("adopt policy {id}", id=proposal.policy.id)


def _read(screen: LaboratoryScreen, opened: Opened, proposal: Proposal) -> None:
    """Show a proposal whole, so that nobody approves what they have not read."""
    pen, words = screen.pen, screen.pen.words
    version = opened.dossier.latest("proposal", proposal.id)
    blocks = [
        Block(join(ink(_what(screen, proposal), "bold"), ink(f"  {pen.day_text(proposal.on)}", "$quiet"))),
        *([origin(pen, version.entry, proposal)] if version else []),
        *_gate(pen, opened, proposal),
        Block(ink(proposal.rationale)),
    ]
    blocks += [
        Block(join(ink(f"{pen.symbols.dot} "), line(each.text), ink(f"  {pen.day_text(each.due)}", "$quiet")), hang=2)
        for each in proposal.conditions
    ]
    blocks += [Block(join(ink(f"{each.what}: ", "bold"), line(each.text)), hang=2) for each in proposal.answers]
    if proposal.review_on:
        blocks.append(Block(ink(words("review on {day}", day=proposal.review_on))))
    if screen.tracker.access.enforced:
        names = words("Names are authenticated: the server knows who proposes and who approves.")
    else:
        names = words("Names are as their users give them: on this kind of record nobody checks who they are.")
    blocks += [
        Block(),
        Block(ink(words("You approve as {actor}.", actor=screen.tracker.who_text()), "bold")),
        Block(ink(names, "$quiet")),
    ]
    question = Ask(words("Approve {id}?", id=proposal.id), blocks, pen, yes=words("approve"))
    screen.app.push_screen(question, lambda agreed: _approved(screen, proposal.id) if agreed else None)


def _gate(pen: Pen, opened: Opened, proposal: Proposal) -> Iterator[Block]:
    """What the gate says now, to who approves a resumption."""
    if proposal.decision == "resume":
        asked = opened.result.criteria
        met = sum(each.outcome.verdict == "met" for each in asked)
        said = pen.words("{met} of {n} criteria are met", met=met, n=len(asked))
        yield Block(join(pen.verdict(opened.result.verdict), "  ", ink(said, "$quiet")))


def _approved(screen: LaboratoryScreen, key: str) -> None:
    from nen7510_tracker.service.deciding import approve as approve_proposal
    from nen7510_tracker.service.recording import Call

    call, lab = Call.new(screen.tracker.actor, screen.tracker.today), screen.lab

    def then(decided: Decided) -> None:
        screen.load()
        screen.flash(Message("{id} is approved by {who}.", id=decided.proposal.id, who=str(decided.approved_by)))

    screen.carry_out(lambda desk: approve_proposal(desk.record, lab, key, call), then)


# Another policy


def adopt(screen: LaboratoryScreen) -> None:
    """Propose that the dossier be judged by another of the policies that are shipped, or by one from a file."""
    opened = screen.opened
    if opened is None:
        return
    words = screen.pen.words
    items = [
        Item(each.id, each.title(words.language), partial(_adopting, screen, opened, each), more=each.id)
        for each in (opened.norm.policy(key) for key in opened.norm.policies)
        if each.id != opened.policy.id and each.decides == "resume"
    ]
    items.append(Item("file", words("one from a file"), partial(_from_file, screen, opened)))
    _menu(screen, words("Adopt a policy"), items)


def _from_file(screen: LaboratoryScreen, opened: Opened) -> None:
    form = Form(screen.pen.words("Adopt a policy"), [Field("file", N_("File"), required=True, file=True)], screen.pen)

    def chosen(values: dict[str, str] | None) -> None:
        if values:
            from nen7510_tracker.service.policies import policy_named

            name = values["file"] if "/" in values["file"] else f"./{values['file']}"
            screen.carry_out(lambda _desk: policy_named(opened.norm, name), partial(_adopting, screen, opened))

    screen.app.push_screen(form, chosen)


def _adopting(screen: LaboratoryScreen, opened: Opened, policy: Policy) -> None:
    from nen7510_tracker.service.deciding import Wish

    fields = [each for each in _fields(screen, opened, "") if each.name in {"rationale", "by"}]
    name = FormName(screen.lab, "adopt", about=policy.id)
    form = Form(screen.pen.words(name.title), fields, screen.pen)

    def then(values: Mapping[str, str]) -> None:
        wish = Wish(rationale=checked_text("rationale", values["rationale"]), adopts=policy, by=values["by"] or None)
        _proposed(screen, wish, name)

    ask_kept(screen, name, form, then)
