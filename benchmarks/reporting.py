"""How long the readiness report of the fictional laboratory takes as PDF, once the program has started."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.timing import Result
from nen7510_tracker.exchange.examples import examples
from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.exchange.writing import write_dossier
from nen7510_tracker.norm.norm import DEFAULT_EDITION, load_norm
from nen7510_tracker.reports.attachments import attachments
from nen7510_tracker.reports.pdf import as_pdf
from nen7510_tracker.reports.readiness import readiness_report
from nen7510_tracker.rules.decision import policy_of
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.service.recording import Call
from nen7510_tracker.words.catalogue import words_of

LAB = "example-lab"
TODAY = date(2026, 11, 1)
LIMIT = 1.0  # a second: the patience of people does not grow with their machine
TIMES = 7


def made(record: Record) -> bytes:
    """The report from the facts in the record to the last byte, with its data attached."""
    words = words_of("nl")
    evaluation = record.evaluation(LAB, Moment(TODAY, TODAY))
    policy = policy_of(evaluation.view, evaluation.norm)
    report = readiness_report(evaluation, policy, edition=DEFAULT_EDITION, summary=False, public=False)
    dossier = write_dossier(evaluation.known.dossier)
    return as_pdf(report, words, attachments(report, words, "", dossier))


def results(folder: Path) -> Iterator[Result]:
    """The PDF against a second."""
    taken = []
    with Record.open(str(folder / "report.db"), load_norm(), create=True) as record:
        import_files(record, list(examples()), Call.new("bench", TODAY))
        for _ in range(TIMES):
            begun = time.perf_counter()
            made(record)
            taken.append(time.perf_counter() - begun)
    yield Result(f"readiness report of {LAB} as PDF, after start : a second", 1, taken, [LIMIT] * TIMES)
