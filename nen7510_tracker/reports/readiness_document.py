"""The readiness report as JSON (`nen7510-report/1`): everything that its pages say, the same in every language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from nen7510_tracker.dossier.facts import Statement, plain
from nen7510_tracker.dossier.view import At
from nen7510_tracker.reports.document import head_keys, iso, view_keys
from nen7510_tracker.reports.first_page import open_by_grade, plan_baseline
from nen7510_tracker.reports.gate import decision_keys, policy_keys
from nen7510_tracker.reports.inline import english
from nen7510_tracker.reports.sections.findings import answering, still_open
from nen7510_tracker.reports.sections.sources import sources_of
from nen7510_tracker.reports.status import status_document
from nen7510_tracker.reports.subject import GateSubject
from nen7510_tracker.reports.trajectory import trajectory_document
from nen7510_tracker.rules.certificate import certificate_status
from nen7510_tracker.rules.decision import DecisionStatus, decisions_of, taken_outside
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.gaps import days_overdue
from nen7510_tracker.rules.gate import CriterionResult
from nen7510_tracker.rules.independence import assessment_is_independent
from nen7510_tracker.rules.trajectory import MeasureStatus

Keys = dict[str, Any]


def readiness_document(subject: GateSubject, *, summary: bool) -> Keys:
    """The document; with `summary` what the first page says alone."""
    told = _first_page(subject) | {"summary": summary, "public": subject.public}
    return told | ({} if summary else _sections(subject)) | {"head": head_keys(subject.view.head)}


def _first_page(subject: GateSubject) -> Keys:
    view, result = subject.view, subject.result
    outcomes = [each.outcome.verdict for each in result.criteria]
    status = status_document(subject.evaluation, subject.edition)
    return {
        **view_keys(subject.evaluation, "nen7510-report/1"),
        "kind": "readiness",
        "name": view.lab.name,
        "city": view.lab.city,
        "edition": subject.edition,
        "policy": policy_keys(subject.policy) | {"decides": subject.policy.decides},
        "verdict": result.verdict,
        "holds_until": iso(result.holds_until),
        "criteria_met": outcomes.count("met"),
        "criteria_not_met": outcomes.count("not_met"),
        "criteria_undetermined": outcomes.count("undetermined"),
        "assumed": [f"{fact.kind} {fact.key}" for fact in subject.evaluation.known.assumed],
        "open": open_by_grade(subject),
        "readiness": status["readiness"],
        "missing": [
            {"criterion": each.criterion.id, "text": str(need.text), "turn": need.turn}
            for each in result.failing
            for need in each.outcome.needs
        ],
        "plan": _plan(subject),
        "decision": decision_keys(subject.evaluation),
        "taken_outside": [each.id for each in taken_outside(view)],
        "void": len(view.known.dossier.voids),
    }


def _plan(subject: GateSubject) -> Keys:
    """The plan of the first page: projections stay out of it."""
    found = subject.evaluation.trajectory
    measures = [each for each in found.measures.values() if not each.is_cancelled]
    return {
        "measures": len(measures),
        "done": sum(each.done_on is not None for each in measures),
        "overdue": sum(each.is_overdue for each in measures),
        "baseline_end": iso(plan_baseline(measures)),
        "end": iso(found.plan.end),
        "next_audit": iso(found.plan.next_audit),
        "certification": iso(found.plan.certification),
    }


def _sections(subject: GateSubject) -> Keys:
    view, status = subject.view, status_document(subject.evaluation, subject.edition)
    told: Keys = {
        "criteria": [_criterion(subject, each) for each in subject.result.criteria],
        "contra": [{"what": each.what, "text": str(each.text)} for each in subject.contra],
        "decisions": [_decision(subject, each) for each in decisions_of(view)],
        "assessments": [_assessment(subject, key) for key in view.assessments],
        "areas": status["areas"],
        "comparisons": [
            {"a": each.a.id, "b": each.b.id, "summary": asdict(each.summary)} for each in subject.comparisons
        ],
        "findings": [_finding(subject, each) for each in still_open(subject)],
        "trajectory": _trajectory(subject),
        "statements": [_statement(each.fact) for each in view.statements],
        "certificates": [_certificate(subject, key) for key in view.certificates],
        "requirements": _with(view.requirements.values(), view.establishments, "establishments"),
        "incidents": [plain(each.fact) for each in view.incidents],
        "enforcement": _with(view.enforcement.values(), view.enforcement_events, "events"),
        "commitments": _with(view.commitments.values(), view.commitment_events, "events"),
        "sources": [{"source": english(source), "for": list(keys)} for source, keys in sources_of(subject).items()],
        "void_entries": [
            {"seq": each.entry.seq, "kind": each.entry.kind, "why": str(each.reason)}
            for each in view.known.dossier.voids
        ],
    }
    if not subject.public:  # which controls are open is what an attacker would like to read
        told["controls"] = status["controls"]
        told["disagreements"] = [each._asdict() for each in subject.evaluation.disagreements]
    return told


def _criterion(subject: GateSubject, each: CriterionResult) -> Keys:
    return {
        "id": each.criterion.id,
        "check": each.criterion.check,
        "outcome": each.outcome.verdict,
        "basis": each.criterion.basis,
        "because": [
            {"kind": fact.kind, "id": fact.id, "text": str(subject.discretion.because(fact))}
            for fact in each.outcome.because
        ],
        "needs": [{"text": str(need.text), "turn": need.turn} for need in each.outcome.needs],
        "holds_until": iso(each.holds_until),
    }


def _decision(subject: GateSubject, each: DecisionStatus) -> Keys:
    stands = subject.standing is not None and each.id == subject.standing.id
    gone = subject.lapse if stands else None
    return {
        "id": each.id,
        "decision": each.decision,
        "on": str(each.on),
        "by": each.by,
        "rationale": each.rationale,
        "services": list(each.services),
        "conditions": [{"text": condition.text, "due": iso(condition.due)} for condition in each.conditions],
        "answers": [{"what": answer.what, "text": answer.text} for answer in each.answers],
        "review_on": iso(each.review_on),
        "proposed_by": each.proposed_by,
        "approved_by": each.approved_by,
        "taken_outside": each.outside,
        "stands": stands,
        "lapsed_since": iso(gone.since) if gone else None,
        "lapsed_by": list(gone.criteria) if gone else [],
    }


def _assessment(subject: GateSubject, key: str) -> Keys:
    at = subject.view.assessments[key]
    fact = at.fact
    return {
        "id": fact.id,
        "kind": fact.is_a,
        "title": fact.title,
        "performed_by": fact.performed_by,
        "commissioned_by": fact.commissioned_by,
        "independent": assessment_is_independent(subject.view, fact),
        "edition": fact.edition,
        "reference_dates": [str(each) for each in fact.reference_dates],
        "published_on": iso(fact.published_on),
        "known_on": at.version.entry.known_on,
        "known_on_assumed": fact.known_on is None,
        "conclusion": fact.conclusion,
        "depth": fact.depth,
        "scope_text": fact.scope_text,
        "limitations": fact.limitations,
        "source": plain(fact).get("source"),
    }


def _finding(subject: GateSubject, each: FindingStatus) -> Keys:
    """A finding that is not closed; to the public only id, area, grade, state and due."""
    told: Keys = {
        "id": each.finding.id,
        "areas": list(subject.discretion.areas(each)),
        "grade": each.grade,
        "state": each.state,
        "due": iso(each.due),
    }
    if subject.public:
        return told
    return told | {
        "assessment": each.assessment.id,
        "edition": each.assessment.edition,
        "controls": list(each.finding.controls),
        "title": each.finding.title,
        "standing": each.standing,
        "turn": each.turn,
        "baseline_due": iso(each.baseline_due),
        "days_overdue": days_overdue(each, subject.view),
        "cause": next((event.fact.cause for event in reversed(each.events) if event.fact.cause), None),
        "measures": [measure.id for measure in answering(subject, each.finding.id)],
        "same_as": list(each.finding.same_as),
        "found_on": str(each.found.on),
        "known_on": each.found.version.entry.known_on,
        "known_on_assumed": each.found.fact.known_on is None,
    }


def _trajectory(subject: GateSubject) -> Keys:
    document = trajectory_document(subject.evaluation)
    kept = ("findings", "series", "milestones", "forecast", "plan")
    measures = [_measure(subject, each) for each in subject.evaluation.trajectory.measures.values()]
    return {key: document[key] for key in kept} | {"measures": measures}


def _measure(subject: GateSubject, each: MeasureStatus) -> Keys:
    told: Keys = {"id": each.id, "state": each.state, "end": iso(each.end)}
    if subject.discretion.hides_measure(each):
        return told
    return told | {
        "title": each.measure.title,
        "owner": each.measure.owner,
        "findings": list(each.measure.findings),
        "progress": each.progress,
        "baseline_end": iso(each.baseline_end),
        "slip_days": each.slip_days,
        "overdue": each.is_overdue,
    }


def _statement(fact: Statement) -> Keys:
    """A version of the statement of applicability: how many it names, and what it excludes."""
    return {
        "id": fact.id,
        "version": fact.version,
        "edition": fact.edition,
        "on": str(fact.on),
        "approved_by": fact.approved_by,
        "named": len({each.control for each in fact.controls}),
        "excluded": [
            {"control": each.control, "justification": each.justification}
            for each in fact.controls
            if not each.applicable
        ],
    }


def _certificate(subject: GateSubject, key: str) -> Keys:
    certificate, events = subject.view.certificates[key], subject.view.certificate_events[key]
    status = certificate_status(certificate, events)
    holder = certificate.holder in {None, subject.view.lab_id}
    return {
        **plain(certificate),
        "state": status.state,
        "in_force": holder and status.in_force(subject.evaluation.as_of),
        "valid_until": iso(status.valid_until),
        "confirmed_on": iso(status.confirmed_on),
        "events": [plain(each.fact) for each in events],
    }


def _with(parents: Iterable[At[Any]], events: Mapping[str, Sequence[At[Any]]], name: str) -> list[Keys]:
    """Facts with what was said of each, as a dossier file has them."""
    return [plain(each.fact) | {name: [plain(event.fact) for event in events[each.fact.id]]} for each in parents]
