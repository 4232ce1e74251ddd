"""A report as PDF/A-3a and PDF/UA-1: tagged, with bookmarks, for archives and screen readers, the data attached."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from nen7510_tracker.reports.glyphs import breakable, coded, lacking, unsure
from nen7510_tracker.reports.inline import joined, said
from nen7510_tracker.reports.moment import moment_of
from nen7510_tracker.reports.plain import Plain
from nen7510_tracker.reports.report import Report
from nen7510_tracker.words.catalogue import Words

STANDARDS: list[Literal["a-3a", "ua-1"]] = ["a-3a", "ua-1"]
LINE, CELL = 72, 34  # characters of the longest word that a line and a cell of a table hold whole
WHOLE = frozenset({"kind", "svg", "alt", "numbers", "legend"})


@dataclass(slots=True, frozen=True)
class Attachment:
    """A file inside a PDF: its name, what it is, and its text. `relationship`: `data` or `supplement`."""

    name: str
    media_type: str
    description: str
    text: str
    relationship: str = "data"


def as_pdf(report: Report, words: Words, attachments: Sequence[Attachment] = ()) -> bytes:
    """The report as PDF: the same bytes for the same report, attachments and language, on every machine.

    Only the fonts inside the wheel of typst are used. What these cannot show is given by its number,
    and a note says so.
    """
    import typst

    told = _told(report, words, attachments)
    files = {f"attachment-{place}": each.text for place, each in enumerate(attachments)}
    moment, some = moment_of(report), unsure(told)
    try:
        return _made(told, lacking(some, _shows), files, moment, words)
    except typst.TypstError as error:  # a font may have two characters, and not the one upon the other
        if "could not be displayed" not in str(error):
            raise
        return _made(told, some, files, moment, words)


def first_page_png(report: Report, words: Words, dots: int) -> bytes:
    """A picture of the first page, with so many dots per inch: for documentation."""
    import typst

    inputs = {"report": json.dumps(_laid_out(_told(report, words, ()) | {"note": None}))}
    pages = typst.compile(_template(), format="png", ppi=dots, sys_inputs=inputs, ignore_system_fonts=True)
    return pages[0] if isinstance(pages, list) else bytes(pages or b"")


def _made(told: Mapping[str, Any], lacks: set[str], files: dict[str, str], moment: datetime, words: Words) -> bytes:
    """The document, with some characters given by their number."""
    text = "Characters that the fonts of this document lack are given by their number, such as [U+6F22]."
    shown = {**told, "note": words(text) if lacks else None}
    return _compiled(_template(), files | {"report": json.dumps(_laid_out(coded(shown, lacks)))}, moment)


def _told(report: Report, words: Words, attachments: Sequence[Attachment]) -> dict[str, Any]:
    plain = Plain(words)
    return {
        "language": words.language,
        "author": "NEN 7510 tracker",
        "name": said(joined([report.title, report.about], ": "), words),
        "title": plain.say(report.title),
        "about": plain.say(report.about),
        "view": plain.say(report.view),
        "seen": plain.say(report.view).split(" · ")[0],
        "foot": plain.say(report.foot),
        "page": words("page {page} of {pages}", page="{page}", pages="{pages}"),
        "contents": words("Contents"),
        "attention": words("Attention"),
        "first": plain.blocks(report.first),
        "one_page": report.document["kind"] == "readiness",
        "sections": plain.blocks(report.sections),
        "attachments": [
            {
                "name": each.name,
                "media_type": each.media_type,
                "description": each.description,
                "relationship": each.relationship,
            }
            for each in attachments
        ],
    }


def _laid_out(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same with places to break overlong words; a digest to be copied has none."""
    return {
        key: _broken(value, LINE) if key in {"first", "sections", "about"} else value for key, value in told.items()
    }


def _broken(value: Any, most: int) -> Any:
    if isinstance(value, Mapping):
        most = CELL if value.get("kind") == "table" else most
        return {key: each if key in WHOLE else _broken(each, most) for key, each in value.items()}
    if isinstance(value, str):
        return breakable(value, most)
    return [_broken(each, most) for each in value] if isinstance(value, list) else value


def _shows(text: str) -> bool:
    """Whether the fonts of a PDF have every character of a text."""
    import typst

    try:
        _compiled(b'#set document(title: "x")\n#sys.inputs.text', {"text": text}, datetime(2000, 1, 1, tzinfo=UTC))
    except typst.TypstError:
        return False
    return True


def _compiled(source: bytes, inputs: dict[str, str], moment: datetime) -> bytes:
    import typst

    made = typst.compile(
        source,
        format="pdf",
        sys_inputs=inputs,
        ignore_system_fonts=True,
        pdf_standards=[*STANDARDS],
        timestamp=moment,
    )
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (Path(__file__).parent / "report.typ").read_bytes()
