"""Record: who recorded what and when, what it corrected, and whether anybody touched it (screens, 2.7)."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.service.verifying import Verified
from nen7510_tracker.tui.action import RECORD
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.kinds import kind_name
from nen7510_tracker.tui.origin import known_text, recorded_text
from nen7510_tracker.tui.page import Block, Page, Target, heading
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.tui.tabs.tab import Split
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import Message


class RecordTab(Split):
    """The ledger, newest first; beside it the entry, and what it corrected with the old beside the new."""

    place = RECORD
    WIDE_FROM: ClassVar[int] = 110

    def __init__(self) -> None:
        super().__init__()
        self.opened: Opened | None = None

    def above(self) -> ComposeResult:
        """The head."""
        yield Page(id="head", most=4)

    def pointed(self) -> Target | None:
        """The fact of the entry under the cursor."""
        row = self.table.current
        return super().pointed() or (Target(row.kind, row.id) if isinstance(row, Entry) else None)

    def make_table(self) -> Table[Entry]:
        """The entries."""
        return Table[Entry](lambda row: str(row.seq), search=_searched, id="entries")

    def prepare(self, opened: Opened) -> None:
        """The entries: nothing has to be worked out for them."""

    def show(self, opened: Opened) -> None:
        """Show the record; it does not depend on the day that one looks at."""
        self.opened = opened
        pen, words = self.pen, self.pen.words
        self.query_one("#head", Page).show(lambda _width: list(head_text(pen, opened)), pen.symbols)
        self.table.empty = ink(words("No entry contains these words. Press escape to see all."), "$quiet")
        self.table.fill(self._columns(opened), list(reversed(opened.entries)), pen.symbols)
        self.tell(self.table.current)

    def _columns(self, opened: Opened) -> Sequence[Column[Entry]]:
        words = self.pen.words
        return (
            Column(words("No"), 6, lambda row, _: ink(str(row.seq), "$quiet"), right=True, sort=lambda row: row.seq),
            Column(
                words("Recorded"),
                16,
                lambda row, _: line(recorded_text(row)),
                keep=6,
                sort=lambda row: row.recorded_at,
            ),
            Column(
                words("By"), 10, lambda row, _: line(row.recorded_by), keep=5, grows=1, sort=lambda row: row.recorded_by
            ),
            Column(words("What"), 18, lambda row, _: self._what(opened, row), sort=lambda row: row.kind),
            Column(words("Id"), 16, lambda row, _: line(row.id, "$primary"), grows=3, sort=lambda row: row.id),
            Column(words("On"), 10, lambda row, _: line(row.on or ""), keep=4, sort=lambda row: row.on or ""),
            Column(
                words("Known on"),
                13,
                lambda row, _: line(known_text(self.pen, row, opened.facts_by_seq.get(row.seq)), "$quiet"),
                keep=3,
                sort=lambda row: row.known_on or "",
            ),
            Column(
                words("Replaces"),
                8,
                lambda row, _: ink(str(row.replaces or ""), "$claimed"),
                keep=4,
                right=True,
                sort=lambda row: row.replaces or 0,
            ),
        )

    def _what(self, opened: Opened, row: Entry) -> Content:
        words = self.pen.words
        if row.seq in opened.voids:
            return self.pen.alarm(words("void"))
        if row.replaces is not None:
            retold = words("retracted") if row.fact == "null" else words("corrected")
            return ink(f"{words(kind_name(row.kind))} {retold}", "$claimed")
        return ink(words(kind_name(row.kind)))

    def tell(self, row: object) -> None:
        """The entry under the cursor."""
        opened, pen = self.opened, self.pen
        if opened is None or not isinstance(row, Entry):
            self.page.show(lambda _width: (), pen.symbols)
        else:
            self.page.show(lambda width: list(entry_text(pen, opened, row, width)), pen.symbols)

    def go(self, target: Target) -> bool:
        """To the last entry about a fact, or to an entry by its number; ratings have the kind `entry`."""
        if self.opened is None:
            return False
        if target.kind == "grant":
            granted = [
                each for each in _happened(self.opened, "certificate", target.id) if each.id.endswith("/granted")
            ]
            return bool(granted) and self.table.go(str(granted[-1].seq))
        kinds = _LIKE.get(target.kind, (target.kind,))
        for kind in kinds:
            for key in (target.id, target.id.rpartition("/")[0], target.id.partition("/")[0]):
                entry = self.opened.entry_of(kind, key) if key else None
                if entry:
                    return self.table.go(str(entry.seq))
        return target.kind == "number" and self.table.go(target.id)

    def do_verify(self, _key: str) -> None:
        """Verify the chain now."""
        screen = self.laboratory
        screen.flash(Message("Verifying {lab} …", lab=screen.lab))
        screen.fetch(lambda desk: desk.verified(screen.lab), self._verified)

    def _verified(self, verified: tuple[Verified, Sequence[Message]]) -> None:
        screen = self.laboratory
        found, weaknesses = verified
        if found.broken:
            screen.flash(
                Message(
                    "The record of {lab} was touched at entry {seq}: {reason}.",
                    lab=found.lab,
                    seq=found.broken.seq,
                    reason=found.broken.message,
                ),
                bad=True,
            )
        elif weaknesses:
            screen.flash(weaknesses[0], bad=True)
        elif self.opened and self.opened.voids:
            screen.flash(Message("The record is intact; {n} entries in it are void.", n=len(self.opened.voids)))
        else:
            screen.flash(
                Message("The record is intact: {n} entries, head {head}.", n=found.head.seq, head=str(found.head))
            )

    def do_copy(self, _key: str) -> None:
        """Copy the head."""
        if self.opened:
            self.laboratory.copy(str(self.opened.dossier.head))


# What is recorded about a fact under its own id, beside itself.
_BESIDE = {
    "assessment": ("rating",),
    "finding": ("finding_event",),
    "measure": ("measure_event",),
    "milestone": ("milestone_event",),
    "certificate": ("certificate_event",),
    "requirement": ("establishment",),
    "enforcement": ("enforcement_event",),
    "commitment": ("commitment_event",),
    "proposal": ("approval",),
    "approval": ("proposal",),
}
# Kinds under which something is recorded that the rules call by another name; a rating by exception rests on
# its assessment.
_LIKE = {
    "entry": ("rating", "assessment"),
    "decision": ("decision", "approval", "proposal"),
    "conclusion": ("assessment",),
}


def _searched(row: Entry) -> str:
    told = (row.kind, row.id, row.recorded_by, row.on, row.recorded_at, row.reason, row.fact)
    return " ".join((str(row.seq), *(each for each in told if each)))


def head_text(pen: Pen, opened: Opened) -> Iterator[Block]:
    """The head, to be kept elsewhere."""
    words, head = pen.words, opened.dossier.head
    yield Block(
        join(
            ink(words("{n} entries, head", n=head.seq) + " ", "$quiet"),
            ink(str(head), "bold"),
            ink("  " + words("y copies it, v verifies the record"), "$quiet"),
        ),
        hang=2,
    )
    if opened.voids:
        yield Block(pen.alarm(words("{n} entries are void: somebody came past the program", n=len(opened.voids))))


def entry_text(pen: Pen, opened: Opened, row: Entry, width: int) -> Iterator[Block]:
    """An entry: who, when, why, and the fact, with what it replaced."""
    words = pen.words
    yield Block(
        join(
            ink(f"{row.seq}  ", "$quiet"), ink(f"{words(kind_name(row.kind))}  ", "bold"), line(row.id, "bold $primary")
        ),
        hang=2,
    )
    yield Block(
        join(
            line(recorded_text(row, seconds=True)),
            ink("  " + words("by") + " ", "$quiet"),
            line(row.recorded_by, "bold"),
        )
    )
    known = known_text(pen, row, opened.facts_by_seq.get(row.seq))
    dates = [
        ink(words("on") + f" {pen.day_text(day(row.on))}") if row.on else BLANK,
        ink(words("known on") + f" {known}") if known else BLANK,
    ]
    yield Block(between("  ", dates))
    if row.seq in opened.voids:
        yield Block(pen.alarm(words("void: {reason}", reason=opened.voids[row.seq])), hang=2)
    if row.reason:
        yield Block(join(ink(words("reason") + " ", "$quiet"), ink(row.reason, "italic")), hang=2)
    before = next((each for each in opened.entries if each.seq == row.replaces), None)
    old, new = _fact(before.fact) if before else {}, _fact(row.fact)
    if before:
        yield from _difference(pen, before, old, new, width)
    if row.fact != "null":
        yield from heading(words("The fact"), width, pen.symbols)
        yield from (Block(_pair(key, value), hang=4) for key, value in _flat(new))
    yield from _related(pen, opened, row, width)
    yield from heading(words("The chain"), width, pen.symbols)
    for key, value in (("digest", row.digest), ("previous", row.previous), ("call", row.call), ("salt", row.salt)):
        yield Block(join(ink(f"{key} ", "$quiet"), ink(value)), hang=4)


def _happened(opened: Opened, kind: str, key: str) -> Sequence[Entry]:
    """The entries about a fact beside its own: its events, an approval of a proposal and the other way round."""
    kinds = _BESIDE.get(kind, ())
    return [each for each in opened.entries if each.kind in kinds and (each.id == key or each.id.startswith(f"{key}/"))]


def _related(pen: Pen, opened: Opened, row: Entry, width: int) -> Iterator[Block]:
    """What else the record says of the fact: its events, and what came in the place of this entry."""
    words = pen.words
    later = [each for each in opened.entries if each.replaces == row.seq]
    beside = _happened(opened, row.kind, row.id)
    for title, found in (
        (words("What came in its place ({n})", n=len(later)), later),
        (words("What belongs to it ({n})", n=len(beside)), beside),
    ):
        if found:
            yield from heading(title, width, pen.symbols)
        for each in found:
            yield Block(
                join(
                    ink(f"{each.seq}  ", "$quiet"),
                    ink(f"{words(kind_name(each.kind))}  "),
                    line(each.id, "$primary"),
                    line(f"  {recorded_text(each)} {each.recorded_by}", "$quiet"),
                ),
                hang=4,
                target=Target("number", str(each.seq)),
            )


def _difference(pen: Pen, before: Entry, old: dict[str, Any], new: dict[str, Any], width: int) -> Iterator[Block]:
    words, signs = pen.words, pen.symbols
    title = (
        words("What it retracted: entry {seq}", seq=before.seq)
        if not new
        else words("What it corrected: entry {seq}", seq=before.seq)
    )
    yield from heading(title, width, signs)
    was, now = dict(_flat(old)), dict(_flat(new))
    for key in dict.fromkeys([*was, *now]):
        if was.get(key) != now.get(key):
            if key in was:
                yield Block(
                    join(ink("- ", "bold $nonconforming"), _pair(key, was[key])),
                    hang=4,
                    target=Target("number", str(before.seq)),
                )
            if key in now:
                yield Block(join(ink("+ ", "bold $conforming"), _pair(key, now[key])), hang=4)


def _fact(text: str) -> dict[str, Any]:
    """The fact as it stands in the record; one that is no JSON object (a void one) as its text."""
    try:
        value = json.loads(text)
    except ValueError:
        return {"": text}
    return value if isinstance(value, dict) else {} if value is None else {"": value}


def _flat(values: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Each value with its key, those of lists and groups with the way to them."""
    for key, value in values.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            for number, each in enumerate(value, 1):
                yield from _flat(each if isinstance(each, dict) else {"": each}, f"{name}.{number}.")
        elif isinstance(value, list):
            yield name, ", ".join(str(each) for each in value)
        else:
            yield name, str(value)


def _pair(key: str, value: str) -> Content:
    return join(line(key, "$quiet"), "  ", ink(value))
