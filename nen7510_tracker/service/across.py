"""What is asked of many laboratories: of today what is kept is read, of another moment it is worked out."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.ageing import OpenFinding, open_findings
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.failing import Alike, alike
from nen7510_tracker.rules.upcoming import Coming, coming
from nen7510_tracker.service.evaluating import Portfolio
from nen7510_tracker.service.kept import coming_of, look_of, open_of
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.store.columns import ComingColumns, LookColumns, OpenColumns, Part

T = TypeVar("T")


class OfLab(NamedTuple, Generic[T]):
    """What is told of one laboratory."""

    lab: str
    name: str
    told: Iterable[T]


def evaluations(record: Record, labs: Iterable[str], moment: Moment) -> Iterator[Evaluation]:
    """What the rules say of some laboratories at a moment, each once, in the order given; never all of it at once.

    Raises InputRejected for a laboratory that the record does not have.
    """
    return (record.evaluation(lab, moment) for lab in dict.fromkeys(labs))


def each_told(evaluated: Iterable[Evaluation], of: Callable[[Evaluation], Iterable[T]]) -> Iterator[OfLab[T]]:
    """What is told of each laboratory by its evaluation."""
    return (OfLab(each.view.lab_id, each.view.lab.name, of(each)) for each in evaluated)


class Across:
    """Some laboratories at a moment, each once.

    Every question raises InputRejected for a laboratory that the record does not have, then or while it is answered.
    """

    def __init__(
        self,
        record: Record,
        labs: Iterable[str],
        moment: Moment,
        edition: str = DEFAULT_EDITION,
        portfolio: Portfolio | None = None,
    ) -> None:
        """`portfolio`: that of this moment and edition, worked out; None: everything is worked out when it is asked."""
        self._record = record
        self._labs = labs
        self._moment = moment
        self._edition = edition
        self._portfolio = portfolio

    def looks(self) -> Iterator[OfLab[Alike]]:
        """The controls of the edition: their status, who looked at them, and according to whom they fail."""
        return self._told(partial(alike, edition=self._edition), LookColumns, look_of)

    def open_findings(self) -> Iterator[OfLab[OpenFinding]]:
        """The open findings, the oldest first."""
        return self._told(open_findings, OpenColumns, partial(open_of, as_of=self._moment.as_of))

    def coming(self) -> Iterator[OfLab[Coming]]:
        """The days that somebody has to reckon with."""
        return self._told(coming, ComingColumns, coming_of)

    def _told(
        self, fresh: Callable[[Evaluation], Iterable[T]], columns: type[Part], kept: Callable[[Part], T]
    ) -> Iterator[OfLab[T]]:
        portfolio = self._portfolio
        if portfolio is None:
            return each_told(evaluations(self._record, self._labs, self._moment), fresh)
        chosen = portfolio.chosen(self._labs)
        found: dict[str, list[T]] = {lab: [] for lab in chosen}
        for row in portfolio.parts(columns):
            if row.lab in found:
                found[row.lab].append(kept(row))
        return (OfLab(lab, chosen[lab].name, rows) for lab, rows in found.items())
