"""What the screens show of the record: everything of one laboratory at a moment, worked out away from the screen."""

from collections import defaultdict
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.dossier.facts import Fact
from nen7510_tracker.norm.edition import Control
from nen7510_tracker.norm.norm import DEFAULT_EDITION, Norm
from nen7510_tracker.norm.policy import Policy
from nen7510_tracker.rules.changes import Turn, changes
from nen7510_tracker.rules.comparison import Comparison, compare
from nen7510_tracker.rules.decision import Contra, contra, policy_of
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import GateResult, gate
from nen7510_tracker.rules.trajectory import MeasureStatus
from nen7510_tracker.service.across import Across, evaluations
from nen7510_tracker.service.ageing import Ageing, ageing, by_kind
from nen7510_tracker.service.changing import LabChanges, changes_of_all, said
from nen7510_tracker.service.evaluating import Portfolio, portfolio
from nen7510_tracker.service.failing import Failing, failing_controls
from nen7510_tracker.service.heat_map import heat_row, kept_areas
from nen7510_tracker.service.portfolio import LabRow, lab_row
from nen7510_tracker.service.record import Moment, Record, evaluate
from nen7510_tracker.service.upcoming import Upcoming, upcoming
from nen7510_tracker.service.verifying import Verified, verified, weaknesses
from nen7510_tracker.tui.days import steps
from nen7510_tracker.tui.settings import Seen
from nen7510_tracker.tui.when import When
from nen7510_tracker.words.message import Message

T = TypeVar("T")
KEPT = 16  # dossiers that stay folded
REMEMBERED = 12  # moments that stay worked out
FEW, SOON = 200, 6_000  # laboratories, and facts, that are worked out before anything is shown
A_WHILE = 0.7  # seconds of work until what is new is shown


@dataclass
class Opened:
    """A laboratory at a moment, with all that its tabs ask: each part is worked out when it is first asked for.

    `before`: up to where somebody last looked, and the dossier as it was then.
    """

    lab: str
    moment: When
    dossier: Dossier
    entries: Sequence[Entry]
    evaluation: Evaluation
    days: Sequence[date]
    before: tuple[Seen, Dossier] | None = None
    _kept: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What a tab works out of it for itself, under a name; made when it is first asked for."""
        if name not in self._kept:
            self._kept[name] = make()
        made: T = self._kept[name]
        return made

    def work_out(self) -> None:
        """Work everything out that a tab may ask, so that no screen has to wait for it. To be called in a worker."""
        _ = self.row, self.result, self.contra, self.since
        _ = self.evaluation.trajectory.forecast, self.evaluation.disagreements

    @cached_property
    def policy(self) -> Policy:
        """The policy that the dossier is judged by."""
        return policy_of(self.evaluation.view, self.norm)

    @cached_property
    def result(self) -> GateResult:
        """What it says."""
        return gate(self.evaluation, self.policy)

    @cached_property
    def contra(self) -> Sequence[Contra]:
        """What speaks against resuming."""
        return contra(self.evaluation)

    @cached_property
    def row(self) -> LabRow:
        """The laboratory's line in the portfolio."""
        return lab_row(self.evaluation)

    @cached_property
    def since(self) -> "Since | None":
        """What turned since somebody last looked; None if nobody did."""
        if self.before is None:
            return None
        seen, dossier = self.before
        on = date.fromisoformat(seen.on)
        before = evaluate(dossier, Moment(on, on), self.norm)
        return Since(seen, changes(said(before), said(self.evaluation)).turned, self.dossier.head.seq - seen.seq)

    @property
    def norm(self) -> Norm:
        """The norm."""
        return self.evaluation.norm

    @property
    def name(self) -> str:
        """The laboratory's name."""
        return self.evaluation.view.lab.name

    def compared(self, a: str, b: str, edition: str = DEFAULT_EDITION) -> Comparison:
        """Two assessments side by side."""
        view = self.evaluation.view
        known = view.all_assessments
        return compare(view, self.norm, edition, known[a], known[b], self.evaluation.ratings, self.evaluation.findings)

    def asked(self, policy: str) -> GateResult:
        """What another policy that is shipped says."""
        return gate(self.evaluation, self.norm.policy(policy))

    def entry_of(self, kind: str, key: str) -> Entry | None:
        """The last entry about a fact."""
        version = self.dossier.latest(kind, key)
        return version.entry if version else None

    @cached_property
    def measures_for(self) -> Mapping[str, Sequence[MeasureStatus]]:
        """The measures that answer each finding."""
        on: dict[str, list[MeasureStatus]] = defaultdict(list)
        for each in self.evaluation.measures.values():
            for finding in dict.fromkeys(each.measure.findings):
                on[finding].append(each)
        return on

    @cached_property
    def voids(self) -> Mapping[int, str]:
        """Why an entry is void, by its sequence number; in English, as the record's readers say it."""
        return {each.entry.seq: str(each.reason) for each in self.dossier.voids}

    @cached_property
    def facts_by_seq(self) -> Mapping[int, Fact | None]:
        """What each entry that counts says; None: it retracts."""
        return {seq: version.fact for seq, version in self.dossier.by_seq.items()}


@dataclass(slots=True, frozen=True)
class Since:
    """What turned, and how many entries were recorded, since somebody last looked."""

    seen: Seen
    turned: Sequence[Turn]
    recorded: int


@dataclass(slots=True, frozen=True)
class WhatIf:
    """What the gate would say if the facts of a file held: nothing is recorded."""

    result: GateResult
    facts: int


class Labs(NamedTuple):
    """The laboratories at a moment, the worst first: those that are known, and how many are still missing.

    Where it `goes_on`, `Desk.more_labs` tells more.
    """

    moment: When
    rows: Sequence[LabRow]
    missing: int = 0
    goes_on: bool = False


class Desk:
    """Reads the record for the screens; its methods are called in workers."""

    def __init__(self, record: Record, today: date) -> None:
        self.record = record
        self.today = today
        self._dossiers: dict[tuple[str, int | None, Head], Dossier] = {}
        self._days: dict[tuple[str, Head, date | None], Sequence[date]] = {}
        self._opened: dict[str, Head] = {}
        self._moments: dict[tuple[str, When, Head, Seen | None], Opened] = {}
        self._turn = Lock()
        self._labs: tuple[tuple[When, Mapping[str, Head]], Sequence[LabRow]] | None = None
        self._portfolio: Portfolio | None = None
        self._work: Generator[Sequence[LabRow], None, None] | None = None
        self._labs_turn = Lock()  # what is worked out bit by bit is worked out by one at a time

    @property
    def norm(self) -> Norm:
        """The norm."""
        return self.record.norm

    def close(self) -> None:
        """Let go of the record."""
        with self._labs_turn:
            self._stop_work()
        self.record.close()

    def labs(self, moment: When) -> Labs:
        """Every laboratory, the worst first; of today at once those that need not be worked out first."""
        if moment != When(self.today, self.today):
            return Labs(moment, self._labs_at(moment))
        with self._labs_turn:
            self._stop_work()
            self._portfolio = found = Portfolio(self.record, self.today)
            if found.total <= FEW and found.facts_missing <= SOON:
                found.whole()
            else:
                self._work = found.work()
            return self._labs_of_today(found)

    def more_labs(self) -> Labs:
        """Those of today again, after having worked out for a while what is missing."""
        with self._labs_turn:
            found = self._portfolio or Portfolio(self.record, self.today)
            until = monotonic() + A_WHILE
            for _ in self._work or ():
                if monotonic() > until:
                    break
            else:
                self._work = None
            return self._labs_of_today(found)

    def _labs_of_today(self, found: Portfolio) -> Labs:
        return Labs(When(self.today, self.today), found.rows(), len(found.missing), self._work is not None)

    def _labs_at(self, moment: When) -> Sequence[LabRow]:
        """Worked out anew only when the record has grown."""
        asked = (moment, self.record.ledger.heads())
        if self._labs is None or self._labs[0] != asked:
            self._labs = (asked, portfolio(self.record, Moment(*moment)))
        return self._labs[1]

    def _stop_work(self) -> None:
        """What is done is kept; nobody waits for the rest."""
        if self._work:
            self._work.close()
        self._work = None

    def has_grown(self, lab: str | None) -> bool:
        """Whether anybody recorded something since a laboratory, or the list of all, was last worked out for today."""
        if lab is not None:
            return self._opened.get(lab) not in {None, self.record.ledger.head(lab)}
        found = self._portfolio
        return found is not None and self._work is None and found.heads != self.record.ledger.heads()

    def heat(self, moment: When) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
        """How many controls of each area have which status, by laboratory and area; today what is kept is read."""
        if moment == When(self.today, self.today):
            return kept_areas(Portfolio(self.record, self.today))
        labs = evaluations(self.record, self.record.labs(), Moment(*moment))
        return {row.lab: row.areas for row in map(heat_row, labs)}

    def failing(self, moment: When) -> Failing:
        """The controls that fail in most laboratories."""
        return failing_controls(self._across(moment).looks(), self.norm.edition(DEFAULT_EDITION))

    def ageing(self, moment: When) -> Mapping[str, Ageing]:
        """The ages of open findings: of all of them under the empty text, and of those of each kind."""
        whole = ageing(self._across(moment).open_findings())
        return {"": whole, **by_kind(whole)}

    def upcoming(self, moment: When, days: int) -> Upcoming:
        """What comes up in so many days, and what passed without what was due."""
        return upcoming(self._across(moment).coming(), moment.as_of, days, passed=True)

    def changed(self, moment: When, since: date) -> Sequence[LabChanges]:
        """What changed in each laboratory since a day."""
        labs, portfolio = self._portfolio_at(moment)
        return list(changes_of_all(self.record, labs, since, Moment(*moment), portfolio=portfolio))

    @property
    def controls(self) -> Mapping[str, Control]:
        """The controls of the default edition, in the norm's order."""
        return self.norm.edition(DEFAULT_EDITION).controls

    def _across(self, moment: When) -> Across:
        labs, portfolio = self._portfolio_at(moment)
        return Across(self.record, labs, Moment(*moment), portfolio=portfolio)

    def _portfolio_at(self, moment: When) -> tuple[Sequence[str], Portfolio | None]:
        """All laboratories, by id; of today what is missing is worked out first, and kept."""
        if moment != When(self.today, self.today):
            return self.record.labs(), None
        portfolio = Portfolio(self.record, self.today)
        return sorted(row.id for row in portfolio.whole()), portfolio

    def open(
        self, lab: str, moment: When, seen: Seen | None = None, prepare: Callable[[Opened], None] = Opened.work_out
    ) -> Opened:
        """A laboratory at a moment, with what `prepare` asks of it worked out; remembered as long as the record is.

        Raises InputRejected for what the record lacks, StoreUnreachable.
        """
        with self._turn:  # who asks for what is being worked out ahead waits for it, and does not do it twice
            asked = (lab, moment, self.record.ledger.head(lab), seen)
            opened = self._moments.pop(asked, None) or self._worked_out(lab, moment, seen)
            prepare(opened)
            self._moments[asked] = opened  # as the one that was asked for last
            while len(self._moments) > REMEMBERED:
                self._moments.pop(next(iter(self._moments)))
            return opened

    def _worked_out(self, lab: str, moment: When, seen: Seen | None) -> Opened:
        dossier = self._dossier(lab, moment.head)
        looked = seen is not None and 0 < seen.seq <= dossier.head.seq
        if moment.head is None:
            self._opened[lab] = dossier.head
        return Opened(
            lab=lab,
            moment=moment,
            dossier=dossier,
            entries=self.record.ledger.entries(lab, moment.head),
            evaluation=evaluate(dossier, Moment(*moment), self.norm),
            days=self._steps(lab, dossier, moment),
            before=(seen, self._dossier(lab, seen.seq)) if seen and looked else None,
        )

    def what_if(self, lab: str, moment: When, path: Path) -> WhatIf:
        """The gate with the facts of a dossier file. Raises InputRejected for what an import would refuse."""
        from nen7510_tracker.exchange.importing import assumed_facts
        from nen7510_tracker.service.recording import Call

        at = Moment(*moment)
        assumed = assumed_facts(self.record, lab, path, at, Call.new("what-if", self.today))
        evaluation = self.record.evaluation(lab, at, assumed)
        return WhatIf(gate(evaluation, policy_of(evaluation.view, self.norm)), len(assumed))

    def verified(self, lab: str) -> tuple[Verified, Sequence[Message]]:
        """Whether the record of a laboratory is intact, and what there is to be said of its guards."""
        return verified(self.record, lab)[0], weaknesses(self.record.ledger.weakened())

    def _dossier(self, lab: str, head: int | None) -> Dossier:
        """A dossier, folded once per head: stepping through time must not wait for it."""
        at = self.record.ledger.head(lab)
        key = (lab, head, at)
        if key not in self._dossiers:
            if len(self._dossiers) > KEPT:
                self._dossiers.pop(next(iter(self._dossiers)))
            self._dossiers[key] = self.record.dossier(lab, head)
        return self._dossiers[key]

    def _steps(self, lab: str, dossier: Dossier, moment: When) -> Sequence[date]:
        """Where `[` and `]` stop, worked out once for all moments whose two days move together."""
        key = (lab, dossier.head, None if moment.as_of == moment.known_on else moment.known_on)
        if key not in self._days:
            if len(self._days) > KEPT:
                self._days.pop(next(iter(self._days)))
            self._days[key] = steps(dossier, moment, self.today)
        return self._days[key]
