"""What one looks at, as a file: gaps, reports, dossier, the table on the screen (screens, The frame: `e`)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.tui.laboratory import LaboratoryScreen
from nen7510_tracker.tui.menu import Do, Item, Menu
from nen7510_tracker.tui.table import Table
from nen7510_tracker.words.message import Message

if TYPE_CHECKING:
    from nen7510_tracker.rules.evaluation import Evaluation
    from nen7510_tracker.rules.gaps import GapRow
    from nen7510_tracker.tui.desk import Desk
    from nen7510_tracker.tui.frame import Frame

Make = Callable[["Desk"], bytes]


def export(frame: Frame) -> None:
    """Choose what to write; it is written where the program was started, and its path copied.

    In a browser it is downloaded as well.
    """
    items = [*_of_laboratory(frame), *_of_screen(frame)] if _lab(frame) else [*_of_all(frame), *_of_screen(frame)]

    def chosen(do: Do | None) -> None:
        if do:
            do()

    frame.app.push_screen(Menu(frame.pen.words("Export"), items, frame.pen), chosen)


def _of_laboratory(frame: Frame) -> Iterator[Item]:
    words, lab = frame.pen.words, _lab(frame)
    for name, text, make in (
        ("gaps.csv", words("the gaps, CSV"), partial(_gaps, frame, lab)),
        ("gaps.xlsx", words("the gaps, Excel"), partial(_gaps_workbook, frame, lab)),
        ("report.pdf", words("the readiness report, PDF with its data"), partial(_report, frame, "pdf")),
        ("report.html", words("the readiness report, HTML"), partial(_report, frame, "html")),
        ("report.docx", words("the readiness report, Word"), partial(_report, frame, "docx")),
        ("report.md", words("the readiness report, Markdown"), partial(_report, frame, "md")),
        ("report.txt", words("the readiness report, text"), partial(_report, frame, "txt")),
        ("report.json", words("the readiness report, JSON"), partial(_report, frame, "json")),
        ("facts.pdf", words("the facts in order, PDF"), partial(_facts, frame, "pdf")),
        ("facts.md", words("the facts in order, Markdown"), partial(_facts, frame, "md")),
        ("dossier.yaml", words("the dossier, as import takes it"), partial(_dossier, frame)),
        ("workbook.xlsx", words("what owners fill in, Excel"), partial(_workbook, frame, lab)),
    ):
        yield Item(name, text, partial(_write, frame, Path(f"{lab}-{name}"), make), more=f"{lab}-{name}")


def _of_all(frame: Frame) -> Iterator[Item]:
    words = frame.pen.words
    for name, text, make in (
        ("gaps.csv", words("the gaps of all laboratories, CSV"), partial(_gaps, frame, "")),
        ("gaps.xlsx", words("the gaps of all laboratories, Excel"), partial(_gaps_workbook, frame, "")),
    ):
        yield Item(name, text, partial(_write, frame, Path(name), make), more=name)


def _of_screen(frame: Frame) -> Iterator[Item]:
    """The table that is shown, with its order and its filter: what is left out is said."""
    table = next((each for each in frame.query(Table) if each.display and each.region and each.shown), None)
    if table is None:
        return
    shown, all_ = table.counts
    text = frame.pen.words("this table as it is shown, CSV: {n} of {total} rows", n=shown, total=all_)
    name = f"{_lab(frame) or 'laboratories'}-{frame.place}.csv"
    data = _shown(table)
    yield Item("table.csv", text, partial(_write, frame, Path(name), lambda _desk: data), more=name)


def _shown(table: Table[Any]) -> bytes:
    from nen7510_tracker.exchange.table import write_csv

    rows = [[column.cell(row, column.width).plain.strip() for column in table.columns] for row in table.shown]
    out = io.StringIO(newline="")
    write_csv(rows, [column.title for column in table.columns], out)
    return out.getvalue().encode()


def _lab(frame: Frame) -> str:
    return frame.lab if isinstance(frame, LaboratoryScreen) else ""


def _write(frame: Frame, path: Path, make: Make) -> None:
    from nen7510_tracker.exchange.whole_file import write_whole

    path = path.absolute()

    def then(_nothing: None) -> None:
        frame.app.copy_to_clipboard(str(path))
        frame.flash(Message("Written, and the path copied: {file}", file=str(path)))
        if frame.app.is_web:
            frame.app.deliver_binary(path)

    frame.carry_out(lambda desk: write_whole(make(desk), path), then)


def _evaluation(frame: Frame, desk: Desk) -> Evaluation:
    from nen7510_tracker.service.record import Moment

    return desk.record.evaluation(_lab(frame), Moment(*frame.tracker.moment))


def _gap_rows(frame: Frame, lab: str, desk: Desk) -> list[GapRow]:
    from nen7510_tracker.service.gaps import gap_rows
    from nen7510_tracker.service.record import Moment

    labs = [lab] if lab else desk.record.labs()
    moment = Moment(*frame.tracker.moment)
    return list(gap_rows(desk.record, labs, moment, DEFAULT_EDITION, frame.pen.words.language))


def _gaps(frame: Frame, lab: str, desk: Desk) -> bytes:
    from nen7510_tracker.exchange.table import write_csv
    from nen7510_tracker.rules.gaps import GapRow

    out = io.StringIO(newline="")
    write_csv(_gap_rows(frame, lab, desk), GapRow._fields, out)
    return out.getvalue().encode()


def _gaps_workbook(frame: Frame, lab: str, desk: Desk) -> bytes:
    from nen7510_tracker.exchange.gaps_workbook import about_gaps, about_head, gaps_workbook

    words, moment = frame.pen.words, frame.tracker.moment
    rows = _gap_rows(frame, lab, desk)
    about = about_gaps(words, moment.as_of, moment.known_on, DEFAULT_EDITION, (len(rows), len(rows)), "")
    labs = [lab] if lab else desk.record.labs()
    heads = [about_head(words, each, desk.record.ledger.head(each)) for each in labs]
    return gaps_workbook(rows, [*about, *heads], words, headers=True)


def _workbook(frame: Frame, lab: str, desk: Desk) -> bytes:
    from nen7510_tracker.exchange.workbook.rows import content_of
    from nen7510_tracker.exchange.workbook.writing import About, write_workbook
    from nen7510_tracker.service.record import Moment

    evaluation, language = _evaluation(frame, desk), frame.pen.words.language
    view = evaluation.view
    about = About(lab, view.lab.name, Moment(*frame.tracker.moment), view.head, DEFAULT_EDITION, language, None)
    return write_workbook(about, content_of(evaluation, DEFAULT_EDITION, language))


def _report(frame: Frame, form: str, desk: Desk) -> bytes:
    from nen7510_tracker.reports.readiness import readiness_report
    from nen7510_tracker.rules.decision import policy_of

    evaluation = _evaluation(frame, desk)
    policy = policy_of(evaluation.view, evaluation.norm)
    made = readiness_report(evaluation, policy, edition=DEFAULT_EDITION, summary=False, public=False)
    return _rendered(frame, made, form, desk)


def _facts(frame: Frame, form: str, desk: Desk) -> bytes:
    from nen7510_tracker.reports.facts import facts_report

    return _rendered(frame, facts_report(_evaluation(frame, desk), public=False), form, desk)


def _rendered(frame: Frame, made: Any, form: str, desk: Desk) -> bytes:
    from nen7510_tracker.reports.attachments import attachments
    from nen7510_tracker.reports.render import BINARY, render, render_binary

    words, lab = frame.pen.words, _lab(frame)
    if form not in BINARY:
        return render(made, form, words).encode()
    gaps = _gaps(frame, lab, desk).decode()
    return render_binary(made, form, words, attachments(made, words, gaps, _dossier(frame, desk).decode()))


def _dossier(frame: Frame, desk: Desk) -> bytes:
    from nen7510_tracker.exchange.writing import write_dossier

    return write_dossier(_evaluation(frame, desk).known.dossier, form="yaml", history=False).encode()
