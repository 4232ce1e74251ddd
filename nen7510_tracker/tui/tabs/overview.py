"""Overview: the verdict and what is missing, readiness, areas, what is due, the way to certification, the story."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.changes import Turn
from nen7510_tracker.rules.status import Readiness, readiness
from nen7510_tracker.tui.action import CONTROLS, GATE, OVERVIEW, RECORD
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, between, fit, ink, join, line
from nen7510_tracker.tui.page import Block, Page, Target, heading
from nen7510_tracker.tui.pen import VERDICT_STYLES, Pen
from nen7510_tracker.tui.tabs.control_facts import worked_out
from nen7510_tracker.tui.tabs.gate_text import decision_block, large
from nen7510_tracker.tui.tabs.overview_days import due, dues, story
from nen7510_tracker.tui.tabs.overview_path import path
from nen7510_tracker.tui.tabs.tab import Tab
from nen7510_tracker.words.day import day

MISSING = 3
SPACIOUS = 50  # lines from which what is due fits below the areas

Section = Callable[[Pen, Opened, int], Iterator[Block]]


class OverviewTab(Tab):
    """Two pages where there is room for two, one where there is not."""

    place = OVERVIEW
    DEFAULT_CSS = """
    OverviewTab { layout: horizontal; }
    OverviewTab > Page { width: 1fr; height: 1fr; }
    OverviewTab > #overview-right { border-left: solid $rule; }
    OverviewTab.narrow > #overview-right { display: none; }
    OverviewTab.-ascii > #overview-right { border-left: ascii $rule; }
    """
    WIDE_FROM: ClassVar[int] = 110

    def __init__(self) -> None:
        super().__init__()
        self.opened: Opened | None = None

    def compose(self) -> ComposeResult:
        """Where it stands on the left, where it goes and what happened on the right."""
        yield Page(id="overview-left")
        yield Page(id="overview-right")

    @property
    def pages(self) -> tuple[Page, Page]:
        """Left and right."""
        return self.query_one("#overview-left", Page), self.query_one("#overview-right", Page)

    def on_resize(self) -> None:
        """One page or two."""
        was = self.has_class("narrow")
        self.set_class(self.size.width < self.WIDE_FROM, "narrow")
        self.set_class(not self.pen.symbols.braille, "-ascii")
        if self.opened and was != self.has_class("narrow"):
            self._fill(self.opened, keep=False)

    def show(self, opened: Opened) -> None:
        """Show a laboratory."""
        same = self.opened is not None and self.opened.lab == opened.lab
        self.opened = opened
        self._fill(opened, keep=same)

    def _fill(self, opened: Opened, *, keep: bool) -> None:
        pen = self.pen
        left, right = self.pages
        first: tuple[Section, ...] = (verdict, missing, figures, since, areas)
        second: tuple[Section, ...] = (path, due, story)
        if self.app.size.height >= SPACIOUS:
            first, second = (*first, due), (path, story)
        if self.has_class("narrow"):
            first, second = (verdict, missing, figures, since, path, due, areas, story), ()
        left.show(lambda width: [block for part in first for block in part(pen, opened, width)], pen.symbols, keep=keep)
        right.show(
            lambda width: [block for part in second for block in part(pen, opened, width)], pen.symbols, keep=keep
        )

    def narrow(self, text: str) -> None:
        """Show only the lines that contain these words."""
        for page in self.pages:
            page.narrow(text)

    def focus_first(self) -> None:
        """The left page."""
        self.pages[0].focus()

    def go(self, target: Target) -> bool:
        """To the first thing that is due, on whichever page it stands."""
        coming = dues(self.pen, self.opened) if self.opened and target.kind == "due" else ()
        page = next((each for each in self.pages if coming and each.go(coming[0].target)), None)
        if page:
            page.focus()
        return page is not None

    def do_copy(self, _key: str) -> None:
        """Copy the page that has the keys."""
        page = next((each for each in self.pages if each.has_focus), self.pages[0])
        self.laboratory.copy(page.text)


def verdict(pen: Pen, opened: Opened, width: int) -> Iterator[Block]:
    """The verdict, large, until when, and the decision that stands."""
    words, result = pen.words, opened.result
    yield from large(pen, result.verdict, tall=width >= 50)
    until = (
        words("until {day}", day=pen.day_text(result.holds_until))
        if result.holds_until
        else words("as long as nothing more becomes known")
    )
    met = sum(each.outcome.verdict == "met" for each in result.criteria)
    counts = words("{met} of {n} criteria are met", met=met, n=len(result.criteria))
    about = join(
        line(result.policy.title(words.language)),
        ink(f" {pen.symbols.dot} "),
        ink(counts, "bold"),
        ink(f" {pen.symbols.dot} {until}", "$quiet"),
    )
    yield Block(about, hang=2, target=Target("tab", GATE))
    yield decision_block(pen, opened)


def missing(pen: Pen, opened: Opened, width: int) -> Iterator[Block]:
    """The first things that are missing, and whose turn it is."""
    words, view = pen.words, opened.evaluation.view
    failing = opened.result.failing
    if not failing:
        return
    yield from heading(
        words("What is missing ({n} of {total} criteria)", n=len(failing), total=len(opened.result.criteria)),
        width,
        pen.symbols,
    )
    for each in failing[:MISSING]:
        needs = each.outcome.needs
        first = needs[0] if needs else None
        turn = (
            join(ink(f" {pen.symbols.arrow} ", "$quiet"), pen.party(view, first.turn))
            if first and first.turn
            else BLANK
        )
        more = ink(" " + words("and {n} more", n=len(needs) - 1), "$quiet") if len(needs) > 1 else BLANK
        yield Block(
            join(
                ink(f"{pen.symbols.verdict[each.outcome.verdict]} ", f"{VERDICT_STYLES[each.outcome.verdict]} bold"),
                line(each.criterion.title(words.language), "bold"),
                ": " if first else "",
                pen.say(first.text if first else None),
                turn,
                more,
            ),
            hang=2,
            target=Target("criterion", each.criterion.id),
        )
    if len(failing) > MISSING:
        yield Block(ink(words("and {n} more; press 6", n=len(failing) - MISSING), "$quiet"), indent=2)


def figures(pen: Pen, opened: Opened, width: int) -> Iterator[Block]:
    """Open findings, then readiness: counts, never a lone percentage."""
    words, row = pen.words, opened.row
    yield from heading(words("Readiness"), width, pen.symbols)
    yield Block(
        join(ink(words("open") + "  ", "$quiet"), pen.grades(row.open, of=row.found)),
        hang=2,
        target=Target("standing", "1"),
    )
    if row.overdue:
        text = words("overdue {n} of {total} findings and measures that have a day", n=row.overdue, total=row.dated)
        yield Block(ink(text, "bold $partial"), target=Target("due", ""))
    statuses = opened.evaluation.statuses()
    edition = opened.norm.edition(DEFAULT_EDITION)
    parts = [
        (words("part 1"), readiness(statuses[key] for key, each in edition.controls.items() if each.part == 1)),
        (words("part 2"), readiness(statuses[key] for key, each in edition.controls.items() if each.part == 2)),
        (words("both"), row.readiness),
    ]
    wide = max(len(name) for name, _ in parts)
    leads = (Target("area", next(iter(edition.areas))), Target("area", "A.5"), Target("tab", CONTROLS))
    for (name, counts), target in zip(parts, leads, strict=True):
        yield Block(
            join(ink(f"{name:<{wide}}  ", "$quiet"), _readiness_line(pen, counts, width - wide - 2)),
            wraps=False,
            target=target,
        )
    legend = [
        ink(f"{pen.symbols.verified} {words('verified')}", "$conforming"),
        ink(f"{pen.symbols.claimed} {words('claimed')}", "$claimed"),
        ink(f"{pen.symbols.rest} {words('the rest')}", "$quiet"),
        ink(words("assessed {n} of {total}", n=row.readiness.assessed, total=row.readiness.applicable), "$quiet"),
    ]
    yield Block(between("  ", legend), indent=wide + 2)


def _readiness_line(pen: Pen, counts: Readiness, width: int) -> Content:
    text = pen.readiness(counts)
    bar = max(8, min(48, width - 22))
    return join(pen.readiness_bar(counts, bar), "  ", text)


def areas(pen: Pen, opened: Opened, width: int) -> Iterator[Block]:
    """The areas as a heat map: every control a sign, the worst first, and the counts."""
    words = pen.words
    edition = opened.norm.edition(DEFAULT_EDITION)
    worked = worked_out(opened, DEFAULT_EDITION)
    yield from heading(words("Areas"), width, pen.symbols)
    name = max(14, min(32, width // 3))
    for area in edition.areas.values():
        counts = worked.counts.get(area.id, {})
        total = sum(counts.values())
        figures = pen.status_counts(counts)
        bar = min(total, max(4, width - name - figures.cell_length - 3))
        title = fit(
            join(ink(f"{area.id:<4} ", "$primary"), line(area.title(words.language))),
            name,
            ellipsis=pen.symbols.ellipsis,
        )
        yield Block(
            join(title, " ", pen.status_bar(counts, bar), "  ", figures), wraps=False, target=Target("area", area.id)
        )


def since(pen: Pen, opened: Opened, width: int) -> Iterator[Block]:
    """What changed since one last looked at this laboratory."""
    words, found = pen.words, opened.since
    if found is None:
        return
    title = words("Since you last looked ({day})", day=day(found.seen.on))
    if not found.turned and not found.recorded:
        return
    yield from heading(title, width, pen.symbols)
    yield Block(
        ink(
            words("{n} entries recorded, {turned} answers turned", n=found.recorded, turned=len(found.turned)), "$quiet"
        ),
        target=Target("tab", RECORD),
    )
    for each in found.turned[:6]:
        yield Block(
            _turned(pen, each),
            hang=2,
            target=Target("tab", GATE) if each.what == "verdict" else Target(_FACTS.get(each.what, each.what), each.id),
        )
    if len(found.turned) > 6:
        yield Block(ink(words("and {n} more; press 7", n=len(found.turned) - 6), "$quiet"))


# The fact that something which turned is said of.
_FACTS: dict[str, str] = {"reopened": "finding", "ground": "decision"}


def _turned(pen: Pen, turn: Turn) -> Content:
    words = pen.words
    if turn.what == "reopened":
        return join(ink(f"{turn.id}  ", "$primary"), ink(words(label("reopened")), "bold $nonconforming"))
    nothing = pen.symbols.status["not_applicable"]
    before = words(label(turn.before)) if turn.before else nothing
    after = words(label(turn.after)) if turn.after else nothing
    return join(
        ink(f"{turn.id}  ", "$primary"), ink(before, "$quiet"), ink(f" {pen.symbols.arrow} "), ink(after, "bold")
    )
