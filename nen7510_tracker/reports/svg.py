"""Drawings as SVG text: whole numbers, attributes in a fixed order, every text escaped."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

WIDTH = 680  # a drawing's own units across: letters of 12 are then read well on A4
LETTERS = 12
LETTER_WIDTH = 6  # on average; no font is measured here
FONTS = "Libertinus Serif, Georgia, serif"  # HTML sets its own over it

# Told apart by people with any kind of colour vision, and in grey: dark, middle, light, and one warm colour.
INK = "#1a1a1a"
SOFT = "#52565c"
LINE = "#c9cdd3"
EDGE = "#4a4f55"
VERIFIED = "#154273"
CLAIMED = "#7fa6d0"
ASSESSED = "#d5dae1"
NOTHING = "#ffffff"
LATE = "#d55e00"
PROJECTED = "#f8e1d1"
TODAY = "#7b2d8b"


def element(name: str, *inside: str, **attributes: str | int) -> str:
    """An element with what is inside it, already SVG; `_` in the name of an attribute stands for `-`."""
    told = "".join(f" {key.strip('_').replace('_', '-')}={quoteattr(str(value))}" for key, value in attributes.items())
    return f"<{name}{told}>{''.join(inside)}</{name}>" if inside else f"<{name}{told}/>"


def drawing(title: str, description: str, height: int, inside: Iterable[str]) -> str:
    """A whole drawing, `WIDTH` wide, with what it shows in words."""
    return element(
        "svg",
        element("title", escape(title)),
        element("desc", escape(description)),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_label=title,
        viewBox=f"0 0 {WIDTH} {height}",
        font_family=FONTS,
        font_size=LETTERS,
    )


def rectangle(x: int, y: int, width: int, height: int, fill: str, stroke: str = EDGE) -> str:
    """A filled rectangle; at least one unit wide, so that it is seen."""
    return element("rect", x=x, y=y, width=max(1, width), height=height, fill=fill, stroke=stroke)


def line(x1: int, y1: int, x2: int, y2: int, stroke: str, dashes: str = "none", width: int = 1) -> str:
    """A straight line; `dashes` as SVG has them."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dashes)


def polygon(points: Sequence[tuple[int, int]], fill: str, stroke: str = "none", dashes: str = "none") -> str:
    """A filled area."""
    return element("polygon", points=_points(points), fill=fill, stroke=stroke, stroke_dasharray=dashes)


def polyline(points: Sequence[tuple[int, int]], stroke: str, width: int = 2) -> str:
    """A line with corners."""
    return element("polyline", points=_points(points), fill="none", stroke=stroke, stroke_width=width)


def _points(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def diamond(x: int, y: int, fill: str) -> str:
    """A sign for what takes no time."""
    return polygon([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], fill, EDGE)


def label(x: int, y: int, text: str, fill: str = INK, anchor: str = "start", weight: str = "normal") -> str:
    """A text on its base line; `anchor`: `start`, `middle` or `end` stands at x."""
    return element("text", escape(text), x=x, y=y, fill=fill, text_anchor=anchor, font_weight=weight)


def shortened(text: str, width: int) -> str:
    """A text that fits so many units; what is cut off ends with an ellipsis."""
    most = width // LETTER_WIDTH
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def legend(signs: Sequence[tuple[str, str]], y: int) -> tuple[list[str], int]:
    """Signs (drawn round 8 beside 0) with what they mean, in as many lines as it takes; and where they end."""
    shown, x = [], 0
    for sign, text in signs:
        width = 26 + len(text) * LETTER_WIDTH + 12
        if x and x + width > WIDTH:
            x, y = 0, y + 18
        shown.append(element("g", sign, label(22, 4, text, SOFT), transform=f"translate({x} {y})"))
        x += width
    return shown, y + 10
