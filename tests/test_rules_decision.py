"""Decisions: which stands, since when its ground is gone, what speaks against resuming (design section 4, Decision)."""

from typing import Any

import pytest
from dossiers import assessment, event, finding, ratings
from gates import criterion, evaluation, policy

from nen7510_tracker.dossier.facts.commissioning import Answer
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.rules.decision import (
    contra,
    decisions_of,
    lapse,
    policy_of,
    refusal_to_resume,
    standing_decision,
    taken_outside,
    unanswered,
)

MARK = {"id": "p", "digest": "0" * 64}
HEAD = {"seq": 1, "digest": "0" * 64}
GRANTED = event("2026-01-15", "granted", valid_until="2026-12-31")
CERTIFICATE = {"id": "c", "issued_by": "cb", "edition": "nen7510:2024", "scope": ["cervical-screening"]}
MET = {
    "certificates": [CERTIFICATE | {"events": [GRANTED]}],
    "requirements": [
        {
            "id": "R",
            "set_by": "bvo",
            "text": "R",
            "on": "2026-01-01",
            "establishments": [{"on": "2026-01-20", "by": "aud", "result": "met"}],
        }
    ],
}


def decision(key: str, on: str, what: str = "suspend", **more: Any) -> dict[str, Any]:
    return {"id": key, "on": on, "by": "bvo", "decision": what, "rationale": "…"} | more


def proposal(key: str, on: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "on": on, "by": "bvo", "rationale": "…", "policy": MARK, "head": HEAD} | more


def approval(key: str, on: str) -> dict[str, Any]:
    return {"id": key, "on": on, "policy": MARK, "head": HEAD}


def adopted(*told: tuple[str, Any]) -> dict[str, Any]:
    """Policies that were adopted on a day each."""
    return {
        "proposals": [proposal(f"P-{n}", on, adopts=rule.text) for n, (on, rule) in enumerate(told)],
        "approvals": [approval(f"P-{n}", on) for n, (on, _) in enumerate(told)],
    }


def standing(as_of: str, **sections: Any) -> str | None:
    found = standing_decision(evaluation(as_of, **sections).view)
    return found.id if found else None


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({}, None),
        ({"decisions": [decision("D-1", "2026-02-01")]}, "D-1"),
        ({"decisions": [decision("D-1", "2026-02-01"), decision("D-2", "2026-03-01", "end")]}, "D-2"),
        ({"decisions": [decision("D-2", "2026-03-01", "end"), decision("D-1", "2026-02-01", "resume")]}, "D-2"),
        ({"decisions": [decision("D-1", "2026-02-01", "resume"), decision("D-2", "2026-02-01", "end")]}, "D-2"),
        ({"decisions": [decision("D-1", "2026-06-02")]}, None),
        # What was taken outside the gate never stands, and displaces nothing.
        ({"decisions": [decision("D-1", "2026-02-01", "resume", taken_outside=True)]}, None),
        (
            {"decisions": [decision("D-1", "2026-02-01"), decision("D-2", "2026-03-01", "resume", taken_outside=True)]},
            "D-1",
        ),
        # A proposal is no decision before somebody approved it, and it is dated then.
        ({"proposals": [proposal("D-1", "2026-02-01", decision="end")]}, None),
        (
            {
                "proposals": [proposal("D-1", "2026-02-01", decision="end")],
                "approvals": [approval("D-1", "2026-06-02")],
            },
            None,
        ),
        (
            {
                "decisions": [decision("D-2", "2026-03-01")],
                "proposals": [proposal("D-1", "2026-02-01", decision="end")],
                "approvals": [approval("D-1", "2026-04-01")],
            },
            "D-1",
        ),
        (adopted(("2026-02-01", load_norm().policy("resume-thorough"))), None),  # an adoption is no decision
    ],
)
def test_the_latest_decision_stands(sections: dict[str, Any], expected: str | None) -> None:
    assert standing("2026-06-01", **sections) == expected


def test_what_was_taken_outside_is_told_apart() -> None:
    told = [decision("D-1", "2026-02-01", "resume", taken_outside=True), decision("D-2", "2026-03-01")]
    view = evaluation("2026-06-01", decisions=told).view
    assert [each.id for each in taken_outside(view)] == ["D-1"]
    assert [each.id for each in decisions_of(view)] == ["D-1", "D-2"]


def test_who_proposed_and_who_approved_is_told() -> None:
    made = {
        "proposals": [
            proposal("D-1", "2026-02-01", decision="end", recorded={"by": "anna", "at": "2026-02-01T10:00Z"})
        ],
        "approvals": [approval("D-1", "2026-02-02") | {"recorded": {"by": "bram", "at": "2026-02-02T10:00Z"}}],
    }
    (found,) = decisions_of(evaluation("2026-06-01", **made).view)
    assert (found.proposed_by, found.approved_by, str(found.on)) == ("anna", "bram", "2026-02-02")


# The policy that a dossier is judged by

WEAK = policy(criterion("requirements_established", "requirements"), key="weak")
STRICT = policy(
    criterion("requirements_established", "requirements"), criterion("assessed_after_incident"), key="strict"
)


@pytest.mark.parametrize(
    ("as_of", "known_on", "expected"),
    [
        ("2026-01-31", "2026-06-01", "resume-bvo-nl"),
        ("2026-02-01", "2026-06-01", "weak"),
        ("2026-03-01", "2026-06-01", "strict"),
        ("2026-06-01", "2026-02-28", "weak"),
    ],
)
def test_the_last_adopted_policy_holds_and_before_any_the_letters(as_of: str, known_on: str, expected: str) -> None:
    found = evaluation(as_of, known_on, **adopted(("2026-02-01", WEAK), ("2026-03-01", STRICT)))
    assert policy_of(found.view, found.norm).id == expected


def test_an_adoption_that_nobody_approved_is_none() -> None:
    found = evaluation("2026-06-01", proposals=[proposal("P-1", "2026-02-01", adopts=WEAK.text)])
    assert policy_of(found.view, found.norm).id == "resume-bvo-nl"


# A ground that is gone


def lapsed(as_of: str, *, known_on: str | None = None, **sections: Any) -> tuple[Any, tuple[str, ...]] | None:
    found = evaluation(as_of, known_on, **MET | sections)
    gone = lapse(found, standing_decision(found.view))
    return (gone.since.isoformat(), gone.criteria) if gone else None


RESUMED = {"decisions": [decision("D-1", "2026-02-01", "resume")]}
BOTH = ("certificate", "independent")


def certified(*events: dict[str, Any]) -> dict[str, Any]:
    return RESUMED | {"certificates": [CERTIFICATE | {"events": [GRANTED, *events]}]}


@pytest.mark.parametrize(
    ("as_of", "sections", "expected"),
    [
        ("2026-12-31", RESUMED, None),
        ("2027-01-01", RESUMED, ("2027-01-01", BOTH)),  # the day after the certificate's last
        ("2027-05-05", RESUMED, ("2027-01-01", BOTH)),
        ("2026-05-01", certified(event("2026-04-10", "suspended")), ("2026-04-10", BOTH)),
        ("2026-05-01", certified(event("2026-04-10", "suspended"), event("2026-04-20", "reinstated")), None),
        # The last unbroken row of days.
        (
            "2026-06-01",
            certified(
                event("2026-04-10", "suspended"), event("2026-04-20", "reinstated"), event("2026-05-10", "suspended")
            ),
            ("2026-05-10", BOTH),
        ),
        # One criterion after the other: since the first of them, without a day between on which all were met.
        (
            "2026-06-01",
            certified(event("2026-04-10", "suspended"), event("2026-05-20", "reinstated"))
            | {
                "requirements": [
                    *MET["requirements"],
                    {
                        "id": "S",
                        "set_by": "bvo",
                        "text": "S",
                        "on": "2026-05-01",
                        "establishments": [{"on": "2026-05-25", "by": "aud", "result": "not_met"}],
                    },
                ]
            },
            ("2026-04-10", ("requirements",)),
        ),
        # What is known by now was not so on the day of the decision: since that day.
        ("2026-06-01", certified(event("2026-01-20", "suspended")), ("2026-02-01", BOTH)),
        # Only a resumption has a ground to lose.
        ("2027-05-05", {"decisions": [decision("D-1", "2026-02-01", "maintain_suspension")]}, None),
        ("2027-05-05", {"decisions": [*RESUMED["decisions"], decision("D-2", "2026-03-01", "end")]}, None),
        ("2027-05-05", {"decisions": [decision("D-1", "2026-02-01", "resume", taken_outside=True)]}, None),
    ],
)
def test_since_when_and_by_what_a_standing_resumption_has_lost_its_ground(
    as_of: str, sections: dict[str, Any], expected: Any
) -> None:
    assert lapsed(as_of, **sections) == expected


def test_what_is_not_known_has_not_lapsed_yet() -> None:
    told = certified(event("2026-04-10", "suspended", known_on="2026-05-01"))
    assert lapsed("2026-04-20", known_on="2026-04-20", **told) is None
    assert lapsed("2026-04-20", known_on="2026-05-01", **told) == ("2026-04-10", BOTH)


def test_each_day_is_judged_by_the_policy_of_that_day() -> None:
    """Another policy takes the ground away from its adoption on, not from the decision on."""
    strict = policy(criterion("applicability_stated", "applicability"), key="strict")
    assert lapsed("2026-06-01", **RESUMED, **adopted(("2026-05-01", strict))) == ("2026-05-01", ("applicability",))
    assert lapsed("2026-05-01", **RESUMED, **adopted(("2026-05-01", strict))) == ("2026-05-01", ("applicability",))
    suspended = certified(event("2026-04-10", "suspended"))
    assert lapsed("2026-06-01", **suspended, **adopted(("2026-05-01", strict))) == ("2026-04-10", ("applicability",))
    back = adopted(("2026-05-01", strict), ("2026-05-10", load_norm().policy("resume-bvo-nl")))
    assert lapsed("2026-06-01", **RESUMED, **back) is None
    assert lapsed("2026-06-01", **suspended, **back) == ("2026-04-10", BOTH)
    same_day = adopted(("2026-05-01", load_norm().policy("resume-bvo-nl")), ("2026-05-01", strict))
    assert lapsed("2026-06-01", **RESUMED, **same_day) == ("2026-05-01", ("applicability",))


# What speaks against resuming


def against(as_of: str = "2026-06-01", **sections: Any) -> list[str]:
    return [each.what for each in contra(evaluation(as_of, **MET | sections))]


THOROUGH_MISSES = ["conclusions", "majors", "investigations", "applicability", "care-controls", "documented"]


def test_every_criterion_of_the_thorough_policy_that_is_not_met_speaks_against() -> None:
    assert against() == THOROUGH_MISSES
    assert "majors" not in against(assessments=[assessment("igj")])
    assert "majors" in against(assessments=[assessment("igj", findings=[finding("F", "A.8.5")])])
    assert "enforcement" in against(enforcement=[{"id": "E", "by": "igj", "kind": "toezicht", "on": "2026-01-01"}])


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([], []),
        ([load_norm().policy("resume-thorough")], []),
        ([WEAK], ["dropped:certificate", "dropped:independent"]),
        ([WEAK, STRICT], []),  # the last adoption alone counts
        ([STRICT, WEAK], ["dropped:assessed_after_incident"]),
        ([WEAK, WEAK], []),
    ],
)
def test_what_the_last_adoption_dropped_speaks_against(policies: list[Any], expected: list[str]) -> None:
    told = adopted(*((f"2026-02-0{n}", each) for n, each in enumerate(policies, 1)))
    assert [what for what in against(**told) if what.startswith("dropped:")] == expected


@pytest.mark.parametrize(
    ("before", "after", "dropped"),
    [
        (criterion("controls_assessed", "x", share=1), criterion("controls_assessed", "x", share=0.5), True),
        (criterion("controls_assessed", "x", share=1), criterion("controls_assessed", "y", share=1), True),
        (criterion("controls_assessed", "x", share=1), criterion("documented", "x"), True),
        (criterion("controls_assessed", "x", share=1), criterion("controls_assessed", "x", share=1, basis="…"), False),
        (criterion("documented", "x"), criterion("documented", "x") | {"title": {"nl": "N", "en": "E"}}, False),
    ],
)
def test_a_criterion_that_goes_on_under_its_name_asking_less_was_dropped(
    before: dict[str, Any], after: dict[str, Any], dropped: bool
) -> None:
    told = adopted(("2026-02-01", policy(before)), ("2026-02-02", policy(after)))
    assert ("dropped:x" in against(**told)) is dropped


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (assessment("b", "independent_audit", "aud", "2026-02-01", ratings=ratings(A_8_5="meets")), True),
        (assessment("b", "independent_audit", "aud", "2026-02-01", ratings=ratings(A_8_5="fails")), False),
        (assessment("b", "independent_audit", "aud", "2026-06-01", ratings=ratings(A_8_5="meets")), False),
        (assessment("b", "inspection", "igj", "2026-02-01", ratings=ratings(A_8_5="meets")), False),
        (assessment("b", "internal_audit", "lab", "2026-02-01", ratings=ratings(A_8_5="meets")), False),
    ],
)
def test_that_two_independent_parties_disagree_speaks_against(other: dict[str, Any], expected: bool) -> None:
    first = assessment("a", "inspection", "igj", "2026-01-01", ratings=ratings(A_8_5="fails"))
    assert ("disagreement" in against(assessments=[first, other])) is expected


def given(*whats: str, text: str = "Gewogen") -> tuple[Answer, ...]:
    return tuple(Answer(what=what, text=text) for what in whats)


def refused(answers: tuple[Answer, ...], as_of: str = "2026-06-01", **sections: Any) -> str | None:
    reason = refusal_to_resume(evaluation(as_of, **MET | sections), answers)
    return str(reason) if reason else None


def test_it_is_refused_unless_the_gate_says_met_and_then_until_all_is_answered() -> None:
    everything = given(*THOROUGH_MISSES)
    assert refused(everything) is None
    assert "certificate, independent" in str(refused(everything, as_of="2027-01-01"))
    assert "requirements" in str(refused(everything, requirements=[]))
    for missing in THOROUGH_MISSES:
        rest = given(*(each for each in THOROUGH_MISSES if each != missing))
        assert str(refused(rest)).endswith(f": {missing}")
    assert refused(()) is not None


def test_a_blank_answer_is_none() -> None:
    found = evaluation("2026-06-01", **MET)
    assert [each.what for each in unanswered(found, given(*THOROUGH_MISSES, text=" \n"))] == THOROUGH_MISSES


def test_weakening_the_policy_has_to_be_answered_for() -> None:
    told = {"certificates": []} | adopted(("2026-02-01", WEAK))
    answers = given(*THOROUGH_MISSES, "certificate", "independent", "fresh")
    assert str(refused(answers, **told)).endswith(": dropped:certificate, dropped:independent")
    assert refused((*answers, *given("dropped:certificate", "dropped:independent")), **told) is None
