"""The charts: what they show, in words too, in any dossier and for any reader."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from dossiers import assessment, evaluate, event, finding, measure
from reports_support import evaluation, example_record, flat, read, report
from test_reports_html import hostile

from nen7510_tracker.reports.chart import bar_svg, chart_svg
from nen7510_tracker.reports.report import Block, BurnUp, Chart, Gantt, Level, Report, Section, Step
from nen7510_tracker.reports.svg import WIDTH
from nen7510_tracker.rules.status import Readiness
from nen7510_tracker.service.record import Record
from nen7510_tracker.words.catalogue import words_of

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2026, 6, 1)
EN = words_of("en")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with example_record(tmp_path_factory.mktemp("record") / "record.db") as opened:
        yield opened


def charts(blocks: Sequence[Block]) -> Iterator[Chart]:
    for each in blocks:
        if isinstance(each, Chart):
            yield each
        elif isinstance(each, Section):
            yield from charts(each.blocks)


def all_charts(found: Report) -> list[Chart]:
    return list(charts(list(found.blocks())))


def tree(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in tree(svg).iter(f"{SVG}text")]


def rectangles(svg: str, fill: str) -> list[ET.Element]:
    return [each for each in tree(svg).iter(f"{SVG}rect") if each.get("fill") == fill]


def test_a_bar_shows_the_three_counts_in_proportion() -> None:
    svg = bar_svg("Part 1", Readiness(verified=10, claimed=20, assessed=30, applicable=40), EN)
    shares = [int(rectangles(svg, fill)[0].get("width", "")) for fill in ("#154273", "#7fa6d0", "#d5dae1", "#ffffff")]
    whole = WIDTH - 2
    assert [round(4 * share / whole) for share in shares] == [1, 2, 3, 4]
    assert tree(svg).findtext(f"{SVG}desc") == "Part 1: verified 10, claimed 20, assessed 30, of 40"


def test_a_bar_of_nothing_claims_nothing() -> None:
    svg = bar_svg("Part 1", Readiness(verified=0, claimed=0, assessed=0, applicable=0), EN)
    assert not rectangles(svg, "#154273")
    assert not rectangles(svg, "#7fa6d0")


def gantt(*steps: Step, first: date = date(2026, 1, 1), last: date = date(2026, 12, 31)) -> str:
    return chart_svg(Chart("t", "d", Gantt(steps, TODAY, first, last)), EN)


def step(end: date, baseline: date, **told: bool) -> Step:
    return Step("M-1", "Second factor", date(2026, 2, 1), end, baseline, **told)


def test_slip_is_drawn_from_the_first_plan_to_the_current_one() -> None:
    late = rectangles(gantt(step(date(2026, 10, 1), date(2026, 6, 1))), "#d55e00")
    assert len(late) == 2, "the slip, and its sign in the legend"
    assert int(late[0].get("width", "")) > 100
    assert len(rectangles(gantt(step(date(2026, 6, 1), date(2026, 10, 1))), "#d55e00")) == 1, "early is no slip"


def test_what_is_overdue_runs_on_to_today() -> None:
    def dashes(svg: str) -> int:
        return sum(each.get("stroke") == "#d55e00" for each in tree(svg).iter(f"{SVG}line"))

    past = date(2026, 4, 1)
    assert dashes(gantt(step(past, past, is_overdue=True))) == 1
    assert dashes(gantt(step(past, past))) == 0


def test_everything_stays_inside_the_drawing(record: Record) -> None:
    found = [report(evaluation(record, "example-lab", day)) for day in ("2025-06-20", "2026-06-01", "2026-11-10")]
    for chart in [each for made in (*found, report(hostile())) for each in all_charts(made)]:
        root = tree(chart_svg(chart, EN))
        height = int(root.get("viewBox", "").split()[3])
        for each in root.iter():
            points = re.findall(r"(-?\d+),(-?\d+)", each.get("points", ""))
            points += [(each.get("x", "0"), each.get("y", "0"))] if each.tag.endswith(("rect", "text")) else []
            for x, y in points:
                assert -16 <= int(x) <= WIDTH + 6, each.attrib
                assert -16 <= int(y) <= height, each.attrib


def test_the_burn_up_shows_the_numbers_and_the_band_of_the_projection() -> None:
    points = [Level(date(2026, 1, 1), 4, 0, 0), Level(TODAY, 10, 6, 2)]
    drawn = BurnUp(points, TODAY, date(2026, 9, 1), date(2026, 12, 1))
    svg = chart_svg(Chart("t", "d", drawn), EN)
    told = texts(svg)
    assert {"found: 10", "claimed, not verified: 4", "verified: 2"} <= set(told)
    assert "all claimed, projected: 1 Sept 2026 (P50) to 1 Dec 2026 (P85)" in told
    without = chart_svg(Chart("t", "d", BurnUp(points, TODAY, None, None)), EN)
    assert len(list(tree(svg).iter(f"{SVG}polygon"))) == len(list(tree(without).iter(f"{SVG}polygon"))) + 1


@pytest.mark.parametrize("far", [date(2036, 1, 1), date.max])
def test_a_projection_that_is_far_away_runs_off_the_edge(far: date) -> None:
    points = [Level(TODAY - timedelta(days=30), 4, 1, 0), Level(TODAY, 4, 1, 0)]
    svg = chart_svg(Chart("t", "d", BurnUp(points, TODAY, far, far)), EN)
    assert all(0 <= int(x) <= WIDTH for each in tree(svg).iter(f"{SVG}polygon") for x in points_of(each))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_calendar_has_two_ends(day: date) -> None:
    drawn = BurnUp([Level(day, 3, 2, 1)], day, day, day)
    only = Gantt([Step("M-1", "x", day, day, day)], day, day, day)
    assert "found: 3" in texts(chart_svg(Chart("t", "d", drawn), EN))
    assert "M-1 x" in texts(chart_svg(Chart("t", "d", only), EN))
    assert "M-1 x" in texts(gantt(Step("M-1", "x", date.min, date.max, day), first=date.min, last=date.max))


def points_of(each: ET.Element) -> list[str]:
    return [point.split(",")[0] for point in each.get("points", "").split()]


def test_no_projection_stands_on_the_first_page(record: Record) -> None:
    for day in ("2026-06-01", "2026-11-10"):
        assert not list(charts(report(evaluation(record, "example-lab", day)).first))


def test_a_drawing_says_in_words_what_it_shows(record: Record) -> None:
    found = evaluation(record, "example-lab", "2026-06-01")
    page = read(found, "html", "nl")
    for chart in all_charts(report(found)):
        svg = chart_svg(chart, words_of("nl"))
        assert svg in page
        said = tree(svg).findtext(f"{SVG}desc") or ""
        assert flat(said) in flat(read(found, "txt", "nl"))
        assert tree(svg).get("role") == "img"


def test_many_measures_are_drawn_in_parts() -> None:
    many = [measure(f"M-{at:03}", start="2026-01-01", end="2026-08-01") for at in range(137)]
    drawn = [each.drawing for each in all_charts(report(evaluate("2026-06-01", measures=many)))]
    shown = [step.id for each in drawn if isinstance(each, Gantt) for step in each.steps]
    assert shown == [each["id"] for each in many]
    assert max(len(each.steps) for each in drawn if isinstance(each, Gantt)) <= 32


def test_outsiders_see_of_an_open_measure_only_when_it_is_due() -> None:
    told = measure("M-1", title="Secret gate", findings=["F-1"], start="2026-01-01", end="2026-03-01")
    told["events"] = [event("2026-02-01", "in_progress", end="2026-09-01")]
    found = evaluate("2026-06-01", assessments=[assessment("igj", findings=[finding("F-1", "A.8.5")])], measures=[told])
    steps = [
        step
        for each in all_charts(report(found, public=True))
        if isinstance(each.drawing, Gantt)
        for step in each.drawing.steps
    ]
    assert steps == [Step("M-1", None, None, date(2026, 9, 1), None)]
    svg = "".join(chart_svg(each, EN) for each in all_charts(report(found, public=True)))
    assert "Secret" not in svg
