"""`latest_conclusion_conforms` and `assessed_after_incident` (design section 4, Gate)."""

from typing import Any

import pytest
from dossiers import assessment, event
from gates import asked, day, said

CONFORMS = "latest_conclusion_conforms"
AFTER = "assessed_after_incident"
MEANINGS = {"yes": "conforms", "but": "conforms_with_conditions", "no": "does_not_conform"}
PERFORMERS = {
    "inspection": "igj",
    "independent_audit": "aud",
    "internal_audit": "lab",
    "self_assessment": "lab",
}


def concluded(*told: str) -> list[dict[str, Any]]:
    """Assessments written `kind day conclusion`; `-`: it drew none."""
    found = []
    for number, each in enumerate(told):
        kind, on, conclusion = each.split()
        said = {"conclusion": MEANINGS[conclusion]} if conclusion != "-" else {}
        found.append(assessment(f"a{number}", kind, PERFORMERS.get(kind, "cb"), on, **said))
    return found


@pytest.mark.parametrize(
    ("kinds", "told", "expected"),
    [
        (["inspection"], ["inspection 2026-01-10 yes"], "met"),
        (["inspection"], ["inspection 2026-01-10 but"], "not_met"),
        (["inspection"], ["inspection 2026-01-10 no"], "not_met"),
        (["inspection"], ["inspection 2026-01-10 no", "inspection 2026-02-10 yes"], "met"),
        (["inspection"], ["inspection 2026-01-10 yes", "inspection 2026-02-10 no"], "not_met"),
        # The latest that has one: one without a conclusion says nothing.
        (["inspection"], ["inspection 2026-01-10 yes", "inspection 2026-02-10 -"], "met"),
        (["inspection"], ["inspection 2026-01-10 no", "inspection 2026-02-10 -"], "not_met"),
        # Several that day: the worst, in whatever order.
        (["inspection"], ["inspection 2026-01-10 yes", "inspection 2026-01-10 but"], "not_met"),
        (["inspection"], ["inspection 2026-01-10 no", "inspection 2026-01-10 yes"], "not_met"),
        (["inspection"], [], "undetermined"),
        (["inspection"], ["inspection 2026-01-10 -"], "undetermined"),
        (["inspection"], ["stage_2 2026-01-10 yes"], "undetermined"),
        # For each kind.
        (["inspection", "independent_audit"], ["inspection 2026-01-10 yes"], "undetermined"),
        (["inspection", "independent_audit"], ["inspection 2026-01-10 no"], "not_met"),
        (["inspection", "independent_audit"], ["inspection 2026-01-10 yes", "independent_audit 2026-01-10 yes"], "met"),
        (
            ["inspection", "independent_audit"],
            ["inspection 2026-01-10 yes", "independent_audit 2026-01-10 no"],
            "not_met",
        ),
        # An inspection is answered by a certification audit of the whole, after it.
        (["inspection"], ["inspection 2026-01-10 no", "stage_2 2026-02-10 yes"], "met"),
        (["inspection"], ["inspection 2026-01-10 no", "surveillance 2026-02-10 yes"], "met"),
        (["inspection"], ["inspection 2026-01-10 no", "recertification 2026-02-10 yes"], "met"),
        (["inspection"], ["inspection 2026-01-10 no", "special 2026-02-10 yes"], "not_met"),
        (["inspection"], ["inspection 2026-01-10 no", "stage_1 2026-02-10 yes"], "not_met"),
        (["inspection"], ["inspection 2026-01-10 no", "independent_audit 2026-02-10 yes"], "not_met"),
        (["inspection"], ["inspection 2026-01-10 no", "internal_audit 2026-02-10 yes"], "not_met"),
        (["inspection"], ["inspection 2026-01-10 no", "stage_2 2026-01-10 yes"], "not_met"),
        (["inspection"], ["stage_2 2025-12-10 yes", "inspection 2026-01-10 no"], "not_met"),
        # The latest after it, not any; several that day: the worst.
        (
            ["inspection"],
            ["inspection 2026-01-10 no", "stage_2 2026-02-10 yes", "surveillance 2026-03-10 no"],
            "not_met",
        ),
        (["inspection"], ["inspection 2026-01-10 no", "stage_2 2026-02-10 no", "surveillance 2026-03-10 yes"], "met"),
        (
            ["inspection"],
            ["inspection 2026-01-10 no", "stage_2 2026-02-10 yes", "surveillance 2026-02-10 but"],
            "not_met",
        ),
        (["inspection"], ["inspection 2026-01-10 no", "stage_2 2026-02-10 yes", "special 2026-03-10 no"], "met"),
        # The other kinds are answered by any but stage 1.
        (["independent_audit"], ["independent_audit 2026-01-10 no", "inspection 2026-02-10 yes"], "met"),
        (["independent_audit"], ["independent_audit 2026-01-10 no", "special 2026-02-10 yes"], "met"),
        (["independent_audit"], ["independent_audit 2026-01-10 no", "stage_1 2026-02-10 yes"], "not_met"),
        (["independent_audit"], ["independent_audit 2026-01-10 no", "self_assessment 2026-02-10 yes"], "not_met"),
        (
            ["independent_audit"],
            ["independent_audit 2026-01-10 no", "stage_2 2026-02-10 yes", "inspection 2026-03-10 no"],
            "not_met",
        ),
        # Its own conclusion is enough, whatever others said later.
        (["inspection"], ["inspection 2026-01-10 yes", "stage_2 2026-02-10 no"], "met"),
        # What is not independent has no conclusion here, and a stage 1's does not count.
        (["internal_audit"], ["internal_audit 2026-01-10 yes"], "undetermined"),
        (["stage_1"], ["stage_1 2026-01-10 yes"], "undetermined"),
        # A month is its last day.
        (["inspection"], ["inspection 2026-01 no", "stage_2 2026-01-31 yes"], "not_met"),
        (["inspection"], ["inspection 2026-01-30 no", "stage_2 2026-01 yes"], "met"),
        # No kinds: of whatever kinds there are.
        (None, ["inspection 2026-01-10 yes", "special 2026-01-10 no"], "not_met"),
        (None, ["inspection 2026-01-10 yes", "internal_audit 2026-01-10 no"], "met"),
        (None, [], "undetermined"),
    ],
)
def test_the_conclusion_that_counts_for_each_kind(kinds: list[str] | None, told: list[str], expected: str) -> None:
    rule = {"kinds": kinds} if kinds else {}
    assert said(CONFORMS, "2026-06-01", rule=rule, assessments=concluded(*told)) == expected


def test_who_is_not_independent_on_the_last_reference_date_concludes_nothing() -> None:
    lab = {"id": "lab", "name": "Lab", "advised_by": [{"party": "cb", "from": "2024-01", "until": "2024-02-10"}]}
    early = concluded("inspection 2026-01-10 no", "stage_2 2026-02-10 yes")
    assert said(CONFORMS, "2026-06-01", rule={"kinds": ["inspection"]}, lab=lab, assessments=early) == "not_met"
    later = concluded("inspection 2026-01-10 no", "stage_2 2026-02-11 yes")
    assert said(CONFORMS, "2026-06-01", rule={"kinds": ["inspection"]}, lab=lab, assessments=later) == "met"


GRANTED = event("2026-03-01", "granted", valid_until="2026-04-30")


def certificate(*events: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    fixed = {"id": "c", "issued_by": "cb", "edition": "nen7510:2024", "based_on": ["a1"]}
    return [fixed | {"events": list(events)} | more]


@pytest.mark.parametrize(
    ("told", "certificates", "expected"),
    [
        (["inspection 2026-01-10 no", "stage_2 2026-02-10 -"], certificate(GRANTED), "met"),
        (["inspection 2026-01-10 no", "stage_2 2026-02-10 no"], certificate(GRANTED), "met"),
        (["inspection 2026-01-10 no", "stage_2 2026-02-10 -"], certificate(), "not_met"),
        (["inspection 2026-01-10 no", "stage_2 2026-02-10 -"], certificate(GRANTED, based_on=[]), "not_met"),
        (["inspection 2026-01-10 no", "stage_2 2026-02-10 -"], certificate(GRANTED, issued_by="aud"), "not_met"),
        (["inspection 2026-01-10 no", "stage_2 2026-02-10 -"], certificate(GRANTED, holder="aud"), "not_met"),
        (["inspection 2026-01-10 no", "stage_1 2026-02-10 -"], certificate(GRANTED), "not_met"),
        # It is dated as the audit, not as the grant.
        (["inspection 2026-02-20 no", "stage_2 2026-02-10 -"], certificate(GRANTED), "not_met"),
        # From its grant until it is withdrawn, whatever else becomes of it.
        (
            ["inspection 2026-01-10 no", "stage_2 2026-02-10 -"],
            certificate(GRANTED, event("2026-05-01", "withdrawn")),
            "not_met",
        ),
        (
            ["inspection 2026-01-10 no", "stage_2 2026-02-10 -"],
            certificate(GRANTED, event("2026-04-01", "suspended")),
            "met",
        ),
        (
            ["inspection 2026-01-10 no", "stage_2 2026-02-10 -"],
            certificate(GRANTED, event("2026-05-01", "withdrawn"), event("2026-05-10", "granted")),
            "met",
        ),
        # Once withdrawn the audit's own conclusion is what is left.
        (
            ["inspection 2026-01-10 no", "stage_2 2026-02-10 yes"],
            certificate(GRANTED, event("2026-05-01", "withdrawn")),
            "met",
        ),
    ],
)
def test_a_certificate_counts_as_the_conclusion_of_its_issuers_audits(
    told: list[str], certificates: list[dict[str, Any]], expected: str
) -> None:
    found = said(
        CONFORMS, "2026-06-01", rule={"kinds": ["inspection"]}, assessments=concluded(*told), certificates=certificates
    )
    assert found == expected


def test_a_withdrawal_that_is_known_ends_it_on_its_day() -> None:
    told = concluded("inspection 2026-01-10 no", "stage_2 2026-02-10 -")
    withdrawn = certificate(GRANTED, event("2026-05-01", "withdrawn"))
    rule = {"kinds": ["inspection"]}
    found = asked(CONFORMS, "2026-04-01", "2026-06-01", rule=rule, assessments=told, certificates=withdrawn)
    assert (found.outcome.verdict, found.holds_until) == ("met", day("2026-04-30"))


# assessed_after_incident


def incident(on: str, severity: str | None = None) -> dict[str, Any]:
    return {"id": f"hack-{on}", "on": on, "title": "Hack"} | ({"severity": severity} if severity else {})


@pytest.mark.parametrize(
    ("incidents", "told", "expected"),
    [
        ([], [], "met"),
        ([incident("2025-07-10", "other")], [], "met"),
        ([incident("2025-07-10")], [], "not_met"),
        ([incident("2025-07-10", "serious")], ["inspection 2025-07-11 -"], "met"),
        ([incident("2025-07-10")], ["inspection 2025-07-10 -"], "not_met"),
        ([incident("2025-07-10"), incident("2025-09-10")], ["inspection 2025-08-01 -"], "not_met"),
        ([incident("2025-07-10"), incident("2025-09-10", "other")], ["inspection 2025-08-01 -"], "met"),
        # An incident of a month may have been on its last day, a visit in a month on its first.
        ([incident("2025-07")], ["inspection 2025-07-31 -"], "not_met"),
        ([incident("2025-07")], ["inspection 2025-08-01 -"], "met"),
        ([incident("2025-07")], ["inspection 2025-07 -"], "not_met"),
        ([incident("2025-07")], ["inspection 2025-08 -"], "met"),
        ([incident("2025-08-01")], ["inspection 2025-08 -"], "not_met"),
        ([incident("2025-07-10")], ["stage_1 2025-08-01 -"], "not_met"),
        ([incident("2025-07-10")], ["stage_2 2025-08-01 -"], "met"),
        ([incident("2025-07-10")], ["internal_audit 2025-08-01 -"], "not_met"),
    ],
)
def test_somebody_independent_looked_after_the_incident(
    incidents: list[dict[str, Any]], told: list[str], expected: str
) -> None:
    assert said(AFTER, "2026-01-01", incidents=incidents, assessments=concluded(*told)) == expected


@pytest.mark.parametrize(("depth", "expected"), [("design", "not_met"), ("existence", "met"), ("operation", "met")])
def test_looking_at_the_design_alone_is_not_enough(depth: str, expected: str) -> None:
    looked = [assessment("a", on="2025-08-01", depth=depth)]
    assert said(AFTER, "2026-01-01", incidents=[incident("2025-07-10")], assessments=looked) == expected


def test_one_of_several_reference_dates_after_the_incident_is_enough() -> None:
    looked = [assessment("a") | {"reference_dates": ["2025-07", "2025-12-16"]}]
    assert said(AFTER, "2026-01-01", incidents=[incident("2025-07-10")], assessments=looked) == "met"


def test_a_publication_is_no_reference_date() -> None:
    looked = [assessment("a", published_on="2025-12-01") | {"reference_dates": []}]
    assert said(AFTER, "2026-01-01", incidents=[incident("2025-07-10")], assessments=looked) == "not_met"


def test_it_holds_until_the_next_incident() -> None:
    found = asked(
        AFTER,
        "2025-09-01",
        "2026-01-01",
        incidents=[incident("2025-07-10"), incident("2025-11-05")],
        assessments=concluded("inspection 2025-08-01 -"),
    )
    assert (found.outcome.verdict, found.holds_until) == ("met", day("2025-11-04"))
