"""Until when an answer holds is what stepping day by day finds (design section 4, Gate, `holds_until`)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from dossiers import LAB, assessment, dossier, event, finding, measure
from gates import ACCREDITED, CERTIFIERS, criterion, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.view import Known
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import GateResult, gate, unmet_since

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 15)
EVERYTHING = policy(
    criterion("certificate_in_force", services=["screening"], confirmed_within=60),
    criterion("established_independently"),
    criterion("latest_conclusion_conforms", kinds=["inspection", "independent_audit"]),
    criterion("no_open_findings", grades=["major"]),
    criterion("findings_verified", kinds=["inspection"], by_finder=True),
    criterion("open_findings_planned", accepted=True),
    criterion("verified_in_operation"),
    criterion("assessed_after_incident"),
    criterion("no_enforcement"),
    criterion("requirements_established"),
    criterion("applicability_stated"),
    criterion("care_controls_applicable", accepts=["A.5.1"]),
    criterion("controls_assessed", share=0.01),
    criterion("held_recently", milestone="internal_audit", months=1),
    criterion("evidence_fresh", months=1),
    criterion("documented"),
)
TWO_OF_THEM = policy(criterion("certificate_in_force"), criterion("requirements_established"))

days = st.dates(FIRST, LAST).map(date.isoformat) | st.sampled_from(["2026-01", "2026-02", "2026-03"])
later = days | st.sampled_from(["2026-04-20", "2026-05"])
sources = st.sampled_from([{}, {"source": {"title": "Stuk"}}])


def some(made: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(made, max_size=most)


@st.composite
def events(draw: Any, *states: str, by: tuple[str, ...] = (), **more: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
    """Up to four events, one of a state a day."""
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for on, state in draw(some(st.tuples(days, st.sampled_from(states)), 4)):
        given_more = {key: value for key, made in more.items() if (value := draw(st.none() | made)) is not None}
        who = {"by": draw(st.sampled_from(by))} if by else {}
        told[on, state] = event(on, state, **who, **given_more, **draw(sources))
    return list(told.values())


finding_events = events(
    *("planned", "implemented", "submitted", "accepted", "returned", "verified", "reopened", "withdrawn"),
    by=("igj", "aud", LAB),
    depth=st.sampled_from(["design", "operation"]),
    grade=st.sampled_from(["major", "minor"]),
)


@st.composite
def assessments(draw: Any) -> list[dict[str, Any]]:
    told = []
    for number, (kind, by) in enumerate(
        draw(some(st.sampled_from([("inspection", "igj"), ("independent_audit", "aud"), ("surveillance", "cb")])))
    ):
        found = [
            finding(
                f"F-{number}-{each}",
                "A.8.5",
                grade=draw(st.sampled_from(["major", "minor"])),
                events=draw(finding_events),
            )
            for each in range(draw(st.integers(0, 2)))
        ]
        conclusion = draw(st.sampled_from([{}, {"conclusion": "conforms"}, {"conclusion": "does_not_conform"}]))
        told.append(assessment(f"a{number}", kind, by, draw(days), findings=found, **conclusion, **draw(sources)))
    return told


@st.composite
def certificates(draw: Any) -> list[dict[str, Any]]:
    states = ("granted", "changed", "suspended", "reinstated", "withdrawn", "confirmed")
    steps = events(*states, valid_until=later, scope=st.sampled_from([["screening"], []]))
    return [
        {"id": f"c{number}", "issued_by": "cb", "edition": "nen7510:2024", "scope": ["screening"], "events": each}
        for number, each in enumerate(draw(some(steps, 2)))
    ]


def numbered(made: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return [{"id": f"{key}{number}"} | each for number, each in enumerate(made)]


@st.composite
def dossiers(draw: Any) -> Dossier:
    spans = draw(some(st.tuples(days, days), 2))
    accredited = [ACCREDITED | {"valid_from": first, "valid_until": last} for first, last in spans]
    whole = [ACCREDITED | {"valid_until": "2040-01-01"}]
    parties = [
        each | {"accreditations": draw(st.sampled_from([accredited, whole]))} if each["id"] == "cb" else each
        for each in CERTIFIERS
    ]
    advised = [{"party": who, "from": on} for who, on in draw(some(st.tuples(st.sampled_from(["cb", "aud"]), days), 1))]
    established = events("met", "not_met", by=("aud", LAB)).map(
        lambda told: [{("result" if key == "state" else key): value for key, value in each.items()} for each in told]
    )
    requirement = st.fixed_dictionaries({"on": days, "establishments": established})
    enforced = st.fixed_dictionaries({"on": days, "until": days, "events": events("lifted", by=("igj", "aud"))})
    held = st.fixed_dictionaries({"on": days, "events": events("reached", "replanned", planned=days)})
    planned = st.fixed_dictionaries(
        {"on": days, "end": days, "events": events("in_progress", "done", "cancelled", end=days)}
    )
    stated = st.fixed_dictionaries(
        {"on": days, "controls": st.sampled_from([[], [{"control": "A.5.1", "applicable": False}]])}
    )
    told, edition = draw(assessments()), {"version": "1", "edition": "nen7510:2024"}
    found = [each["id"] for every in told for each in every["findings"]]
    return dossier(
        lab={"id": LAB, "name": "Lab", "advised_by": advised},
        parties=parties,
        assessments=told,
        certificates=[each | {"based_on": [every["id"] for every in told]} for each in draw(certificates())],
        incidents=numbered([{"on": on, "title": "Lek"} for on in draw(some(days, 1))], "i"),
        requirements=numbered([{"set_by": "bvo", "text": "R"} | each for each in draw(some(requirement, 2))], "r"),
        enforcement=numbered([{"by": "igj", "kind": "toezicht"} | each for each in draw(some(enforced, 1))], "e"),
        statements=numbered([edition | each for each in draw(some(stated, 2))], "s"),
        milestones=numbered([{"kind": "internal_audit"} | each for each in draw(some(held, 1))], "m"),
        measures=[measure(f"M{number}", findings=found) | each for number, each in enumerate(draw(some(planned, 2)))],
    )


def stepped(built: Dossier, known_on: date, rule: Any, start: date, end: date) -> Iterator[tuple[date, GateResult]]:
    """Each day's answer, worked out afresh."""
    known = Known(built, known_on)
    for number in range((end - start).days + 1):
        on = start + timedelta(days=number)
        yield on, gate(Evaluation(known, on, load_norm()), rule, holding=False)


def verdicts(result: GateResult) -> dict[str, str]:
    return {"": result.verdict} | {each.criterion.id: each.outcome.verdict for each in result.criteria}


@settings(max_examples=25, deadline=None)
@given(dossiers(), st.dates(FIRST, LAST), st.dates(FIRST, date(2026, 5, 1)))
def test_an_answer_holds_as_long_as_stepping_day_by_day_says(built: Dossier, as_of: date, known_on: date) -> None:
    found = gate(Evaluation(Known(built, known_on), as_of, load_norm()), EVERYTHING)
    promised = {"": found.holds_until} | {each.criterion.id: each.holds_until for each in found.criteria}
    ends: dict[str, date] = {}
    for on, then in stepped(built, known_on, EVERYTHING, as_of, date(2026, 5, 20)):
        for key, verdict in verdicts(then).items():
            if verdict != verdicts(found)[key]:
                ends.setdefault(key, on - timedelta(days=1))
    assert promised == {key: ends.get(key) for key in promised}


@settings(max_examples=25, deadline=None)
@given(dossiers())
def test_when_all_facts_lie_in_the_past_the_passing_of_days_meets_no_criterion(built: Dossier) -> None:
    """Nothing is dated after 31 March; an accreditation that is still to begin is no fact of the past."""
    before: dict[str, str] = {}
    for _, then in stepped(built, date(2026, 4, 1), EVERYTHING, date(2026, 4, 1), date(2026, 6, 1)):
        now = verdicts(then)
        assert not [key for key, verdict in now.items() if verdict == "met" and before.get(key, "met") != "met"]
        before = now


@settings(max_examples=40, deadline=None)
@given(dossiers(), st.dates(FIRST, LAST), st.integers(0, 60), st.sampled_from([TWO_OF_THEM, EVERYTHING]))
def test_since_when_it_is_not_met_is_what_stepping_back_finds(
    built: Dossier, first: date, span: int, rule: Any
) -> None:
    last = first + timedelta(days=span)
    told = list(stepped(built, date(2026, 5, 1), rule, first, last))
    since = None
    for on, then in reversed(told):
        if then.verdict == "met":
            break
        since = on
    assert unmet_since(Evaluation(Known(built, date(2026, 5, 1)), last, load_norm()), rule, first) == since
