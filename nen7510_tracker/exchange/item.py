"""What stands in a dossier file: facts, versions of facts, references, each with its place."""

from dataclasses import dataclass, field

from nen7510_tracker.dossier.facts import Fact
from nen7510_tracker.exchange.source import Source
from nen7510_tracker.exchange.tree import Place, where
from nen7510_tracker.words.day import Day


@dataclass(slots=True)
class Placed:
    """Something that stands in a file. Its line is looked up when it is asked for: a good file needs none."""

    place: Place
    source: Source = field(repr=False, compare=False)

    @property
    def where(self) -> str:
        """Its place in the file: `assessments[0].findings[2]`."""
        return where(self.place)

    @property
    def line(self) -> int:
        """The line on which it begins, from 1."""
        return self.source.line_of(self.place)


@dataclass(slots=True)
class Reference(Placed):
    """That a fact names another fact, or a party, by its id; its place ends in the key."""

    kind: str
    id: str


@dataclass(slots=True)
class Item(Placed):
    """One fact of a file."""

    kind: str
    fact: Fact

    @property
    def key(self) -> str:
        """What identifies the fact among those of its kind."""
        return self.fact.key


@dataclass(slots=True)
class HistoryItem(Placed):
    """One version of a fact, from the history of a file (`export --history`).

    `replaces` is the key of the version before it, None in the first version. `known_on` is the day
    from which a correction or retraction counts, `reason` why. A retraction has no fact; who retracted
    it, and when, stands at the end of its reason (history.py).
    """

    kind: str
    key: str
    fact: Fact | None
    replaces: str | None = None
    known_on: Day | None = None
    reason: str | None = None
