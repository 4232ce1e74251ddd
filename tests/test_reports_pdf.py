"""The PDF: archivable, accessible, the same everywhere; and nothing of the record is markup in it."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import pytest
from dossiers import assessment, evaluate, finding
from pypdf import PdfReader
from reports_support import KINDS, evaluation, example_record, report
from test_reports_html import HOSTILE, hostile

from nen7510_tracker.reports.glyphs import breakable, lacking, unsure
from nen7510_tracker.reports.pdf import Attachment, as_pdf
from nen7510_tracker.reports.report import Report
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.service.record import Record
from nen7510_tracker.words.catalogue import words_of

RICH, DAY = "example-lab", "2026-06-01"
TYPST = ["#pagebreak()", "$ x $", "[a] *b* _c_ @d <e> ~", "#sys.inputs", "*/ // \\", "#{1 + 1}", "= h", "- i", '"' * 3]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with example_record(tmp_path_factory.mktemp("record") / "record.db") as opened:
        yield opened


def made(found: Report, language: str = "en", attachments: Sequence[Attachment] = ()) -> PdfReader:
    return PdfReader(BytesIO(as_pdf(found, words_of(language), attachments)))


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def bare(text: str) -> str:
    """A text without what a page adds to it: line ends, hyphens, places to break."""
    return re.sub(r"[\s\u00ad\u200b\u2010-]", "", text)


@lru_cache(maxsize=1)
def _attached() -> Attachment:
    return Attachment("gaps.csv", "text/csv", "The gaps", "control,status\nA.8.5,partial\n")


@pytest.fixture(scope="module")
def dutch(record: Record) -> PdfReader:
    return made(report(evaluation(record, RICH, DAY)), "nl", [_attached()])


@pytest.fixture(scope="module")
def dutch_pages(dutch: PdfReader) -> list[str]:
    return [page.extract_text() for page in dutch.pages]


def test_it_declares_what_it_conforms_to(dutch: PdfReader) -> None:
    xmp = dutch.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_it_has_what_a_screen_reader_needs(dutch: PdfReader) -> None:
    root = dutch.trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert str(root["/MarkInfo"]["/Marked"]) == "True"
    assert str(root["/ViewerPreferences"]["/DisplayDocTitle"]) == "True"
    assert dutch.metadata is not None
    assert dutch.metadata.title == "Gereedheidsrapport NEN 7510: Laboratorium De Proefbuis (fictief), Voorbeeldstad"
    tags = list(structure(root["/StructTreeRoot"]))
    kinds = {each.get("/S") for each in tags}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/L"} <= kinds
    figures = [each for each in tags if each.get("/S") == "/Figure"]
    assert figures
    assert all(each.get("/Alt") for each in figures)
    assert any("verbetermaatregelen zijn er" in each["/Alt"] for each in figures)


def structure(node: Any) -> Iterator[Any]:
    """Every tagged element below a node."""
    kids = node.get("/K", []) if hasattr(node, "get") else []
    for kid in kids if isinstance(kids, list) else [kids]:
        element = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(element, "get") and "/S" in element:
            yield element
            yield from structure(element)


def test_every_font_is_inside(dutch: PdfReader) -> None:
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()
        for page in dutch.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts
    for name, font in fonts.items():
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"]), name


def test_bookmarks_lead_to_the_sections(dutch: PdfReader) -> None:
    titles = [each.title for each in dutch.outline if not isinstance(each, list)]
    assert titles[0] == "Hoe ver het laboratorium is"
    assert {"De criteria", "Verbetertraject", "Het register"} <= set(titles)


def test_the_data_is_attached(dutch: PdfReader) -> None:
    assert dutch.attachments["gaps.csv"] == [_attached().text.encode()]
    assert len(dutch.trailer["/Root"]["/AF"]) == 1


def test_every_page_says_of_what_it_is(dutch_pages: list[str], record: Record) -> None:
    head = str(evaluation(record, RICH, DAY).view.head)
    total = len(dutch_pages)
    for number, text in enumerate(dutch_pages, 1):
        assert head in text
        assert f"pagina {number} van {total}" in text
        assert "Per 1 jun 2026, met wat bekend was op 1 jun 2026" in text


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("day", ["2025-10-30", DAY, "2026-11-10"])
@pytest.mark.parametrize("policy", [None, "resume-thorough"])
def test_what_a_board_must_know_fits_one_page(record: Record, language: str, day: str, policy: str | None) -> None:
    found = report(evaluation(record, RICH, day), policy=policy, summary=True)
    assert len(made(found, language).pages) == 1


def test_the_first_page_of_the_real_case_is_a_page(record: Record) -> None:
    for language in ("nl", "en"):
        assert (
            len(made(report(evaluation(record, "clinical-diagnostics", "2026-11-10"), summary=True), language).pages)
            == 1
        )


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_report_gives_the_same_bytes(record: Record, kind: str) -> None:
    found = report(evaluation(record, "lab-brander", "2026-11-10"), kind)
    assert as_pdf(found, words_of("nl")) == as_pdf(found, words_of("nl"))


def test_its_moment_is_that_of_the_view(record: Record) -> None:
    found = made(report(evaluation(record, RICH, "2025-12-16", "2026-02-05"), summary=True))
    assert found.metadata is not None
    assert found.metadata.creation_date == datetime(2026, 2, 5, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def odd() -> PdfReader:
    """A report in which every text tries to break the page."""
    return made(report(hostile()))


def test_hostile_texts_stay_texts(odd: PdfReader) -> None:
    page = bare(text_of(odd))
    for text in ("<script>alert('x')</script>", "[/x] [@click=app.quit]x[/]", "{{ 7 * 7 }} {% raw %} {0} {x} %s"):
        assert bare(text) in page
    assert "[U+1F469]" in page
    assert bare("Characters that the fonts of this document lack are given by their number") in page


def test_what_typst_would_read_as_markup_is_text() -> None:
    findings = [finding(f"F-{at}", "A.8.5", title=text) for at, text in enumerate(TYPST)]
    found = evaluate("2026-06-01", assessments=[assessment("igj", findings=findings, title="#panic()")])
    page = bare(text_of(made(report(found))))
    for text in (*TYPST, "#panic()"):
        assert bare(text) in page


def test_no_overlong_word_leaves_the_page(odd: PdfReader) -> None:
    for page in odd.pages:
        right: list[float] = []
        page.extract_text(
            visitor_text=lambda text, _cm, tm, _font, _size, right=right: right.append(tm[4]) if text.strip() else None
        )
        assert max(right) < float(page.mediabox.width)


def test_what_is_to_be_copied_has_nothing_in_it(dutch_pages: list[str], record: Record) -> None:
    command = f"nen7510 ledger verify {RICH} --head {evaluation(record, RICH, DAY).view.head}"
    assert command in " ".join("\n".join(dutch_pages).split())


def test_what_has_no_place_to_break_gets_one() -> None:
    word = "onherstelbaarheidsverklaring" * 20
    assert breakable(word, 34).replace("\u200b", "") == word
    assert max(map(len, breakable(word, 34).split("\u200b"))) <= 12
    assert breakable("an ordinary sentence, 2026-06-01", 34) == "an ordinary sentence, 2026-06-01"


def test_only_what_fonts_lack_is_found() -> None:
    tried = []

    def shows(text: str) -> bool:
        tried.append(text)
        return not set(text) & set("漢字")

    assert lacking(unsure({"a": ["plain é", "漢ש字"]}), shows) == {"漢", "字"}
    assert not lacking(unsure({"a": "plain é — “x”"}), shows)


def test_json_attached_is_the_report(record: Record) -> None:
    found = report(evaluation(record, RICH, DAY), summary=True)
    data = Attachment("report.json", "application/json", "d", json.dumps(dict(found.document), ensure_ascii=False))
    reader = made(found, "nl", [data])
    assert json.loads(reader.attachments["report.json"][0]) == found.document


def secrets_in(found: Evaluation) -> list[str]:
    return [each.finding.title for each in found.findings.values() if not each.is_closed and each.finding.title]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_is_open_leaks(record: Record, kind: str, dutch_pages: list[str]) -> None:
    found = evaluation(record, RICH, DAY)
    hidden = [bare(text) for text in secrets_in(found) if len(text) > 5]
    assert hidden
    page = bare(text_of(made(report(found, kind, public=True))))
    assert not [text for text in hidden if text in page]
    shown = bare("".join(dutch_pages) if kind == "readiness" else text_of(made(report(found, kind))))
    assert all(text in shown for text in hidden), "what is looked for can be found where it is"


def test_none_of_the_hostile_texts_is_refused() -> None:
    for text in HOSTILE:
        found = evaluate("2026-06-01", lab={"id": "lab", "name": text, "services": []})
        assert made(report(found, "facts")).pages
