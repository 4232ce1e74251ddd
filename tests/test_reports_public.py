"""The public version tells of what is open only id, area, grade, state and due (design section 6)."""

import html
import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from dossiers import assessment, evaluate, event, finding, measure
from reports_support import FORMS, KINDS, LABS, evaluation, example_record, flat, read, strings

from nen7510_tracker.reports.markdown import escaped
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.service.record import Record

RICH = "example-lab"
DAYS = ("2025-10-30", "2026-06-01", "2026-11-10")
FREE = ("title", "requirement", "statement", "evidence_text", "grade_as")
FREE += ("extent", "correction", "cause", "action", "note")
TOLD = {"id", "areas", "grade", "state", "due"}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with example_record(tmp_path_factory.mktemp("record") / "record.db") as opened:
        yield opened


def secrets(found: Evaluation) -> list[str]:
    """Every text of the findings that are not closed, of their events, and of the measures that answer them."""
    view, told = found.view, []
    still = {key for key, each in found.findings.items() if not each.is_closed}
    for key in still:
        told += _texts(found.findings[key].finding)
        told += [text for each in view.finding_events[key] for text in _texts(each.fact)]
    for key, each in found.measures.items():
        if still & set(each.measure.findings):
            told += _texts(each.measure)
            told += [text for at in view.measure_events[key] for text in _texts(at.fact)]
    return sorted(set(told))


def _texts(fact: Any) -> Sequence[str]:
    """The free texts of a fact: what says something about a weakness."""
    found = [getattr(fact, name, None) for name in FREE]
    return [text for text in found if isinstance(text, str) and len(text) > 5]


def shown(page: str, form: str) -> str:
    return flat(html.unescape(page) if form == "html" else page)


@pytest.mark.parametrize("lab", LABS)
def test_nothing_that_is_open_leaks(record: Record, lab: str) -> None:
    for as_of in DAYS:
        found = evaluation(record, lab, as_of)
        hidden = secrets(found)
        for kind, policy in (*((kind, None) for kind in KINDS), ("readiness", "resume-thorough")):
            for form in FORMS:
                page = shown(read(found, form, kind=kind, policy=policy, public=True), form)
                leaks = [text for text in hidden if flat(text) in page or escaped(flat(text)) in page]
                assert not leaks, (as_of, kind, form, leaks)


def test_the_same_texts_are_in_the_version_that_is_not_public(record: Record) -> None:
    found = evaluation(record, RICH, "2026-06-01")
    page = shown(read(found, "json") + read(found, "json", kind="facts"), "json")
    titles = [each.finding.title for each in found.findings.values() if not each.is_closed]
    assert titles
    assert all(title in page for title in titles)


def test_json_has_no_more_keys_than_may_be_told(record: Record) -> None:
    told = json.loads(read(evaluation(record, RICH, "2026-06-01"), "json", public=True))
    assert told["public"] is True
    assert {frozenset(each) for each in told["findings"]} == {frozenset(TOLD)}
    assert "controls" not in told
    assert "disagreements" not in told
    open_measures = [each for each in told["trajectory"]["measures"] if each["state"] != "done"]
    assert {frozenset(each) for each in open_measures} == {frozenset({"id", "state", "end"})}


def test_the_findings_that_are_open_are_still_told(record: Record) -> None:
    found = evaluation(record, RICH, "2026-06-01")
    page = read(found, "md", public=True)
    row = next(line for line in page.splitlines() if line.startswith("| AUD-09 |"))
    assert row == "| AUD-09 | Organizational controls | minor | planned | 31 Mar 2026 |"
    assert "public version" in page


def test_no_control_of_an_open_finding_is_named() -> None:
    found = evaluate(
        "2026-06-01",
        assessments=[assessment("igj", examined=["A.8.*"], findings=[finding("F-1", "A.8.5", title="Open poort")])],
        measures=[measure("M-1", findings=["F-1"], owner="Chef", end="2026-03-01")],
    )
    for kind in KINDS:
        for form in FORMS:
            page = read(found, form, kind=kind, public=True)
            assert "A.8.5" not in page, (kind, form)
            assert "Chef" not in page
            assert "F-1" in page


def test_a_closed_finding_that_is_the_same_as_an_open_one_is_withheld_too() -> None:
    verified = event("2026-02-01", "verified", "igj", note="Opgelost bij nader inzien")
    found = evaluate(
        "2026-06-01",
        assessments=[
            assessment("igj", findings=[finding("F-1", "A.8.5", title="Open poort", events=[verified])]),
            assessment("aud", "independent_audit", "aud", findings=[finding("F-2", "A.8.5", same_as=["F-1"])]),
        ],
    )
    for kind in KINDS:
        for form in FORMS:
            page = read(found, form, kind=kind, public=True)
            assert "Open poort" not in page
            assert "nader inzien" not in page


def test_what_is_closed_is_told() -> None:
    verified = event("2026-02-01", "verified", "igj", note="Gezien in werking")
    found = evaluate(
        "2026-06-01",
        assessments=[assessment("igj", findings=[finding("F-1", "A.8.5", title="Oude poort", events=[verified])])],
        measures=[measure("M-1", title="Poort dicht", findings=["F-1"], events=[event("2026-01-20", "done")])],
    )
    assert "Oude poort" in flat(read(found, kind="facts", public=True))
    assert "Gezien in werking" in flat(read(found, kind="facts", public=True))
    assert "Poort dicht" in read(found, public=True)


def test_unfinished_measures_without_a_finding_are_withheld() -> None:
    found = evaluate("2026-06-01", measures=[measure("M-1", title="Tweede factor invoeren", controls=["A.8.5"])])
    for form in FORMS:
        page = read(found, form, public=True)
        assert "Tweede factor" not in page
        assert "M-1" in page
        assert not [text for text in strings(page) if "A.8.5" in text]


def test_evidence_of_what_is_open_is_not_described() -> None:
    seen = [event("2026-02-01", "submitted", "lab", evidence=["ev-2"])]
    found = evaluate(
        "2026-06-01",
        evidence=[
            {"id": "ev-1", "title": "Scan met open poorten", "kind": "test", "on": "2026-01-01", "controls": ["A.8.8"]},
            {"id": "ev-2", "title": "Lijst van accounts", "kind": "record", "on": "2026-01-01"},
            {"id": "ev-3", "title": "Beleid", "kind": "document", "on": "2026-01-01", "controls": ["A.5.1"]},
        ],
        assessments=[assessment("igj", findings=[finding("F-1", "A.8.8", events=seen)])],
    )
    for form in FORMS:
        page = read(found, form, kind="facts", public=True)
        assert "Scan met open" not in page
        assert "Lijst van accounts" not in page
        assert "Beleid" in page
