"""What stands beside the audit sheet: the control under the cursor, what was noted, what others said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nen7510_tracker.dossier.draft import Draft
from nen7510_tracker.norm.edition import Control
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.page import Block, Target, heading
from nen7510_tracker.tui.pen import Pen

if TYPE_CHECKING:
    from textual.content import Content

    from nen7510_tracker.rules.rating import RatingStatus
    from nen7510_tracker.tui.sheet_background import Background


def control_text(
    pen: Pen, draft: Draft, background: Background, control: Control, width: int, *, others: bool
) -> Iterator[Block]:
    """A control on the sheet; `others`: also what other assessments said of it."""
    words = pen.words
    yield Block(join(ink(f"{control.id}  ", "bold $primary"), line(control.title(words.language), "bold")), hang=2)
    other = control.title_en if words.language == "nl" else control.title_nl
    yield Block(line(other, "$quiet"), hang=2)
    yield from _noted(pen, draft, control.id, width)
    if others:
        yield from _others(pen, background, control.id, width)


def _noted(pen: Pen, draft: Draft, control: str, width: int) -> Iterator[Block]:
    words, row = pen.words, draft.row(control)
    if row.note:
        yield from heading(words("Note"), width, pen.symbols)
        yield Block(ink(row.note))
    found = draft.findings_on(control)
    if found:
        yield from heading(words("Findings ({n})", n=len(found)), width, pen.symbols)
    for each in found:
        title = line(each.title) if each.title else ink(words("needs a title: press F"), "$error")
        due = ink(words("due {day}", day=each.due), "$quiet") if each.due else BLANK
        yield Block(
            between("  ", (ink(each.id, "$primary"), pen.grade(each.grade), title, due)),
            hang=2,
            target=Target("draft finding", each.id),
        )
        if each.statement:
            yield Block(ink(each.statement, "$quiet"), indent=2)
    seen = [each for each in draft.evidence if control in each.controls]
    if seen:
        yield from heading(words("Evidence ({n})", n=len(seen)), width, pen.symbols)
    for piece in seen:
        version = f" {piece.version}" if piece.version else ""
        yield Block(between("  ", (pen.label(piece.kind, "$quiet"), line(piece.title + version))), hang=2)


def _others(pen: Pen, background: Background, control: str, width: int) -> Iterator[Block]:
    words = pen.words
    given = background.others.get(control, ())
    if given:
        yield from heading(words("What others said"), width, pen.symbols)
    for each in given:
        who = background.parties.get(each.assessment.performed_by, each.assessment.performed_by)
        yield Block(
            between("  ", (pen.rating(each.value), pen.day(each.on, "$quiet"), *_how(pen, each), line(who, "$quiet"))),
            hang=2,
            target=Target("entry", each.id),
        )


def _how(pen: Pen, rating: RatingStatus) -> Iterator[Content]:
    """How far one looked, whether anybody rated it, and in which assessment."""
    if rating.counts:
        yield pen.depth(rating.depth)
    if rating.derived:
        yield ink(pen.words("by exception"), "$quiet")
    yield line(rating.assessment.title, "$quiet")
