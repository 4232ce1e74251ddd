"""What changed since a day, in all laboratories: verdicts that turned, grounds that lapsed, findings reopened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.content import Content

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.changes import NAMES, TURNINGS
from nen7510_tracker.tui.across.screen import AcrossScreen, one_by_one
from nen7510_tracker.tui.action import CHANGED, GATE, RECORD
from nen7510_tracker.tui.ink import between, ink, join, line
from nen7510_tracker.tui.page import Block, Target, heading
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Column

if TYPE_CHECKING:
    from nen7510_tracker.rules.changes import Turn
    from nen7510_tracker.service.changing import LabChanges
    from nen7510_tracker.tui.desk import Desk
    from nen7510_tracker.tui.when import When


class Turned(NamedTuple):
    """Something that turned in a laboratory."""

    changes: LabChanges
    turn: Turn


class ChangedScreen(AcrossScreen["Sequence[LabChanges]", "Turned"]):
    """A row per thing that turned, the gravest first."""

    SPANS: ClassVar[Sequence[int]] = (30, 90, 365, 7)

    @property
    def place(self) -> str:
        """What changed."""
        return CHANGED

    def ask(self, desk: Desk, moment: When) -> Sequence[LabChanges]:
        """What changed in so many days, in each laboratory."""
        return desk.changed(moment, moment.as_of - timedelta(days=self.span))

    def kinds(self, result: Sequence[LabChanges]) -> Sequence[str]:
        """What turned somewhere."""
        there = {turn.what for each in result for turn in each.turned}
        return [what for what in TURNINGS if what in there]

    def kind_name(self, kind: str) -> str:
        """What turned."""
        return next((self.pen.words(name) for what, name in NAMES.items() if what == kind), "")

    def rows(self, result: Sequence[LabChanges]) -> Sequence[Turned]:
        """The gravest first, then by laboratory."""
        rows = [Turned(each, turn) for each in result for turn in each.turned if self.only in {"", turn.what}]
        return sorted(rows, key=lambda row: (TURNINGS.index(row.turn.what), row.changes.lab))

    def key(self, row: Turned) -> str:
        """The laboratory, and what turned."""
        return f"{row.changes.lab} {row.turn.what} {row.turn.id}"

    def searched(self, row: Turned) -> str:
        """Everything that is shown of it."""
        words, turn = self.pen.words, row.turn
        return (
            f"{row.changes.lab} {row.changes.name} {words(NAMES[turn.what])} {turn.id} {_turned(self.pen, turn).plain}"
        )

    def columns(self, pen: Pen, result: Sequence[LabChanges]) -> Sequence[Column[Turned]]:
        """Where, what, from what to what."""
        del result
        words = pen.words
        return (
            Column(
                words("What"),
                22,
                lambda row, _: ink(words(NAMES[row.turn.what]), "bold" if row.turn.what in TURNINGS[:4] else ""),
                least=10,
                sort=lambda row: TURNINGS.index(row.turn.what),
            ),
            Column(
                words("Laboratory"),
                26,
                lambda row, _: line(row.changes.name),
                least=12,
                grows=1,
                sort=lambda row: row.changes.name.casefold(),
            ),
            Column(
                words("Id"), 14, lambda row, _: line(row.turn.id, "$primary"), least=8, sort=lambda row: row.turn.id
            ),
            Column(words("Turned"), 30, lambda row, _: _turned(pen, row.turn), least=26, grows=1),
        )

    def figures(self, pen: Pen, result: Sequence[LabChanges]) -> Iterator[Block]:
        """How many laboratories changed, and how many of what turned."""
        words = pen.words
        since = self.tracker.moment.as_of - timedelta(days=self.span)
        changed = sum(bool(each.turned or each.recorded) for each in result)
        told = words("{n} of {total} laboratories changed.", n=changed, total=len(result))
        yield Block(join(ink(words("Since {day}", day=pen.day_text(since)), "bold"), "   ", ink(told, "bold")), hang=2)
        counts = {what: sum(turn.what == what for each in result for turn in each.turned) for what in TURNINGS}
        parts = [join(ink(f"{words(NAMES[what])} ", "$quiet"), ink(str(n), "bold")) for what, n in counts.items() if n]
        if parts:
            total = ink(words("{n} turned:", n=sum(counts.values())), "$quiet")
            leads = one_by_one(self.kinds(result))
            yield Block(join(total, " ", between("   ", parts)), hang=2, target=leads)

    def about(self, pen: Pen, result: Sequence[LabChanges], row: Turned, width: int) -> Iterator[Block]:
        """The laboratory, and everything that turned in it."""
        del result
        words, found = pen.words, row.changes
        yield Block(between("  ", (line(found.name, "bold"), ink(found.lab, "$quiet"))), hang=2)
        yield from heading(words("What turned"), width, pen.symbols)
        for turn in (row.turn, *(each for each in found.turned if each != row.turn)):
            kind = ("tab", GATE) if turn.what == "verdict" else (turn.what, turn.id)
            said = join(
                ink(f"{words(NAMES[turn.what])} ", "$quiet"), line(turn.id, "$primary"), "  ", _turned(pen, turn)
            )
            yield Block(said, hang=2, target=Target(*kind, found.lab))
        counts = words("{n} turned, {m} recorded", n=len(found.turned), m=len(found.recorded))
        yield Block()
        yield Block(ink(counts, "$quiet"), hang=2, target=Target("tab", RECORD, found.lab))

    def empty(self, pen: Pen) -> str:
        """Nothing turned."""
        return pen.words("Nothing turned in these {n} days.", n=self.span)


def _turned(pen: Pen, turn: Turn) -> Content:
    words, nothing = pen.words, pen.symbols.status["not_applicable"]
    before, after = (words(label(each)) if each else nothing for each in (turn.before, turn.after))
    return join(ink(before, "$quiet"), ink(f" {pen.symbols.arrow} "), ink(after, "bold"))
