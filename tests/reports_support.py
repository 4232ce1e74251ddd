"""What tests of the reports share: the example dossiers in a record, and reports made from them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from nen7510_tracker.exchange.examples import examples
from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import DEFAULT_EDITION, load_norm
from nen7510_tracker.reports.facts import facts_report
from nen7510_tracker.reports.readiness import readiness_report
from nen7510_tracker.reports.render import render
from nen7510_tracker.reports.report import Report
from nen7510_tracker.rules.decision import policy_of
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.service.recording import Call
from nen7510_tracker.words.catalogue import words_of

FORMS = ("txt", "md", "html", "json")
KINDS = ("readiness", "facts")
TODAY = date(2026, 11, 10)
NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
LABS = tuple(path.stem for path in examples())


def example_record(path: Path) -> Record:
    """A record with the example dossiers in it."""
    record = Record.open(str(path), load_norm(), create=True, clock=lambda: NOW)
    import_files(record, list(examples()), Call.new("tester", TODAY))
    return record


def evaluation(record: Record, lab: str, as_of: str, known_on: str | None = None) -> Evaluation:
    """A dossier of the record at a moment; known on the same day unless said otherwise."""
    return record.evaluation(lab, Moment(date.fromisoformat(as_of), date.fromisoformat(known_on or as_of)))


def report(
    found: Evaluation,
    kind: str = "readiness",
    *,
    policy: str | None = None,
    summary: bool = False,
    public: bool = False,
    edition: str = DEFAULT_EDITION,
) -> Report:
    """A report; `policy` asks a shipped one, else the dossier's own."""
    if kind == "facts":
        return facts_report(found, public=public)
    asked = found.norm.policy(policy) if policy else policy_of(found.view, found.norm)
    return readiness_report(found, asked, edition=edition, summary=summary, public=public)


def read(found: Evaluation, form: str = "txt", language: str = "en", **asked: Any) -> str:
    """A report in a form and a language."""
    return render(report(found, **asked), form, words_of(language))


def flat(text: str) -> str:
    """A text on one line: where a line broke does not matter."""
    return " ".join(text.split())


def too_wide(text: str, most: int = 80) -> Sequence[str]:
    """The lines that are wider than a page."""
    return [line for line in text.splitlines() if cell_len(line) > most]


def strings(value: Any) -> Iterator[str]:
    """Every text in plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from strings(each)
