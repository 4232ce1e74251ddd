"""What ends, is due or is to be reviewed in the next days, over all laboratories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from nen7510_tracker.rules.upcoming import KINDS as WHAT
from nen7510_tracker.tui.across.screen import AcrossScreen
from nen7510_tracker.tui.action import GATE, UPCOMING
from nen7510_tracker.tui.ink import between, ink, join, line
from nen7510_tracker.tui.page import Block, Target
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Column
from nen7510_tracker.words.message import N_

if TYPE_CHECKING:
    from nen7510_tracker.rules.upcoming import Coming
    from nen7510_tracker.service.upcoming import Upcoming
    from nen7510_tracker.tui.desk import Desk
    from nen7510_tracker.tui.when import When

NAMES: Mapping[str, str] = {
    "verdict": N_("verdict"),
    "certificate": N_("certificate"),
    "accreditation": N_("accreditation"),
    "decision": N_("review of the decision"),
    "condition": N_("condition"),
    "enforcement": N_("enforcement"),
    "finding": N_("finding"),
    "measure": N_("measure"),
    "milestone": N_("milestone"),
    "commitment": N_("commitment"),
    "evidence": N_("evidence"),
}


class UpcomingScreen(AcrossScreen["Upcoming", "Coming"]):
    """A row per day; what passed without what was due first."""

    SPANS: ClassVar[Sequence[int]] = (90, 180, 365, 30)

    @property
    def place(self) -> str:
        """What comes up."""
        return UPCOMING

    def ask(self, desk: Desk, moment: When) -> Upcoming:
        """What comes up in so many days, and what passed."""
        return desk.upcoming(moment, self.span)

    def kinds(self, result: Upcoming) -> Sequence[str]:
        """What there is."""
        there = {each.kind for each in result.days}
        return [kind for kind in WHAT if kind in there]

    def kind_name(self, kind: str) -> str:
        """What comes."""
        return self.pen.words(NAMES[kind])

    def rows(self, result: Upcoming) -> Sequence[Coming]:
        """The first first."""
        return [each for each in result.days if self.only in {"", each.kind}]

    def key(self, row: Coming) -> str:
        """The laboratory, and what it is."""
        return f"{row.lab} {row.key}"

    def searched(self, row: Coming) -> str:
        """Everything that is shown of it."""
        words = self.pen.words
        name = self.result.names[row.lab] if self.result else ""
        return f"{row.lab} {name} {words(row.title)} {row.note or ''} {row.turn or ''} {row.day}"

    def columns(self, pen: Pen, result: Upcoming) -> Sequence[Column[Coming]]:
        """When, where, what."""
        words = pen.words
        return (
            Column(words("Day"), 12, lambda row, _: pen.day(row.day), sort=lambda row: row.day),
            Column(words("In days"), 7, lambda row, _: self._days(row), keep=5, right=True, sort=lambda row: row.day),
            Column(
                words("Laboratory"),
                22,
                lambda row, _: line(result.names[row.lab]),
                least=12,
                grows=1,
                sort=lambda row: result.names[row.lab].casefold(),
            ),
            Column(
                words("What"),
                36,
                lambda row, _: _what(pen, row),
                least=20,
                grows=3,
                sort=lambda row: WHAT.index(row.kind),
            ),
        )

    def _days(self, row: Coming) -> Content:
        days = (row.day.last - self.tracker.moment.as_of).days
        return ink(str(days), "bold $partial" if days < 0 else "")

    def figures(self, pen: Pen, result: Upcoming) -> Iterator[Block]:
        """How many of how many."""
        words, as_of = pen.words, self.tracker.moment.as_of
        passed = sum(each.day.last < as_of for each in result.days)
        told = words(
            "{n} in the next {days} days, {passed} passed, of {total} in all",
            n=len(result.days) - passed,
            days=self.span,
            passed=passed,
            total=result.of,
        )
        labs = words("of {total} laboratories", total=len(result.names))
        yield Block(between("   ", (ink(told, "bold"), ink(labs, "$quiet"))), hang=2)

    def about(self, pen: Pen, result: Upcoming, row: Coming, width: int) -> Iterator[Block]:
        """The day in full."""
        del width
        words = pen.words
        kind = ("tab", GATE) if row.kind == "verdict" else (row.kind, _fact(row))
        yield Block(line(result.names[row.lab], "bold"), hang=2)
        yield Block(join(pen.day(row.day, "bold"), "  ", ink(words(row.title))), hang=2, target=Target(*kind, row.lab))
        if row.note:
            yield Block(ink(row.note), hang=2)
        if row.turn:
            yield Block(join(ink(words("turn") + " ", "$quiet"), line(row.turn)), hang=2)

    def empty(self, pen: Pen) -> str:
        """Nothing comes."""
        return pen.words("Nothing comes up in the next {n} days.", n=self.span)


def _what(pen: Pen, row: Coming) -> Content:
    title = ink(pen.words(row.title))
    return join(title, ink(": "), line(row.note, "$quiet")) if row.note else title


def _fact(row: Coming) -> str:
    """The id of the fact that the day is about: of a condition its decision, of an accreditation the certificate."""
    return row.id.rpartition(".")[0] if row.kind in {"condition", "accreditation"} else row.id
