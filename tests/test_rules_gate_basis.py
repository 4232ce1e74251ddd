"""`evidence_fresh` and `documented`: what the policy's other criteria rest on (design section 4, Gate)."""

from typing import Any

import pytest
from dossiers import assessment, event, finding
from gates import CERTIFIERS, answers, criterion, day, policy

GRANTED = event("2026-01-15", "granted", valid_until="2029-01-01")
SOURCE = {"source": {"title": "Stuk"}}
CERTIFICATE = criterion("certificate_in_force")
CONCLUSIONS = criterion("latest_conclusion_conforms", kinds=["inspection"])
REQUIREMENTS = criterion("requirements_established")
FINDINGS = criterion("no_open_findings")
FRESH = criterion("evidence_fresh", months=6)
DOCUMENTED = criterion("documented")


def certificate(*events: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "c", "issued_by": "cb", "edition": "nen7510:2024", "events": list(events)} | more


def requirement(key: str, **established: Any) -> dict[str, Any]:
    told = [{"by": "aud", "result": "met"} | established]
    return {"id": key, "set_by": "bvo", "text": key, "on": "2025-01-01", "establishments": told}


def last(*criteria: dict[str, Any], as_of: str = "2026-06-01", known_on: str | None = None, **sections: Any) -> str:
    return answers(policy(*criteria), as_of, known_on, **sections).criteria[-1].outcome.verdict


@pytest.mark.parametrize(
    ("others", "sections", "expected"),
    [
        ([], {"certificates": [certificate(GRANTED)]}, "undetermined"),  # the policy rests on nothing
        ([CERTIFICATE], {}, "undetermined"),
        ([CERTIFICATE], {"certificates": [certificate(GRANTED)]}, "met"),
        (
            [CERTIFICATE],
            {"certificates": [certificate(event("2025-12-01", "granted", valid_until="2029-01-01"))]},
            "met",
        ),
        (
            [CERTIFICATE],
            {"certificates": [certificate(event("2025-11-30", "granted", valid_until="2029-01-01"))]},
            "not_met",
        ),
        # From its last grant, not its first.
        (
            [CERTIFICATE],
            {"certificates": [certificate(event("2020-01-01", "granted", valid_until="2023-01-01"), GRANTED)]},
            "met",
        ),
        ([CONCLUSIONS], {"assessments": [assessment("a", on="2025-12-01", conclusion="conforms")]}, "met"),
        ([CONCLUSIONS], {"assessments": [assessment("a", on="2025-11-30", conclusion="conforms")]}, "not_met"),
        ([CONCLUSIONS], {"assessments": [assessment("a", on="2025-11-30")]}, "undetermined"),
        ([REQUIREMENTS], {"requirements": [requirement("R", on="2025-12-01")]}, "met"),
        ([REQUIREMENTS], {"requirements": [requirement("R", on="2025-11-30")]}, "not_met"),
        ([REQUIREMENTS], {"requirements": [requirement("R", on="2025-11")]}, "not_met"),
        (
            [REQUIREMENTS],
            {"requirements": [requirement("R", on="2026-05-01"), requirement("S", on="2025-11-30")]},
            "not_met",
        ),
        # What the policy does not rest on may be as old as it is.
        (
            [CERTIFICATE],
            {"certificates": [certificate(GRANTED)], "requirements": [requirement("R", on="2020-01-01")]},
            "met",
        ),
        # Verifications do not age.
        (
            [FINDINGS],
            {
                "assessments": [
                    assessment("a", findings=[finding("F", "A.8.5", events=[event("2026-01-01", "verified", "igj")])])
                ]
            },
            "undetermined",
        ),
    ],
)
def test_what_the_others_rest_on_is_fresh(others: list[Any], sections: dict[str, Any], expected: str) -> None:
    for order in ([*others, FRESH], [FRESH, *others]):
        found = answers(policy(*order), "2026-06-01", **sections)
        assert {each.criterion.id: each.outcome.verdict for each in found.criteria}["evidence_fresh"] == expected


@pytest.mark.parametrize(
    ("kind", "by", "on", "expected"),
    [
        ("surveillance", "cb", "2025-12-01", "met"),
        ("surveillance", "cb", "2025-11-30", "not_met"),
        ("surveillance", "aud", "2025-12-01", "not_met"),
        ("special", "cb", "2025-12-01", "not_met"),
        ("surveillance", "cb", "2024-01-01", "not_met"),
        ("surveillance", "cb", "2026-06-02", "not_met"),
    ],
)
def test_a_later_surveillance_by_its_issuer_renews_a_certificate(kind: str, by: str, on: str, expected: str) -> None:
    held = certificate(event("2025-01-15", "granted", valid_until="2029-01-01"))
    assert last(CERTIFICATE, FRESH, certificates=[held], assessments=[assessment("s", kind, by, on)]) == expected


OLD = event("2025-01-15", "granted", valid_until="2026-06-30")


@pytest.mark.parametrize(
    ("certificates", "before", "after"),
    [
        # The end of a certificate never betters what is said: what was relied on stays too old, or undocumented.
        ([certificate(OLD)], ("not_met", "not_met"), ("not_met", "not_met")),
        ([certificate(GRANTED | SOURCE | {"valid_until": "2026-06-30"})], ("met", "met"), ("met", "met")),
        ([certificate(OLD | SOURCE), certificate(GRANTED, id="d")], ("met", "met"), ("met", "not_met")),
        (
            [certificate(OLD | SOURCE, issued_by="cb-2"), certificate(GRANTED, id="d")],
            ("met", "met"),
            ("met", "not_met"),
        ),
        (
            [certificate(OLD), certificate(GRANTED | SOURCE, id="d", holder="aud")],
            ("not_met", "not_met"),
            ("not_met", "not_met"),
        ),
    ],
)
def test_the_end_of_a_certificate_never_makes_the_rest_fresher(certificates: Any, before: Any, after: Any) -> None:
    other = {**next(each for each in CERTIFIERS if each["id"] == "cb"), "id": "cb-2"}
    rule = policy(CERTIFICATE, REQUIREMENTS, FRESH, DOCUMENTED)
    told = {"requirements": [requirement("R", on="2026-05-01", **SOURCE)], "parties": [*CERTIFIERS, other]}
    for as_of, expected in (("2026-06-30", before), ("2026-07-01", after)):
        found = answers(rule, as_of, "2026-07-01", certificates=certificates, **told)
        assert tuple(each.outcome.verdict for each in found.criteria[2:]) == expected


def test_an_earlier_surveillance_does_not_make_a_certificate_older() -> None:
    looked = [assessment("s", "surveillance", "cb", "2020-01-01")]
    assert last(CERTIFICATE, FRESH, certificates=[certificate(GRANTED)], assessments=looked) == "met"


def test_it_holds_until_the_first_of_them_is_too_old() -> None:
    found = answers(
        policy(CERTIFICATE, REQUIREMENTS, FRESH),
        "2026-06-01",
        certificates=[certificate(GRANTED)],
        requirements=[requirement("R", on="2026-05-31")],
    )
    assert found.criteria[2].holds_until == day("2026-07-15")
    assert (found.verdict, found.holds_until) == ("met", day("2026-07-15"))
    assert [each.holds_until for each in found.criteria[:2]] == [day("2029-01-01"), None]


def test_it_turns_with_what_the_others_rest_on() -> None:
    suspended = certificate(GRANTED, event("2026-06-10", "suspended"))
    found = answers(policy(FRESH, CERTIFICATE), "2026-06-01", "2026-06-10", certificates=[suspended])
    assert [(each.outcome.verdict, each.holds_until) for each in found.criteria] == [
        ("met", day("2026-07-15")),  # it rests on the certificate, in force or not
        ("met", day("2026-06-09")),
    ]


VERIFIED = event("2026-01-01", "verified", "igj")


def inspected(*events: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [assessment("a", findings=[finding("F", "A.8.5", events=list(events))], **more)]


@pytest.mark.parametrize(
    ("others", "sections", "expected"),
    [
        ([], {}, "undetermined"),
        ([CERTIFICATE], {}, "undetermined"),
        ([FINDINGS], {"assessments": [assessment("a")]}, "undetermined"),
        ([CERTIFICATE], {"certificates": [certificate(GRANTED | SOURCE)]}, "met"),
        ([CERTIFICATE], {"certificates": [certificate(GRANTED)]}, "not_met"),
        (
            [CERTIFICATE],
            {"certificates": [certificate(GRANTED | {"source": {}})]},
            "not_met",
        ),  # an empty one says nothing
        ([CERTIFICATE], {"certificates": [certificate(GRANTED | {"evidence": ["ev"]})]}, "met"),
        # The last grant's.
        (
            [CERTIFICATE],
            {"certificates": [certificate(event("2020-01-01", "granted", valid_until="2023-01-01") | SOURCE, GRANTED)]},
            "not_met",
        ),
        ([CONCLUSIONS], {"assessments": [assessment("a", conclusion="conforms", **SOURCE)]}, "met"),
        ([CONCLUSIONS], {"assessments": [assessment("a", conclusion="conforms")]}, "not_met"),
        ([REQUIREMENTS], {"requirements": [requirement("R", on="2026-01-01", **SOURCE)]}, "met"),
        ([REQUIREMENTS], {"requirements": [requirement("R", on="2026-01-01", evidence=["ev"])]}, "met"),
        ([REQUIREMENTS], {"requirements": [requirement("R", on="2026-01-01")]}, "not_met"),
        ([FINDINGS], {"assessments": inspected(VERIFIED | SOURCE)}, "met"),
        ([FINDINGS], {"assessments": inspected(VERIFIED | {"evidence": ["ev"]})}, "met"),
        ([FINDINGS], {"assessments": inspected(VERIFIED, **SOURCE)}, "not_met"),  # the report is no proof of the repair
        (
            [FINDINGS, CERTIFICATE],
            {"assessments": inspected(VERIFIED), "certificates": [certificate(GRANTED | SOURCE)]},
            "not_met",
        ),
        # What the policy does not rest on needs no document.
        ([CERTIFICATE], {"assessments": inspected(VERIFIED), "certificates": [certificate(GRANTED | SOURCE)]}, "met"),
    ],
)
def test_what_the_others_rest_on_names_a_document(others: list[Any], sections: dict[str, Any], expected: str) -> None:
    assert last(*others, DOCUMENTED, **sections) == expected


def test_it_names_what_has_no_document() -> None:
    found = answers(
        policy(REQUIREMENTS, DOCUMENTED),
        "2026-06-01",
        requirements=[requirement("R", on="2026-01-01"), requirement("S", on="2026-01-01", **SOURCE)],
    ).criteria[1]
    assert [each.id for each in found.outcome.because] == ["R/2026-01-01/met/aud"]
    assert len(found.outcome.needs) == 1
