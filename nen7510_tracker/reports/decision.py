"""A proposal or an approval as JSON (`nen7510-decision/1`, design section 6)."""

from typing import Any

from nen7510_tracker.reports.document import head_keys
from nen7510_tracker.service.deciding import Decided


def decision_document(decided: Decided) -> dict[str, Any]:
    """What `decide`, `policy adopt` and `approve` answer; of an adoption `decision` is `adopt`."""
    proposal = decided.proposal
    return {
        "schema": "nen7510-decision/1",
        "lab": decided.lab,
        "id": proposal.id,
        "decision": proposal.decision or "adopt",
        "state": decided.state,
        "proposed_by": decided.proposed_by,
        "approved_by": decided.approved_by,
        "verdict": decided.verdict,
        "policy": {"id": decided.policy.id, "digest": decided.policy.digest},
        "head": head_keys(decided.head),
        "names": decided.names,
    }
