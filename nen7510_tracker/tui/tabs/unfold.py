"""What a measure or a milestone rests on: what it is for, and everything that happened to it, each with its entry."""

from collections.abc import Callable, Iterator
from typing import Any

from nen7510_tracker.dossier.facts import MeasureEvent, MilestoneEvent
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.dossier.view import At
from nen7510_tracker.rules.trajectory import MeasureStatus
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.origin import origin
from nen7510_tracker.tui.page import Block, Target
from nen7510_tracker.tui.pen import Pen

INDENT = 5


def rests_on(pen: Pen, opened: Opened, target: Target | None) -> Iterator[Block]:
    """The facts beneath a measure or a milestone; every line leads to its entry in the record."""
    if target:
        yield from UNFOLDS[target.kind](pen, opened, target.id)
        yield Block()


def _measure(pen: Pen, opened: Opened, key: str) -> Iterator[Block]:
    words, found = pen.words, opened.evaluation.measures[key]
    measure = found.measure
    said = [
        join(ink(words("owner") + " ", "$quiet"), line(measure.owner)) if measure.owner else BLANK,
        _ends(pen, found),
        ink(words("waits for {measures}", measures=", ".join(measure.waits_for)), "$quiet")
        if measure.waits_for
        else BLANK,
    ]
    yield Block(join(line(measure.title, "bold")), indent=INDENT, hang=2)
    yield Block(between("   ", said), indent=INDENT, hang=2)
    for finding in measure.findings:
        known = opened.evaluation.findings.get(finding)
        title = join(pen.standing(known.standing), "  ", line(known.finding.title)) if known else BLANK
        yield _leads(pen, Target("finding", finding), title)
    for control in measure.controls:
        yield _leads(pen, Target("control", control), BLANK)
    yield from _happened(pen, found.planned, found.events)


def _ends(pen: Pen, found: MeasureStatus) -> Any:
    words = pen.words
    first = words("first planned to end {day}", day=pen.day_text(found.baseline_end)) if found.baseline_end else ""
    now = words("now {day}", day=pen.day_text(found.end)) if found.end != found.baseline_end else ""
    return between(", ", (ink(first, "$quiet"), ink(now, "$quiet")))


def _milestone(pen: Pen, opened: Opened, key: str) -> Iterator[Block]:
    view = opened.evaluation.view
    yield from _happened(pen, view.milestones[key], view.milestone_events[key])


UNFOLDS: dict[str, Callable[[Pen, Opened, str], Iterator[Block]]] = {"measure": _measure, "milestone": _milestone}


def _leads(pen: Pen, target: Target, title: Any) -> Block:
    return Block(
        join(ink(f"{pen.symbols.arrow} {target.id}  ", "$primary"), title), indent=INDENT, hang=4, target=target
    )


def _happened(pen: Pen, planned: At[Any], events: Any) -> Iterator[Block]:
    """Planned, and each event after it, with who recorded it."""
    yield _said(pen, pen.words("planned"), planned, planned.fact)
    yield origin(pen, planned.version.entry, planned.fact, indent=INDENT + 2)
    for event in events:
        yield from _event(pen, event)


def _event(pen: Pen, event: At[MeasureEvent] | At[MilestoneEvent]) -> Iterator[Block]:
    words, fact = pen.words, event.fact
    yield _said(pen, words(label(fact.state)), event, fact)
    if fact.note:
        yield Block(line(fact.note, "italic"), indent=INDENT + 2)
    for key in getattr(fact, "evidence", ()):
        yield _leads(pen, Target("evidence", key), BLANK)
    yield origin(pen, event.version.entry, fact, indent=INDENT + 2)


def _said(pen: Pen, state: str, at: At[Any], fact: Any) -> Block:
    """The day, the state, how far it is, and the day that was planned then."""
    words = pen.words
    progress = getattr(fact, "progress", None)
    end = getattr(fact, "end", None) or getattr(fact, "planned", None)
    more = [
        ink(words("{n} percent done, it is said", n=progress), "$quiet") if progress is not None else BLANK,
        ink(words("planned for {day}", day=pen.day_text(end)), "$quiet") if end else BLANK,
    ]
    return Block(join(ink(f"{pen.day_text(at.on):<13}"), ink(state, "bold"), "  ", between("   ", more)), indent=INDENT)
