"""What turned between two days: statuses, standings, verdict, standing decision (design section 6, changes)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, TypeVar

from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.status import ControlStatus

Entry = TypeVar("Entry")  # what the ledger shows of an entry: the rules pass it on as it is

Turning = Literal["control", "finding", "verdict", "decision"]


@dataclass(slots=True, frozen=True)
class Moment:
    """What a dossier said on a day, in plain values.

    `controls` and `findings`: status and standing by id. `verdict` is that of the policy named
    `policy`; `decision` the id of the decision that stood, `decided` what it decided; None: there is none.
    """

    controls: Mapping[str, str]
    findings: Mapping[str, str]
    policy: str | None = None
    verdict: str | None = None
    decision: str | None = None
    decided: str | None = None


class Turn(NamedTuple):
    """Something that is not what it was; None: it was not there, or is not any more."""

    what: Turning
    id: str
    before: str | None
    after: str | None


@dataclass(slots=True, frozen=True)
class Changes(Generic[Entry]):
    """What turned between two moments, and what was recorded in between."""

    turned: Sequence[Turn]
    recorded: Sequence[Entry]


def moment(
    statuses: Mapping[str, ControlStatus],
    findings: Mapping[str, FindingStatus],
    verdict: tuple[str, str] | None = None,
    decision: tuple[str, str] | None = None,
) -> Moment:
    """The moment of an evaluation: `verdict` is the policy's id and what it says, `decision` its id and value."""
    policy, said = verdict or (None, None)
    stands, decided = decision or (None, None)
    return Moment(
        controls={key: each.status for key, each in statuses.items()},
        findings={key: each.standing for key, each in findings.items()},
        policy=policy,
        verdict=said,
        decision=stands,
        decided=decided,
    )


def changes(before: Moment, after: Moment, recorded: Sequence[Entry] = ()) -> Changes[Entry]:
    """What turned: the verdict, the decision, controls in the norm's order, findings in the order of `after`.

    A decision turned when another one stands, though it decides the same. What is there twice the
    same does not show.
    """
    turned = [*_verdict(before, after), *_decision(before, after)]
    turned += _turns("control", before.controls, after.controls)
    turned += _turns("finding", before.findings, after.findings)
    return Changes(turned, recorded)


def _verdict(before: Moment, after: Moment) -> Iterator[Turn]:
    policy = after.policy or before.policy
    if policy and before.verdict != after.verdict:
        yield Turn("verdict", policy, before.verdict, after.verdict)


def _decision(before: Moment, after: Moment) -> Iterator[Turn]:
    decision = after.decision or before.decision
    if decision and (before.decision, before.decided) != (after.decision, after.decided):
        yield Turn("decision", decision, before.decided, after.decided)


def _turns(what: Turning, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Turn]:
    for key in (*after, *(key for key in before if key not in after)):
        if before.get(key) != after.get(key):
            yield Turn(what, key, before.get(key), after.get(key))
