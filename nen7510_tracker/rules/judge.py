"""The one judge: whether an entry is admitted after those before it (design section 7).

A writer refuses on what it says, every reader folds with it: an entry that it refuses is void.
"""

import unicodedata
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from nen7510_tracker.dossier.dossier import Dossier, Version, Void
from nen7510_tracker.dossier.entry import RULES, Entry, Statement
from nen7510_tracker.dossier.facts import (
    FOUR_EYES,
    KINDS,
    TYPES,
    Approval,
    Assessment,
    Decision,
    Fact,
    Finding,
    FindingEvent,
    Laboratory,
    Party,
    Proposal,
    Rating,
    decode,
)
from nen7510_tracker.dossier.facts import Statement as Applicability
from nen7510_tracker.dossier.facts.references import backward
from nen7510_tracker.dossier.view import Known
from nen7510_tracker.norm.norm import DEFAULT_EDITION, Norm
from nen7510_tracker.norm.policy import read_policy
from nen7510_tracker.rules.decision import policy_of, refusal_to_resume
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.rules.finding import Standpoint, refusal
from nen7510_tracker.rules.independence import is_independent
from nen7510_tracker.words.day import Day, day
from nen7510_tracker.words.message import InputRejected, Message

NEVER_REPLACED = frozenset({"decision", *FOUR_EYES})  # superseded, never replaced
_BY_AN_ASSESSMENT = (Rating, Finding)
_WITH_AN_EDITION = (Assessment, Applicability)
# The kinds that name controls, or an edition; the kinds of which something is forbidden beside.
_OF_AN_EDITION = frozenset(
    each.kind
    for each in TYPES
    if each.kind in {"statement", "assessment"} or {"control", "controls"} & set(each.__struct_fields__)
)
_FORBIDDING = frozenset({"lab", "party", "statement", "assessment", "decision", *FOUR_EYES})


class Dates(NamedTuple):
    """The days of an entry that follow from its fact where it gives none (design section 3)."""

    on: Day | None
    known_on: Day | None


class Judge:
    """Folds a dossier's entries, one after the other, and says of each whether it is admitted."""

    def __init__(self, lab: str, norm: Norm) -> None:
        self.norm = norm
        self.dossier = Dossier(lab)
        # The events of each finding in order: (last day, root, event).
        self._events: dict[str, list[tuple[date, int, FindingEvent]]] = defaultdict(list)
        self._findings_of: dict[str, list[str]] = defaultdict(list)

    def read(self, entry: Entry) -> Message | None:
        """Take an entry if it is admitted, else keep it as void; says why."""
        fact, reason = self._admit(entry)
        self.dossier.head = entry.head
        if reason:
            self.dossier.voids.append(Void(entry, reason))
        else:
            self._take(self.dossier.take(entry, fact))
        return reason

    def dates(self, fact: Fact) -> Dates:
        """The days that hold for a fact: its own, else what follows from it or its assessment (section 3)."""
        on, known_on = fact.day, fact.known_on
        if isinstance(fact, Assessment):
            known_on = known_on or fact.published_on or on
        elif isinstance(fact, _BY_AN_ASSESSMENT):
            report = self.dossier.current("assessment", fact.assessment)
            if isinstance(report, Assessment):
                on = on or report.day
                known_on = known_on or report.known_on or report.published_on or report.day
        return Dates(on, known_on or on)

    # What may be recorded at all

    def _admit(self, entry: Entry) -> tuple[Fact | None, Message | None]:
        if entry.kind not in KINDS or entry.rules != RULES:
            return None, Message(
                "there is no kind of fact {kind} under rules {rules}", kind=entry.kind, rules=entry.rules
            )
        if not _has_days(entry):
            return None, Message("a day of it is none in the calendar")
        try:
            fact = None if entry.fact == "null" else decode(entry.kind, entry.fact)
        except (ValueError, RecursionError):
            return None, Message("it is no fact of the kind {kind}", kind=entry.kind)
        if fact is None and entry.replaces is None:
            return None, Message("there is nothing to retract")
        reason = self._wrong_place(entry, fact)
        if not reason and fact is not None:
            dates = self.dates(fact)
            reason = _wrong_dates(entry, fact, dates) or self._unknown(fact)
            if not reason and fact.kind in _FORBIDDING:
                reason = self._refused(entry, fact)
            if not reason and entry.replaces is None and isinstance(fact, Rating):
                reason = self._rated_already(fact, dates.on)
        if not reason and entry.kind == "finding_event":
            reason = self._wrong_sequence(entry, fact)
        return fact, reason

    def _wrong_place(self, entry: Entry, fact: Fact | None) -> Message | None:
        """A new fact has an id of its own; a correction replaces the last version of the same fact."""
        if fact is not None and fact.key != entry.id:
            return Message("its id is not that of its fact")
        taken = self.dossier.latest(entry.kind, entry.id)
        if entry.replaces is None:
            return Message("{kind} {id} is recorded already", kind=entry.kind, id=entry.id) if taken else None
        prior = self.dossier.by_seq.get(entry.replaces)
        if (
            prior is None
            or prior.entry.kind != entry.kind
            or self.dossier.latest(entry.kind, prior.entry.id) is not prior
        ):
            return Message("it replaces no last version of {kind} {id}", kind=entry.kind, id=entry.id)
        if entry.kind in NEVER_REPLACED:
            return Message("decisions and adoptions are superseded, never replaced")
        if entry.id != prior.entry.id and ("id" in KINDS[entry.kind].__struct_fields__ or taken):
            return Message("it replaces another fact than {kind} {id}", kind=entry.kind, id=entry.id)
        if not (entry.reason or "").strip() or entry.known_on is None:
            return Message("a correction needs a reason and a day from which it is known")
        if fact is None and (entry.kind == "lab" or prior.fact is None or entry.id != prior.entry.id):
            return Message("{kind} {id} cannot be retracted", kind=entry.kind, id=entry.id)
        return None

    def _unknown(self, fact: Fact) -> Message | None:
        """What a fact names has to be recorded before it, but for what may point forward."""
        for key, kind in backward(type(fact)):
            value = getattr(fact, key)
            for name in (value,) if isinstance(value, str) else value or ():
                if self.dossier.current(kind, name) is None and not (kind == "party" and name == self.dossier.lab):
                    return Message("{key}: there is no {kind} {id}", key=key, kind=kind, id=name)
        return self._unknown_control(fact) if fact.kind in _OF_AN_EDITION else None

    def _unknown_control(self, fact: Fact) -> Message | None:
        edition = DEFAULT_EDITION
        if isinstance(fact, _WITH_AN_EDITION):
            edition = fact.edition
        elif isinstance(fact, _BY_AN_ASSESSMENT):
            made_by = self.dossier.current("assessment", fact.assessment)
            edition = made_by.edition if isinstance(made_by, Assessment) else edition
        if edition not in self.norm.editions:
            return Message("there is no edition {edition}", edition=edition)
        controls = self.norm.edition(edition).controls
        for control in _named_controls(fact):
            if control not in controls:
                return Message("there is no control {control} in {edition}", control=control, edition=edition)
        return None

    # What the kinds forbid

    def _refused(self, entry: Entry, fact: Fact) -> Message | None:
        if isinstance(fact, Laboratory) and fact.id != self.dossier.lab:
            return Message("the laboratory of this dossier is {lab}", lab=self.dossier.lab)
        if isinstance(fact, Party) and fact.id == self.dossier.lab and fact.is_a != "laboratory":
            return Message("{id} is the laboratory of this dossier, and no other kind of party", id=fact.id)
        if isinstance(fact, Applicability):
            clauses = [
                each.control for each in fact.controls if not each.applicable and not each.control.startswith("A.")
            ]
            if clauses:
                return Message("clauses of part 1 cannot be excluded: {controls}", controls=", ".join(clauses))
        if isinstance(fact, Assessment) and entry.replaces is not None:
            return self._breaks_findings(fact)
        if isinstance(fact, Decision):
            return self._forged(fact)
        if isinstance(fact, Proposal):
            return self._wrong_proposal(entry, fact)
        if isinstance(fact, Approval):
            return self._wrong_approval(entry, fact)
        return None

    def _rated_already(self, rating: Rating, day_of: Day | None) -> Message | None:
        """A rating is identified by assessment, control and day, whether it says the day or leaves it to follow."""
        other = rating.key_on(None if rating.on else day_of)
        told = self.dossier.current("rating", other)
        if told is None or self.dates(told).on != day_of:
            return None
        return Message("{kind} {id} is recorded already", kind="rating", id=other)

    def _standpoint(self, assessment: Assessment) -> Standpoint:
        lab = self.dossier.current("lab", self.dossier.lab)
        laboratory = lab if isinstance(lab, Laboratory) else Laboratory(id=self.dossier.lab, name=self.dossier.lab)

        def party(key: str) -> Party | None:
            found = self.dossier.current("party", key)
            return found if isinstance(found, Party) else None

        def independent(key: str, on: date) -> bool:
            return is_independent(laboratory, party(key), on)

        def is_certification_body(key: str) -> bool:
            found = party(key)
            return found is not None and found.is_a == "certification_body"

        return Standpoint(self.dossier.lab, assessment, independent, is_certification_body)

    def _wrong_sequence(self, entry: Entry, fact: Fact | None) -> Message | None:
        """All events of the finding in order, this one among them, are judged."""
        prior = self.dossier.by_seq[entry.replaces] if entry.replaces is not None else None
        about = fact or (prior.fact if prior else None)
        finding = self.dossier.current("finding", about.finding) if isinstance(about, FindingEvent) else None
        if not isinstance(finding, Finding):
            return None
        assessment = self.dossier.current("assessment", finding.assessment)
        if not isinstance(assessment, Assessment):
            return None
        root = prior.root if prior else entry.seq
        events = [each for each in self._events[finding.id] if each[1] != root]
        if isinstance(fact, FindingEvent):
            insort(events, (fact.on.last, root, fact))
        return refusal(self._standpoint(assessment), finding, [event for _, _, event in events])

    def _breaks_findings(self, assessment: Assessment) -> Message | None:
        """A correction of who found, or in what kind of audit, must leave every event allowed."""
        point = self._standpoint(assessment)
        for key in self._findings_of[assessment.id]:
            finding = self.dossier.current("finding", key)
            if isinstance(finding, Finding) and finding.assessment == assessment.id:
                reason = refusal(point, finding, [event for _, _, event in self._events[key]])
                if reason:
                    return reason
        return None

    # Decisions

    def _evaluation(self, on: date) -> Evaluation:
        return Evaluation(Known(self.dossier, on), on, self.norm)

    def _no_commissioner(self, party: str) -> Message | None:
        found = self.dossier.current("party", party)
        if isinstance(found, Party) and found.is_a == "commissioner":
            return None
        return Message("only a commissioner decides, {party} is none", party=party)

    def _forged(self, fact: Decision) -> Message | None:
        """A decision that a file tells is judged as if it were taken here, at its own date (section 4, Decision)."""
        if fact.taken_outside and fact.decision != "resume":
            return Message("decision {id}: only a resumption can be taken outside the gate", id=fact.id)
        reason = self._no_commissioner(fact.by)
        if self.dossier.latest("proposal", fact.id):
            reason = Message("a proposal has that id")
        if not reason and fact.decision == "resume" and not fact.taken_outside:
            if _same_person(fact.proposed_by, fact.approved_by):
                reason = Message("proposed and approved by the same person, {person}", person=str(fact.approved_by))
            else:
                reason = self._wrong_policy(fact) or refusal_to_resume(self._evaluation(fact.on.last), fact.answers)
        return Message("decision {id} is refused: {reason}", id=fact.id, reason=reason) if reason else None

    def _wrong_policy(self, fact: Decision) -> Message | None:
        current = policy_of(self._evaluation(fact.on.last).view, self.norm)
        if fact.policy is None or fact.policy.digest == current.digest:
            return None
        return Message(
            "it was taken by policy {policy}, the dossier is judged by {current}; take the history over too",
            policy=fact.policy.id,
            current=current.id,
        )

    def _wrong_proposal(self, entry: Entry, fact: Proposal) -> Message | None:
        if (fact.decision is None) == (fact.adopts is None):
            return Message("a proposal is either a decision or the adoption of a policy")
        reason = _not_today(entry, fact) or self._no_commissioner(fact.by)
        if self.dossier.latest("decision", fact.id):
            reason = Message("decision {id} is recorded already", id=fact.id)
        if reason:
            return reason
        if fact.adopts is not None:
            try:
                policy = read_policy(fact.adopts, fact.id)
            except InputRejected as error:
                return error.message
            return (
                None if policy.decides == "resume" else Message("policy {id} does not decide on resuming", id=policy.id)
            )
        if fact.decision == "resume":
            return refusal_to_resume(self._evaluation(fact.on.last), fact.answers)
        return None

    def _wrong_approval(self, entry: Entry, fact: Approval) -> Message | None:
        """Four eyes, today, at this very head, and the gate once more (section 4, Decision)."""
        proposed = self.dossier.latest("proposal", fact.id)
        if proposed is None or not isinstance(proposed.fact, Proposal):
            return Message("there is no proposal {id}", id=fact.id)
        proposal = proposed.fact
        proposer = proposal.recorded.by if proposal.recorded else proposed.entry.recorded_by
        approver = fact.recorded.by if fact.recorded else entry.recorded_by
        if _same_person(proposer, approver):
            return Message("{person} proposed it: somebody else has to approve", person=approver)
        if fact.recorded is None and (fact.head.seq, fact.head.digest) != (entry.seq - 1, entry.previous):
            return Message("it was approved at another head of the record: look again")
        reason = _not_today(entry, fact)
        if not reason and proposal.decision == "resume":
            reason = refusal_to_resume(self._evaluation(fact.on.last), proposal.answers)
        return reason

    def _take(self, version: Version) -> None:
        """Keep the events of each finding in order."""
        fact, entry = version.fact, version.entry
        if isinstance(fact, Finding):
            self._findings_of[fact.assessment].append(fact.id)
        if entry.kind == "finding_event":
            prior = self.dossier.by_seq[entry.replaces].fact if entry.replaces is not None else None
            if isinstance(prior, FindingEvent):
                events = self._events[prior.finding]
                events[:] = [each for each in events if each[1] != version.root]
            if isinstance(fact, FindingEvent):
                insort(self._events[fact.finding], (fact.on.last, version.root, fact))


def _has_days(entry: Entry) -> bool:
    """Whether its days exist: the store holds 31 February too, which only plain SQL can have written."""
    try:
        _calendar_day(entry.recorded_at[:10])
        if entry.on is not None:
            day(entry.on)
        if entry.known_on is not None:
            day(entry.known_on)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)
def _calendar_day(text: str) -> date:
    return date.fromisoformat(text)


def _wrong_dates(entry: Entry, fact: Fact, dates: Dates) -> Message | None:
    if dates.on is None and isinstance(fact, Assessment):
        return Message("assessment {id} has neither a reference date nor a day of publication", id=fact.id)
    if _follows(entry.on, dates.on) and (entry.replaces is not None or _follows(entry.known_on, dates.known_on)):
        return None
    return Message("its days do not follow from its fact")


def _follows(text: str | None, from_fact: Day | None) -> bool:
    """Whether an entry's day is the one that its fact gives."""
    given = day(text) if text else None
    return given is from_fact or given == from_fact


def _named_controls(fact: Fact) -> Iterable[str]:
    if isinstance(fact, Applicability):
        return [each.control for each in fact.controls]
    one = getattr(fact, "control", None)
    return [one] if one else getattr(fact, "controls", ())


def _same_person(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and _written(one) == _written(other)


def _written(name: str) -> str:
    """A name however it is written: capitals, spaces, width, composed letters and invisible signs make no other."""
    for _ in range(2):  # folding capitals can make letters that compose anew
        name = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(sign for sign in name if unicodedata.category(sign) != "Cf").split())


def _not_today(entry: Entry, fact: Proposal | Approval) -> Message | None:
    """A proposal and an approval are dated the day on which they are recorded, in whichever time zone that was."""
    recorded = date.fromisoformat((fact.recorded.at if fact.recorded else entry.recorded_at)[:10])
    if abs(fact.on.last - recorded) <= timedelta(days=1):
        return None
    return Message("it is dated {day}, not the day on which it is recorded", day=fact.on)


def fold(lab: str, entries: Sequence[Entry], norm: Norm) -> Dossier:
    """The dossier that some entries, in order, make: those admitted count, the others are void."""
    judge = Judge(lab, norm)
    for entry in entries:
        judge.read(entry)
    return judge.dossier


def provisional(lab: str, seq: int, previous: str, statement: Statement, recorded_by: str, recorded_at: str) -> Entry:
    """An entry as the store would write it, for the judge to look at; its salt and digest are the store's."""
    return Entry(
        dossier=lab,
        seq=seq,
        call="",
        kind=statement.kind,
        id=statement.id,
        on=statement.on,
        known_on=statement.known_on,
        recorded_at=recorded_at,
        recorded_by=recorded_by,
        replaces=statement.replaces,
        reason=statement.reason,
        rules=RULES,
        salt="",
        fact=statement.fact,
        previous=previous,
        digest="",
    )
