"""An assessment's own report: what an auditor would write, with blanks for the laboratory, and what became of it."""

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from cli_support import Program, examples, reading, steady
from dossiers import assessment, evaluate, event, finding, measure, ratings
from jsonschema import Draft202012Validator
from pypdf import PdfReader
from reports_support import FORMS, evaluation, example_record, flat, too_wide

from nen7510_tracker.reports.assessment import assessment_report
from nen7510_tracker.reports.assessment_findings import BLANK
from nen7510_tracker.reports.html import as_html
from nen7510_tracker.reports.pdf import as_pdf
from nen7510_tracker.reports.render import render
from nen7510_tracker.reports.report import Block, Pairs, Section, Table
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.service.record import Record
from nen7510_tracker.words.catalogue import words_of

__all__ = ["examples", "reading", "steady"]

DAY = "2026-06-01"
SCHEMA = Path(__file__).parents[1] / "docs" / "schemas" / "nen7510-report-1.json"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with example_record(tmp_path_factory.mktemp("record") / "record.db") as opened:
        yield opened


def read(found: Evaluation, key: str = "aud", form: str = "md", language: str = "en", **asked: Any) -> str:
    made = assessment_report(found, key, public=asked.pop("public", False), **asked)
    return render(made, form, words_of(language))


def audit(**more: Any) -> dict[str, Any]:
    return assessment("aud", "independent_audit", "aud", **more)


def section(found: Evaluation, title: str, *, public: bool = False) -> str:
    """A section of the report as text."""
    page = read(found, public=public)
    assert f"\n## {title}\n" in page, page
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_it_says_scope_criteria_team_sites_and_limits() -> None:
    told = audit(
        title="Audit of the portal",
        team=["lead auditor", "technical auditor"],
        scope_text="The portal and what is behind it",
        limitations="The night shift was not visited",
        conclusion="does_not_conform",
        commissioned_by="bvo",
        examined=["A.5.*"],
    )
    found = evaluate(DAY, lab={"id": "lab", "name": "Lab", "sites": ["Noord", "Zuid"]}, assessments=[told])
    page = flat(read(found, form="txt"))
    for text in ("Audit of the portal (aud)", "independent audit", "Auditor", "does not conform", "16 Dec 2025"):
        assert text in page.partition("Scope, criteria and team")[0], text
    scope = section(found, "Scope, criteria and team")
    for text in ("Noord, Zuid", "The portal and what is behind it", "nen7510:2024", "lead auditor, technical auditor"):
        assert text in scope, text
    limits = section(found, "Limits of sampling")
    assert "The night shift was not visited" in limits
    assert "Of 131 clauses and controls 43 were judged. Nothing follows from this report for the other 88." in limits
    assert "43 were looked at and not rated one by one" in limits


def test_what_the_assessor_left_unsaid_is_said() -> None:
    limits = section(evaluate(DAY, assessments=[audit()]), "Limits of sampling")
    assert "The assessor stated no limitations." in limits
    assert "existence is assumed" in limits


def rows(blocks: Sequence[Block], caption: str) -> list[list[str]]:
    for each in blocks:
        if isinstance(each, Section) and (inner := rows(each.blocks, caption)):
            return inner
        if isinstance(each, Table) and str(each.caption) == caption:
            return [[str(cell) for cell in row] for row in each.rows]
    return []


def test_the_findings_are_counted_by_grade_and_by_what_became_of_them() -> None:
    verified = event("2026-02-01", "verified", "aud")
    findings = [
        finding("F-1", "A.8.5"),
        finding("F-2", "A.8.5", events=[verified]),
        finding("F-3", "A.5.1", grade="minor", events=[event("2026-02-01", "implemented", "lab")]),
        finding("F-4", "A.5.1", grade="minor", events=[event("2026-02-01", "withdrawn", "aud")]),
        finding("F-5", "A.5.1", grade="observation"),
    ]
    others = assessment("igj", findings=[finding("X-1", "A.8.5")])
    found = evaluate(DAY, assessments=[audit(findings=findings), others])
    made = assessment_report(found, "aud", public=False)
    counts = rows(made.first, "The findings, and what became of them")
    assert counts == [
        ["major", "2", "1", "0", "1", "0"],
        ["minor", "2", "0", "1", "0", "1"],
        ["observation", "1", "1", "0", "0", "0"],
    ]
    assert "X-1" not in read(found)


def test_results_are_told_per_theme_and_per_control() -> None:
    values = ratings(A_8_5="fails", A_8_2="meets", A_5_1="not_assessed")
    values[0]["note"] = "No second factor"
    before = ratings("2025-07-01", A_8_5="largely_meets")
    found = evaluate(DAY, assessments=[audit(ratings=[*values, *before], findings=[finding("F-1", "A.8.5")])])
    made = assessment_report(found, "aud", public=False)
    (theme,) = rows(made.sections, "How each chapter and theme was judged")
    assert theme[1:] == ["2 of 35", "1", "0", "0", "1", "1"]
    told = {row[0]: row for row in rows(made.sections, "How each clause and control was judged")}
    assert list(told) == ["A.5.1", "A.8.2", "A.8.5"], "as in the norm"
    page = section(found, "Results per clause and control")
    assert "fails; before: largely meets on 1 Jul 2025" in page
    assert "No second factor" in page
    assert told["A.5.1"][2] == "not assessed"


def test_a_rating_that_nobody_gave_is_marked() -> None:
    found = evaluate(DAY, assessments=[audit(examined=["A.8.5", "A.8.2"], findings=[finding("F-1", "A.8.5")])])
    page = section(found, "Results per clause and control")
    assert "fails \\*" in page
    assert "meets \\*" in page


def test_strengths_are_what_meets_with_a_note() -> None:
    values = ratings(A_8_5="meets", A_8_2="meets", A_5_1="fails")
    values[0]["note"], values[2]["note"] = "Keys on cards for everybody", "Old policy"
    page = section(evaluate(DAY, assessments=[audit(ratings=values)]), "Strengths")
    assert page.strip() == "- A.8.5 Secure authentication: Keys on cards for everybody"
    assert "None is recorded" in section(evaluate(DAY, assessments=[audit()]), "Strengths")


WHOLE = finding(
    "F-1",
    "A.8.5",
    grade="minor",
    grade_as="Niet-kritiek",
    title="One factor",
    requirement="Two factors are required",
    statement="The portal asks one",
    evidence_text="Seen on screen",
    due="2026-03-01",
    priority=1,
)


def test_a_nonconformity_has_requirement_statement_evidence_grade_and_blanks() -> None:
    page = section(evaluate(DAY, assessments=[audit(findings=[WHOLE])]), "Nonconformities")
    assert "### F-1: One factor" in page
    for name, text in (
        ("Grade", "minor; in the report: “Niet-kritiek”"),
        ("Clauses and controls", "A.8.5 Secure authentication"),
        ("Requirement", "Two factors are required"),
        ("Statement", "The portal asks one"),
        ("Evidence seen", "Seen on screen"),
        ("Due", "1 Mar 2026"),
        *((name, BLANK) for name in ("Extent", "Correction", "Cause", "Action")),
    ):
        assert f"- **{name}**: {text}\n" in page, (name, page)
    assert "Nothing was said of it yet." in page


def test_after_the_follow_up_the_whole_story_is_told() -> None:
    events = [
        event(
            "2026-01-10", "submitted", "lab", extent="All portals", correction="Closed", cause="Haste", action="Plan"
        ),
        event("2026-01-20", "returned", "aud", note="The cause is too thin"),
        event("2026-02-10", "submitted", "lab", cause="No owner for the portal"),
        event("2026-02-20", "accepted", "aud", due="2026-05-01"),
        event("2026-03-01", "implemented", "lab", evidence=["ev-1"]),
        event("2026-04-01", "reopened", "aud", grade="major", note="Half of them still open"),
    ]
    proof = {"id": "ev-1", "title": "Screens of the portal", "kind": "record", "on": "2026-03-01"}
    told = [audit(findings=[{**WHOLE, "events": events}])]
    plan = [measure("M-1", title="Second factor", findings=["F-1"], owner="CISO", end="2026-04-30")]
    found = evaluate(DAY, assessments=told, measures=plan, evidence=[proof])
    made = assessment_report(found, "aud", public=False)
    story = rows(made.sections, "What became of it")
    assert [row[0] for row in story] == [each["on"] for each in events]
    page = section(found, "Nonconformities")
    for text in ("Cause: Haste", "The cause is too thin", "Screens of the portal (ev-1)", "grade: major", "1 May 2026"):
        assert text in page, text
    assert "major; in the report: “Niet-kritiek”; at first: minor" in page
    assert "1 May 2026, at first 1 Mar 2026" in page
    assert "Second factor (M-1), CISO, planned, ends 30 Apr 2026" in page
    assert BLANK not in page
    answers = {str(name): str(value) for each in _pages(made.sections) for name, value in _pairs(each)}
    assert answers["Cause"] == "No owner for the portal", "the last word"
    assert answers["Extent"] == "All portals"


def _pages(sections: Sequence[Section]) -> list[Section]:
    (found,) = (each for each in sections if str(each.title) == "Nonconformities")
    return [each for each in found.blocks if isinstance(each, Section)]


def _pairs(page: Section) -> Iterator[tuple[Any, Any]]:
    for block in page.blocks:
        if isinstance(block, Pairs):
            yield from block.rows


def test_a_closed_finding_has_no_blanks() -> None:
    done = {**WHOLE, "events": [event("2026-02-01", "verified", "aud", depth="operation", note="Seen to work")]}
    page = section(evaluate(DAY, assessments=[audit(findings=[done])]), "Nonconformities")
    assert BLANK not in page
    assert "verified, depth operation" in page
    assert "Seen to work" in page


def test_an_observation_is_no_nonconformity_and_asks_nothing() -> None:
    found = evaluate(
        DAY, assessments=[audit(findings=[finding("O-1", "A.8.5", grade="observation", title="Nice try")])]
    )
    page = read(found)
    assert "## Nonconformities" not in page
    assert "Nice try" in section(found, "Observations")
    assert BLANK not in page


def test_the_view_counts() -> None:
    events = [event("2026-02-01", "implemented", "lab"), event("2026-05-01", "verified", "aud")]
    told = [audit(findings=[{**WHOLE, "events": events}])]
    assert "verified" not in section(evaluate("2026-03-01", assessments=told), "Nonconformities")
    assert "verified" in section(evaluate("2026-06-01", assessments=told), "Nonconformities")


def test_gravest_first() -> None:
    found = [finding("F-1", "A.8.5", grade="minor"), finding("F-3", "A.8.5"), finding("F-2", "A.8.5", grade="ungraded")]
    made = assessment_report(evaluate(DAY, assessments=[audit(findings=found)]), "aud", public=False)
    assert [str(each.title).partition(":")[0] for each in _pages(made.sections)] == ["F-3", "F-2", "F-1"]


# Forms


def test_every_form_tells_it(record: Record) -> None:
    found = evaluation(record, "example-lab", DAY)
    for form in FORMS:
        page = flat(read(found, "audit-2025", form))
        assert "Portaal en beheer op afstand zonder tweede factor" in page, form
    assert too_wide(read(found, "audit-2025", "txt")) == []
    assert "Afwijkingen" in read(found, "audit-2025", language="nl")


def test_each_nonconformity_begins_a_page(record: Record) -> None:
    found = evaluation(record, "example-lab", DAY)
    made = assessment_report(found, "audit-2025", public=False)
    ids = [str(each.title).partition(":")[0] for each in _pages(made.sections)]
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(made, words_of("en")))).pages]
    at = [next(place for place, text in enumerate(pages) if f"{key}: " in text) for key in ids]
    assert len(set(at)) == len(ids) > 10
    assert as_html(made, words_of("en")).count('class="own-page"') == len(ids)


def test_json_keeps_to_its_schema(record: Record) -> None:
    checker = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    for lab in record.labs():
        found = evaluation(record, lab, DAY)
        for key in found.view.all_assessments:
            for asked in ({"public": True}, {"public": False}, {"public": False, "summary": True}):
                made = assessment_report(found, key, **asked)
                assert not list(checker.iter_errors(json.loads(json.dumps(made.document)))), (lab, key, asked)


def test_the_summary_is_the_first_page_alone(record: Record) -> None:
    found = evaluation(record, "example-lab", DAY)
    page = read(found, "audit-2025", summary=True)
    assert "What became of it" not in page
    assert "does not conform" in page
    assert "findings" not in json.loads(read(found, "audit-2025", "json", summary=True))


# To the public


@pytest.mark.parametrize("day", ["2025-10-30", "2026-06-01", "2026-11-10"])
def test_nothing_that_is_open_leaks(record: Record, day: str) -> None:
    for lab in record.labs():
        found = evaluation(record, lab, day)
        still = [each for each in found.findings.values() if not each.is_closed]
        texts = {text for each in still for text in (each.finding.title, each.finding.statement) if text}
        texts |= {at.fact.note for each in still for at in each.events if at.fact.note}
        assert texts or lab != "example-lab"
        for key in found.view.all_assessments:
            for form in FORMS:
                page = flat(read(found, key, form, public=True))
                assert not [text for text in texts if flat(text) in page], (lab, key, form)


def test_the_public_is_told_id_area_grade_state_and_due() -> None:
    values = ratings(A_8_5="fails")
    values[0]["note"] = "Hole in the door"
    plan = [measure("M-1", title="Close the hole", findings=["F-1"], owner="CISO")]
    found = evaluate(DAY, assessments=[audit(findings=[WHOLE], ratings=values)], measures=plan)
    page = read(found, public=True)
    assert "| F-1 | Technological controls | minor | open | 1 Mar 2026 |" in page
    for text in ("A.8.5", "Hole in the door", "Close the hole", "CISO", "One factor"):
        assert text not in page, text
    document = json.loads(read(found, form="json", public=True))
    assert [set(each) for each in document["findings"]] == [{"id", "areas", "grade", "state", "due"}]
    assert "results" not in document


def test_of_a_closed_finding_everything_is_told_but_its_unfinished_measure() -> None:
    done = {**WHOLE, "events": [event("2026-02-01", "verified", "aud", note="Seen to work")]}
    plan = [measure("M-1", title="Close the hole", findings=["F-1"], owner="CISO")]
    page = read(evaluate(DAY, assessments=[audit(findings=[done])], measures=plan), public=True)
    assert "Seen to work" in page
    assert "M-1, planned" in page
    assert "Close the hole" not in page


# The command


def test_the_command(reading: Program) -> None:
    when = ("--as-of", DAY, "--known-on", DAY)
    answer = reading("report", "example-lab", "--assessment", "audit-2025", *when)
    assert answer.code == 0
    assert answer.out.startswith("Report of Onafhankelijke audit na de inbraak\n")
    unknown = reading("report", "example-lab", "--assessment", "audit-2026", *when)
    assert unknown.code == 4
    assert "audit-2025" in unknown.err
    assert reading("report", "example-lab", "--assessment", "audit-2025", "--kind", "facts").code == 2
    early = reading("report", "example-lab", "--assessment", "audit-2025", "--as-of", DAY, "--known-on", "2025-01-01")
    assert early.code == 4
