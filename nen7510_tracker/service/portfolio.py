"""The portfolio: a line per laboratory, worst first (design sections 6 and 9)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.certificate import certificates_of
from nen7510_tracker.rules.decision import DecisionStatus, Lapse, decisions_of, lapse, policy_of, standing_decision
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import gate
from nen7510_tracker.rules.outcome import Verdict
from nen7510_tracker.rules.status import Readiness, readiness
from nen7510_tracker.rules.trajectory import next_certification
from nen7510_tracker.service.lab_order import badness
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.words.day import Day


@dataclass(slots=True, frozen=True)
class LabRow:
    """A laboratory in the portfolio.

    `open`: its findings with the standing open, per grade; `overdue`: measures and findings;
    `certificate_until`: the last day of a certificate in force; `outside`: whether a resumption was
    taken outside the gate and no decision came after it; `certification`: the day on which the next
    certification is planned, `certification_slip` the days between that and the day first planned.
    """

    id: str
    name: str
    city: str | None
    verdict: Verdict
    holds_until: date | None
    readiness: Readiness
    open: Mapping[str, int]
    overdue: int
    certificate_until: Day | None
    decision: DecisionStatus | None
    lapse: Lapse | None
    outside: bool
    certification: Day | None = None
    certification_slip: int | None = None


def lab_row(evaluation: Evaluation, edition: str = DEFAULT_EDITION) -> LabRow:
    """A laboratory's row at the evaluation's moment."""
    view = evaluation.view
    policy = policy_of(view, evaluation.norm)
    result = gate(evaluation, policy)
    decision = standing_decision(view)
    in_force = [
        each.valid_until for each in certificates_of(view) if each.in_force(evaluation.as_of) and each.valid_until
    ]
    decisions = decisions_of(view)
    certification = next_certification(evaluation.trajectory.milestones.values())
    return LabRow(
        id=view.lab_id,
        name=view.lab.name,
        city=view.lab.city,
        verdict=result.verdict,
        holds_until=result.holds_until,
        readiness=readiness(evaluation.statuses(edition).values()),
        open=dict(Counter(each.grade for each in evaluation.findings.values() if each.standing == "open")),
        overdue=sum(each.is_overdue for each in evaluation.measures.values()) + len(evaluation.trajectory.overdue),
        certificate_until=max(in_force, default=None),
        decision=decision,
        lapse=lapse(evaluation, decision),
        outside=bool(decisions) and decisions[-1].outside,
        certification=certification.planned if certification else None,
        certification_slip=certification.slip_days if certification else None,
    )


def portfolio(record: Record, moment: Moment, edition: str = DEFAULT_EDITION) -> Sequence[LabRow]:
    """Every laboratory of the record at a moment, the worst first."""
    rows = (lab_row(record.evaluation(lab, moment), edition) for lab in record.labs())
    return sorted(rows, key=badness)
