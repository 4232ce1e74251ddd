"""What if: facts of a file count for one answer, judged like an import; nothing is recorded (design section 4)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from memory_record import MemoryRecord

from nen7510_tracker.exchange.importing import assumed_facts
from nen7510_tracker.reports.gate import gate_document
from nen7510_tracker.rules.decision import policy_of
from nen7510_tracker.rules.gate import gate
from nen7510_tracker.service.record import Moment
from nen7510_tracker.words.message import InputRejected

LAB = """schema: nen7510-dossier/1
lab: {id: lab, name: Lab De Proef}
"""
FULL = """schema: nen7510-dossier/1
lab: {id: lab, name: Lab De Proef, services: [cervical-screening], related_to: [holding]}
parties:
- {id: bvo, name: Opdrachtgever, kind: commissioner}
- {id: aud, name: Auditor, kind: auditor}
- {id: holding, name: Holding, kind: certification_body,
   accreditations: [{body: RvA, number: C 001, edition: nen7510:2024, valid_from: 2024-01-01, valid_until: 2040-12-31}]}
- {id: cb, name: Certificeerder, kind: certification_body,
   accreditations: [{body: RvA, number: C 000, edition: nen7510:2024, valid_from: 2024-01-01, valid_until: 2040-12-31}]}
requirements: [{id: R, set_by: bvo, text: Een eis, on: 2026-03-01}]
"""
CERTIFICATE = """certificates:
- {id: c, issued_by: cb, edition: nen7510:2024, scope: [cervical-screening],
   events: [{on: 2026-10-01, state: granted, valid_until: 2029-09-30}]}
"""
AUDIT = """assessments:
- {id: audit, kind: independent_audit, title: Audit, performed_by: aud, edition: nen7510:2024,
   reference_dates: [2026-01-10], published_on: 2026-06-01,
   findings: [{id: F, controls: [A.8.5], grade: major, title: F}]}
"""


@pytest.fixture
def record() -> MemoryRecord:
    made = MemoryRecord("2026-05-01")
    made.take(FULL)
    return made


def what_if(
    record: MemoryRecord,
    folder: Path,
    text: str,
    as_of: str = "2026-11-01",
    known_on: str | None = None,
    head: int | None = None,
) -> dict[str, Any]:
    """The gate's answer with the facts of a file assumed."""
    path = folder / "assumed.yaml"
    path.write_text(text)
    moment = Moment(date.fromisoformat(as_of), date.fromisoformat(known_on or as_of), head)
    before = record.memory.head("lab")
    found = record.evaluation("lab", moment, assumed_facts(record, "lab", path, moment, record.call()))
    assert record.memory.head("lab") == before
    return gate_document(found, gate(found, policy_of(found.view, found.norm)))


def outcomes(document: dict[str, Any]) -> dict[str, str]:
    return {each["id"]: each["outcome"] for each in document["criteria"]}


def test_the_facts_of_the_file_count_and_are_named(record: MemoryRecord, tmp_path: Path) -> None:
    found = what_if(record, tmp_path, LAB + CERTIFICATE)
    assert outcomes(found) == {"certificate": "met", "independent": "met", "requirements": "undetermined"}
    assert found["assumed"] == ["certificate c", "certificate_event c/2026-10-01/granted"]
    assert (found["verdict"], found["holds_until"]) == ("undetermined", "2029-09-30")


def test_they_count_though_nobody_could_know_them_yet_but_not_before_their_day(
    record: MemoryRecord, tmp_path: Path
) -> None:
    assert outcomes(what_if(record, tmp_path, LAB + CERTIFICATE, known_on="2026-05-01"))["certificate"] == "met"
    early = what_if(record, tmp_path, LAB + CERTIFICATE, as_of="2026-09-30")
    assert (outcomes(early)["certificate"], early["holds_until"]) == ("not_met", "2026-09-30")


def test_what_is_recorded_in_the_same_words_is_not_assumed(record: MemoryRecord, tmp_path: Path) -> None:
    record.take(FULL + CERTIFICATE)
    found = what_if(record, tmp_path, FULL + CERTIFICATE)
    assert (found["assumed"], outcomes(found)["certificate"]) == ([], "met")


def test_what_is_recorded_but_not_known_in_the_view_is_assumed(record: MemoryRecord, tmp_path: Path) -> None:
    before = record.memory.head("lab").seq
    record.take(FULL + CERTIFICATE + AUDIT)
    at_head = what_if(record, tmp_path, LAB + CERTIFICATE, head=before)
    assert (outcomes(at_head)["certificate"], len(at_head["assumed"])) == ("met", 2)
    not_known = what_if(record, tmp_path, LAB + AUDIT, known_on="2026-05-01")
    assert not_known["assumed"] == ["assessment audit", "finding F"]
    assert "majors" in {each["what"] for each in not_known["contra"]}


def test_a_file_that_only_names_the_laboratory_takes_nothing_away(record: MemoryRecord, tmp_path: Path) -> None:
    """The certificate is by a party that the laboratory is related to, whatever the file leaves out."""
    found = what_if(record, tmp_path, LAB + CERTIFICATE.replace("issued_by: cb", "issued_by: holding"))
    assert outcomes(found) == {"certificate": "met", "independent": "not_met", "requirements": "undetermined"}
    related = LAB.replace("De Proef}", "De Proef, related_to: [cb]}")
    found = what_if(record, tmp_path, related + CERTIFICATE)
    assert (outcomes(found)["independent"], found["assumed"][0]) == ("not_met", "lab lab")


def test_an_assumed_fact_takes_the_place_of_the_one_recorded(record: MemoryRecord, tmp_path: Path) -> None:
    record.take(FULL + CERTIFICATE)
    found = what_if(record, tmp_path, LAB + CERTIFICATE.replace("cervical-screening", "histology"))
    assert outcomes(found)["certificate"] == "not_met"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            LAB + AUDIT.replace("title: F}", "title: F, events: [{on: 2026-03-01, state: verified, by: lab}]}"),
            "not independent",
        ),
        (
            LAB + "decisions: [{id: D, on: 2026-10-01, by: bvo, decision: resume, rationale: Zo}]\n",
            "the gate",
        ),
        (LAB + CERTIFICATE.replace("issued_by: cb", "issued_by: cbb"), "cbb"),
        (LAB.replace("id: lab", "id: other"), "is about other"),
    ],
)
def test_what_an_import_would_refuse_is_not_assumed_either(
    record: MemoryRecord, tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(InputRejected) as refused:
        what_if(record, tmp_path, text)
    assert says in " ".join(map(str, refused.value.messages))
