"""The findings of a dossier as an OSCAL plan of action and milestones, observations aside: an item for each."""

from nen7510_tracker.exchange.oscal.findings import Desk
from nen7510_tracker.exchange.oscal.parts import (
    Json,
    catalog_resource,
    evidence_resources,
    fact_props,
    metadata,
    one_line,
    prop,
    without_nothing,
)
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.rating import by_control
from nen7510_tracker.words.day import Day


def poam(desk: Desk) -> Json | None:
    """The plan; None while there is nothing in it: OSCAL knows no empty one."""
    view = desk.view
    findings = [each for each in desk.evaluation.findings.values() if each.grade != "observation"]
    if not findings:
        return None
    editions = sorted({each.assessment.edition for each in findings})
    return {
        "plan-of-action-and-milestones": {
            "uuid": desk.uuid("poam", str(view.as_of), str(view.known_on), str(view.head)),
            "metadata": metadata(view, f"Plan of action of {view.lab.name} for NEN 7510", desk.parties_of(findings)),
            "system-id": {"identifier-type": "https://ietf.org/rfc/rfc4122", "id": desk.uuid("lab")},
            "observations": [desk.observation(each) for each in findings],
            "risks": [desk.risk(each) for each in findings],
            "findings": _judgements(desk, findings),
            "poam-items": [_item(desk, each) for each in findings],
            "back-matter": {
                "resources": [
                    *map(catalog_resource, editions),
                    *evidence_resources(view, desk.evidence_of(findings)),
                ]
            },
        }
    }


def _judgements(desk: Desk, findings: list[FindingStatus]) -> list[Json]:
    """The judgements that the findings belong to, as they stand in the assessment results."""
    evaluation, made = desk.evaluation, {}
    for each in findings:
        assessment = each.assessment
        if assessment.id not in made:
            made[assessment.id] = by_control(evaluation.ratings, assessment, assessment.edition, evaluation.norm)
    on: dict[tuple[str, str], list[FindingStatus]] = {}
    for each in findings:
        for control in each.finding.controls:
            on.setdefault((each.assessment.id, control), []).append(each)
    return [
        desk.judgement(assessment, found[0].assessment.edition, control, made[assessment].get(control), found)
        for (assessment, control), found in on.items()
    ]


def _item(desk: Desk, status: FindingStatus) -> Json:
    """An item: what OSCAL has no place for stands in properties named as in a dossier file."""
    finding = status.finding
    given = {"statement": finding.statement, "on": finding.on, "due": finding.due}
    placed = {"statement": finding.statement or finding.title, "on": status.found.on, "due": status.due}
    # What stands in its place but is not the finding's own is marked; what differs from its place is told beside.
    default = [key for key, value in given.items() if value is None and placed[key] is not None]
    told = {"controls", *(key for key, value in given.items() if value == placed[key] and not _is_month(value))}
    told |= {"title"} if one_line(finding.title) == finding.title else set()
    return without_nothing(
        {
            "uuid": desk.uuid("poam-item", finding.id),
            "title": one_line(finding.title),
            "description": finding.statement or finding.title,
            "props": [
                *(prop("default", key) for key in default),
                prop("assessment", finding.assessment),
                *fact_props(finding, told),
            ],
            "related-findings": [
                {"finding-uuid": desk.uuid("judgement", finding.assessment, each)} for each in finding.controls
            ],
            "related-observations": [{"observation-uuid": desk.uuid("observation", finding.id)}],
            "related-risks": [{"risk-uuid": desk.uuid("risk", finding.id)}],
        }
    )


def _is_month(value: object) -> bool:
    """Whether a value is a month, of which its place in OSCAL holds the last day only."""
    return isinstance(value, Day) and value.is_month
