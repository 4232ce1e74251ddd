"""How long it takes to derive everything of design section 4 from a dossier of 3,000 facts."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.dossiers import LAB, large_dossier, written
from benchmarks.timing import Result, in_pairs
from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.view import Known
from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import THOROUGH_POLICY, Norm, load_norm
from nen7510_tracker.rules.decision import contra, lapse, standing_decision
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.gate import gate
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call

TODAY = date(2026, 11, 1)


def derive(dossier: Dossier, norm: Norm) -> None:
    """Statuses, trajectory and projection, disagreements, the thorough gate with `holds_until`, what speaks against."""
    evaluation = Evaluation(Known(dossier, TODAY), TODAY, norm)
    evaluation.statuses()
    assert evaluation.trajectory.forecast
    assert evaluation.disagreements is not None
    gate(evaluation, norm.policy(THOROUGH_POLICY))
    contra(evaluation)
    lapse(evaluation, standing_decision(evaluation.view))


def results(folder: Path) -> Iterator[Result]:
    """Deriving against reading the same facts with `json.loads`, one after the other."""
    norm = load_norm()
    file = written(large_dossier(), folder / "large.json")
    with Record.open(str(folder / "large.db"), norm, create=True) as record:
        import_files(record, [file], Call.new("bench", TODAY))
        facts = [entry.fact for entry in record.ledger.entries(LAB)]
        dossier = record.dossier(LAB)
    size = sum(map(len, facts)) // len(facts)
    claim = f"section 4 for {len(facts)} facts of {size} characters : json.loads of each"
    yield in_pairs(claim, 10, lambda: derive(dossier, norm), lambda: [json.loads(fact) for fact in facts])
