"""The package for an outsider: what is in it, what the public one leaves out, the same bytes again."""

import csv
import html
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from cli_support import Program, examples, reading, steady, writing
from package_support import LAB, WHEN, opened, unpacked
from pypdf import PdfReader

from nen7510_tracker.dossier.entry import Entry, digest_of
from nen7510_tracker.exchange.reading import missing_references, read_text
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.reports.markdown import escaped
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.service.record import Moment, Record
from nen7510_tracker.store.ledger import Ledger

__all__ = ["examples", "reading", "steady", "writing"]

FILES = {
    *("README.md", "SHA256SUMS", "digests.txt", "dossier.yaml", "entries.jsonl", "gaps.csv", "verify.py"),
    *("report.html", "report.json", "report.md", "report.pdf"),
}
Files = Mapping[str, bytes]
MADE: dict[tuple[str, ...], Files] = {}
EXAMPLES = (LAB, "clinical-diagnostics", "lab-centrifuge", "lab-meetlat")
FREE = {"title", "requirement", "statement", "evidence_text", "extent", "correction", "cause", "action", "note"}


def made(program: Program, place: Path, *options: str, lab: str = LAB, when: Sequence[str] = WHEN) -> Files:
    """The files of a package, made once for each wish."""
    wish = (str(program.place), lab, *when, *options)
    if wish not in MADE:
        answer = program("package", lab, *when, *options, "-o", str(place))
        assert answer.code == 0, answer.err
        MADE[wish] = opened(place)
    return MADE[wish]


def record_of(program: Program) -> Record:
    return Record.open(str(program.place), load_norm())


def entries_of(program: Program) -> list[Entry]:
    with Ledger.open(str(program.place)) as ledger:
        return ledger.entries(LAB)


def test_the_package_holds_report_gaps_dossier_record_and_how_to_check_them(reading: Program, tmp_path: Path) -> None:
    files = made(reading, tmp_path / "p.zip")
    assert set(files) >= FILES
    lines = files["entries.jsonl"].decode().splitlines()
    entries = entries_of(reading)
    assert [json.loads(line)["seq"] for line in lines] == [each.seq for each in entries]
    assert files["digests.txt"].decode() == "".join(f"{each.seq} {digest_of(each)}\n" for each in entries)
    page = files["README.md"].decode()
    assert page.index("Zo controleert u het") < page.index("How to check it"), "Dutch and English"
    assert str(entries[-1].head) in page


@pytest.mark.parametrize("public", [(), ("--public",)])
def test_every_part_is_what_its_own_command_gives(reading: Program, tmp_path: Path, public: tuple[str, ...]) -> None:
    files = made(reading, tmp_path / "p.zip", *public)
    for form in ("html", "md", "json"):
        shown = reading("report", LAB, *WHEN, *public, "--format", form).out
        assert files[f"report.{form}"].decode() == shown, form
    assert files["gaps.csv"].decode() == reading("gaps", LAB, *WHEN, *public, "--format", "csv").out
    place = tmp_path / "report.pdf"
    assert reading("report", LAB, *WHEN, *public, "--format", "pdf", "-o", str(place)).code == 0
    assert files["report.pdf"] == place.read_bytes()
    if not public:
        assert files["dossier.yaml"].decode() == reading("export", LAB, "--history").out
        assert files["entries.jsonl"].decode() == reading("ledger", "log", LAB, "--format", "lines").out


@pytest.mark.parametrize("options", [("--public", "--policy", "resume-thorough"), ("--lang", "nl")])
def test_the_same_again_is_the_same_file(reading: Program, tmp_path: Path, options: tuple[str, ...]) -> None:
    head, rest = (options, ()) if options[:1] == ("--lang",) else ((), options)
    for name in "ab":
        answer = reading(*head, "package", LAB, *WHEN, *rest, "-o", str(tmp_path / name))
        assert answer.code == 0, answer.err
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with zipfile.ZipFile(tmp_path / "a") as archive:
        assert {each.date_time for each in archive.infolist()} == {(2026, 6, 1, 0, 0, 0)}, "the day of the view"


def test_what_is_recorded_later_does_not_change_the_package_of_a_head(writing: Program, tmp_path: Path) -> None:
    seq = str(len(entries_of(writing)))
    words = ("package", LAB, *WHEN, "--head", seq, "-o")
    assert writing(*words, str(tmp_path / "before.zip")).code == 0
    note = ("record", "timeline", LAB, "--id", "T-later", "--on", "2026-05-01", "--text", "Later")
    assert writing(*note).code == 0
    assert writing(*words, str(tmp_path / "after.zip")).code == 0
    assert (tmp_path / "before.zip").read_bytes() == (tmp_path / "after.zip").read_bytes()
    newest = made(writing, tmp_path / "newest.zip")
    assert newest["entries.jsonl"].count(b"\n") == int(seq) + 1


@pytest.mark.parametrize(("as_of", "year"), [("1901-03-04", 1980), ("2999-03-04", 2107)])
def test_a_view_beyond_the_years_of_a_zip_makes_a_package_too(
    reading: Program, tmp_path: Path, as_of: str, year: int
) -> None:
    answer = reading("package", LAB, "--as-of", as_of, "--known-on", as_of, "-o", str(tmp_path / "p.zip"))
    assert answer.code == 0, answer.err
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert {each.date_time[:3] for each in archive.infolist()} == {(year, 3, 4)}


# What the public may not read


def secrets(found: Evaluation) -> set[str]:
    """Every free text about a finding that is not closed or a measure that answers one, in any version of it."""
    still = {key for key, each in found.findings.items() if not each.is_closed}
    measures = {key for key, each in found.measures.items() if still & set(each.measure.findings)}
    told: set[str] = set()
    for kind, chains in found.view.known.dossier.chains.items():
        for chain in chains.values():
            for version in chain:
                named = getattr(version.fact, "id", None)
                parents = {getattr(version.fact, "finding", None), getattr(version.fact, "measure", None)}
                if (kind in {"finding", "measure"} and named in still | measures) or parents & (still | measures):
                    texts = (getattr(version.fact, name, None) for name in FREE)
                    told.update(text for text in texts if isinstance(text, str) and len(text) > 5)
    return told


def plain(name: str, data: bytes) -> str:
    """What a file says, on one line; of a PDF its pages and what is attached to it."""
    if not name.endswith(".pdf"):
        text = data.decode()
    else:
        reader = PdfReader(io.BytesIO(data))
        attached = (each.decode() for found in reader.attachments.values() for each in found)
        text = " ".join([*(page.extract_text() for page in reader.pages), *attached])
    return " ".join((html.unescape(text) if name.endswith(".html") else text).split())


@pytest.mark.parametrize(
    ("lab", "as_of"),
    [*((lab, "2026-06-01") for lab in EXAMPLES), (LAB, "2025-10-30"), (LAB, "2026-11-10")],
)
def test_nothing_that_is_open_leaks(reading: Program, tmp_path: Path, lab: str, as_of: str) -> None:
    day = date.fromisoformat(as_of)
    with record_of(reading) as record:
        hidden = secrets(record.evaluation(lab, Moment(day, day)))
    files = made(reading, tmp_path / "p.zip", "--public", lab=lab, when=("--as-of", as_of, "--known-on", as_of))
    pages = {name: plain(name, data) for name, data in files.items()}
    assert [(name, text) for name, page in pages.items() for text in hidden if _in(page, text)] == []
    assert len(hidden) > 50 or lab != LAB


def _in(page: str, text: str) -> bool:
    """Whether a text stands on a page, in any of the ways of writing it."""
    ways = {" ".join(text.split()), escaped(text), json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    return any(each in page for each in ways)


def test_the_same_texts_are_in_the_package_that_is_not_public(reading: Program, tmp_path: Path) -> None:
    with record_of(reading) as record:
        found = record.evaluation(LAB, Moment(date(2026, 6, 1), date(2026, 6, 1)))
    texts, files = secrets(found), made(reading, tmp_path / "p.zip")
    assert texts
    assert [text for text in texts if not _in(plain("entries.jsonl", files["entries.jsonl"]), text)] == []
    pdf = plain("report.pdf", files["report.pdf"])
    titles = {each.finding.title for each in found.findings.values() if not each.is_closed}
    assert [title for title in titles if not _in(pdf, title)] == []


def test_withheld_entries_keep_number_and_digest_and_nothing_else(reading: Program, tmp_path: Path) -> None:
    lines = made(reading, tmp_path / "p.zip", "--public")["entries.jsonl"].splitlines()
    entries = entries_of(reading)
    assert len(lines) == len(entries)
    withheld = [json.loads(line) for line in lines if b"previous" not in line]
    by_seq = {each.seq: each for each in entries}
    assert withheld == [{"digest": by_seq[e["seq"]].digest, "dossier": LAB, "seq": e["seq"]} for e in withheld]
    kinds = {by_seq[each["seq"]].kind for each in withheld}
    assert {"finding", "finding_event", "measure", "measure_event", "rating"} <= kinds
    assert not kinds & {"lab", "party", "assessment", "certificate", "certificate_event", "decision", "timeline"}


def told_ids(files: Files, kind: str) -> set[str]:
    told = map(json.loads, files["entries.jsonl"].splitlines())
    return {each["id"] for each in told if each.get("kind") == kind}


def test_closed_findings_are_told(reading: Program, tmp_path: Path) -> None:
    with record_of(reading) as record:
        found = record.evaluation(LAB, Moment(date(2026, 11, 10), date(2026, 11, 10)))
    day = ("--as-of", "2026-11-10", "--known-on", "2026-11-10")
    told = told_ids(made(reading, tmp_path / "p.zip", "--public", when=day), "finding")
    closed = {key for key, each in found.findings.items() if each.is_closed}
    assert told
    assert told <= closed


def test_a_finding_that_was_reopened_after_the_day_of_the_view_is_withheld(writing: Program, tmp_path: Path) -> None:
    day = ("--as-of", "2026-11-10", "--known-on", "2026-11-10")
    assert writing("package", LAB, *day, "--public", "-o", str(tmp_path / "p.zip")).code == 0
    key = min(told_ids(opened(tmp_path / "p.zip"), "finding"))
    with record_of(writing) as record:
        finder = record.evaluation(LAB, Moment(date(2026, 11, 10), date(2026, 11, 10))).findings[key]
    words = ("--on", "2026-11-20", "--state", "reopened", "--by", finder.assessment.performed_by)
    answer = writing("record", "finding_event", LAB, "--finding", key, *words)
    assert answer.code == 0, answer.err
    assert writing("package", LAB, *day, "--public", "-o", str(tmp_path / "q.zip")).code == 0
    assert key not in told_ids(opened(tmp_path / "q.zip"), "finding")


def test_the_dossier_can_be_imported(reading: Program, tmp_path: Path) -> None:
    folder = unpacked(made(reading, tmp_path / "p.zip"), tmp_path / "p")
    answer = Program(tmp_path / "other.db")("import", str(folder / "dossier.yaml"))
    assert answer.code == 0, answer.err


@pytest.mark.parametrize("lab", EXAMPLES)
def test_the_public_dossier_is_a_dossier_file_in_which_every_name_leads_somewhere(
    reading: Program, tmp_path: Path, lab: str
) -> None:
    text = made(reading, tmp_path / "p.zip", "--public", lab=lab)["dossier.yaml"].decode()
    file = read_text(text, "dossier.yaml", load_norm())
    assert file.items
    assert not missing_references(file, lambda _kind, _id: False)


def test_the_public_gaps_have_their_columns(reading: Program, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(made(reading, tmp_path / "p.zip", "--public")["gaps.csv"].decode())))
    assert any(row["finding"] for row in rows)
    assert not any(row["finding_title"] or row["statement"] or row["owner"] for row in rows)


def test_what_is_said_beside_the_file(reading: Program, tmp_path: Path) -> None:
    answer = reading("package", LAB, *WHEN, "--public", "-o", str(tmp_path / "p.zip"))
    assert answer.out == ""
    assert str(entries_of(reading)[-1].head) in answer.err
    assert "entries are withheld" in answer.err
    digest = subprocess.run(
        ["sha256sum", tmp_path / "p.zip"], capture_output=True, text=True, check=True
    ).stdout.split()[0]
    assert digest in answer.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["package", "nowhere", "-o", "p.zip"], 4),
        (["package", LAB], 2),
        (["package", LAB, "-o", "no/such/folder/p.zip"], 4),
        (["package", LAB, "--head", "9999", "-o", "p.zip"], 4),
    ],
)
def test_what_cannot_be_packed(
    reading: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = reading(*words)
    assert answer.code == code, answer.err
    assert not list(tmp_path.iterdir())
    assert "Traceback" not in answer.err


def test_the_by_hand_check_of_the_page_works(reading: Program, tmp_path: Path) -> None:
    files = made(reading, tmp_path / "p.zip", "--public")
    folder = unpacked(files, tmp_path / "p")
    commands = [line.strip() for line in files["README.md"].decode().splitlines() if line.startswith("       ")]
    assert len(commands) == 6
    for command in commands:
        shell = command.replace("python3", sys.executable)
        done = subprocess.run(["sh", "-c", shell], cwd=folder, capture_output=True, text=True, check=True)
        if command.startswith("sed"):
            assert f"{_number(command)} {done.stdout.split()[0]}" in files["digests.txt"].decode().splitlines()


def _number(command: str) -> str:
    return command.split()[2].removesuffix("p")
