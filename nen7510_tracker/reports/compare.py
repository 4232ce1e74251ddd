"""Two assessments side by side, as JSON (`nen7510-compare/1`, design section 6)."""

from dataclasses import asdict
from typing import Any

from nen7510_tracker.reports.document import head_keys, view_keys
from nen7510_tracker.rules.comparison import Comparison
from nen7510_tracker.rules.evaluation import Evaluation


def compare_document(evaluation: Evaluation, comparison: Comparison) -> dict[str, Any]:
    """The comparison, control by control, kappa unrounded."""
    return {
        **view_keys(evaluation, "nen7510-compare/1"),
        "a": comparison.a.id,
        "b": comparison.b.id,
        "summary": asdict(comparison.summary),
        "controls": [
            {
                "id": row.control,
                "a": row.a.value if row.a else None,
                "b": row.b.value if row.b else None,
                "a_on": str(row.a.on) if row.a else None,
                "b_on": str(row.b.on) if row.b else None,
                "steps": row.steps,
                "relation": row.relation,
            }
            for row in comparison.controls
        ],
        "head": head_keys(evaluation.view.head),
    }
