"""Each kind of fact as a sentence that an outsider understands."""

from functools import singledispatch

from nen7510_tracker.dossier.facts import (
    Approval,
    Assessment,
    CertificateEvent,
    Commitment,
    CommitmentEvent,
    Decision,
    Enforcement,
    EnforcementEvent,
    Establishment,
    Evidence,
    Fact,
    Finding,
    FindingEvent,
    Incident,
    Measure,
    MeasureEvent,
    Milestone,
    MilestoneEvent,
    Proposal,
    Requirement,
    Statement,
    TimelineItem,
)
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.reports.inline import Inline, joined, listed
from nen7510_tracker.reports.subject import Subject
from nen7510_tracker.words.message import N_, Message

FINDING_EVENTS = {
    "planned": N_("Finding {id}: {party} planned how to solve it"),
    "in_progress": N_("Finding {id}: {party} is working on it"),
    "implemented": N_("Finding {id}: claimed implemented by {party}"),
    "submitted": N_("Finding {id}: {party} submitted extent, correction, cause and action"),
    "disputed": N_("Finding {id}: disputed by {party}"),
    "accepted": N_("Finding {id}: {party} accepted what was submitted"),
    "returned": N_("Finding {id}: {party} returned what was submitted"),
    "verified": N_("Finding {id}: verified as solved by {party}"),
    "reopened": N_("Finding {id}: found not solved, and reopened, by {party}"),
    "withdrawn": N_("Finding {id}: withdrawn by {party}"),
}
MEASURE_EVENTS = {
    "planned": N_("Measure {id}: planned"),
    "in_progress": N_("Measure {id}: in progress"),
    "blocked": N_("Measure {id}: blocked"),
    "done": N_("Measure {id}: done"),
    "cancelled": N_("Measure {id}: cancelled"),
}
MILESTONE_EVENTS = {
    "replanned": N_("Milestone {id} ({what}): replanned"),
    "reached": N_("Milestone {id} ({what}): reached"),
}
CERTIFICATE_EVENTS = {
    "granted": N_("Certificate {id}: granted by {party}"),
    "changed": N_("Certificate {id}: changed by {party}"),
    "suspended": N_("Certificate {id}: suspended by {party}"),
    "reinstated": N_("Certificate {id}: reinstated by {party}"),
    "withdrawn": N_("Certificate {id}: withdrawn by {party}"),
    "confirmed": N_("Certificate {id}, issued by {party}: seen valid in a register"),
}
COMMITMENT_EVENTS = {
    "fulfilled": N_("Commitment {id}: fulfilled"),
    "extended": N_("Commitment {id}: extended"),
    "withdrawn": N_("Commitment {id}: withdrawn"),
}
DECISIONS = {
    "suspend": N_("{party} suspends the collaboration ({id}): {text}"),
    "maintain_suspension": N_("{party} maintains the suspension ({id}): {text}"),
    "resume": N_("{party} resumes the collaboration ({id}): {text}"),
    "end": N_("{party} ends the collaboration ({id}): {text}"),
}


@singledispatch
def sentence(fact: Fact, _subject: Subject) -> Inline:
    """What a fact says, in words. Raises TypeError for a kind that is told in another way (ratings)."""
    raise TypeError(fact.kind)


def name_of(subject: Subject, key: str) -> str:
    """A party's name."""
    return str(subject.party(key))


def _with(*parts: Inline) -> Inline:
    return joined([each for each in parts if each is not None], "; ")


def _note(note: str | None) -> Inline:
    return Message("“{note}”", note=note) if note else None


@sentence.register
def _(fact: Incident, _subject: Subject) -> Inline:
    text = N_("Serious incident: {title}") if fact.severity == "serious" else N_("Incident: {title}")
    return _with(Message(text, title=fact.title), fact.text)


@sentence.register
def _(fact: Evidence, subject: Subject) -> Inline:
    if subject.discretion.hides_evidence(fact.id):
        return Message("Evidence {id}", id=fact.id)
    return Message("Evidence {id} ({kind}): {title}", id=fact.id, kind=label(fact.is_a), title=fact.title)


@sentence.register
def _(fact: Statement, _subject: Subject) -> Inline:
    text = "Statement of applicability {version} ({id}), of {n} controls, {out} of them excluded"
    out = sum(not each.applicable for each in fact.controls)
    approved = Message("approved by {who}", who=fact.approved_by) if fact.approved_by else None
    return _with(Message(text, version=fact.version, id=fact.id, n=len(fact.controls), out=out), approved)


@sentence.register
def _(fact: Assessment, subject: Subject) -> Inline:
    text = "Assessment {id}, {kind} by {party}: {title}"
    made = Message(text, kind=label(fact.is_a), party=name_of(subject, fact.performed_by), title=fact.title, id=fact.id)
    looked = [day for day in fact.reference_dates if day != fact.day]
    return _with(
        made,
        Message("also as of {days}", days=listed(looked)) if looked else None,
        Message("conclusion: {conclusion}", conclusion=label(fact.conclusion)) if fact.conclusion else None,
        Message("published on {day}", day=fact.published_on) if fact.published_on else None,
    )


@sentence.register
def _(fact: Finding, subject: Subject) -> Inline:
    status = subject.evaluation.findings[fact.id]
    if subject.discretion.hides_finding(fact.id):
        areas = joined([subject.area(key, status.assessment.edition) for key in subject.discretion.areas(status)])
        text = "Finding {id} ({grade}): {state}"
        told = Message(text, id=fact.id, grade=label(status.grade), state=label(status.state))
        return _with(told, areas, Message("due {day}", day=status.due) if status.due else None)
    text = "Finding {id} ({grade}; now {standing}), by {party}: {title}"
    return Message(
        text,
        id=fact.id,
        grade=label(fact.grade),
        standing=label(status.standing),
        party=name_of(subject, status.assessment.performed_by),
        title=fact.title,
    )


@sentence.register
def _(fact: FindingEvent, subject: Subject) -> Inline:
    return _with(
        Message(FINDING_EVENTS[fact.state], id=fact.finding, party=name_of(subject, fact.by)),
        _depth(fact) if fact.state == "verified" else None,
        Message("grade now {grade}", grade=label(fact.grade)) if fact.grade else None,
        Message("due {day}", day=fact.due) if fact.due else None,
        _note(fact.note),
    )


def _depth(fact: FindingEvent) -> Message:
    if fact.depth is None:
        return Message("depth ~{depth}", depth=label("existence"))
    return Message("depth {depth}", depth=label(fact.depth))


@sentence.register
def _(fact: Measure, _subject: Subject) -> Inline:
    return _with(
        Message("Measure {id} planned: {title}", id=fact.id, title=fact.title),
        Message("to end on {day}", day=fact.end) if fact.end else None,
    )


@sentence.register
def _(fact: MeasureEvent, _subject: Subject) -> Inline:
    return _with(
        Message(MEASURE_EVENTS[fact.state], id=fact.measure),
        Message("{n} % done", n=fact.progress) if fact.progress is not None else None,
        Message("to end on {day}", day=fact.end) if fact.end else None,
        _note(fact.note),
    )


@sentence.register
def _(fact: Milestone, _subject: Subject) -> Inline:
    return _with(
        Message("Milestone {id} ({what}) planned", id=fact.id, what=_step(fact)),
        Message("for {day}", day=fact.planned) if fact.planned else None,
    )


def _step(fact: Milestone) -> Message:
    return Message("{title}", title=fact.title) if fact.title else label(fact.is_a)


@sentence.register
def _(fact: MilestoneEvent, subject: Subject) -> Inline:
    step = _step(subject.view.milestones[fact.milestone].fact)
    return _with(
        Message(MILESTONE_EVENTS[fact.state], id=fact.milestone, what=step),
        Message("for {day}", day=fact.planned) if fact.planned else None,
        _note(fact.note),
    )


@sentence.register
def _(fact: CertificateEvent, subject: Subject) -> Inline:
    certificate = subject.view.certificates[fact.certificate]
    return _with(
        Message(CERTIFICATE_EVENTS[fact.state], id=certificate.id, party=name_of(subject, certificate.issued_by)),
        Message("valid until {day}", day=fact.valid_until) if fact.valid_until else None,
        _note(fact.note),
    )


@sentence.register
def _(fact: Requirement, subject: Subject) -> Inline:
    return Message(
        "Requirement {id} of {party}: {text}", id=fact.id, party=name_of(subject, fact.set_by), text=fact.text
    )


@sentence.register
def _(fact: Establishment, subject: Subject) -> Inline:
    text = "Requirement {id}: {result}, established by {party}"
    said = Message(text, id=fact.requirement, result=label(fact.result), party=name_of(subject, fact.by))
    return _with(said, _note(fact.note))


@sentence.register
def _(fact: Enforcement, subject: Subject) -> Inline:
    return _with(
        Message("Enforcement {id} by {party}: {kind}", id=fact.id, party=name_of(subject, fact.by), kind=fact.is_a),
        Message("until {day}", day=fact.until) if fact.until else None,
    )


@sentence.register
def _(fact: EnforcementEvent, subject: Subject) -> Inline:
    said = Message("Enforcement {id}: lifted by {party}", id=fact.enforcement, party=name_of(subject, fact.by))
    return _with(said, _note(fact.note))


@sentence.register
def _(fact: Commitment, subject: Subject) -> Inline:
    if fact.to:
        text, to = "Commitment {id} of {party} to {to}: {text}", name_of(subject, fact.to)
        said = Message(text, id=fact.id, party=name_of(subject, fact.by), to=to, text=fact.text)
    else:
        text = "Commitment {id} of {party}: {text}"
        said = Message(text, id=fact.id, party=name_of(subject, fact.by), text=fact.text)
    return _with(said, Message("due {day}", day=fact.due) if fact.due else None)


@sentence.register
def _(fact: CommitmentEvent, _subject: Subject) -> Inline:
    return _with(
        Message(COMMITMENT_EVENTS[fact.state], id=fact.commitment),
        Message("due {day}", day=fact.due) if fact.due else None,
        _note(fact.note),
    )


@sentence.register
def _(fact: TimelineItem, _subject: Subject) -> Inline:
    return fact.text


@sentence.register
def _(fact: Decision, subject: Subject) -> Inline:
    said = Message(DECISIONS[fact.decision], id=fact.id, party=name_of(subject, fact.by), text=fact.rationale)
    return _with(said, Message("taken outside the gate: it does not stand") if fact.taken_outside else None)


@sentence.register
def _(fact: Proposal, subject: Subject) -> Inline:
    party = name_of(subject, fact.by)
    if fact.decision is None:
        text = "Proposal {id} by {party}: to be judged by the policy {policy}; {text}"
        return Message(text, id=fact.id, party=party, policy=fact.policy.id, text=fact.rationale)
    text = "Proposal {id} by {party}: {decision}; {text}"
    return Message(text, id=fact.id, party=party, decision=label(fact.decision), text=fact.rationale)


@sentence.register
def _(fact: Approval, _subject: Subject) -> Inline:
    return Message("Proposal {id}: approved", id=fact.id)
