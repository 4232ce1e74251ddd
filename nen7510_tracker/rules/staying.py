"""Until when everything that is said of a laboratory stays as it is (design section 9)."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.facts import Certificate
from nen7510_tracker.norm.policy import Policy
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import turning_days


def stays_until(evaluation: Evaluation, policy: Policy) -> date | None:
    """The last day up to which nothing of an evaluation changes but its day, if nothing more is recorded.

    Both days of the view move on together, so that what is recorded becomes known; the evaluation's have to be the
    same day. Never later than the day before anything can change, sometimes earlier; None: it stays so for ever.
    """
    day, known = evaluation.as_of, evaluation.known
    coming = chain(
        _becoming_known(known.dossier, known.known_on),
        chain.from_iterable(known.days.values()),
        chain.from_iterable(turning_days(evaluation, policy).values()),
        (end + timedelta(days=1) for end in _ends(evaluation) if end < date.max),
    )
    first = min((each for each in coming if each > day), default=None)
    return first - timedelta(days=1) if first else None


def _becoming_known(dossier: Dossier, known_on: date) -> Iterator[date]:
    """The days after a day on which something that is recorded becomes known."""
    after = known_on.isoformat()[:7]
    for version in dossier.by_seq.values():
        if version.entry.known_on and version.entry.known_on[:7] >= after:
            yield version.known_on
        if version.fact and version.fact.known_on:
            yield version.fact.known_on.last


def _ends(evaluation: Evaluation) -> Iterator[date]:
    """The days after which something is overdue, or a certificate is none any more."""
    for measure in evaluation.measures.values():
        if measure.planned_end:
            yield measure.planned_end.last
    for finding in evaluation.findings.values():
        if finding.due:
            yield finding.due.last
    for key, events in evaluation.view.certificate_events.items():
        for event in events:
            if event.fact.valid_until:
                yield event.fact.valid_until.last
        yield from _accreditations(evaluation, evaluation.view.certificates[key])


def _accreditations(evaluation: Evaluation, certificate: Certificate) -> Iterator[date]:
    """The last days before, and of, what its issuer is accredited for: whether a policy asks for it or not."""
    issuer = evaluation.view.parties.get(certificate.issued_by)
    for each in issuer.accreditations if issuer else ():
        yield each.valid_until.last
        if each.valid_from.first > date.min:
            yield each.valid_from.first - timedelta(days=1)
