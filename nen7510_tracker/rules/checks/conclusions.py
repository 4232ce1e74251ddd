"""The checks on what assessments concluded (design section 4, Gate)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nen7510_tracker.dossier.facts import Assessment
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.norm.criterion import AssessedAfterIncident, LatestConclusionConforms
from nen7510_tracker.rules.certificate import CertificateStatus, certificates_of
from nen7510_tracker.rules.checks.case import PARTIES, Case, Check, names_a_document
from nen7510_tracker.rules.checks.certificates import one_of
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.outcome import Because, Need, Outcome, Rest, outcome, verdict_of
from nen7510_tracker.words.day import of
from nen7510_tracker.words.message import Message

# What a later assessment must be to speak in the place of an inspection; in another's place: any but stage 1.
AFTER_INSPECTION = frozenset({"stage_2", "surveillance", "recertification"})
_WORST_FIRST = ("does_not_conform", "conforms_with_conditions", "conforms")


@dataclass(slots=True, frozen=True)
class ConclusionStatus:
    """An independent assessment's conclusion: its own, or that of the certificate it led to."""

    assessment: Assessment
    day: date
    conclusion: str
    certificate: CertificateStatus | None

    def rest(self, evaluation: Evaluation) -> Rest:
        """What relying on it rests on."""
        documented = names_a_document(self.assessment)
        if self.certificate:
            documented = documented or one_of([self.certificate], evaluation).documented
        return Rest("conclusion", self.assessment.id, documented, self.day)

    @property
    def because(self) -> Because:
        """The fact, as people read it."""
        text = Message(
            "{assessment} of {day}: {conclusion}",
            assessment=self.assessment.id,
            day=of(self.day),
            conclusion=label(self.conclusion),
        )
        return Because("assessment", self.assessment.id, text)


def conclusions_of(evaluation: Evaluation) -> Sequence[ConclusionStatus]:
    """Every conclusion that counts, by day.

    A certificate counts, from its grant until it is withdrawn, as the conclusion `conforms` of the
    audits that it is based on and that its issuer performed.
    """
    certified: Mapping[str, CertificateStatus] = {
        f"{status.certificate.issued_by}/{audit}": status
        for status in certificates_of(evaluation.view)
        if status.granted is not None and not status.is_withdrawn
        for audit in status.certificate.based_on
    }
    found = []
    for each in evaluation.independent_assessments:
        certificate = certified.get(f"{each.fact.performed_by}/{each.fact.id}")
        conclusion = "conforms" if certificate else each.fact.conclusion
        if conclusion:
            found.append(ConclusionStatus(each.fact, each.day, conclusion, certificate))
    return found


def _last(conclusions: Iterable[ConclusionStatus]) -> ConclusionStatus | None:
    """The latest; of several on that day the worst."""
    return max(conclusions, key=lambda each: (each.day, -_WORST_FIRST.index(each.conclusion)), default=None)


def _speaks_for(kind: str, found: Sequence[ConclusionStatus]) -> ConclusionStatus | None:
    """The conclusion that counts for a kind: its own latest, or the latest later one that may speak in its place."""
    own = _last(each for each in found if each.assessment.is_a == kind)
    if own is None or own.conclusion == "conforms":
        return own
    later = _last(
        each
        for each in found
        if each.day > own.day and (kind != "inspection" or each.assessment.is_a in AFTER_INSPECTION)
    )
    return later if later and later.conclusion == "conforms" else own


def latest_conclusion_conforms(criterion: LatestConclusionConforms, case: Case) -> Outcome:
    """For each kind, the conclusion that counts is that the laboratory conforms."""
    evaluation = case.evaluation
    found = conclusions_of(evaluation)
    present = dict.fromkeys(each.fact.is_a for each in evaluation.independent_assessments)
    kinds = criterion.kinds if criterion.kinds is not None else tuple(present)
    speaking = {kind: _speaks_for(kind, found) for kind in kinds}
    needs = []
    for kind, said in speaking.items():
        if said is None:
            text = Message("a conclusion of an independent assessment of the kind {kind}", kind=label(kind))
            needs.append(Need(text, None))
        elif said.conclusion != "conforms":
            text = Message("{kind}: a later independent conclusion that the laboratory conforms", kind=label(kind))
            needs.append(Need(text, said.assessment.performed_by))
    said_all = [said for said in speaking.values() if said]
    verdicts = [verdict_of(["met" if said.conclusion == "conforms" else "not_met"]) for said in said_all]
    verdict = verdict_of(verdicts) if said_all else "undetermined"
    if verdict == "met" and len(said_all) < len(speaking):
        verdict = "undetermined"
    if not speaking:
        needs.append(Need(Message("a conclusion of an independent assessment"), None))
    return Outcome(
        verdict,
        tuple(said.because for said in said_all),
        tuple(needs),
        tuple(said.rest(evaluation) for said in said_all),
    )


def assessed_after_incident(_criterion: AssessedAfterIncident, case: Case) -> Outcome:
    """An independent assessment, not only of the design, has a reference date after the latest serious incident."""
    evaluation = case.evaluation
    incidents = [each for each in evaluation.view.incidents if each.fact.severity == "serious"]
    if not incidents:
        return Outcome("met")
    last = max(incidents, key=lambda each: each.day)
    because = [Because("incident", last.fact.id, Message("{title} ({day})", title=last.fact.title, day=last.on))]
    for each in evaluation.independent_assessments:
        after = [day for day in each.fact.reference_dates if day.first > last.day]
        if after and each.fact.depth != "design":
            text = Message("{assessment} looked on {day}", assessment=each.fact.id, day=max(after))
            return Outcome("met", (*because, Because("assessment", each.fact.id, text)))
    need = Need(Message("an independent assessment after the incident of {day}", day=last.on), None)
    return outcome(because, [need])


KINDS = frozenset({"assessment", "certificate", "certificate_event"}) | PARTIES
CONCLUSIONS = Check(latest_conclusion_conforms, KINDS)
AFTER_INCIDENT = Check(assessed_after_incident, frozenset({"assessment", "incident"}) | PARTIES)
