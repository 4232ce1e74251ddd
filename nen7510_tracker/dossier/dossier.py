"""A dossier: what was recorded about one laboratory, version by version, and what is known of it (design section 3)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from nen7510_tracker.dossier.entry import Entry, Head
from nen7510_tracker.dossier.facts import Assessment, Fact
from nen7510_tracker.words.day import Day, day
from nen7510_tracker.words.message import Message


@dataclass(slots=True)
class Version:
    """One entry that counts, with its fact; a retraction has none.

    `root` is the sequence number under which the fact was first recorded: its place in the order of
    the list, which a correction does not change.
    """

    entry: Entry
    fact: Fact | None
    root: int

    @property
    def known_on(self) -> date:
        """The day from which this version counts; what carries none has always counted."""
        return day(self.entry.known_on).last if self.entry.known_on else date.min


@dataclass(slots=True)
class Void:
    """An entry that the rules refuse: kept, shown with its reason, counted nowhere."""

    entry: Entry
    reason: Message


@dataclass(slots=True)
class Dossier:
    """Every version of every fact of one laboratory, in the order in which they were recorded.

    `chains` holds, per kind and key, the versions of one fact, oldest first; a correction that gives
    a fact another key (an event's other day) moves its chain to that key.
    """

    lab: str
    head: Head = field(default_factory=Head)
    chains: dict[str, dict[str, list[Version]]] = field(default_factory=lambda: defaultdict(dict))
    by_seq: dict[int, Version] = field(default_factory=dict)
    voids: list[Void] = field(default_factory=list)

    def take(self, entry: Entry, fact: Fact | None) -> Version:
        """Add an entry that was admitted."""
        replaced = self.by_seq.get(entry.replaces) if entry.replaces is not None else None
        version = Version(entry, fact, replaced.root if replaced else entry.seq)
        chain: list[Version] = []
        if replaced:
            chain = self.chains[entry.kind].pop(replaced.entry.id)
        chain.append(version)
        self.chains[entry.kind][entry.id] = chain
        self.by_seq[entry.seq] = version
        return version

    @property
    def entries(self) -> Iterator[Entry]:
        """Every entry, also those that count nowhere; in no order."""
        yield from (each.entry for each in self.by_seq.values())
        yield from (each.entry for each in self.voids)

    def latest(self, kind: str, key: str) -> Version | None:
        """The last version recorded of a fact, a retraction included; None if there never was one."""
        chain = self.chains[kind].get(key)
        return chain[-1] if chain else None

    def current(self, kind: str, key: str) -> Fact | None:
        """The fact as it is believed by the last word on it."""
        chain = self.chains[kind].get(key)
        return chain[-1].fact if chain else None

    def facts(self, kind: str) -> Iterator[Fact]:
        """The facts of a kind as they are believed by the last word on each, in the order of first recording."""
        for version in self.versions(kind):
            if version.fact is not None:
                yield version.fact

    def versions(self, kind: str) -> list[Version]:
        """The last version of each fact of a kind, retractions included, in the order of first recording."""
        return sorted((chain[-1] for chain in self.chains[kind].values()), key=lambda version: version.root)

    def known(self, known_on: date, assumed: Sequence[Fact] = ()) -> "list[Seen]":
        """What was believed with the knowledge of a day: each fact's last version that counted then (section 3).

        An `assumed` fact takes the place of the one recorded under its key.
        """
        seen: list[Seen] = []
        assessments: dict[str, Day | None] = {}
        ahead: dict[str, Seen] = {}  # assessments that are not known yet
        for place, given in enumerate(assumed, start=self.head.seq + 1):
            seen.append(Seen(given.kind, given, given.day, Version(_ASSUMED, given, place)))
            if isinstance(given, Assessment):
                assessments[given.id] = given.day
        replaced = {(fact.kind, fact.key) for fact in assumed}
        for kind, chains in self.chains.items():
            for chain in chains.values():
                version = _believed(chain, known_on)
                fact = version.fact if version else chain[0].fact
                if fact is None or (replaced and (kind, fact.key) in replaced):
                    continue
                if version is None or (fact.known_on is not None and fact.known_on.last > known_on):
                    if isinstance(fact, Assessment):
                        ahead[fact.id] = Seen(kind, fact, None, chain[0])
                    continue
                if isinstance(fact, Assessment):
                    assessments[fact.id] = fact.day
                seen.append(Seen(kind, fact, fact.day, version))
        return _with_days(seen, assessments, ahead)


_ASSUMED = Entry("", 0, "", "", "", None, None, "", "", None, None, 0, "", "null", "", "")


def _believed(chain: list[Version], known_on: date) -> Version | None:
    if len(chain) == 1:
        return chain[0] if chain[0].known_on <= known_on else None
    return next((version for version in reversed(chain) if version.known_on <= known_on), None)


@dataclass(slots=True)
class Seen:
    """A fact that is known, with the day from which it is true; None: it has no date of its own."""

    kind: str
    fact: Fact
    on: Day | None
    version: Version

    @property
    def root(self) -> int:
        """Its place in the order of first recording."""
        return self.version.root


def _with_days(seen: list[Seen], assessments: dict[str, Day | None], ahead: Mapping[str, Seen]) -> list[Seen]:
    """Ratings and findings without a day of their own follow their assessment's; without the assessment they go.

    One that says itself that it was known before its assessment stays; the assessment then stands by
    as its parent, without a day, and is not in the view itself.
    """
    kept: list[Seen] = []
    parents: dict[str, Seen] = {}
    for each in seen:
        if each.kind in ("rating", "finding"):
            parent = str(getattr(each.fact, "assessment"))  # noqa: B009 - both kinds have it, Fact does not
            if parent not in assessments:
                if parent not in ahead or each.fact.known_on is None:
                    continue
                parents[parent] = ahead[parent]
            if each.on is None:
                each.on = assessments[parent] if parent in assessments else ahead[parent].fact.day
        kept.append(each)
    kept += parents.values()
    kept.sort(key=_place)
    return kept


def _place(seen: Seen) -> tuple[date, int]:
    """By day, then in the order of first recording."""
    on = seen.on or seen.fact.day
    return on.last if on else date.min, seen.version.root
