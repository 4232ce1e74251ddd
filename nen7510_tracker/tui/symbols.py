"""The signs that stand beside words, never instead of them; and the letters that replace them with `--ascii`."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Symbols:
    """One set of signs, each a single cell wide unless said otherwise.

    `status`, `verdict` and `rating` are by the rules' own values; a rating's sign has at most two cells.
    `braille`: whether a chart may be drawn in braille dots.
    """

    status: Mapping[str, str]
    verdict: Mapping[str, str]
    rating: Mapping[str, str]
    verified: str
    claimed: str
    rest: str
    bar: str
    cursor: str
    blurred: str
    separator: str
    rule: str
    ellipsis: str
    alarm: str
    reached: str
    planned: str
    late: str
    arrow: str
    down: str
    up: str
    folded: str
    unfolded: str
    dot: str
    assumed: str
    plan_bar: str
    base_bar: str
    slip_bar: str
    today: str
    likely: str
    possible: str
    braille: bool


UNICODE = Symbols(
    status={
        "nonconforming": "✗",
        "partial": "◐",
        "claimed": "◇",
        "conforming": "✓",
        "not_assessed": "·",
        "not_applicable": "–",  # noqa: RUF001 - the sign that screens.md asks for
    },
    verdict={"met": "✓", "not_met": "✗", "undetermined": "?"},
    rating={"meets": "++", "largely_meets": "+", "largely_fails": "-", "fails": "--", "not_assessed": "·"},
    verified="█",
    claimed="▒",
    rest="░",
    bar="█",
    cursor="▌",
    blurred="▏",
    separator="│",
    rule="─",
    ellipsis="…",
    alarm="‼",
    reached="●",
    planned="○",
    late="◆",
    arrow="→",
    down="↓",
    up="↑",
    folded="▸",
    unfolded="▾",
    dot="·",
    assumed="~",
    plan_bar="━",
    base_bar="┄",
    slip_bar="═",
    today="│",
    likely=":",
    possible="·",
    braille=True,
)

ASCII = Symbols(
    status={
        "nonconforming": "X",
        "partial": "P",
        "claimed": "C",
        "conforming": "V",
        "not_assessed": ".",
        "not_applicable": "-",
    },
    verdict={"met": "V", "not_met": "X", "undetermined": "?"},
    rating={"meets": "++", "largely_meets": "+", "largely_fails": "-", "fails": "--", "not_assessed": "."},
    verified="#",
    claimed="=",
    rest=".",
    bar="#",
    cursor=">",
    blurred=":",
    separator="|",
    rule="-",
    ellipsis="..",
    alarm="!",
    reached="*",
    planned="o",
    late="!",
    arrow=">",
    down="v",
    up="^",
    folded="+",
    unfolded="-",
    dot=".",
    assumed="~",
    plan_bar="=",
    base_bar="-",
    slip_bar="%",
    today="|",
    likely=":",
    possible="'",
    braille=False,
)
