"""Who recorded a version first, and decisions made here as a dossier file tells them (design sections 4 and 5)."""

from collections.abc import Iterator

from nen7510_tracker.dossier.dossier import Dossier, Version
from nen7510_tracker.dossier.facts import Approval, Decision, Proposal
from nen7510_tracker.dossier.facts.base import Recorded


def recorded(version: Version) -> Recorded:
    """Who recorded a version, and when: in the record that it was taken over from, else here."""
    if version.fact is not None and version.fact.recorded is not None:
        return version.fact.recorded
    return Recorded(by=version.entry.recorded_by, at=version.entry.recorded_at)


def decided(dossier: Dossier) -> Iterator[tuple[Decision, Version]]:
    """The decisions that were proposed and approved here, each with its approval, in the order of approving."""
    for approval in dossier.versions("approval"):
        proposal = dossier.latest("proposal", approval.entry.id)
        if proposal and (decision := decision_told(proposal, approval)):
            yield decision, approval


def decision_told(proposal: Version, approval: Version) -> Decision | None:
    """A decision made here as a file tells it, dated when it was approved; None for the adoption of a policy."""
    proposed, approved = proposal.fact, approval.fact
    if not isinstance(proposed, Proposal) or not isinstance(approved, Approval) or proposed.decision is None:
        return None
    return Decision(
        id=proposed.id,
        on=approved.on,
        by=proposed.by,
        decision=proposed.decision,
        rationale=proposed.rationale,
        services=proposed.services,
        conditions=proposed.conditions,
        review_on=proposed.review_on,
        answers=proposed.answers,
        verdict=approved.verdict,
        policy=approved.policy,
        head=approved.head,
        proposed_by=recorded(proposal).by,
        approved_by=recorded(approval).by,
        known_on=approved.known_on,
        source=proposed.source,
    )
