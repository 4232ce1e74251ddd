"""`requirements_established` and `no_enforcement` (design section 4, Gate)."""

from typing import Any

import pytest
from dossiers import event
from gates import asked, day, said

ESTABLISHED = "requirements_established"
ENFORCEMENT = "no_enforcement"


def requirement(key: str, *establishments: str, on: str = "2026-03-01") -> dict[str, Any]:
    """A requirement with what was established of it, written `day party result`."""
    told = [dict(zip(("on", "by", "result"), each.split(), strict=True)) for each in establishments]
    return {"id": key, "set_by": "bvo", "text": key, "on": on, "establishments": told}


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        ([], "undetermined"),
        ([requirement("R")], "undetermined"),
        ([requirement("R", "2026-05-01 aud met")], "met"),
        ([requirement("R", "2026-05-01 aud not_met")], "not_met"),
        ([requirement("R", "2026-05-01 igj met")], "met"),
        # By a party that is independent that day.
        ([requirement("R", "2026-05-01 lab met")], "undetermined"),
        ([requirement("R", "2026-05-01 bvo met")], "undetermined"),
        ([requirement("R", "2026-05-01 lab not_met")], "undetermined"),
        ([requirement("R", "2026-05-01 aud met", "2026-05-02 lab not_met")], "met"),
        ([requirement("R", "2026-05-01 aud not_met", "2026-05-02 lab met")], "not_met"),
        # The latest counts; of one day the last recorded.
        ([requirement("R", "2026-05-01 aud met", "2026-05-02 igj not_met")], "not_met"),
        ([requirement("R", "2026-05-02 igj not_met", "2026-05-01 aud met")], "not_met"),
        ([requirement("R", "2026-05-01 aud not_met", "2026-05-01 aud met")], "met"),
        ([requirement("R", "2026-05-01 aud met", "2026-05-01 igj not_met")], "not_met"),
        ([requirement("R", "2026-05-31 aud met", "2026-05 igj not_met")], "not_met"),
        # Every one of them.
        ([requirement("R", "2026-05-01 aud met"), requirement("S")], "undetermined"),
        ([requirement("R", "2026-05-01 aud not_met"), requirement("S")], "not_met"),
        ([requirement("R", "2026-05-01 aud met"), requirement("S", "2026-05-01 aud not_met")], "not_met"),
        ([requirement("R", "2026-05-01 aud met"), requirement("S", "2026-05-01 igj met")], "met"),
        # One that is set only later is none yet, nor is one that is established only later.
        ([requirement("R", "2026-05-01 aud met"), requirement("S", on="2026-06-02")], "met"),
        ([requirement("R", "2026-06-02 aud met")], "undetermined"),
    ],
)
def test_every_requirement_was_established_by_somebody_independent(requirements: list[Any], expected: str) -> None:
    assert said(ESTABLISHED, "2026-06-01", requirements=requirements) == expected


def test_who_advised_within_24_months_establishes_nothing() -> None:
    lab = {"id": "lab", "name": "Lab", "advised_by": [{"party": "aud", "from": "2024-01", "until": "2024-05-01"}]}
    for on, expected in (("2026-05-01", "undetermined"), ("2026-05-02", "met")):
        assert said(ESTABLISHED, "2026-06-01", lab=lab, requirements=[requirement("R", f"{on} aud met")]) == expected


def test_it_holds_until_a_new_requirement() -> None:
    both = [requirement("R", "2026-05-01 aud met"), requirement("S", on="2026-07-01")]
    found = asked(ESTABLISHED, "2026-06-01", "2026-07-01", requirements=both)
    assert (found.outcome.verdict, found.holds_until) == ("met", day("2026-06-30"))


def test_whose_turn_it_is() -> None:
    both = [requirement("R", "2026-05-01 aud not_met"), requirement("S")]
    needs = asked(ESTABLISHED, "2026-06-01", requirements=both).outcome.needs
    assert [(str(each.text), each.turn) for each in needs] == [
        ("requirement R has to be met", "lab"),
        ("requirement S has to be established by an independent party", "bvo"),
    ]


def enforced(key: str, until: str | None = None, *events: dict[str, Any], on: str = "2026-01-01") -> dict[str, Any]:
    fixed = {"id": key, "by": "igj", "kind": "verscherpt toezicht", "on": on, "events": list(events)}
    return fixed | ({"until": until} if until else {})


LIFTED = event("2026-05-01", "lifted", "igj")


@pytest.mark.parametrize(
    ("enforcement", "expected"),
    [
        ([], "met"),
        ([enforced("E")], "not_met"),
        ([enforced("E", None, LIFTED)], "met"),
        ([enforced("E", None, event("2026-05-01", "lifted", "aud"))], "not_met"),  # not for another to lift
        ([enforced("E", "2026-06-01")], "not_met"),  # its last day is today
        ([enforced("E", "2026-05-31")], "undetermined"),
        ([enforced("E", "2026-06")], "not_met"),
        ([enforced("E", "2026-05-31", LIFTED)], "met"),
        ([enforced("E", "2026-05-31", event("2026-05-01", "lifted", "aud"))], "undetermined"),
        ([enforced("E", "2026-05-31"), enforced("F")], "not_met"),
        ([enforced("E", "2026-05-31"), enforced("F", None, LIFTED)], "undetermined"),
        ([enforced("E", None, LIFTED), enforced("F", "2026-12-31")], "not_met"),
        ([enforced("E", on="2026-06-02")], "met"),
        ([enforced("E", None, event("2026-06-02", "lifted", "igj"))], "not_met"),
    ],
)
def test_every_measure_of_enforcement_was_lifted_by_its_own_party(enforcement: list[Any], expected: str) -> None:
    assert said(ENFORCEMENT, "2026-06-01", enforcement=enforcement) == expected


def test_the_passing_of_its_last_day_alone_is_never_met() -> None:
    found = asked(ENFORCEMENT, "2026-02-01", enforcement=[enforced("E", "2026-05-31")])
    assert (found.outcome.verdict, found.holds_until) == ("not_met", day("2026-05-31"))
    assert said(ENFORCEMENT, "2126-01-01", "2026-02-01", enforcement=[enforced("E", "2026-05-31")]) == "undetermined"
