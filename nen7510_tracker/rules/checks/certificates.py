"""The checks on certificates (design section 4, Gate)."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

from nen7510_tracker.norm.criterion import CertificateInForce, EstablishedIndependently
from nen7510_tracker.norm.policy import Policy
from nen7510_tracker.rules.certificate import CertificateStatus, certificates_of, is_accredited, turning_days
from nen7510_tracker.rules.checks.case import PARTIES, Case, Check, names_a_document
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.independence import party_is_independent
from nen7510_tracker.rules.outcome import Because, Need, Outcome, Rest, Verdict
from nen7510_tracker.words.day import days_after, of
from nen7510_tracker.words.message import Message

KINDS = frozenset({"certificate", "certificate_event", "assessment"}) | PARTIES


def shortcomings(criterion: CertificateInForce, status: CertificateStatus, evaluation: Evaluation) -> list[Need]:
    """What keeps a certificate from meeting a criterion, with whose turn it is; nothing: it meets it."""
    view, as_of = evaluation.view, evaluation.as_of
    certificate, lab = status.certificate, view.lab_id
    issuer = certificate.issued_by
    if status.granted is None:
        return [Need(Message("certificate {id} is not granted", id=certificate.id), issuer)]
    if status.is_withdrawn:
        return [Need(Message("certificate {id} was withdrawn: a new one is needed", id=certificate.id), lab)]
    needs = []
    if status.is_suspended:
        needs.append(Need(Message("certificate {id} is suspended: it has to be reinstated", id=certificate.id), lab))
    if status.valid_until is None:
        needs.append(
            Need(Message("certificate {id}: its last day of validity is not recorded", id=certificate.id), issuer)
        )
    elif as_of > status.valid_until.last:
        text = Message(
            "certificate {id} ended on {day}: a new one is needed", id=certificate.id, day=status.valid_until
        )
        needs.append(Need(text, lab))
    needs += _scope(criterion, status, lab)
    for on in dict.fromkeys((status.granted.day, as_of)):
        if not is_accredited(view.parties.get(issuer), status.edition, on):
            text = Message(
                "{issuer} has no accreditation for {edition} on {day}",
                issuer=issuer,
                edition=status.edition,
                day=of(on),
            )
            needs.append(Need(text, issuer))
    if criterion.confirmed_within is not None and (
        status.confirmed_on is None or days_after(status.confirmed_on, criterion.confirmed_within) < as_of
    ):
        text = Message(
            "certificate {id} was not seen valid in a register in the last {days} days",
            id=certificate.id,
            days=criterion.confirmed_within,
        )
        needs.append(Need(text, None))
    return needs


def _scope(criterion: CertificateInForce, status: CertificateStatus, lab: str) -> Iterable[Need]:
    key = status.certificate.id
    if criterion.editions is not None and status.edition not in criterion.editions:
        text = Message(
            "certificate {id} is for {edition}, not for {editions}",
            id=key,
            edition=status.edition,
            editions=", ".join(criterion.editions),
        )
        yield Need(text, lab)
    for service in criterion.services or ():
        if service not in status.scope:
            yield Need(Message("certificate {id} does not cover the service {service}", id=key, service=service), lab)
    for site in criterion.sites or ():
        if site not in status.sites:
            yield Need(Message("certificate {id} does not cover the site {site}", id=key, site=site), lab)


def meeting(criterion: CertificateInForce, evaluation: Evaluation) -> Sequence[CertificateStatus]:
    """The certificates that meet a criterion, the last granted first."""
    found = [each for each in certificates_of(evaluation.view) if not shortcomings(criterion, each, evaluation)]
    return sorted(found, key=lambda each: each.granted.day if each.granted else date.min, reverse=True)


def criteria_of(policy: Policy) -> Sequence[CertificateInForce]:
    """The policy's own criteria on the certificate: one, as a rule."""
    return [each for each in policy.criteria if isinstance(each, CertificateInForce)]


def _independent_first(found: Sequence[CertificateStatus], evaluation: Evaluation) -> Sequence[CertificateStatus]:
    """One certificate is enough: the last granted by an independent issuer, else the last granted."""
    return sorted(found, key=lambda each: not _is_independent(each, evaluation))


def _is_independent(status: CertificateStatus, evaluation: Evaluation) -> bool:
    return status.granted is not None and party_is_independent(
        evaluation.view, status.certificate.issued_by, status.granted.day
    )


def _because(status: CertificateStatus) -> Because:
    certificate = status.certificate
    if status.granted is None or status.valid_until is None:
        text = Message("certificate {id} by {issuer}", id=certificate.id, issuer=certificate.issued_by)
    else:
        text = Message(
            "certificate {id} by {issuer}: granted {granted}, valid until {until}",
            id=certificate.id,
            issuer=certificate.issued_by,
            granted=status.granted.on,
            until=status.valid_until,
        )
    return Because("certificate", certificate.id, text)


def one_of(found: Sequence[CertificateStatus], evaluation: Evaluation) -> Rest:
    """Relying on one of some certificates that were granted, the first of them by name.

    It is as fresh as the freshest and documented if any is: so the end of one never betters what is said.
    Raises ValueError on none.
    """
    rests = [_grant(each, evaluation) for each in found]
    return Rest("grant", rests[0].id, any(each.documented for each in rests), max(_ages(rests)))


def _ages(rests: Iterable[Rest]) -> Iterable[date]:
    return (each.age_from for each in rests if each.age_from)


def _all_granted(evaluation: Evaluation) -> tuple[Rest, ...]:
    """What a criterion rests on that no certificate meets: every one that was ever granted."""
    return tuple(_grant(each, evaluation) for each in certificates_of(evaluation.view) if each.granted)


def _grant(status: CertificateStatus, evaluation: Evaluation) -> Rest:
    """The last grant of a certificate, renewed by its issuer's later surveillance."""
    granted = status.granted
    if granted is None:
        raise ValueError(status.certificate.id)
    seen = [
        each.day
        for each in evaluation.view.assessments.values()
        if each.fact.is_a == "surveillance" and each.fact.performed_by == status.certificate.issued_by
    ]
    return Rest("grant", status.certificate.id, names_a_document(granted.fact), max([granted.day, *seen]))


def certificate_in_force(criterion: CertificateInForce, case: Case) -> Outcome:
    """A certificate of the laboratory meets everything that the criterion asks."""
    evaluation = case.evaluation
    found = _independent_first(meeting(criterion, evaluation), evaluation)
    if found:
        return Outcome("met", (_because(found[0]),), (), (one_of(found, evaluation),))
    statuses = certificates_of(evaluation.view)
    if not statuses:
        return Outcome("not_met", (), (_wanted(criterion, evaluation.view.lab_id),))
    needs = [need for each in statuses for need in shortcomings(criterion, each, evaluation)]
    return Outcome("not_met", tuple(_because(each) for each in statuses), tuple(needs), _all_granted(evaluation))


def _wanted(criterion: CertificateInForce, lab: str) -> Need:
    asked = [*(criterion.editions or ()), *(criterion.services or ()), *(criterion.sites or ())]
    if asked:
        text = Message("a certificate in force for {what}; none is recorded", what=", ".join(asked))
        return Need(text, lab)
    return Need(Message("a certificate in force; none is recorded"), lab)


def _turns(criterion: CertificateInForce, case: Case) -> Iterable[date]:
    return turning_days(case.evaluation.view, criterion.confirmed_within)


def established_independently(_criterion: EstablishedIndependently, case: Case) -> Outcome:
    """A certificate that meets the policy's own criterion was issued by a party independent on its last grant."""
    evaluation = case.evaluation
    asked = [_independent_first(meeting(each, evaluation), evaluation) for each in criteria_of(case.policy)]
    relied_on = list({found[0].certificate.id: found[0] for found in asked if found}.values())
    needs = [_independent_wanted(each, evaluation) for each in relied_on if not _is_independent(each, evaluation)]
    verdict: Verdict = "not_met" if needs else "met"
    if not asked or not all(asked):
        needs.append(Need(Message("a certificate that meets the policy, issued by an independent party"), None))
        verdict = "not_met" if len(needs) > 1 else "undetermined"
    because = tuple(map(_because, relied_on))
    if needs:
        return Outcome(verdict, because, tuple(needs), _all_granted(evaluation) if asked else ())
    alike = [[each for each in found if _is_independent(each, evaluation)] for found in asked]
    return Outcome(verdict, because, (), tuple(one_of(each, evaluation) for each in alike))


def _independent_wanted(status: CertificateStatus, evaluation: Evaluation) -> Need:
    text = Message(
        "{issuer} was not independent of the laboratory on {day}: an independent party has to certify",
        issuer=status.certificate.issued_by,
        day=status.granted.on if status.granted else of(evaluation.as_of),
    )
    return Need(text, evaluation.view.lab_id)


def _policy_turns(_criterion: EstablishedIndependently, case: Case) -> Iterable[date]:
    view = case.evaluation.view
    return chain.from_iterable(turning_days(view, each.confirmed_within) for each in criteria_of(case.policy))


IN_FORCE = Check(certificate_in_force, KINDS, _turns)
INDEPENDENT = Check(established_independently, KINDS, _policy_turns)
