"""The portfolio: a line per laboratory, the worst first; what went outside the gate is shown (design section 6)."""

from datetime import date
from typing import Any

import pytest
from dossiers import assessment, event, finding, measure
from gates import evaluation
from memory_record import MemoryRecord

from nen7510_tracker.reports.labs import labs_document
from nen7510_tracker.service.evaluating import portfolio
from nen7510_tracker.service.lab_order import ORDERS, Wanted, badness
from nen7510_tracker.service.portfolio import LabRow, lab_row
from nen7510_tracker.service.record import Moment


def row(as_of: str = "2026-06-01", **sections: Any) -> LabRow:
    return lab_row(evaluation(as_of, **sections))


def decision(key: str, on: str, what: str = "resume", **more: Any) -> dict[str, Any]:
    return {"id": key, "on": on, "by": "bvo", "decision": what, "rationale": "…"} | more


IMPLEMENTED = event("2026-04-01", "implemented", "lab")


def test_what_is_open_and_what_is_overdue_is_counted_with_of_how_many() -> None:
    found = row(
        assessments=[
            assessment(
                "igj",
                findings=[
                    finding("A", "A.8.5", due="2026-05-31"),
                    finding("B", "A.8.5", due="2026-06-01"),
                    finding("C", "A.8.5", grade="minor", due="2026-05-01", events=[IMPLEMENTED]),
                    finding("D", "A.8.5", grade="observation"),
                    finding("E", "A.8.5", due="2026-05-01", events=[event("2026-05-02", "withdrawn", "igj")]),
                ],
            )
        ],
        measures=[measure("M", end="2026-05-31"), measure("N", end="2026-05-31", events=[event("2026-05-01", "done")])],
    )  # fmt: skip
    assert (dict(found.open), found.overdue) == ({"major": 2, "observation": 1}, 2)
    assert dict(found.found) == {"major": 2, "ungraded": 0, "minor": 1, "observation": 1}
    assert found.dated == 3  # A, B and M: C is the inspectorate's turn, N is done


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([event("2026-01-01", "granted", valid_until="2027-01-01")], "2027-01-01"),
        ([event("2026-01-01", "granted", valid_until="2026-06-01")], "2026-06-01"),
        ([event("2026-01-01", "granted", valid_until="2026-05-31")], None),
        ([event("2026-01-01", "granted", valid_until="2027-01-01"), event("2026-05-01", "suspended")], None),
        ([], None),
    ],
)
def test_until_when_a_certificate_is_in_force(events: list[dict[str, Any]], expected: str | None) -> None:
    held = {"id": "c", "issued_by": "cb", "edition": "nen7510:2024", "events": events}
    found = row(certificates=[held]).certificate_until
    assert (str(found) if found else None) == expected


@pytest.mark.parametrize(
    ("decisions", "outside"),
    [
        ([], False),
        ([decision("D-1", "2026-01-01", taken_outside=True)], True),
        ([decision("D-0", "2025-08-06", "suspend"), decision("D-1", "2026-01-01", taken_outside=True)], True),
        ([decision("D-1", "2026-01-01", taken_outside=True), decision("D-2", "2026-02-01", "suspend")], False),
        # On one day the one recorded last.
        ([decision("D-0", "2026-01-01", "suspend"), decision("D-1", "2026-01-01", taken_outside=True)], True),
        ([decision("D-1", "2026-01-01", taken_outside=True), decision("D-0", "2026-01-01", "suspend")], False),
    ],
)
def test_a_resumption_outside_the_gate_is_shown_until_something_else_is_decided(
    decisions: list[dict[str, Any]], outside: bool
) -> None:
    assert row(decisions=decisions).outside is outside


def test_a_ground_that_is_gone_is_shown() -> None:
    found = row(decisions=[decision("D-1", "2026-01-01")])
    assert found.lapse
    assert (found.lapse.since, found.lapse.criteria) == (
        date(2026, 1, 1),
        ("certificate", "independent", "requirements"),
    )
    assert badness(found) < badness(row())


def test_every_laboratory_has_a_line_the_worst_first_with_these_keys() -> None:
    record = MemoryRecord("2026-06-01")
    base = (
        "schema: nen7510-dossier/1\nlab: {{id: {0}, name: {0}}}\nparties: [{{id: igj, name: I, kind: inspectorate}}]\n"
    )
    found = (
        "assessments: [{id: a, kind: inspection, title: A, performed_by: igj, edition: nen7510:2024,"
        " reference_dates: [2026-01-01], findings: [{id: F, controls: [A.8.5], grade: major, title: F}]}]\n"
    )
    record.take(base.format("good"), base.format("bad") + found)
    moment = Moment(date(2026, 6, 1), date(2026, 6, 1))
    document = labs_document(portfolio(record, moment), moment)
    assert document["schema"] == "nen7510-labs/1"
    assert [each["id"] for each in document["labs"]] == ["bad", "good"]
    keys = ["id", "name", "city", "verdict", "holds_until", "readiness", "open", "overdue", "certificate_until"]
    assert list(document["labs"][0])[:10] == [*keys, "decision"]
    assert document["labs"][0]["open"] == {"major": 1, "ungraded": 0, "minor": 0, "observation": 0}
    assert document["labs"][0]["decision"] is None


def milestone(key: str, planned: str | None, *events: dict[str, Any], kind: str = "certification") -> dict[str, Any]:
    return {"id": key, "kind": kind, "on": "2026-01-01", "events": list(events)} | (
        {"planned": planned} if planned else {}
    )


@pytest.mark.parametrize(
    ("milestones", "expected"),
    [
        ([], (None, None)),
        ([milestone("a", "2026-12-01")], ("2026-12-01", 0)),
        ([milestone("a", "2026-12-01", event("2026-03-01", "replanned", planned="2026-12-31"))], ("2026-12-31", 30)),
        ([milestone("a", "2026-12-01", event("2026-05-01", "reached"))], (None, None)),
        ([milestone("b", "2027-01-01"), milestone("a", "2026-12-01")], ("2026-12-01", 0)),
        ([milestone("a", "2026-12-01", kind="stage_1"), milestone("b", None)], (None, None)),
    ],
)
def test_the_certification_as_planned_and_its_slip(
    milestones: list[dict[str, Any]], expected: tuple[str | None, int | None]
) -> None:
    found = row(milestones=milestones)
    assert (str(found.certification) if found.certification else None, found.certification_slip) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), True),
        (Wanted(verdicts=("not_met",)), True),
        (Wanted(verdicts=("met", "undetermined")), False),
        (Wanted(decisions=("resume",)), True),
        (Wanted(decisions=("none", "suspend")), False),
        (Wanted(words="L lA"), True),
        (Wanted(words="lab elsewhere"), False),
        (Wanted(lapsed=True), True),
        (Wanted(outside=True), False),
        (Wanted(overdue=True), False),
        (Wanted(verdicts=("not_met",), words="lab", lapsed=True), True),
    ],
)
def test_a_laboratory_is_found_by_what_it_is(wanted: Wanted, *, expected: bool) -> None:
    assert wanted.holds(row(decisions=[decision("D-1", "2026-01-01")])) is expected


def test_there_is_an_order_for_every_column_and_each_can_order_what_lacks_a_value() -> None:
    rows = [row(), row(decisions=[decision("D-1", "2026-01-01")], milestones=[milestone("a", "2026-12-01")])]
    for order in ORDERS.values():
        assert len(sorted(rows, key=order)) == 2
