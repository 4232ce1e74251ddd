"""The checks on what the other criteria rest on (design section 4, Gate)."""

from collections.abc import Iterable
from datetime import date

from nen7510_tracker.norm.criterion import Documented, EvidenceFresh
from nen7510_tracker.rules.checks.case import Case, Check
from nen7510_tracker.rules.outcome import Because, Need, Outcome, Rest, outcome
from nen7510_tracker.words.day import day_after, months_after
from nen7510_tracker.words.message import N_, Message

NOTHING = Outcome("undetermined", (), (Need(Message("something to rest on; nothing is recorded"), None),))
NAMES = {
    "grant": N_("the grant of certificate {id}"),
    "verification": N_("the verification of finding {id}"),
    "conclusion": N_("the conclusion of {id}"),
    "establishment": N_("the establishment {id}"),
}


def _name(rest: Rest) -> Message:
    return Message(NAMES[rest.kind], id=rest.id)


def _because(rests: Iterable[Rest]) -> Iterable[Because]:
    return (Because(rest.kind, rest.id, _name(rest)) for rest in rests)


def evidence_fresh(criterion: EvidenceFresh, case: Case) -> Outcome:
    """The certificates, conclusions and establishments that are relied on are at most that many months old."""
    aged = [rest for rest in case.rests if rest.age_from]
    if not aged:
        return NOTHING
    as_of = case.evaluation.as_of
    stale = [rest for rest in aged if rest.age_from and months_after(rest.age_from, criterion.months) < as_of]
    needs = []
    for rest in stale:
        text = Message("{what} is older than {months} months", what=_name(rest), months=criterion.months)
        needs.append(Need(text, None))
    return outcome(_because(stale or aged), needs)


def _stale_days(criterion: EvidenceFresh, case: Case) -> Iterable[date]:
    """The days on which what may be relied on becomes too old: certificates, conclusions, establishments."""
    for kind in ("assessment", "certificate_event", "establishment"):
        for on in case.evaluation.known.days.get(kind, ()):
            yield day_after(months_after(on, criterion.months))


def documented(_criterion: Documented, case: Case) -> Outcome:
    """Every grant, verification, conclusion and establishment that is relied on names a source or evidence."""
    if not case.rests:
        return NOTHING
    bare = [rest for rest in case.rests if not rest.documented]
    needs = (Need(Message("{what} names no source and no evidence", what=_name(rest)), None) for rest in bare)
    return outcome(_because(bare or case.rests), needs)


# Both read whatever the other criteria read: the gate adds that.
FRESH = Check(evidence_fresh, frozenset(), _stale_days)
DOCUMENTED = Check(documented, frozenset())
