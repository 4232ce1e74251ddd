"""What was recorded, and what turned, since a day (design section 6, changes)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules import changes as rules
from nen7510_tracker.rules.changes import Turn
from nen7510_tracker.rules.decision import policy_of, standing_decision
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import gate
from nen7510_tracker.service.record import Moment, Record, evaluate


@dataclass(slots=True, frozen=True)
class LabChanges:
    """What turned in a dossier between the end of one day and a moment, and what was recorded after that day."""

    lab: str
    since: date
    moment: Moment
    turned: Sequence[Turn]
    recorded: Sequence[Entry]
    head: Head


def changes_of(record: Record, lab: str, since: date, moment: Moment, edition: str = DEFAULT_EDITION) -> LabChanges:
    """What turned since a day, seen with the record as it is, or at the moment's head.

    Raises InputRejected for an unknown laboratory or head, KeyError for an unknown edition.
    """
    dossier = record.dossier(lab, moment.head)
    before = evaluate(dossier, Moment(since, since), record.norm)
    after = evaluate(dossier, moment, record.norm)
    recorded = [each for each in record.ledger.entries(lab, moment.head) if each.recorded_at[:10] > since.isoformat()]
    turned = rules.changes(_said(before, edition), _said(after, edition)).turned
    return LabChanges(lab, since, moment, turned, recorded, dossier.head)


def _said(evaluation: Evaluation, edition: str) -> rules.Moment:
    policy = policy_of(evaluation.view, evaluation.norm)
    stands = standing_decision(evaluation.view)
    return rules.moment(
        evaluation.statuses(edition),
        evaluation.findings,
        (policy.id, gate(evaluation, policy, holding=False).verdict),
        (stands.id, stands.decision) if stands else None,
    )
