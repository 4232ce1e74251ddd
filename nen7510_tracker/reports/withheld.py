"""Which entries of a record an outsider may not read (design section 6: in a package the chain verifies without)."""

from collections.abc import Sequence
from datetime import date

from nen7510_tracker.dossier.dossier import Version
from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.dossier.facts import (
    Evidence,
    Fact,
    Finding,
    FindingEvent,
    Measure,
    MeasureEvent,
    Rating,
    Statement,
)
from nen7510_tracker.dossier.view import Known
from nen7510_tracker.reports.discretion import Discretion
from nen7510_tracker.rules.evaluation import Evaluation

DONE = frozenset({"yes", None})  # what a statement of applicability may say to everybody of a control's implementation


def withheld_entries(evaluation: Evaluation, entries: Sequence[Entry]) -> frozenset[int]:
    """The sequence numbers of the entries that tell more of what is open than id, area, grade, state and due.

    A fact is told with all its versions or not at all. What is open counts as seen from the evaluation's moment
    and as seen from the end of the record: a finding that was reopened later is open. An entry that does not
    count (void) is withheld, for nobody vouches for what it says.
    """
    known = evaluation.view.known
    end = Evaluation(Known(known.dossier, date.max), date.max, evaluation.norm)
    readers = [_Reader(each) for each in (evaluation, end)]
    chains = (chain for kind in known.dossier.chains.values() for chain in kind.values())
    told = {
        version.entry.seq for chain in chains if all(reader.may_read(chain) for reader in readers) for version in chain
    }
    return frozenset(each.seq for each in entries) - told


class _Reader:
    """Somebody outside, at a moment."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.discretion = Discretion(evaluation, public=True)

    def may_read(self, chain: Sequence[Version]) -> bool:
        """Whether all versions of a fact may be read; of one that was retracted, by what it said before."""
        return all(self._may_read(version.fact) for version in chain if version.fact is not None)

    def _may_read(self, fact: Fact) -> bool:
        if isinstance(fact, Rating):
            return False  # with which controls somebody is not content shows what is open
        if isinstance(fact, Statement):
            return all(each.implemented in DONE for each in fact.controls)
        if isinstance(fact, Finding | FindingEvent):
            return self._is_told_finding(fact.id if isinstance(fact, Finding) else fact.finding)
        if isinstance(fact, Measure):
            return all(map(self._is_told_finding, fact.findings)) and self._is_told_measure(fact.id)
        if isinstance(fact, MeasureEvent):
            return self._is_told_measure(fact.measure)
        if isinstance(fact, Evidence):
            return fact.id in self.evaluation.view.evidence and not self.discretion.hides_evidence(fact.id)
        return True

    def _is_told_finding(self, key: str) -> bool:
        """Whether it is closed; one that is not in the view may be open."""
        return key in self.evaluation.findings and not self.discretion.hides_finding(key)

    def _is_told_measure(self, key: str) -> bool:
        found = self.evaluation.measures.get(key)
        return found is not None and not self.discretion.hides_measure(found)
