"""Findings in OSCAL: each one an observation and, unless it is one for improvement only, a risk with its history.

A judgement of a control is a finding of OSCAL, and points at the observations that it rests on. The same identifiers
stand in the assessment results and in the POA&M.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from nen7510_tracker.dossier.facts import Evidence, FindingEvent
from nen7510_tracker.dossier.view import At
from nen7510_tracker.exchange.oscal.names import statement_of, token, uuid_of
from nen7510_tracker.exchange.oscal.parts import (
    Json,
    actors,
    fact_props,
    moment,
    one_line,
    party_uuid,
    view_props,
    without_nothing,
)
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.finding import FindingStatus, Standing, standing_of, standpoint
from nen7510_tracker.rules.rating import RatingStatus
from nen7510_tracker.rules.trajectory import MeasureStatus

_METHODS = {  # by the kind of evidence
    "document": "EXAMINE",
    "record": "EXAMINE",
    "observation": "EXAMINE",
    "interview": "INTERVIEW",
    "test": "TEST",
}
_AT_WORK = frozenset({"planned", "in_progress", "submitted", "accepted", "implemented", "verified"})
_REASONS = {"meets": "pass", "fails": "fail"}


class Desk:
    """What the documents of one evaluation are made of."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.view = evaluation.view
        self.lab = evaluation.view.lab_id

    def uuid(self, *path: str) -> str:
        """The identifier of something of this laboratory."""
        return uuid_of(self.lab, *path)

    def observation(self, status: FindingStatus) -> Json:
        """What was found."""
        finding = status.finding
        seen = [self.view.evidence[each].fact for each in finding.evidence if each in self.view.evidence]
        methods = sorted({_METHODS[each.is_a] for each in seen}) or ["UNKNOWN"]
        evidence = [{**self._place(each), "description": each.title} for each in seen]
        evidence += [{"description": finding.evidence_text}] if finding.evidence_text else []
        return without_nothing(
            {
                "uuid": self.uuid("observation", finding.id),
                "title": one_line(finding.title),
                "description": finding.statement or finding.title,
                "props": view_props({"finding": finding.id, "grade": status.grade}),
                "methods": methods,
                "types": ["discovery" if status.grade == "observation" else "finding"],
                "origins": actors(self.lab, status.assessment.performed_by),
                "relevant-evidence": evidence,
                "collected": moment(status.found.on),
            }
        )

    def _place(self, evidence: Evidence) -> Json:
        """Where evidence is to be found in the document; nothing if the record does not say where it is kept."""
        return {"href": f"#{self.uuid('evidence', evidence.id)}"} if evidence.location else {}

    def risk(self, status: FindingStatus) -> Json:
        """What is done about it: its state now, its due day, what was said of it in turn, and the measures."""
        finding = status.finding
        return without_nothing(
            {
                "uuid": self.uuid("risk", finding.id),
                "title": one_line(finding.title),
                "description": finding.statement or finding.title,
                "statement": finding.requirement or finding.title,
                "props": view_props({"finding": finding.id, "state": status.state, "standing": status.standing,
                                     "turn": status.turn}),
                "status": _risk_status(status.state, status.standing),
                "origins": actors(self.lab, status.assessment.performed_by),
                "deadline": moment(status.due) if status.due else None,
                "remediations": [self._remediation(each, finding.id) for each in self._measures(finding.id)],
                "risk-log": {"entries": list(self._log(status))} if status.events else None,
                "related-observations": [{"observation-uuid": self.uuid("observation", finding.id)}],
            }
        )  # fmt: skip

    def _measures(self, finding: str) -> list[MeasureStatus]:
        return [
            each
            for each in self.evaluation.measures.values()
            if finding in each.measure.findings and not each.is_cancelled
        ]

    def _log(self, status: FindingStatus) -> Iterator[Json]:
        point = standpoint(self.view, status.assessment)
        for event in status.events:
            yield self._entry(event, standing_of(event.fact, point.independent))

    def _entry(self, event: At[FindingEvent], standing: Standing) -> Json:
        fact = event.fact
        return without_nothing(
            {
                "uuid": self.uuid("finding_event", fact.key),
                "title": f"{fact.state.replace('_', ' ')} by {fact.by}",
                "description": fact.note,
                "start": moment(fact.on),
                "props": fact_props(fact, {"note", "by", *(() if fact.on.is_month else ("on",))}),
                "links": [
                    {**place, "rel": "evidence"}
                    for each in fact.evidence
                    if each in self.view.evidence and (place := self._place(self.view.evidence[each].fact))
                ],
                "logged-by": [{"party-uuid": party_uuid(self.lab, fact.by)}],
                "status-change": _risk_status(fact.state, standing),
            }
        )

    def _remediation(self, status: MeasureStatus, finding: str) -> Json:
        measure = status.measure
        begin, end = measure.start or status.planned.on, status.end
        timing: Json = {"on-date": {"date": moment(end)}} if end else {}
        if end and begin.first <= end.last:
            timing = {"within-date-range": {"start": moment(begin, begins=True), "end": moment(end)}}
        task: dict[str, Any] = {
            "uuid": self.uuid("task", measure.id, finding),
            "type": "action",
            "title": one_line(measure.title),
            "timing": timing,
        }
        return {
            "uuid": self.uuid("remediation", measure.id, finding),
            "lifecycle": "completed" if status.done_on else "planned",
            "title": one_line(measure.title),
            "description": measure.title,
            "props": [
                *fact_props(measure, {"title"}),
                *view_props({"state": status.state, "progress": status.progress, "slip_days": status.slip_days}),
            ],
            "tasks": [without_nothing(task)],
        }

    def judgement(
        self, assessment: str, edition: str, control: str, rating: RatingStatus | None, found: Sequence[FindingStatus]
    ) -> Json:
        """An assessment's judgement of a control, with the findings that it made on it."""
        value = rating.value if rating else None
        said = value.replace("_", " ") if value else "has findings"
        return without_nothing(
            {
                "uuid": self.uuid("judgement", assessment, control),
                "title": f"{control} {said}",
                "description": (rating.note if rating else None) or f"{assessment}: {control} {said}",
                "props": view_props(
                    {
                        "assessment": assessment,
                        "rating": value,
                        "on": rating.on if rating else None,
                        "depth": rating.depth if rating else None,
                        "derived": "yes" if rating and rating.derived else None,
                    }
                ),
                "target": {
                    "type": "statement-id",
                    "target-id": statement_of(control, edition),
                    "props": [{"name": "label", "value": control}],
                    "status": {
                        "state": "satisfied" if value == "meets" else "not-satisfied",
                        "reason": _REASONS.get(value or "", "other"),
                    },
                },
                "related-observations": [
                    {"observation-uuid": self.uuid("observation", each.finding.id)} for each in found
                ],
                "related-risks": [
                    {"risk-uuid": self.uuid("risk", each.finding.id)} for each in found if each.grade != "observation"
                ],
            }
        )

    def evidence_of(self, findings: Sequence[FindingStatus]) -> set[str]:
        """The evidence that some findings and their events name."""
        own = {each for status in findings for each in status.finding.evidence}
        return own | {each for status in findings for event in status.events for each in event.fact.evidence}

    def parties_of(self, findings: Sequence[FindingStatus]) -> set[str]:
        """The parties that have said something of some findings."""
        finders = {status.assessment.performed_by for status in findings}
        return finders | {event.fact.by for status in findings for event in status.events}


def _risk_status(state: str, standing: Standing) -> str:
    """A finding's state in OSCAL's words: closed is only what is verified or withdrawn, never what is claimed."""
    if standing in ("verified", "withdrawn"):
        return "closed"
    if state == "disputed":
        return "deviation-requested"
    return "remediating" if state in _AT_WORK else "open"


def reviewed(edition: str, controls: Sequence[str]) -> Json:
    """The controls that were looked at, one or more."""
    return {"control-selections": [{"include-controls": [{"control-id": token(each, edition)} for each in controls]}]}
