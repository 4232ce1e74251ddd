"""What every JSON document of design section 6 has: its schema, the view, the head; the same in every language."""

from typing import Any

from nen7510_tracker.dossier.entry import Head
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.status import Readiness
from nen7510_tracker.service.record import Moment


def view_keys(evaluation: Evaluation, schema: str) -> dict[str, Any]:
    """`schema, lab, as_of, known_on`: with which a document about a laboratory begins."""
    view = evaluation.view
    return {
        "schema": schema,
        "lab": view.lab_id,
        "as_of": evaluation.as_of.isoformat(),
        "known_on": view.known_on.isoformat(),
    }


def moment_keys(moment: Moment, schema: str) -> dict[str, Any]:
    """`schema, as_of, known_on`: with which a document about several laboratories begins."""
    return {"schema": schema, "as_of": moment.as_of.isoformat(), "known_on": moment.known_on.isoformat()}


def head_keys(head: Head) -> dict[str, Any]:
    """`seq, digest` of a head."""
    return {"seq": head.seq, "digest": head.digest}


def readiness_keys(counts: Readiness) -> dict[str, int]:
    """The three counts beside the number of applicable controls."""
    return {
        "verified": counts.verified,
        "claimed": counts.claimed,
        "assessed": counts.assessed,
        "applicable": counts.applicable,
    }


def iso(value: object) -> str | None:
    """A day or date in ISO 8601, as given; None stays None."""
    return None if value is None else str(value)
