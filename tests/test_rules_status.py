"""Where a control stands (design section 4, Control status and Readiness)."""

from typing import Any

import pytest
from dossiers import LAB, assessment, evaluate, event, finding, ratings

from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.rules.status import STATUSES, ControlStatus, readiness

OLD, NEW = "nen7510:2017", "nen7510:2024"
RATED = "2026-01-10"
LATER = "2026-05-01"
DONE = event("2026-02-01", "implemented", "lab")
VERIFIED = event("2026-03-01", "verified", "igj")
ON_PAPER = event("2026-03-01", "verified", "igj", depth="design")
GONE = event("2026-03-01", "withdrawn", "igj")


def control(control: str, *assessments: dict[str, Any], edition: str = NEW, **more: Any) -> ControlStatus:
    as_of = more.pop("as_of", "2027-01-01")
    return evaluate(as_of, assessments=list(assessments), **more).statuses(edition)[control]


def status(*assessments: dict[str, Any], edition: str = NEW, **more: Any) -> str:
    """The status of A.8.5."""
    return control("A.8.5", *assessments, edition=edition, **more).status


def inspected(value: str | None = None, *findings: dict[str, Any], on: str = RATED, **more: Any) -> dict[str, Any]:
    """An inspection that rates A.8.5."""
    given = ratings(A_8_5=value) if value else []
    return assessment(more.pop("key", "igj"), on=on, ratings=given, findings=list(findings), **more)


def own(value: str, *findings: dict[str, Any], on: str = LATER, **more: Any) -> dict[str, Any]:
    """An internal audit that rates A.8.5."""
    return (
        assessment("own", "internal_audit", "lab", on=on, ratings=ratings(A_8_5=value), findings=list(findings)) | more
    )


def test_nothing_weighs() -> None:
    found = control("A.8.5")
    assert (found.status, found.weights, found.excluded_by, found.mapped_from) == ("not_assessed", [], None, ())


@pytest.mark.parametrize(
    ("grade", "events", "expected"),
    [
        ("major", [], "nonconforming"),
        ("ungraded", [], "nonconforming"),
        ("minor", [], "partial"),
        ("observation", [], "not_assessed"),
        ("major", [DONE], "claimed"),
        ("minor", [DONE], "claimed"),
        ("major", [ON_PAPER], "claimed"),
        ("major", [VERIFIED], "conforming"),
        ("ungraded", [VERIFIED], "conforming"),
        ("major", [GONE], "not_assessed"),
        ("observation", [VERIFIED], "not_assessed"),
        ("major", [VERIFIED, event("2026-04-01", "reopened", "igj")], "nonconforming"),
        ("minor", [DONE, event("2026-04-01", "reopened", "igj", grade="major")], "nonconforming"),
        ("major", [event("2026-02-01", "submitted", "lab"), event("2026-02-02", "accepted", "igj")], "nonconforming"),
    ],
)
def test_a_finding_weighs(grade: str, events: list[Any], expected: str) -> None:
    made = inspected(None, finding("F", "A.8.5", "A.5.17", grade=grade, events=events))
    assert {control(each, made).status for each in ("A.8.5", "A.5.17")} == {expected}
    assert control("A.8.6", made).status == "not_assessed"


@pytest.mark.parametrize(
    "kind", ["inspection", "independent_audit", "stage_1", "stage_2", "internal_audit", "self_assessment"]
)
def test_findings_of_every_kind_of_assessment_weigh(kind: str) -> None:
    assert status(inspected(None, finding("F", "A.8.5"), kind=kind, by="cb")) == "nonconforming"


@pytest.mark.parametrize(
    ("value", "depth", "expected"),
    [
        ("fails", None, "nonconforming"),
        ("largely_fails", None, "nonconforming"),
        ("largely_meets", None, "partial"),
        ("meets", None, "conforming"),
        ("meets", "existence", "conforming"),
        ("meets", "operation", "conforming"),
        ("meets", "design", "claimed"),
        ("largely_meets", "design", "partial"),
        ("fails", "operation", "nonconforming"),
        ("not_assessed", None, "not_assessed"),
    ],
)
def test_an_independent_rating(value: str, depth: str | None, expected: str) -> None:
    assert status(inspected(value, **({"depth": depth} if depth else {}))) == expected
    by_rating = [{"control": "A.8.5", "rating": value} | ({"depth": depth} if depth else {})]
    assert status(assessment("igj", depth="existence", ratings=by_rating)) == expected


def test_a_stage_1_rates_nothing() -> None:
    made = assessment("s1", "stage_1", "cb", examined=["*"], ratings=ratings(A_8_5="fails"))
    assert {each.status for each in evaluate("2027-01-01", assessments=[made]).statuses().values()} == {"not_assessed"}
    assert status(made, inspected("meets", on="2020-01-01")) == "conforming"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("2026-01-10", "fails"), ("2026-01-11", "meets"), "conforming"),
        (("2026-01-11", "fails"), ("2026-01-10", "meets"), "nonconforming"),
        (("2026-01-10", "fails"), ("2026-01-10", "meets"), "nonconforming"),
        (("2026-01", "meets"), ("2026-01-31", "largely_meets"), "partial"),  # a month is its last day
        (("2026-01", "meets"), ("2026-01-30", "largely_meets"), "conforming"),
        (("2026-01", "meets"), ("2026-02-01", "largely_meets"), "partial"),
        (("2026-01-10", "fails"), ("2026-01-11", "not_assessed"), "nonconforming"),
    ],
)
def test_the_latest_independent_rating_counts_whoever_gave_it(
    first: tuple[str, str], second: tuple[str, str], expected: str
) -> None:
    pair = [
        inspected(first[1], on=first[0]),
        inspected(second[1], on=second[0], key="aud", kind="independent_audit", by="aud"),
    ]
    assert {status(*pair), status(*pair[::-1])} == {expected}


def test_of_one_day_the_worst_effect_counts_not_the_worst_value() -> None:
    answered = inspected("fails", finding("F", "A.8.5", events=[VERIFIED]))
    on_paper = inspected("meets", key="aud", by="aud", depth="design")
    assert status(answered, on_paper) == "claimed"
    assert status(answered, inspected("largely_meets", key="aud", by="aud")) == "partial"
    assert status(answered, inspected("meets", key="aud", by="aud")) == "conforming"


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([finding("F", "A.8.5", events=[VERIFIED])], "conforming"),
        ([finding("F", "A.8.5", events=[DONE])], "claimed"),
        ([finding("F", "A.8.5", events=[ON_PAPER])], "claimed"),
        ([finding("F", "A.8.5", events=[VERIFIED]), finding("G", "A.8.5", grade="minor", events=[DONE])], "claimed"),
        ([finding("F", "A.8.5", events=[VERIFIED]), finding("G", "A.8.5", "A.8.6", events=[VERIFIED])], "conforming"),
        ([finding("F", "A.8.5", grade="minor")], "nonconforming"),
        ([finding("F", "A.8.5", events=[VERIFIED]), finding("G", "A.8.5", grade="minor")], "nonconforming"),
        # observations and withdrawn ones aside
        ([finding("F", "A.8.5", events=[VERIFIED]), finding("O", "A.8.5", grade="observation")], "conforming"),
        ([finding("F", "A.8.5", events=[VERIFIED]), finding("W", "A.8.5", events=[GONE])], "conforming"),
        ([finding("O", "A.8.5", grade="observation", events=[VERIFIED])], "nonconforming"),
        ([finding("W", "A.8.5", events=[GONE])], "nonconforming"),
        # on that control
        ([finding("F", "A.8.6", events=[VERIFIED])], "nonconforming"),
        ([finding("F", "A.8.5", events=[VERIFIED]), finding("G", "A.8.6")], "conforming"),
        ([], "nonconforming"),
    ],
)
@pytest.mark.parametrize("value", ["fails", "largely_fails"])
def test_a_rating_is_answered_by_its_own_findings_on_that_control(
    value: str, findings: list[Any], expected: str
) -> None:
    assert status(inspected(value, *findings)) == expected


def test_a_rating_that_largely_meets_is_answered_likewise() -> None:
    assert status(inspected("largely_meets", finding("F", "A.8.5", grade="minor", events=[VERIFIED]))) == "conforming"
    assert status(inspected("largely_meets", finding("F", "A.8.5", grade="minor"))) == "partial"
    assert status(inspected("largely_meets", finding("F", "A.8.6", grade="minor", events=[VERIFIED]))) == "partial"


def test_another_assessments_findings_answer_nothing() -> None:
    other = assessment("aud", by="aud", on=RATED, findings=[finding("F", "A.8.5", events=[VERIFIED])])
    assert status(inspected("fails"), other) == "nonconforming"
    mixed = inspected("fails", finding("G", "A.8.5", events=[DONE]))
    assert status(mixed, other) == "claimed"
    same_words = assessment(
        "aud", by="aud", on=RATED, findings=[finding("F", "A.8.5", events=[VERIFIED], same_as=["G"])]
    )
    assert status(inspected("fails", finding("G", "A.8.5")), same_words) == "nonconforming"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-01-09", "nonconforming"),  # it was rated after that, and still failed
        ("2025-12", "nonconforming"),
        ("2026-01-10", "conforming"),
        ("2026-01", "conforming"),
        ("2026-01-11", "conforming"),
    ],
)
def test_what_happened_before_the_rating_answers_nothing(on: str, expected: str) -> None:
    verified = finding("F", "A.8.5", on="2025-12-01", events=[event(on, "verified", "igj")])
    assert status(inspected("fails", verified)) == expected
    later = finding("G", "A.8.5", on="2025-12-01", events=[VERIFIED])
    assert status(inspected("fails", verified, later)) == expected
    # it is the last event that counts
    twice = finding("F", "A.8.5", on="2025-12-01", events=[event("2026-01-02", "planned", "lab"), VERIFIED])
    assert status(inspected("fails", twice)) == "conforming"


def test_what_is_derived_is_answered_likewise() -> None:
    made = assessment("s2", "stage_2", "cb", on=RATED, examined=["A.8.*"], findings=[finding("F", "A.8.5")])
    assert (status(made), control("A.8.6", made).status) == ("nonconforming", "conforming")
    done = made | {"findings": [finding("F", "A.8.5", events=[DONE])]}
    assert status(done) == "claimed"
    verified = made | {"findings": [finding("F", "A.8.5", events=[event("2026-03-01", "verified", "cb")])]}
    assert status(verified) == "conforming"
    observed = made | {"findings": [finding("F", "A.8.5", grade="observation")]}
    assert status(observed) == "conforming"
    given = made | {"ratings": ratings(A_8_6="not_assessed")}
    assert control("A.8.6", given).status == "not_assessed"
    on_paper = made | {"depth": "design"}
    assert control("A.8.6", on_paper).status == "claimed"


@pytest.mark.parametrize(
    ("independent", "value", "on", "expected"),
    [
        (None, "meets", LATER, "claimed"),
        (None, "largely_meets", LATER, "partial"),
        (None, "largely_fails", LATER, "nonconforming"),
        (None, "fails", LATER, "nonconforming"),
        (None, "not_assessed", LATER, "not_assessed"),
        # `meets` takes the place of what is worse, and of nothing else
        ("fails", "meets", LATER, "claimed"),
        ("largely_meets", "meets", LATER, "claimed"),
        ("meets", "meets", LATER, "conforming"),
        # below it weighs beside
        ("fails", "largely_meets", LATER, "nonconforming"),
        ("meets", "largely_meets", LATER, "partial"),
        ("meets", "fails", LATER, "nonconforming"),
        ("largely_meets", "fails", LATER, "nonconforming"),
        ("not_assessed", "fails", LATER, "nonconforming"),
        # only if it is later
        ("meets", "fails", RATED, "conforming"),
        ("fails", "meets", RATED, "nonconforming"),
        ("meets", "fails", "2026-01", "nonconforming"),
        ("meets", "fails", "2026-01-11", "nonconforming"),
        ("fails", "meets", "2026-01-09", "nonconforming"),
        ("meets", "fails", "2025-12", "conforming"),
        ("not_assessed", "fails", "2026-01-09", "nonconforming"),
    ],
)
def test_an_own_rating(independent: str | None, value: str, on: str, expected: str) -> None:
    others = [inspected(independent)] if independent else []
    assert status(*others, own(value, on=on)) == expected
    assert status(own(value, on=on), *others) == expected
    by_a_dependent_party = own(value, on=on, kind="inspection", performed_by="bvo")
    assert status(*others, by_a_dependent_party) == expected


def test_an_own_rating_leaves_open_findings_as_they_are() -> None:
    assert status(inspected("fails", finding("F", "A.8.5", grade="minor")), own("meets")) == "partial"
    assert status(inspected("meets", finding("F", "A.8.5", grade="minor")), own("meets")) == "partial"
    assert status(inspected("fails", finding("F", "A.8.5", events=[VERIFIED])), own("meets")) == "conforming"
    assert status(inspected("fails", finding("F", "A.8.5", events=[DONE])), own("meets")) == "claimed"
    assert status(inspected("meets", depth="design"), own("meets")) == "claimed"


def test_an_own_rating_is_answered_by_its_own_findings() -> None:
    by_lab = finding("F", "A.8.5", events=[event("2026-06-01", "verified", "lab")])
    assert status(inspected("meets"), own("largely_fails", by_lab)) == "claimed"
    by_other = finding("F", "A.8.5", events=[event("2026-06-01", "verified", "igj")])
    assert status(inspected("meets"), own("largely_fails", by_other)) == "conforming"
    assert status(own("largely_fails", by_other)) == "conforming"
    before = finding("F", "A.8.5", on="2026-04-01", events=[event("2026-04-30", "verified", "igj")])
    assert status(inspected("meets"), own("largely_fails", before)) == "nonconforming"
    # answered, it still weighs only beside the independent one
    assert status(inspected("fails"), own("largely_fails", by_other)) == "nonconforming"


def test_of_own_ratings_the_latest_counts_and_of_one_day_the_worst_effect() -> None:
    audits = [own("fails", on="2026-04-01"), own("meets", id="own-2")]
    assert status(*audits) == "claimed"
    assert status(inspected("largely_meets"), *audits) == "claimed"
    same_day = [own("fails"), own("meets", id="own-2")]
    assert status(*same_day) == "nonconforming"
    assert status(inspected("meets"), *same_day) == "nonconforming"
    unsaid = [own("fails", on="2026-04-01"), own("not_assessed", id="own-2")]
    assert status(*unsaid) == "nonconforming"


def test_of_own_ratings_of_one_day_with_one_effect_that_below_meets_counts_whatever_their_order() -> None:
    claimed = finding("F-1", "A.8.5", grade="minor", events=[event(LATER, "implemented", "lab")])
    below, meets = own("fails", claimed), own("meets", id="own-2")
    assert status(inspected("fails"), below, meets) == "nonconforming"
    assert status(inspected("fails"), meets, below) == "nonconforming"


def test_an_own_rating_is_not_later_than_any_that_weighs() -> None:
    two = [inspected("fails"), inspected("meets", on="2026-04-01", key="aud", by="aud")]
    assert status(*two, own("largely_meets", on="2026-03-01")) == "conforming"
    assert status(*two, own("largely_meets", on="2026-04-02")) == "partial"
    # a stage 1 does not weigh, so it stands in nobody's way
    assert status(inspected("fails", kind="stage_1", by="cb", on="2026-06-01"), own("meets")) == "claimed"


def test_an_assessment_that_turns_out_not_to_be_independent_is_an_own_one() -> None:
    advised = {"id": "lab", "name": "Lab", "advised_by": [{"party": "igj", "from": "2025-01"}]}
    assert status(inspected("meets"), lab=advised) == "claimed"
    assert status(inspected("fails"), lab=advised) == "nonconforming"


def statement(*left_out: str, on: str = "2026-01-01", edition: str = NEW, key: str = "vvt") -> dict[str, Any]:
    controls = [{"control": each, "applicable": False} for each in left_out]
    return {"id": key, "version": key, "edition": edition, "on": on, "controls": controls}


@pytest.mark.parametrize(
    ("assessments", "expected"),
    [
        ([], "not_applicable"),
        ([inspected("meets")], "not_applicable"),
        ([inspected(None, finding("F", "A.8.5", events=[VERIFIED]))], "not_applicable"),
        ([inspected("not_assessed")], "not_applicable"),
        ([inspected("fails")], "nonconforming"),
        ([inspected("largely_meets")], "partial"),
        ([own("meets")], "claimed"),
        ([inspected(None, finding("F", "A.8.5", grade="minor"))], "partial"),
        ([inspected(None, finding("F", "A.8.5", events=[DONE]))], "claimed"),
        ([inspected(None, finding("F", "A.8.5", grade="observation"))], "not_applicable"),
    ],
)
def test_what_is_excluded_is_not_applicable_unless_something_is_wrong_with_it(
    assessments: list[Any], expected: str
) -> None:
    assert status(*assessments, statements=[statement("A.8.5")]) == expected


def test_the_latest_statement_of_the_edition_counts() -> None:
    first, second = statement("A.8.5"), statement("A.8.6", on="2026-06-01", key="vvt-2")
    found = {
        day: [key for key, each in evaluate(day, statements=[second, first]).statuses().items() if each.excluded_by]
        for day in ("2025-12-31", "2026-01-01", "2026-05-31", "2026-06-01")
    }
    assert list(found.values()) == [[], ["A.8.5"], ["A.8.5"], ["A.8.6"]]
    same_day = statement("A.8.7", key="vvt-3")
    assert status(statements=[first, same_day]) == "not_assessed"
    assert status(statements=[same_day, first]) == "not_applicable"
    month = statement("A.8.7", on="2026-01", key="vvt-4")
    assert status(statements=[month, statement("A.8.5", on="2026-01-30")]) == "not_assessed"
    said = statement("A.8.5") | {"controls": [{"control": "A.8.5", "applicable": True}]}
    assert status(statements=[said]) == "not_assessed"


def test_a_statement_of_the_other_edition_excludes_nothing_here() -> None:
    old = statement("A.9.4.2", edition=OLD, on="2026-06-01", key="vvt-old")
    new = statement("A.8.5")
    assert status(statements=[new, old]) == "not_applicable"
    assert status(statements=[old]) == "not_assessed"
    assert control("A.9.4.2", statements=[new, old], edition=OLD).status == "not_applicable"


def test_clauses_of_part_1_cannot_be_excluded() -> None:
    assert control("9.1", statements=[statement("9.1", "A.8.5")]).status == "not_assessed"


# The other edition. A.9.4.2 became A.8.5; A.5.1.1 and A.5.1.2 became A.5.1; A.12.4.1 became A.8.15.


def before(on: str = "2019-05-01", key: str = "old", by: str = "aud", **more: Any) -> dict[str, Any]:
    return assessment(key, more.pop("kind", "independent_audit"), by, on, edition=OLD, **more)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("fails", "nonconforming"),
        ("largely_fails", "nonconforming"),
        ("largely_meets", "partial"),
        ("meets", "not_assessed"),
        ("not_assessed", "not_assessed"),
    ],
)
@pytest.mark.parametrize("kind", ["inspection", "internal_audit"])
def test_a_mapped_rating_carries_over_what_is_wrong(kind: str, value: str, expected: str) -> None:
    found = control("A.8.5", before(kind=kind, ratings=ratings(A_9_4_2=value)))
    assert (found.status, found.mapped_from) == (expected, ("A.9.4.2",) if expected != "not_assessed" else ())


def test_facts_of_this_edition_are_not_mapped() -> None:
    assert control("A.8.5", inspected("fails")).mapped_from == ()


@pytest.mark.parametrize(
    ("grade", "events", "expected"),
    [
        ("major", [], "nonconforming"),
        ("minor", [], "partial"),
        ("observation", [], "not_assessed"),
        ("major", [DONE], "claimed"),
        ("major", [ON_PAPER], "claimed"),
        ("major", [VERIFIED], "not_assessed"),
        ("major", [GONE], "not_assessed"),
    ],
)
def test_a_mapped_finding_that_is_verified_weighs_nothing(grade: str, events: list[Any], expected: str) -> None:
    made = before(findings=[finding("F", "A.9.4.2", grade=grade, events=events)])
    found = control("A.8.5", made)
    assert (found.status, found.mapped_from) == (expected, ("A.9.4.2",) if expected != "not_assessed" else ())
    # in its own edition it weighs as it is
    here = control("A.9.4.2", made, edition=OLD)
    assert here.status == ("conforming" if events == [VERIFIED] else expected)
    assert here.mapped_from == ()


def test_a_mapped_finding_weighs_whatever_was_rated_later() -> None:
    made = before(findings=[finding("F", "A.9.4.2")])
    assert status(made, inspected("meets")) == "nonconforming"


@pytest.mark.parametrize(
    ("mapped", "here", "expected"),
    [
        # a rating of the same sort stated here that is later takes its place
        (("2019-05-01", "fails"), ("2019-05-02", "meets"), "conforming"),
        (("2019-05-01", "fails"), ("2019-05-01", "meets"), "nonconforming"),
        (("2019-05-01", "fails"), ("2019-04-30", "meets"), "nonconforming"),
        (("2019-05-01", "fails"), ("2019-04-30", "largely_meets"), "nonconforming"),
        (("2019-05-01", "largely_meets"), ("2019-05-02", "fails"), "nonconforming"),
        (("2019-05-01", "largely_meets"), ("2019-05-02", "not_assessed"), "partial"),
        (("2019-05-01", "meets"), ("2019-04-30", "fails"), "nonconforming"),  # what is right is not carried over
        (("2019-05", "fails"), ("2019-05-31", "meets"), "nonconforming"),
        (("2019-05", "fails"), ("2019-06-01", "meets"), "conforming"),
    ],
)
def test_a_later_rating_of_the_same_sort_here_takes_its_place(
    mapped: tuple[str, str], here: tuple[str, str], expected: str
) -> None:
    old = before(mapped[0], ratings=ratings(A_9_4_2=mapped[1]))
    assert status(old, inspected(here[1], on=here[0])) == expected
    internal = {"kind": "internal_audit", "performed_by": "lab"}
    both_own = status(old | internal, own(here[1], on=here[0]))
    assert both_own == ("claimed" if expected == "conforming" else expected)


def test_a_stage_1_here_takes_no_place() -> None:
    old = before(ratings=ratings(A_9_4_2="fails"))
    assert status(old, inspected("meets", kind="stage_1", by="cb")) == "nonconforming"


def test_an_own_rating_here_does_not_take_the_place_of_an_independent_one_there() -> None:
    old = before(ratings=ratings(A_9_4_2="fails"))
    assert status(old, own("meets")) == "nonconforming"
    assert status(old, own("largely_meets")) == "nonconforming"


def test_a_mapped_rating_does_not_silence_an_own_one_that_says_worse() -> None:
    # what the other edition says never improves a status, and verifying never makes one worse
    mapped = before("2026-06-01", ratings=ratings(A_9_4_2="largely_meets"), findings=[finding("F", "A.9.4.2")])
    assert status(own("fails")) == "nonconforming"
    assert status(mapped, own("fails")) == "nonconforming"
    answered = before("2026-06-01", ratings=ratings(A_9_4_2="largely_meets"))
    answered["findings"] = [finding("F", "A.9.4.2", events=[event("2026-06-01", "verified", "igj")])]
    assert status(answered, own("fails")) == "nonconforming"
    # an own `meets` takes no place while a later mapped one weighs
    assert status(inspected("fails"), own("meets")) == "claimed"
    assert status(inspected("fails"), own("meets"), before(LATER, ratings=ratings(A_9_4_2="largely_meets"))) == (
        "nonconforming"
    )
    assert status(inspected("fails"), own("meets"), before("2026-04-30", ratings=ratings(A_9_4_2="largely_meets"))) == (
        "partial"
    )
    assert status(inspected("fails"), own("meets"), before(LATER, ratings=ratings(A_9_4_2="meets"))) == "claimed"


@pytest.mark.parametrize(
    ("independent", "own_one", "expected"),
    [
        # an own one only if it is later than the independent one of the same control
        (("2019-05-01", "meets"), ("2019-05-02", "fails"), "nonconforming"),
        (("2019-05-01", "meets"), ("2019-05-01", "fails"), "not_assessed"),
        (("2019-05-01", "meets"), ("2019-04-01", "fails"), "not_assessed"),
        (("2019-05-01", "largely_meets"), ("2019-06-01", "fails"), "nonconforming"),
        (("2019-05-01", "largely_meets"), ("2019-06-01", "meets"), "partial"),  # what is right is not carried over
        (("2019-05-01", "not_assessed"), ("2019-04-01", "fails"), "nonconforming"),
    ],
)
def test_own_and_independent_ones_of_the_other_edition(
    independent: tuple[str, str], own_one: tuple[str, str], expected: str
) -> None:
    audit = before(independent[0], ratings=ratings(A_9_4_2=independent[1]))
    internal = before(own_one[0], "own-old", "lab", kind="internal_audit", ratings=ratings(A_9_4_2=own_one[1]))
    assert status(audit, internal) == expected


def test_a_mapped_own_rating_stays_until_an_own_one_here_is_later() -> None:
    # "unless a rating of the same sort stated in this edition is later": an independent one is of another sort
    internal = before(kind="internal_audit", by=LAB, ratings=ratings(A_9_4_2="fails"))
    assert status(internal, inspected("meets")) == "nonconforming"
    assert status(internal, own("meets", on="2019-05-02")) == "claimed"
    assert status(internal, own("meets", on="2019-05-02"), inspected("meets")) == "conforming"


def test_the_latest_rating_of_each_control_of_the_other_edition_counts() -> None:
    first = before(ratings=ratings(A_9_4_2="fails", A_5_1_1="fails"))
    later = before("2019-09-01", "later", ratings=ratings(A_9_4_2="meets", A_5_1_2="meets"))
    assert status(first, later) == "not_assessed"
    # two that became one: what is said of the one does not answer the other
    found = control("A.5.1", first, later)
    assert (found.status, found.mapped_from) == ("nonconforming", ("A.5.1.1",))
    minor = before("2019-09-01", "later", ratings=ratings(A_5_1_2="largely_meets"))
    assert control("A.5.1", first, minor).mapped_from == ("A.5.1.1", "A.5.1.2")


def test_a_mapped_rating_that_is_answered_weighs_nothing() -> None:
    for events in ([VERIFIED], [DONE]):
        made = before(ratings=ratings(A_9_4_2="fails"), findings=[finding("F", "A.9.4.2", events=events)])
        assert status(made) == ("not_assessed" if events == [VERIFIED] else "claimed")
    # by its own findings on that control of its own edition
    elsewhere = before(ratings=ratings(A_9_4_2="fails"), findings=[finding("F", "A.9.4.3", events=[VERIFIED])])
    assert status(elsewhere) == "nonconforming"
    on_paper = before(depth="design", ratings=ratings(A_9_4_2="meets"))
    assert status(on_paper) == "not_assessed"


def test_what_is_derived_in_the_other_edition_counts_too() -> None:
    made = before(examined=["A.5.*"], findings=[finding("F", "A.5.1.2", grade="minor")])
    found = evaluate("2027-01-01", assessments=[made]).statuses()
    assert {key: each.status for key, each in found.items() if each.status != "not_assessed"} == {"A.5.1": "partial"}


def test_clauses_10_1_and_10_2_changed_places_and_9_2_was_split() -> None:
    given = [{"control": control, "rating": value} for control, value in (("10.1", "fails"), ("9.2", "largely_meets"))]
    found = evaluate("2027-01-01", assessments=[before(ratings=given)]).statuses()
    wrong = {key: (each.status, each.mapped_from) for key, each in found.items() if each.weights}
    assert wrong == {
        "9.2.1": ("partial", ("9.2",)),
        "9.2.2": ("partial", ("9.2",)),
        "10.2": ("nonconforming", ("10.1",)),
    }
    new = assessment("new", ratings=[{"control": "9.2.2", "rating": "fails"}, {"control": "10.2", "rating": "fails"}])
    back = evaluate("2027-01-01", assessments=[new]).statuses(OLD)
    assert {key: each.mapped_from for key, each in back.items() if each.weights} == {
        "9.2": ("9.2.2",),
        "10.1": ("10.2",),
    }


def test_the_same_id_in_both_editions_is_not_the_same_control() -> None:
    # A.5.1.1 and A.6.1.1 exist in 2017 only; A.9.1 is a heading there, and no control of 2024
    made = before(ratings=ratings(A_6_1_1="fails"))
    found = evaluate("2027-01-01", assessments=[made]).statuses()
    assert [key for key, each in found.items() if each.weights] == ["A.5.2"]


def test_what_is_excluded_and_mapped() -> None:
    wrong, right = (before(ratings=ratings(A_9_4_2=value)) for value in ("fails", "meets"))
    assert status(wrong, statements=[statement("A.8.5")]) == "nonconforming"
    assert status(right, statements=[statement("A.8.5")]) == "not_applicable"


def test_what_weighed_stands_worst_first() -> None:
    made = inspected("largely_meets", finding("F", "A.8.5", events=[DONE]), finding("G", "A.8.5"))
    found = control("A.8.5", made, before(ratings=ratings(A_9_4_2="largely_fails")))
    assert [(each.status, each.kind, each.id, each.mapped_from) for each in found.weights] == [
        ("nonconforming", "finding", "G", None),
        ("partial", "rating", f"igj/A.8.5/{RATED}", None),
        ("claimed", "finding", "F", None),
    ]
    assert str(found.weights[0].text) == "finding G (major) is open: G"


def test_every_control_of_the_edition_is_there_in_the_norms_order() -> None:
    norm = load_norm()
    for edition in norm.editions:
        assert list(evaluate("2027-01-01").statuses(edition)) == list(norm.edition(edition).controls)
    with pytest.raises(KeyError):
        evaluate("2027-01-01").statuses("nen7510:1999")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], (0, 0, 0, 0)),
        (["not_assessed"], (0, 0, 0, 1)),
        (["not_applicable"], (0, 0, 0, 0)),
        (["conforming"], (1, 1, 1, 1)),
        (["claimed"], (0, 1, 1, 1)),
        (["partial"], (0, 0, 1, 1)),
        (["nonconforming"], (0, 0, 1, 1)),
        ([*STATUSES, "conforming"], (2, 3, 5, 6)),
    ],
)
def test_readiness(given: list[Any], expected: tuple[int, ...]) -> None:
    counts = readiness(ControlStatus(str(place), each) for place, each in enumerate(given))
    assert (counts.verified, counts.claimed, counts.assessed, counts.applicable) == expected
