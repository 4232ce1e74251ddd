"""The record as DataFrames, for a notebook: gaps, statuses and the trajectory, of one laboratory or of many.

    from datetime import date
    from nen7510_tracker import frames

    with frames.reading("record.db") as record:
        gaps = frames.gaps(record, as_of=date(2026, 11, 24))

A frame always has its columns, with the types that `DTYPES` gives, whether it has rows or not. Days are `datetime64`: a
day that is known as a month only is its last, as it is compared (design section 3). The frames are made anew from the
facts, by the rules of every other answer; nothing is written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pandas as pd

from nen7510_tracker.dossier.facts.assessment import FindingState, Grade
from nen7510_tracker.dossier.facts.improvement import MeasureState, MilestoneKind
from nen7510_tracker.norm.norm import DEFAULT_EDITION, load_norm
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gaps import GapRow
from nen7510_tracker.rules.status import STATUSES
from nen7510_tracker.service.gaps import gap_rows
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.words.day import Day, day

TEXT, DAY, WHOLE, YES_NO, LIST = "string", "datetime64[us]", "Int64", "boolean", "object"
STATUS = pd.CategoricalDtype(list(STATUSES), ordered=True)  # from the worst on: `min` is the worst
GRADE = pd.CategoricalDtype(list(get_args(Grade)))
STATE = pd.CategoricalDtype(["open", *get_args(FindingState)])
MEASURE_STATE = pd.CategoricalDtype(list(get_args(MeasureState)))
MILESTONE_KIND = pd.CategoricalDtype(list(get_args(MilestoneKind)))
MILESTONE_STATE = pd.CategoricalDtype(["planned", "reached"])

_VIEW = {"lab": TEXT, "as_of": DAY, "known_on": DAY}
_GAPS: dict[str, Any] = dict.fromkeys(GapRow._fields, TEXT) | {
    **_VIEW,
    "status": STATUS,
    "grade": GRADE,
    "state": STATE,
    **dict.fromkeys(("found_on", "due", "last_changed"), DAY),
    **dict.fromkeys(("priority", "days_overdue"), WHOLE),
    **dict.fromkeys(("source", "measures", "owner", "progress", "planned_end", "evidence", "same_as", "blocks"), LIST),
}

# The columns of each frame in their order, with their types.
DTYPES: Mapping[str, Mapping[str, Any]] = {
    "gaps": _GAPS,
    "statuses": {
        **_VIEW,
        "edition": TEXT,
        "part": WHOLE,
        "area": TEXT,
        "control": TEXT,
        "control_title": TEXT,
        "status": STATUS,
        "mapped_from": LIST,
    },
    "trajectory": {**_VIEW, "on": DAY, "open": WHOLE, "claimed": WHOLE, "verified": WHOLE},
    "measures": {
        **_VIEW,
        "measure": TEXT,
        "title": TEXT,
        "owner": TEXT,
        "state": MEASURE_STATE,
        "progress": WHOLE,
        "planned_on": DAY,
        "baseline_end": DAY,
        "end": DAY,
        "slip_days": WHOLE,
        "overdue": YES_NO,
        "findings": LIST,
    },
    "milestones": {
        **_VIEW,
        "milestone": TEXT,
        "kind": MILESTONE_KIND,
        "title": TEXT,
        "state": MILESTONE_STATE,
        "baseline": DAY,
        "planned": DAY,
        "reached": DAY,
    },
}


@contextmanager
def reading(place: str | Path) -> Iterator[Record]:
    """A record by its path or PostgreSQL URL, closed at the end. Raises StoreUnreachable where there is none."""
    with Record.open(str(place), load_norm()) as record:
        record.require()
        yield record


def gaps(
    record: Record,
    *,
    as_of: date,
    known_on: date | None = None,
    labs: Sequence[str] | None = None,
    edition: str = DEFAULT_EDITION,
    language: str = "en",
) -> pd.DataFrame:
    """A row per gap and finding on it, in the columns of the export (design section 6); lists are tuples.

    `known_on` is `as_of` unless it is given, `labs` all, `language` (nl, en) that of the controls' titles.
    Raises InputRejected for an unknown laboratory, KeyError for an unknown edition.
    """
    moment = _moment(as_of, known_on)
    rows = gap_rows(record, _labs(record, labs), moment, edition, language)
    return _frame("gaps", (row._asdict() for row in rows))


def statuses(
    record: Record,
    *,
    as_of: date,
    known_on: date | None = None,
    labs: Sequence[str] | None = None,
    edition: str = DEFAULT_EDITION,
    language: str = "en",
) -> pd.DataFrame:
    """A row per laboratory and control of the edition, with its status. Takes and raises what `gaps` does."""

    def rows(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
        found = evaluation.statuses(edition)
        for control in record.norm.edition(edition).controls.values():
            yield {
                "edition": edition,
                "part": control.part,
                "area": control.area,
                "control": control.id,
                "control_title": control.title(language),
                "status": found[control.id].status,
                "mapped_from": found[control.id].mapped_from,
            }

    return _frame("statuses", _of_all(record, labs, _moment(as_of, known_on), rows))


def trajectory(
    record: Record, *, as_of: date, known_on: date | None = None, labs: Sequence[str] | None = None
) -> pd.DataFrame:
    """A row per laboratory and day on which a count changed: findings open, claimed, verified (joined ones once).

    The last row of a laboratory is that of `as_of`. Raises InputRejected for an unknown laboratory.
    """

    def rows(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
        for point in evaluation.trajectory.series:
            yield {"on": point.on, **point.counts._asdict()}

    return _frame("trajectory", _of_all(record, labs, _moment(as_of, known_on), rows))


def measures(
    record: Record, *, as_of: date, known_on: date | None = None, labs: Sequence[str] | None = None
) -> pd.DataFrame:
    """A row per measure: its plan, its current end (the day it was done, else the last planned) and its slip."""

    def rows(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
        for each in evaluation.measures.values():
            yield {
                "measure": each.id,
                "title": each.measure.title,
                "owner": each.measure.owner,
                "state": each.state,
                "progress": each.progress,
                "planned_on": each.planned.on,
                "baseline_end": each.baseline_end,
                "end": each.end,
                "slip_days": each.slip_days,
                "overdue": each.is_overdue,
                "findings": each.measure.findings,
            }

    return _frame("measures", _of_all(record, labs, _moment(as_of, known_on), rows))


def milestones(
    record: Record, *, as_of: date, known_on: date | None = None, labs: Sequence[str] | None = None
) -> pd.DataFrame:
    """A row per milestone: first planned, planned now, reached."""

    def rows(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
        for each in evaluation.trajectory.milestones.values():
            yield {
                "milestone": each.id,
                "kind": each.kind,
                "title": each.milestone.title,
                "state": each.state,
                "baseline": each.baseline,
                "planned": each.planned,
                "reached": each.reached,
            }

    return _frame("milestones", _of_all(record, labs, _moment(as_of, known_on), rows))


def _moment(as_of: date, known_on: date | None) -> Moment:
    return Moment(as_of, known_on or as_of)


def _labs(record: Record, labs: Sequence[str] | None) -> Sequence[str]:
    return record.labs() if labs is None else list(dict.fromkeys(labs))


def _of_all(record: Record, labs: Sequence[str] | None, moment: Moment, rows: Any) -> Iterator[dict[str, Any]]:
    for lab in _labs(record, labs):
        view = {"lab": lab, "as_of": moment.as_of, "known_on": moment.known_on}
        for row in rows(record.evaluation(lab, moment)):
            yield view | row


def _frame(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A frame with the columns and types of its name."""
    told = list(rows)
    columns = {
        column: pd.Series([_cell(row[column], dtype) for row in told], dtype=dtype)
        for column, dtype in DTYPES[name].items()
    }
    return pd.DataFrame(columns)


def _cell(value: Any, dtype: Any) -> Any:
    if dtype != DAY or value is None:
        return value
    if isinstance(value, str):
        value = day(value)
    return value.last if isinstance(value, Day) else value
