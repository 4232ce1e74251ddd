"""The assessments of a dossier as OSCAL assessment results: a result for each, with its judgements and findings."""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Mapping, Sequence

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.exchange.oscal.findings import Desk, reviewed
from nen7510_tracker.exchange.oscal.names import in_order
from nen7510_tracker.exchange.oscal.parts import (
    ASSESSOR,
    Json,
    catalog_resource,
    evidence_resources,
    fact_props,
    metadata,
    moment,
    one_line,
    party_uuid,
    without_nothing,
)
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.rating import NOT_ASSESSED, RatingStatus, by_control

_PLAN = (
    "The record holds what was assessed and what was found, not the plan for it. What a plan would say of scope, "
    "controls and dates stands with each result."
)


def results(desk: Desk) -> Json | None:
    """The assessment results; None while no assessment says which controls it looked at: OSCAL knows no empty ones."""
    view = desk.view
    made = [each.fact for each in view.assessments.values() if controls_of(desk, each.fact)]
    if not made:
        return None
    findings = _by_assessment(desk)
    told = [each for assessment in made for each in findings[assessment.id]]
    parties = {each.performed_by for each in made} | desk.parties_of(told)
    about = metadata(view, f"Assessments of {view.lab.name} against NEN 7510", parties)
    assessors = sorted({party_uuid(desk.lab, each.performed_by) for each in made})
    about["responsible-parties"] = [{"role-id": ASSESSOR, "party-uuids": assessors}]
    text = {"filename": "plan.txt", "media-type": "text/plain", "value": b64encode(_PLAN.encode()).decode()}
    plan = {"uuid": desk.uuid("plan"), "title": "No assessment plan in OSCAL", "description": _PLAN, "base64": text}
    resources = [
        plan,
        *map(catalog_resource, sorted({each.edition for each in made})),
        *evidence_resources(view, desk.evidence_of(told)),
    ]
    return {
        "assessment-results": {
            "uuid": desk.uuid("assessment-results", str(view.as_of), str(view.known_on), str(view.head)),
            "metadata": about,
            "import-ap": {"href": f"#{plan['uuid']}"},
            "results": [_result(desk, each, findings[each.id]) for each in made],
            "back-matter": {"resources": resources},
        }
    }


def _by_assessment(desk: Desk) -> Mapping[str, Sequence[FindingStatus]]:
    found: dict[str, list[FindingStatus]] = defaultdict(list)
    for each in desk.evaluation.findings.values():
        found[each.assessment.id].append(each)
    return found


def _result(desk: Desk, assessment: Assessment, findings: Sequence[FindingStatus]) -> Json:
    day = assessment.day
    begin = min(assessment.reference_dates, default=day)
    if begin is None or day is None:  # the view holds no assessment without a day
        raise LookupError(assessment.id)
    told = {"title", "performed_by", "scope_text", "limitations"}
    return without_nothing(
        {
            "uuid": desk.uuid("assessment", assessment.id),
            "title": one_line(assessment.title),
            "description": assessment.scope_text or assessment.title,
            "start": moment(begin, begins=True),
            "end": moment(day) if day != begin else None,
            "props": fact_props(assessment, told),
            "links": [{"href": f"#{catalog_resource(assessment.edition)['uuid']}", "rel": "reference"}],
            "reviewed-controls": reviewed(assessment.edition, controls_of(desk, assessment)),
            "observations": [desk.observation(each) for each in findings],
            "risks": [desk.risk(each) for each in findings if each.grade != "observation"],
            "findings": _judgements(desk, assessment, findings),
            "remarks": assessment.limitations,
        }
    )


def controls_of(desk: Desk, assessment: Assessment) -> list[str]:
    """The controls that an assessment judged or has a finding on, as far as the record says."""
    found = (each.finding for each in desk.evaluation.findings.values() if each.assessment.id == assessment.id)
    return in_order({*_judged(desk, assessment), *(control for each in found for control in each.controls)})


def _judged(desk: Desk, assessment: Assessment) -> Mapping[str, RatingStatus]:
    evaluation = desk.evaluation
    ratings = by_control(evaluation.ratings, assessment, assessment.edition, evaluation.norm)
    return {control: each for control, each in ratings.items() if each.value != NOT_ASSESSED}


def _judgements(desk: Desk, assessment: Assessment, findings: Sequence[FindingStatus]) -> list[Json]:
    """A judgement per control that was rated or has a shortcoming; one with an observation alone is not judged."""
    judged = _judged(desk, assessment)
    on: dict[str, list[FindingStatus]] = defaultdict(list)
    for each in findings:
        for control in each.finding.controls:
            on[control].append(each)
    short = {control for control, found in on.items() if any(each.grade != "observation" for each in found)}
    return [
        desk.judgement(assessment.id, assessment.edition, control, judged.get(control), on[control])
        for control in in_order({*judged, *short})
    ]
