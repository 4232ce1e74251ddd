"""`NO_COLOR`: no colour is sent to the terminal, not even a grey; what stood out by its ground is shown reversed."""

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter


class NoColours(LineFilter):
    """Takes the colours out of what is drawn; signs, words and bold type stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same text in the terminal's own two colours."""
        is_dark = background.brightness < 0.5
        return [Segment(text, _without(style, is_dark) if style else None, None) for text, style, _ in segments]


@lru_cache(4096)
def _without(style: Style, is_dark: bool) -> Style:
    """A style without colours: reversed where dark text stands on light in a dark theme, or the other way round."""
    plain = style.without_color
    if style.color is None or style.bgcolor is None or style.reverse:
        return plain
    text, ground = Color.from_rich_color(style.color).brightness, Color.from_rich_color(style.bgcolor).brightness
    return plain + Style(reverse=True) if (text < ground) is is_dark else plain
