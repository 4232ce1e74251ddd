"""What was recorded, and what turned, since a day, in one laboratory or in many (design section 6, changes)."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules import changes as rules
from nen7510_tracker.rules.changes import TURNINGS, Turn, Turning
from nen7510_tracker.rules.decision import lapse, policy_of, standing_decision
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import gate
from nen7510_tracker.service.evaluating import Portfolio
from nen7510_tracker.service.record import Moment, Record, evaluate

# The kinds of fact of which an entry's id, or that there is one, tells which controls are not in order.
WITHHELD = frozenset(
    {"rating", "statement", "finding", "finding_event", "measure", "measure_event", "evidence", "assessment"}
)


@dataclass(slots=True, frozen=True)
class LabChanges:
    """What turned in a dossier between the end of one day and a moment, and what was recorded after that day."""

    lab: str
    name: str
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
    recorded = recorded_since(record, lab, since, moment)
    turned = rules.changes(said(before, edition), said(after, edition)).turned
    return LabChanges(lab, after.view.lab.name, since, moment, turned, recorded, dossier.head)


def said(evaluation: Evaluation, edition: str = DEFAULT_EDITION) -> rules.Moment:
    """What a dossier says at the evaluation's moment, to be held against another one."""
    policy = policy_of(evaluation.view, evaluation.norm)
    stands = standing_decision(evaluation.view)
    ground: rules.Ground | None = None
    if stands and stands.decision == "resume":
        ground = "lapsed" if lapse(evaluation, stands) else "stands"
    return rules.moment(
        evaluation.statuses(edition),
        evaluation.findings,
        (policy.id, gate(evaluation, policy, holding=False).verdict),
        (stands.id, stands.decision) if stands else None,
        ground,
    )


def changes_of_all(
    record: Record,
    labs: Iterable[str],
    since: date,
    moment: Moment,
    edition: str = DEFAULT_EDITION,
    portfolio: Portfolio | None = None,
) -> Iterator[LabChanges]:
    """What turned and what was recorded in each of some laboratories, also where nothing did; as `changes_of`.

    `portfolio`: that of this moment and edition, worked out; a laboratory of which it tells that nothing can have
    turned since the day is not worked out again.
    """
    kept = portfolio.chosen(labs) if portfolio else {}
    for lab in kept or labs:
        row = kept.get(lab)
        if row and row.is_same_on(since):
            late = row.recorded_at[:10] > since.isoformat()
            recorded = recorded_since(record, lab, since, moment) if late else []
            yield LabChanges(lab, row.name, since, moment, [], recorded, Head(row.seq, row.digest))
        else:
            yield changes_of(record, lab, since, moment, edition)


def recorded_since(record: Record, lab: str, since: date, moment: Moment) -> list[Entry]:
    """What was recorded after a day."""
    return [each for each in record.ledger.entries(lab, moment.head) if each.recorded_at[:10] > since.isoformat()]


def turned_by_kind(changes: Iterable[LabChanges]) -> Mapping[Turning, int]:
    """How many of each kind of thing turned, over some laboratories."""
    counts = Counter(turn.what for each in changes for turn in each.turned)
    return {what: counts[what] for what in TURNINGS}


def gravest_first(found: LabChanges) -> tuple[int, str]:
    """Sorts by the first thing that turned, in the order of `TURNINGS`; those where nothing did last."""
    return min((TURNINGS.index(turn.what) for turn in found.turned), default=len(TURNINGS)), found.lab


def only(found: LabChanges, what: Collection[str]) -> LabChanges:
    """Only what turned of some kinds, and nothing of what was recorded; none named: everything."""
    if not what:
        return found
    return replace(found, turned=[turn for turn in found.turned if turn.what in what], recorded=())


def for_outsiders(found: LabChanges) -> LabChanges:
    """Without what shows which controls are not in order (design section 6, `--public`)."""
    return replace(
        found,
        turned=[turn for turn in found.turned if turn.what != "control"],
        recorded=[entry for entry in found.recorded if entry.kind not in WITHHELD],
    )
