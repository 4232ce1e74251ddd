"""What a report in PDF carries along: the data that it was made from."""

from nen7510_tracker.reports.pdf import Attachment
from nen7510_tracker.reports.render import render
from nen7510_tracker.reports.report import Report
from nen7510_tracker.words.catalogue import Words


def attachments(made: Report, words: Words, gaps: str, dossier: str | None) -> list[Attachment]:
    """The report as JSON, the gaps (CSV), and to who may see what is open the dossier (YAML) at the report's head."""
    told = words("The gaps: what is not established as conforming, and what is open on it")
    attached = [
        Attachment("report.json", "application/json", words("This report as data"), render(made, "json", words)),
        Attachment("gaps.csv", "text/csv", told, gaps),
    ]
    if dossier is not None:
        told = words("The dossier at the head of this report: all that is recorded, whenever it was known")
        attached.append(Attachment("dossier.yaml", "application/yaml", told, dossier))
    return attached
