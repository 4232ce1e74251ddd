"""What others say of the documents: a validator of PDF/A-3a and PDF/UA-1, and axe in a real browser."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from page import ValidationFailure, ValidationProfile, validate_pdf_bytes
from playwright.sync_api import Page, sync_playwright
from reports_support import evaluation, example_record, report
from test_reports_html import hostile

from nen7510_tracker.reports.assessment import assessment_report
from nen7510_tracker.reports.attachments import attachments
from nen7510_tracker.reports.html import as_html
from nen7510_tracker.reports.pdf import as_pdf
from nen7510_tracker.reports.report import Report
from nen7510_tracker.service.record import Record
from nen7510_tracker.words.catalogue import words_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
RICH, DAY = "example-lab", "2026-06-01"

REPORTS: dict[str, Callable[[Record], Report]] = {
    "readiness": lambda record: report(evaluation(record, RICH, DAY)),
    "facts": lambda record: report(evaluation(record, RICH, DAY), "facts"),
    "assessment": lambda record: assessment_report(evaluation(record, RICH, DAY), "audit-2025", public=False),
    "public": lambda record: report(evaluation(record, RICH, DAY), public=True),
    "the real case": lambda record: report(evaluation(record, "clinical-diagnostics", "2026-06-01")),
    "nothing recorded": lambda record: report(evaluation(record, "lab-leegblad", "2026-06-01")),
    "hostile": lambda _record: report(hostile()),
}
EACH = [(kind, "nl") for kind in REPORTS] + [("readiness", "en")]
IN_A_BROWSER = [("readiness", "nl"), ("facts", "en"), ("assessment", "nl"), ("hostile", "en")]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with example_record(tmp_path_factory.mktemp("record") / "record.db") as opened:
        yield opened


def misread(data: bytes, failure: ValidationFailure) -> bool:
    """Whether the validator takes the last byte of a stream, a carriage return, for a part of the line's end."""
    if not failure.rule_id.endswith("STREAM-LENGTH-001") or failure.object_id is None:
        return False
    begin = data.index(b"\n%d 0 obj" % failure.object_id.object_number)
    stream = re.compile(rb"/Length (\d+)[^>]*>>\s*stream\r?\n").search(data, begin)
    assert stream
    end = stream.end() + int(stream[1])
    return data[end - 1 : end + 10] == b"\r\nendstream"


@pytest.mark.parametrize(("kind", "language"), EACH)
def test_a_validator_finds_the_pdf_to_be_what_it_says(record: Record, kind: str, language: str) -> None:
    made, words = REPORTS[kind](record), words_of(language)
    data = as_pdf(made, words, attachments(made, words, "lab,control\nlab,A.8.5\n", "schema: nen7510-dossier/1\n"))
    for profile in (ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1):
        found = validate_pdf_bytes(data, profile=profile)
        failures = [each for each in found.failures if not misread(data, each)]
        assert [(each.rule_id, each.message) for each in failures] == []
        assert found.rules.total > 100


def test_the_validator_would_find_something(record: Record) -> None:
    """A file that says the same of itself and is not tagged is found out."""
    data = as_pdf(REPORTS["facts"](record), words_of("en")).replace(b"/Marked true", b"/Marked null")
    assert not validate_pdf_bytes(data, profile=ValidationProfile.PDF_UA_1).is_compliant


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu"], chromium_sandbox=False)
        yield browser.new_page(viewport=PHONE)  # type: ignore[arg-type] # a width and a height
        browser.close()


@pytest.mark.parametrize(("kind", "language"), IN_A_BROWSER)
def test_axe_finds_nothing_on_a_phone_and_on_paper(
    record: Record, browser_page: Page, tmp_path: Path, kind: str, language: str
) -> None:
    file = tmp_path / "report.html"
    file.write_text(as_html(REPORTS[kind](record), words_of(language)), "utf-8")
    elsewhere: list[str] = []
    browser_page.on("request", lambda request: elsewhere.append(request.url))
    browser_page.goto(file.as_uri())
    for size, medium in ((PHONE, "screen"), (DESK, "print")):
        browser_page.set_viewport_size(size)  # type: ignore[arg-type] # a width and a height
        browser_page.emulate_media(media=medium)  # type: ignore[arg-type] # one of the two that there are
        found = Axe().run(browser_page)
        assert found.violations_count == 0, found.generate_report()
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert set(elsewhere) == {file.as_uri()}
