"""Facts that are typed key by key: what may be typed, what it looks like, what is wrong with it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from memory_record import MemoryRecord

from nen7510_tracker.dossier.facts import FOUR_EYES, KINDS, build, plain
from nen7510_tracker.exchange.fields import fact_of, keys_of
from nen7510_tracker.exchange.importing import assumed_facts
from nen7510_tracker.exchange.shape import described
from nen7510_tracker.exchange.writing import write_dossier
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.service.record import Moment
from nen7510_tracker.words.message import InputRejected

NORM = load_norm()
EVENT = {"finding": ["F-1"], "on": ["2026-02-01"], "state": ["planned"], "by": ["lab"]}


@pytest.mark.parametrize("kind", [each for each in KINDS if each not in FOUR_EYES])
def test_every_key_of_a_kind_says_what_it_takes(kind: str) -> None:
    keys = keys_of(kind)
    assert keys
    assert "recorded" not in {key.name for key in keys}
    for key in keys:
        assert str(described(key.shape)).strip()


@pytest.mark.parametrize(
    ("kind", "key", "expected"),
    [
        ("finding", "on", "a day (2026-01-31) or a month (2026-01)"),
        ("finding", "priority", "a whole number, 0 or more"),
        ("measure_event", "progress", "a whole number from 0 to 100"),
        ("finding", "grade", "one of major, minor, observation, ungraded"),
        ("enforcement_event", "state", "one of lifted"),
        ("decision", "taken_outside", "true or false"),
        ("finding", "controls", "several; each: a control (A.8.5, 9.1)"),
        ("assessment", "examined", "several; each: a control or several (A.8.5, A.5.*, *)"),
        ("assessment", "edition", "an edition (nen7510:2024)"),
        ("finding", "assessment", "the id of: assessment"),
        ("finding", "id", "an id"),
        ("finding", "title", "a text"),
        ("finding", "source", "a group of keys, as YAML: {[title: …], [reference: …], [url: …], [page: …]}"),
        ("lab", "advised_by", "a list of groups of keys, as YAML: {party: …, from: …, [until: …]}"),
    ],
)
def test_what_a_key_takes(kind: str, key: str, expected: str) -> None:
    (found,) = [each for each in keys_of(kind) if each.name == key]
    assert str(described(found.shape)) == expected


@pytest.mark.parametrize("kind", FOUR_EYES)
def test_what_takes_four_eyes_cannot_be_typed(kind: str) -> None:
    """Else somebody could record an approval in the name of another."""
    with pytest.raises(InputRejected, match="approve"):
        fact_of(kind, {"id": ["D-1"]}, NORM)


def test_who_recorded_a_fact_cannot_be_typed() -> None:
    with pytest.raises(InputRejected, match="this key is not known here"):
        fact_of("finding_event", {**EVENT, "recorded": ["{by: eva, at: 2026-01-31T09:30:00.000000Z}"]}, NORM)


def test_a_correction_keeps_what_was_not_typed_but_for_who_recorded_it() -> None:
    who = {"by": "anna", "at": "2026-01-31T09:30:00.000000Z"}
    values = {"finding": "F-1", "on": "2026-02-01", "state": "planned", "by": "lab", "note": "Plan", "recorded": who}
    changed = fact_of("finding_event", {"on": ["2026-03-01"]}, NORM, build("finding_event", values))
    assert plain(changed) == {key: value for key, value in values.items() if key != "recorded"} | {"on": "2026-03-01"}


def test_an_empty_value_leaves_a_key_out() -> None:
    before = fact_of("finding_event", {**EVENT, "note": ["Plan"]}, NORM)
    assert "note" not in plain(fact_of("finding_event", {"note": [""]}, NORM, before))


WRONG: list[tuple[str, Mapping[str, Sequence[str]], list[str]]] = [
    ("finding_event", {}, [f"--{each}: this key is missing." for each in ("finding", "on", "state", "by")]),
    ("finding_event", {**EVENT, "sate": ["x"]}, ["--sate: this key is not known here; probably meant: state."]),
    (
        "finding_event",
        {**EVENT, "on": ["a", "b"]},
        ["--on: is given 2 times; once is enough.", "--on: this key is missing."],
    ),
    (
        "finding_event",
        {**EVENT, "on": ["1-2-2026"]},
        ["--on: 1-2-2026 is no day; write YYYY-MM-DD, or YYYY-MM for a month; probably meant: 2026-02-01."],
    ),
    ("finding_event", {**EVENT, "note": ["a\x1bb"]}, ["holds a control character"]),
    ("finding_event", {**EVENT, "note": ["111222333"]}, ["holds a citizen service number"]),
    ("finding_event", {**EVENT, "111222333": ["x"]}, ["--…: this key is not known here."]),
    ("finding_event", {**EVENT, "source": ["{title: a"]}, ["a comma or a closing brace is missing"]),
    (
        "finding_event",
        {**EVENT, "source": ["Rapport"]},
        ["a group of keys is expected here (title, reference, url, page)"],
    ),
    (
        "evidence",
        {"id": ["e"], "title": ["x"], "kind": ["document"], "on": ["2026-01"], "controls": ["8.5"]},
        ["A.8.5"],
    ),
    ("fnding", {}, ["There is no kind of fact fnding. Did you mean finding?"]),
    ("111222333", {}, ["There is no kind of fact …. Known are lab, party,"]),
]


@pytest.mark.parametrize(("kind", "given", "expected"), WRONG)
def test_what_is_wrong_is_said_by_key(kind: str, given: Mapping[str, Sequence[str]], expected: list[str]) -> None:
    with pytest.raises(InputRejected) as error:
        fact_of(kind, given, NORM)
    found = [str(each) for each in error.value.messages]
    assert len(found) == len(expected)
    assert all(part in each for part, each in zip(expected, found, strict=True))


def test_lists_and_groups_are_typed_item_by_item_or_as_yaml() -> None:
    given = {
        "id": ["D-1"],
        "on": ["2026-01"],
        "by": ["bvo"],
        "decision": ["suspend"],
        "rationale": ["on"],
        "services": ["a", "b, c"],
        "conditions": ["{text: een, due: 2026-02}", "text: twee"],
    }
    one = plain(fact_of("decision", given, NORM))
    assert list(one["services"]) == ["a", "b, c"]
    assert list(one["conditions"]) == [{"text": "een", "due": "2026-02"}, {"text": "twee"}]
    assert one["rationale"] == "on"
    listed = {**given, "conditions": ["[{text: een, due: 2026-02}, {text: twee}]"]}
    assert plain(fact_of("decision", listed, NORM)) == one


def test_a_what_if_leaves_out_what_is_recorded_in_the_same_words(tmp_path: Path) -> None:
    first, second = MemoryRecord(), MemoryRecord("2027-06-01")
    first.take("schema: nen7510-dossier/1\nlab: {id: lab, name: Lab}\nparties: [{id: a, name: A, kind: other}]\n")
    second.take(write_dossier(first.dossier("lab"), history=True))
    path = tmp_path / "x.yaml"
    more = "parties:\n  - {id: b, name: B, kind: other}\n"
    path.write_text(write_dossier(second.dossier("lab")).replace("parties:\n", more), "utf-8")
    moment, call = Moment(second.today, second.today), second.call()
    assert [each.key for each in assumed_facts(second, "lab", path, moment, call)] == ["b"]
    second.take("schema: nen7510-dossier/1\nlab: {id: ander, name: Ander}\n")
    with pytest.raises(InputRejected, match="is about lab, not about ander"):
        assumed_facts(second, "ander", path, moment, call)
