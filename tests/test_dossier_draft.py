"""A draft: what each key does to it, how two parts become one, and which facts it becomes."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nen7510_tracker.dossier.draft import (
    FOUR_POINTS,
    Draft,
    DraftFinding,
    Row,
    Seen,
    at_depth,
    cleared,
    decode_draft,
    encode_draft,
    examined,
    facts_of,
    found,
    merged,
    next_finding_id,
    noted,
    rated,
    with_evidence,
    without_finding,
)
from nen7510_tracker.dossier.facts import plain

CONTROLS = ["4.1", "9.2", "A.5.1", "A.5.17", "A.8.5", "A.8.15"]
EMPTY = Draft(
    lab="lab",
    id="audit-1",
    kind="independent_audit",
    title="Audit",
    performed_by="aud",
    edition="nen7510:2024",
    reference_dates=("2026-03-02",),
)
LOGGING = DraftFinding(id="audit-1-01", controls=("A.8.15",), grade="minor", title="Logging ontbreekt")


def test_a_key_rates_a_control_and_another_takes_it_back() -> None:
    draft = rated(EMPTY, ["A.8.5"], "fails")
    assert draft.row("A.8.5") == Row(rating="fails")
    assert cleared(draft, ["A.8.5"]).rows == {}


def test_every_change_is_a_revision_of_its_own() -> None:
    draft = found(noted(rated(EMPTY, ["A.8.5"], "meets"), ["A.8.5"], "gezien"), LOGGING)
    assert draft.revision == 3


def test_several_controls_are_rated_at_once() -> None:
    assert set(rated(EMPTY, ["A.5.1", "A.5.17"], "meets").rows) == {"A.5.1", "A.5.17"}


def test_a_finding_says_that_its_controls_were_examined() -> None:
    draft = found(rated(EMPTY, ["A.8.5"], "fails"), DraftFinding(id="x", controls=("A.8.5", "A.8.15"), grade="major"))
    assert draft.row("A.8.5") == Row(rating="fails")
    assert draft.row("A.8.15") == Row(examined=True)


def test_a_finding_written_again_stays_in_its_place() -> None:
    second = DraftFinding(id="audit-1-02", controls=("A.8.5",), grade="major", title="Wachtwoorden")
    draft = found(
        found(found(EMPTY, LOGGING), second), DraftFinding(id=LOGGING.id, controls=("A.8.15",), grade="major")
    )
    assert [(each.id, each.grade) for each in draft.findings] == [("audit-1-01", "major"), ("audit-1-02", "major")]


def test_a_finding_taken_away_leaves_the_control_examined() -> None:
    draft = without_finding(found(EMPTY, LOGGING), LOGGING.id)
    assert not draft.findings
    assert draft.row("A.8.15").examined


def test_ids_are_the_next_free_ones() -> None:
    assert next_finding_id(EMPTY) == "audit-1-01"
    assert next_finding_id(found(EMPTY, LOGGING)) == "audit-1-02"
    assert next_finding_id(EMPTY, taken=["audit-1-01", "audit-1-02"]) == "audit-1-03"
    assert len(next_finding_id(Draft(**{**_keys(EMPTY), "id": "a" * 64}))) <= 64


def _keys(draft: Draft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in draft.__struct_fields__}


def test_the_facts_are_those_that_a_file_would_tell() -> None:
    draft = noted(rated(EMPTY, ["A.8.5"], "largely_fails"), ["A.8.5"], "Geen tweede factor")
    draft = found(at_depth(examined(draft, ["A.5.1"]), ["A.8.5"], "operation"), LOGGING)
    assert [(each.kind, plain(each)) for each in facts_of(draft, CONTROLS)] == [
        (
            "assessment",
            {
                "id": "audit-1",
                "kind": "independent_audit",
                "title": "Audit",
                "performed_by": "aud",
                "edition": "nen7510:2024",
                "reference_dates": ("2026-03-02",),
                "examined": ("A.5.1", "A.8.15"),
            },
        ),
        (
            "rating",
            {
                "assessment": "audit-1",
                "control": "A.8.5",
                "rating": "largely_fails",
                "note": "Geen tweede factor",
                "depth": "operation",
            },
        ),
        (
            "finding",
            {
                "id": "audit-1-01",
                "assessment": "audit-1",
                "controls": ("A.8.15",),
                "grade": "minor",
                "title": "Logging ontbreekt",
            },
        ),
    ]


def test_a_note_on_an_examined_control_is_not_lost() -> None:
    draft = noted(examined(EMPTY, ["A.5.1"]), ["A.5.1"], "Beleid gezien")
    (rating,) = [plain(each) for each in facts_of(draft, CONTROLS) if each.kind == "rating"]
    assert (rating["rating"], rating["note"]) == ("meets", "Beleid gezien")


def test_a_note_on_a_control_with_findings_goes_with_the_first_of_them() -> None:
    second = DraftFinding(id="audit-1-02", controls=("A.8.15",), grade="observation", title="Bewaartermijn")
    draft = noted(found(found(EMPTY, LOGGING), second), ["A.8.15"], "Twee servers bekeken")
    texts = [plain(each).get("evidence_text") for each in facts_of(draft, CONTROLS) if each.kind == "finding"]
    assert texts == ["Twee servers bekeken", None]


def test_evidence_says_whom_and_how_many() -> None:
    seen = Seen(id="ev", title="Uitgifte", kind="interview", on="2026-03-02", spoken_to="CISO", population=40, taken=5)
    (fact,) = [plain(each) for each in facts_of(with_evidence(EMPTY, seen), CONTROLS) if each.kind == "evidence"]
    assert fact["title"] == "Uitgifte (CISO) [40/5/?]"


# Two parts


def test_what_only_one_has_is_taken() -> None:
    mine, theirs = rated(EMPTY, ["A.5.1"], "meets"), found(rated(EMPTY, ["A.8.5"], "fails"), LOGGING)
    both, conflicts = merged(mine, theirs, {})
    assert not conflicts
    assert {control: row.rating for control, row in both.rows.items()} == {
        "A.5.1": "meets",
        "A.8.5": "fails",
        "A.8.15": None,
    }
    assert both.findings == (LOGGING,)
    assert both.revision > max(mine.revision, theirs.revision)


@pytest.mark.parametrize(
    ("choice", "rating"), [({}, "meets"), ({"A.5.1": "mine"}, "meets"), ({"A.5.1": "theirs"}, "fails")]
)
def test_where_both_have_something_somebody_chooses(choice: dict[str, str], rating: str) -> None:
    mine, theirs = rated(EMPTY, ["A.5.1"], "meets"), rated(EMPTY, ["A.5.1"], "fails")
    both, conflicts = merged(mine, theirs, choice)  # type: ignore[arg-type] # "mine" and "theirs" are those words
    assert both.row("A.5.1").rating == rating
    assert [each.what for each in conflicts] == ([] if choice else ["A.5.1"])


def test_a_part_of_another_assessment_is_refused() -> None:
    with pytest.raises(ValueError, match="other"):
        merged(EMPTY, Draft(**{**_keys(EMPTY), "id": "other"}), {})


Change = Callable[[Draft], Draft]
changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(
        lambda control, rating: lambda draft: rated(draft, [control], rating),
        st.sampled_from(CONTROLS),
        st.sampled_from(FOUR_POINTS),
    ),
    st.builds(lambda control: lambda draft: examined(draft, [control]), st.sampled_from(CONTROLS)),
    st.builds(lambda control: lambda draft: cleared(draft, [control]), st.sampled_from(CONTROLS)),
    st.builds(
        lambda control, note: lambda draft: noted(draft, [control], note),
        st.sampled_from(CONTROLS),
        st.text(max_size=20),
    ),
    st.builds(
        lambda control, number: (
            lambda draft: found(draft, DraftFinding(id=f"f{number}", controls=(control,), grade="minor", title="x"))
        ),
        st.sampled_from(CONTROLS),
        st.integers(1, 4),
    ),
)


@given(st.lists(changes, max_size=12))
def test_a_draft_survives_being_written_down(made: list[Change]) -> None:
    draft = EMPTY
    for change in made:
        draft = change(draft)
    assert decode_draft(encode_draft(draft)) == draft


@given(st.lists(changes, max_size=8), st.lists(changes, max_size=8))
def test_taking_theirs_everywhere_loses_nothing_of_theirs(mine: list[Change], theirs: list[Change]) -> None:
    one = other = EMPTY
    for change in mine:
        one = change(one)
    for change in theirs:
        other = change(other)
    _, conflicts = merged(one, other, {})
    both, left = merged(one, other, {each.what: "theirs" for each in conflicts})
    assert not left
    assert all(both.rows[control] == row for control, row in other.rows.items())
    assert all(each in both.findings for each in other.findings)
    assert set(one.rows) <= set(both.rows)
