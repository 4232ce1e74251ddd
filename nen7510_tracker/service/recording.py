"""Recording facts: all of a call or nothing, each judged after those before it (design sections 5 and 7)."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from nen7510_tracker.dossier.dossier import Version
from nen7510_tracker.dossier.entry import START, Entry, Statement, canonical
from nen7510_tracker.dossier.facts import FOUR_EYES, TYPES, Fact, plain
from nen7510_tracker.dossier.facts.references import FORWARD, references
from nen7510_tracker.rules.judge import NEVER_REPLACED, Judge, provisional
from nen7510_tracker.service.record import Record
from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import InputRejected, Message

_PLACE = {each.kind: place for place, each in enumerate(TYPES)}


@dataclass(slots=True, frozen=True)
class Told:
    """A fact that somebody wants recorded; `locate` says where an error about it stands (asked only then)."""

    fact: Fact
    locate: Callable[[Message], Message] = lambda reason: reason


@dataclass(slots=True, frozen=True)
class Retold:
    """A version of a fact from another record's history: the first, a correction, or a retraction (no fact)."""

    kind: str
    key: str
    fact: Fact | None
    replaces: str | None
    known_on: Day | None
    reason: str | None
    locate: Callable[[Message], Message] = lambda reason: reason


@dataclass(slots=True)
class Batch:
    """What is to be recorded of one laboratory: facts as they are believed now, and how some came to be."""

    told: list[Told] = field(default_factory=list)
    history: list[Retold] = field(default_factory=list)


@dataclass(slots=True, frozen=True)
class Call:
    """One wish of a user: who asks, on which day, under which id (repeated after a lost answer it adds nothing)."""

    actor: str
    today: date
    id: str

    @classmethod
    def new(cls, actor: str, today: date) -> "Call":
        """A call of its own."""
        return cls(actor, today, str(uuid.uuid4()))


Appended = Mapping[str, Sequence[Entry]]


class Writing:
    """The statements that a call adds to one dossier, each admitted after the record and those before it."""

    def __init__(self, record: Record, lab: str, entries: Sequence[Entry], call: Call) -> None:
        self.lab = lab
        self.call = call
        self.judge = Judge(lab, record.norm)
        for entry in entries:
            self.judge.read(entry)
        self.statements: list[Statement] = []
        self._previous = entries[-1].digest if entries else START

    def add(self, fact: Fact) -> Message | None:
        """A new fact; says why it is refused, and then nothing is added."""
        dates = self.judge.dates(fact)
        return self._add(
            Statement(
                kind=fact.kind,
                id=fact.key,
                on=str(dates.on) if dates.on else None,
                known_on=str(dates.known_on) if dates.known_on else None,
                fact=canonical(plain(fact)),
            )
        )

    def correct(self, prior: Version, fact: Fact, reason: str, known_on: str | None = None) -> Message | None:
        """A fact in the place of one that is recorded, known from the day of recording unless said otherwise."""
        on = self.judge.dates(fact).on
        return self._add(
            Statement(
                kind=fact.kind,
                id=fact.key,
                on=str(on) if on else None,
                known_on=known_on or self.call.today.isoformat(),
                fact=canonical(plain(fact)),
                replaces=prior.entry.seq,
                reason=reason,
            )
        )

    def retract(self, prior: Version, reason: str, known_on: str | None = None) -> Message | None:
        """Nothing in the place of a fact that is recorded."""
        return self._add(
            Statement(
                kind=prior.entry.kind,
                id=prior.entry.id,
                on=prior.entry.on,
                known_on=known_on or self.call.today.isoformat(),
                fact="null",
                replaces=prior.entry.seq,
                reason=reason,
            )
        )

    def _add(self, statement: Statement) -> Message | None:
        seq = self.judge.dossier.head.seq + 1
        entry = provisional(
            self.lab, seq, self._previous, statement, self.call.actor, f"{self.call.today.isoformat()}T12:00:00.000000Z"
        )
        reason = self.judge.read(entry)
        if reason is None:
            self.statements.append(statement)
            self._previous = ""
        return reason


def append(record: Record, labs: Iterable[str], call: Call, write: Callable[[Mapping[str, Writing]], None]) -> Appended:
    """Let `write` add to some dossiers, and record all of it or, when it raises, nothing.

    `write` is given a Writing per laboratory; it may be called again when another writer came first.
    """

    def judge(before: Mapping[str, list[Entry]]) -> Mapping[str, Sequence[Statement]]:
        writings = {lab: Writing(record, lab, entries, call) for lab, entries in before.items()}
        write(writings)
        return {lab: writing.statements for lab, writing in writings.items()}

    return record.ledger.append(sorted(set(labs)), judge, call=call.id, recorded_by=call.actor)


def record_facts(record: Record, batches: Mapping[str, Batch], call: Call, correct: str | None = None) -> Appended:
    """Record what is new, per laboratory; what is recorded already in the same words adds nothing.

    A fact that differs from the one recorded under its key is an error unless `correct` gives the
    reason of a correction. Raises InputRejected with every error; then nothing is written.
    """

    def write(writings: Mapping[str, Writing]) -> None:
        errors = [error for lab, writing in writings.items() for error in _write(writing, batches[lab], correct)]
        if errors:
            raise InputRejected(*errors)

    return append(record, batches, call, write)


def _write(writing: Writing, batch: Batch, correct: str | None) -> Iterator[Message]:
    """The first version of each fact in the order of kinds, then what its history made of it."""
    first = {(each.kind, each.key): each for each in batch.history if each.replaces is None}
    proposed = {key for kind, key in first if kind == "proposal"}
    later = {(each.kind, each.key) for each in batch.history}
    told = [each for each in batch.told if (each.fact.kind, each.fact.key) not in later]
    told = [each for each in told if not (each.fact.kind == "decision" and each.fact.key in proposed)]
    told += [Told(each.fact, each.locate) for key, each in first.items() if each.fact and each.kind not in FOUR_EYES]
    for each in sorted(told, key=lambda each: _PLACE[each.fact.kind]):
        reason = _tell(writing, each.fact, correct)
        if reason:
            yield each.locate(reason)
    for version in batch.history:
        reason = _retell(writing, version)
        if reason:
            yield version.locate(reason)
    yield from _dangling(writing, batch.told)


def _retell(writing: Writing, version: Retold) -> Message | None:
    """A later version of a history, or a proposal or approval; what the record has already is passed over."""
    chains = writing.judge.dossier.chains[version.kind]
    chain = chains.get(version.key) or chains.get(version.replaces or "") or []
    if any(each.fact == version.fact for each in chain):
        return None
    if not chain:
        return writing.add(version.fact) if version.fact else Message("there is nothing to retract")
    known_on = str(version.known_on) if version.known_on else None
    if version.fact is None:
        return writing.retract(chain[-1], version.reason or "", known_on)
    return writing.correct(chain[-1], version.fact, version.reason or "", known_on)


def _tell(writing: Writing, fact: Fact, correct: str | None) -> Message | None:
    dossier = writing.judge.dossier
    prior = dossier.latest(fact.kind, fact.key)
    if fact.kind == "decision" and dossier.latest("approval", fact.key):
        return None  # proposed and approved here: the file tells what this record says itself
    if prior is None:
        return writing.add(fact)
    if prior.fact == fact:
        return None
    if fact.kind in NEVER_REPLACED:
        return Message("{kind} {id} is recorded already, and a decision is never replaced", kind=fact.kind, id=fact.key)
    if correct is None:
        return Message(
            "{kind} {id} differs from the one recorded ({keys}); give a reason with --correct to correct it",
            kind=fact.kind,
            id=fact.key,
            keys=", ".join(_differing(prior.fact, fact)) or "it was retracted",
        )
    return writing.correct(prior, fact, correct)


def _differing(before: Fact | None, after: Fact) -> list[str]:
    if before is None:
        return []
    old, new = plain(before), plain(after)
    return [key for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]


def _dangling(writing: Writing, told: Sequence[Told]) -> list[Message]:
    """What may point forward has to be there when the call is done."""
    dossier = writing.judge.dossier
    errors = []
    for each in told:
        for key, kind, name in references(each.fact):
            if (each.fact.kind, key) in FORWARD and dossier.current(kind, name) is None and name != dossier.lab:
                reason = Message("{key}: there is no {kind} {id}", key=key, kind=kind, id=name)
                errors.append(each.locate(reason))
    return errors


def counted(appended: Appended) -> Mapping[str, int]:
    """How many entries of each kind a call added."""
    counts: dict[str, int] = defaultdict(int)
    for entries in appended.values():
        for entry in entries:
            counts[entry.kind] += 1
    return counts


def correct_fact(
    record: Record, lab: str, fact: Fact, key: str, reason: str, call: Call, known_on: str | None
) -> Entry:
    """Correct the fact of that kind and key by another. Raises InputRejected."""
    return _change(
        record, lab, fact.kind, key, call, lambda writing, prior: writing.correct(prior, fact, reason, known_on)
    )


def retract_fact(
    record: Record, lab: str, kind: str, key: str, *, reason: str, call: Call, known_on: str | None = None
) -> Entry:
    """Retract the fact of that kind and key. Raises InputRejected."""
    return _change(record, lab, kind, key, call, lambda writing, prior: writing.retract(prior, reason, known_on))


def _change(
    record: Record, lab: str, kind: str, key: str, call: Call, change: Callable[[Writing, Version], Message | None]
) -> Entry:
    record.dossier(lab)

    def write(writings: Mapping[str, Writing]) -> None:
        writing = writings[lab]
        prior = writing.judge.dossier.latest(kind, key)
        if prior is None:
            raise InputRejected(Message("There is no {kind} {id} in the record of {lab}.", kind=kind, id=key, lab=lab))
        reason = change(writing, prior)
        if reason:
            raise InputRejected(Message("{kind} {id}: {reason}", kind=kind, id=key, reason=reason))

    return append(record, [lab], call, write)[lab][-1]
