"""What holds for every dossier, whatever was recorded in it (design section 4)."""

from datetime import date
from typing import Any

from dossiers import LAB, PARTIES, assessment, evaluate, event, finding
from hypothesis import given, settings
from hypothesis import strategies as st

from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.independence import party_is_independent
from nen7510_tracker.rules.status import STATUSES, readiness

OLD, NEW = "nen7510:2017", "nen7510:2024"
AS_OF = "2026-06-30"
# Controls that map to each other: two that became one, and two that changed places.
CONTROLS = {OLD: ("A.5.1.1", "A.5.1.2", "10.1"), NEW: ("A.5.1", "10.2")}
# Few days, so that much happens on the same one, and one of two falls in a month that is known only as such.
DAYS = ("2025-09-30", "2025-12", "2025-12-31", "2026-02-01", "2026-03-15", AS_OF)
BY = ("igj", "aud", "cb", "adviser", LAB, "bvo")
KINDS = ("inspection", "independent_audit", "stage_1", "stage_2", "internal_audit", "self_assessment")
DOSSIER: dict[str, Any] = {
    "lab": {"id": LAB, "name": "Lab", "advised_by": [{"party": "adviser", "from": "2022-01", "until": "2023-12-31"}]},
    "parties": [*PARTIES, {"id": "adviser", "name": "Adviseur", "kind": "auditor"}],
}
STATES = (
    "planned",
    "in_progress",
    "implemented",
    "submitted",
    "disputed",
    "accepted",
    "returned",
    "verified",
    "reopened",
    "withdrawn",
)

days = st.sampled_from(DAYS)
depths = st.sampled_from([None, "design", "existence", "operation"])
grades = st.sampled_from(["major", "minor", "observation", "ungraded"])


def given_only(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


@st.composite
def events(draw: st.DrawFn, most: int = 4) -> list[dict[str, Any]]:
    """Events in any order, also ones that would be refused on entry; each day, state and party once."""
    states = st.sampled_from(STATES) | st.sampled_from(["implemented", "verified"])
    told = st.tuples(days, states, st.sampled_from(BY))
    return [
        event(on, state, by, **given_only(depth=draw(depths), grade=draw(st.none() | grades)))
        for on, state, by in draw(st.lists(told, max_size=most, unique=True))
    ]


@st.composite
def assessments(draw: st.DrawFn, editions: tuple[str, ...] = (OLD, NEW), most: int = 4) -> list[dict[str, Any]]:
    made = []
    for number in range(draw(st.integers(1, most))):
        edition = draw(st.sampled_from(editions))
        controls = st.sampled_from(CONTROLS[edition])
        rated = draw(st.dictionaries(controls, st.sampled_from(["meets", "largely_meets", "fails", "not_assessed"])))
        found = [
            finding(
                f"F-{number}-{place}",
                *draw(st.lists(controls, min_size=1, max_size=2, unique=True)),
                grade=draw(grades),
                events=draw(events()),
                **given_only(on=draw(st.none() | days)),
            )
            for place in range(draw(st.integers(0, 2)))
        ]
        made.append(
            assessment(
                f"a-{number}",
                draw(st.sampled_from(KINDS) | st.sampled_from(["inspection", "internal_audit"])),
                draw(st.sampled_from(BY) | st.just("igj")),
                draw(days),
                edition=edition,
                examined=draw(st.sampled_from([[], ["*"], [CONTROLS[edition][0]]])),
                ratings=[{"control": control, "rating": value} for control, value in rated.items()],
                findings=found,
                **given_only(depth=draw(depths)),
            )
        )
    return made


@st.composite
def on_one_control(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Two or three ratings of one control by igj and the laboratory, in both editions: so few that they meet."""
    made = []
    for number in range(draw(st.integers(2, 3))):
        edition, control = draw(st.sampled_from([(OLD, "A.5.1.1"), (NEW, "A.5.1")]))
        told = draw(st.sampled_from([None, [], [event("2026-04-01", "implemented", LAB)]]))
        found = [] if told is None else [finding(f"F-{number}", control, grade="minor", events=told)]
        kind, by = draw(st.sampled_from([("inspection", "igj"), ("internal_audit", LAB)]))
        rated = [{"control": control, "rating": draw(st.sampled_from(["meets", "largely_meets", "fails"]))}]
        on = draw(st.sampled_from(["2026-01-01", "2026-02-01", "2026-03-01"]))
        made.append(assessment(f"a-{number}", kind, by, on, edition=edition, ratings=rated, findings=found))
    return made


@st.composite
def statements(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        {
            "id": f"vvt-{number}",
            "version": "1",
            "edition": NEW,
            "on": draw(days),
            "controls": [{"control": control, "applicable": draw(st.booleans())} for control in ("A.5.1", "A.8.6")],
        }
        for number in range(draw(st.integers(0, 2)))
    ]


def said(made: list[dict[str, Any]], **more: Any) -> Evaluation:
    return evaluate(AS_OF, assessments=made, **DOSSIER, **more)


def badness(status: str) -> int:
    """Lower is better; what nothing weighs on is not worse than what conforms."""
    return -STATUSES.index(status)


def with_event(made: list[dict[str, Any]], keys: set[str], told: dict[str, Any]) -> list[dict[str, Any]]:
    """The assessments with one event more on some of their findings."""
    return [
        each
        | {
            "findings": [
                found | {"events": [*found["events"], told]} if found["id"] in keys else found
                for found in each["findings"]
            ]
        }
        for each in made
    ]


@settings(max_examples=400, deadline=None)
@given(on_one_control() | assessments(), statements(), st.sampled_from([OLD, NEW]))
def test_verifying_every_open_finding_in_operation_makes_no_control_worse(
    made: list[Any], stated: list[Any], edition: str
) -> None:
    before = said(made, statements=stated)
    still = {key for key, each in before.findings.items() if each.standing == "open"}
    after = said(with_event(made, still, event(AS_OF, "verified", "igj", depth="operation")), statements=stated)
    assert all(after.findings[key].standing == "verified" for key in still)
    became = {key: (each.status, after.statuses(edition)[key].status) for key, each in before.statuses(edition).items()}
    assert {key: each for key, each in became.items() if badness(each[1]) > badness(each[0])} == {}


@settings(max_examples=400, deadline=None)
@given(on_one_control() | assessments(), statements())
def test_facts_of_the_other_edition_never_improve_a_status(made: list[Any], stated: list[Any]) -> None:
    without = said([each for each in made if each["edition"] == NEW], statements=stated).statuses()
    together = said(made, statements=stated).statuses()
    for key, each in together.items():
        assert badness(each.status) >= badness(without[key].status), (key, without[key], each)
        assert each.status != "conforming" or without[key].status == "conforming"
        assert each.mapped_from or each.status == without[key].status


@settings(max_examples=150, deadline=None)
@given(events(most=6), st.sampled_from(KINDS), st.sampled_from(BY), st.randoms())
def test_no_order_of_events_lets_who_is_not_independent_verify(
    told: list[dict[str, Any]], kind: str, by: str, chance: Any
) -> None:
    chance.shuffle(told)
    made = said([assessment("a", kind, by, DAYS[0], findings=[finding("F", "A.8.5", events=told)])])
    found = made.findings["F"]
    if found.standing == "verified":
        assert found.last
        verified = found.last.fact
        assert (verified.state, verified.depth != "design") == ("verified", True)
        assert party_is_independent(made.view, verified.by, found.last.day)
        assert verified.by not in {LAB, "bvo"}
    without = [
        each for each in told if not (each["state"] == "verified" and each["by"] in {"igj", "aud", "cb", "adviser"})
    ]
    shut_out = said([assessment("a", kind, by, DAYS[0], findings=[finding("F", "A.8.5", events=without)])])
    assert shut_out.findings["F"].standing != "verified"


@settings(max_examples=100, deadline=None)
@given(assessments(), statements(), st.sampled_from([OLD, NEW]))
def test_verified_is_at_most_claimed_assessed_and_applicable(made: list[Any], stated: list[Any], edition: str) -> None:
    statuses = said(made, statements=stated).statuses(edition)
    counts = readiness(statuses.values())
    assert 0 <= counts.verified <= counts.claimed <= counts.assessed <= counts.applicable <= len(statuses)


@settings(max_examples=100, deadline=None)
@given(assessments(), assessments(most=2), st.sampled_from(DAYS), events(most=2))
def test_what_is_known_later_changes_no_earlier_view(
    made: list[Any], more: list[Any], as_of: str, told: list[dict[str, Any]]
) -> None:
    day = "2025-12-31" if as_of == "2025-12" else as_of
    later = {"known_on": "2026-07-01"}
    added = [each | later | {"id": f"later-{each['id']}"} for each in more]
    for each in added:
        each["findings"] = [found | {"id": f"later-{found['id']}"} for found in each["findings"]]
    late = [each | later for each in told]
    grown = [
        each
        | {
            "findings": [
                found | {"events": [*found["events"], *(one for one in late if not _told(found, one))]}
                for found in each["findings"]
            ]
        }
        for each in made
    ]
    before = evaluate(day, AS_OF, assessments=made, **DOSSIER)
    after = evaluate(day, AS_OF, assessments=[*grown, *added], **DOSSIER)
    assert _shown(after) == _shown(before)


def _told(found: dict[str, Any], one: dict[str, Any]) -> bool:
    return any(all(one[key] == each[key] for key in ("on", "state", "by")) for each in found["events"])


def _shown(found: Evaluation) -> Any:
    return (
        {edition: {key: each.status for key, each in found.statuses(edition).items()} for edition in (OLD, NEW)},
        {key: (each.state, each.standing, each.grade, each.due) for key, each in found.findings.items()},
        [(each.id, each.value, each.derived) for each in found.ratings],
        found.trajectory.series,
        found.trajectory.forecast,
        found.disagreements,
    )


@settings(max_examples=75, deadline=None)
@given(assessments(), st.randoms())
def test_the_order_in_which_assessments_were_recorded_changes_no_status(made: list[Any], chance: Any) -> None:
    shuffled = list(made)
    chance.shuffle(shuffled)
    one, other = said(made), said(shuffled)
    for edition in (OLD, NEW):
        assert {key: each.status for key, each in one.statuses(edition).items()} == {
            key: each.status for key, each in other.statuses(edition).items()
        }
    assert one.trajectory.series == other.trajectory.series


@settings(max_examples=75, deadline=None)
@given(assessments(), st.sampled_from(DAYS))
def test_the_same_dossier_gives_the_same_answer_and_every_day_its_own(made: list[Any], day: str) -> None:
    first = said(made)
    assert _shown(first) == _shown(said(made))
    last = date.fromisoformat("2025-12-31" if day == "2025-12" else day)
    cut = evaluate(last.isoformat(), AS_OF, assessments=made, **DOSSIER)
    assert _shown(first.on(last)) == _shown(cut)
    assert _shown(first.on(last).on(first.as_of)) == _shown(first)
