"""The readiness report says what the dossier says: verdict, reasons, what is missing, whose turn it is."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from dossiers import evaluate
from reports_support import FORMS, KINDS, LABS, evaluation, example_record, flat, read, report, strings, too_wide

from nen7510_tracker.reports.inline import NONE
from nen7510_tracker.reports.render import render
from nen7510_tracker.service.record import Record
from nen7510_tracker.words.catalogue import words_of

HERE = Path(__file__).parent
REAL, RICH = "clinical-diagnostics", "example-lab"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with example_record(tmp_path_factory.mktemp("record") / "record.db") as opened:
        yield opened


ANSWERS = [  # laboratory, as of, the answer on the first page
    (REAL, "2026-05-13", "No: 1 of 3 criteria is not met, and 2 cannot be determined."),
    (RICH, "2026-06-01", "No: 2 of 3 criteria are not met, and 1 cannot be determined."),
    (RICH, "2026-11-10", "Yes: all 3 criteria are met."),
    ("lab-petrischaal", "2026-11-10", "No: 2 of 3 criteria are not met."),
    ("lab-maatbeker", "2026-11-10", "That cannot be said: 1 of 3 criteria is undetermined"),
    ("lab-leegblad", "2026-11-10", "No: 1 of 3 criteria is not met, and 2 cannot be determined."),
]


@pytest.mark.parametrize(("lab", "as_of", "answer"), ANSWERS)
@pytest.mark.parametrize("form", ["txt", "md", "html"])
def test_the_first_page_answers_the_question_in_words(
    record: Record, lab: str, as_of: str, answer: str, form: str
) -> None:
    page = flat(read(evaluation(record, lab, as_of), form, summary=True))
    assert "May the collaboration be resumed?" in page
    assert answer in page


def test_a_certification_policy_asks_another_question(record: Record) -> None:
    page = flat(read(evaluation(record, RICH, "2026-06-01"), policy="certification-ready"))
    assert "Does a certification audit make sense?" in page
    assert "What speaks against resuming" not in page
    assert "This report asks the policy certification-ready; the dossier itself is judged by resume-bvo-nl." in flat(
        page.replace("!!", "")
    )


def test_the_first_page_tells_how_far_what_is_missing_and_the_plan(record: Record) -> None:
    page = flat(read(evaluation(record, RICH, "2026-06-01"), "html", summary=True))
    page = flat(re.sub("<[^>]*>", " ", page))
    for told in (
        "As of 1 Jun 2026, with what was known on 1 Jun 2026",
        "This answer holds until something more becomes known",
        "major: 1 · ungraded: 2 · minor: 10 · claimed as solved, not yet verified: 14",
        "Part 1 2 of 30 19 of 30 25 of 30",
        "Both parts 10 of 126 39 of 126 80 of 126",
        "requirement R-1 has to be met",
        "Measures 14 of 26 done, 3 overdue",
        "Certification 1 Sept 2026; first planned for 30 Jun 2026 (+63 days)",
    ):
        assert told in page, told
    assert page.index("major: 1") < page.index("2 of 30"), "open majors come before readiness"
    assert "%" not in page.partition("Readiness")[2].rpartition("}")[2], "no lone percentage"


def test_whose_turn_it_is_is_told_by_name(record: Record) -> None:
    page = flat(read(evaluation(record, REAL, "2026-05-13"), "md", summary=True))
    assert "| Clinical Diagnostics |" in page
    assert "| Bevolkingsonderzoek Nederland |" in page
    rests = flat(read(evaluation(record, RICH, "2026-06-01")))
    assert "requirement R-1: not met, established by Auditbureau Deltazicht (fictief) on 10 Feb 2026" in rests


def test_until_when_the_answer_holds(record: Record) -> None:
    page = flat(read(evaluation(record, "lab-pipet", "2026-11-10"), summary=True))
    until = json.loads(read(evaluation(record, "lab-pipet", "2026-11-10"), "json"))["holds_until"]
    assert until is not None
    assert f"until {int(until[8:])} " in page


def test_projections_stay_out_of_the_first_page(record: Record) -> None:
    found = evaluation(record, RICH, "2026-06-01")
    whole = flat(read(found))
    assert "This is a projection from the dossier's own weekly numbers, not a promise" in whole
    for form in FORMS:
        first = read(found, form, summary=True)
        assert "projection" not in first.lower()
        assert "usual slip" not in first
        assert "forecast" not in first


def test_why_there_is_no_projection(record: Record) -> None:
    assert "There is no projection: only 3 findings" in flat(read(evaluation(record, "lab-brander", "2026-11-10")))


ALARMS = [
    ("lab-brander", "The ground of the decision to resume (D-2, 17 Mar 2026) has lapsed since 19 Oct 2026"),
    ("lab-petrischaal", "resumed the collaboration outside the gate (D-2): that resumption does not stand."),
]


@pytest.mark.parametrize(("lab", "alarm"), ALARMS)
@pytest.mark.parametrize("form", ["txt", "md", "html"])
def test_nobody_overlooks_a_lapsed_ground_or_a_resumption_outside_the_gate(
    record: Record, lab: str, alarm: str, form: str
) -> None:
    page = read(evaluation(record, lab, "2026-11-10"), form, summary=True)
    assert alarm in flat(page.replace("!", "") if form == "txt" else page)
    assert {"txt": "!" * 80, "md": "❗", "html": 'class="alarm"'}[form] in page


def test_the_letters_case_quotes_the_letter(record: Record) -> None:
    page = flat(read(evaluation(record, REAL, "2026-05-13")))
    for quote in (
        "“Voor wat betreft de norm NEN 7510 wordt dit onafhankelijk vastgesteld door een certificerende instantie.”",
        "“… mits onafhankelijk kan worden vastgesteld …”",
        "“… dat aan de eisen wordt voldaan.”",
    ):
        assert quote in page
    assert "Briefrapport onderzoek naar de datahack (igj-2026)" in page


def test_what_was_not_known_yet_is_not_in_the_report(record: Record) -> None:
    for form in FORMS:
        before = read(evaluation(record, REAL, "2026-05-12"), form)
        assert "igj-2026" not in before
        assert "Briefrapport" not in before
    assert "igj-2026" in read(evaluation(record, REAL, "2026-05-13"))


def test_the_real_laboratory_gets_no_judgement_that_nobody_gave(record: Record) -> None:
    page = flat(read(evaluation(record, REAL, "2026-05-13")))
    assert "No clause or control is judged: all count as not assessed." in page
    assert "Open findings no finding is recorded" in page
    assert "Depth" not in page
    for absent in ("No certificate is recorded.", "No finding is recorded.", "there is no plan to show"):
        assert absent in page


def test_an_assumed_day_is_marked(record: Record) -> None:
    page = flat(read(evaluation(record, RICH, "2026-06-01")))
    assert "Known on ~21 Oct 2025" in page
    assert "Mar 2025 11 Mar 2025" in page or "9 Mar 2025 11 Mar 2025" in page, "given by the file: no mark"


def test_both_sources_stand_side_by_side(record: Record) -> None:
    page = read(evaluation(record, RICH, "2026-06-01"), "md")
    heads = next(line for line in page.splitlines() if line.startswith("| No. | Title | Status |"))
    assert "| audit-2025 | inspectie-2025 |" in heads
    row = flat(next(line for line in page.splitlines() if line.startswith("| A.5.26 ")))
    assert "| ≠ meets | ≠ fails |" in row
    assert any("| A.12.4.1 |" in line for line in page.splitlines()), "mapped from"


def test_kappa_is_shown_from_twenty_controls_on(record: Record) -> None:
    lines = read(evaluation(record, RICH, "2026-06-01"), "md").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if re.match(r"\| [a-z]+-2\d+ and ", line)]
    assert {row[1]: (int(row[2]), row[-2]) for row in rows} == {
        "oud-2024 and audit-2025": (21, "0.00"),
        "oud-2024 and inspectie-2025": (19, NONE),
        "audit-2025 and inspectie-2025": (41, "0.36"),
    }


def test_open_findings_stand_under_whose_turn_it_is(record: Record) -> None:
    page = read(evaluation(record, RICH, "2026-06-01"))
    laboratory, finder = page.index("Turn: Laboratorium De Proefbuis"), page.index("Turn: Auditbureau Deltazicht")
    assert laboratory < page.index("[AUD-09]") < finder < page.index("[AUD-04]")
    told = json.loads(read(evaluation(record, RICH, "2026-06-01"), "json"))["findings"]
    dues = [each["due"] for each in told]
    assert dues == sorted(dues, key=lambda due: due or "9999"), "the first due first, those without a day last"
    assert [page.index(f"[{each['id']}]") for each in told if each["turn"] == RICH] == sorted(
        page.index(f"[{each['id']}]") for each in told if each["turn"] == RICH
    )
    card = flat(page[page.index("[AUD-06]") : page.index("[INT-03]")])
    assert "Cause Apparatuur valt onder techniek." in card
    assert "M-09: Hoofd techniek, in progress, ends 15 Sept 2026, slip +167 days" in card
    assert "31 Mar 2026: 62 days overdue" in flat(page)


def test_a_decision_shows_conditions_answers_and_ground(record: Record) -> None:
    page = flat(read(evaluation(record, RICH, "2026-11-10")))
    assert "Does it stand yes, and its ground too" in page
    assert "Answers to what spoke against:" in page
    assert "Conditions:" in page
    assert "Does it stand no: a later decision took its place" in page
    outside = flat(read(evaluation(record, "lab-petrischaal", "2026-11-10")))
    assert "Does it stand no: it was taken outside the gate" in outside


def test_exclusions_of_care_controls_are_marked(record: Record) -> None:
    page = read(evaluation(record, RICH, "2026-01-01"), "md")
    assert "| A.5.41 |" in page
    assert "yes: it exists for care alone" in page


def test_the_record_can_be_verified_with_what_the_report_prints(record: Record) -> None:
    found = evaluation(record, RICH, "2026-06-01")
    page = read(found, "md")
    assert f"nen7510 ledger verify {RICH} --head {found.view.head}" in page
    assert record.ledger.entries(RICH)[-1].digest in page
    assert found.norm.policy("resume-bvo-nl").digest in page


def test_void_entries_are_told() -> None:
    from nen7510_tracker.dossier.dossier import Void
    from nen7510_tracker.words.message import Message

    found = evaluate("2026-06-01")
    dossier = found.view.known.dossier
    entry = next(iter(dossier.by_seq.values())).entry
    dossier.voids.append(Void(entry, Message("nobody may say so")))
    page = flat(read(found).replace("!", ""))
    assert "Void entries in the record: 1." in page
    assert "nobody may say so" in page
    assert json.loads(read(found, "json"))["void_entries"][0]["why"] == "nobody may say so"


def test_an_empty_dossier_says_what_is_not_there(record: Record) -> None:
    for found in (evaluation(record, "lab-leegblad", "2026-11-10"), evaluate("2026-06-01")):
        page = flat(read(found))
        for absent in (
            "No assessment is recorded",
            "no finding is recorded",
            "No certificate is recorded.",
            "No requirement beside the norm is recorded",
            "No statement of applicability",
            "No decision is recorded.",
        ):
            assert absent in page, absent


@pytest.mark.parametrize("lab", LABS)
def test_every_example_fits_its_forms(record: Record, lab: str) -> None:
    for as_of in ("2025-10-30", "2026-11-10"):
        found = evaluation(record, lab, as_of)
        for kind in KINDS:
            for language in ("en", "nl"):
                for public in (False, True):
                    text = read(found, "txt", language, kind=kind, public=public)
                    assert not too_wide(text)
                    assert all(each.isprintable() for each in text.replace("\n", ""))
                    assert "{" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_head_days_policy_and_language_give_the_same_bytes(record: Record, kind: str) -> None:
    for form in FORMS:
        for language in ("en", "nl"):
            once, again = (read(evaluation(record, RICH, "2026-06-01"), form, language, kind=kind) for _ in range(2))
            assert once.encode() == again.encode()


@pytest.mark.parametrize("kind", KINDS)
def test_json_never_changes_with_the_language(record: Record, kind: str) -> None:
    made = report(evaluation(record, RICH, "2026-06-01"), kind)
    assert render(made, "json", words_of("nl")) == render(made, "json", words_of("en"))


def test_json_has_the_keys_that_others_build_on(record: Record) -> None:
    found = evaluation(record, RICH, "2026-06-01")
    told = json.loads(read(found, "json"))
    assert told["schema"] == "nen7510-report/1"
    assert (told["lab"], told["as_of"], told["known_on"]) == (RICH, "2026-06-01", "2026-06-01")
    assert told["policy"]["digest"] == found.norm.policy("resume-bvo-nl").digest
    assert told["verdict"] == "not_met"
    assert told["readiness"]["total"] == {"verified": 10, "claimed": 39, "assessed": 80, "applicable": 126}
    assert [each["id"] for each in told["criteria"]] == ["certificate", "independent", "requirements"]
    assert told["head"] == {"seq": found.view.head.seq, "digest": found.view.head.digest}
    summary = json.loads(read(found, "json", summary=True))
    assert summary["missing"] == told["missing"]
    assert "criteria" not in summary
    assert not [each for each in strings(told) if each == "None"]


def test_dutch_says_it_in_dutch(record: Record) -> None:
    page = read(evaluation(record, RICH, "2026-06-01"), "md", "nl", policy="resume-thorough")
    assert "Geen open kritieke of ongegradeerde bevindingen" in page, "titles of the policy"
    assert "A.5 Organisatorische" in page, "titles of the norm"
    assert "21 okt 2025" in page, "days"
    assert "0,36" in page, "decimals"
    assert "geverifieerd" in page, "labels"


@pytest.mark.parametrize("form", FORMS)
def test_the_report_can_be_read_in_the_older_edition(record: Record, form: str) -> None:
    page = flat(read(evaluation(record, RICH, "2026-06-01"), form, edition="nen7510:2017"))
    assert "nen7510:2017" in page
    if form == "txt":
        assert "A.9 Access control" in page
        assert "No statement of applicability of nen7510:2017 is recorded" in page


def test_a_resumption_that_stands_answers_what_speaks_against(record: Record) -> None:
    page = flat(read(evaluation(record, RICH, "2026-10-06")))
    assert "What speaks against points: 4, of which the decision that stands answers 4" in page
    assert page.count("The decision that stands answers: ") == 4


def test_the_bytes_do_not_depend_on_the_process() -> None:
    program = (
        "import hashlib; from test_reports_html import hostile; "
        "from reports_support import FORMS, KINDS, read, report; "
        "from nen7510_tracker.reports.render import BINARY, render_binary; "
        "from nen7510_tracker.words.catalogue import words_of; "
        "told = [read(hostile(), form, kind=kind).encode() for form in FORMS for kind in KINDS]; "
        "told += [render_binary(report(hostile(), 'facts'), form, words_of('nl')) for form in BINARY]; "
        "print(hashlib.sha256(b''.join(told)).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([*sys.path, str(HERE)])}
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
        digests.add(done.stdout)
    assert len(digests) == 1
