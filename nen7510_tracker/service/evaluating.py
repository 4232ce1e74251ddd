"""Evaluations of many laboratories: the stored ones that still hold, and the others worked out (design section 9)."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from nen7510_tracker.dossier.entry import Head
from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.rules.gaps import GapRow
from nen7510_tracker.service.evaluated import evaluated
from nen7510_tracker.service.evaluators import work_out
from nen7510_tracker.service.gaps import Shown
from nen7510_tracker.service.lab_order import badness
from nen7510_tracker.service.portfolio import LabRow, lab_row
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.store.columns import AreaColumns, GapColumns, Part
from nen7510_tracker.store.evaluations import Snapshot
from nen7510_tracker.words.message import InputRejected

_NONE: tuple[None, Iterator[Any]] = (None, iter(()))


class Portfolio:
    """Every laboratory of a record today: read where it was worked out before, worked out where it was not.

        portfolio = Portfolio(record, today)
        portfolio.rows()            # those that need not be worked out, at once
        for rows in portfolio.work():  # the others, as they come
        portfolio.areas(); portfolio.gaps("nl")

    Everything raises StoreUnreachable when the record cannot be read.
    """

    def __init__(
        self, record: Record, today: date, edition: str = DEFAULT_EDITION, *, parts_only: bool = False
    ) -> None:
        """`parts_only`: nobody will ask for the rows, only for what is kept of a kind; then they are not held."""
        self.record = record
        self.moment = Moment(today, today)
        self.edition = edition
        self._parts_only = parts_only
        self._rows: dict[str, LabRow] = {}
        self._held: set[str] = set()  # which are worked out
        self.missing: dict[str, Head] = {}  # what has to be worked out, with how far it was recorded
        self.read()

    def read(self) -> None:
        """Look again at what is stored, and which dossiers have grown since."""
        self._heads = self.record.ledger.heads()
        with self.record.evaluations.snapshot(self.edition) as kept:
            self._rows, self._held = {}, set()
            self._hold(self._holding(kept))
        self.missing = {lab: head for lab, head in self._heads.items() if lab not in self._held}

    def _hold(self, rows: Iterable[LabRow]) -> None:
        for row in rows:
            self._held.add(row.id)
            if not self._parts_only:
                self._rows[row.id] = row

    def _holding(self, kept: Snapshot) -> Iterator[LabRow]:
        """The rows that hold today, for the dossier as it is."""
        heads, today = self._heads, self.moment.as_of.isoformat()
        return (
            row
            for row in map(LabRow._make, kept.labs())
            if row.day <= today
            and (row.stays_until is None or today <= row.stays_until)
            and heads.get(row.id) == (row.seq, row.digest)
        )

    @property
    def heads(self) -> Mapping[str, Head]:
        """How far every dossier was recorded when this was read."""
        return self._heads

    @property
    def facts_missing(self) -> int:
        """Of how many facts those laboratories are that have to be worked out."""
        return sum(head.seq for head in self.missing.values())

    @property
    def total(self) -> int:
        """How many laboratories there are."""
        return len(self._held) + len(self.missing)

    def rows(self) -> list[LabRow]:
        """The laboratories that are worked out, the worst first."""
        return sorted(self._rows.values(), key=badness)

    def work(self) -> Generator[list[LabRow], None, None]:
        """Work out what is missing, and keep it; gives some rows at a time.

        Whoever stops in between loses what was not given yet: the next portfolio goes on from there. A dossier that
        somebody left out of the list of heads is found too, at last: that takes longer than reading all that is stored.
        """
        yield from self._work()
        for lab in self.record.labs():
            if lab not in self._heads:
                self._heads[lab] = self.missing[lab] = self.record.ledger.head(lab)
        yield from self._work()

    def _work(self) -> Iterator[list[LabRow]]:
        """Work out what is known to be missing."""
        for batch in work_out(self.record, [*self.missing], self.moment, self.edition, self.facts_missing):
            self.record.evaluations.keep(self.edition, batch)
            rows = [LabRow._make(each.lab) for each in batch]
            self._hold(rows)
            for row in rows:
                self.missing.pop(row.id, None)
            yield rows

    def whole(self) -> list[LabRow]:
        """All laboratories, the worst first; what is missing is worked out first."""
        for _ in self.work():
            pass
        return self.rows()

    def chosen(self, labs: Iterable[str]) -> dict[str, LabRow]:
        """The rows of some laboratories that are worked out. Raises InputRejected for one that there is not."""
        rows: dict[str, LabRow] = {}
        for lab in labs:
            if lab not in self._rows:
                raise InputRejected(self.record.unknown(lab))
            rows[lab] = self._rows[lab]
        return rows

    def areas(self) -> Iterator[AreaColumns]:
        """How many controls of each area have which status, by laboratory; what is missing is worked out meanwhile."""
        return self.parts(AreaColumns)

    def gaps(self, language: str = "en") -> Iterator[GapRow]:
        """The gaps of all laboratories, by laboratory; never those of all at once."""
        shown = Shown(self.record.norm, self.moment.as_of, self.edition, language)
        return map(shown.row, self.parts(GapColumns))

    def parts(self, columns: type[Part]) -> Iterator[Part]:
        """What is kept of one kind, by laboratory, in order; that of one that is not kept is worked out on the way."""
        with self.record.evaluations.snapshot(self.edition) as kept:
            holding = {row.id for row in self._holding(kept)}
            groups = groupby(kept.parts(columns), itemgetter(0))
            lab, rows = next(groups, _NONE)
            for each in sorted(self._heads):
                while lab is not None and lab < each:
                    lab, rows = next(groups, _NONE)
                if each not in holding:
                    yield from evaluated(self.record.evaluation(each, self.moment), self.edition).part(columns)
                elif lab == each:
                    yield from rows


def portfolio(
    record: Record, moment: Moment, edition: str = DEFAULT_EDITION, today: date | None = None
) -> list[LabRow]:
    """Every laboratory of the record at a moment, the worst first.

    At `today` what was worked out before is read, and what is worked out is kept; any other moment is worked out.
    """
    if today is not None and moment == Moment(today, today):
        return Portfolio(record, today, edition).whole()
    rows = (lab_row(record.evaluation(lab, moment), edition) for lab in record.labs())
    return sorted(rows, key=badness)
