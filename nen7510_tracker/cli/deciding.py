"""`nen7510 decide` and `nen7510 approve`: four eyes, and the gate."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nen7510_tracker.cli.complete import proposals
from nen7510_tracker.cli.options import Form, LabId, Output, a_text, given_day, session_of
from nen7510_tracker.cli.output import Page, emit_json
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import label_text, verdict_text

if TYPE_CHECKING:
    from nen7510_tracker.dossier.facts.commissioning import Answer, Condition
    from nen7510_tracker.service.deciding import Decided

Rationale = Annotated[str, typer.Option("--rationale", help=_("Why, in writing."), metavar="TEXT")]
ProposalId = Annotated[str | None, typer.Option("--id", help=_("Its id (default: the next free one)."), metavar="ID")]
By = Annotated[
    str | None, typer.Option("--by", help=_("The commissioner that decides, if there are several."), metavar="PARTY")
]
Answers = Annotated[
    list[str] | None,
    typer.Option("--answer", help=_("The answer to what speaks against resuming."), metavar="WHAT=TEXT"),
]


def decide(
    context: typer.Context,
    lab: LabId,
    decision: Annotated[
        Literal["suspend", "maintain_suspension", "resume", "end"],
        typer.Argument(help=_("What is decided."), metavar="DECISION"),
    ],
    rationale: Rationale,
    answer: Answers = None,
    id: ProposalId = None,  # noqa: A002 - the option's name
    by: By = None,
    service: Annotated[
        list[str] | None, typer.Option("--service", help=_("A service it concerns."), metavar="SERVICE")
    ] = None,
    condition: Annotated[
        list[str] | None,
        typer.Option("--condition", help=_("A condition, with the day it is due."), metavar="TEXT[=DATE]"),
    ] = None,
    review_on: Annotated[str | None, typer.Option("--review-on", help=_("The day of review."), metavar="DATE")] = None,
    form: Form = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.service.deciding import Wish, propose

    session = session_of(context)
    wish = Wish(
        rationale=a_text(rationale, "--rationale"),
        decision=decision,
        id=id,
        by=by,
        services=tuple(a_text(each, "--service") for each in service or ()),
        conditions=tuple(_condition(each) for each in condition or ()),
        review_on=given_day(review_on, "--review-on"),
        answers=tuple(_answer(each) for each in answer or ()),
    )
    with session.record() as record:
        show(propose(record, lab, wish, session.call()), form, output)


decide.__doc__ = _("Propose a decision; somebody else approves it. Resuming needs the gate to say met.")


def approve(
    context: typer.Context,
    lab: LabId,
    proposal: Annotated[str, typer.Argument(help=_("The proposal's id."), metavar="ID", autocompletion=proposals)],
    form: Form = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.service.deciding import approve as approve_proposal

    session = session_of(context)
    with session.record() as record:
        show(approve_proposal(record, lab, proposal, session.call()), form, output)


approve.__doc__ = _("Approve what somebody else proposed: a decision, or the adoption of a policy.")


def _answer(text: str) -> "Answer":
    from nen7510_tracker.dossier.facts.commissioning import Answer

    what, given, said = text.partition("=")
    if not given or not said.strip():
        raise typer.BadParameter(_("write WHAT=TEXT, such as majors=…"), param_hint="--answer")
    return Answer(what=what.strip(), text=a_text(said, "--answer"))


def _condition(text: str) -> "Condition":
    from nen7510_tracker.dossier.facts.commissioning import Condition
    from nen7510_tracker.words.day import day

    said, _separator, due = a_text(text, "--condition").rpartition("=")
    try:
        return Condition(text=said, due=day(due)) if said else Condition(text=text)
    except ValueError:
        return Condition(text=text)


def show(decided: "Decided", form: str, output: Output) -> None:
    """What was proposed or approved, for people or as JSON."""
    from nen7510_tracker.reports.decision import decision_document

    if form == "json":
        emit_json(decision_document(decided), output)
        return
    page = Page()
    proposal = decided.proposal
    what = label_text(proposal.decision) if proposal.decision else _("adopt a policy")
    page.line(
        _(
            "{id}: {what}, {state} by {who}.",
            id=proposal.id,
            what=what,
            state=label_text(decided.state),
            who=decided.approved_by or decided.proposed_by,
        )
    )
    if decided.state == "proposed":
        page.line(_("Somebody else has to approve it: `nen7510 approve {lab} {id}`.", lab=decided.lab, id=proposal.id))
    if decided.verdict:
        page.line(_("the gate said: {verdict}", verdict=verdict_text(decided.verdict)))
    if decided.authenticated:
        page.line(_("Names are authenticated: the server knows who proposes and who approves."))
    else:
        page.line(_("Names are as stated: this record knows nobody by a password."))
    page.line(_("head {head}", head=str(decided.head)))
    page.emit(output)
