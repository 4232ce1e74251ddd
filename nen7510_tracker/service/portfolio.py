"""The portfolio: a line per laboratory, worst first (design sections 6 and 9)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import chain
from typing import NamedTuple

from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.certificate import certificates_of
from nen7510_tracker.rules.decision import Lapse, decisions_of, lapse, policy_of, standing_decision
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import gate
from nen7510_tracker.rules.status import Readiness, readiness
from nen7510_tracker.rules.staying import Stay, stay
from nen7510_tracker.rules.trajectory import is_overdue, milestones_of, next_certification
from nen7510_tracker.service.lab_order import rank
from nen7510_tracker.store.columns import LabColumns
from nen7510_tracker.words.day import Day, day


class Decided(NamedTuple):
    """The decision that stands."""

    id: str
    decision: str
    on: Day


class LabRow(LabColumns):
    """A laboratory in the portfolio: plain columns, and what they mean, worked out when somebody looks."""

    __slots__ = ()

    def is_same_on(self, day: date) -> bool:
        """Whether everything is certain to be on a day as it is here, with what is recorded."""
        text = day.isoformat()
        since, until = self.same_since, self.stays_until
        return (since is None or since <= text) and (until is None or text <= until)

    @property
    def holds_until(self) -> date | None:
        """The last day on which the verdict holds; None: for ever."""
        return date.fromisoformat(self.holds) if self.holds else None

    @property
    def readiness(self) -> Readiness:
        """Readiness over both parts."""
        return Readiness(
            self.verified_1 + self.verified_2,
            self.claimed_1 + self.claimed_2,
            self.assessed_1 + self.assessed_2,
            self.applicable_1 + self.applicable_2,
        )

    @property
    def open(self) -> Mapping[str, int]:
        """The findings with the standing open, per grade that there is."""
        counts = {
            "major": self.open_major,
            "ungraded": self.open_ungraded,
            "minor": self.open_minor,
            "observation": self.open_observation,
        }
        return {grade: count for grade, count in counts.items() if count}

    @property
    def found(self) -> Mapping[str, int]:
        """The findings that were not withdrawn, per grade."""
        return {
            "major": self.found_major,
            "ungraded": self.found_ungraded,
            "minor": self.found_minor,
            "observation": self.found_observation,
        }

    @property
    def certificate_until(self) -> Day | None:
        """The last day of a certificate in force."""
        return day(self.certificate) if self.certificate else None

    @property
    def certification(self) -> Day | None:
        """The day on which the next certification is planned."""
        return day(self.certification_planned) if self.certification_planned else None

    @property
    def decision(self) -> Decided | None:
        """The decision that stands."""
        if self.decision_id is None or self.decided is None or self.decided_on is None:
            return None
        return Decided(self.decision_id, self.decided, day(self.decided_on))

    @property
    def lapse(self) -> Lapse | None:
        """That the ground of a standing resumption is gone."""
        if self.lapsed_since is None:
            return None
        return Lapse(date.fromisoformat(self.lapsed_since), tuple((self.lapsed_by or "").split()))

    @property
    def outside(self) -> bool:
        """Whether a resumption was taken outside the gate and no decision came after it."""
        return bool(self.resumed_outside)


def lab_row(evaluation: Evaluation, edition: str = DEFAULT_EDITION) -> LabRow:
    """A laboratory's row at the evaluation's moment."""
    view, norm = evaluation.view, evaluation.norm
    policy = policy_of(view, norm)
    result = gate(evaluation, policy)
    stands = standing_decision(view)
    gone = lapse(evaluation, stands)
    outside = any(each.outside for each in decisions_of(view)[-1:])
    overdue = sum(each.is_overdue for each in evaluation.measures.values())
    overdue += sum(is_overdue(each, view) for each in evaluation.findings.values())
    grades = Counter(each.grade for each in evaluation.findings.values() if each.standing == "open")
    found = Counter(each.grade for each in evaluation.findings.values() if each.standing != "withdrawn")
    held = (each.valid_until for each in certificates_of(view) if each.in_force(evaluation.as_of))
    until = max((each for each in held if each), default=None)
    stays = stay(evaluation, policy) if evaluation.as_of == view.known_on else Stay(evaluation.as_of, evaluation.as_of)
    part_1, part_2 = _parts(evaluation, edition)
    ahead = next_certification(milestones_of(view).values())
    return LabRow(
        *(view.lab_id, view.head.seq, view.head.digest),
        day=evaluation.as_of.isoformat(),
        same_since=stays.since.isoformat() if stays.since else None,
        stays_until=stays.until.isoformat() if stays.until else None,
        recorded_at=max(each.recorded_at for each in evaluation.known.dossier.entries),
        rank=rank(result.verdict, grades["major"] + grades["ungraded"], overdue, alarm=gone is not None or outside),
        name=view.lab.name,
        city=view.lab.city,
        verdict=result.verdict,
        holds=result.holds_until.isoformat() if result.holds_until else None,
        policy=policy.id,
        policy_digest=policy.digest,
        verified_1=part_1.verified,
        claimed_1=part_1.claimed,
        assessed_1=part_1.assessed,
        applicable_1=part_1.applicable,
        verified_2=part_2.verified,
        claimed_2=part_2.claimed,
        assessed_2=part_2.assessed,
        applicable_2=part_2.applicable,
        open_major=grades["major"],
        open_ungraded=grades["ungraded"],
        open_minor=grades["minor"],
        open_observation=grades["observation"],
        found_major=found["major"],
        found_ungraded=found["ungraded"],
        found_minor=found["minor"],
        found_observation=found["observation"],
        overdue=overdue,
        dated=_dated(evaluation),
        certificate=until.text if until else None,
        certification_planned=ahead.planned.text if ahead and ahead.planned else None,
        certification_slip=ahead.slip_days if ahead else None,
        decision_id=stands.id if stands else None,
        decided=stands.decision if stands else None,
        decided_on=stands.on.text if stands else None,
        review_on=stands.review_on.text if stands and stands.review_on else None,
        lapsed_since=gone.since.isoformat() if gone else None,
        lapsed_by=" ".join(gone.criteria) if gone else None,
        resumed_outside=int(outside),
    )


def _dated(evaluation: Evaluation) -> int:
    """How many findings and measures the laboratory still has to do by a day."""
    lab = evaluation.view.lab_id
    findings = (each.due and each.turn == lab for each in evaluation.findings.values())
    measures = (
        each.planned_end and not each.done_on and not each.is_cancelled for each in evaluation.measures.values()
    )
    return sum(map(bool, chain(findings, measures)))


def _parts(evaluation: Evaluation, edition: str) -> tuple[Readiness, Readiness]:
    statuses = evaluation.statuses(edition)
    part_1 = (each for key, each in statuses.items() if not key.startswith("A."))
    part_2 = (each for key, each in statuses.items() if key.startswith("A."))
    return readiness(part_1), readiness(part_2)
