"""Where every control stands, as JSON (`nen7510-status/1`, design section 6)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from nen7510_tracker.reports.document import head_keys, readiness_keys, view_keys
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.rating import by_control
from nen7510_tracker.rules.status import STATUSES, ControlStatus, readiness


def status_document(evaluation: Evaluation, edition: str) -> dict[str, Any]:
    """The status of every area and control of an edition."""
    norm = evaluation.norm.edition(edition)
    statuses = evaluation.statuses(edition)
    parts = {part: [statuses[each.id] for each in norm.controls.values() if each.part == part] for part in (1, 2)}
    open_findings, ratings = _open_findings(evaluation, edition), _ratings(evaluation, edition)
    return {
        **view_keys(evaluation, "nen7510-status/1"),
        "edition": edition,
        "readiness": {
            "part1": readiness_keys(readiness(parts[1])),
            "part2": readiness_keys(readiness(parts[2])),
            "total": readiness_keys(readiness(statuses.values())),
        },
        "counts": counted(statuses.values()),
        "areas": [
            {
                "id": area.id,
                "title": area.title("en"),
                "counts": counted(statuses[each.id] for each in norm.controls.values() if each.area == area.id),
            }
            for area in norm.areas.values()
        ],
        "controls": [
            {
                "id": control.id,
                "area": control.area,
                "title": control.title("en"),
                "status": statuses[control.id].status,
                "ratings": ratings.get(control.id, {}),
                "open_findings": open_findings.get(control.id, []),
                "mapped_from": list(statuses[control.id].mapped_from),
            }
            for control in norm.controls.values()
        ],
        "head": head_keys(evaluation.view.head),
    }


def counted(statuses: Iterable[ControlStatus]) -> dict[str, int]:
    """How many controls have each status, all of them named."""
    counts = Counter(each.status for each in statuses)
    return {status: counts[status] for status in STATUSES}


def _open_findings(evaluation: Evaluation, edition: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for each in evaluation.findings.values():
        if each.standing == "open":
            mapped = (
                target
                for control in each.finding.controls
                for target in evaluation.norm.mapped(control, each.assessment.edition, edition)
            )
            for control in dict.fromkeys(mapped):
                found[control].append(each.finding.id)
    return {control: sorted(ids) for control, ids in found.items()}


def _ratings(evaluation: Evaluation, edition: str) -> dict[str, dict[str, str]]:
    ratings: dict[str, dict[str, str]] = defaultdict(dict)
    for assessment in sorted(evaluation.view.all_assessments.values(), key=lambda each: each.id):
        for control, rating in by_control(evaluation.ratings, assessment, edition, evaluation.norm).items():
            ratings[control][assessment.id] = rating.value
    return ratings
