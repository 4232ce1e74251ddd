"""The facts in order: what a question from parliament is answered with."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from dossiers import assessment, evaluate, event, finding, ratings
from reports_support import LABS, TODAY, evaluation, example_record, flat, read

from nen7510_tracker.exchange.importing import import_files
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Call
from nen7510_tracker.words.day import day

REAL, RICH = "clinical-diagnostics", "example-lab"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with example_record(tmp_path_factory.mktemp("record") / "record.db") as opened:
        yield opened


def rows(page: str) -> list[list[str]]:
    """The rows of the table of facts in Markdown: number, happened on, known on, recorded on, what, source."""
    lines = [line for line in page.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_each_fact_has_its_three_dates_and_its_source(record: Record) -> None:
    found = rows(read(evaluation(record, REAL, "2026-05-13"), "md", kind="facts"))
    source = "Brief van de minister van VWS aan de Tweede Kamer van 13 mei 2026; 4385164-1098477-PG"
    assert found[0][:4] == ["1", "Jul 2025", "6 Aug 2025", "10 Nov 2026"]
    assert found[0][4].startswith("Serious incident: Datahack bij het laboratorium")
    assert found[0][5] == source
    visit = next(row for row in found if "Inspectiebezoek" in row[4])
    assert visit[1:3] == ["16 Dec 2025", "13 May 2026"]
    told = next(row for row in found if row[4] == "De Kamer is nader geïnformeerd.")
    assert told[1:3] == ["30 Sept 2025", "~30 Sept 2025"]
    assert told[5] == "Kamerstukken II 2025/26, 32761, nr. 333"


def test_what_became_known_later_is_not_there(record: Record) -> None:
    before = read(evaluation(record, REAL, "2026-05-12"), kind="facts")
    assert "Inspectiebezoek" not in before
    assert "igj-2026" not in before
    assert "Sinds januari werkt het laboratorium" in flat(before)
    late = read(evaluation(record, REAL, "2026-05-13", "2026-02-05"), kind="facts")
    assert "igj-2026" not in late


def in_view(found: Evaluation) -> int:
    """The number of facts with a day in the view, the ratings of an assessment on a day counted once."""
    view = found.view
    single = ("assessments", "findings", "measures", "milestones", "requirements", "enforcement", "commitments")
    lists = ("statements", "incidents", "evidence", "timeline", "decisions", "proposals", "approvals")
    events = (
        "finding_events measure_events milestone_events certificate_events establishments enforcement_events "
        "commitment_events"
    )
    count = sum(len(getattr(view, name)) for name in (*single, *lists))
    count += sum(len(each) for name in events.split() for each in getattr(view, name).values())
    return count + len({(each.fact.assessment, each.on, each.version.entry.known_on) for each in view.ratings})


@pytest.mark.parametrize("lab", LABS)
def test_everything_of_the_view_is_there_in_order(record: Record, lab: str) -> None:
    for as_of in ("2025-10-30", "2026-11-10"):
        found = evaluation(record, lab, as_of)
        told = json.loads(read(found, "json", kind="facts"))["facts"]
        assert len(told) == in_view(found)
        assert [each["number"] for each in told] == list(range(1, len(told) + 1))
        days = [day(each["on"]).last for each in told]
        assert days == sorted(days)


SENTENCES = [
    "Finding F-1 (major; now claimed), by Inspectie: Deur open",
    "Finding F-1: Lab submitted extent, correction, cause and action",
    "Finding F-1: Inspectie returned what was submitted; “Oorzaak ontbreekt”",
    "Finding F-1: claimed implemented by Lab",
    "Finding F-2: verified as solved by Inspectie; depth ~existence",
    "Finding F-2: found not solved, and reopened, by Inspectie; grade now major; due 1 Dec 2026",
    "Inspectie rated 2 clauses and controls (igj); A.5.1 meets; A.8.5 fails",
    "Assessment igj, inspection by Inspectie: igj; also as of Jul 2025; conclusion: does not conform; published on",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_events_are_told_in_words_that_an_outsider_understands(sentence: str) -> None:
    open_events = [
        event("2026-02-10", "submitted", "lab"),
        event("2026-02-20", "returned", "igj", note="Oorzaak ontbreekt"),
        event("2026-03-10", "implemented", "lab"),
    ]
    closed_events = [
        event("2026-03-01", "verified", "igj"),
        event("2026-04-01", "reopened", "igj", grade="major", due="2026-12-01"),
    ]
    found = evaluate(
        "2026-06-01",
        assessments=[
            assessment(
                "igj",
                reference_dates=["2025-07", "2025-12-16"],
                published_on="2026-02-01",
                conclusion="does_not_conform",
                ratings=ratings(A_5_1="meets", A_8_5="fails"),
                findings=[
                    finding("F-1", "A.8.5", title="Deur open", events=open_events),
                    finding("F-2", "A.8.5", grade="minor", events=closed_events),
                ],
            )
        ],
    )
    assert sentence in flat(read(found, "md", kind="facts"))


def test_nothing_recorded_is_said() -> None:
    assert "Nothing with a day is recorded" in flat(read(evaluate("2026-06-01"), kind="facts"))


def test_a_corrected_fact_says_so_and_why(tmp_path: Path) -> None:
    told = {"schema": "nen7510-dossier/1", "lab": {"id": "lab", "name": "Lab"}}
    with Record.open(str(tmp_path / "record.db"), load_norm(), create=True) as opened:
        for title, reason in (("Datalek", None), ("Datahack", "Het was een hack")):
            file = tmp_path / "lab.json"
            file.write_text(json.dumps(told | {"incidents": [{"id": "i", "on": "2025-07", "title": title}]}), "utf-8")
            import_files(opened, [file], Call.new("tester", TODAY), reason)
        now = evaluation(opened, "lab", "2026-11-10")
        before = evaluation(opened, "lab", "2026-11-09")
        page = flat(read(now, kind="facts"))
        assert "Serious incident: Datahack; corrected in this record" in page
        assert "Het was een hack" in page
        assert "Serious incident: Datalek" in flat(read(before, kind="facts"))
        assert "corrected" not in read(before, kind="facts")
