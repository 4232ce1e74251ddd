"""What the columns of the exports across laboratories are called for people, under the names that programs read."""

from nen7510_tracker.rules import gaps
from nen7510_tracker.words.message import N_

HEADERS: dict[str, str] = gaps.HEADERS | {
    "name": N_("name"),
    "city": N_("city"),
    "verdict": N_("verdict"),
    "holds_until": N_("holds until"),
    "decision": N_("decision"),
    "decision_on": N_("decided on"),
    "lapsed_since": N_("ground lapsed since"),
    "lapsed_by": N_("ground lapsed by"),
    "taken_outside": N_("resumed outside the gate"),
    "major": N_("open major findings"),
    "ungraded": N_("open ungraded findings"),
    "minor": N_("open minor findings"),
    "observation": N_("open observations"),
    "verified": N_("controls verified"),
    "claimed": N_("controls verified or claimed"),
    "assessed": N_("controls assessed"),
    "applicable": N_("controls applicable"),
    "overdue": N_("overdue"),
    "certificate_until": N_("certificate until"),
    "certification_planned": N_("certification planned"),
    "certification_slip_days": N_("slip of the certification in days"),
}
