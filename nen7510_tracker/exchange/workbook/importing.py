"""A workbook into the record: what changed since it was made, and what becomes of it (design section 6)."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.exchange.workbook.changes import RowChange, States, compare
from nen7510_tracker.exchange.workbook.checked import CheckedCells
from nen7510_tracker.exchange.workbook.columns import SheetKey
from nen7510_tracker.exchange.workbook.facts import FactMaker
from nen7510_tracker.exchange.workbook.reading import Returned
from nen7510_tracker.exchange.workbook.rows import Content, Row, content_of
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
        self.norm = record.norm
        self._on = on
        self._today = today
        self._mine = mine
        self._then = self._at_its_head(record)
        self.edition = returned.edition = self._known_edition()
        self.language = returned.language if returned.language in LANGUAGES else LANGUAGES[0]

    def against(self, dossier: Dossier) -> Understood:
        """What it comes to after a dossier as it is now. Raises InputRejected with every mistake."""
        returned = self._returned
        today = _Record(dossier, max(returned.known_on, self._today), self)
        sent = _Record(self._then, returned.known_on, self)
        every = [_Record(each, date.max, self) for each in (self._then, dossier)]
        days = _learnt_on(dossier, returned.head.seq)

        def now(own_day: str) -> Content:
            return today.on(self._as_of(own_day))

        def since(sheet: SheetKey, key: str) -> list[tuple[Row | None, Row | None]]:
            told = sorted({*days.get((sheet, key), ()), *days.get((sheet, ""), ())})
            return [
                (then.rows[sheet].get(key), now.rows[sheet].get(key))
                for then, now in ([each.on(last) for each in every] for last in told)
            ]

        compared = compare(returned, States(sent.on(returned.as_of, returned.owner), now, since), self._mine)
        cells = CheckedCells(returned.file, self.norm, self._on.text)
        statement = latest_statement(today.evaluation.on(self._as_of("")).view, self.edition)
        before = statement.fact if statement else None
        steps = FactMaker(returned, dossier, cells, self._on, before).steps(compared.rows)
        errors = sorted([*compared.errors, *cells.notes], key=lambda error: error[0])
        if errors:
            raise InputRejected(*dict.fromkeys(message for _, message in errors))
        return Understood(Batch(steps), compared.rows, compared.told)

    def _as_of(self, own_day: str) -> date:
        """A day of change, and never before the workbook's."""
        try:
            changed = day(own_day or self._on.text)
        except ValueError:  # told when the cell is read
            changed = self._on
        return max(self._returned.as_of, changed.last)

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
        known = self.norm.canonical_edition(self._returned.edition)
        if known is None:
            text = "There is no edition {name}; known are {editions}."
            name = shown(self._returned.edition)
            raise InputRejected(Message(text, name=name, editions=", ".join(self.norm.editions)))
        return known


class _Record:
    """A dossier with the knowledge of a day, in the rows of a workbook as of any day; each is made once."""

    def __init__(self, dossier: Dossier, known_on: date, comparison: Comparison) -> None:
        self.evaluation = evaluate(dossier, Moment(date.min, known_on), comparison.norm)
        self._comparison = comparison
        self._days = sorted({each for days in self.evaluation.known.days.values() for each in days})
        self._made: dict[date, Content] = {}

    def on(self, as_of: date, owner: str | None = None) -> Content:
        """The rows as of a day: those of the last day on which a fact came into view."""
        at = bisect_right(self._days, as_of)
        last = self._days[at - 1] if at else date.min
        if last not in self._made:
            evaluation = self.evaluation.on(last)
            self._made[last] = content_of(evaluation, self._comparison.edition, self._comparison.language, owner)
        return self._made[last]


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
