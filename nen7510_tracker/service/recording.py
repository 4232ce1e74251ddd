"""Recording facts: all of a call or nothing, each judged after those before it (design sections 5 and 7)."""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_call
from datetime import UTC, date, datetime, time
from typing import Any

from msgspec.structs import replace

from nen7510_tracker.dossier.account import Account
from nen7510_tracker.dossier.decided import decision_told
from nen7510_tracker.dossier.dossier import Dossier, Version
from nen7510_tracker.dossier.entry import START, Entry, Statement, canonical
from nen7510_tracker.dossier.facts import Decision, Fact, plain
from nen7510_tracker.dossier.facts.references import FORWARD, references
from nen7510_tracker.rules.judge import NEVER_REPLACED, Judge, provisional
from nen7510_tracker.rules.rights import not_allowed
from nen7510_tracker.service.lineage import lineages
from nen7510_tracker.service.record import Record
from nen7510_tracker.store.turn import moment_after
from nen7510_tracker.words.characters import may_hold_wrong, shown, wrong_with
from nen7510_tracker.words.day import Day
from nen7510_tracker.words.message import InputRejected, Message, Refused


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
    """What is to be recorded of one laboratory, in that order: facts as they are believed now, and their history."""

    steps: Sequence[Told | Retold]


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
    """The statements that a call adds to one dossier, each admitted after the record and those before it.

    `account`: who says them, on a server that knows; what it may not say raises Refused.
    """

    def __init__(
        self, record: Record, lab: str, entries: Sequence[Entry], call: Call, account: Account | None = None
    ) -> None:
        self.lab = lab
        self.account = account
        self.call = call
        self.judge = Judge(lab, record.norm)
        for entry in entries:
            self.judge.read(entry)
        self.statements: list[Statement] = []
        self._before = entries[-1].seq if entries else 0
        self._previous = entries[-1].digest if entries else START
        # As the store will stamp it: not before what a clock that was ahead has recorded. Otherwise what is admitted
        # here, as of today, would be void for every reader.
        noon = datetime.combine(call.today, time(12), UTC)
        self._recorded_at = moment_after(noon, (entry.recorded_at for entry in entries[-1:]))

    def add(self, fact: Fact) -> Message | None:
        """A new fact; says why it is refused, and then nothing is added."""
        self._permit(fact)
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
        self._permit(fact)
        self._permit(prior.fact)
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
        self._permit(prior.fact)
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

    def added(self, version: Version) -> bool:
        """Whether a version is one that this call adds."""
        return version.entry.seq > self._before

    def _permit(self, fact: Fact | None) -> None:
        """Raise Refused for what the account may not say; what is taken back it has to be allowed to say as well."""
        reason = not_allowed(self.account, self.judge.dossier, fact) if self.account and fact else None
        if self.account and fact and reason:
            text = "{kind} {id} is refused: {reason}. {who}"
            raise Refused(Message(text, kind=fact.kind, id=fact.key, reason=reason, who=self.account.introduction))

    def _add(self, statement: Statement) -> Message | None:
        unfit = _unfit(statement)
        if unfit:
            return unfit
        seq = self.judge.dossier.head.seq + 1
        entry = provisional(self.lab, seq, self._previous, statement, self.call.actor, self._recorded_at)
        reason = self.judge.read(entry)
        if reason is None:
            self.statements.append(statement)
            self._previous = ""
        return reason


def _unfit(statement: Statement) -> Message | None:
    """A text that may not be recorded, on whichever way it came (design section 7: no patient data belongs here)."""
    problem = wrong_with(statement.reason or "")
    if problem:
        return Message("{key}: {problem}", key="reason", problem=problem)
    if not may_hold_wrong(statement.fact):
        return None
    values = json.loads(statement.fact) or {}
    found = ((key, wrong_with(text)) for key, value in values.items() for text in _texts_in(value))
    return next((Message("{key}: {problem}", key=key, problem=problem) for key, problem in found if problem), None)


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str | int):
        yield str(value)
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(each)


def append(record: Record, labs: Iterable[str], call: Call, write: Callable[[Mapping[str, Writing]], None]) -> Appended:
    """Let `write` add to some dossiers, and record all of it or, when it raises, nothing.

    `write` is given a Writing per laboratory; it may be called again when another writer came first.
    """
    account = writer(record)
    if record.access.login is not None:
        call = replace_call(call, actor=record.access.login)
    problem = wrong_with(call.actor)
    if problem:
        raise InputRejected(Message("The name {name}: {problem}.", name=shown(call.actor), problem=problem))

    def judge(before: Mapping[str, list[Entry]]) -> Mapping[str, Sequence[Statement]]:
        writings = {lab: Writing(record, lab, entries, call, account) for lab, entries in before.items()}
        write(writings)
        return {lab: writing.statements for lab, writing in writings.items()}

    appended = record.ledger.append(sorted(set(labs)), judge, call=call.id, recorded_by=call.actor)
    record.wrote = True
    return appended


def writer(record: Record) -> Account | None:
    """The account that would write, None where names are what people say. Raises Refused for one that may not."""
    access = record.access
    if not access.enforced:
        return None
    if access.account is None:
        text = "{login} has no role in the record: an administrator gives one with `nen7510 db grant`."
        raise Refused(Message(text, login=str(access.login)))
    if not access.account.writes:
        raise Refused(access.account.introduction)
    return access.account


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


def record_after(
    record: Record, lab: str, batch_after: Callable[[Dossier], Batch], call: Call, correct: str | None = None
) -> Appended:
    """Record what follows from a dossier as it is when its turn comes: `batch_after` may be asked again.

    Raises InputRejected with every error; then nothing is written.
    """

    def write(writings: Mapping[str, Writing]) -> None:
        writing = writings[lab]
        errors = [*_write(writing, batch_after(writing.judge.dossier), correct)]
        if errors:
            raise InputRejected(*errors)

    return append(record, [lab], call, write)


def would_record(record: Record, lab: str, batch: Batch, call: Call, correct: str | None = None) -> Sequence[Statement]:
    """What `record_facts` would add to a dossier now. Nothing is recorded. Raises InputRejected with every error."""
    writing = Writing(record, lab, record.ledger.entries(lab), call, writer(record))
    errors = [*_write(writing, batch, correct)]
    if errors:
        raise InputRejected(*errors)
    return writing.statements


def rehearse(record: Record, lab: str, head: int | None, batch: Batch, call: Call) -> None:
    """What recording a batch would come to, differing facts corrected, after the record as it was at a head.

    Nothing is recorded. Raises InputRejected with every error.
    """
    writing = Writing(record, lab, record.ledger.entries(lab, head), call)
    errors = [*_write(writing, batch, "what if")]
    if errors:
        raise InputRejected(*errors)


def _write(writing: Writing, batch: Batch, correct: str | None) -> Iterator[Message]:
    """Step after step; then the decisions made here, which the file tells beside their proposals and approvals."""
    retold = [each for each in batch.steps if isinstance(each, Retold)]
    made = {each.key for each in retold if each.kind == "proposal"}
    places = {id(each): (line, place) for line in lineages(retold) for place, each in enumerate(line)}
    told: list[Told] = []
    for each in batch.steps:
        if isinstance(each, Told):
            told.append(each)
            if each.fact.kind == "decision" and each.fact.key in made:
                continue
            reason = _tell(writing, each.fact, correct)
        else:
            reason = _retell(writing, each, *places[id(each)])
        if reason:
            yield each.locate(reason)
    for each in told:
        if each.fact.kind == "decision" and each.fact.key in made and (reason := _tell(writing, each.fact, correct)):
            yield each.locate(reason)
    yield from _dangling(writing, told)


def _retell(writing: Writing, version: Retold, line: Sequence[Retold], place: int) -> Message | None:
    """A version of a history, `place` in its line; what the record has there already is passed over."""
    chains = writing.judge.dossier.chains[version.kind]
    chain = next((chains[each.key] for each in reversed(line) if each.key in chains), [])
    if place < len(chain):
        return None if _same_version(chain[place], version) else _another_history(version)
    if not chain:
        return writing.add(version.fact) if version.fact else Message("there is nothing to retract")
    known_on = str(version.known_on) if version.known_on else None
    if version.fact is None:
        return writing.retract(chain[-1], version.reason or "", known_on)
    return writing.correct(chain[-1], version.fact, version.reason or "", known_on)


def _same_version(recorded: Version, version: Retold) -> bool:
    since = None if recorded.entry.replaces is None else recorded.entry.known_on
    return same(recorded.fact, version.fact) and since == (str(version.known_on) if version.known_on else None)


def _another_history(version: Retold) -> Message:
    text = "the record has another history of {kind} {id}; take this one over into a record of its own"
    return Message(text, kind=version.kind, id=version.key)


def _tell(writing: Writing, fact: Fact, correct: str | None) -> Message | None:
    dossier = writing.judge.dossier
    prior = dossier.latest(fact.kind, fact.key)
    made = _made_here(dossier, fact)
    if prior is None and made is None:
        return writing.add(fact)
    believed = prior.fact if prior else made
    if same(believed, fact):
        return None
    if fact.kind in NEVER_REPLACED or prior is None:
        return Message(
            "{kind} {id} is recorded already in other words ({keys}), and a decision is never replaced",
            kind=fact.kind,
            id=fact.key,
            keys=", ".join(_differing(believed, fact)),
        )
    if writing.added(prior):
        text = "{kind} {id} is told twice in this call, in different words ({keys}); make them agree"
    elif correct is not None:
        return writing.correct(prior, fact, correct)
    elif believed is None:
        text = "{kind} {id} was retracted; give a reason with --correct to record it again"
    else:
        text = "{kind} {id} differs from the one recorded ({keys}); give a reason with --correct to correct it"
    return Message(text, kind=fact.kind, id=fact.key, keys=", ".join(_differing(believed, fact)))


def _made_here(dossier: Dossier, fact: Fact) -> Decision | None:
    """The decision of that id that was proposed and approved in this record, as a file tells it."""
    if fact.kind != "decision":
        return None
    proposal, approval = dossier.latest("proposal", fact.key), dossier.latest("approval", fact.key)
    return decision_told(proposal, approval) if proposal and approval else None


def same(one: Fact | None, other: Fact | None) -> bool:
    """Whether two facts say the same, whoever recorded them."""
    if one is None or other is None:
        return one is other
    return one == other or (type(one) is type(other) and replace(one, recorded=None) == replace(other, recorded=None))


def _differing(before: Fact | None, after: Fact) -> list[str]:
    if before is None:
        return []
    old, new = plain(before), plain(after)
    return [key for key in dict.fromkeys([*old, *new]) if key != "recorded" and old.get(key) != new.get(key)]


def _dangling(writing: Writing, told: Sequence[Told]) -> list[Message]:
    """What may point forward has to be there when the call is done."""
    dossier = writing.judge.dossier
    errors = []
    for each in told:
        for key, kind, name in references(each.fact):
            if (each.fact.kind, key) in FORWARD and dossier.latest(kind, name) is None and name != dossier.lab:
                reason = Message("{key}: there is no {kind} {id}", key=key, kind=kind, id=name)
                errors.append(each.locate(reason))
    return errors


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
