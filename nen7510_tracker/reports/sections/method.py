"""The method in short, so that every figure of the report can be worked out again."""

from nen7510_tracker.reports.report import Bullets, Section
from nen7510_tracker.reports.subject import GateSubject
from nen7510_tracker.words.message import N_, Message

POINTS = (
    N_(
        "View. Only facts count that were true on the as-of day and known on the known-on day. A day marked ~ was not "
        "given and is assumed: known on the day itself, an assessment on the day it was published."
    ),
    N_(
        "Independent is an inspectorate, auditor or certification body that is not related to the laboratory and did "
        "not advise it in the 24 months before."
    ),
    N_(
        "A finding is open until somebody says otherwise; claimed when the laboratory says that it is implemented, or "
        "when only its design was verified; verified when an independent party saw it in existence or in operation."
    ),
    N_(
        "A clause or control has the status of the worst that weighs on it: nonconforming by an open major or ungraded "
        "finding or by a rating of fails or largely fails; partial by an open minor or by largely meets; claimed by a "
        "finding claimed as solved or by the laboratory's own judgement; conforming by an independent rating of meets "
        "or a verified finding. A rating below meets is answered when every finding that its assessment made there is "
        "solved."
    ),
    N_("Facts stated in another edition carry over what is wrong, never what is right, and say so (mapped from)."),
    N_(
        "Readiness counts the applicable clauses and controls: verified are those that conform; claimed those and the "
        "claimed ones; assessed all on which something weighs. The distance between claimed and verified is what "
        "matters."
    ),
    N_(
        "The gate is met when all criteria are met, not met when any is not met, else undetermined. It holds until the "
        "last day on which it stays as it is if nothing more becomes known."
    ),
    N_(
        "Slip is the number of days from the first planned end to the current one. A projection resamples the weekly "
        "numbers of first claims (fixed seed) and needs 5 claims and 4 weeks."
    ),
)


def method(_subject: GateSubject) -> Section:
    """How the figures are made."""
    return Section(Message("How the figures are made"), [Bullets([Message(text) for text in POINTS])])
