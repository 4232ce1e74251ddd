"""Policies and their answers for tests: criteria as plain dicts, as in a policy's file (design section 4, Gate)."""

import json
from datetime import date
from typing import Any

from dossiers import PARTIES, dossier

from nen7510_tracker.dossier.view import Known
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.norm.policy import Policy, read_policy
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import CriterionResult, GateResult, gate

ACCREDITED = {"body": "RvA", "number": "C 000", "edition": "nen7510:2024", "valid_from": "2024-01-01"}
CERTIFIERS: list[dict[str, Any]] = [
    {**each, "accreditations": [ACCREDITED | {"valid_until": "2040-12-31"}]} if each["id"] == "cb" else dict(each)
    for each in PARTIES
]


def criterion(check: str, key: str | None = None, **parameters: Any) -> dict[str, Any]:
    """A criterion of a check, with the check's name for an id."""
    return {"id": key or check, "check": check, "title": {"nl": check, "en": check}} | parameters


def policy(*criteria: dict[str, Any], key: str = "policy") -> Policy:
    """A policy of some criteria."""
    values = {"schema": "nen7510-policy/1", "id": key, "decides": "resume", "title": {"nl": key, "en": key}}
    return read_policy(json.dumps(values | {"criteria": list(criteria)}), key)


def evaluation(as_of: str, known_on: str | None = None, **sections: Any) -> Evaluation:
    """A dossier with a certification body that is accredited, at a moment."""
    built = dossier(**{"parties": CERTIFIERS} | sections)
    return Evaluation(Known(built, day(known_on or as_of)), day(as_of), load_norm())


def answers(rule: Policy, as_of: str, known_on: str | None = None, **sections: Any) -> GateResult:
    """What a policy says of a dossier."""
    return gate(evaluation(as_of, known_on, **sections), rule)


def asked(
    check: str, as_of: str, known_on: str | None = None, /, *, rule: Any = None, **sections: Any
) -> CriterionResult:
    """What one check with the parameters `rule` says of a dossier."""
    return answers(policy(criterion(check, **(rule or {}))), as_of, known_on, **sections).criteria[0]


def said(check: str, as_of: str, known_on: str | None = None, /, *, rule: Any = None, **sections: Any) -> str:
    """The outcome of one check with the parameters `rule`."""
    return asked(check, as_of, known_on, rule=rule, **sections).outcome.verdict


def day(text: str) -> date:
    """A calendar date."""
    return date.fromisoformat(text)
