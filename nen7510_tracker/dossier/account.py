"""Accounts of a record on a server: each has one role and speaks for one party (design section 7, roles)."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from nen7510_tracker.words.message import N_, Message

Role = Literal["reader", "laboratory", "auditor", "inspectorate", "certification_body", "commissioner", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
ANY = frozenset({"*"})

_SAID_BY_LABORATORY = frozenset({"planned", "in_progress", "implemented", "submitted", "disputed"})
SAID_BY_FINDER = frozenset({"accepted", "returned", "verified", "reopened", "withdrawn"})
_OWN_AUDITS = frozenset({"internal_audit", "self_assessment"})

_AUDITING: Mapping[str, frozenset[str]] = {
    "assessment": ANY,
    "rating": ANY,
    "finding": ANY,
    "finding_event": SAID_BY_FINDER,
    "establishment": ANY,
    "evidence": ANY,
}
# What each role may say of its own: the kinds of fact, with the states (of an assessment: the kinds) that it may name.
# Whose word a fact is, is checked beside this: that of the account's own party (rules/rights.py, store/sql/rights.sql).
SAYS: Mapping[Role, Mapping[str, frozenset[str]]] = {
    "reader": {},
    "laboratory": {
        "statement": ANY,
        "measure": ANY,
        "measure_event": ANY,
        "milestone": ANY,
        "milestone_event": ANY,
        "evidence": ANY,
        "assessment": _OWN_AUDITS,
        "rating": ANY,
        "finding": ANY,
        "finding_event": _SAID_BY_LABORATORY | SAID_BY_FINDER,  # the latter on findings of its own
    },
    "auditor": _AUDITING,
    "inspectorate": {**_AUDITING, "enforcement": ANY, "enforcement_event": ANY},
    "certification_body": {**_AUDITING, "certificate": ANY, "certificate_event": ANY},
    "commissioner": {
        "lab": ANY,
        "party": ANY,
        "incident": ANY,
        "requirement": ANY,
        "commitment": ANY,
        "commitment_event": ANY,
        "timeline": ANY,
        "decision": ANY,
        "proposal": ANY,
        "approval": ANY,
    },
    "administrator": {},
}
# What a commissioner may take over from what others published, marked as transcribed. That a finding is verified, only
# he records who verified it.
TRANSCRIBES: Mapping[str, frozenset[str]] = {
    "statement": ANY,
    "measure": ANY,
    "measure_event": ANY,
    "milestone": ANY,
    "milestone_event": ANY,
    "evidence": ANY,
    "assessment": ANY,
    "rating": ANY,
    "finding": ANY,
    "finding_event": (_SAID_BY_LABORATORY | SAID_BY_FINDER) - {"verified"},
    "certificate": ANY,
    "certificate_event": ANY,
    "establishment": ANY,
    "enforcement": ANY,
    "enforcement_event": ANY,
    "commitment": ANY,
    "commitment_event": ANY,
}

_MAY: Mapping[Role, str] = {
    "reader": N_("a reader reads everything and records nothing"),
    "laboratory": N_(
        "a laboratory records in its own dossier: statements of applicability, measures, milestones, evidence,"
        " its events on findings, and internal audits and self-assessments"
    ),
    "auditor": N_(
        "an auditor records its own assessments with their ratings and findings, its events on findings,"
        " establishments and evidence"
    ),
    "inspectorate": N_(
        "an inspectorate records its own assessments with their ratings and findings, its events on findings,"
        " establishments, evidence and enforcement"
    ),
    "certification_body": N_(
        "a certification body records its own audits with their ratings and findings, its events on findings,"
        " establishments, evidence and certificates"
    ),
    "commissioner": N_(
        "a commissioner records laboratories and parties, requirements, incidents, commitments, the time line,"
        " policies and decisions, and, marked as transcribed, what others published"
    ),
    "administrator": N_("an administrator grants roles, reads no dossier and records nothing"),
}


class Account(NamedTuple):
    """Who the server says that one is: a login, its role, the party it speaks for, a laboratory's one dossier."""

    login: str
    role: Role
    party: str | None
    lab: str | None

    def __str__(self) -> str:
        return f"{self.login} ({self.party})" if self.party else self.login

    @property
    def writes(self) -> bool:
        """Whether there is anything that it may record."""
        return bool(SAYS[self.role])

    def may_say(self, kind: str, state: str = "") -> bool:
        """Whether its role says facts of that kind in its own name; `state` of an event, the kind of an assessment."""
        states = SAYS[self.role].get(kind, frozenset())
        return bool(states) if not state else states == ANY or state in states

    def may_transcribe(self, kind: str, state: str = "") -> bool:
        """Whether its role takes over from others what they published of that kind."""
        states = TRANSCRIBES.get(kind, frozenset()) if self.role == "commissioner" else frozenset()
        return bool(states) if not state else states == ANY or state in states

    @property
    def may(self) -> Message:
        """What this account may do, as the end of a sentence."""
        return Message(_MAY[self.role])

    @property
    def introduction(self) -> Message:
        """Who this account is and what it may do."""
        if self.party:
            text = "Your account {login} speaks for {party}: {may}."
            return Message(text, login=self.login, party=self.party, may=self.may)
        return Message("Your account is {login}: {may}.", login=self.login, may=self.may)


class Access(NamedTuple):
    """How a record knows its users: `enforced`, the server decides; then `account`, None for a login without a role."""

    enforced: bool = False
    login: str | None = None
    account: Account | None = None

    @property
    def partly(self) -> bool:
        """Whether there may be dossiers that this user does not see: a laboratory sees its own alone."""
        return self.account is not None and self.account.lab is not None


STATED = Access()  # names are what people say
