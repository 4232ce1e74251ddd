"""Who recorded a fact, and when: the end of every chain of questions (issue 4, 3)."""

from nen7510_tracker.dossier.entry import Entry
from nen7510_tracker.dossier.facts import Fact
from nen7510_tracker.tui.ink import line
from nen7510_tracker.tui.page import Block, Target
from nen7510_tracker.tui.pen import Pen
from nen7510_tracker.words.day import day


def known_text(pen: Pen, entry: Entry, fact: Fact | None) -> str:
    """The day from which the commissioner could know a fact; `~` before one that nobody gave (design section 3)."""
    if entry.known_on is None:
        return ""
    assumed = "" if fact is not None and fact.known_on else pen.symbols.assumed
    return f"{assumed}{pen.day_text(day(entry.known_on))}"


def recorded_text(entry: Entry, *, seconds: bool = False) -> str:
    """When an entry was recorded: `2026-10-14 09:12`, with `seconds` to the second and with its time zone."""
    text = entry.recorded_at.replace("T", " ")
    return f"{text[:19]} UTC" if seconds else text[:16]


def origin(pen: Pen, entry: Entry, fact: Fact | None, *, indent: int = 0) -> Block:
    """Who recorded it and when, and since when it could be known; enter goes to the entry."""
    words = pen.words
    who = words(
        "entry {seq}, recorded {when} by {who}",
        seq=entry.seq,
        when=recorded_text(entry, seconds=True),
        who=entry.recorded_by,
    )
    known = known_text(pen, entry, fact)
    text = f"{who}, {words('known on')} {known}" if known else who
    return Block(line(text, "$quiet"), indent=indent, hang=2, target=Target("number", str(entry.seq)))
