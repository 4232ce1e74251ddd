"""What an account may say in a dossier: as the server decides it, so that the program can say so before (section 7).

The server has the last word (store/sql/rights.sql), and looks at more: whose evidence is replaced, since when a record
decides by itself. A test holds the two together, cell by cell.
"""

from nen7510_tracker.dossier.account import SAID_BY_FINDER, Account
from nen7510_tracker.dossier.dossier import Dossier
from nen7510_tracker.dossier.facts import (
    Approval,
    Assessment,
    CertificateEvent,
    CommitmentEvent,
    Fact,
    Finding,
    FindingEvent,
    Rating,
)
from nen7510_tracker.words.message import Message

SPEAKS = ("performed_by", "issued_by", "set_by", "by")  # the keys by which a fact says whose word it is
_LABORATORY_S = frozenset({"statement", "measure", "measure_event", "milestone", "milestone_event"})


def stance(fact: Fact) -> str:
    """What a right may depend on beside the kind: an event's state, an assessment's kind; else nothing."""
    return fact.is_a if isinstance(fact, Assessment) else str(getattr(fact, "state", ""))


def speaker(dossier: Dossier, fact: Fact) -> str | None:
    """The party whose word a fact is; None: it is that of whoever may say it, or of something that is not recorded."""
    if fact.kind in _LABORATORY_S:
        return dossier.lab
    about: Fact | None = fact
    if isinstance(fact, Rating | Finding):
        about = dossier.current("assessment", fact.assessment)
    elif isinstance(fact, CertificateEvent):
        about = dossier.current("certificate", fact.certificate)
    elif isinstance(fact, CommitmentEvent):
        about = dossier.current("commitment", fact.commitment)
    elif isinstance(fact, Approval):
        about = dossier.current("proposal", fact.id)
    return next((str(by) for key in SPEAKS if (by := getattr(about, key, None))), None)


def not_allowed(account: Account, dossier: Dossier, fact: Fact) -> Message | None:
    """Why an account may not state a fact, or take it back; None when it may."""
    if account.lab not in {None, dossier.lab}:
        return Message("a laboratory records in its own dossier only")
    if fact.transcribed:
        if account.may_transcribe(fact.kind, stance(fact)):
            return None
        return Message("this role may not transcribe that")
    by = speaker(dossier, fact)
    if not account.may_say(fact.kind, stance(fact)):
        if account.may_transcribe(fact.kind, stance(fact)):
            return Message("what others published is marked as transcribed (transcribed: true, import --transcribed)")
        return Message("this role may not say that")
    if by not in {None, account.party}:
        return Message("it is the word of {party}, and an account speaks for its own party only", party=str(by))
    if account.role == "laboratory" and isinstance(fact, FindingEvent) and fact.state in SAID_BY_FINDER:
        finding = dossier.current("finding", fact.finding)
        if finding is None or speaker(dossier, finding) != account.party:
            return Message("a laboratory closes the findings of its own audits only")
    return None
