"""`nen7510 demo`: the example dossiers in a database that is thrown away."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nen7510_tracker.cli.options import session_of
from nen7510_tracker.cli.output import emit, note
from nen7510_tracker.cli.session import Session
from nen7510_tracker.cli.speech import language
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.words.message import InputRejected, Message

if TYPE_CHECKING:
    from nen7510_tracker.rules.evaluation import Evaluation
    from nen7510_tracker.service.record import Moment, Record

FOLDER = Path("nen7510-demo")
SHOWN = "example-lab"


def demo(context: typer.Context) -> None:
    from nen7510_tracker.exchange.examples import examples
    from nen7510_tracker.exchange.importing import import_files

    asked = session_of(context)
    with tempfile.TemporaryDirectory(prefix="nen7510-demo-") as folder:
        session = Session(place=str(Path(folder) / "demo.db"), actor=asked.actor, today=asked.today, keeps=False)
        with session.record(create=True) as record:
            import_files(record, examples(), session.call())
            if sys.stdin.isatty() and sys.stdout.isatty():
                from nen7510_tracker.tui.app import run

                run(record, today=session.today, actor=session.actor, language=language, place=_("demo"))
            else:
                _print(record, session)


demo.__doc__ = _(
    "Load the example dossiers into a throw-away record and open the interface; without a terminal, print."
)


def _print(record: "Record", session: Session) -> None:
    """The portfolio and the gate to stdout; gaps and report to files in the folder."""
    from nen7510_tracker.cli.gate import gate_page
    from nen7510_tracker.cli.labs import labs_page
    from nen7510_tracker.rules.decision import policy_of
    from nen7510_tracker.rules.gate import gate
    from nen7510_tracker.service.evaluating import portfolio

    moment = session.moment(None, None, None)
    labs_page(portfolio(record, moment, today=session.today), moment).emit(None)
    evaluation = record.evaluation(SHOWN, moment)
    emit("", None)
    gate_page(evaluation, gate(evaluation, policy_of(evaluation.view, record.norm))).emit(None)
    _write(record, evaluation, moment)
    text = "Everything above is fictional but for the dossier {lab}: that one holds what the letter says."
    note(_(text, lab="clinical-diagnostics"))


def _write(record: "Record", evaluation: "Evaluation", moment: "Moment") -> None:
    from nen7510_tracker.cli.gaps import gaps_csv
    from nen7510_tracker.norm.norm import DEFAULT_EDITION
    from nen7510_tracker.reports.readiness import readiness_report
    from nen7510_tracker.reports.render import render
    from nen7510_tracker.rules.decision import policy_of
    from nen7510_tracker.service.gaps import gap_rows

    try:
        FOLDER.mkdir(exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRejected(Message("{file} cannot be made: {reason}.", file=str(FOLDER), reason=reason)) from error
    gaps_csv(list(gap_rows(record, record.labs(), moment, DEFAULT_EDITION, language)), FOLDER / "gaps.csv")
    policy = policy_of(evaluation.view, record.norm)
    made = readiness_report(evaluation, policy, edition=DEFAULT_EDITION, summary=False, public=False)
    for form in ("txt", "md", "html", "json"):
        emit(render(made, form, _), FOLDER / f"report.{form}")
