"""Record: who recorded what and when, what it corrected, and whether anybody touched it (screens, 2.7)."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content

from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.service.verifying import GUARDS, Verified
from nen7510_tracker.tui.action import RECORD
from nen7510_tracker.tui.desk import Opened
from nen7510_tracker.tui.ink import BLANK, between, ink, join, line
from nen7510_tracker.tui.kinds import kind_name
from nen7510_tracker.tui.page import Block, Page, Target, heading
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.tui.table import Column, Table
from nen7510_tracker.tui.tabs.tab import Split
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
                lambda row, _: _recorded(row, seconds=False),
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
                10,
                lambda row, _: line(row.known_on or "", "$quiet"),
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
        kinds = ("rating",) if target.kind == "entry" else (target.kind, *_LIKE.get(target.kind, ()))
        for kind in kinds:
            for key in (target.id, target.id.rpartition("/")[0]):
                entry = self.opened.entry_of(kind, key) if key else None
                if entry:
                    return self.table.go(str(entry.seq))
        return self.table.go(target.id)

    def do_verify(self, _key: str) -> None:
        """Verify the chain now."""
        screen = self.laboratory
        screen.flash(Message("Verifying {lab} …", lab=screen.lab))
        screen.fetch(lambda desk: desk.verified(screen.lab), self._verified)

    def _verified(self, verified: tuple[Verified, Sequence[str]]) -> None:
        screen = self.laboratory
        found, guards = verified
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
        elif guards:
            screen.flash(Message(GUARDS, names=", ".join(guards)), bad=True)
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


# Kinds under which something is recorded that the rules call by another name.
_LIKE = {
    "decision": ("approval", "proposal"),
    "grant": ("certificate_event",),
    "conclusion": ("assessment",),
    "verification": ("finding_event",),
    "readiness": (),
}


def _searched(row: Entry) -> str:
    told = (row.kind, row.id, row.recorded_by, row.on, row.recorded_at, row.reason, row.fact)
    return " ".join((str(row.seq), *(each for each in told if each)))


def _recorded(row: Entry, *, seconds: bool) -> Content:
    text = row.recorded_at.replace("T", " ")
    return line(f"{text[:19]} UTC" if seconds else text[:16])


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
        join(_recorded(row, seconds=True), ink("  " + words("by") + " ", "$quiet"), line(row.recorded_by, "bold"))
    )
    dates = [
        ink(words("on") + f" {row.on}") if row.on else BLANK,
        ink(words("known on") + f" {row.known_on}") if row.known_on else BLANK,
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
    yield from heading(words("The chain"), width, pen.symbols)
    for key, value in (("digest", row.digest), ("previous", row.previous), ("call", row.call), ("salt", row.salt)):
        yield Block(join(ink(f"{key} ", "$quiet"), ink(value)), hang=4)


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
