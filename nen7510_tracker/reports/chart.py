"""The charts of a report as SVG, each with what it shows in words."""

from nen7510_tracker.reports import burn_up, gantt
from nen7510_tracker.reports.inline import said
from nen7510_tracker.reports.report import BurnUp, Chart
from nen7510_tracker.reports.svg import ASSESSED, CLAIMED, NOTHING, VERIFIED, WIDTH, drawing, rectangle
from nen7510_tracker.rules.status import Readiness
from nen7510_tracker.words.catalogue import Words
from nen7510_tracker.words.message import Message

BAR = 18


def chart_svg(chart: Chart, words: Words) -> str:
    """A chart as one SVG element, in a language."""
    shown = chart.drawing
    inside, height = burn_up.drawn(shown, words) if isinstance(shown, BurnUp) else gantt.drawn(shown, words)
    return drawing(said(chart.title, words), said(chart.description, words), height, inside)


def bar_svg(name: str, counts: Readiness, words: Words) -> str:
    """Readiness as one bar: verified, claimed beyond that, assessed beyond that, the rest."""
    ends = [
        1 + (WIDTH - 2) * n // max(1, counts.applicable) for n in (counts.verified, counts.claimed, counts.assessed)
    ]
    inside = [rectangle(1, 1, WIDTH - 2, BAR - 2, NOTHING)]
    for end, fill in ((ends[2], ASSESSED), (ends[1], CLAIMED), (ends[0], VERIFIED)):
        inside += [rectangle(1, 1, end - 1, BAR - 2, fill)] if end > 1 else []
    return drawing(name, bar_text(name, counts, words), BAR, inside)


def bar_text(name: str, counts: Readiness, words: Words) -> str:
    """What a bar shows, in words."""
    text = "{what}: verified {verified}, claimed {claimed}, assessed {assessed}, of {total}"
    numbers = {"verified": counts.verified, "claimed": counts.claimed, "assessed": counts.assessed}
    return words(Message(text, what=name, total=counts.applicable, **numbers))
