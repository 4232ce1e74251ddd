"""`nen7510 gate`: the verdict and its reasons."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nen7510_tracker.cli.alarms import alarms
from nen7510_tracker.cli.options import AsOf, Form, Head, KnownOn, LabId, Output, PolicyName, session_of
from nen7510_tracker.cli.output import Page, emit_json
from nen7510_tracker.cli.session import Session
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import day_text, label_text, verdict_text, view_text

if TYPE_CHECKING:
    from nen7510_tracker.dossier.facts import Fact
    from nen7510_tracker.rules.evaluation import Evaluation
    from nen7510_tracker.rules.gate import CriterionResult, GateResult
    from nen7510_tracker.service.record import Moment, Record

EXIT_CODES = {"met": 0, "not_met": 1, "undetermined": 3}


def gate(
    context: typer.Context,
    lab: LabId,
    policy: PolicyName = None,
    assume: Annotated[
        Path | None,
        typer.Option(
            "--assume", help=_("What if: add the facts of this dossier file, recording nothing."), metavar="FILE"
        ),
    ] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    head: Head = None,
    form: Form = "table",
    output: Output = None,
) -> None:
    from nen7510_tracker.reports.gate import gate_document
    from nen7510_tracker.rules import gate as rules
    from nen7510_tracker.service.policies import policy_asked

    session = session_of(context)
    with session.record() as record:
        moment = session.moment(as_of, known_on, head)
        evaluation = record.evaluation(lab, moment, _assumed(session, record, lab, assume, moment))
    result = rules.gate(evaluation, policy_asked(evaluation, policy))
    if form == "json":
        emit_json(gate_document(evaluation, result), output)
    else:
        gate_page(evaluation, result).emit(output)
    raise typer.Exit(EXIT_CODES[result.verdict])


gate.__doc__ = _("May the collaboration be resumed? The verdict and its reasons.")


def _assumed(session: Session, record: "Record", lab: str, path: Path | None, moment: "Moment") -> "list[Fact]":
    """The facts of a what-if; none without a file."""
    if path is None:
        return []
    from nen7510_tracker.exchange.importing import assumed_facts

    return assumed_facts(record, lab, path, moment, session.call())


def gate_page(evaluation: "Evaluation", result: "GateResult") -> Page:
    """The verdict for people: what it is, until when, why, what is needed from whom, what speaks against."""
    page = Page()
    page.heading(f"{evaluation.view.lab.name} · {result.policy.title(language)}")
    page.line(view_text(evaluation.as_of, evaluation.view.known_on))
    if evaluation.known.assumed:
        page.line(_("WHAT IF: {n} assumed facts count here; nothing is recorded.", n=len(evaluation.known.assumed)))
    page.heading(verdict_text(result.verdict))
    page.line(
        _("This holds until {day}, if nothing more becomes known.", day=day_text(result.holds_until))
        if result.holds_until
        else _("This holds until something more becomes known.")
    )
    page.line()
    for each in result.criteria:
        _criterion(page, each)
    _against(page, evaluation)
    page.line()
    page.line(_("policy {id} {digest}", id=result.policy.id, digest=result.policy.digest))
    page.line(_("head {head}", head=str(evaluation.view.head)))
    return page


def _criterion(page: Page, result: "CriterionResult") -> None:
    criterion, outcome = result.criterion, result.outcome
    page.line(f"{verdict_text(outcome.verdict)} · {criterion.title(language)} ({criterion.id})")
    for fact in outcome.because:
        page.line("    " + _(fact.text))
    for need in outcome.needs:
        text = _(need.text)
        page.line("    → " + (_("{need} (turn: {party})", need=text, party=need.turn) if need.turn else text))
    if criterion.basis:
        page.line(f"    “{criterion.basis}”")


def _against(page: Page, evaluation: "Evaluation") -> None:
    from nen7510_tracker.rules.decision import contra, standing_decision

    speaks = contra(evaluation)
    page.line()
    if speaks:
        page.line(_("What speaks against resuming, to be answered in writing:"))
        for each in speaks:
            page.line(f"  {each.what}: {_(each.text)}")
    decision = standing_decision(evaluation.view)
    if decision is None:
        page.line(_("No decision stands."))
    else:
        page.line(
            _(
                "Decision {id} of {day} stands: {decision}.",
                id=decision.id,
                day=decision.on,
                decision=label_text(decision.decision),
            )
        )
    for alarm in alarms(evaluation):
        page.line(alarm)
