"""The table of the audit sheet: its rows, its columns, and the line above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from nen7510_tracker.dossier.draft import Draft, Row
from nen7510_tracker.tui.control_sheet import ControlRow, control_cell, rows_by_area, title_cell
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.table import Column

if TYPE_CHECKING:
    from nen7510_tracker.tui.pen import Pen
    from nen7510_tracker.tui.sheet import SheetScreen
    from nen7510_tracker.tui.sheet_background import Background

GRADES = ("major", "ungraded", "minor", "observation")  # the worst first


def rows_of(screen: SheetScreen, draft: Draft, background: Background) -> Sequence[ControlRow]:
    """The controls in scope, in the norm's order or by session."""
    shown = [each for each in background.scope if not screen.only_left or not draft.row(each).is_done]
    if screen.by_session:
        return _rows_by_session(screen.pen, draft, background, shown)
    return rows_by_area(background.edition, shown, screen.pen.words.language)


def _rows_by_session(pen: Pen, draft: Draft, background: Background, shown: Sequence[str]) -> Sequence[ControlRow]:
    controls = background.edition.controls
    rows: list[ControlRow] = []
    rest = list(shown)
    for number, session in enumerate(draft.sessions):
        keys = [key for key in rest if key in session.controls]
        rows.append(ControlRow(f"session {number}", title="  ".join(filter(None, (session.title, session.on)))))
        rows += [ControlRow(key, controls[key]) for key in keys]
        rest = [key for key in rest if key not in keys]
    if rest:
        rows.append(ControlRow("session rest", title=pen.words("In no session")))
        rows += [ControlRow(key, controls[key]) for key in rest]
    return rows


def columns_of(screen: SheetScreen) -> Sequence[Column[ControlRow]]:
    """A column for each thing that is noted, and one for what others said."""
    pen, words = screen.pen, screen.pen.words

    def noted(row: ControlRow) -> Row:
        return screen.draft.row(row.key) if screen.draft else Row()

    columns = [
        Column[ControlRow](words("Control"), 9, lambda row, _: control_cell(pen, row, screen.marked)),
        Column[ControlRow](words("Judged"), 15, lambda row, _: _judged(screen, row), least=11),
        Column[ControlRow](words("Title"), 30, lambda row, _: title_cell(pen, row), least=16, grows=3),
        Column[ControlRow](words("Note"), 16, lambda row, _: line(noted(row).note or "", "$quiet"), grows=2, keep=4),
        Column[ControlRow](words("Depth"), 10, lambda row, _: pen.label(noted(row).depth, "$quiet"), keep=3),
    ]
    if screen.shows_others:
        columns.append(Column[ControlRow](words("Others"), 7, lambda row, _: _other(screen, row), keep=8))
    return columns


def _judged(screen: SheetScreen, row: ControlRow) -> Content:
    pen, words = screen.pen, screen.pen.words
    if screen.draft is None:
        return BLANK
    noted, found = screen.draft.row(row.key), screen.draft.findings_on(row.key)
    grades = [pen.grade(each) for each in GRADES if any(finding.grade == each for finding in found)]
    if noted.rating == "not_assessed":
        judged = ink(f"{pen.symbols.rating['not_assessed']} {words('left out')}", "$quiet")
    elif noted.rating:
        judged = pen.rating(noted.rating)
    elif noted.examined and not found:
        judged = ink(f"{pen.symbols.status['conforming']} {words('examined')}", "$quiet")
    else:
        judged = BLANK
    return between(" ", (judged, between(", ", grades)))


def _other(screen: SheetScreen, row: ControlRow) -> Content:
    others = screen.background.others.get(row.key, ()) if screen.background else ()
    return screen.pen.rating_sign(others[0]) if others else BLANK


def progress_of(screen: SheetScreen, draft: Draft, scope: Sequence[str]) -> Iterator[Content]:
    """How many controls are judged of how many, what is hidden, and what the keys mean."""
    words = screen.pen.words
    yield ink(words("{n} of {total}", n=sum(draft.row(each).is_done for each in scope), total=len(scope)), "bold")
    yield from screen.say_shown()
    if not screen.shows_others:
        yield ink(words("others hidden"), "$key")
    keys = (
        words("1 meets 2 largely meets 3 largely fails 4 fails")
        if draft.by_rating
        else words("1 conforms 2 minor 3 major 4 observation")
    )
    yield ink(keys, "$quiet")


def figures_of(pen: Pen, draft: Draft) -> Iterator[Content]:
    """How many findings have each grade, of how many on the sheet."""
    for grade in GRADES:
        number = sum(each.grade == grade for each in draft.findings)
        if number:
            yield join(pen.grade(grade), ink(f" {number}", "bold"))
    if draft.findings:
        yield ink(pen.words("of {n} findings", n=len(draft.findings)), "$quiet")
