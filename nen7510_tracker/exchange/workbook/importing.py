"""A workbook into the record: what changed since it was made, and what becomes of it (design section 6)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.exchange.workbook.changes import RowChange, States, compare
from nen7510_tracker.exchange.workbook.checked import CheckedCells
from nen7510_tracker.exchange.workbook.columns import SheetKey
from nen7510_tracker.exchange.workbook.facts import FactMaker
from nen7510_tracker.exchange.workbook.reading import Returned
from nen7510_tracker.exchange.workbook.rows import Content, Row, content_of
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.status import latest_statement
from nen7510_tracker.service.record import Moment, Record, evaluate
from nen7510_tracker.service.recording import Batch
from nen7510_tracker.words.catalogue import LANGUAGES
from nen7510_tracker.words.characters import shown
from nen7510_tracker.words.day import Day, day
from nen7510_tracker.words.message import InputRejected, Message

# The rows that a kind of fact is about.
_ABOUT: Mapping[str, SheetKey] = {
    "evidence": "evidence",
    "statement": "statement",
    "finding": "findings",
    "finding_event": "findings",
    "measure": "measures",
    "measure_event": "measures",
    "commitment": "commitments",
    "commitment_event": "commitments",
}


@dataclass(frozen=True, slots=True)
class Understood:
    """What a workbook comes to: the facts to be recorded, the cells that changed, and what was passed over."""

    batch: Batch
    rows: Sequence[RowChange]
    told: Sequence[Message]


class Comparison:
    """A workbook that came back, and the record as it was when it was made.

    `on` is the day of the changes that have none of their own, `mine` the cells for which the workbook is to win.
    Raises InputRejected where it was not made from this record.
    """

    def __init__(self, record: Record, returned: Returned, on: Day, today: date, mine: Collection[str]) -> None:
        self._returned = returned
        self._norm = record.norm
        self._on = on
        self._today = today
        self._mine = mine
        self._then = self._at_its_head(record)
        self._edition = self._known_edition()

    def against(self, dossier: Dossier) -> Understood:
        """What it comes to after a dossier as it is now. Raises InputRejected with every mistake."""
        returned = self._returned

        @cache
        def now(own_day: str) -> Content:
            return self._content(self._as_of(dossier, own_day))

        @cache
        def on_both(last: date) -> tuple[Content, Content]:
            moment = Moment(last, date.max)
            then, today = (evaluate(each, moment, self._norm) for each in (self._then, dossier))
            return self._content(then), self._content(today)

        days = _learnt_on(dossier, returned.head.seq)

        def since(sheet: SheetKey, key: str) -> list[tuple[Row | None, Row | None]]:
            told = sorted({*days.get((sheet, key), ()), *days.get((sheet, ""), ())})
            return [(then.rows[sheet].get(key), today.rows[sheet].get(key)) for then, today in map(on_both, told)]

        sent = evaluate(self._then, Moment(returned.as_of, returned.known_on), self._norm)
        states = States(self._content(sent, returned.owner), now, since)
        compared = compare(returned, states, self._mine)
        cells = CheckedCells(returned.file, self._norm, self._on.text)
        statement = latest_statement(self._as_of(dossier, "").view, self._edition)
        before = statement.fact if statement else None
        steps = FactMaker(returned, dossier, cells, self._on, before).steps(compared.rows)
        errors = sorted([*compared.errors, *cells.notes], key=lambda error: error[0])
        if errors:
            raise InputRejected(*dict.fromkeys(message for _, message in errors))
        return Understood(Batch(steps), compared.rows, compared.told)

    def _content(self, evaluation: Evaluation, owner: str | None = None) -> Content:
        language = self._returned.language if self._returned.language in LANGUAGES else LANGUAGES[0]
        return content_of(evaluation, self._edition, language, owner)

    def _as_of(self, dossier: Dossier, own_day: str) -> Evaluation:
        """The dossier as of a day of change, and never before the workbook's; with today's knowledge."""
        try:
            changed = day(own_day or self._on.text)
        except ValueError:  # told when the cell is read
            changed = self._on
        as_of = max(self._returned.as_of, changed.last)
        return evaluate(dossier, Moment(as_of, max(self._returned.known_on, self._today)), self._norm)

    def _at_its_head(self, record: Record) -> Dossier:
        returned = self._returned
        if record.ledger.head(returned.lab).seq == 0:
            raise InputRejected(record.unknown(shown(returned.lab)))
        if returned.head.seq > 0:
            entries = record.ledger.entries(returned.lab, returned.head.seq)
            if entries and entries[-1].head == returned.head:
                return record.dossier(returned.lab, returned.head.seq)
        text = "{file} was made from another record: this one has no head {head}. Import it there, or take a new one."
        raise InputRejected(Message(text, file=returned.file, head=shown(str(returned.head))))

    def _known_edition(self) -> str:
        known = self._norm.canonical_edition(self._returned.edition)
        if known is None:
            text = "There is no edition {name}; known are {editions}."
            name = shown(self._returned.edition)
            raise InputRejected(Message(text, name=name, editions=", ".join(self._norm.editions)))
        return known


def _learnt_on(dossier: Dossier, head: int) -> Mapping[tuple[SheetKey, str], set[date]]:
    """The days for which something was recorded after a head, by the row that it is about; a statement is about all."""
    found: defaultdict[tuple[SheetKey, str], set[date]] = defaultdict(set)
    for seq, version in dossier.by_seq.items():
        entry = version.entry
        if seq > head and entry.kind in _ABOUT and entry.on:
            sheet = _ABOUT[entry.kind]
            parent = entry.id.partition("/")[0]  # an event's id begins with that of what it is about
            found[sheet, "" if sheet == "statement" else parent].add(day(entry.on).last)
    return found
