"""The verdict with its reasons as JSON (`nen7510-gate/1`, design section 6)."""

from typing import Any

from nen7510_tracker.norm.policy import Policy
from nen7510_tracker.reports.document import head_keys, iso, view_keys
from nen7510_tracker.rules.decision import contra, lapse, standing_decision
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import CriterionResult, GateResult


def gate_document(evaluation: Evaluation, result: GateResult) -> dict[str, Any]:
    """The gate's answer; `assumed` lists the keys of the facts of a what-if."""
    return {
        **view_keys(evaluation, "nen7510-gate/1"),
        "policy": policy_keys(result.policy),
        "assumed": [f"{fact.kind} {fact.key}" for fact in evaluation.known.assumed],
        "verdict": result.verdict,
        "holds_until": iso(result.holds_until),
        "criteria": [_criterion(each) for each in result.criteria],
        "contra": [{"what": each.what, "text": str(each.text)} for each in contra(evaluation)],
        "decision": decision_keys(evaluation),
        "head": head_keys(evaluation.view.head),
    }


def policy_keys(policy: Policy) -> dict[str, str]:
    """`id, digest` of a policy."""
    return {"id": policy.id, "digest": policy.digest}


def decision_keys(evaluation: Evaluation) -> dict[str, Any] | None:
    """The decision that stands, with the day since which its ground has lapsed; None when none stands."""
    decision = standing_decision(evaluation.view)
    if decision is None:
        return None
    gone = lapse(evaluation, decision)
    return {
        "id": decision.id,
        "decision": decision.decision,
        "on": str(decision.on),
        "lapsed_since": iso(gone.since) if gone else None,
        "lapsed_by": list(gone.criteria) if gone else [],
    }


def _criterion(each: CriterionResult) -> dict[str, Any]:
    return {
        "id": each.criterion.id,
        "check": each.criterion.check,
        "outcome": each.outcome.verdict,
        "because": [{"kind": fact.kind, "id": fact.id, "text": str(fact.text)} for fact in each.outcome.because],
        "needs": [{"text": str(need.text), "turn": need.turn} for need in each.outcome.needs],
        "holds_until": iso(each.holds_until),
    }
