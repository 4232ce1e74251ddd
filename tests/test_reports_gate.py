"""The gate as JSON: the keys that others build on, the same in every language (design section 6)."""

import json
from typing import Any

from dossiers import assessment, event, finding
from gates import evaluation

from nen7510_tracker.reports.gate import gate_document
from nen7510_tracker.rules.decision import policy_of
from nen7510_tracker.rules.gate import gate

CERTIFICATE = {
    "id": "c",
    "issued_by": "cb",
    "edition": "nen7510:2024",
    "scope": ["cervical-screening"],
    "events": [event("2026-01-15", "granted", valid_until="2026-12-31")],
}


def document(as_of: str = "2026-06-01", **sections: Any) -> dict[str, Any]:
    found = evaluation(as_of, **sections)
    return gate_document(found, gate(found, policy_of(found.view, found.norm)))


def test_its_keys() -> None:
    told = document(
        certificates=[CERTIFICATE],
        assessments=[assessment("igj", findings=[finding("F", "A.8.5")])],
        decisions=[{"id": "D-1", "on": "2026-02-01", "by": "bvo", "decision": "resume", "rationale": "…"}],
    )
    assert list(told) == [
        *("schema", "lab", "as_of", "known_on", "policy", "assumed", "verdict", "holds_until", "criteria", "contra"),
        *("decision", "head"),
    ]
    assert (told["schema"], told["lab"], told["as_of"], told["known_on"]) == (
        "nen7510-gate/1",
        "lab",
        "2026-06-01",
        "2026-06-01",
    )
    assert list(told["policy"]) == ["id", "digest"]
    assert [list(each) for each in told["criteria"]] == [
        ["id", "check", "outcome", "because", "needs", "holds_until"]
    ] * 3
    certificate, _, requirements = told["criteria"]
    assert (certificate["check"], certificate["outcome"], certificate["holds_until"]) == (
        "certificate_in_force",
        "met",
        "2026-12-31",
    )
    assert certificate["because"] == [
        {
            "kind": "certificate",
            "id": "c",
            "text": "certificate c by cb: granted 2026-01-15, valid until 2026-12-31",
        }
    ]
    assert requirements["needs"] == [{"text": "the commissioner's requirements; none is recorded", "turn": "bvo"}]
    assert all(list(each) == ["what", "text"] for each in told["contra"])
    assert "majors" in {each["what"] for each in told["contra"]}
    assert list(told["decision"])[:4] == ["id", "decision", "on", "lapsed_since"]
    assert told["decision"]["lapsed_since"] == "2026-02-01"  # no requirement was ever established
    assert list(told["head"]) == ["seq", "digest"]
    json.dumps(told)


def test_without_anything_it_is_whole_all_the_same() -> None:
    told = document()
    assert (told["assumed"], told["decision"], told["verdict"], told["holds_until"]) == ([], None, "not_met", None)


def test_days_are_shown_as_they_were_given() -> None:
    told = document(decisions=[{"id": "D-1", "on": "2026-02", "by": "bvo", "decision": "suspend", "rationale": "…"}])
    assert told["decision"]["on"] == "2026-02"


def test_the_same_dossier_gives_the_same_answer_byte_for_byte() -> None:
    sections: dict[str, Any] = {
        "certificates": [CERTIFICATE],
        "assessments": [assessment("igj", findings=[finding("F", "A.8.5"), finding("G", "9.1")])],
    }
    assert json.dumps(document(**sections)) == json.dumps(document(**sections))
