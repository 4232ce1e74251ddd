"""Trajectory: measures as a Gantt chart, findings over time, the projection beside the plan (screens, 2.5)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.trajectory import MeasureStatus, MilestoneStatus, Trajectory
from nen7510_tracker.tui.action import TRAJECTORY
from nen7510_tracker.tui.chart import Ahead, Scale, area_chart, months_line
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, between, cells, fit, ink, join, line
from nen7510_tracker.tui.page import Block, Page, Target, heading
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.tabs.tab import Tab
from nen7510_tracker.tui.tabs.unfold import UNFOLDS, rests_on
from nen7510_tracker.words.day import Day, of

LOWEST, HIGHEST = 6, 14  # lines of the chart: a quarter of the terminal's, within these


class TrajectoryTab(Tab):
    """One page: figures, findings over time, measures, milestones."""

    place = TRAJECTORY

    def __init__(self) -> None:
        super().__init__()
        self.opened: Opened | None = None
        self.unfolded: set[Target] = set()

    def compose(self) -> ComposeResult:
        """The page."""
        yield Page(id="trajectory-page")

    @property
    def page(self) -> Page:
        """The page."""
        return self.query_one(Page)

    def show(self, opened: Opened) -> None:
        """Draw the trajectory of a view; what was unfolded stays so."""
        self.opened = opened
        self.page.show(lambda width: list(self._text(opened, width)), self.pen.symbols, keep=True)

    def _text(self, opened: Opened, width: int) -> Iterator[Block]:
        high = max(LOWEST, min(HIGHEST, self.app.size.height // 4))
        return trajectory_text(self.pen, opened, width, high, self.unfolded)

    def on_page_followed(self, event: Page.Followed) -> None:
        """On a measure or a milestone: what it rests on unfolds beneath it, or folds away."""
        if event.target.kind in UNFOLDS and self.opened:
            event.stop()
            self.unfolded ^= {event.target}
            self.show(self.opened)
            self.page.unfolded(event.target)

    def narrow(self, text: str) -> None:
        """Only the lines that contain these words."""
        self.page.narrow(text)

    def focus_first(self) -> None:
        """The page."""
        self.page.focus()

    def go(self, target: Target) -> bool:
        """To a measure or a milestone, unfolded."""
        if self.opened is None:
            return False
        known = {"measure": self.opened.evaluation.measures, "milestone": self.opened.evaluation.view.milestones}
        if target.id not in known.get(target.kind, ()):
            return False
        self.unfolded.add(target)
        self.show(self.opened)
        self.page.unfolded(target)
        return True

    def do_copy(self, _key: str) -> None:
        """Copy the page."""
        self.laboratory.copy(self.page.text)


def trajectory_text(
    pen: Pen, opened: Opened, width: int, high: int = LOWEST, unfolded: Collection[Target] = frozenset()
) -> Iterator[Block]:
    """The whole trajectory, its chart `high` lines; beneath what is unfolded, the facts that it rests on."""
    found = opened.evaluation.trajectory
    yield from _figures(pen, found)
    yield from _over_time(pen, opened, found, (width, high))
    for block in (*_measures(pen, opened, found, width), *_milestones(pen, opened, found, width)):
        yield block
        if block.target in unfolded:
            yield from rests_on(pen, opened, block.target)


def _figures(pen: Pen, found: Trajectory) -> Iterator[Block]:
    words, counts, plan, forecast = pen.words, found.findings, found.plan, found.forecast
    total = sum(counts)
    yield Block(
        between(
            "   ",
            (
                ink(words("{n} findings", n=total), "bold"),
                join(pen.standing("open"), ink(f" {counts.open}", "bold")),
                join(pen.standing("claimed"), ink(f" {counts.claimed}", "bold")),
                join(pen.standing("verified"), ink(f" {counts.verified}", "bold")),
                ink(words("observations, withdrawn ones and doubles aside"), "$quiet"),
            ),
        ),
        hang=2,
        target=Target("standing", "0"),
    )
    if forecast.p50 and forecast.p85:
        text = words("half the runs by {p50}, 85 of 100 by {p85}", p50=of(forecast.p50), p85=of(forecast.p85))
        projection = join(
            ink(text, "bold"),
            ink(" " + words("(a projection of claims at the pace so far, never a promise)"), "$quiet"),
        )
    else:
        projection = join(ink(words("none") + ": "), pen.say(forecast.why))
    yield Block(join(ink(words("ready for verification") + "  ", "$quiet"), projection), hang=2)
    planned = [
        (words("measures end"), plan.end),
        (words("with the usual slip"), plan.end_with_usual_slip),
        (words("next audit"), plan.next_audit),
        (words("certification"), plan.certification),
    ]
    parts = (join(ink(f"{name} ", "$quiet"), pen.day(value, "bold")) for name, value in planned)
    yield Block(join(ink(words("planned") + "  ", "$quiet"), between("   ", parts)), hang=2)


def _over_time(pen: Pen, opened: Opened, found: Trajectory, room: tuple[int, int]) -> Iterator[Block]:
    words, (width, high) = pen.words, room
    yield from heading(words("Findings over time"), width, pen.symbols)
    if not found.series or sum(found.findings) == 0:
        yield Block(ink(words("No finding counts in this view: there is nothing to draw."), "$quiet"))
        return
    first, today = found.series[0].on, max(opened.moment.as_of, found.series[-1].on)
    ahead, last = _ahead(found, today), today
    if ahead:  # no more of the future than there is of the past
        last = min(ahead.late, today + max(today - first, timedelta(days=90)))
    left = len(str(max(sum(point.counts) for point in found.series))) + 2
    scale = Scale(first, last, max(8, width - left - 1))
    for row in area_chart(pen, found.series, scale, (high, left), ahead):
        yield Block(row, wraps=False)
    yield Block(join(" " * left, months_line(pen, scale)), wraps=False)
    yield Block(_legend(pen, ahead), indent=left)


def _ahead(found: Trajectory, today: date) -> Ahead | None:
    soon, late = found.forecast.p50, found.forecast.p85
    return Ahead(today, soon, late) if soon and late and soon > today else None


def _legend(pen: Pen, ahead: Ahead | None) -> Content:
    words, signs = pen.words, pen.symbols
    legend = [
        ink(f"{signs.verified} {words('verified')}", "$conforming"),
        ink(f"{signs.claimed} {words('claimed')}", "$claimed"),
        ink(f"{signs.rest} {words('open')}", "$nonconforming"),
    ]
    if ahead:
        legend += [
            ink(f"{signs.likely} " + words("claimed in 85 of 100 runs"), "$claimed"),
            ink(f"{signs.possible} " + words("in half the runs"), "$claimed"),
            ink(f"{signs.today} " + words("the day that you look at"), "$past"),
        ]
    return between("   ", legend)


def _span(
    opened: Opened, measures: Sequence[MeasureStatus], milestones: Sequence[MilestoneStatus]
) -> tuple[date, date]:
    days: list[date] = [opened.moment.as_of]
    for each in measures:
        days += [day.last for day in (each.measure.start, each.planned.on, each.baseline_end, each.end) if day]
    for step in milestones:
        days += [day.last for day in (step.baseline, step.planned, step.reached) if day]
    return min(days), max(days)


def _measures(pen: Pen, opened: Opened, found: Trajectory, width: int) -> Iterator[Block]:
    words, signs = pen.words, pen.symbols
    measures = list(found.measures.values())
    yield from heading(words("Measures ({n})", n=len(measures)), width, signs)
    if not measures:
        yield Block(ink(words("No measure is planned yet."), "$quiet"))
        return
    start, end = _span(opened, measures, list(found.milestones.values()))
    name = max(16, min(44, width // 3))
    state, slip = (17, 7) if width >= 100 else (0, 6)
    scale = Scale(start, end, max(10, width - name - state - slip - 3))
    yield Block(join(" " * (name + state + slip + 3), months_line(pen, scale)), wraps=False)
    for each in measures:
        draw = partial(_gantt, pen, opened, each, scale, (name, state, slip))
        yield Block(wraps=False, target=Target("measure", each.id), draw=draw)
    legend = [
        ink(f"{signs.base_bar * 3} " + words("first plan"), "$quiet"),
        ink(f"{signs.slip_bar * 3} " + words("beyond it")),
        ink(f"{signs.plan_bar * 3} " + words("plan now"), "$claimed"),
        ink(f"{signs.plan_bar * 3} " + words("done"), "$conforming"),
        ink(f"{signs.plan_bar * 3}{signs.late} " + words("overdue"), "$partial"),
        ink(f"{signs.today} " + words("the day that you look at"), "$past"),
    ]
    yield Block(between("   ", legend))


def _gantt(pen: Pen, opened: Opened, each: MeasureStatus, scale: Scale, widths: tuple[int, int, int]) -> Content:
    name, state, slip = widths
    words, signs = pen.words, pen.symbols
    title = fit(join(ink(f"{each.id} ", "$primary"), line(each.measure.title)), name, ellipsis=signs.ellipsis)
    progress = f" {each.progress}%" if each.progress is not None and each.state == "in_progress" else ""
    said = (
        fit(ink(words(label(each.state)) + progress, _state_style(each)), state, ellipsis=signs.ellipsis)
        if state
        else BLANK
    )
    days = each.slip_days
    slipped = fit(
        ink(f"{days:+d}d" if days else ("0d" if days == 0 else ""), "$partial" if days and days > 0 else "$quiet"),
        slip,
        right=True,
    )
    return join(title, " ", said, slipped, "  ", _bar(pen, opened, each, scale))


def _state_style(each: MeasureStatus) -> str:
    if each.is_overdue:
        return "bold $partial"
    return {"done": "$conforming", "cancelled": "$not-applicable"}.get(each.state, "$claimed")


def _bar(pen: Pen, opened: Opened, each: MeasureStatus, scale: Scale) -> Content:
    """A measure from its start to its end now, the first plan beneath, and the day that one looks at."""
    signs = pen.symbols
    start = each.measure.start or each.planned.on
    places: list[tuple[str, str]] = [(" ", "")] * scale.width
    begin = scale.at(start.first)
    if each.baseline_end:
        _paint(places, begin, scale.at(each.baseline_end.last), signs.base_bar, "$quiet")
    if each.end and not each.is_cancelled:
        end, style = scale.at(each.end.last), _state_style(each)
        planned = scale.at(each.baseline_end.last) if each.baseline_end else end
        if planned < end:
            _paint(places, planned, end, signs.slip_bar, style)
        _paint(places, begin, min(planned, end), signs.plan_bar, style)
    if each.is_overdue and each.end:
        _paint(places, scale.at(each.end.last), scale.at(each.end.last), signs.late, "bold $partial")
    today = scale.at(opened.moment.as_of)
    if places[today][0] in {" ", signs.base_bar}:
        places[today] = (signs.today, "$past")
    return cells(places)


def _paint(places: list[tuple[str, str]], first: int, last: int, sign: str, style: str) -> None:
    for at in range(min(first, last), max(first, last) + 1):
        places[at] = (sign, style)


def _milestones(pen: Pen, opened: Opened, found: Trajectory, width: int) -> Iterator[Block]:
    words, signs = pen.words, pen.symbols
    milestones = list(found.milestones.values())
    yield from heading(words("Milestones ({n})", n=len(milestones)), width, signs)
    if not milestones:
        yield Block(ink(words("No milestone is planned yet."), "$quiet"))
        return
    start, end = _span(opened, list(found.measures.values()), milestones)
    name = max(16, min(44, width // 3))
    scale = Scale(start, end, max(10, width - name - 30))
    for each in milestones:
        yield Block(_milestone(pen, opened, each, scale, name), wraps=False, target=Target("milestone", each.id))


def _milestone(pen: Pen, opened: Opened, each: MilestoneStatus, scale: Scale, name: int) -> Content:
    words, signs = pen.words, pen.symbols
    title = line(each.milestone.title) if each.milestone.title else ink(words(label(each.kind)))
    places: list[tuple[str, str]] = [(" ", "")] * scale.width
    today = scale.at(opened.moment.as_of)
    places[today] = (signs.today, "$past")
    if each.baseline:
        places[scale.at(each.baseline.last)] = (signs.dot, "$quiet")
    now: Day | None = each.reached or each.planned
    late = each.reached is None and each.planned is not None and each.planned.last < opened.moment.as_of
    sign, style = (
        (signs.reached, "$conforming")
        if each.reached
        else (signs.late, "$partial")
        if late
        else (signs.planned, "$claimed")
    )
    if now:
        places[scale.at(now.last)] = (sign, style)
    slip = (now.last - each.baseline.last).days if now and each.baseline else None
    return join(
        fit(join(ink(f"{sign} ", style), title), name, ellipsis=signs.ellipsis),
        " ",
        fit(pen.label(each.state, style), 10),
        fit(pen.day(now), 12),
        fit(ink(f"{slip:+d}d" if slip else "", "$quiet"), 5, right=True),
        "  ",
        cells(places),
    )
