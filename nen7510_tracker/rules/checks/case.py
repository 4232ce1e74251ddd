"""What a check is given, and how it says on which days its answer can turn."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from msgspec.structs import astuple

from nen7510_tracker.dossier.facts import Fact
from nen7510_tracker.norm.criterion import Criterion
from nen7510_tracker.norm.policy import Policy
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.outcome import Outcome, Rest

C = TypeVar("C")


@dataclass(slots=True, frozen=True)
class Case:
    """An evaluation, the policy that is asked, and what its other criteria rest on (for those that ask)."""

    evaluation: Evaluation
    policy: Policy
    rests: tuple[Rest, ...] = ()


def _never(_criterion: object, _case: Case) -> Iterable[date]:
    return ()


@dataclass(slots=True, frozen=True)
class Check(Generic[C]):
    """A check of design section 4: how it judges, what kinds of fact it reads, and when time alone turns it.

    `turns` gives the days, in the case's knowledge, on which the answer can change though nothing new
    comes into view; `holds_until` steps over these and over the days on which a fact of `reads` does.
    """

    judge: Callable[[C, Case], Outcome]
    reads: frozenset[str]
    turns: Callable[[C, Case], Iterable[date]] = field(default=_never)


def names_a_document(fact: Fact) -> bool:
    """Whether a fact names a source or evidence; a source of which nothing is said is none."""
    if getattr(fact, "evidence", ()):
        return True
    return fact.source is not None and any(each and each.strip() for each in astuple(fact.source))


AnyCheck = Check[Criterion]
PARTIES = frozenset({"lab", "party"})
FINDINGS = frozenset({"assessment", "finding", "finding_event"}) | PARTIES
