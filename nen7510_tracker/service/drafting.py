"""Working on an assessment: drafts are started, kept at every keystroke, put together, and recorded all at once."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.draft import Conflict, Draft, decode_draft, encode_draft, facts_of, merged
from nen7510_tracker.dossier.facts import Fact, Finding, Rating
from nen7510_tracker.dossier.labels import label
from nen7510_tracker.norm.edition import Edition
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.norm.norm import Norm
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Appended, Batch, Call, Told, record_facts
from nen7510_tracker.store.journal import Journal
from nen7510_tracker.store.ledger import utc_now
from nen7510_tracker.words.day import day
from nen7510_tracker.words.message import InputRejected, Message, Refusal


@dataclass(slots=True, frozen=True)
class Listed:
    """A draft in a list: how much of its scope is done, and when it was last changed (UTC)."""

    draft: Draft
    done: int
    total: int
    updated_at: str


class Drafting:
    """The drafts of a record; `journal` keeps what the store could not take yet (None: nothing is kept beside it)."""

    def __init__(self, record: Record, journal: Journal | None = None, clock: Callable[[], datetime] = utc_now) -> None:
        self.record = record
        self.journal = journal
        self.clock = clock

    def listed(self, lab: str | None = None) -> Sequence[Listed]:
        """The drafts of a laboratory, or all, by laboratory and id."""
        found = []
        for kept in self.record.ledger.drafts.all():
            if lab in (None, kept.dossier):
                draft = self._later(decode_draft(kept.body))
                scope = scope_of(draft, self.record.norm)
                found.append(Listed(draft, sum(draft.row(each).is_done for each in scope), len(scope), kept.updated_at))
        return found

    def start(self, draft: Draft) -> Draft:
        """Begin a draft. Raises InputRejected: its id is taken, or it names what record or norm do not know."""
        dossier = self.record.dossier(draft.lab)
        errors = [*_wrong_names(draft, dossier, self.record.norm)]
        if dossier.latest("assessment", draft.id):
            errors.append(Message("There is an assessment {id} in the record of {lab}.", id=draft.id, lab=draft.lab))
        elif self._kept(draft.lab, draft.id):
            errors.append(Message("There is a draft {id} already: open it, or take another id.", id=draft.id))
        if errors:
            raise InputRejected(*errors)
        self.keep(draft)
        return draft

    def open(self, lab: str, key: str) -> Draft:
        """A draft as it was left, also when the program was killed. Raises InputRejected."""
        found = self._kept(lab, key)
        if found is None:
            near = nearest(key, [each.draft.id for each in self.listed(lab)])
            hint = Message(" Did you mean {near}?", near=near) if near else Message("")
            raise InputRejected(Message("There is no draft {id} of {lab}.{hint}", id=key, lab=lab, hint=hint))
        return self._later(found)

    def note(self, draft: Draft) -> None:
        """Put a draft in safety at once, before the store has it: cheap enough for every keystroke."""
        if self.journal:
            self.journal.write(draft.lab, draft.id, encode_draft(draft))

    def keep(self, draft: Draft) -> None:
        """Keep a draft in the store, unless it has a later one. Raises StoreUnreachable: the journal has it then."""
        body = encode_draft(draft)
        self.record.ledger.drafts.keep(draft.lab, draft.id, draft.kind, body, draft.revision, self.clock())
        if self.journal and self.journal.read(draft.lab, draft.id) == body:
            self.journal.clear(draft.lab, draft.id)

    def discard(self, lab: str, key: str) -> Draft:
        """Throw a draft away, and give what it was. Raises InputRejected when there is none."""
        draft = self.open(lab, key)
        self._drop(draft)
        return draft

    def take_in(
        self, lab: str, part: Draft, choose: Mapping[str, Literal["mine", "theirs"]]
    ) -> tuple[Draft, Sequence[Conflict]]:
        """Add a colleague's part to the draft with its id; where both have something, `choose` decides.

        Nothing is kept as long as there are conflicts. Raises InputRejected for a part of another assessment.
        """
        mine = self._kept(lab, part.id)
        if mine is None:
            return self.start(part), ()
        try:
            made, conflicts = merged(self._later(mine), part, choose)
        except ValueError:
            raise InputRejected(
                Message(
                    "The file is about {id} of {lab} in {edition}, the draft is not.",
                    id=part.id,
                    lab=part.lab,
                    edition=part.edition,
                )
            ) from None
        if not conflicts:
            self.keep(made)
        return made, conflicts

    def record_as_facts(self, draft: Draft, call: Call) -> Appended:
        """Make a draft facts, all at once or nothing, and throw it away. Raises InputRejected with every problem."""
        wrong = problems(draft, self.record.dossier(draft.lab), self.record.norm, call.today)
        if wrong:
            raise InputRejected(*wrong)
        told = [Told(fact) for fact in facts_of(draft, list(_edition(draft, self.record.norm).controls))]
        appended = record_facts(self.record, {draft.lab: Batch(told)}, call)
        self._drop(draft)
        return appended

    def _kept(self, lab: str, key: str) -> Draft | None:
        kept = self.record.ledger.drafts.read(lab, key)
        journaled = self.journal.read(lab, key) if self.journal else None
        if kept is None and journaled is None:
            return None
        return self._later(decode_draft(kept.body if kept else str(journaled)))

    def _later(self, draft: Draft) -> Draft:
        """The draft, or what was typed after the store last took it."""
        text = self.journal.read(draft.lab, draft.id) if self.journal else None
        try:
            typed = decode_draft(text) if text else None
        except ValueError:
            return draft
        return typed if typed and typed.revision > draft.revision else draft

    def _drop(self, draft: Draft) -> None:
        self.record.ledger.drafts.drop(draft.lab, draft.id)
        if self.journal:
            self.journal.clear(draft.lab, draft.id)


def _edition(draft: Draft, norm: Norm) -> Edition:
    known = norm.canonical_edition(draft.edition)
    if known is None:
        raise InputRejected(Message("There is no edition {name}.", name=draft.edition))
    return norm.edition(known)


def scope_of(draft: Draft, norm: Norm) -> Sequence[str]:
    """The controls that a draft is about, in the norm's order."""
    edition = _edition(draft, norm)
    wanted = {control for pattern in draft.scope for control in edition.matching(pattern)}
    return [control for control in edition.controls if control in wanted or control in draft.rows]


def _wrong_names(draft: Draft, dossier: Dossier, norm: Norm) -> Iterator[Message]:
    if norm.canonical_edition(draft.edition) is None:
        yield Message(
            "There is no edition {name}; known are {editions}.", name=draft.edition, editions=", ".join(norm.editions)
        )
        return
    edition = _edition(draft, norm)
    for pattern in draft.scope:
        if not edition.matching(pattern):
            yield Message("{edition} has no control {control}.", edition=edition.id, control=pattern)
    for party in (draft.performed_by, draft.commissioned_by):
        if party and party != dossier.lab and dossier.current("party", party) is None:
            yield Message("There is no party {id} in the record of {lab}.", id=party, lab=dossier.lab)
    for text in (*draft.reference_dates, draft.published_on):
        if text and not _is_day(text):
            yield Message("{given} is no day; write YYYY-MM-DD, or YYYY-MM for a month.", given=text)


def _is_day(text: str) -> bool:
    try:
        day(text)
    except ValueError:
        return False
    return True


def problems(draft: Draft, dossier: Dossier, norm: Norm, today: date) -> list[Message]:
    """What keeps a draft from being recorded, in words; nothing: it can be."""
    wrong = list(_wrong_names(draft, dossier, norm))
    if wrong:
        return wrong
    days = [day(text).last for text in draft.reference_dates]
    if not days and not draft.published_on:
        wrong.append(Message("The assessment needs a reference date: the day on which one looked."))
    if any(each > today for each in days):
        wrong.append(Message("A reference date lies after today: what will be seen then cannot be recorded now."))
    if not any(row.is_done for row in draft.rows.values()):
        wrong.append(Message("Nothing has been looked at yet."))
    unjudged = [control for control, row in draft.rows.items() if not row.is_done]
    if unjudged:
        text = "There is a note on {controls}, but no judgement: judge it, or clear the note."
        wrong.append(Message(text, controls=", ".join(unjudged)))
    controls = _edition(draft, norm).controls
    for finding in draft.findings:
        wrong += _wrong_finding(finding.id, finding.title, finding.controls, controls)
        if dossier.latest("finding", finding.id):
            wrong.append(
                Message("There is a finding {id} in the record already; give this one another id.", id=finding.id)
            )
        if finding.due and not _is_day(finding.due):
            wrong.append(Message("Finding {id}: {given} is no day.", id=finding.id, given=finding.due))
    return wrong


def _wrong_finding(key: str, title: str, named: Sequence[str], controls: Mapping[str, object]) -> Iterator[Message]:
    if not title.strip():
        yield Message("Finding {id} needs a title.", id=key)
    if not named:
        yield Message("Finding {id} needs a control.", id=key)
    for control in named:
        if control not in controls:
            yield Message("Finding {id}: there is no control {control}.", id=key, control=control)


def becomes(draft: Draft, norm: Norm) -> list[Message]:
    """What will become fact, in words: what is judged, what is derived by exception, what is left out."""
    scope = scope_of(draft, norm)
    facts: Sequence[Fact] = facts_of(draft, list(_edition(draft, norm).controls))
    ratings = Counter(each.rating for each in facts if isinstance(each, Rating))
    grades = Counter(each.grade for each in facts if isinstance(each, Finding))
    looked = sum(draft.row(control).examined for control in scope)
    left = sum(not draft.row(control).is_done for control in scope)
    days = ", ".join(draft.reference_dates)
    made = [
        Message(
            "The assessment {id}: {title}, by {party}, on {days}.",
            id=draft.id,
            title=draft.title,
            party=draft.performed_by,
            days=days,
        )
    ]
    made += [Message("{n} controls rated: {value}.", n=n, value=label(value)) for value, n in ratings.items()]
    if looked:
        made.append(Message("{n} controls examined: what is rated follows from the findings on them.", n=looked))
    made += [Message("{n} findings: {grade}.", n=n, grade=label(grade)) for grade, n in grades.items()]
    if draft.evidence:
        made.append(Message("{n} pieces of evidence.", n=len(draft.evidence)))
    if left:
        made.append(
            Message(
                "{n} of {total} controls were not looked at: nothing is recorded of them.", n=left, total=len(scope)
            )
        )
    return made


def keep_or_say(drafting: Drafting, draft: Draft) -> Message | None:
    """Keep a draft in the store; says what keeps it from that: it is in the journal then, and kept the next time."""
    try:
        drafting.keep(draft)
    except Refusal as refusal:
        return refusal.message
    return None
