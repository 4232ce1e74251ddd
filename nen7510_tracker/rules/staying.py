"""Since when, and until when, everything that is said of a laboratory stays as it is (design section 9)."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.facts import Certificate
from nen7510_tracker.norm.policy import Policy
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import turning_days
from nen7510_tracker.words.day import day


class Stay(NamedTuple):
    """Since which day, and until which, everything that is said of a laboratory is as it is; None: for ever."""

    since: date | None
    until: date | None


def stay(evaluation: Evaluation, policy: Policy) -> Stay:
    """Between which days nothing of an evaluation changes but its day, with the record as it is.

    Both days of the view move together, so that what is recorded becomes known; the evaluation's have to be the
    same day. Never longer than that, sometimes shorter.
    """
    as_of, known = evaluation.as_of, evaluation.known
    turning = frozenset(
        chain(
            _becoming_known(known.dossier),
            chain.from_iterable(known.days.values()),
            chain.from_iterable(turning_days(evaluation, policy).values()),
            (end + timedelta(days=1) for end in _ends(evaluation) if end < date.max),
        )
    )
    since = max((each for each in turning if each <= as_of), default=None)
    first = min((each for each in turning if each > as_of), default=None)
    return Stay(since, first - timedelta(days=1) if first else None)


def _becoming_known(dossier: Dossier) -> Iterator[date]:
    """The days on which something that is recorded becomes known: few of them, however many the facts are."""
    entered = {version.entry.known_on for version in dossier.by_seq.values()}
    yield from (day(text).last for text in entered if text)
    said = {version.fact.known_on for version in dossier.by_seq.values() if version.fact}
    yield from (each.last for each in said if each)


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
