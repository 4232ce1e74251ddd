"""What is kept of an evaluation, in plain columns (design section 9): days as ISO texts, lists as JSON."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar


class LabColumns(NamedTuple):
    """A laboratory as it stood on a day.

    `seq` and `digest` are the head that it was worked out from, `day` the day on which, with the knowledge of
    that day; `same_since` and `stays_until` the days between which everything is as it is, with what is recorded
    (None: for ever). `recorded_at` is when the last entry was recorded. `rank` sorts the worst first. `holds` is
    until when the verdict holds. The counts of readiness are of part 1 and part 2 of the norm; `open_…` count
    findings with the standing open, `found_…` all that were not withdrawn; `overdue` is of the `dated` findings and
    measures that the laboratory has to do by a day. `certification_planned` is the day for which the next
    certification is planned, `certification_slip` by how many days that moved.
    """

    id: str
    seq: int
    digest: str
    day: str
    same_since: str | None
    stays_until: str | None
    recorded_at: str
    rank: str
    name: str
    city: str | None
    verdict: str
    holds: str | None
    policy: str
    policy_digest: str
    verified_1: int
    claimed_1: int
    assessed_1: int
    applicable_1: int
    verified_2: int
    claimed_2: int
    assessed_2: int
    applicable_2: int
    open_major: int
    open_ungraded: int
    open_minor: int
    open_observation: int
    found_major: int
    found_ungraded: int
    found_minor: int
    found_observation: int
    overdue: int
    dated: int
    certificate: str | None
    certification_planned: str | None
    certification_slip: int | None
    decision_id: str | None
    decided: str | None
    decided_on: str | None
    review_on: str | None
    lapsed_since: str | None
    lapsed_by: str | None
    resumed_outside: int


class AreaColumns(NamedTuple):
    """How many controls of an area have which status; `place` is the area's in the norm."""

    lab: str
    place: int
    area: str
    nonconforming: int
    partial: int
    claimed: int
    conforming: int
    not_assessed: int
    not_applicable: int


class GapColumns(NamedTuple):
    """A gap, or a finding on it that is not closed, but for what follows from the day and the norm's own titles.

    `place` is its place among the laboratory's. The columns that end in `s` and `owner`, `source`, `progress`,
    `planned_end`, `evidence`, `same_as` are lists; one with nothing in it is NULL.
    """

    lab: str
    place: int
    area: str
    control: str
    status: str
    finding: str | None
    grade: str | None
    priority: int | None
    state: str | None
    turn: str | None
    finding_title: str | None
    statement: str | None
    cause: str | None
    source: str | None
    found_on: str | None
    due: str | None
    measures: str | None
    owner: str | None
    progress: str | None
    planned_end: str | None
    evidence: str | None
    last_note: str | None
    last_changed: str | None
    same_as: str | None
    blocks: str | None


class LookColumns(NamedTuple):
    """The controls of a laboratory of which the same is said: their status, who looked, according to whom they fail.

    `looked`, `failing` and `controls` are lists; nobody is NULL.
    """

    lab: str
    place: int
    status: str
    looked: str | None
    failing: str | None
    controls: str


class OpenColumns(NamedTuple):
    """A finding with the standing open, but for its age, which follows from the day; `areas` is a list."""

    lab: str
    place: int
    finding: str
    title: str
    grade: str
    state: str
    turn: str
    whose: str
    areas: str | None
    found_on: str
    assumed: int
    due: str | None


class ComingColumns(NamedTuple):
    """A day that somebody has to reckon with; `title` is a sentence with its values, as a list."""

    lab: str
    place: int
    kind: str
    id: str
    day: str
    title: str
    note: str | None
    turn: str | None


Part = TypeVar("Part", AreaColumns, GapColumns, LookColumns, OpenColumns, ComingColumns)
# What is kept of a laboratory beside its row: the kinds of rows, by their names, in the order of `Stored`.
PARTS: Mapping[type[Any], str] = {
    AreaColumns: "areas",
    GapColumns: "gaps",
    LookColumns: "looks",
    OpenColumns: "open",
    ComingColumns: "coming",
}


class Stored(NamedTuple):
    """Everything that is kept of one laboratory's evaluation: its row, and the rows of each other table."""

    lab: LabColumns
    areas: list[AreaColumns]
    gaps: list[GapColumns]
    looks: list[LookColumns]
    open: list[OpenColumns]
    coming: list[ComingColumns]

    def part(self, columns: type[Part]) -> list[Part]:
        """The rows of one kind."""
        rows: list[Part] = getattr(self, PARTS[columns])
        return rows
