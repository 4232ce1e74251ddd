"""A report in one of its forms."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from nen7510_tracker.reports.html import as_html
from nen7510_tracker.reports.markdown import as_markdown
from nen7510_tracker.reports.report import Report
from nen7510_tracker.reports.text import as_text
from nen7510_tracker.words.catalogue import Words

if TYPE_CHECKING:
    from nen7510_tracker.reports.pdf import Attachment

BINARY = ("pdf", "docx")


def as_json(report: Report, _words: Words) -> str:
    """The report as JSON: the same in every language."""
    return json.dumps(report.document, ensure_ascii=False, indent=2) + "\n"


FORMS: Mapping[str, Callable[[Report, Words], str]] = {
    "txt": as_text,
    "md": as_markdown,
    "html": as_html,
    "json": as_json,
}


def render(report: Report, form: str, words: Words) -> str:
    """A report as text in a form (`txt`, `md`, `html`, `json`) and a language. Raises KeyError for another form."""
    return FORMS[form](report, words)


def render_binary(report: Report, form: str, words: Words, attachments: "Sequence[Attachment]" = ()) -> bytes:
    """A report as a file to print, archive or edit: `pdf` or `docx`. Raises KeyError for another form.

    Only a PDF holds the attachments.
    """
    if form == "pdf":
        from nen7510_tracker.reports.pdf import as_pdf

        return as_pdf(report, words, attachments)
    if form == "docx":
        from nen7510_tracker.reports.docx import as_docx

        return as_docx(report, words)
    raise KeyError(form)
