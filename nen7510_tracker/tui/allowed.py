"""What an account may not do here, and why not; where names are what people say, everybody may (section 7, roles)."""

from collections.abc import Mapping

from nen7510_tracker.dossier.account import Access
from nen7510_tracker.dossier.facts import KINDS
from nen7510_tracker.words.message import Message

# The actions that record something: what of. Of several kinds one that the account may say is enough.
RECORDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "assess": (("assessment", ""),),
    "state": (("statement", ""),),
    "new": tuple((kind, "") for kind in KINDS),
    "verified": (("finding_event", "verified"),),
    "reopened": (("finding_event", "reopened"),),
    "resume": (("proposal", ""),),
    "otherwise": (("proposal", ""),),
    "adopt": (("proposal", ""),),
    "approve": (("approval", ""),),
    "new_lab": (("lab", ""),),
    "import": tuple((kind, "") for kind in KINDS),
    "take_findings": (("finding", ""), ("rating", "")),
}


def why_not_say(access: Access, kind: str, state: str = "") -> Message | None:
    """Why an account says no facts of a kind, in its own name or as transcribed; None when it may."""
    if not access.enforced:
        return None
    account = access.account
    if account is None:
        return Message("{login} has no role in this record.", login=str(access.login))
    if account.may_say(kind, state) or account.may_transcribe(kind, state):
        return None
    return account.introduction


def why_not_do(access: Access, action: str) -> Message | None:
    """Why an account may not do an action of the registry; None when it may, or when nothing is recorded by it."""
    reasons = [why_not_say(access, kind, state) for kind, state in RECORDS.get(action, ())]
    return reasons[0] if reasons and all(reasons) else None
