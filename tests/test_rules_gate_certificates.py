"""`certificate_in_force` and `established_independently` (design section 4, Gate)."""

from typing import Any

import pytest
from dossiers import event
from gates import ACCREDITED, CERTIFIERS, answers, asked, criterion, day, policy, said

IN_FORCE = "certificate_in_force"
GRANTED = event("2026-10-01", "granted", valid_until="2029-09-30")


def certificate(*events: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    fixed = {"id": "c", "issued_by": "cb", "edition": "nen7510:2024", "scope": ["screening"], "sites": ["Utrecht"]}
    return [fixed | {"events": list(events)} | more]


def accredited(*spans: tuple[str, str], edition: str = "nen7510:2024", kind: str = "certification_body") -> Any:
    given = [ACCREDITED | {"edition": edition, "valid_from": first, "valid_until": last} for first, last in spans]
    return [each if each["id"] != "cb" else each | {"accreditations": given, "kind": kind} for each in CERTIFIERS]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2026-09-30", "not_met"), ("2026-10-01", "met"), ("2029-09-30", "met"), ("2029-10-01", "not_met")],
)
def test_it_is_in_force_from_its_grant_to_its_last_day(as_of: str, expected: str) -> None:
    assert said(IN_FORCE, as_of, "2030-01-01", certificates=certificate(GRANTED)) == expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "not_met"),
        ([event("2026-10-01", "granted")], "not_met"),  # without a last day nobody can say that it has not ended
        ([event("2026-10-01", "granted", valid_until="2027-03")], "met"),  # a month: its last day
        ([event("2026-10-01", "granted", valid_until="2027-02")], "not_met"),
        ([GRANTED, event("2026-12-01", "suspended")], "not_met"),
        ([GRANTED, event("2026-12-01", "suspended"), event("2027-01-01", "reinstated")], "met"),
        (
            [
                GRANTED,
                event("2026-12-01", "suspended"),
                event("2027-01-01", "reinstated"),
                event("2027-02-01", "suspended"),
            ],
            "not_met",
        ),
        ([GRANTED, event("2026-12-01", "withdrawn")], "not_met"),
        ([GRANTED, event("2026-12-01", "withdrawn"), event("2027-01-01", "reinstated")], "not_met"),
        (
            [
                GRANTED,
                event("2026-12-01", "withdrawn"),
                event("2027-01-01", "granted", valid_until="2030-01-01"),
            ],
            "met",
        ),
        (
            [
                GRANTED,
                event("2026-12-01", "suspended"),
                event("2027-01-01", "granted", valid_until="2030-01-01"),
            ],
            "met",
        ),
        # What was true of the earlier grant is not of the last one: its end counts no more.
        ([GRANTED, event("2027-01-01", "granted")], "not_met"),
        ([GRANTED, event("2026-12-01", "changed", valid_until="2027-02-28")], "not_met"),
        (
            [
                event("2026-10-01", "granted", valid_until="2027-01-31"),
                event("2027-01-15", "changed", valid_until="2028-01-31"),
            ],
            "met",
        ),
        # Of one day the order of the list counts.
        ([event("2026-12-01", "withdrawn"), event("2026-12-01", "granted", valid_until="2029-01-01")], "met"),
        ([event("2026-12-01", "granted", valid_until="2029-01-01"), event("2026-12-01", "withdrawn")], "not_met"),
    ],
)
def test_its_events_since_the_last_grant_count(events: list[dict[str, Any]], expected: str) -> None:
    assert said(IN_FORCE, "2027-03-31", certificates=certificate(*events)) == expected


@pytest.mark.parametrize(
    ("rule", "events", "expected"),
    [
        ({"services": ["screening"], "sites": ["Utrecht"], "editions": ["nen7510:2024"]}, [GRANTED], "met"),
        ({"services": ["screening", "histology"]}, [GRANTED], "not_met"),
        ({"sites": ["Utrecht", "Zeist"]}, [GRANTED], "not_met"),
        ({"editions": ["nen7510:2017"]}, [GRANTED], "not_met"),
        ({"editions": ["nen7510:2017", "nen7510:2024"]}, [GRANTED], "met"),
        ({"services": ["screening"]}, [GRANTED, event("2026-11-01", "changed", scope=["histology"])], "not_met"),
        ({"services": ["screening"]}, [GRANTED, event("2026-11-01", "changed", scope=[])], "not_met"),
        ({"services": ["histology"]}, [GRANTED, event("2026-11-01", "changed", scope=["histology"])], "met"),
        ({"services": ["screening"]}, [GRANTED, event("2026-11-01", "changed", sites=["Zeist"])], "met"),
        ({"sites": ["Utrecht"]}, [GRANTED, event("2026-11-01", "changed", sites=["Zeist"])], "not_met"),
        ({"editions": ["nen7510:2024"]}, [GRANTED, event("2026-11-01", "changed", edition="nen7510:2017")], "not_met"),
        # A change before the last grant counts no more.
        (
            {"services": ["screening"]},
            [
                event("2026-06-01", "granted", valid_until="2029-01-01"),
                event("2026-07-01", "changed", scope=["histology"]),
                GRANTED,
            ],
            "met",
        ),
    ],
)
def test_what_it_is_for(rule: dict[str, Any], events: list[dict[str, Any]], expected: str) -> None:
    assert said(IN_FORCE, "2026-12-01", rule=rule, certificates=certificate(*events)) == expected


def test_one_certificate_has_to_cover_everything() -> None:
    both = [*certificate(GRANTED), *certificate(GRANTED, id="d", scope=["histology"])]
    assert said(IN_FORCE, "2026-12-01", rule={"services": ["screening", "histology"]}, certificates=both) == "not_met"
    assert said(IN_FORCE, "2026-12-01", rule={"services": ["histology"]}, certificates=both) == "met"


@pytest.mark.parametrize(("holder", "expected"), [("lab", "met"), (None, "met"), ("aud", "not_met")])
def test_it_has_to_be_the_laboratorys_own(holder: str | None, expected: str) -> None:
    held = certificate(GRANTED, **({"holder": holder} if holder else {}))
    assert said(IN_FORCE, "2026-12-01", certificates=held) == expected


@pytest.mark.parametrize(
    ("parties", "expected"),
    [
        (accredited(("2024-01-01", "2027-03-01")), "met"),  # its last day is today
        (accredited(("2024-01-01", "2027-02-28")), "not_met"),
        (accredited(("2024-01-01", "2027-03")), "met"),  # until the month's last day
        (accredited(("2026-10-02", "2030-01-01")), "not_met"),  # not yet on the day of the grant
        (accredited(("2026-10", "2030-01-01")), "met"),  # from the month's first day
        (accredited(("2024-01-01", "2026-12-31"), ("2027-01-01", "2030-01-01")), "met"),
        (accredited(("2024-01-01", "2026-12-31"), ("2027-03-02", "2030-01-01")), "not_met"),
        (accredited(("2024-01-01", "2030-01-01"), edition="nen7510:2017"), "not_met"),
        (accredited(("2024-01-01", "2030-01-01"), kind="auditor"), "not_met"),
        (accredited(), "not_met"),
    ],
)
def test_its_issuer_is_accredited_on_the_day_of_the_last_grant_and_today(parties: Any, expected: str) -> None:
    assert said(IN_FORCE, "2027-03-01", certificates=certificate(GRANTED), parties=parties) == expected


def test_between_the_grant_and_today_the_accreditation_may_have_lapsed_but_a_regrant_moves_the_day() -> None:
    gap = accredited(("2024-01-01", "2026-12-31"), ("2027-02-01", "2030-01-01"))
    assert said(IN_FORCE, "2027-03-01", certificates=certificate(GRANTED), parties=gap) == "met"
    regranted = certificate(GRANTED, event("2027-01-15", "granted", valid_until="2030-01-01"))
    assert said(IN_FORCE, "2027-03-01", certificates=regranted, parties=gap) == "not_met"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([GRANTED], "not_met"),
        ([GRANTED, event("2027-01-30", "confirmed")], "met"),  # 30 days ago
        ([GRANTED, event("2027-01-29", "confirmed")], "not_met"),
        ([GRANTED, event("2027-01", "confirmed")], "met"),  # a month counts as its last day
        ([event("2026-06-01", "granted"), event("2027-02-20", "confirmed"), event("2027-02-21", "granted")], "not_met"),
    ],
)
def test_seen_in_a_register_at_most_that_many_days_ago(events: list[dict[str, Any]], expected: str) -> None:
    rule = {"confirmed_within": 30}
    assert said(IN_FORCE, "2027-03-01", rule=rule, certificates=certificate(*events)) == expected


@pytest.mark.parametrize(
    ("events", "known_on", "rule", "until"),
    [
        ([GRANTED], "2026-12-01", {}, "2029-09-30"),
        ([GRANTED, event("2027-02-01", "suspended")], "2027-02-01", {}, "2027-01-31"),
        ([GRANTED, event("2026-11-20", "confirmed")], "2026-12-01", {"confirmed_within": 30}, "2026-12-20"),
        ([GRANTED, event("2027-01-01", "changed", scope=[])], "2027-01-01", {"services": ["screening"]}, "2026-12-31"),
    ],
)
def test_until_when_it_holds(events: list[dict[str, Any]], known_on: str, rule: Any, until: str) -> None:
    found = asked(IN_FORCE, "2026-12-01", known_on, rule=rule, certificates=certificate(*events))
    assert (found.outcome.verdict, found.holds_until) == ("met", day(until))


def test_it_holds_until_the_accreditation_ends() -> None:
    parties = accredited(("2024-01-01", "2028-05-31"))
    assert asked(IN_FORCE, "2026-12-01", certificates=certificate(GRANTED), parties=parties).holds_until == day(
        "2028-05-31"
    )


def test_nothing_recorded_is_not_met_and_stays_so() -> None:
    found = asked(IN_FORCE, "2026-12-01", rule={"services": ["screening"]})
    assert (found.outcome.verdict, found.holds_until) == ("not_met", None)
    assert [(str(need.text), need.turn) for need in found.outcome.needs] == [
        ("a certificate in force for screening; none is recorded", "lab")
    ]


def test_it_names_the_certificate_that_it_rests_on_and_else_what_every_one_lacks() -> None:
    both = [*certificate(GRANTED), *certificate(event("2025-01-01", "granted", valid_until="2025-12-31"), id="old")]
    met = asked(IN_FORCE, "2026-12-01", certificates=both)
    assert [each.id for each in met.outcome.because] == ["c"]
    assert not met.outcome.needs
    unmet = asked(IN_FORCE, "2026-12-01", rule={"services": ["histology"]}, certificates=both)
    assert [each.id for each in unmet.outcome.because] == ["c", "old"]
    assert len(unmet.outcome.needs) == 3  # neither covers it, and one has ended


def test_of_several_that_meet_it_rests_on_the_last_granted() -> None:
    older = certificate(event("2026-01-01", "granted", valid_until="2028-12-31"), id="older")
    for both in ([*older, *certificate(GRANTED)], [*certificate(GRANTED), *older]):
        assert [each.id for each in asked(IN_FORCE, "2026-12-01", certificates=both).outcome.because] == ["c"]


# established_independently

BOTH = policy(criterion(IN_FORCE, services=["screening"]), criterion("established_independently"))


def established(as_of: str, **sections: Any) -> str:
    return answers(BOTH, as_of, **sections).criteria[1].outcome.verdict


@pytest.mark.parametrize(
    ("lab", "expected"),
    [
        ({}, "met"),
        ({"related_to": ["cb"]}, "not_met"),
        ({"related_to": ["aud"]}, "met"),
        ({"advised_by": [{"party": "cb", "from": "2024-01"}]}, "not_met"),
        (
            {"advised_by": [{"party": "cb", "from": "2024-01", "until": "2024-10-01"}]},
            "not_met",
        ),  # 24 months to the day
        ({"advised_by": [{"party": "cb", "from": "2024-01", "until": "2024-09-30"}]}, "met"),
        ({"advised_by": [{"party": "cb", "from": "2024-01", "until": "2024-10"}]}, "not_met"),
        ({"advised_by": [{"party": "cb", "from": "2026-10-02"}]}, "met"),  # only after the grant
        ({"advised_by": [{"party": "cb", "from": "2026-10"}]}, "not_met"),  # from the month's first day
        ({"advised_by": [{"party": "aud", "from": "2024-01"}]}, "met"),
    ],
)
def test_the_issuer_is_independent_on_the_day_of_the_last_grant(lab: dict[str, Any], expected: str) -> None:
    given = {"id": "lab", "name": "Lab"} | lab
    assert established("2026-12-01", certificates=certificate(GRANTED), lab=given) == expected


def test_a_later_grant_is_a_later_day() -> None:
    advised = {"id": "lab", "name": "Lab", "advised_by": [{"party": "cb", "from": "2024-01", "until": "2024-12-31"}]}
    assert established("2027-03-01", certificates=certificate(GRANTED), lab=advised) == "not_met"
    regranted = certificate(GRANTED, event("2027-01-01", "granted", valid_until="2030-01-01"))
    assert established("2027-03-01", certificates=regranted, lab=advised) == "met"


@pytest.mark.parametrize(
    "certificates",
    [
        [],
        certificate(GRANTED, scope=["histology"]),
        certificate(GRANTED, event("2026-11-01", "suspended")),
        certificate(GRANTED, holder="aud"),
    ],
)
def test_without_a_certificate_that_meets_the_policy_nobody_can_tell(certificates: list[dict[str, Any]]) -> None:
    assert established("2026-12-01", certificates=certificates) == "undetermined"


def test_without_a_criterion_on_the_certificate_nobody_can_tell_either() -> None:
    assert said("established_independently", "2026-12-01", certificates=certificate(GRANTED)) == "undetermined"


def test_one_certificate_by_an_independent_party_is_enough() -> None:
    related = {"id": "lab", "name": "Lab", "related_to": ["cb"]}
    other = {
        "id": "cb-2",
        "name": "Ander",
        "kind": "certification_body",
        "accreditations": CERTIFIERS[2]["accreditations"],
    }
    both = [*certificate(GRANTED, id="own"), *certificate(GRANTED, issued_by="cb-2")]
    found = answers(BOTH, "2026-12-01", certificates=both, lab=related, parties=[*CERTIFIERS, other])
    assert [each.outcome.verdict for each in found.criteria] == ["met", "met"]
    assert {fact.id for each in found.criteria for fact in each.outcome.because} == {"c"}


def test_where_a_policy_asks_for_two_certificates_both_are_to_be_independent() -> None:
    related = {"id": "lab", "name": "Lab", "related_to": ["cb"]}
    other = {
        "id": "cb-2",
        "name": "Ander",
        "kind": "certification_body",
        "accreditations": CERTIFIERS[2]["accreditations"],
    }
    two = policy(
        criterion(IN_FORCE, "histology", services=["histology"]),
        criterion(IN_FORCE, "screening", services=["screening"]),
        criterion("established_independently"),
    )
    independent = certificate(GRANTED, id="h", issued_by="cb-2", scope=["histology"])
    for certificates, expected in (
        ([*independent, *certificate(GRANTED, issued_by="cb-2")], "met"),
        ([*independent, *certificate(GRANTED)], "not_met"),
        (independent, "undetermined"),
    ):
        found = answers(two, "2026-12-01", certificates=certificates, lab=related, parties=[*CERTIFIERS, other])
        assert found.criteria[2].outcome.verdict == expected
