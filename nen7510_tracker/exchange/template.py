"""An empty workbook for findings and ratings that the importer takes as it is (design section 6)."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from nen7510_tracker.exchange.columns import DAYS, WORDS
from nen7510_tracker.exchange.spreadsheet import new_book
from nen7510_tracker.norm.edition import Edition

_ROWS = 1000  # rows that have choice lists
_WIDE = {"title": 40, "statement": 60, "requirement": 40, "evidence_text": 40, "note": 40, "cause": 40, "action": 40}

# Headers in Dutch and English, by key; each is a name that columns.py knows.
HEADERS = {
    "id": ("Nr", "Number"),
    "controls": ("Norm", "Control"),
    "grade": ("Classificatie", "Classification"),
    "title": ("Titel", "Title"),
    "statement": ("Bevinding", "Statement"),
    "requirement": ("Vereiste", "Requirement"),
    "evidence_text": ("Bewijs", "Evidence"),
    "on": ("Datum", "Date"),
    "due": ("Deadline", "Due date"),
    "priority": ("Prioriteit", "Priority"),
    "cause": ("Oorzaak", "Cause"),
    "correction": ("Correctie", "Correction"),
    "action": ("Maatregel", "Action"),
    "answered_on": ("Datum reactie", "Response date"),
    "owner": ("Eigenaar", "Owner"),
    "state": ("Status", "State"),
    "state_on": ("Datum status", "Status date"),
    "rating": ("Oordeel", "Rating"),
    "note": ("Toelichting", "Note"),
    "depth": ("Diepgang", "Depth"),
}
RATINGS = ("controls", "rating", "note", "depth")
FINDINGS = tuple(key for key in HEADERS if key not in ("rating", "note", "depth"))
_TABS = {"nl": ("Bevindingen", "Oordelen", "Norm"), "en": ("Findings", "Ratings", "Norm")}


def words(key: str, language: str) -> list[str]:
    """What may be chosen in a column, in the language."""
    if language == "nl":
        return [known[0] for known in WORDS[key].values()]
    return [value.replace("_", " ") for value in WORDS[key]]


def findings_template(edition: Edition, language: str) -> bytes:
    """A sheet for findings, one for ratings, and the controls of the edition with their titles to choose from."""
    out = BytesIO()
    book = new_book(out)
    findings, ratings, norm = _TABS[language]
    controls = f"='{norm}'!$A$1:$A${len(edition.controls)}"
    for tab, keys in ((findings, FINDINGS), (ratings, RATINGS)):
        _to_fill(book, tab, keys, language, controls)
    sheet = book.add_worksheet(norm)
    text = book.add_format({"num_format": "@"})
    for row, control in enumerate(edition.controls.values()):
        sheet.write_string(row, 0, control.id, text)
        sheet.write_string(row, 1, control.title(language))
    sheet.set_column(1, 1, 60)
    book.close()
    return out.getvalue()


def _to_fill(book: Any, tab: str, keys: Sequence[str], language: str, controls: str) -> None:
    sheet = book.add_worksheet(tab)
    bold = book.add_format({"bold": True, "bottom": 1})
    # As text: a spreadsheet would make the number 8.1 of 8.10.
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    for column, key in enumerate(keys):
        sheet.write_string(0, column, HEADERS[key][0 if language == "nl" else 1], bold)
        sheet.set_column(column, column, _WIDE.get(key, 16), day if key in DAYS else text)
        if key == "controls":  # several may stand in a cell: the list is an offer
            _choice(sheet, column, {"source": controls, "show_error": False})
        elif key in WORDS:
            _choice(sheet, column, {"source": words(key, language)})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, _ROWS, len(keys) - 1)


def _choice(sheet: Any, column: int, of: dict[str, object]) -> None:
    sheet.data_validation(1, column, _ROWS, column, {"validate": "list", **of})
