"""`nen7510 import` of a workbook that came back: what was before, what becomes of it, and then it is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nen7510_tracker.cli.options import given_day
from nen7510_tracker.cli.output import Page, note
from nen7510_tracker.cli.session import Session
from nen7510_tracker.cli.speech import say as _
from nen7510_tracker.cli.symbols import NOTHING

if TYPE_CHECKING:
    from nen7510_tracker.exchange.grid import Grid
    from nen7510_tracker.exchange.workbook.importing import Understood
    from nen7510_tracker.service.recording import Appended

_SHOWN = 2000  # cells: beyond, nobody reads on


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of a workbook beside it."""

    on: str | None
    mine: Sequence[str]
    correct: str | None
    preview: bool


def import_workbook(session: Session, file: Path, grids: "Sequence[Grid]", asked: Asked) -> "Appended | None":
    """Show what changed and record it; None for a preview. Raises InputRejected with every mistake."""
    from nen7510_tracker.exchange.workbook.importing import Comparison
    from nen7510_tracker.exchange.workbook.reading import read_workbook
    from nen7510_tracker.service.recording import record_after, would_record
    from nen7510_tracker.words.day import of

    on = given_day(asked.on, "--on") or of(session.today)
    returned = read_workbook(file, grids)
    with session.record() as record:
        comparison = Comparison(record, returned, on, session.today, asked.mine)
        understood = comparison.against(record.dossier(returned.lab))
        statements = would_record(record, returned.lab, understood.batch, session.call(), asked.correct)
        for told in understood.told:
            note(_(told))
        if understood.rows or asked.preview:
            _changes_page(returned.lab, understood, len(statements)).emit(None)
        if asked.preview:
            return None
        return record_after(
            record, returned.lab, lambda dossier: comparison.against(dossier).batch, session.call(), asked.correct
        )


def _changes_page(lab: str, understood: "Understood", facts: int) -> Page:
    """A line per cell: what the record has, what was filled in."""
    from nen7510_tracker.exchange.workbook.writing import said

    page = Page()
    cells = [(row, change) for row in understood.rows for change in row.changes.values()]
    text = _("{lab}: {n} cells changed since the workbook was made, {facts} facts.", lab=lab, n=len(cells), facts=facts)
    page.heading(text)
    rows = []
    for row, change in cells[:_SHOWN]:
        before, after = (said(change.cell.column, each, _) or NOTHING for each in (change.before, change.after))
        rows.append((row.filled.place(change.cell), row.filled.key, change.cell.header, f"{before} → {after}"))
    if rows:
        page.table((_("cell"), _("id"), _("column"), _("before → after")), rows, wide=3)
    if len(cells) > _SHOWN:
        page.line(_("… and {n} cells more.", n=len(cells) - _SHOWN))
    return page
