"""Measures and milestones over time: the first plan beneath the current one, the slip, today."""

from collections.abc import Iterator, Sequence
from datetime import date

from nen7510_tracker.reports.inline import said
from nen7510_tracker.reports.report import Gantt, Step
from nen7510_tracker.reports.svg import (
    CLAIMED,
    INK,
    LATE,
    LINE,
    NOTHING,
    SOFT,
    TODAY,
    VERIFIED,
    WIDTH,
    diamond,
    label,
    legend,
    line,
    rectangle,
    shortened,
)
from nen7510_tracker.reports.time_axis import LEAST_DAYS, TimeAxis
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.day import days_after, of

LEFT, RIGHT = 230, 605  # between them the days stand; before them the names, after them the slip
ROW = 22
LATE_INK = "#a3211b"  # of letters: darker than of areas


def drawn(gantt: Gantt, words: Words) -> tuple[list[str], int]:
    """What is in the drawing, and how high it is."""
    axis = _axis(gantt)
    bottom = 6 + ROW * len(gantt.steps)
    inside = list(axis.drawn(4, bottom, words))
    for place, step in enumerate(gantt.steps):
        inside += _row(step, axis, 6 + ROW * place, gantt.today, words)
    inside.append(axis.today(gantt.today, 2, bottom + 4))
    signs, end = legend(_signs(gantt, words), bottom + 38)
    return [*inside, *signs], end


def _axis(gantt: Gantt) -> TimeAxis:
    first, last = gantt.first, gantt.last
    return TimeAxis(first, max(last, days_after(first, LEAST_DAYS)), LEFT, RIGHT)


def _row(step: Step, axis: TimeAxis, y: int, today: date, words: Words) -> Iterator[str]:
    yield line(0, y + ROW, WIDTH, y + ROW, LINE)
    name = f"{step.id} {said(step.name, words)}" if step.name else step.id
    yield label(0, y + 15, shortened(name, LEFT - 16), LATE_INK if step.is_overdue else INK)
    if step.end:
        yield from _milestone(step, axis, y) if step.is_milestone else _measure(step, axis, y, today)
    if step.note:
        text = shortened(said(step.note, words), WIDTH - RIGHT + 12)
        yield label(WIDTH, y + 15, text, LATE_INK if step.is_overdue else SOFT, "end")


def _measure(step: Step, axis: TimeAxis, y: int, today: date) -> Iterator[str]:
    end = step.end or axis.last
    if step.start is None:  # only when it is due is told
        yield diamond(axis.at(end), y + 11, VERIFIED if step.is_done else NOTHING)
        return
    start, stop = axis.at(min(step.start, end)), axis.at(end)
    yield rectangle(start, y + 4, stop - start, 9, VERIFIED if step.is_done else CLAIMED)
    if step.is_overdue:
        yield line(stop, y + 8, axis.at(today), y + 8, LATE, "3 2", 2)
    if step.baseline:
        first = axis.at(step.baseline)
        yield rectangle(min(start, first), y + 15, abs(first - start), 3, SOFT, SOFT)
        if first < stop:
            yield rectangle(max(first, start), y + 4, stop - max(first, start), 9, LATE)


def _milestone(step: Step, axis: TimeAxis, y: int) -> Iterator[str]:
    x = axis.at(step.end or axis.last)
    if step.baseline:
        first = axis.at(step.baseline)
        yield line(min(first, x), y + 11, max(first, x), y + 11, LATE if first < x else SOFT, "3 2", 2)
        yield line(first, y + 5, first, y + 17, SOFT, width=2)
    yield diamond(x, y + 11, VERIFIED if step.is_done else NOTHING)


def _signs(gantt: Gantt, words: Words) -> Sequence[tuple[str, str]]:
    bars = [
        (rectangle(0, -5, 16, 9, VERIFIED), words("done")),
        (rectangle(0, -5, 16, 9, CLAIMED), words("not done yet")),
        (rectangle(0, -5, 16, 9, LATE), words("later than first planned")),
        (rectangle(0, -2, 16, 3, SOFT, SOFT), words("first plan")),
    ]
    points = [
        (diamond(8, 0, NOTHING), words("milestone or due day")),
        (diamond(8, 0, VERIFIED), words("reached")),
    ]
    has_bars = any(step.start and not step.is_milestone for step in gantt.steps)
    has_points = any(step.is_milestone or not step.start for step in gantt.steps)
    return [*(bars if has_bars else ()), *(points if has_points else ()), _today_sign(gantt.today, words)]


def _today_sign(today: date, words: Words) -> tuple[str, str]:
    return line(8, -8, 8, 6, TODAY, "5 3", 2), words("as of {day}", day=of(today))
