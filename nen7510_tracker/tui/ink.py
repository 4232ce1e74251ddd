"""Text as it is drawn: what the record says is never markup, and cannot steer a terminal."""

import re
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from textual.content import Content

# C0 and C1 controls but line break and tab, DEL, embeddings, overrides and isolates of the reading
# direction, halves of surrogate pairs. The record refuses them; a void entry may still hold them.
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

BLANK = Content("")


def safe(text: str) -> str:
    """A text without what could steer a terminal: each such character becomes U+FFFD, a tab a space."""
    return _STEERS.sub("\ufffd", text.replace("\r\n", "\n")).replace("\t", " ")


def ink(text: str, style: str = "") -> Content:
    """A text as it is, line breaks included; `style` as Textual writes styles (`bold $alarm`)."""
    return Content.styled(safe(text), style)


def line(text: str, style: str = "") -> Content:
    """A text on one line: every run of white space becomes a space."""
    return ink(" ".join(text.split()), style)


def join(*parts: "Content | str") -> Content:
    """Some pieces one after the other; a string is text as it is."""
    return Content.assemble(*(part if isinstance(part, Content) else safe(part) for part in parts))


def between(separator: str, parts: Iterable[Content]) -> Content:
    """The pieces that are not empty, with a separator between them."""
    return Content(separator).join([part for part in parts if part])


def fit(content: Content, width: int, *, right: bool = False, ellipsis: str = "…") -> Content:
    """A line of exactly `width` cells: cut with an ellipsis, or filled up with spaces (on the left if `right`)."""
    if width <= 0:
        return BLANK
    length = content.cell_length
    if length > width:
        cut = content.truncate(max(0, width - len(ellipsis)))
        content = join(cut, ellipsis[:width])
        length = content.cell_length
    return content.pad_left(width - length) if right else content.pad_right(width - length)


def styled(content: Content, style: str) -> Content:
    """The same text with a style beneath the styles that it has."""
    return content.stylize_before(style)


def cells(given: Iterable[tuple[str, str]]) -> Content:
    """Single characters with their styles, `(sign, style)`, as one line."""
    runs = ((style, "".join(sign for sign, _ in run)) for style, run in groupby(given, key=itemgetter(1)))
    return join(*(ink(text, style) for style, text in runs))
