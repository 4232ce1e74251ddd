"""The Word document: styles, headings, tables and fields that a secretary can work with; the same bytes every time."""

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from dossiers import evaluate
from reports_support import KINDS, evaluation, example_record, flat, report
from test_reports_html import HOSTILE, hostile

from nen7510_tracker.reports.docx import as_docx
from nen7510_tracker.reports.report import Report, Section
from nen7510_tracker.service.record import Record
from nen7510_tracker.words.catalogue import words_of

RICH, DAY = "example-lab", "2026-06-01"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with example_record(tmp_path_factory.mktemp("record") / "record.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def dutch(record: Record) -> Document:
    return opened(report(evaluation(record, RICH, DAY)), "nl")


def opened(found: Report, language: str = "en") -> Document:
    return docx.Document(BytesIO(as_docx(found, words_of(language))))


def text_of(document: Document) -> str:
    return flat(" ".join(each.text or "" for each in document.element.body.iter(qn("w:t"))))


def test_every_section_is_a_heading_of_its_level(dutch: Document, record: Record) -> None:
    found = report(evaluation(record, RICH, DAY))
    levels = [int(each.style.name[-1]) for each in dutch.paragraphs if each.style.name.startswith("Heading ")]
    tops = [*(each for each in found.first if isinstance(each, Section)), *found.sections]
    assert levels.count(1) == len(tops)
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert dutch.paragraphs[0].style.name == "Title"


def test_it_is_made_of_styles_and_not_of_settings(dutch: Document) -> None:
    names = {each.style.name for each in dutch.paragraphs}
    assert {"Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet", "Caption", "Quote", "Answer not_met"} <= names
    assert not list(dutch.element.body.iter(qn("w:sz"))), "no size is set beside a style"
    assert not list(dutch.element.body.iter(qn("w:color"))), "no colour is set beside a style"


def test_headings_of_tables_stand_on_every_page(dutch: Document) -> None:
    tables = [each for each in dutch.tables if each.style.name == "Report table"]
    assert len(tables) > 10
    for each in tables:
        assert each.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert each._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_contents_and_pages_are_fields(dutch: Document) -> None:
    codes = [each.text.split()[0] for each in dutch.element.body.iter(qn("w:instrText"))]
    assert codes == ["TOC"]
    footer = dutch.sections[0].footer._element
    assert [each.text.split()[0] for each in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    for part in (dutch.element.body, footer):
        kinds = [each.get(qn("w:fldCharType")) for each in part.iter(qn("w:fldChar"))]
        assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)
    assert "De criteria" in [each.text for each in dutch.paragraphs if each.style.name == "TOC line"]


def test_it_says_of_what_it_is(dutch: Document, record: Record) -> None:
    known, view = dutch.core_properties, evaluation(record, RICH, DAY).view
    assert known.title == "Gereedheidsrapport NEN 7510: Laboratorium De Proefbuis (fictief), Voorbeeldstad"
    assert (known.language, known.author) == ("nl", "NEN 7510 tracker")
    assert str(known.created).startswith("2026-06-01 12:00:00")
    assert {each.get(qn("w:val")) for each in dutch.styles.element.iter(qn("w:lang"))} == {"nl-NL"}
    assert str(view.head) in dutch.sections[0].footer.paragraphs[0].text
    assert "Per 1 jun 2026, met wat bekend was op 1 jun 2026" in dutch.sections[0].header.paragraphs[0].text


def test_every_picture_says_what_it_shows(dutch: Document) -> None:
    pictures = list(dutch.element.body.iter(qn("wp:docPr")))
    assert len(pictures) == 3 + 3, "a bar for each part and both, and the charts"
    assert all(each.get("descr") for each in pictures)
    assert len({each.get("id") for each in pictures}) == len(pictures)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_report_gives_the_same_bytes(record: Record, kind: str) -> None:
    found = report(evaluation(record, "lab-brander", DAY), kind)
    made = as_docx(found, words_of("nl"))
    assert made == as_docx(found, words_of("nl"))
    with ZipFile(BytesIO(made)) as inside:
        assert {each.date_time for each in inside.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_stay_texts(kind: str) -> None:
    told = text_of(opened(report(hostile(), kind)))
    for text in ("<script>alert('x')</script>", "</td></tr></table><h1>taken over</h1>", "מעבדה בדיקה المختبر"):
        assert text in told


def test_none_of_the_hostile_texts_is_refused() -> None:
    for text in HOSTILE:
        assert opened(report(evaluate("2026-06-01", lab={"id": "lab", "name": text, "services": []}), "facts"))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_is_open_leaks(record: Record, kind: str, dutch: Document) -> None:
    found = evaluation(record, RICH, DAY)
    hidden = [each.finding.title for each in found.findings.values() if not each.is_closed and each.finding.title]
    assert hidden
    told = text_of(opened(report(found, kind, public=True)))
    assert not [text for text in hidden if flat(text) in told]
    shown = text_of(dutch if kind == "readiness" else opened(report(found, kind)))
    assert all(flat(text) in shown for text in hidden), "what is looked for can be found where it is"
