"""Gate: may the collaboration be resumed, and if not, what exactly is missing (screens, 2.6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.norm.norm import THOROUGH_POLICY
from nen7510_tracker.rules.decision import Contra
from nen7510_tracker.rules.gate import CriterionResult, GateResult
from nen7510_tracker.tui.action import GATE
from nen7510_tracker.tui.desk import Opened, WhatIf
from nen7510_tracker.tui.ink import BLANK, ink, line
from nen7510_tracker.tui.page import Page, Target
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.tui.tabs.gate_text import banner, contra_text, criterion_text
from nen7510_tracker.tui.tabs.tab import Split
from nen7510_tracker.words.message import N_, Message


@dataclass(slots=True, frozen=True)
class _Row:
    """A criterion, or something that speaks against a resumption; neither: a heading."""

    key: str
    criterion: CriterionResult | None = None
    contra: Contra | None = None
    title: str = ""
    assumed: bool = False


class GateTab(Split):
    """The verdict large; every criterion with its outcome, beside it what it rests on and what is needed."""

    place = GATE
    WIDE_FROM: ClassVar[int] = 110

    def __init__(self) -> None:
        super().__init__()
        self.asked: str | None = None
        self.result: GateResult | None = None
        self.opened: Opened | None = None
        self.assumed: set[str] = set()
        self.what_if: WhatIf | None = None

    def above(self) -> ComposeResult:
        """The verdict."""
        yield Page(id="verdict", most=9)

    def make_table(self) -> Table[_Row]:
        """The criteria."""
        return Table[_Row](
            lambda row: row.key, search=self._searched, heading=lambda row: bool(row.title), id="criteria"
        )

    def _searched(self, row: _Row) -> str:
        words = self.pen.words
        if row.criterion:
            criterion = row.criterion.criterion
            return f"{criterion.id} {criterion.title.nl} {criterion.title.en}"
        return f"{row.contra.what} {words(row.contra.text)}" if row.contra else ""

    def show(self, opened: Opened) -> None:
        """Ask the dossier's policy, or the one that was asked for."""
        if self.opened and self.opened is not opened:
            self.assumed.clear()
            self.what_if = None
        self.opened = opened
        self.result = self._asked(opened)
        pen, result = self.pen, self.result
        assumed, facts = frozenset(self.assumed), self.what_if.facts if self.what_if else 0
        self.query_one("#verdict", Page).show(
            lambda _width: list(banner(pen, opened, result, assumed, facts=facts, tall=self.is_tall)), pen.symbols
        )
        self.table.fill(self._columns(), list(self._rows(result, opened.contra)), pen.symbols)
        self.tell(self.table.current)

    def _asked(self, opened: Opened) -> GateResult:
        """What is asked for: a what-if from a file, another policy, or the dossier's own."""
        if self.what_if:
            return self.what_if.result
        return opened.asked(self.asked) if self.asked else opened.result

    def _rows(self, result: GateResult, against: Sequence[Contra]) -> Iterator[_Row]:
        words = self.pen.words
        for each in result.criteria:
            yield _Row(each.criterion.id, criterion=each, assumed=each.criterion.id in self.assumed)
        if against:
            yield _Row(
                ":contra", title=words("Speaks against a resumption, to be answered in writing: {n}", n=len(against))
            )
            for against_it in against:
                yield _Row(f":{against_it.what}", contra=against_it)

    def _columns(self) -> Sequence[Column[_Row]]:
        pen, words = self.pen, self.pen.words
        return (
            Column(words("Outcome"), 15, lambda row, _: _outcome(pen, row)),
            Column(words("Criterion"), 20, lambda row, _: _title(pen, row), grows=1),
            Column(words("Until"), 11, lambda row, _: _until(pen, row), keep=5),
        )

    def tell(self, row: object) -> None:
        """What the criterion under the cursor rests on."""
        opened, pen = self.opened, self.pen
        if opened is None or not isinstance(row, _Row) or row.title:
            self.page.show(lambda _width: (), pen.symbols)
        elif row.criterion:
            found = row.criterion
            self.page.show(lambda width: list(criterion_text(pen, opened, found, width)), pen.symbols)
        elif row.contra:
            against = row.contra
            self.page.show(lambda width: list(contra_text(pen, opened, against, width)), pen.symbols)

    def go(self, target: Target) -> bool:
        """To a criterion of the dossier's own policy, or to one of the thorough policy that speaks against."""
        asked = THOROUGH_POLICY if target.kind == "contra" else None
        if self.asked != asked and self.opened:
            self.asked = asked if asked != self.opened.policy.id else None
            self.show(self.opened)
        return self.table.go(target.id)

    def here(self) -> Target | None:
        """The row, and by which policy."""
        row = self.table.current
        return Target("contra" if self.asked else "criterion", row.key) if isinstance(row, _Row) else None

    def do_what_if(self, _key: str) -> None:
        """Assume that the criterion under the cursor were met, or no longer."""
        row = self.table.current
        if self.opened is None or not isinstance(row, _Row) or row.criterion is None:
            return
        self.assumed ^= {row.criterion.criterion.id}
        self.show(self.opened)

    def why_not_what_if(self) -> Message | None:
        """Only a criterion that is not met can be assumed to be."""
        row = self.table.current
        if not isinstance(row, _Row) or row.criterion is None:
            return Message("Put the cursor on a criterion first.")
        if row.criterion.outcome.verdict == "met":
            return Message("This criterion is met; there is nothing to assume.")
        return None

    def step_back(self) -> bool:
        """From the text to the table; from what was assumed to what is."""
        if super().step_back():
            return True
        if (self.assumed or self.what_if) and self.opened:
            self.assumed.clear()
            self.what_if = None
            self.show(self.opened)
            return True
        return False

    # Deciding

    def do_resume(self, _key: str) -> None:
        """Propose to resume."""
        from nen7510_tracker.tui.decide import resume

        resume(self.laboratory)

    def why_not_resume(self) -> Message | None:
        """Which criteria are missing; what is assumed decides nothing."""
        from nen7510_tracker.tui.decide import why_not_resume

        if self.opened is None:
            return Message("The laboratory is still being read.")
        if self.assumed or self.asked or self.what_if:
            return Message("Nobody can decide on what is assumed, or on another policy. Press escape, then p.")
        return self.laboratory.why_not_now() or why_not_resume(self.opened)

    def do_otherwise(self, _key: str) -> None:
        """Propose another decision."""
        from nen7510_tracker.tui.decide import otherwise

        otherwise(self.laboratory)

    def why_not_otherwise(self) -> Message | None:
        """It has to be today."""
        return self.laboratory.why_not_now()

    def do_approve(self, _key: str) -> None:
        """Approve what somebody else has proposed."""
        from nen7510_tracker.tui.decide import approve

        approve(self.laboratory)

    def why_not_approve(self) -> Message | None:
        """There has to be a proposal."""
        from nen7510_tracker.tui.decide import pending

        if self.opened and not pending(self.opened):
            return Message("Nothing is proposed that waits for an approval.")
        return self.laboratory.why_not_now()

    def do_adopt(self, _key: str) -> None:
        """Propose another policy."""
        from nen7510_tracker.tui.decide import adopt

        adopt(self.laboratory)

    def why_not_adopt(self) -> Message | None:
        """It has to be today."""
        return self.laboratory.why_not_now()

    # What if, from a file

    def do_assume(self, _key: str) -> None:
        """Ask for a dossier file, and assume what it says, for this answer only."""
        from nen7510_tracker.tui.form import Field, Form

        words = self.pen.words
        form = Form(
            words("What if: assume the facts of a file"),
            [Field("file", N_("File"), required=True, file=True)],
            self.pen,
        )
        screen = self.laboratory

        def chosen(values: dict[str, str] | None) -> None:
            if values:
                path = Path(values["file"]).expanduser()
                screen.carry_out(lambda desk: desk.what_if(screen.lab, screen.tracker.moment, path), self._assume)

        screen.app.push_screen(form, chosen)

    def _assume(self, found: "WhatIf") -> None:
        self.what_if = found
        if self.opened:
            self.show(self.opened)

    def do_policy(self, _key: str) -> None:
        """The next policy; after the last one the dossier's own."""
        if self.opened is None:
            return
        names = [None, *(each for each in self.opened.norm.policies if each != self.opened.policy.id)]
        self.assumed.clear()
        self.asked = names[(names.index(self.asked) + 1) % len(names)]
        self.show(self.opened)


def _outcome(pen: Pen, row: _Row) -> Content:
    if row.assumed:
        return ink(f"{pen.symbols.verdict['met']} {pen.words('assumed')}", "bold $past")
    if row.criterion:
        return pen.verdict(row.criterion.outcome.verdict, "")
    return (
        ink(row.title, "bold $heading") if row.title else ink(f"{pen.symbols.alarm} {pen.words('against')}", "$partial")
    )


def _title(pen: Pen, row: _Row) -> Content:
    if row.criterion:
        return line(row.criterion.criterion.title(pen.words.language))
    return line(pen.words(row.contra.text)) if row.contra else BLANK


def _until(pen: Pen, row: _Row) -> Content:
    if row.criterion and row.criterion.holds_until:
        return pen.day(row.criterion.holds_until)
    return BLANK
