"""What the tab Controls shows of an edition, worked out once: statuses, ratings, findings, measures by control."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.rating import RatingStatus, by_control
from nen7510_tracker.rules.status import ControlStatus
from nen7510_tracker.rules.trajectory import MeasureStatus
from nen7510_tracker.tui.desk import Opened


@dataclass(slots=True)
class ControlFacts:
    """What an edition's controls come to in a laboratory, worked out once per view."""

    edition: str
    statuses: Mapping[str, ControlStatus]
    counts: Mapping[str, Mapping[str, int]]
    assessments: Sequence[Assessment]
    ratings: Mapping[str, Mapping[str, RatingStatus]]
    given: Mapping[str, Sequence[RatingStatus]]
    findings: Mapping[str, Sequence[FindingStatus]]
    measures: Mapping[str, Sequence[MeasureStatus]]


def worked_out(opened: Opened, edition: str) -> ControlFacts:
    """What an edition's controls come to in a laboratory."""
    return opened.once(f"controls {edition}", lambda: _worked_out(opened, edition))


def _worked_out(opened: Opened, edition: str) -> ControlFacts:
    evaluation, norm = opened.evaluation, opened.norm
    statuses = evaluation.statuses(edition)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for control in norm.edition(edition).controls.values():
        counts[control.area][statuses[control.id].status] += 1
    rated = {each.assessment.id for each in evaluation.ratings}
    assessments = [each for key, each in evaluation.view.all_assessments.items() if key in rated]
    findings: dict[str, list[FindingStatus]] = defaultdict(list)
    for finding in evaluation.findings.values():
        for key in _here(opened, finding.finding.controls, finding.assessment.edition, edition):
            findings[key].append(finding)
    given: dict[str, list[RatingStatus]] = defaultdict(list)
    for rating in evaluation.ratings:
        for key in norm.mapped(rating.control, rating.assessment.edition, edition):
            given[key].append(rating)
    return ControlFacts(
        edition=edition,
        statuses=statuses,
        counts=counts,
        assessments=assessments,
        given=given,
        ratings={each.id: by_control(evaluation.ratings, each, edition, norm) for each in assessments},
        findings=findings,
        measures=_measures(opened, findings, edition),
    )


def _measures(
    opened: Opened, findings: Mapping[str, Sequence[FindingStatus]], edition: str
) -> Mapping[str, Sequence[MeasureStatus]]:
    on: dict[str, list[MeasureStatus]] = defaultdict(list)
    controls_of: dict[str, set[str]] = defaultdict(set)
    for control, each in findings.items():
        for finding in each:
            controls_of[finding.finding.id].add(control)
    for measure in opened.evaluation.measures.values():
        served = set(_here(opened, measure.measure.controls, DEFAULT_EDITION, edition))
        for key in served.union(*(controls_of[finding] for finding in measure.measure.findings)):
            on[key].append(measure)
    return on


def _here(opened: Opened, controls: Sequence[str], origin: str, edition: str) -> Sequence[str]:
    norm = opened.norm
    return list(dict.fromkeys(target for each in controls for target in norm.mapped(each, origin, edition)))
