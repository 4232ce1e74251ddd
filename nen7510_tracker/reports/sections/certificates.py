"""The certificates: whether they are in force, for what, and by whom they were issued."""

from collections.abc import Iterator

from nen7510_tracker.dossier.facts import Certificate, Party
from nen7510_tracker.reports.fact_sentence import sentence
from nen7510_tracker.reports.inline import Inline, joined
from nen7510_tracker.reports.report import Block, Bullets, Pairs, Paragraph, Section
from nen7510_tracker.reports.subject import GateSubject
from nen7510_tracker.rules.certificate import CertificateStatus, certificate_status, is_accredited
from nen7510_tracker.rules.independence import party_is_independent
from nen7510_tracker.words.day import of
from nen7510_tracker.words.message import Message


def certificates(subject: GateSubject) -> Section:
    """Every certificate in the dossier."""
    blocks: list[Block] = [
        Section(Message("Certificate {id}", id=each.id), list(_certificate(subject, each)))
        for each in subject.view.certificates.values()
    ]
    return Section(Message("Certificates"), blocks or [Paragraph(Message("No certificate is recorded."))])


def _certificate(subject: GateSubject, certificate: Certificate) -> Iterator[Block]:
    events = subject.view.certificate_events[certificate.id]
    status = certificate_status(certificate, events)
    rows: list[tuple[Inline, Inline]] = [
        (Message("In force"), _in_force(subject, status)),
        (Message("Held by"), subject.party(certificate.holder or subject.view.lab_id)),
        (Message("Number"), certificate.number),
        (Message("Edition"), status.edition),
        (Message("Cluster"), certificate.cluster),
        (Message("Scope"), joined(sorted(status.scope))),
        (Message("Scope in words"), status.scope_text),
        (Message("Sites"), joined(sorted(status.sites))),
        (Message("Statement of applicability"), status.statement),
        (Message("Based on"), joined([subject.assessment(key) for key in certificate.based_on])),
        (Message("Issued by"), subject.party(certificate.issued_by)),
        (Message("Its accreditation"), _accreditation(subject, status)),
        (Message("Independent at the grant"), _independent(subject, status)),
        (
            Message("Seen valid in a register"),
            of(status.confirmed_on) if status.confirmed_on else Message("not recorded"),
        ),
    ]
    yield Pairs([(name, value) for name, value in rows if value is not None])
    if events:
        told: list[Inline] = [joined([event.on, sentence(event.fact, subject)], ": ") for event in events]
        yield Bullets(told)


def _in_force(subject: GateSubject, status: CertificateStatus) -> Message:
    if status.certificate.holder not in {None, subject.view.lab_id}:
        return Message("it does not count: another party holds it")
    if status.granted is None:
        return Message("no: it is not granted")
    if status.is_withdrawn:
        return Message("no: it was withdrawn")
    if status.is_suspended:
        return Message("no: it is suspended")
    if status.valid_until is None:
        return Message("no: its last day of validity is not recorded")
    if not status.in_force(subject.evaluation.as_of):
        return Message("no: it ended on {day}", day=status.valid_until)
    return Message("yes, until {day}", day=status.valid_until)


def _accreditation(subject: GateSubject, status: CertificateStatus) -> Inline:
    issuer = subject.view.parties.get(status.certificate.issued_by)
    if not is_accredited(issuer, status.edition, subject.evaluation.as_of):
        return Message("none for {edition} on {day}", edition=status.edition, day=of(subject.evaluation.as_of))
    return joined(list(_accreditations(issuer, status.edition)), "; ")


def _accreditations(issuer: Party | None, edition: str) -> Iterator[Inline]:
    for each in issuer.accreditations if issuer else ():
        if each.edition == edition:
            text = "{body} {number}, {first} to {last}"
            yield Message(text, body=each.body, number=each.number, first=each.valid_from, last=each.valid_until)


def _independent(subject: GateSubject, status: CertificateStatus) -> Inline:
    if status.granted is None:
        return None
    yes = party_is_independent(subject.view, status.certificate.issued_by, status.granted.day)
    return Message("yes") if yes else Message("no")
