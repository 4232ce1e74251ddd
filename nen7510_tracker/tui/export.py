"""What one looks at, as a file: gaps, report, dossier, the portfolio (screens, The frame: `e`)."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nen7510_tracker.tui.laboratory import LaboratoryScreen
from nen7510_tracker.tui.menu import Do, Item, Menu
from nen7510_tracker.words.message import Message, Refused

if TYPE_CHECKING:
    from nen7510_tracker.tui.desk import Desk
    from nen7510_tracker.tui.frame import Frame

Make = Callable[["Desk"], str]


def export(frame: Frame) -> None:
    """Choose what to write; it is written where the program was started, and its path copied."""
    words = frame.pen.words
    items = []
    if isinstance(frame, LaboratoryScreen):
        items = [
            _item(frame, "gaps.csv", words("the gaps, CSV"), partial(_gaps, frame, frame.lab)),
            _item(frame, "report.html", words("the readiness report, HTML"), partial(_report, frame, "html")),
            _item(frame, "report.md", words("the readiness report, Markdown"), partial(_report, frame, "md")),
            _item(frame, "report.txt", words("the readiness report, text"), partial(_report, frame, "txt")),
            _item(frame, "report.json", words("the readiness report, JSON"), partial(_report, frame, "json")),
            _item(frame, "facts.md", words("the facts in order, Markdown"), partial(_facts, frame)),
            _item(frame, "dossier.yaml", words("the dossier, as import takes it"), partial(_dossier, frame)),
        ]
    else:
        items = [_item(frame, "gaps.csv", words("the gaps of all laboratories, CSV"), partial(_gaps, frame, None))]

    def chosen(do: Do | None) -> None:
        if do:
            do()

    frame.app.push_screen(Menu(words("Export"), items, frame.pen), chosen)


def _item(frame: Frame, name: str, text: str, make: Make) -> Item:
    full = f"{frame.lab}-{name}" if isinstance(frame, LaboratoryScreen) else name
    return Item(name, text, partial(_write, frame, Path(full), make), more=full)


def _write(frame: Frame, path: Path, make: Make) -> None:
    path = path.absolute()

    def work(desk: Desk) -> None:
        text = make(desk)
        fresh = path.with_name(f".{path.name}.new")
        try:
            fresh.write_text(text, "utf-8", newline="")
            fresh.replace(path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            reason = error.strerror or type(error).__name__
            raise Refused(Message("{file} cannot be written: {reason}.", file=str(path), reason=reason)) from error

    def then(_nothing: None) -> None:
        frame.app.copy_to_clipboard(str(path))
        frame.flash(Message("Written, and the path copied: {file}", file=str(path)))

    frame.carry_out(work, then)


def _evaluation(frame: Frame, desk: Desk) -> Any:
    from nen7510_tracker.service.record import Moment

    lab = frame.lab if isinstance(frame, LaboratoryScreen) else ""
    return desk.record.evaluation(lab, Moment(*frame.tracker.moment))


def _gaps(frame: Frame, lab: str | None, desk: Desk) -> str:
    from nen7510_tracker.exchange.table import write_csv
    from nen7510_tracker.norm.norm import DEFAULT_EDITION
    from nen7510_tracker.rules.gaps import GapRow
    from nen7510_tracker.service.gaps import gap_rows
    from nen7510_tracker.service.record import Moment

    labs = [lab] if lab else desk.record.labs()
    out = io.StringIO()
    rows = gap_rows(desk.record, labs, Moment(*frame.tracker.moment), DEFAULT_EDITION, frame.pen.words.language)
    write_csv(rows, GapRow._fields, out)
    return out.getvalue()


def _report(frame: Frame, form: str, desk: Desk) -> str:
    from nen7510_tracker.norm.norm import DEFAULT_EDITION
    from nen7510_tracker.reports.readiness import readiness_report
    from nen7510_tracker.reports.render import render
    from nen7510_tracker.rules.decision import policy_of

    evaluation = _evaluation(frame, desk)
    policy = policy_of(evaluation.view, evaluation.norm)
    made = readiness_report(evaluation, policy, edition=DEFAULT_EDITION, summary=False, public=False)
    return render(made, form, frame.pen.words)


def _facts(frame: Frame, desk: Desk) -> str:
    from nen7510_tracker.reports.facts import facts_report
    from nen7510_tracker.reports.render import render

    return render(facts_report(_evaluation(frame, desk), public=False), "md", frame.pen.words)


def _dossier(frame: Frame, desk: Desk) -> str:
    from nen7510_tracker.exchange.writing import write_dossier

    return write_dossier(_evaluation(frame, desk).known.dossier, form="yaml", history=False)
