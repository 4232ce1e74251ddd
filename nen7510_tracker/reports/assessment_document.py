"""An assessment's report as JSON: the facts as in a dossier file, and what follows from them."""

from collections.abc import Mapping
from typing import Any

from nen7510_tracker.dossier.facts import Fact, plain
from nen7510_tracker.reports.assessment_subject import AssessmentSubject
from nen7510_tracker.reports.document import head_keys, iso, view_keys
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.independence import assessment_is_independent
from nen7510_tracker.rules.rating import RatingStatus


def assessment_document(subject: AssessmentSubject, *, summary: bool) -> Mapping[str, Any]:
    """The document; the public version lacks `results`, a summary those and `findings`."""
    results = [] if summary or subject.public else [_result(key, each) for key, each in subject.ratings.items()]
    findings = [] if summary else [_finding(subject, each) for each in subject.findings]
    return {
        **view_keys(subject.evaluation, "nen7510-report/1"),
        "kind": "assessment",
        "summary": summary,
        "public": subject.public,
        "assessment": _told(subject.fact) | {"independent": assessment_is_independent(subject.view, subject.fact)},
        "sites": list(subject.view.lab.sites),
        "looked_at": {
            "judged": len(subject.judged),
            "derived": sum(each.derived for each in subject.judged.values()),
            "total": len(subject.controls),
        },
        **({"results": results} if results else {}),
        **({} if summary else {"findings": findings}),
        "head": head_keys(subject.view.head),
    }


def _told(fact: Fact) -> dict[str, Any]:
    """A fact as in a dossier file, without who recorded it."""
    return {key: value for key, value in plain(fact).items() if key != "recorded"}


def _result(control: str, rating: RatingStatus) -> dict[str, Any]:
    return {
        "control": control,
        "rating": rating.value,
        "derived": rating.derived,
        "depth": rating.depth,
        "on": str(rating.on),
        "note": rating.note,
    }


def _finding(subject: AssessmentSubject, each: FindingStatus) -> dict[str, Any]:
    """A finding with its story; of one that is withheld only id, areas, grade, state and due."""
    told = {
        "id": each.finding.id,
        "areas": list(subject.discretion.areas(each)),
        "grade": each.grade,
        "state": each.state,
        "due": iso(each.due),
    }
    if subject.discretion.hides_finding(each.finding.id):
        return told
    return told | {
        "standing": each.standing,
        "turn": each.turn,
        "found": _told(each.finding),
        "events": [_told(at.fact) for at in each.events],
    }
