"""Compare: two assessments side by side, what they disagree on first (screens, 2.4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.comparison import KAPPA_FROM, SAME_TIME, ComparedControl, Comparison
from nen7510_tracker.rules.rating import NOT_ASSESSED, RatingStatus
from nen7510_tracker.tui.action import COMPARE
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, between, fit, ink, join, line
from nen7510_tracker.tui.page import Block, Page, Target, heading
from nen7510_tracker.tui.pen import Pen, party_name
from nen7510_tracker.tui.symbols import UNICODE
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.tui.tabs.rows_of_facts import finding_row
from nen7510_tracker.tui.tabs.tab import Split
from nen7510_tracker.words.message import N_, Message

ORDER = ("disagree", "changed", "agree", "only_a", "only_b")
TITLES = {
    "disagree": N_("They disagree: {n} of {total}"),
    "changed": N_("It changed between them: {n} of {total}"),
    "agree": N_("They agree: {n} of {total}"),
    "only_a": N_("Only the first looked: {n} of {total}"),
    "only_b": N_("Only the second looked: {n} of {total}"),
}
STYLES = {"disagree": "bold $nonconforming", "changed": "bold $claimed", "agree": "bold $conforming"}


@dataclass(slots=True, frozen=True)
class _Row:
    """A control, or the heading of a relation."""

    relation: str
    compared: ComparedControl | None = None
    number: int = 0
    total: int = 0

    @property
    def key(self) -> str:
        """`A.8.5`, `:disagree`."""
        return self.compared.control if self.compared else f":{self.relation}"


class CompareTab(Split):
    """The figures, the table, and what both said of the control under the cursor."""

    place = COMPARE
    WIDE_FROM: ClassVar[int] = 110

    def __init__(self) -> None:
        super().__init__()
        self.opened: Opened | None = None
        self.edition = DEFAULT_EDITION
        self.pair: tuple[str, str] | None = None
        self.comparison: Comparison | None = None

    def above(self) -> ComposeResult:
        """The figures."""
        yield Page(id="figures", most=7)

    def make_table(self) -> Table[_Row]:
        """The controls."""
        return Table[_Row](
            lambda row: row.key, search=self._searched, heading=lambda row: row.compared is None, id="compared"
        )

    def _searched(self, row: _Row) -> str:
        if row.compared is None or self.opened is None:
            return ""
        control = self.opened.norm.edition(self.edition).controls[row.compared.control]
        return f"{control.id} {control.title_nl} {control.title_en}"

    def show(self, opened: Opened) -> None:
        """Compare the chosen two; when nobody chose, the two that disagree most."""
        self.opened = opened
        known = assessments(opened)
        if self.pair is None or not set(self.pair) <= set(known):
            self.pair = first_pair(opened, known)
        pen, words = self.pen, self.pen.words
        if self.pair is None:
            self.comparison = None
            self.table.empty = ink(
                words("Fewer than two assessments in this view rated controls: there is nothing to compare."), "$quiet"
            )
            self.table.fill((), [], pen.symbols)
            self.query_one("#figures", Page).show(lambda _width: (), pen.symbols)
            self.tell(None)
            return
        comparison = opened.compared(*self.pair, self.edition)
        self.comparison = comparison
        self.table.empty = ink(words("Neither rated a control of this edition. Press E for the other one."), "$quiet")
        self.query_one("#figures", Page).show(lambda width: list(figures(pen, opened, comparison, width)), pen.symbols)
        self.table.fill(self._columns(comparison), list(_rows(comparison)), pen.symbols)
        self.tell(self.table.current)

    def _columns(self, comparison: Comparison) -> Sequence[Column[_Row]]:
        pen, words = self.pen, self.pen.words
        return (
            Column(words("Control"), 30, self._named, least=22, grows=1),
            Column(comparison.a.id, 18, lambda row, width: _said(pen, row.compared and row.compared.a, width), least=5),
            Column(comparison.b.id, 18, lambda row, width: _said(pen, row.compared and row.compared.b, width), least=5),
            Column(words("Steps"), 5, _steps, keep=3, right=True),
        )

    def _named(self, row: _Row, _width: int) -> Content:
        pen, words = self.pen, self.pen.words
        if row.compared is None or self.opened is None:
            title = words(TITLES[row.relation], n=row.number, total=row.total)
            return ink(title, STYLES.get(row.relation, "bold $quiet"))
        control = self.opened.norm.edition(self.edition).controls[row.compared.control]
        return join("  ", ink(f"{control.id:<7} ", "$primary"), line(control.title(pen.words.language)))

    def tell(self, row: object) -> None:
        """What both said of the control under the cursor."""
        opened, pen, comparison = self.opened, self.pen, self.comparison
        if opened is None or comparison is None or not isinstance(row, _Row) or row.compared is None:
            self.page.show(lambda _width: (), pen.symbols)
            return
        compared = row.compared
        self.page.show(lambda width: list(compared_text(pen, opened, comparison, compared, width)), pen.symbols)

    def go(self, target: Target) -> bool:
        """To what the two disagree on, or to another relation between them; with another pair it is not here."""
        relation = "disagree" if target.kind == "disagreement" else target.id
        if target.kind == "disagreement" and self.opened:
            self.pair = None
            self.show(self.opened)
        found = self.table.go(f":{relation}")
        if found:
            self.table.focus()
        return found

    def do_first(self, _key: str) -> None:
        """Another first assessment."""
        self._other(0)

    def do_second(self, _key: str) -> None:
        """Another second assessment."""
        self._other(1)

    def _other(self, place: int) -> None:
        if self.opened is None or self.pair is None:
            self.laboratory.flash(Message("There are not two assessments to choose from."))
            return
        known = [key for key in assessments(self.opened) if key != self.pair[1 - place]]
        at = known.index(self.pair[place]) if self.pair[place] in known else -1
        pair = list(self.pair)
        pair[place] = known[(at + 1) % len(known)]
        self.pair = (pair[0], pair[1])
        self.show(self.opened)

    def do_edition(self, _key: str) -> None:
        """In the controls of the other edition."""
        if self.opened:
            editions = self.opened.norm.editions
            self.edition = editions[(editions.index(self.edition) + 1) % len(editions)]
            self.show(self.opened)
            self.laboratory.flash(Message("Controls of {edition}", edition=self.edition))


def assessments(opened: Opened) -> Sequence[str]:
    """The assessments that rated something, by day."""
    rated = {each.assessment.id for each in opened.evaluation.ratings}
    return [key for key in opened.evaluation.view.all_assessments if key in rated]


def first_pair(opened: Opened, known: Sequence[str]) -> tuple[str, str] | None:
    """The two that disagree on most controls, else the last two independent ones, else the last two."""
    counts: dict[tuple[str, str], int] = {}
    for each in opened.evaluation.disagreements:
        counts[each.a, each.b] = counts.get((each.a, each.b), 0) + 1
    if counts:
        return max(counts, key=lambda pair: counts[pair])
    independent = [each.fact.id for each in opened.evaluation.independent_assessments if each.fact.id in known]
    for group in (independent, list(known)):
        if len(group) > 1:
            return group[-2], group[-1]
    return None


def _rows(comparison: Comparison) -> Iterator[_Row]:
    for relation in ORDER:
        found = [each for each in comparison.controls if each.relation == relation]
        if found:
            yield _Row(relation, number=len(found), total=len(comparison.controls))
            yield from (_Row(relation, each) for each in sorted(found, key=lambda each: -(each.steps or 0)))


def _said(pen: Pen, rating: RatingStatus | None, width: int) -> Content:
    """The rating, in brackets if it is by exception; its sign alone where there is no room for its word."""
    if rating is None or width < pen.room(UNICODE.rating):
        return pen.rating_sign(rating)
    return join("(", pen.rating(rating.value), ")") if rating.derived else pen.rating(rating.value)


def _steps(row: _Row, _width: int) -> Content:
    steps = row.compared.steps if row.compared else None
    return ink(str(steps), "bold $nonconforming" if steps > 1 else "") if steps else BLANK


def figures(pen: Pen, opened: Opened, comparison: Comparison, width: int) -> Iterator[Block]:
    """Who looked at what and when, and how far they agree."""
    words, summary = pen.words, comparison.summary
    for letter, assessment in (("a", comparison.a), ("b", comparison.b)):
        who = fit(_who(pen, opened, letter, assessment), width, ellipsis=pen.symbols.ellipsis)
        yield Block(who, wraps=False, target=Target("assessment", assessment.id))
    kappa = words.decimal(summary.kappa) if summary.shows_kappa and summary.kappa is not None else ""
    parts = [
        ink(words("{n} controls rated by both", n=summary.both), "bold"),
        ink(words("same {n}", n=summary.same), "$conforming"),
        ink(words("one step {n}", n=summary.one_step), "$partial"),
        ink(words("more {n}", n=summary.more), "$nonconforming"),
        ink(
            words("only one looked {n} of {total}", n=summary.only_a + summary.only_b, total=len(comparison.controls)),
            "$quiet",
        ),
        ink(words("kappa {kappa}", kappa=kappa), "bold")
        if kappa
        else ink(words("kappa only from {n} controls on", n=KAPPA_FROM), "$quiet"),
    ]
    yield Block(between("   ", parts), hang=2, target=Target("relation", "agree"))
    if summary.disagree:
        text = words("They disagree on {n} of {total} controls", n=summary.disagree, total=summary.both)
        yield Block(ink(text, "bold $nonconforming"), target=Target("relation", "disagree"))
    if width >= 100:
        days = words(
            "Disagree: a step or more, at most {n} days apart, nothing repaired in between. In brackets: by exception.",
            n=SAME_TIME,
        )
        yield Block(ink(days, "$quiet"))


def _who(pen: Pen, opened: Opened, letter: str, assessment: Assessment) -> Content:
    words, view = pen.words, opened.evaluation.view
    dates = [assessment.reference_dates[0], assessment.reference_dates[-1]] if assessment.reference_dates else []
    when = f" {pen.symbols.separator} ".join(pen.day_text(each) for each in dict.fromkeys(dates))
    published = words("published {day}", day=assessment.published_on) if assessment.published_on else ""
    return between(
        "  ",
        (
            join(ink(f"{letter} ", "bold $key"), ink(assessment.id, "bold $primary")),
            ink(when),
            line(party_name(view, assessment.performed_by), "$quiet"),
            pen.label(assessment.is_a, "$quiet"),
            line(assessment.title),
            ink(published, "$quiet"),
        ),
    )


def compared_text(
    pen: Pen, opened: Opened, comparison: Comparison, row: ComparedControl, width: int
) -> Iterator[Block]:
    """What both said of a control, with their words, and the findings on it."""
    words = pen.words
    control = opened.norm.edition(comparison.edition).controls[row.control]
    yield Block(
        join(ink(f"{control.id}  ", "bold $primary"), line(control.title(words.language), "bold")),
        hang=2,
        target=Target("control", control.id),
    )
    steps = "" if row.steps is None else words("{n} steps apart", n=row.steps)
    yield Block(
        between("  ", (ink(words(label(row.relation)), STYLES.get(row.relation, "bold $quiet")), ink(steps, "$quiet")))
    )
    for assessment, rating in ((comparison.a, row.a), (comparison.b, row.b)):
        yield from heading(assessment.id, width, pen.symbols)
        yield Block(ink(party_name(opened.evaluation.view, assessment.performed_by), "$quiet"))
        yield from _one_side(pen, opened, comparison, row, assessment, rating)


def _one_side(
    pen: Pen,
    opened: Opened,
    comparison: Comparison,
    row: ComparedControl,
    assessment: Assessment,
    rating: RatingStatus | None,
) -> Iterator[Block]:
    words = pen.words
    if rating is None:
        yield Block(ink(words("did not look, or did not rate it"), "$quiet"))
        return
    depth = pen.depth(rating.depth) if rating.value != NOT_ASSESSED else BLANK
    marks = [depth, ink(words("by exception"), "$quiet") if rating.derived else BLANK]
    yield Block(
        between("  ", (pen.day(rating.on), pen.rating(rating.value), *marks)), target=Target("entry", rating.id)
    )
    if rating.note:
        yield Block(ink(rating.note, "italic"), indent=2)
    norm = opened.norm
    for each in opened.evaluation.findings.values():
        here = (norm.mapped(key, assessment.edition, comparison.edition) for key in each.finding.controls)
        if each.assessment.id == assessment.id and any(row.control in mapped for mapped in here):
            yield finding_row(pen, each)
