"""Deciding on a record: the gate, the answers and four eyes, when proposed and when approved (design section 4)."""

from datetime import date
from typing import Any

import pytest
from gates import criterion, policy
from memory_record import MemoryRecord

from nen7510_tracker.dossier.entry import Statement, canonical
from nen7510_tracker.dossier.facts.commissioning import Answer
from nen7510_tracker.norm.policy import Policy
from nen7510_tracker.reports.decision import decision_document
from nen7510_tracker.reports.gate import gate_document
from nen7510_tracker.rules.decision import policy_of
from nen7510_tracker.rules.gate import gate
from nen7510_tracker.service.deciding import Decided, Wish, approve, propose
from nen7510_tracker.service.record import Moment
from nen7510_tracker.store.chain import Call as Recorded
from nen7510_tracker.store.chain import grow
from nen7510_tracker.words.message import InputRejected, Refused

TODAY = "2026-11-02"
LAB = """schema: nen7510-dossier/1
lab: {id: lab, name: Lab De Proef}
"""
PARTIES = """parties:
- {id: bvo, name: Opdrachtgever, kind: commissioner}
- {id: aud, name: Auditor, kind: auditor}
- {id: cb, name: Certificeerder, kind: certification_body,
   accreditations: [{body: RvA, number: C 000, edition: nen7510:2024, valid_from: 2024-01-01, valid_until: 2040-12-31}]}
"""
CERTIFIED = """certificates:
- {id: c, issued_by: cb, edition: nen7510:2024, scope: [cervical-screening],
   events: [{on: 2026-10-01, state: granted, valid_until: 2029-09-30, source: {title: Certificaat}}]}
"""
WITHDRAWN = CERTIFIED.replace("}]}", "}, {on: 2026-11-02, state: withdrawn}]}")
ESTABLISHED = """requirements:
- {id: R, set_by: bvo, text: Een eis, on: 2026-03-01,
   establishments: [{on: 2026-10-20, by: aud, result: met, source: {title: Rapport}}]}
"""
MET = LAB + PARTIES + CERTIFIED + ESTABLISHED
CONTRA = ("conclusions", "majors", "investigations", "applicability", "care-controls")
WEAK = policy(criterion("requirements_established", "requirements"), key="weak")


@pytest.fixture
def record() -> MemoryRecord:
    made = MemoryRecord(TODAY)
    made.take(MET)
    return made


def answers(*more: str, but: str = "") -> tuple[Answer, ...]:
    return tuple(Answer(what=each, text="Gewogen") for each in (*CONTRA, *more) if each != but)


def proposed(record: MemoryRecord, decision: Any = "resume", by: str = "anna", **more: Any) -> Decided:
    given = {"answers": answers()} if decision == "resume" else {}
    wish = Wish(**{"rationale": "Het is tijd", "decision": decision, "id": "D-1"} | given | more)
    return propose(record, "lab", wish, record.call(by))


def approved(record: MemoryRecord, by: str = "bram", key: str = "D-1", today: str | None = None) -> Decided:
    return approve(record, "lab", key, record.call(by, today))


def adopted(record: MemoryRecord, rule: Policy, key: str = "P-1") -> Decided:
    propose(record, "lab", Wish(rationale="Anders", adopts=rule, id=key), record.call("anna"))
    return approved(record, key=key)


def told(record: MemoryRecord, as_of: str | None = None) -> dict[str, Any]:
    """What the gate answers as JSON."""
    on = date.fromisoformat(as_of) if as_of else record.today
    evaluation = record.evaluation("lab", Moment(on, max(on, record.today)))
    return gate_document(evaluation, gate(evaluation, policy_of(evaluation.view, evaluation.norm)))


def size(record: MemoryRecord) -> int:
    return len(record.memory.lists["lab"])


# Resuming


def test_a_resumption_is_proposed_by_one_and_approved_by_another(record: MemoryRecord) -> None:
    first = decision_document(proposed(record))
    assert {key: first[key] for key in ("id", "decision", "state", "proposed_by", "approved_by", "verdict")} == {
        "id": "D-1",
        "decision": "resume",
        "state": "proposed",
        "proposed_by": "anna",
        "approved_by": None,
        "verdict": "met",
    }
    assert told(record)["decision"] is None
    second = decision_document(approved(record))
    assert (second["state"], second["proposed_by"], second["approved_by"]) == ("approved", "anna", "bram")
    assert second["head"] == {"seq": size(record), "digest": record.memory.lists["lab"][-1].digest}
    assert list(second) == [
        *("schema", "lab", "id", "decision", "state", "proposed_by", "approved_by", "verdict", "policy", "head"),
        "names",
    ]
    found = told(record)["decision"]
    assert {key: found[key] for key in ("id", "decision", "on", "lapsed_since")} == {
        "id": "D-1",
        "decision": "resume",
        "on": TODAY,
        "lapsed_since": None,
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LAB + PARTIES + CERTIFIED, "requirements"),
        (LAB + PARTIES + ESTABLISHED, "certificate, independent"),
        (MET.replace("result: met", "result: not_met"), "requirements"),
    ],
)
def test_it_is_refused_unless_the_gate_says_met(text: str, says: str) -> None:
    record = MemoryRecord(TODAY)
    record.take(text)
    before = size(record)
    with pytest.raises(Refused, match=says):
        proposed(record)
    assert size(record) == before


@pytest.mark.parametrize("missing", CONTRA)
def test_it_is_refused_until_everything_that_speaks_against_is_answered(record: MemoryRecord, missing: str) -> None:
    with pytest.raises(Refused, match=f": {missing}"):
        proposed(record, answers=answers(but=missing))


def test_an_answer_to_what_nobody_asked_is_a_mistake(record: MemoryRecord) -> None:
    with pytest.raises(InputRejected, match="nothing called conclusion "):
        proposed(record, answers=answers("conclusion"))


def test_the_gate_is_asked_once_more_when_it_is_approved(record: MemoryRecord) -> None:
    proposed(record)
    record.take(LAB + WITHDRAWN)
    with pytest.raises(Refused, match="certificate"):
        approved(record)


def test_what_speaks_against_since_the_proposal_has_to_be_answered_too(record: MemoryRecord) -> None:
    proposed(record)
    record.take(LAB + "enforcement: [{id: E, by: aud, kind: toezicht, on: 2026-11-01}]\n")
    with pytest.raises(Refused, match="enforcement"):
        approved(record)


def test_a_certificate_that_ended_between_proposal_and_approval(record: MemoryRecord) -> None:
    proposed(record)
    with pytest.raises(Refused, match="certificate"):
        approved(record, today="2029-10-01")


# Four eyes


@pytest.mark.parametrize(
    "same",
    [
        "anna",
        "Anna",
        " ANNA ",
        "a\u200bnna",  # with a sign that nobody sees
        "\uff41\uff4e\uff4e\uff41",  # in wide letters
    ],
)
def test_who_proposed_does_not_approve_however_the_name_is_written(record: MemoryRecord, same: str) -> None:
    proposed(record)
    with pytest.raises(Refused, match="somebody else has to approve"):
        approved(record, by=same)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zo\u00eb", "Zoe\u0308"),
        ("Jan  de Vries", "jan de vries"),
        ("STRASSE", "stra\u00dfe"),
    ],
)
def test_composed_letters_spaces_and_capitals_make_no_second_person(record: MemoryRecord, one: str, other: str) -> None:
    proposed(record, by=one)
    with pytest.raises(Refused, match="somebody else has to approve"):
        approved(record, by=other)
    approved(record, by=f"{other} jr")


@pytest.mark.parametrize("decision", ["suspend", "maintain_suspension", "end"])
def test_other_decisions_need_no_gate_but_four_eyes_all_the_same(decision: str) -> None:
    record = MemoryRecord(TODAY)
    record.take(LAB + PARTIES)
    assert proposed(record, decision).verdict == "not_met"
    with pytest.raises(Refused):
        approved(record, by="anna")
    approved(record)
    assert told(record)["decision"]["decision"] == decision


def test_it_is_approved_once(record: MemoryRecord) -> None:
    proposed(record)
    approved(record)
    before = size(record)
    for who in ("bram", "carla"):
        with pytest.raises(Refused):
            approved(record, by=who)
    assert size(record) == before


def test_what_nobody_proposed_is_not_known(record: MemoryRecord) -> None:
    with pytest.raises(InputRejected, match="no proposal D-2"):
        approved(record, key="D-2")


def test_an_end_after_a_resumption_stands(record: MemoryRecord) -> None:
    proposed(record)
    approved(record)
    proposed(record, "end", id="D-2")
    assert told(record)["decision"]["id"] == "D-1"
    approved(record, key="D-2")
    found = told(record)["decision"]
    assert (found["id"], found["lapsed_since"]) == ("D-2", None)


def test_a_ground_that_is_gone_is_told_with_its_day(record: MemoryRecord) -> None:
    proposed(record)
    approved(record)
    found = told(record, "2029-10-05")["decision"]
    assert (found["id"], found["lapsed_since"]) == ("D-1", "2029-10-01")


# Ids and commissioners


def test_an_id_is_given_once_to_proposals_and_told_decisions(record: MemoryRecord) -> None:
    record.take(LAB + "decisions: [{id: D-1, on: 2025-08-06, by: bvo, decision: suspend, rationale: Zo}]\n")
    with pytest.raises(Refused, match="decision D-1 is recorded already"):
        proposed(record)
    assert propose(record, "lab", Wish(rationale="Zo", decision="end"), record.call()).proposal.id == "D-2"
    with pytest.raises(InputRejected, match="a proposal has that id"):
        record.take(LAB + "decisions: [{id: D-2, on: 2025-08-06, by: bvo, decision: suspend, rationale: Zo}]\n")


def test_only_a_commissioner_decides(record: MemoryRecord) -> None:
    with pytest.raises(Refused, match="only a commissioner decides"):
        propose(record, "lab", Wish(rationale="Zo", decision="end", by="aud"), record.call())
    record.take(LAB + "parties: [{id: bvo-2, name: Tweede, kind: commissioner}]\n")
    with pytest.raises(InputRejected, match="bvo, bvo-2"):
        propose(record, "lab", Wish(rationale="Zo", decision="end"), record.call())


# Adopting a policy


def test_a_policy_is_adopted_by_two_people_and_then_holds(record: MemoryRecord) -> None:
    first = propose(record, "lab", Wish(rationale="Anders", adopts=WEAK, id="P-1"), record.call("anna"))
    assert told(record)["policy"]["id"] == "resume-bvo-nl"
    with pytest.raises(Refused, match="somebody else"):
        approved(record, by="anna", key="P-1")
    second = decision_document(approved(record, key="P-1"))
    mark = {"id": "weak", "digest": WEAK.digest}
    assert (first.verdict, second["decision"], second["policy"], second["verdict"]) == ("met", "adopt", mark, "met")
    assert told(record)["policy"] == mark


def test_a_weaker_policy_opens_the_gate_but_has_to_be_answered_for() -> None:
    record = MemoryRecord(TODAY)
    record.take(LAB + PARTIES + ESTABLISHED)
    adopted(record, WEAK)
    others = answers("certificate", "independent", "fresh")
    with pytest.raises(Refused, match="dropped:certificate, dropped:independent"):
        proposed(record, answers=others)
    dropped = answers("certificate", "independent", "dropped:certificate", "dropped:independent")
    assert {each["what"] for each in told(record)["contra"]} == {each.what for each in dropped}
    proposed(record, answers=dropped)
    approved(record)
    assert told(record)["decision"]["id"] == "D-1"


def test_a_policy_that_decides_on_something_else_is_not_adopted(record: MemoryRecord) -> None:
    with pytest.raises(Refused, match="does not decide on resuming"):
        propose(record, "lab", Wish(rationale="Zo", adopts=record.norm.policy("certification-ready")), record.call())


def test_an_adoption_between_proposal_and_approval_is_what_counts(record: MemoryRecord) -> None:
    proposed(record)
    strict = policy(criterion("applicability_stated", "stated"), key="strict")
    adopted(record, strict)
    with pytest.raises(Refused, match="stated"):
        approved(record)


# Past the program


def forged(
    record: MemoryRecord, key: str = "D-1", on: str = TODAY, seq: int | None = None, by: str = "bram"
) -> str | None:
    """Write an approval past the program, at a head; says why it is void."""
    entries = record.memory.lists["lab"]
    head = entries[-1 if seq is None else seq - 1].head
    mark = {"id": "resume-bvo-nl", "digest": record.norm.policy("resume-bvo-nl").digest}
    fact = canonical({"id": key, "on": on, "policy": mark, "head": {"seq": head.seq, "digest": head.digest}})
    call = Recorded("call", f"{TODAY}T12:00:00.000000Z", by)
    record.memory.lists["lab"] += grow("lab", entries[-1].head, [Statement("approval", key, on, on, fact)], call)
    voids = [each for each in record.dossier("lab").voids if each.entry.seq == len(record.memory.lists["lab"])]
    return str(voids[0].reason) if voids else None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"seq": 3}, "another head"),
        ({"by": "ANNA"}, "somebody else has to approve"),
        ({"on": "2026-10-25"}, "not the day on which it is recorded"),
        ({"key": "D-7"}, "no proposal D-7"),
    ],
)
def test_an_approval_that_the_rules_refuse_is_void_and_takes_nothing(
    record: MemoryRecord, wrong: dict[str, Any], says: str
) -> None:
    proposed(record)
    assert says in str(forged(record, **wrong))
    assert told(record)["decision"] is None
    approved(record)  # the void one has not taken its place
    assert told(record)["decision"]["id"] == "D-1"


def test_an_approval_past_the_program_that_keeps_all_rules_counts(record: MemoryRecord) -> None:
    """There is one judge: it does not ask by which way an entry came."""
    proposed(record)
    assert forged(record) is None
    assert told(record)["decision"]["id"] == "D-1"


def test_an_approval_of_a_resumption_without_the_gate_is_void(record: MemoryRecord) -> None:
    proposed(record)
    record.take(LAB + WITHDRAWN)
    assert "certificate" in str(forged(record))
    assert told(record)["decision"] is None


# Decisions told by a file


def resumed(on: str = "2026-11-01", **more: Any) -> str:
    said = "".join(f", {key}: {value}" for key, value in more.items())
    given = ", ".join(f"{{what: {each}, text: Gewogen}}" for each in CONTRA)
    return (
        LAB
        + f"decisions: [{{id: D-9, on: {on}, by: bvo, decision: resume, rationale: Zo, answers: [{given}]{said}}}]\n"
    )


def test_a_resumption_in_a_file_is_judged_at_its_own_date(record: MemoryRecord) -> None:
    with pytest.raises(InputRejected, match="D-9"):
        record.take(resumed("2026-10-19"))  # the requirement was established on the 20th
    record.take(resumed("2026-10-20"))
    assert told(record)["decision"]["id"] == "D-9"


def test_what_became_known_later_does_not_justify_it() -> None:
    record = MemoryRecord(TODAY)
    late = ESTABLISHED.replace("on: 2026-10-20,", "on: 2026-10-20, known_on: 2026-11-01,")
    record.take(LAB + PARTIES + CERTIFIED + late)
    with pytest.raises(InputRejected, match="requirements"):
        record.take(resumed("2026-10-31"))
    record.take(resumed("2026-11-01"))


def test_one_whose_ground_is_gone_since_is_taken_and_told() -> None:
    record = MemoryRecord("2029-11-01")
    record.take(MET)
    record.take(resumed())
    assert told(record)["decision"]["lapsed_since"] == "2029-10-01"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (resumed().replace("what: majors", "what: mayors"), "majors"),
        (resumed(proposed_by="anna", approved_by="Anna"), "same person"),
        (resumed().replace("by: bvo", "by: aud"), "only a commissioner decides"),
        (resumed().replace("decision: resume", "decision: end, taken_outside: true"), "only a resumption"),
        (resumed(policy="{id: other, digest: '00'}"), "taken by policy other"),
    ],
)
def test_it_is_refused_with_the_file(record: MemoryRecord, text: str, says: str) -> None:
    before = size(record)
    with pytest.raises(InputRejected, match=says):
        record.take(text)
    assert size(record) == before


def test_a_resumption_outside_the_gate_is_recorded_and_never_stands() -> None:
    record = MemoryRecord(TODAY)
    record.take(LAB + PARTIES)
    record.take(LAB + "decisions: [{id: D-0, on: 2025-08-06, by: bvo, decision: suspend, rationale: Zo}]\n")
    record.take(resumed("2026-01-01", taken_outside="true"))
    found = told(record)["decision"]
    assert (found["id"], found["decision"]) == ("D-0", "suspend")


def test_a_decision_is_never_replaced(record: MemoryRecord) -> None:
    record.take(resumed())
    with pytest.raises(InputRejected, match="never replaced"):
        record.take(resumed(review_on="2027-01-01"), correct="Vergeten")
