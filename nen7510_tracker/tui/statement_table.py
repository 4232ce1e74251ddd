"""The table of the sheet of a statement of applicability: its columns, and the line above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from textual.content import Content

from nen7510_tracker.dossier import statement_draft as sheets
from nen7510_tracker.dossier.facts.statement import Implementation
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.statement_draft import Said
from nen7510_tracker.tui.control_sheet import ControlRow, control_cell, title_cell
from nen7510_tracker.tui.ink import BLANK, ink, join, line
from nen7510_tracker.tui.table import Column

if TYPE_CHECKING:
    from nen7510_tracker.tui.pen import Pen
    from nen7510_tracker.tui.statement import StatementScreen

LEVELS: tuple[Implementation, ...] = get_args(Implementation)
STYLES: Mapping[Implementation, str] = {
    "yes": "$conforming",
    "partly": "$partial",
    "planned": "$claimed",
    "no": "$nonconforming",
}
SIGNS: Mapping[Implementation, str] = {
    "yes": "conforming",
    "partly": "partial",
    "planned": "claimed",
    "no": "nonconforming",
}

FIGURES = (*(Said(applicable=True, implemented=level) for level in (*LEVELS, None)), Said(applicable=False))


def say_applicable(pen: Pen, row: Said) -> Content:
    """What is said of a control, as a sign and a word; nothing where nothing is said yet."""
    if row.applicable is None:
        return BLANK
    if not row.applicable:
        return pen.status("not_applicable")
    if row.implemented is None:
        return ink(pen.words("applicable"))
    sign = pen.symbols.status[SIGNS[row.implemented]]
    return ink(f"{sign} {pen.words(label(row.implemented))}", STYLES[row.implemented])


def columns_of(screen: StatementScreen) -> Sequence[Column[ControlRow]]:
    """A column for each thing that is said, and one for what the statement before said."""
    pen, words = screen.pen, screen.pen.words

    def said(row: ControlRow) -> Said:
        return screen.stated.row(row.key)

    def reasons(row: ControlRow) -> Content:
        return line(", ".join(words(label(each)) for each in said(row).reasons))

    room = max(16, pen.room(["not_applicable"]))
    columns = [
        Column[ControlRow](words("Control"), 9, lambda row, _: control_cell(pen, row, screen.marked)),
        Column[ControlRow](words("Applies"), room, lambda row, _: say_applicable(pen, said(row))),
        Column[ControlRow](words("Title"), 26, lambda row, _: title_cell(pen, row), least=14, grows=3),
        Column[ControlRow](words("Reasons"), 14, lambda row, _: reasons(row), keep=6),
        Column[ControlRow](
            words("Why or why not"), 18, lambda row, _: line(said(row).justification, "$quiet"), grows=2, keep=5
        ),
    ]
    if screen.previous is not None and screen.before is None:
        was = sheets.rows_of(screen.previous.controls)
        columns.append(
            Column[ControlRow](
                words("Before"), 16, lambda row, _: say_applicable(pen, was.get(row.key, sheets.NOTHING)), keep=4
            )
        )
    return columns


def progress_of(screen: StatementScreen) -> Iterator[Content]:
    """Of how many controls something is said, and what the keys mean."""
    words = screen.pen.words
    said = [screen.stated.row(each) for each in screen.scope]
    yield ink(words("{n} of {total}", n=sum(each.is_done for each in said), total=len(said)), "bold")
    yield from screen.say_shown()
    if screen.only is not None:
        yield ink(words("only {what}", what=say_applicable(screen.pen, screen.only).plain), "$key")
    keys = words("1 implemented 2 partly 3 planned 4 not 0 does not apply   5 risk 6 law 7 contract 8 practice")
    yield ink(keys, "$quiet")


def figure_of(said: Said) -> Said | None:
    """In which figure a control is counted, as what is said of it without why; None: nothing is said."""
    if not said.is_done:
        return None
    return Said(applicable=said.applicable, implemented=said.implemented if said.applicable else None)


def figures_in(screen: StatementScreen) -> Mapping[Said, int]:
    """Of how many controls each thing is said, in the order of the keys; only what is said of any."""
    counts = Counter(figure_of(screen.stated.row(each)) for each in screen.scope)
    return {each: counts[each] for each in FIGURES if counts[each]}


def figures_of(screen: StatementScreen) -> Iterator[Content]:
    """What is said of how many of all controls."""
    pen, counts = screen.pen, figures_in(screen)
    for each, number in counts.items():
        yield join(say_applicable(pen, each), ink(f" {number}", "bold"))
    if counts:
        yield ink(pen.words("of {total}", total=len(screen.scope)), "$quiet")
