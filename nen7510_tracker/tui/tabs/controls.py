"""Controls: a tree of areas and controls with their status, a column per assessment, and why (screens, 2.2)."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.norm.edition import Area, Control
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.gaps import NO_GAP
from nen7510_tracker.rules.status import STATUSES
from nen7510_tracker.tui.action import CONTROLS
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.page import Block, Page, Target
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.tui.tabs.control_facts import ControlFacts, worked_out
from nen7510_tracker.tui.tabs.control_text import area_text, control_text
from nen7510_tracker.tui.tabs.tab import Split
from nen7510_tracker.words.message import Message

ROOM = 8  # the cells of an assessment's column
ASSESSMENTS = 6  # columns at most: the last ones; all of them stand beside the table


@dataclass(slots=True, frozen=True)
class _Row:
    """An area, or a control in it."""

    area: Area
    control: Control | None = None

    @property
    def key(self) -> str:
        """`area 5`, `A.5.1`."""
        return self.control.id if self.control else f"area {self.area.id}"


class ControlsTab(Split):
    """The tree, and the control under the cursor."""

    place = CONTROLS
    WIDE_FROM: ClassVar[int] = 110

    def __init__(self) -> None:
        super().__init__()
        self.edition = DEFAULT_EDITION
        self.gaps_only = False
        self.folded: set[str] = set()
        self.opened: Opened | None = None
        self._norm: ControlFacts | None = None

    def above(self) -> ComposeResult:
        """How many controls are shown of how many, and of which edition."""
        yield Page(id="passes-controls", most=1)

    def make_table(self) -> Table[_Row]:
        """The tree."""
        return Table[_Row](lambda row: row.key, search=_searched, heading=lambda row: row.control is None, id="tree")

    def prepare(self, opened: Opened) -> None:
        """The controls of the edition that is shown."""
        worked_out(opened, self.edition)

    def show(self, opened: Opened) -> None:
        """Show the tree of an edition; the cursor stays where it was."""
        self.opened = opened
        self._norm = worked_out(opened, self.edition)
        self._fill()

    def _fill(self) -> None:
        if self.opened is None or self._norm is None:
            return
        pen, words = self.pen, self.pen.words
        self.table.empty = ink(words("No control contains these words. Press escape to see all."), "$quiet")
        if self.gaps_only:
            self.table.empty = ink(words("There is no gap left. Press g to see all controls."), "$quiet")
        self.table.fill(self._columns(self._norm), list(self._rows(self._norm)), pen.symbols)
        self.query_one("#passes-controls", Page).show(lambda _width: [Block(self._passes(), wraps=False)], pen.symbols)
        self.tell(self.table.current)

    def _passes(self) -> Content:
        """Which controls these are: what is filtered must not pass for the whole."""
        if self._norm is None:
            return BLANK
        pen, words, statuses = self.pen, self.pen.words, self._norm.statuses
        number = sum(each.status not in NO_GAP for each in statuses.values()) if self.gaps_only else len(statuses)
        shown = words("{n} of {total} controls of {edition}", n=number, total=len(statuses), edition=self.edition)
        which = ink(words("not established as conforming"), "$claimed") if self.gaps_only else BLANK
        total = Counter[str](each.status for each in statuses.values())
        return between("  ", (ink(shown, "bold"), which or pen.status_counts(total)))

    def _rows(self, norm: ControlFacts) -> Iterator[_Row]:
        edition = self.opened.norm.edition(self.edition) if self.opened else None
        if edition is None:
            return
        unfolded = bool(self.laboratory.filter_text)
        for area in edition.areas.values():
            controls = [
                each
                for each in edition.controls.values()
                if each.area == area.id and (not self.gaps_only or norm.statuses[each.id].status not in NO_GAP)
            ]
            if controls or not self.gaps_only:
                yield _Row(area)
            if unfolded or area.id not in self.folded:
                yield from (_Row(area, control) for control in controls)

    def narrow(self, text: str) -> None:
        """Filter the controls; nothing is folded away from a filter."""
        self._fill()
        self.table.narrow(text)

    def _columns(self, norm: ControlFacts) -> Sequence[Column[_Row]]:
        words = self.pen.words
        shown = norm.assessments[-ASSESSMENTS:]
        return (
            Column(words("Control"), 30, self._named, least=24, grows=1),
            Column(words("Status"), max(16, self.pen.room(STATUSES)), lambda row, _: self._status(row)),
            *(
                Column(
                    _short(each.id, self.pen.symbols.ellipsis),
                    ROOM,
                    self._rated_in(each),
                    keep=3 + at,
                )
                for at, each in enumerate(shown)
            ),
        )

    def _named(self, row: _Row, width: int) -> Content:
        pen, signs = self.pen, self.pen.symbols
        if row.control:
            return join("   ", ink(f"{row.control.id:<7}", "$primary"), line(row.control.title(pen.words.language)))
        counts = self._norm.counts[row.area.id] if self._norm else {}
        sign = signs.folded if row.area.id in self.folded else signs.unfolded
        title = join(ink(f"{sign} {row.area.id}  ", "bold $heading"), line(row.area.title(pen.words.language), "bold"))
        figures = join(
            pen.status_counts(counts), " ", ink(pen.words("of {total}", total=sum(counts.values())), "$quiet")
        )
        gap = width - title.cell_length - figures.cell_length
        return join(title, " " * max(2, gap), figures)

    def _status(self, row: _Row) -> Content:
        return self.pen.status(self._norm.statuses[row.control.id].status) if row.control and self._norm else BLANK

    def _rated_in(self, assessment: Assessment) -> Callable[[_Row, int], Content]:
        """The cells of an assessment's ratings."""

        def rating(row: _Row, _: int) -> Content:
            if row.control is None or self._norm is None:
                return BLANK
            return self.pen.rating_sign(self._norm.ratings[assessment.id].get(row.control.id))

        return rating

    def tell(self, row: object) -> None:
        """The pane of the control, or of the area, under the cursor."""
        opened, norm, pen = self.opened, self._norm, self.pen
        if opened is None or norm is None or not isinstance(row, _Row):
            self.page.show(lambda _width: (), pen.symbols)
        elif row.control:
            control = row.control
            self.page.show(lambda width: list(control_text(pen, opened, norm, control, width)), pen.symbols)
        else:
            area = row.area
            controls = [each for each in opened.norm.edition(self.edition).controls.values() if each.area == area.id]
            self.page.show(lambda width: list(area_text(pen, norm, area, controls, width)), pen.symbols)

    def go(self, target: Target) -> bool:
        """To a control, an area, or the control of a rating."""
        if self.opened is None:
            return False
        if target.kind == "readiness":
            return True
        key = target.id.split("/")[1] if target.kind == "rating" else target.id
        if target.kind == "area":
            return self.table.go(f"area {key}")
        edition = self.opened.norm.edition(self.edition)
        if key not in edition.controls:
            self._other_edition()
            edition = self.opened.norm.edition(self.edition)
        control = edition.controls.get(key)
        if control is None:
            return False
        self.gaps_only = False
        self.folded.discard(control.area)
        self._fill()
        return self.table.go(key)

    def step_back(self) -> bool:
        """From the text to the table; from the gaps to all controls."""
        if super().step_back():
            return True
        filtered = self.gaps_only
        if filtered:
            self.gaps_only = False
            self._fill()
        return filtered

    def here(self) -> Target | None:
        """The row."""
        row = self.table.current
        if not isinstance(row, _Row):
            return None
        return Target("control", row.control.id) if row.control else Target("area", row.area.id)

    # Actions

    def do_gaps(self, _key: str) -> None:
        """Gaps only, or all."""
        self.gaps_only = not self.gaps_only
        self._fill()
        shown, total = self.table.counts[1], len(self._norm.statuses) if self._norm else 0
        self.laboratory.flash(
            Message("Gaps only: {n} of {total} are not established as conforming.", n=shown, total=total)
            if self.gaps_only
            else Message("All {n} controls.", n=total)
        )

    def do_state(self, _key: str) -> None:
        """The sheet of the statement of applicability, of the edition that is shown."""
        from nen7510_tracker.tui.statement import write_statement

        write_statement(self.laboratory, self.edition)

    def why_not_state(self) -> Message | None:
        """Not while one looks at another day."""
        return self.laboratory.why_not_now()

    def do_edition(self, _key: str) -> None:
        """The other edition."""
        self._other_edition()
        self.laboratory.flash(Message("Controls of {edition}", edition=self.edition))

    def _other_edition(self) -> None:
        if self.opened:
            editions = self.opened.norm.editions
            self.edition = editions[(editions.index(self.edition) + 1) % len(editions)]
            self.folded.clear()
            self.show(self.opened)

    def do_fold(self, _key: str) -> None:
        """Fold the area away, or all of them."""
        row = self.table.current
        if not isinstance(row, _Row) or self.opened is None:
            return
        if row.area.id in self.folded:
            self.folded.update(self.opened.norm.edition(self.edition).areas)
        self.folded.add(row.area.id)
        self._fill()
        self.table.go(f"area {row.area.id}")

    def do_unfold(self, _key: str) -> None:
        """Unfold the area, or all of them."""
        row = self.table.current
        if not isinstance(row, _Row):
            return
        if row.area.id in self.folded:
            self.folded.discard(row.area.id)
        else:
            self.folded.clear()
        self._fill()
        self.table.go(row.key)


def _short(name: str, ellipsis: str) -> str:
    """An assessment's id in the room of a column: its beginning and its end, which tell the years apart."""
    return name if len(name) <= ROOM else f"{name[: ROOM - len(ellipsis) - 2]}{ellipsis}{name[-2:]}"


def _searched(row: _Row) -> str:
    control = row.control
    return (
        f"{control.id} {control.title_nl} {control.title_en} {row.area.title_nl} {row.area.title_en}" if control else ""
    )
