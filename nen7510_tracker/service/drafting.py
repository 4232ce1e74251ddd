"""Working on an assessment or a statement: drafts are started, kept at every keystroke, and recorded all at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Literal

from nen7510_tracker.dossier.draft import Conflict, Draft, encode_draft, facts_of, merged
from nen7510_tracker.dossier.drafts import AnyDraft, decode
from nen7510_tracker.dossier.facts import Statement
from nen7510_tracker.dossier.statement_draft import StatementDraft
from nen7510_tracker.norm.nearest import nearest
from nen7510_tracker.service.draft_check import edition_of, problems, scope_of, wrong_names
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Appended, Batch, Call, Told, correct_fact, record_facts
from nen7510_tracker.store.journal import Journal
from nen7510_tracker.store.ledger import utc_now
from nen7510_tracker.words.message import InputRejected, Message, Refusal


@dataclass(slots=True, frozen=True)
class Listed:
    """A draft in a list: how much of its scope is done, and when it was last changed (UTC)."""

    draft: AnyDraft
    done: int
    total: int
    updated_at: str

    @property
    def title(self) -> Message:
        """What it is about."""
        if isinstance(self.draft, Draft):
            return Message("{value}", value=self.draft.title)
        if self.draft.corrects:
            return Message("correction of statement of applicability {id}", id=self.draft.corrects)
        return Message("statement of applicability, {edition}", edition=self.draft.edition)

    @property
    def findings(self) -> int:
        """How many findings are written down."""
        return len(self.draft.findings) if isinstance(self.draft, Draft) else 0


class Drafting:
    """The drafts of a record; `journal` keeps what the store could not take yet (None: nothing is kept beside it)."""

    def __init__(self, record: Record, journal: Journal | None = None, clock: Callable[[], datetime] = utc_now) -> None:
        self.record = record
        self.journal = journal
        self.clock = clock
        self._turn = Lock()
        self._dropped: set[tuple[str, str]] = set()

    def listed(self, lab: str | None = None) -> Sequence[Listed]:
        """The drafts of a laboratory, or all, by laboratory and id."""
        found: dict[tuple[str, str], tuple[AnyDraft, str]] = {}
        for text, written in self.journal.all() if self.journal else ():
            draft = _read(text)
            if draft:  # the store may never have got it
                found[draft.lab, draft.id] = (draft, written.isoformat())
        for kept in self.record.ledger.drafts.all():
            draft = decode(kept.body)
            typed = found.get((draft.lab, draft.id))
            if typed is None or typed[0].revision <= draft.revision:
                found[draft.lab, draft.id] = (draft, kept.updated_at)
        return [self._listed(*found[key]) for key in sorted(found) if lab in (None, key[0])]

    def _listed(self, draft: AnyDraft, updated_at: str) -> Listed:
        scope = scope_of(draft, self.record.norm)
        return Listed(draft, sum(draft.row(each).is_done for each in scope), len(scope), updated_at)

    def start(self, draft: Draft) -> Draft:
        """Begin a draft. Raises InputRejected: its id is taken, or it names what record or norm do not know."""
        dossier = self.record.dossier(draft.lab)
        errors = [*wrong_names(draft, dossier, self.record.norm)]
        if dossier.latest("assessment", draft.id):
            errors.append(Message("There is an assessment {id} in the record of {lab}.", id=draft.id, lab=draft.lab))
        elif self._kept(draft.lab, draft.id):
            errors.append(Message("There is a draft {id} already: open it, or take another id.", id=draft.id))
        if errors:
            raise InputRejected(*errors)
        self._dropped.discard((draft.lab, draft.id))
        self.keep(draft)
        return draft

    def open(self, lab: str, key: str) -> Draft:
        """The draft of an assessment as it was left, also when the program was killed. Raises InputRejected."""
        found = self._open(lab, key)
        if isinstance(found, Draft):
            return found
        text = "{id} is a statement of applicability. Go on with it, and record it, in the interface: V on Controls."
        raise InputRejected(Message(text, id=key))

    def statement(self, lab: str, key: str) -> StatementDraft | None:
        """The draft of a statement as it was left; None if there is none."""
        found = self._kept(lab, key)
        return found if isinstance(found, StatementDraft) else None

    def _open(self, lab: str, key: str) -> AnyDraft:
        found = self._kept(lab, key)
        if found is None:
            near = nearest(key, [each.draft.id for each in self.listed(lab)])
            hint = Message(" Did you mean {near}?", near=near) if near else Message("")
            raise InputRejected(Message("There is no draft {id} of {lab}.{hint}", id=key, lab=lab, hint=hint))
        return found

    def note(self, draft: AnyDraft) -> None:
        """Put a draft in safety at once, before the store has it: cheap enough for every keystroke.

        Raises StoreUnreachable when that cannot be.
        """
        self._dropped.discard((draft.lab, draft.id))
        if self.journal:
            self.journal.write(draft.lab, draft.id, encode_draft(draft))

    def keep(self, draft: AnyDraft) -> None:
        """Keep a draft in the store, unless it has a later one. Raises StoreUnreachable: the journal has it then.

        A draft that was recorded or thrown away meanwhile does not come back.
        """
        body = encode_draft(draft)
        with self._turn:
            if (draft.lab, draft.id) in self._dropped:
                return
            self.record.ledger.drafts.keep(draft.lab, draft.id, draft.kind, body, draft.revision, self.clock())
        if self.journal and self.journal.read(draft.lab, draft.id) == body:
            self.journal.clear(draft.lab, draft.id)

    def discard(self, lab: str, key: str) -> AnyDraft:
        """Throw a draft away, and give what it was. Raises InputRejected when there is none."""
        draft = self._open(lab, key)
        self.drop(draft)
        return draft

    def take_in(
        self, lab: str, part: Draft, choose: Mapping[str, Literal["mine", "theirs"]]
    ) -> tuple[Draft, Sequence[Conflict]]:
        """Add a colleague's part to the draft with its id; where both have something, `choose` decides.

        Nothing is kept as long as there are conflicts. Raises InputRejected for a part of another assessment.
        """
        mine = self._kept(lab, part.id)
        if not isinstance(mine, Draft):
            return self.start(part), ()
        try:
            made, conflicts = merged(mine, part, choose)
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
        told = [Told(fact) for fact in facts_of(draft, list(edition_of(draft, self.record.norm).controls))]
        appended = record_facts(self.record, {draft.lab: Batch(told)}, call)
        self.drop(draft)
        return appended

    def record_statement(self, draft: StatementDraft, fact: Statement, reason: str, call: Call) -> None:
        """Record the statement that a draft has become, with the reason if it corrects one, and throw the draft away.

        Raises InputRejected.
        """
        if draft.corrects is not None:
            correct_fact(self.record, draft.lab, fact, draft.corrects, reason, call, None)
        else:
            record_facts(self.record, {draft.lab: Batch([Told(fact)])}, call)
        self.drop(draft)

    def _kept(self, lab: str, key: str) -> AnyDraft | None:
        """A draft as the store has it, or what was typed after the store last took it."""
        kept = self.record.ledger.drafts.read(lab, key)
        stored = decode(kept.body) if kept else None
        text = self.journal.read(lab, key) if self.journal else None
        typed = _read(text) if text else None
        return typed if typed and (stored is None or typed.revision > stored.revision) else stored

    def drop(self, draft: AnyDraft) -> None:
        """Throw a draft away, whether the store has it or not."""
        with self._turn:
            self._dropped.add((draft.lab, draft.id))
            self.record.ledger.drafts.drop(draft.lab, draft.id)
        if self.journal:
            self.journal.clear(draft.lab, draft.id)


def _read(text: str) -> AnyDraft | None:
    """A draft that was journaled; None for what is none."""
    try:
        return decode(text)
    except ValueError:
        return None


def keep_or_say(drafting: Drafting, draft: AnyDraft) -> Message | None:
    """Keep a draft in the store; says what keeps it from that: it is in the journal then, and kept the next time."""
    try:
        drafting.keep(draft)
    except Refusal as refusal:
        return refusal.message
    return None


def note_or_say(drafting: Drafting, draft: AnyDraft) -> Message | None:
    """Put a draft in safety at once; says what keeps it from that: the store gets it a moment later all the same."""
    try:
        drafting.note(draft)
    except Refusal as refusal:
        return refusal.message
    return None
