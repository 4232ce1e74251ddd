"""The example dossiers: the real case says what the letter says, the others what they promise (section 11)."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import msgspec
import pytest

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.entry import START, Statement, canonical
from nen7510_tracker.dossier.facts import Decision, Fact, plain
from nen7510_tracker.dossier.view import Known
from nen7510_tracker.exchange.reading import DossierFile, missing_references, read_files
from nen7510_tracker.norm.norm import Norm, load_norm
from nen7510_tracker.rules.comparison import Comparison, compare
from nen7510_tracker.rules.decision import contra, lapse, standing_decision, taken_outside
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import GateResult, gate
from nen7510_tracker.rules.judge import Judge, provisional

DATA = Path(__file__).parent.parent / "data"
PATHS = sorted(DATA.glob("*.yaml"))
TODAY = date(2026, 11, 24)
REAL, RICH = "clinical-diagnostics", "example-lab"
INVENTED = [path.stem for path in PATHS if path.stem != REAL]
EDITION = "nen7510:2024"


@pytest.fixture(scope="module")
def norm() -> Norm:
    return load_norm()


@pytest.fixture(scope="module")
def files(norm: Norm) -> Mapping[str, DossierFile]:
    return {file.lab.id: file for file in read_files(PATHS, norm)}


def folded(lab: str, told: Iterable[Fact], norm: Norm) -> Dossier:
    """The dossier that a file's facts make when they are recorded in their order, today."""
    judge = Judge(lab, norm)
    for seq, fact in enumerate(told, 1):
        days = judge.dates(fact)
        on, known_on = (str(each) if each else None for each in (days.on, days.known_on))
        statement = Statement(fact.kind, fact.key, on, known_on, canonical(plain(fact)))
        judge.read(provisional(lab, seq, START, statement, "examples", f"{TODAY}T09:00:00.000000Z"))
    return judge.dossier


class Examples:
    """The example dossiers, at any moment."""

    def __init__(self, files: Mapping[str, DossierFile], norm: Norm) -> None:
        self.norm = norm
        self.dossiers = {lab: folded(lab, (item.fact for item in file.items), norm) for lab, file in files.items()}


@pytest.fixture(scope="module")
def examples(files: Mapping[str, DossierFile], norm: Norm) -> Examples:
    return Examples(files, norm)


def at(examples: Examples, lab: str, as_of: date, known_on: date | None = None) -> Evaluation:
    return Evaluation(Known(examples.dossiers[lab], known_on or as_of), as_of, examples.norm)


def judged(evaluation: Evaluation, policy: str = "resume-bvo-nl") -> GateResult:
    return gate(evaluation, evaluation.norm.policy(policy), holding=False)


def outcomes(result: GateResult) -> dict[str, str]:
    return {each.criterion.id: each.outcome.verdict for each in result.criteria}


def facts(file: DossierFile, *kinds: str) -> list[Fact]:
    return [item.fact for item in file.items if item.kind in kinds]


# All of them


def test_there_are_ten(files: Mapping[str, DossierFile]) -> None:
    assert len(files) == 10
    assert {path.stem for path in PATHS} == set(files)


def test_every_id_that_is_named_is_there(files: Mapping[str, DossierFile]) -> None:
    assert [str(each) for file in files.values() for each in missing_references(file, lambda _kind, _id: False)] == []


def test_every_fact_is_admitted(examples: Examples) -> None:
    assert [(lab, str(each.reason)) for lab, dossier in examples.dossiers.items() for each in dossier.voids] == []


def test_what_happened_lies_in_the_past(files: Mapping[str, DossierFile]) -> None:
    late = [
        (lab, item.key)
        for lab, file in files.items()
        for item in file.items
        for said in (item.fact.day, item.fact.known_on)
        if said is not None and said.last > TODAY
    ]
    assert late == []


def test_nothing_is_said_of_a_finding_before_it_was_made_known(
    examples: Examples, files: Mapping[str, DossierFile]
) -> None:
    """An event that is known before its finding would not be in any view of that day."""
    for lab in files:
        known = {(seen.kind, seen.fact.key): seen.version.known_on for seen in at(examples, lab, TODAY).known.seen}
        for event in facts(files[lab], "finding_event"):
            finding = known["finding", str(plain(event)["finding"])]
            assert known["finding_event", event.key] >= finding, event.key


@pytest.mark.parametrize("lab", INVENTED)
def test_the_invented_ones_are_plainly_invented(lab: str, files: Mapping[str, DossierFile]) -> None:
    names = [files[lab].lab.name, *(str(plain(each)["name"]) for each in facts(files[lab], "party"))]
    assert [name for name in names if not name.endswith("(fictief)")] == []
    text = (DATA / f"{lab}.yaml").read_text("utf-8")
    real = r"Clinical Diagnostics|Bevolkingsonderzoek Nederland|Inspectie Gezondheidszorg|\bBVO\b|\bIGJ\b|\bVWS\b"
    assert re.findall(real, text) == []


# The real case


def test_the_letter_of_13_may_2026(examples: Examples) -> None:
    evaluation = at(examples, REAL, date(2026, 5, 13))
    result = judged(evaluation)
    assert result.verdict == "not_met"
    assert outcomes(result) == {
        "certificate": "not_met",
        "independent": "undetermined",
        "requirements": "undetermined",
    }
    basis = " ".join(str(each.criterion.basis) for each in result.criteria)
    assert "onafhankelijk vastgesteld door een certificerende instantie" in basis
    decision = standing_decision(evaluation.view)
    assert decision is not None
    assert (decision.decision, decision.on.text) == ("suspend", "2025-08-06")
    assert {each: at.fact.conclusion for each, at in evaluation.view.assessments.items()} == {
        "igj-2026": "does_not_conform",
        "onafhankelijk-onderzoek": None,
    }


def test_a_day_before_the_letter_the_inspectorate_has_not_reported(examples: Examples) -> None:
    before = at(examples, REAL, date(2026, 5, 13), known_on=date(2026, 5, 12)).view
    assert set(before.all_assessments) == {"onafhankelijk-onderzoek"}
    assert before.commitments == {}
    assert all(
        "briefrapport" not in each.fact.text and "Inspectiebezoek" not in each.fact.text for each in before.timeline
    )


@pytest.mark.parametrize(
    ("as_of", "known_on", "seen"),
    [
        (date(2025, 8, 5), date(2025, 8, 5), set()),  # the hack had happened, nobody had been told
        (date(2025, 8, 6), date(2025, 8, 6), {"incident", "decision", "timeline"}),
        (date(2025, 12, 16), date(2026, 2, 4), {"incident", "decision", "timeline"}),
        (date(2026, 2, 5), date(2026, 2, 5), {"incident", "decision", "timeline", "assessment"}),
        (date(2025, 12, 16), date(2026, 5, 13), {"incident", "decision", "timeline", "assessment"}),
    ],
)
def test_what_was_known_of_the_case_when(examples: Examples, as_of: date, known_on: date, seen: set[str]) -> None:
    view = at(examples, REAL, as_of, known_on).view
    there = {
        "incident": view.incidents,
        "decision": view.decisions,
        "timeline": view.timeline,
        "assessment": view.assessments,
    }
    assert {kind for kind, found in there.items() if found} == seen


def test_the_real_laboratory_gets_the_letters_facts_and_nothing_more(files: Mapping[str, DossierFile]) -> None:
    kinds = Counter(item.kind for item in files[REAL].items)
    assert kinds == {
        "lab": 1,
        "party": 5,
        "incident": 1,
        "assessment": 2,
        "commitment": 2,
        "timeline": 10,
        "decision": 1,
    }
    said = {key for each in facts(files[REAL], "lab", "assessment") for key in plain(each)}
    assert said.isdisjoint({"city", "sites", "related_to", "advised_by", "examined", "depth", "team"})


def test_every_fact_of_the_real_case_can_be_looked_up(files: Mapping[str, DossierFile]) -> None:
    letter = (DATA / f"{REAL}.yaml").read_text("utf-8")
    for reference in ("4385164-1098477-PG", "32761, nr. 330", "32761, nr. 333", "32761, nr. 334"):
        assert reference in letter
    for each in facts(files[REAL], "incident", "assessment", "commitment", "timeline", "decision"):
        assert each.source is not None, each.key
        assert each.source.reference, each.key


def test_the_days_of_the_real_case_are_those_of_the_letter() -> None:
    text = re.sub(r"#.*", "", (DATA / f"{REAL}.yaml").read_text("utf-8"))
    assert set(re.findall(r"\b20\d\d-\d\d(?:-\d\d)?\b", text)) == {
        "2025-07",
        "2025-08-06",
        "2025-09-01",
        "2025-09",
        "2025-09-30",
        "2025-12-16",
        "2026-01",
        "2026-02-05",
        "2026-05-13",
    }


def test_what_is_assumed_of_the_real_case_is_said(files: Mapping[str, DossierFile]) -> None:
    for each in facts(files[REAL], "assessment"):
        assert "editie" in plain(each)["limitations"]
    (decision,) = facts(files[REAL], "decision")
    assert "Aanname" in plain(decision)["rationale"]


# The laboratory with everything in it


def test_the_rich_one_resumes_by_the_rules(examples: Examples) -> None:
    day = date(2026, 10, 6)
    evaluation = at(examples, RICH, day)
    assert judged(evaluation).verdict == "met"
    (decision,) = [each.fact for each in evaluation.view.decisions if each.fact.decision == "resume"]
    assert decision.on.last == day
    assert [each.what for each in decision.answers] == [each.what for each in contra(evaluation)]
    assert "disagreement" in {each.what for each in decision.answers}
    thorough = outcomes(judged(evaluation, "resume-thorough"))
    open_points = {key for key, verdict in thorough.items() if verdict != "met"}
    assert {each.what for each in decision.answers} == open_points | {"disagreement"}
    assert decision.proposed_by
    assert decision.approved_by
    assert decision.proposed_by != decision.approved_by
    assert lapse(at(examples, RICH, TODAY), standing_decision(at(examples, RICH, TODAY).view)) is None


@pytest.mark.parametrize("missing", ["investigations", "planned", "operation", "disagreement"])
def test_without_one_of_its_answers_it_could_not_resume(
    missing: str, files: Mapping[str, DossierFile], norm: Norm
) -> None:
    """The answers are there because the rules ask for them."""
    (refused,) = folded(RICH, (without(item.fact, missing) for item in files[RICH].items), norm).voids
    assert refused.entry.id == "D-4"
    assert str(refused.reason).endswith(missing)


def without(fact: Fact, answer: str) -> Fact:
    if not isinstance(fact, Decision):
        return fact
    return msgspec.structs.replace(fact, answers=tuple(each for each in fact.answers if each.what != answer))


@pytest.mark.parametrize(
    ("as_of", "verdict", "decision"),
    [
        (date(2024, 12, 1), "not_met", None),
        (date(2025, 3, 12), "not_met", "suspend"),
        (date(2025, 10, 28), "not_met", "maintain_suspension"),
        (date(2026, 9, 20), "not_met", "maintain_suspension"),
        (date(2026, 9, 21), "met", "maintain_suspension"),
        (date(2026, 10, 6), "met", "resume"),
    ],
)
def test_the_rich_one_through_time(examples: Examples, as_of: date, verdict: str, decision: str | None) -> None:
    evaluation = at(examples, RICH, as_of)
    standing = standing_decision(evaluation.view)
    assert judged(evaluation).verdict == verdict
    assert (standing.decision if standing else None) == decision


def test_it_has_findings_in_every_state(examples: Examples) -> None:
    findings = at(examples, RICH, TODAY).findings
    assert len(findings) >= 30
    assert {each.state for each in findings.values()} == {
        "open", "planned", "in_progress", "implemented", "submitted", "disputed", "accepted", "returned", "verified",
        "reopened", "withdrawn",
    }  # fmt: skip
    assert {each.standing for each in findings.values()} == {"open", "claimed", "verified", "withdrawn"}
    assert {each.grade for each in findings.values()} == {"major", "minor", "observation", "ungraded"}
    depths = {each.events[-1].fact.depth for each in findings.values() if each.state == "verified"}
    assert depths == {"design", "existence", "operation"}
    assert any(each.finding.same_as for each in findings.values())
    assert findings["INT-01"].standing == "claimed"  # verified by the laboratory itself
    assert findings["F2-03"].standing == "claimed"  # verified in design only


def test_a_minor_was_raised_to_a_major_by_its_finder(examples: Examples) -> None:
    before, after = (at(examples, RICH, day).findings["AUD-03"] for day in (date(2026, 1, 21), date(2026, 1, 22)))
    assert (before.grade, after.grade) == ("minor", "major")
    assert [str(each) for each in (before.due, after.due, after.baseline_due)] == [
        "2025-11-30",
        "2026-06-30",
        "2025-11-30",
    ]
    assert after.events[-1].fact.by == after.assessment.performed_by


@pytest.fixture(scope="module")
def comparison(examples: Examples) -> Comparison:
    evaluation = at(examples, RICH, TODAY)
    both = evaluation.view.assessments
    return compare(
        evaluation.view,
        evaluation.norm,
        EDITION,
        both["audit-2025"].fact,
        both["inspectie-2025"].fact,
        evaluation.ratings,
        evaluation.findings,
    )


def test_auditor_and_inspectorate_partly_disagree(comparison: Comparison) -> None:
    assert comparison.summary.both >= 30
    assert {each.steps for each in comparison.controls} == {None, 0, 1, 2, 3}
    assert {each.relation for each in comparison.controls} == {"agree", "disagree", "changed", "only_a", "only_b"}
    assert comparison.summary.kappa is not None
    assert 0 < comparison.summary.kappa < 1


def test_nobody_could_compare_them_before_the_inspectorate_reported(examples: Examples) -> None:
    before = at(examples, RICH, date(2025, 10, 20)).view
    assert "inspectie-2025" not in before.all_assessments
    assert "disagreement" not in {each.what for each in contra(at(examples, RICH, date(2025, 10, 20)))}
    assert "disagreement" in {each.what for each in contra(at(examples, RICH, date(2025, 10, 21)))}


def test_its_trajectory_has_slip_and_more(examples: Examples) -> None:
    evaluation = at(examples, RICH, TODAY)
    measures = evaluation.measures
    assert {each.state for each in measures.values()} == {"planned", "in_progress", "blocked", "done", "cancelled"}
    assert any(each.is_overdue for each in measures.values())
    assert any((each.slip_days or 0) > 0 for each in measures.values())
    assert any((each.slip_days or 0) < 0 for each in measures.values())
    assert any(each.measure.waits_for for each in measures.values())
    milestones = evaluation.view.milestones
    assert {each.fact.is_a for each in milestones.values()} == {
        "gap_analysis", "risk_assessment", "plan_approved", "statement_approved", "internal_audit", "management_review",
        "body_contracted", "stage_1", "stage_2", "nonconformities_closed", "certification", "other",
    }  # fmt: skip
    states = {event.fact.state for events in evaluation.view.milestone_events.values() for event in events}
    assert states == {"replanned", "reached"}
    assert evaluation.trajectory.forecast.p50 is not None


def test_its_two_statements_of_applicability(examples: Examples, norm: Norm) -> None:
    first, second = (each.fact for each in at(examples, RICH, TODAY).view.statements)
    part_2 = {control for control in norm.edition(EDITION).controls if control.startswith("A.")}
    assert {each.control for each in first.controls} < part_2
    assert {each.control for each in second.controls} == part_2
    assert len(part_2) == len(second.controls) == 101
    excluded = [each for each in second.controls if not each.applicable]
    assert excluded
    assert all(each.justification for each in excluded)
    early, late = (
        outcomes(judged(at(examples, RICH, day), "resume-thorough")) for day in (date(2026, 4, 19), date(2026, 4, 20))
    )
    assert (early["applicability"], early["care-controls"]) == ("not_met", "not_met")
    assert (late["applicability"], late["care-controls"]) == ("met", "met")


def test_its_statuses_are_spread(examples: Examples) -> None:
    spread = Counter(each.status for each in at(examples, RICH, TODAY).statuses().values())
    assert set(spread) == {"nonconforming", "partial", "claimed", "conforming", "not_assessed", "not_applicable"}
    assert spread.total() == 131


def test_an_older_edition_counts_through_the_crosswalk(examples: Examples) -> None:
    statuses = at(examples, RICH, date(2025, 1, 1)).statuses()
    assert any(each.mapped_from for each in statuses.values())
    assert all(each.status != "conforming" for each in statuses.values())


def test_the_adviser_is_not_independent(examples: Examples) -> None:
    evaluation = at(examples, RICH, TODAY)
    assert {each.fact.id for each in evaluation.independent_assessments} == {
        "oud-2024", "audit-2025", "inspectie-2025", "fase2-2026", "extra-2026",
    }  # fmt: skip


def test_a_requirement_was_first_not_met(examples: Examples) -> None:
    assert outcomes(judged(at(examples, RICH, date(2026, 2, 10))))["requirements"] == "not_met"
    assert outcomes(judged(at(examples, RICH, date(2026, 8, 20))))["requirements"] == "met"


def test_enforcement_was_lifted(examples: Examples) -> None:
    days = (date(2025, 10, 20), date(2025, 10, 21), date(2026, 9, 7), date(2026, 9, 8))
    said = [outcomes(judged(at(examples, RICH, day), "resume-thorough"))["enforcement"] for day in days]
    assert said == ["met", "not_met", "not_met", "met"]


def test_it_uses_every_kind_of_fact_that_a_file_can_bring(files: Mapping[str, DossierFile]) -> None:
    assert {item.kind for item in files[RICH].items} == {
        "lab", "party", "evidence", "incident", "statement", "assessment", "rating", "finding", "finding_event",
        "measure", "measure_event", "milestone", "milestone_event", "certificate", "certificate_event", "requirement",
        "establishment", "enforcement", "enforcement_event", "commitment", "commitment_event", "timeline", "decision",
    }  # fmt: skip


# The portfolio

PORTFOLIO = [  # laboratory, verdict, criteria that are not met, standing decision
    (REAL, "not_met", {"certificate", "independent", "requirements"}, "suspend"),
    (RICH, "met", set(), "resume"),
    ("lab-meetlat", "met", set(), "resume"),
    ("lab-pipet", "met", set(), "maintain_suspension"),
    ("lab-maatbeker", "undetermined", {"requirements"}, "maintain_suspension"),
    ("lab-brander", "not_met", {"certificate", "independent"}, "resume"),
    ("lab-petrischaal", "not_met", {"independent", "requirements"}, "suspend"),
    ("lab-roerstaaf", "not_met", {"certificate", "independent", "requirements"}, "end"),
    ("lab-centrifuge", "not_met", {"certificate", "independent"}, "maintain_suspension"),
    ("lab-leegblad", "not_met", {"certificate", "independent", "requirements"}, None),
]


@pytest.mark.parametrize(("lab", "verdict", "failing", "decision"), PORTFOLIO)
def test_the_portfolio(examples: Examples, lab: str, verdict: str, failing: set[str], decision: str | None) -> None:
    evaluation = at(examples, lab, TODAY)
    result = judged(evaluation)
    assert (result.verdict, {each.criterion.id for each in result.failing}) == (verdict, failing)
    standing = standing_decision(evaluation.view)
    assert (standing.decision if standing else None) == decision


def test_the_portfolio_is_complete(files: Mapping[str, DossierFile]) -> None:
    assert {lab for lab, *_ in PORTFOLIO} == set(files)
    assert {verdict for _, verdict, *_ in PORTFOLIO} == {"met", "not_met", "undetermined"}


def test_one_resumption_lost_its_ground(examples: Examples) -> None:
    lapsed = {}
    for lab, *_ in PORTFOLIO:
        evaluation = at(examples, lab, TODAY)
        found = lapse(evaluation, standing_decision(evaluation.view))
        if found:
            lapsed[lab] = found
    assert set(lapsed) == {"lab-brander"}
    assert lapsed["lab-brander"].since == date(2026, 10, 19)
    assert lapsed["lab-brander"].criteria == ("certificate", "independent")


def test_one_resumption_was_taken_outside_the_gate(examples: Examples) -> None:
    outside = {lab: [each.id for each in taken_outside(at(examples, lab, TODAY).view)] for lab, *_ in PORTFOLIO}
    assert {lab: ids for lab, ids in outside.items() if ids} == {"lab-petrischaal": ["D-2"]}


def test_a_projection_and_one_that_cannot_be_made(examples: Examples) -> None:
    nice = at(examples, "lab-centrifuge", TODAY).trajectory
    assert nice.forecast.p50 is not None
    assert nice.forecast.p85 is not None
    assert TODAY < nice.forecast.p50 <= nice.forecast.p85 < date(2027, 3, 30)  # before stage 2 as planned
    none = at(examples, "lab-roerstaaf", TODAY).trajectory
    assert none.forecast.p50 is None
    assert "a projection takes 5" in str(none.forecast.why)


def test_roerstaaf_has_several_reasons(examples: Examples) -> None:
    needs = {each.criterion.id: " ".join(str(need.text) for need in each.outcome.needs)
             for each in judged(at(examples, "lab-roerstaaf", TODAY)).criteria}  # fmt: skip
    assert "ended on 2025-12-14" in needs["certificate"]
    assert "does not cover the service cervical-screening" in needs["certificate"]
    assert "R-1" in needs["requirements"]
    assert "R-2" in needs["requirements"]


def test_only_an_independent_establishment_counts(examples: Examples) -> None:
    """Maatbeker's own group says that the requirement is met; an independent party would settle it."""
    evaluation = at(examples, "lab-maatbeker", TODAY)
    assert [each.fact.result for each in evaluation.view.establishments["R-1"]] == ["met"]
    assert outcomes(judged(evaluation))["requirements"] == "undetermined"
