"""What turned between two days: statuses, standings, verdict, standing decision (design section 6, changes)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, NamedTuple, TypeVar, get_args

from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.status import ControlStatus
from nen7510_tracker.words.message import N_

Entry = TypeVar("Entry")  # what the ledger shows of an entry: the rules pass it on as it is

Turning = Literal["verdict", "decision", "ground", "reopened", "control", "finding"]
Ground = Literal["stands", "lapsed"]
TURNINGS: tuple[Turning, ...] = get_args(Turning)  # the gravest first

# What each is called.
NAMES: Mapping[Turning, str] = {
    "verdict": N_("verdict"),
    "decision": N_("decision"),
    "ground": N_("ground of the decision"),
    "reopened": N_("reopened"),
    "control": N_("control"),
    "finding": N_("finding"),
}


@dataclass(slots=True, frozen=True)
class Moment:
    """What a dossier said on a day, in plain values.

    `controls` and `findings`: status and standing by id. `verdict` is that of the policy named
    `policy`; `decision` the id of the decision that stood, `decided` what it decided; None: there is none.
    `ground`: of a resumption that stood, whether it would have been refused that day. `reopened`: how many
    times each finding had been reopened, those never reopened left out.
    """

    controls: Mapping[str, str]
    findings: Mapping[str, str]
    policy: str | None = None
    verdict: str | None = None
    decision: str | None = None
    decided: str | None = None
    ground: Ground | None = None
    reopened: Mapping[str, int] = field(default_factory=dict)


class Turn(NamedTuple):
    """Something that is not what it was; None: it was not there, or is not any more.

    `reopened` is said of a finding beside its standing: that may be the same again.
    """

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
    ground: Ground | None = None,
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
        ground=ground,
        reopened={key: count for key, each in findings.items() if (count := _reopened(each))},
    )


def _reopened(finding: FindingStatus) -> int:
    return sum(event.fact.state == "reopened" for event in finding.events)


def changes(before: Moment, after: Moment, recorded: Sequence[Entry] = ()) -> Changes[Entry]:
    """What turned: the verdict, the decision and its ground, what was reopened, controls, findings.

    Controls come in the norm's order, findings in the order of `after`. A decision turned when another one
    stands, though it decides the same. What is there twice the same does not show.
    """
    turned = [*_verdict(before, after), *_decision(before, after), *_ground(before, after)]
    turned += [
        Turn("reopened", key, before.findings.get(key), after.findings.get(key))
        for key, count in after.reopened.items()
        if count > before.reopened.get(key, 0)
    ]
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


def _ground(before: Moment, after: Moment) -> Iterator[Turn]:
    """That the ground of a resumption lapsed, or is none that lapsed any more."""
    decision = after.decision if after.ground == "lapsed" else before.decision
    was = before.ground if before.decision == decision else None
    now = after.ground if after.decision == decision else None
    if decision and was != now and "lapsed" in {was, now}:
        yield Turn("ground", decision, was, now)


def _turns(what: Turning, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Turn]:
    for key in (*after, *(key for key in before if key not in after)):
        if before.get(key) != after.get(key):
            yield Turn(what, key, before.get(key), after.get(key))
