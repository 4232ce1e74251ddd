"""Findings over time: found, claimed, verified; beyond today where the projection ends."""

from collections.abc import Iterator, Sequence
from datetime import date

from nen7510_tracker.reports.report import BurnUp
from nen7510_tracker.reports.svg import (
    CLAIMED,
    INK,
    LATE,
    LINE,
    PROJECTED,
    SOFT,
    TODAY,
    VERIFIED,
    WIDTH,
    label,
    legend,
    line,
    polygon,
    polyline,
    rectangle,
)
from nen7510_tracker.reports.time_axis import LEAST_DAYS, TimeAxis
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.day import days_after, of

LEFT, RIGHT = 34, WIDTH - 30
TOP, BOTTOM = 12, 232
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
FARTHEST = 3  # times the time so far: what is projected beyond that runs off the drawing

Corner = tuple[int, int]


def drawn(burn_up: BurnUp, words: Words) -> tuple[list[str], int]:
    """What is in the drawing, and how high it is."""
    axis = _axis(burn_up)
    height = _Height(max(point.found for point in burn_up.points))
    inside = [*axis.drawn(TOP, BOTTOM, words), *height.drawn()]
    if burn_up.p50 and burn_up.p85:
        inside += _projection(burn_up, axis, height)
    inside.append(polygon(_area(burn_up, axis, height, "claimed"), CLAIMED))
    inside.append(polygon(_area(burn_up, axis, height, "verified"), VERIFIED))
    inside.append(polyline(_corners(burn_up, axis, height, "found"), INK))
    inside.append(axis.today(burn_up.today, TOP - 6, BOTTOM))
    signs, end = legend(_signs(burn_up, words), BOTTOM + 38)
    return [*inside, *signs], end


def _axis(burn_up: BurnUp) -> TimeAxis:
    first, today = burn_up.points[0].on, burn_up.today
    so_far = max(LEAST_DAYS, (today - first).days)
    cut = days_after(today, so_far * FARTHEST)
    return TimeAxis(first, max(today, min(burn_up.p85 or today, cut), days_after(first, LEAST_DAYS)), LEFT, RIGHT)


class _Height:
    """Numbers of findings from the ground up."""

    def __init__(self, most: int) -> None:
        self.step = next((step for step in STEPS if most <= step * 5), most)
        self.top = max(1, -(-most // self.step)) * self.step

    def at(self, number: int) -> int:
        return BOTTOM - number * (BOTTOM - TOP) // self.top

    def drawn(self) -> Iterator[str]:
        for number in range(0, self.top + 1, self.step):
            y = self.at(number)
            yield line(LEFT, y, RIGHT, y, LINE)
            yield label(LEFT - 6, y + 4, str(number), SOFT, "end")


def _corners(burn_up: BurnUp, axis: TimeAxis, height: _Height, name: str) -> list[Corner]:
    """A number over time: it stays what it was until the day on which it changes."""
    corners: list[Corner] = []
    for point in burn_up.points:
        x, y = axis.at(point.on), height.at(getattr(point, name))
        corners += [(x, corners[-1][1]), (x, y)] if corners else [(x, y)]
    return corners


def _area(burn_up: BurnUp, axis: TimeAxis, height: _Height, name: str) -> list[Corner]:
    corners = _corners(burn_up, axis, height, name)
    return [(corners[0][0], BOTTOM), *corners, (corners[-1][0], BOTTOM)]


def _projection(burn_up: BurnUp, axis: TimeAxis, height: _Height) -> Iterator[str]:
    """The band between the day that half of the futures reach and that of 85 %; what is too far runs off the edge."""
    last = burn_up.points[-1]
    start = axis.at(burn_up.today), height.at(last.claimed)
    early, late = (_reached(burn_up, axis, height, day) for day in (burn_up.p50, burn_up.p85) if day)
    goal = height.at(last.found)
    corner = [(axis.right, goal)] if early[1] == goal != late[1] else []
    yield polygon([start, early, *corner, late], PROJECTED, LATE, "4 3")
    yield line(start[0], goal, max(early[0], late[0]), goal, INK, "2 3")


def _reached(burn_up: BurnUp, axis: TimeAxis, height: _Height, day: date) -> Corner:
    """Where the way to a day ends: on the line of all findings, or at the edge on the way there."""
    last = burn_up.points[-1]
    if day <= axis.last:
        return axis.at(day), height.at(last.found)
    whole, part = (day - burn_up.today).days, (axis.last - burn_up.today).days
    ground, goal = height.at(last.claimed), height.at(last.found)
    return axis.right, ground + (goal - ground) * part // whole


def _signs(burn_up: BurnUp, words: Words) -> Sequence[tuple[str, str]]:
    last = burn_up.points[-1]
    signs = [
        (line(0, 0, 16, 0, INK, width=2), words("found: {n}", n=last.found)),
        (rectangle(0, -6, 16, 11, CLAIMED), words("claimed, not verified: {n}", n=last.claimed - last.verified)),
        (rectangle(0, -6, 16, 11, VERIFIED), words("verified: {n}", n=last.verified)),
        (line(8, -8, 8, 6, TODAY, "5 3", 2), words("as of {day}", day=of(burn_up.today))),
    ]
    if burn_up.p50 and burn_up.p85:
        text = words("all claimed, projected: {p50} (P50) to {p85} (P85)", p50=of(burn_up.p50), p85=of(burn_up.p85))
        signs.append((rectangle(0, -6, 16, 11, PROJECTED, LATE), text))
    return signs
