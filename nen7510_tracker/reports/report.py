"""A report as plain data: sections of blocks, the same whatever form and language it is read in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nen7510_tracker.reports.inline import Inline
from nen7510_tracker.rules.outcome import Verdict
from nen7510_tracker.rules.status import Readiness


@dataclass(slots=True, frozen=True)
class Paragraph:
    """A sentence or more; a `quote` is somebody else's words."""

    text: Inline
    quote: bool = False


@dataclass(slots=True, frozen=True)
class Alarm:
    """What nobody may overlook."""

    text: Inline


@dataclass(slots=True, frozen=True)
class Answer:
    """The question that a report answers, and its answer in words."""

    question: Inline
    answer: Inline
    verdict: Verdict


@dataclass(slots=True, frozen=True)
class Bullets:
    """Points, one each."""

    items: Sequence[Inline]


@dataclass(slots=True, frozen=True)
class Pairs:
    """Names with their values."""

    rows: Sequence[tuple[Inline, Inline]]


@dataclass(slots=True, frozen=True)
class Table:
    """Rows under named columns; a row's first cell says what the row is about.

    `caption` says what the table shows, to those who cannot see where it stands. `cards`: too much for
    a narrow page, where each row takes some lines of its own.
    """

    caption: Inline
    columns: Sequence[Inline]
    rows: Sequence[Sequence[Inline]]
    cards: bool = False


@dataclass(slots=True, frozen=True)
class Bars:
    """Readiness: per row the three counts beside the number of applicable controls, never a lone percentage."""

    caption: Inline
    rows: Sequence[tuple[Inline, Readiness]]


@dataclass(slots=True, frozen=True)
class Step:
    """A measure or milestone of a Gantt chart.

    `end`: when it was or will be done, `baseline` when it was first to be; without `start` only when it
    is due is told. `note`: what stands beside it, such as the slip.
    """

    id: str
    name: Inline
    start: date | None
    end: date | None
    baseline: date | None
    note: Inline = None
    is_done: bool = False
    is_overdue: bool = False
    is_milestone: bool = False


@dataclass(slots=True, frozen=True)
class Gantt:
    """Steps below each other, the days from `first` to `last` from left to right."""

    steps: Sequence[Step]
    today: date
    first: date
    last: date


@dataclass(slots=True, frozen=True)
class Level:
    """How many findings there were on a day, how many of them at least claimed, how many verified."""

    on: date
    found: int
    claimed: int
    verified: int


@dataclass(slots=True, frozen=True)
class BurnUp:
    """Findings over time, at least one level; `p50` and `p85`, both or neither: where a projection has all claimed."""

    points: Sequence[Level]
    today: date
    p50: date | None
    p85: date | None


@dataclass(slots=True, frozen=True)
class Chart:
    """A drawing, and what it shows in words: for those who cannot see it, and in forms without pictures."""

    title: Inline
    description: Inline
    drawing: Gantt | BurnUp


@dataclass(slots=True, frozen=True)
class Section:
    """A heading with what stands under it; a section in a section is a heading lower.

    `own_page`: it begins a page, where there are pages.
    """

    title: Inline
    blocks: "Sequence[Block]"
    own_page: bool = False


Block = Paragraph | Alarm | Answer | Bullets | Pairs | Table | Bars | Chart | Section


@dataclass(slots=True, frozen=True)
class Report:
    """A report: its title, what it is about and seen from when, its first page, its sections.

    `document` is the same as JSON, `foot` the line that every page ends with: which record this was made from.
    """

    title: Inline
    about: Inline
    view: Inline
    first: Sequence[Block]
    sections: Sequence[Section]
    foot: Inline
    document: Mapping[str, Any]

    def blocks(self) -> Iterator[Block]:
        """Everything, in order."""
        yield from self.first
        yield from self.sections
