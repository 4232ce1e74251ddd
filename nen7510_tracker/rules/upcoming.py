"""The days that somebody has to reckon with: what is due, what ends, what is to be reviewed (design section 8, ics)."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple, get_args

from nen7510_tracker.dossier.facts import Party
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.rules.certificate import CertificateStatus, certificates_of
from nen7510_tracker.rules.decision import policy_of, standing_decision
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import gate
from nen7510_tracker.rules.trajectory import milestones_of
from nen7510_tracker.words.day import Day, day_after, of
from nen7510_tracker.words.message import Message

Kind = Literal[
    "verdict",
    "certificate",
    "accreditation",
    "decision",
    "condition",
    "enforcement",
    "finding",
    "measure",
    "milestone",
    "commitment",
    "evidence",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Coming(NamedTuple):
    """A day that somebody has to reckon with.

    `id` is that of the fact, of a condition its decision's with a number; `note` what the fact says in
    its own words; `turn` the id of the party that has to do something, or that has promised or issued it.
    """

    lab: str
    kind: Kind
    id: str
    day: Day
    title: Message
    note: str | None = None
    turn: str | None = None

    @property
    def key(self) -> str:
        """Stays the same when the day moves."""
        return f"{self.kind}.{self.id}"


def coming(evaluation: Evaluation) -> Iterator[Coming]:
    """Every such day of a laboratory, also those that passed without what was due; as the facts come."""
    yield from _verdict(evaluation)
    yield from to_do(evaluation)
    for certificate in certificates_of(evaluation.view):
        if certificate.in_force(evaluation.as_of):
            yield from _accreditation(evaluation, certificate)
    yield from _enforcement(evaluation)


def to_do(evaluation: Evaluation) -> Iterator[Coming]:
    """What has a day: findings and measures that are not done, milestones, certificates, reviews, commitments."""
    lab = evaluation.view.lab_id
    for finding in evaluation.findings.values():
        if finding.due and not finding.is_closed:
            key, fact = finding.finding.id, finding.finding
            title = Message("finding {id} ({grade}) is due", id=key, grade=label(finding.grade))
            yield Coming(lab, "finding", key, finding.due, title, fact.title, finding.turn)
    yield from _work(evaluation)
    for certificate in certificates_of(evaluation.view):
        if certificate.valid_until and certificate.in_force(evaluation.as_of):
            key, issuer = certificate.certificate.id, certificate.certificate.issued_by
            title = Message("certificate {id} ends", id=key)
            yield Coming(lab, "certificate", key, certificate.valid_until, title, turn=issuer)
    yield from _decided(evaluation)
    yield from _promised(evaluation)


def _work(evaluation: Evaluation) -> Iterator[Coming]:
    """Measures and milestones that are still to be done."""
    lab = evaluation.view.lab_id
    for measure in evaluation.measures.values():
        if measure.planned_end and measure.done_on is None and not measure.is_cancelled:
            title = Message("measure {id} is planned to end", id=measure.id)
            yield Coming(lab, "measure", measure.id, measure.planned_end, title, measure.measure.title, lab)
    for milestone in milestones_of(evaluation.view).values():
        if milestone.planned and not milestone.reached:
            title = Message("milestone {id}: {kind}", id=milestone.id, kind=label(milestone.kind))
            yield Coming(lab, "milestone", milestone.id, milestone.planned, title, milestone.milestone.title, lab)


def _decided(evaluation: Evaluation) -> Iterator[Coming]:
    """The review of the decision that stands, and its conditions; the review of evidence."""
    lab, decision = evaluation.view.lab_id, standing_decision(evaluation.view)
    if decision:
        if decision.review_on:
            title = Message("review of decision {id}", id=decision.id)
            yield Coming(lab, "decision", decision.id, decision.review_on, title, turn=decision.by)
        for number, condition in enumerate(decision.conditions, 1):
            if condition.due:
                title = Message("condition {number} of decision {id} is due", number=number, id=decision.id)
                yield Coming(lab, "condition", f"{decision.id}.{number}", condition.due, title, condition.text)
    for key, evidence in evaluation.view.evidence.items():
        if evidence.fact.review_by:
            title = Message("evidence {id} has to be reviewed", id=key)
            yield Coming(lab, "evidence", key, evidence.fact.review_by, title, evidence.fact.title)


def _promised(evaluation: Evaluation) -> Iterator[Coming]:
    """Commitments that were neither fulfilled nor withdrawn, at the day they were last extended to."""
    view = evaluation.view
    for key, commitment in view.commitments.items():
        events = [each.fact for each in view.commitment_events[key]]
        days = [commitment.fact.due, *(each.due for each in events if each.state == "extended")]
        due = next((day for day in reversed(days) if day), None)
        if due and not any(each.state in {"fulfilled", "withdrawn"} for each in events):
            by = commitment.fact.by
            title = Message("commitment {id} of {party} is due", id=key, party=by)
            yield Coming(view.lab_id, "commitment", key, due, title, commitment.fact.text, by)


def _verdict(evaluation: Evaluation) -> Iterator[Coming]:
    """Until when the verdict of the dossier's policy holds."""
    policy = policy_of(evaluation.view, evaluation.norm)
    found = gate(evaluation, policy)
    if found.holds_until:
        title = Message("the verdict ({verdict}) holds until this day", verdict=label(found.verdict))
        yield Coming(evaluation.view.lab_id, "verdict", policy.id, of(found.holds_until), title)


def _accreditation(evaluation: Evaluation, certificate: CertificateStatus) -> Iterator[Coming]:
    """Until when the issuer of a certificate in force stays accredited for its edition."""
    issuer = evaluation.view.parties.get(certificate.certificate.issued_by)
    end = accredited_until(issuer, certificate.edition, evaluation.as_of) if issuer else None
    if issuer and end:
        title = Message(
            "the accreditation of {party}, which issued certificate {id}, ends",
            party=issuer.id,
            id=certificate.certificate.id,
        )
        key = f"{certificate.certificate.id}.{issuer.id}"
        yield Coming(evaluation.view.lab_id, "accreditation", key, end, title, turn=issuer.id)


def accredited_until(party: Party, edition: str, on: date) -> Day | None:
    """The last day of a party's accreditation for an edition on a day, and of those that follow without a gap."""
    spans = [each for each in party.accreditations if each.edition == edition]
    end: Day | None = None
    for each in sorted(spans, key=lambda each: each.valid_from.first):
        start = each.valid_from.first
        follows = start <= on <= each.valid_until.last if end is None else start <= day_after(end.last)
        if follows and (end is None or end < each.valid_until):
            end = each.valid_until
    return end


def _enforcement(evaluation: Evaluation) -> Iterator[Coming]:
    """Until when a measure of enforcement that was not lifted lasts."""
    view = evaluation.view
    for key, each in view.enforcement.items():
        lifted = any(event.fact.state == "lifted" for event in view.enforcement_events[key])
        if each.fact.until and not lifted:
            title = Message("enforcement {id} ends", id=key)
            yield Coming(view.lab_id, "enforcement", key, each.fact.until, title, each.fact.is_a, each.fact.by)


def within(found: Iterable[Coming], as_of: date, days: int, *, passed: bool = False) -> list[Coming]:
    """Those from a day on until so many days later, the first first; with `passed` also those that passed."""
    near = [each for each in found if (each.day.last - as_of).days <= days and (passed or each.day.last >= as_of)]
    return sorted(near, key=lambda each: (each.day, each.lab, KINDS.index(each.kind), each.id))
