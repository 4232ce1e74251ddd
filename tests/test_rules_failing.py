"""Which controls fail, and according to whom: what is said of one laboratory, and over several."""

from collections.abc import Iterable
from typing import Any

import pytest
from dossiers import LAB, PARTIES, assessment, evaluate, event, finding, ratings
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rules_properties import AS_OF, DOSSIER, assessments, statements

from nen7510_tracker.norm.norm import DEFAULT_EDITION, load_norm
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.failing import FAILING, Alike, Look, alike, looks
from nen7510_tracker.service.across import each_told
from nen7510_tracker.service.failing import FEWEST, Failing, failing_controls, for_outsiders, ranked
from nen7510_tracker.words.message import Refused

IMPLEMENTED = event("2026-02-01", "implemented", LAB)
MINOR = finding("F", "A.8.5", grade="minor")


def look(control: str = "A.8.5", *made: dict[str, Any], **sections: Any) -> Look:
    found = looks(evaluate("2026-06-01", assessments=list(made), **sections))
    return next(each for each in found if each.control == control)


@pytest.mark.parametrize(
    ("made", "status", "looked", "failing"),
    [
        ([], "not_assessed", (), ()),
        ([assessment("a", ratings=ratings(A_8_5="meets"))], "conforming", ("inspectorate",), ()),
        ([assessment("a", ratings=ratings(A_8_5="not_assessed"))], "not_assessed", (), ()),
        ([assessment("a", findings=[MINOR])], "partial", ("inspectorate",), ("inspectorate",)),
        ([assessment("a", findings=[finding("F", "A.8.5", events=[IMPLEMENTED])])], "claimed", ("inspectorate",), ()),
        ([assessment("a", findings=[finding("F", "A.8.5", grade="observation")])], "not_assessed", (), ()),
        (
            [assessment("a", "stage_1", "cb", findings=[MINOR])],
            "partial",
            ("certification_body",),
            ("certification_body",),
        ),
        # What an auditor says who is not independent is the laboratory's own word.
        (
            [assessment("a", "independent_audit", "aud", "2026-01-01", ratings=ratings(A_8_5="largely_meets"))],
            "partial",
            ("own",),
            ("own",),
        ),
        # Two look, one of them says that it fails.
        (
            [assessment("a", ratings=ratings(A_8_5="meets")), assessment("b", "internal_audit", LAB, findings=[MINOR])],
            "partial",
            ("inspectorate", "own"),
            ("own",),
        ),
        # In another edition, by the crosswalk.
        (
            [assessment("a", edition="nen7510:2017", ratings=ratings(A_9_4_2="fails"))],
            "nonconforming",
            ("inspectorate",),
            ("inspectorate",),
        ),
    ],
)  # fmt: skip
def test_who_looked_and_according_to_whom_it_fails(
    made: list[dict[str, Any]], status: str, looked: tuple[str, ...], failing: tuple[str, ...]
) -> None:
    advised = {"id": LAB, "name": "Lab", "advised_by": [{"party": "aud", "from": "2025-01"}]}
    found = look("A.8.5", *made, lab=advised, parties=PARTIES)
    assert (found.status, found.looked, found.failing) == (status, looked, failing)


@given(assessments(), statements())
@settings(max_examples=60, deadline=None)
def test_a_control_fails_according_to_somebody_who_looked_and_only_then(
    made: list[dict[str, Any]], stated: list[dict[str, Any]]
) -> None:
    for each in looks(evaluate(AS_OF, assessments=made, statements=stated, **DOSSIER)):
        assert set(each.failing) <= set(each.looked)
        assert bool(each.failing) == (each.status in FAILING)
        assert bool(each.looked) or each.status in {"not_assessed", "not_applicable"}


EDITION = load_norm().edition(DEFAULT_EDITION)


def over(labs: Iterable[Evaluation]) -> Failing:
    return failing_controls(each_told(labs, alike), EDITION)


def said(lab: str, status: Any, *failing: Any, controls: tuple[str, ...] = ("A.8.5",)) -> Alike:
    return Alike(lab, status, ("inspectorate", "own"), failing, controls)


def test_what_fails_in_most_laboratories_comes_first_with_its_denominators() -> None:
    told = [
        said("a", "partial", "own"),
        said("b", "nonconforming", "inspectorate"),
        said("c", "not_applicable"),
        said("d", "conforming"),
        said("a", "nonconforming", "inspectorate", controls=("A.5.1",)),
        said("d", "not_assessed", controls=("A.5.2", "A.5.3")),
    ]
    first, second = ranked(told, EDITION)
    assert (first.control, first.failing, first.nonconforming, first.partial) == ("A.8.5", 2, 1, 1)
    assert (first.assessed, first.applicable) == (3, 3)
    assert [each.lab for each in first.labs] == ["b", "a"]
    assert (first.sources["own"].failing, first.sources["own"].looked) == (1, 4)
    assert second.control == "A.5.1"
    assert [each.control for each in ranked(told, EDITION, "inspectorate")] == ["A.8.5", "A.5.1"]
    assert [each.control for each in ranked(told, EDITION, "own")] == ["A.8.5"]
    assert ranked(told, EDITION, "auditor") == []


@given(st.lists(assessments(most=2), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_the_figures_over_laboratories_are_those_of_each(made: list[list[dict[str, Any]]]) -> None:
    labs = [evaluate(AS_OF, assessments=each, **DOSSIER) for each in made]
    for row in over(labs).controls:
        statuses = [each.statuses()[row.control].status for each in labs]
        assert row.failing == sum(each in FAILING for each in statuses) > 0
        assert row.failing <= row.assessed <= row.applicable <= len(labs)
        parts = [each.failing for each in row.sources.values()]
        assert max(parts) <= row.failing <= sum(parts)
        assert len(row.labs) == row.failing


def named(number: int) -> Evaluation:
    found = evaluate("2026-06-01", assessments=[assessment("a", findings=[MINOR])])
    found.view.lab_id = f"lab-{number}"
    return found


def test_outsiders_are_told_of_no_laboratory_and_nothing_of_few() -> None:
    found = for_outsiders(over(map(named, range(FEWEST))))
    assert (found.laboratories, found.controls[0].failing, found.controls[0].labs, found.names) == (FEWEST, 5, [], {})
    with pytest.raises(Refused, match="Of 4 laboratories"):
        for_outsiders(over(map(named, range(FEWEST - 1))))
