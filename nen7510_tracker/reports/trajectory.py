"""The improvement trajectory as JSON (`nen7510-trajectory/1`, design section 6)."""

from typing import Any

from nen7510_tracker.reports.document import head_keys, iso, view_keys
from nen7510_tracker.rules.evaluation import Evaluation


def trajectory_document(evaluation: Evaluation) -> dict[str, Any]:
    """Findings, measures, milestones, the projection and the plan."""
    found = evaluation.trajectory
    projected = found.forecast
    return {
        **view_keys(evaluation, "nen7510-trajectory/1"),
        "findings": found.findings._asdict(),
        "series": [{"on": point.on.isoformat(), **point.counts._asdict()} for point in found.series],
        "measures": [
            {
                "id": each.id,
                "state": each.state,
                "progress": each.progress,
                "baseline_end": iso(each.baseline_end),
                "end": iso(each.end),
                "slip_days": each.slip_days,
                "overdue": each.is_overdue,
            }
            for each in found.measures.values()
        ],
        "milestones": [
            {
                "id": each.id,
                "kind": each.kind,
                "state": each.state,
                "baseline": iso(each.baseline),
                "planned": iso(each.planned),
                "reached": iso(each.reached),
            }
            for each in found.milestones.values()
        ],
        "forecast": {"p50": iso(projected.p50), "p85": iso(projected.p85), "why": iso(projected.why)},
        "plan": {
            "end": iso(found.plan.end),
            "end_with_usual_slip": iso(found.plan.end_with_usual_slip),
            "next_audit": iso(found.plan.next_audit),
            "certification": iso(found.plan.certification),
        },
        "head": head_keys(evaluation.view.head),
    }
