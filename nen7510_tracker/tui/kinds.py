"""What the kinds of facts are called on a screen."""

from nen7510_tracker.words.message import N_, Message

KINDS: dict[str, str] = {
    "lab": N_("laboratory"),
    "party": N_("party"),
    "incident": N_("incident"),
    "evidence": N_("evidence"),
    "statement": N_("statement of applicability"),
    "assessment": N_("assessment"),
    "rating": N_("rating"),
    "finding": N_("finding"),
    "finding_event": N_("event on a finding"),
    "measure": N_("measure"),
    "measure_event": N_("progress of a measure"),
    "milestone": N_("milestone"),
    "milestone_event": N_("progress of a milestone"),
    "certificate": N_("certificate"),
    "certificate_event": N_("event on a certificate"),
    "requirement": N_("requirement"),
    "establishment": N_("establishment"),
    "enforcement": N_("enforcement"),
    "enforcement_event": N_("event on enforcement"),
    "commitment": N_("commitment"),
    "commitment_event": N_("event on a commitment"),
    "decision": N_("decision"),
    "proposal": N_("proposal"),
    "approval": N_("approval"),
    "timeline": N_("event"),
}


def kind_name(kind: str) -> Message:
    """A kind of fact, as people read it; what is no such kind (a void entry's) as it is."""
    return Message(KINDS[kind]) if kind in KINDS else Message("{value}", value=kind)
