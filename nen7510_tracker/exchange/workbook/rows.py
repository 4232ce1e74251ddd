"""What the workbook says of a dossier at a moment: a row per fact, a value per column (design section 4)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nen7510_tracker.dossier.facts import Commitment, Measure, plain
from nen7510_tracker.dossier.view import At
from nen7510_tracker.exchange.workbook.columns import ANSWERS, LAYOUTS, Column, SheetKey
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.finding import FindingStatus
from nen7510_tracker.rules.status import latest_statement
from nen7510_tracker.rules.trajectory import MeasureStatus

Value = str | tuple[str, ...]  # a list's items; what is not there is the empty text or no item
Row = Mapping[str, Value]
Rows = Mapping[str, Row]  # by the key of the row, in order


@dataclass(frozen=True, slots=True)
class Content:
    """The rows of every sheet, and how many there would be without the filter."""

    rows: Mapping[SheetKey, Rows]
    total: Mapping[SheetKey, int]


def content_of(evaluation: Evaluation, edition: str, language: str, owner: str | None = None) -> Content:
    """What the workbook holds, controls by their titles in the language.

    `owner` keeps the measures of one owner, the findings that they answer, and the evidence of both.
    """
    every: dict[SheetKey, Rows] = {
        "measures": {key: _measure(each) for key, each in evaluation.measures.items()},
        "findings": {
            key: _finding(evaluation.findings[key], evaluation.view.lab_id) for key in sorted(evaluation.findings)
        },
        "evidence": {
            key: _row("evidence", plain(each.fact).get) for key, each in sorted(evaluation.view.evidence.items())
        },
        "statement": _statement(evaluation, edition, language),
        "commitments": {
            key: _commitment(each, evaluation.view.commitment_events[key])
            for key, each in evaluation.view.commitments.items()
        },
    }
    total = {key: len(rows) for key, rows in every.items()}
    return Content(every if owner is None else _of_owner(every, owner), total)


def owners(content: Content) -> Sequence[str]:
    """Those who own measures."""
    return sorted({str(row["owner"]) for row in content.rows["measures"].values() if row["owner"]})


def _of_owner(every: Mapping[SheetKey, Rows], owner: str) -> Mapping[SheetKey, Rows]:
    name = owner.casefold()
    measures = {key: row for key, row in every["measures"].items() if str(row["owner"]).casefold() == name}
    named = {each for row in measures.values() for each in row["findings"]}
    findings = {key: row for key, row in every["findings"].items() if key in named}
    shown = {each for row in (*measures.values(), *findings.values()) for each in row["evidence"]}
    evidence = {key: row for key, row in every["evidence"].items() if key in shown}
    return {**every, "measures": measures, "findings": findings, "evidence": evidence}


def value_of(column: Column, given: Any) -> Value:
    """A value of a fact as a cell compares: texts, numbers and days as text, lists as their items."""
    if column.is_list:
        return tuple(map(str, given or ()))
    return "" if given is None else tidy(str(given))


def tidy(text: str) -> str:
    """A text as a cell gives it back: no blanks around it, one sign for the end of a line."""
    return text.replace("\r\n", "\n").strip()


def _row(sheet: SheetKey, given: Callable[[str], Any]) -> Row:
    return {column.key: value_of(column, given(column.key)) for column in LAYOUTS[sheet].columns}


def _measure(status: MeasureStatus) -> Row:
    measure: Measure = status.measure
    last = status.events[-1].fact if status.events else None
    said = {
        "state": status.state,
        "progress": status.progress,
        "end": status.planned_end,
        "baseline_end": status.baseline_end,
        "note": last.note if last else None,
        "evidence": _once(each.fact.evidence for each in status.events),
    }
    return _row("measures", (plain(measure) | said).get)


def _finding(status: FindingStatus, lab: str) -> Row:
    """What the laboratory says of it in its own events; what the finder said last stands beside it."""
    own = [each.fact for each in status.events if each.fact.by == lab]
    others = [each.fact.note for each in status.events if each.fact.by != lab]
    said: dict[str, Any] = {
        key: next((value for each in reversed(own) if (value := getattr(each, key))), None) for key in ANSWERS
    }
    said |= {
        "grade": status.grade,
        "due": status.due,
        "turn": status.turn,
        "state": status.state,
        "word": others[-1] if others else None,
        "note": own[-1].note if own else None,
        "evidence": _once(each.evidence for each in own),
    }
    return _row("findings", (plain(status.finding) | said).get)


def _statement(evaluation: Evaluation, edition: str, language: str) -> Rows:
    """Every control of part 2, and what else the statement names."""
    latest = latest_statement(evaluation.view, edition)
    said = {each.control: plain_part(each) for each in latest.fact.controls} if latest else {}
    controls = evaluation.norm.edition(edition).controls.values()
    return {
        each.id: _row("statement", (said.get(each.id, {}) | {"control": each.id, "title": each.title(language)}).get)
        for each in controls
        if each.part == 2 or each.id in said
    }


def plain_part(part: Any) -> dict[str, Any]:
    """What a statement says of a control, as its cells hold it."""
    return {
        "applicable": "yes" if part.applicable else "no",
        "justification": part.justification,
        "reasons": part.reasons,
        "implemented": part.implemented,
        "reference": part.reference,
    }


def _commitment(commitment: At[Commitment], events: Sequence[At[Any]]) -> Row:
    dues = [each.fact.due for each in events if each.fact.due]
    last = events[-1].fact if events else None
    said = {
        "state": last.state if last else None,
        "due": dues[-1] if dues else commitment.fact.due,
        "note": last.note if last else None,
    }
    return _row("commitments", (plain(commitment.fact) | said).get)


def _once(lists: Iterable[Iterable[str]]) -> Iterator[str]:
    return iter(dict.fromkeys(each for items in lists for each in items))
