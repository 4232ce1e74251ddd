"""What was filled in, as facts: events of a day, new measures and evidence, a new version of the statement."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.facts import Fact, Statement, build, plain
from nen7510_tracker.dossier.facts.statement import Applicability, next_statement_id, next_version
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.exchange.shape import group_of, shape_of
from nen7510_tracker.exchange.workbook.changes import RowChange
from nen7510_tracker.exchange.workbook.checked import CheckedCells
from nen7510_tracker.exchange.workbook.columns import ANSWERS, FINDING_STATES, LAYOUTS, SheetKey
from nen7510_tracker.exchange.workbook.reading import Returned
from nen7510_tracker.service.recording import Told
from nen7510_tracker.words.characters import shown
from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import Message

_OF_A_MEASURE = ("title", "owner", "findings", "controls", "kind", "on", "start")
_REPORTED = ("progress", "end", "note", "evidence")
_BESIDE = ("note", "evidence")
_OF_A_CONTROL = ("justification", "reasons", "implemented", "reference")

_Made = Iterator[tuple[RowChange, Fact]]


class FactMaker:
    """Makes facts of the rows that changed, after a dossier as it is now; `before` is its latest statement."""

    def __init__(
        self, returned: Returned, dossier: Dossier, cells: CheckedCells, on: Day, before: Statement | None
    ) -> None:
        self._returned = returned
        self._dossier = dossier
        self._cells = cells
        self._on = on
        self._before = before
        self._mistakes = 0  # before the row that is being read

    def steps(self, rows: Sequence[RowChange]) -> list[Told]:
        """What is to be recorded, in order: what others name comes first."""
        made: dict[SheetKey, Callable[[list[RowChange]], _Made]] = {
            "evidence": partial(self._each, self._evidence),
            "statement": self._statement,
            "findings": partial(self._each, self._finding),
            "measures": partial(self._each, self._measure),
            "commitments": partial(self._each, self._commitment),
        }
        return [
            Told(fact, partial(row.filled.sheet.row, row.filled.number))
            for sheet, make in made.items()
            for row, fact in make([each for each in rows if each.sheet == sheet])
        ]

    def _each(self, make: Callable[[RowChange], Iterator[Fact]], rows: list[RowChange]) -> _Made:
        """The facts of rows that each speak for themselves; of one with a mistake none."""
        for row in rows:
            self._mistakes = len(self._cells.notes)
            facts = list(make(row))
            if self._is_right:
                yield from ((row, fact) for fact in facts)

    @property
    def _is_right(self) -> bool:
        return len(self._cells.notes) == self._mistakes

    def _evidence(self, row: RowChange) -> Iterator[Fact]:
        keys = [column.key for column in LAYOUTS["evidence"].columns[1:]]
        yield from self._own_words(row, "evidence", keys, {})

    def _measure(self, row: RowChange) -> Iterator[Fact]:
        begun, day = row.now is None, self._cells.day(row)
        keys = (*_OF_A_MEASURE, "end") if begun else _OF_A_MEASURE
        if begun or row.has(_OF_A_MEASURE):
            yield from self._own_words(row, "measure", keys, {"on": day})
        state = str(row.after("state")) or "planned"
        reported = [each for each in _REPORTED if each not in keys]
        turned = "state" in row.changes and not (begun and state == "planned")
        if not turned and not row.has(reported):
            return
        values = self._cells.values(row, shape_of("measure_event"), ("state", *reported))
        if state == "done" and "end" in values:
            self._cells.note(row, "end", Message("a measure that is done plans nothing; put back what stood here"))
        if state == "done" and values.get("progress", 100) != 100:
            self._cells.note(row, "progress", Message("a measure that is done is at 100"))
        yield from self._event("measure_event", {"measure": row.filled.key, "on": day, "state": state, **values})

    def _finding(self, row: RowChange) -> Iterator[Fact]:
        """The answer is submitted; what else the laboratory says comes after it."""
        own = {"finding": row.filled.key, "on": self._cells.day(row), "by": self._returned.lab}
        answer = self._cells.values(row, shape_of("finding_event"), ANSWERS)
        beside = self._cells.values(row, shape_of("finding_event"), _BESIDE)
        state, said = str(row.after("state")), "state" in row.changes
        if state not in FINDING_STATES and (said or not row.has(ANSWERS)):
            text = "the laboratory says {a}, {b}, {c}, {d} or {e}; choose one, the rest is the finder's to say"
            key = "state" if said else next(each for each in _BESIDE if each in row.changes)
            self._cells.note(row, key, Message(text, **dict(zip("abcde", map(label, FINDING_STATES), strict=True))))
            return
        last = state if said or not row.has(ANSWERS) else "submitted"
        if row.has(ANSWERS) and last != "submitted":
            yield from self._event("finding_event", {**own, "state": "submitted", **answer})
            answer = {}
        yield from self._event("finding_event", {**own, "state": last, **answer, **beside})

    def _commitment(self, row: RowChange) -> Iterator[Fact]:
        values = self._cells.values(row, shape_of("commitment_event"), ("state", "due", "note"))
        if "state" not in row.changes:
            values["state"] = "extended" if "due" in row.changes else str(row.after("state"))
        if values.get("state") == "":
            self._cells.note(row, "note", Message("choose a state beside it: a note belongs to what became of it"))
        elif "state" in values:
            own = {"commitment": row.filled.key, "on": self._cells.day(row)}
            yield from self._event("commitment_event", own | values)

    def _statement(self, rows: list[RowChange]) -> _Made:
        """A new version: what the latest says, with the rows that changed."""
        before, self._mistakes = self._before, len(self._cells.notes)
        said = {each.control: each for each in before.controls} if before else {}
        for row in rows:
            said.pop(row.filled.key, None) if not row.after("applicable") else None
            if part := self._part(row):
                said[row.filled.key] = part
        if not rows or not self._is_right:
            return
        fact = Statement(
            id=next_statement_id(self._on, self._dossier.chains["statement"]),
            version=self._returned.version or next_version(before.version if before else None),
            edition=self._returned.edition,
            on=self._on,
            approved_by=self._returned.approved_by,
            controls=tuple(said.values()),
        )
        yield rows[0], fact

    def _part(self, row: RowChange) -> Applicability | None:
        """What a row says of its control; None: nothing, or something is wrong with it."""
        left = [each for each in _OF_A_CONTROL if row.after(each)]
        applicable = row.after("applicable")
        if not applicable:
            if left:
                self._cells.note(row, left[0], Message("say if the control applies, or empty the whole row"))
            return None
        if applicable not in ("yes", "no"):
            problem = Message("“{given}” is none of {values}", given=shown(str(applicable)), values="yes, no")
            self._cells.note(row, "applicable", problem)
            return None
        found = {key: self._cells.value(row, group_of(Applicability), key) for key in left}
        values = {"control": row.filled.key, "applicable": applicable == "yes", **found}
        return None if None in found.values() else msgspec.convert(values, Applicability)

    def _own_words(self, row: RowChange, kind: str, keys: Sequence[str], assumed: Mapping[str, Any]) -> Iterator[Fact]:
        """A new fact, or one with other words in the place of one that is recorded: for that a reason is asked."""
        prior = self._dossier.current(kind, row.filled.key) if row.now else None
        shape = shape_of(kind)
        key = next(iter(row.filled.cells))
        values = plain(prior) if prior else {"id": self._cells.value(row, shape, key, "id"), **assumed}
        values = {
            key: value for key, value in values.items() if (value is not None and key not in row.changes) or key == "id"
        }
        values |= self._cells.values(row, shape, keys)
        missing = [each.name for each in shape.keys if each.required and each.name not in values]
        for name in missing:
            if not row.after(name):
                self._cells.note(row, name, Message("this cell is empty, and has to say something"))
        if not missing and self._is_right:
            yield build(kind, values)

    def _event(self, kind: str, values: Mapping[str, Any]) -> Iterator[Fact]:
        """An event; one of that day that is recorded already is told again with what is new in it."""
        if not self._is_right:
            return
        fact = build(kind, dict(values))
        told = self._dossier.current(kind, fact.key)
        if told is None:
            yield fact
            return
        before = plain(told)
        evidence = list(dict.fromkeys([*before.get("evidence", ()), *values.get("evidence", ())]))
        yield build(kind, before | plain(fact) | ({"evidence": evidence} if evidence else {}))
