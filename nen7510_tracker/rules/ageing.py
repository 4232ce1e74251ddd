"""How long findings have been open (design section 4, Finding)."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.words.day import Day


class Bucket(NamedTuple):
    """Some days since a finding was found, both ends included; `last` None: and all beyond."""

    first: int
    last: int | None

    @property
    def id(self) -> str:
        """`0-30`, `366-`."""
        return f"{self.first}-{'' if self.last is None else self.last}"


BUCKETS = (Bucket(0, 30), Bucket(31, 90), Bucket(91, 180), Bucket(181, 365), Bucket(366, None))
_LASTS = [each.last for each in BUCKETS if each.last is not None]


class OpenFinding(NamedTuple):
    """A finding with the standing open, and for how many days it has been there.

    `assumed`: the finding names no day, so that the last reference date of its assessment counts, or a month,
    which counts as its last day. `turn` is the id of the party whose turn it is, `whose` what kind of party
    that is: `laboratory`, `inspectorate` …
    """

    lab: str
    finding: str
    title: str
    grade: str
    state: str
    turn: str
    whose: str
    areas: tuple[str, ...]
    found_on: Day
    assumed: bool
    days: int
    due: Day | None

    @property
    def bucket(self) -> int:
        """The place of its bucket in `BUCKETS`."""
        return bucket_of(self.days)


def bucket_of(days: int) -> int:
    """In which of `BUCKETS` a number of days falls; what lies before the first day, in the first."""
    return bisect_left(_LASTS, days)


def open_findings(evaluation: Evaluation) -> Iterator[OpenFinding]:
    """The findings of a laboratory with the standing open, observations too, the oldest first."""
    found = [_open(evaluation, each) for each in evaluation.findings.values() if each.standing == "open"]
    return iter(sorted(found, key=lambda each: (-each.days, each.finding)))


def _open(evaluation: Evaluation, status: FindingStatus) -> OpenFinding:
    view, fact = evaluation.view, status.finding
    turn = status.turn or view.lab_id
    party = view.parties.get(turn)
    controls = evaluation.norm.edition(status.assessment.edition).controls
    return OpenFinding(
        lab=view.lab_id,
        finding=fact.id,
        title=fact.title,
        grade=status.grade,
        state=status.state,
        turn=turn,
        whose=party.is_a if party else "other",
        areas=tuple(dict.fromkeys(controls[key].area for key in fact.controls if key in controls)),
        found_on=status.found.on,
        assumed=fact.on is None or status.found.on.is_month,
        days=(evaluation.as_of - status.found.day).days,
        due=status.due,
    )


@dataclass(slots=True)
class Ages:
    """How many open findings are how old: a number for each of `BUCKETS`, and the oldest of them."""

    counts: list[int]
    oldest: OpenFinding | None = None

    @property
    def open(self) -> int:
        """How many there are."""
        return sum(self.counts)


def ages(findings: Iterable[OpenFinding]) -> Ages:
    """The ages of some findings."""
    found = Ages([0] * len(BUCKETS))
    for each in findings:
        found.counts[each.bucket] += 1
        if found.oldest is None or each.days > found.oldest.days:
            found.oldest = each
    return found
