"""The text beside the table of controls: a control, or an area (screens, 2.2)."""

from collections.abc import Iterator, Sequence

from nen7510_tracker.norm.edition import Area, Control
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.rating import NOT_ASSESSED
from nen7510_tracker.rules.status import STATUSES, ControlStatus
from nen7510_tracker.rules.trajectory import MeasureStatus
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.page import Block, Target, heading
from nen7510_tracker.tui.pen import Pen, party_name
from nen7510_tracker.tui.tabs.control_facts import ControlFacts
from nen7510_tracker.tui.tabs.rows_of_facts import finding_row, measure_row
from nen7510_tracker.tui.weighed import weights


def control_text(pen: Pen, opened: Opened, norm: ControlFacts, control: Control, width: int) -> Iterator[Block]:
    """The pane of a control: titles, status, why, ratings, findings, measures, evidence."""
    yield from _titles(pen, control)
    yield from _why(pen, norm.statuses[control.id], width)
    yield from _ratings(pen, opened, norm, control, width)
    yield from _findings(pen, opened, norm.findings.get(control.id, ()), width)
    yield from _work(pen, norm.measures.get(control.id, ()), width)
    yield from _evidence(pen, opened, control, width)


def _titles(pen: Pen, control: Control) -> Iterator[Block]:
    words = pen.words
    first, second = (
        (control.title_nl, control.title_en) if words.language == "nl" else (control.title_en, control.title_nl)
    )
    yield Block(join(ink(f"{control.id}  ", "bold $primary"), line(first, "bold")), hang=2)
    yield Block(line(second, "italic $quiet"))
    marks = [
        text
        for holds, text in (
            (control.care_specific, words("care only")),
            (control.care_addition, words("requirement added for care")),
            (control.care_guidance, words("guidance added for care")),
        )
        if holds
    ]
    if marks:
        yield Block(ink(f" {pen.symbols.dot} ".join(marks), "$quiet"))


def _why(pen: Pen, status: ControlStatus, width: int) -> Iterator[Block]:
    words = pen.words
    yield Block()
    yield Block(pen.status(status.status))
    yield from heading(words("Why"), width, pen.symbols)
    yield from weights(pen, status)


def _ratings(pen: Pen, opened: Opened, norm: ControlFacts, control: Control, width: int) -> Iterator[Block]:
    """Every rating in time, those of the other edition with the control that they were given to."""
    words = pen.words
    found = norm.given.get(control.id, ())
    if not found:
        return
    yield from heading(words("Ratings in time"), width, pen.symbols)
    for rating in found:
        origin = rating.control if rating.assessment.edition != norm.edition else None
        who = party_name(opened.evaluation.view, rating.assessment.performed_by)
        facts = [pen.day(rating.on), pen.rating(rating.value)]
        marks = [words("by exception")] if rating.derived else []
        marks += [words("its own opinion")] if not rating.independent else []
        marks += [words("given to {control}", control=origin)] if origin else []
        depth = pen.depth(rating.depth) if rating.value != NOT_ASSESSED else BLANK
        yield Block(
            join(
                between("  ", (*facts, depth)),
                ink(f"  {', '.join(marks)}" if marks else "", "$quiet"),
                ink(f"  {rating.assessment.id}, {who}", "$quiet"),
            ),
            hang=4,
            target=Target("entry", rating.id),
        )
        if rating.note:
            yield Block(ink(rating.note, "italic"), indent=4)


def _findings(pen: Pen, opened: Opened, findings: Sequence[FindingStatus], width: int) -> Iterator[Block]:
    words = pen.words
    if not findings:
        return
    yield from heading(words("Findings ({n})", n=len(findings)), width, pen.symbols)
    for each in findings:
        due = words("due {day}", day=each.due) if each.due and not each.is_closed else ""
        turn = party_name(opened.evaluation.view, each.turn) if each.turn else ""
        more = f"  {due}" + (f"  {pen.symbols.arrow} {turn}" if turn else "")
        yield finding_row(pen, each, line(more, "$quiet") if more.strip() else BLANK)


def _work(pen: Pen, measures: Sequence[MeasureStatus], width: int) -> Iterator[Block]:
    words = pen.words
    if not measures:
        return
    yield from heading(words("Measures ({n})", n=len(measures)), width, pen.symbols)
    for each in measures:
        yield measure_row(pen, each)


def _evidence(pen: Pen, opened: Opened, control: Control, width: int) -> Iterator[Block]:
    words = pen.words
    found = [each for each in opened.evaluation.view.evidence.values() if control.id in each.fact.controls]
    if not found:
        return
    yield from heading(words("Evidence ({n})", n=len(found)), width, pen.symbols)
    for each in found:
        yield Block(
            join(
                ink(f"{each.fact.id}  ", "$primary"),
                line(each.fact.title),
                ink(f"  {pen.day_text(each.on)}  ", "$quiet"),
                pen.label(each.fact.is_a, "$quiet"),
            ),
            hang=2,
            target=Target("evidence", each.fact.id),
        )


def area_text(pen: Pen, norm: ControlFacts, area: Area, controls: Sequence[Control], width: int) -> Iterator[Block]:
    """The pane of an area: its titles, and its controls by status, the worst first."""
    words = pen.words
    counts = norm.counts[area.id]
    yield Block(join(ink(f"{area.id}  ", "bold $primary"), line(area.title(words.language), "bold")))
    yield Block(line(area.title("en" if words.language == "nl" else "nl"), "italic $quiet"))
    yield Block()
    yield Block(pen.status_bar(counts, min(width, sum(counts.values()))), wraps=False)
    for status in STATUSES:
        if counts.get(status):
            yield Block()
            number = words("{n} of {total}", n=counts[status], total=sum(counts.values()))
            yield Block(join(pen.status(status), ink(f"  {number}", "bold")))
        for each in controls:
            if norm.statuses[each.id].status == status:
                named = join(ink(f"{each.id:<7} ", "$primary"), line(each.title(words.language)))
                yield Block(named, indent=2, hang=8, target=Target("control", each.id))
