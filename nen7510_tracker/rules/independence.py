"""Who is independent of the laboratory (design section 4, Independent)."""

from datetime import date

from nen7510_tracker.dossier.facts import Assessment, Laboratory, Party
from nen7510_tracker.dossier.view import View
from nen7510_tracker.words.day import months_after

ADVICE_COUNTS_FOR = 24  # months after the advice ended
MAY_BE_INDEPENDENT = frozenset({"inspectorate", "auditor", "certification_body"})
OWN_KINDS = frozenset({"internal_audit", "self_assessment"})
CERTIFICATION_AUDITS = frozenset({"stage_1", "stage_2", "surveillance", "recertification", "special"})


def is_independent(lab: Laboratory, party: Party | None, on: date) -> bool:
    """Whether a party is independent of the laboratory on a day; one that is not known is not."""
    if party is None or party.id == lab.id or party.is_a not in MAY_BE_INDEPENDENT or party.id in lab.related_to:
        return False
    return not any(
        advice.party == party.id
        and advice.from_.first <= on
        and (advice.until is None or on <= months_after(advice.until.last, ADVICE_COUNTS_FOR))
        for advice in lab.advised_by
    )


def party_is_independent(view: View, party: str, on: date) -> bool:
    """`is_independent` for a party of the view, by its id."""
    return is_independent(view.lab, view.parties.get(party), on)


def assessment_is_independent(view: View, assessment: Assessment) -> bool:
    """Whether its party is independent on its last reference date, and its kind not the laboratory's own."""
    day = assessment.day
    return (
        assessment.is_a not in OWN_KINDS
        and day is not None
        and party_is_independent(view, assessment.performed_by, day.last)
    )
