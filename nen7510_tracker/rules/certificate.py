"""Whether a certificate is in force, and for what (design section 4, `certificate_in_force`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from nen7510_tracker.dossier.facts import Certificate, CertificateEvent, Party
from nen7510_tracker.dossier.view import At, View
from nen7510_tracker.words.day import Day, day_after, days_after


@dataclass(slots=True, frozen=True)
class CertificateStatus:
    """A certificate after its events up to a day; scope, sites, edition and end as last changed since the grant.

    `granted` is None before the first grant. Without a `valid_until` nobody can say that it has not
    ended: it is not in force.
    """

    certificate: Certificate
    granted: At[CertificateEvent] | None
    edition: str
    scope: frozenset[str]
    scope_text: str | None
    sites: frozenset[str]
    statement: str | None
    valid_until: Day | None
    is_withdrawn: bool
    is_suspended: bool
    confirmed_on: date | None

    def in_force(self, as_of: date) -> bool:
        """Whether it is granted, not withdrawn, not suspended, and its last day has not passed."""
        return (
            self.granted is not None
            and not self.is_withdrawn
            and not self.is_suspended
            and self.valid_until is not None
            and as_of <= self.valid_until.last
        )

    @property
    def state(self) -> str:
        """`granted`, `suspended`, `withdrawn`, or `planned` before any grant."""
        if self.granted is None:
            return "planned"
        if self.is_withdrawn:
            return "withdrawn"
        return "suspended" if self.is_suspended else "granted"


def certificate_status(certificate: Certificate, events: Sequence[At[CertificateEvent]]) -> CertificateStatus:
    """A certificate after some events, in order: those since the last grant count."""
    grants = [place for place, event in enumerate(events) if event.fact.state == "granted"]
    since = events[grants[-1] :] if grants else []
    edition, scope, sites = certificate.edition, certificate.scope, certificate.sites
    scope_text, statement = certificate.scope_text, certificate.statement
    valid_until: Day | None = None
    suspended, confirmed = False, None
    for event in since:
        fact = event.fact
        edition, statement = fact.edition or edition, fact.statement or statement
        scope = scope if fact.scope is None else fact.scope
        sites = sites if fact.sites is None else fact.sites
        scope_text, valid_until = fact.scope_text or scope_text, fact.valid_until or valid_until
        if fact.state in {"suspended", "reinstated"}:
            suspended = fact.state == "suspended"
        if fact.state == "confirmed":
            confirmed = event.day
    return CertificateStatus(
        certificate=certificate,
        granted=since[0] if since else None,
        edition=edition,
        scope=frozenset(scope),
        scope_text=scope_text,
        sites=frozenset(sites),
        statement=statement,
        valid_until=valid_until,
        is_withdrawn=any(event.fact.state == "withdrawn" for event in since),
        is_suspended=suspended,
        confirmed_on=confirmed,
    )


def certificates_of(view: View) -> Sequence[CertificateStatus]:
    """The laboratory's own certificates, those of another holder left out."""
    return [
        certificate_status(each, view.certificate_events[each.id])
        for each in view.certificates.values()
        if each.holder in {None, view.lab_id}
    ]


def is_accredited(issuer: Party | None, edition: str, on: date) -> bool:
    """Whether a certification body has an accreditation for an edition on a day."""
    return (
        issuer is not None
        and issuer.is_a == "certification_body"
        and any(
            each.edition == edition and each.valid_from.first <= on <= each.valid_until.last
            for each in issuer.accreditations
        )
    )


def turning_days(view: View, confirmed_within: int | None) -> Iterator[date]:
    """The days on which what is said of a certificate can change by the passing of time alone."""
    for events in view.certificate_events.values():
        for event in events:
            if event.fact.valid_until:
                yield day_after(event.fact.valid_until.last)
            if event.fact.state == "confirmed" and confirmed_within is not None:
                yield days_after(event.day, confirmed_within + 1)
    for party in view.parties.values():
        for accreditation in party.accreditations:
            yield accreditation.valid_from.first
            yield day_after(accreditation.valid_until.last)
