"""Laboratories by areas: the sums are those of the statuses (screens, 1)."""

from collections import Counter
from typing import Any

import pytest
from dossiers import assessment, evaluate, finding, ratings
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_record import MemoryRecord
from test_rules_properties import AS_OF, DOSSIER, NEW, OLD, assessments, statements

from nen7510_tracker.rules.status import readiness
from nen7510_tracker.service.across import evaluations
from nen7510_tracker.service.evaluating import Portfolio
from nen7510_tracker.service.heat_map import (
    HeatRow,
    applicable,
    heat_row,
    hottest,
    kept_rows,
    over_areas,
    over_labs,
    worst_of,
)
from nen7510_tracker.service.record import Moment
from nen7510_tracker.words.message import InputRejected


@given(st.lists(assessments(most=2), min_size=1, max_size=3), statements(), st.sampled_from([OLD, NEW]))
@settings(max_examples=25, deadline=None)
def test_the_sums_are_those_of_the_statuses(
    made: list[list[dict[str, Any]]], stated: list[dict[str, Any]], edition: str
) -> None:
    labs = [evaluate(AS_OF, assessments=each, statements=stated, **DOSSIER) for each in made]
    rows = [heat_row(lab, edition) for lab in labs]
    for lab, row in zip(labs, rows, strict=True):
        statuses = lab.statuses(edition).values()
        assert Counter(over_areas(row.areas)) == Counter(each.status for each in statuses)
        assert applicable(over_areas(row.areas)) == readiness(statuses).applicable
    together = over_labs(rows, rows[0].areas)
    assert sum(sum(each.values()) for each in together.values()) == len(labs) * len(labs[0].statuses(edition))


def test_the_worst_status_stands_for_an_area_and_the_worst_laboratory_first() -> None:
    good = heat_row(evaluate("2026-06-01", assessments=[assessment("a", ratings=ratings(A_8_5="meets"))]))
    found = [finding("F", "A.8.5", grade="minor"), finding("G", "A.8.7")]
    bad = heat_row(evaluate("2026-06-01", assessments=[assessment("a", findings=found)]))
    assert (worst_of(good.areas["A.8"]), worst_of(bad.areas["A.8"]), worst_of(good.areas["4"])) == (
        "conforming",
        "nonconforming",
        "not_assessed",
    )
    assert worst_of({}) is None
    assert (bad.areas["A.8"]["nonconforming"], bad.areas["A.8"]["partial"]) == (1, 1)
    assert sorted([good, bad], key=hottest) == [bad, good]


def test_what_is_kept_of_today_is_what_is_worked_out_afresh() -> None:
    record = MemoryRecord("2026-06-01")
    base = "schema: nen7510-dossier/1\nlab: {{id: {0}, name: {0}}}\nparties: [{{id: i, name: I, kind: inspectorate}}]\n"
    found = (
        "assessments: [{id: a, kind: inspection, title: A, performed_by: i, edition: nen7510:2024,"
        " reference_dates: [2026-01-01], findings: [{id: F, controls: [A.8.5], grade: major, title: F}]}]\n"
    )
    record.take(base.format("good"), base.format("bad") + found)
    moment = Moment(record.today, record.today)
    portfolio = Portfolio(record, record.today)
    portfolio.whole()
    labs = ["good", "bad", "good"]
    kept, fresh = list(kept_rows(portfolio, labs)), [heat_row(each) for each in evaluations(record, labs, moment)]
    assert [(row.lab, row.name, row.verdict, told(row)) for row in kept] == [
        (row.lab, row.name, row.verdict, told(row)) for row in fresh
    ]
    with pytest.raises(InputRejected, match="no laboratory worse"):
        list(kept_rows(portfolio, ["worse"]))


def told(row: HeatRow) -> dict[str, dict[str, int]]:
    return {area: {status: n for status, n in counts.items() if n} for area, counts in row.areas.items()}
