"""The readiness report: may the collaboration be resumed, why, and what is missing."""

from collections.abc import Sequence

from nen7510_tracker.norm.policy import Policy
from nen7510_tracker.reports.first_page import first_page
from nen7510_tracker.reports.readiness_document import readiness_document
from nen7510_tracker.reports.report import Report, Section
from nen7510_tracker.reports.sections import SECTIONS
from nen7510_tracker.reports.subject import GateSubject, about, foot, view_line
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.words.message import Message


def readiness_report(evaluation: Evaluation, policy: Policy, *, edition: str, summary: bool, public: bool) -> Report:
    """The report on a dossier at a moment, as a policy judges it.

    `edition` is an edition's id, `summary` gives the first page alone, `public` leaves out what an
    attacker would like to read (design section 6). Raises KeyError for an unknown edition.
    """
    subject = GateSubject(evaluation, policy, edition, public=public)
    return Report(
        title=Message("Readiness report NEN 7510"),
        about=about(subject),
        view=view_line(subject, Message("edition {edition}", edition=edition)),
        first=first_page(subject),
        sections=() if summary else _sections(subject),
        foot=foot(subject),
        document=readiness_document(subject, summary=summary),
    )


def _sections(subject: GateSubject) -> Sequence[Section]:
    return [section for make in SECTIONS if (section := make(subject))]
