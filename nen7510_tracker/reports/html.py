"""A report as one HTML file: no scripts, no outside addresses, every text from the record escaped."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nen7510_tracker.reports.chart import bar_svg, chart_svg
from nen7510_tracker.reports.inline import NONE, Inline, said
from nen7510_tracker.reports.report import Bars, Report
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.message import N_

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

VERDICTS = {"met": "✓", "not_met": "✗", "undetermined": "?"}
COUNTS = (N_("verified"), N_("claimed"), N_("assessed"))
SHORT, LONG = 12, 20  # characters: of a cell that stays on one line, of a word that may be broken


def as_html(report: Report, words: Words) -> str:
    """The report as an HTML document."""

    def say(value: Inline) -> str:
        return said(value, words)

    return _template().render(
        report=report,
        language=words.language,
        say=say,
        kind=lambda block: type(block).__name__,
        symbols=VERDICTS,
        room=lambda cell: _room(say(cell)),
        anchored=[(f"s{place}", section) for place, section in enumerate(report.sections, 1)],
        counts=[words(text) for text in COUNTS],
        rows_of=lambda block: list(_bars(block, words)),
        drawn=lambda block: _safe(chart_svg(block, words)),
        contents=words("Contents"),
        attention=words("Attention"),
        beyond=[words("verified"), words("claimed, not verified"), words("assessed, not claimed"), words("the rest")],
        number=lambda section: [place for place, each in enumerate(report.sections, 1) if each is section],
    )


def _room(text: str) -> "Markup":
    """How a cell breaks its lines: a short one not at all, an overlong word anywhere; `none` has nothing to say."""
    from markupsafe import Markup

    longest = max(map(len, text.split()), default=0)
    kind = "none" if text == NONE else "short" if len(text) <= SHORT else "long" if longest > LONG else ""
    return Markup(' class="{}"').format(kind) if kind else Markup("")


def _bars(block: Bars, words: Words) -> Iterator[dict[str, Any]]:
    """Each row of a bar with its numbers in words, and its picture as rectangles."""
    for name, counts in block.rows:
        numbers = (counts.verified, counts.claimed, counts.assessed)
        yield {
            "name": said(name, words),
            "numbers": [words("{n} of {total}", n=number, total=counts.applicable) for number in numbers],
            "picture": _safe(bar_svg(said(name, words), counts, words)),
        }


def _safe(svg: str) -> "Markup":
    """A drawing: its texts are escaped already."""
    from markupsafe import Markup

    return Markup(svg)  # noqa: S704 - made by svg.py, which escapes every text and attribute


@lru_cache(maxsize=1)
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.jinja")
