"""docs/record.md holds: a verifier written from it alone, with a hash and an implementation of RFC 8785."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from store_engines import Store
from store_program import done, nen7510, write_dossier

from nen7510_tracker.dossier.entry import Entry, canonical, digest_of, line
from nen7510_tracker.store.chain import Kind
from nen7510_tracker.store.ledger import Ledger
from nen7510_tracker.store.lines import read_lines

DOCUMENT = (Path(__file__).parents[1] / "docs" / "record.md").read_text("utf-8")


def _block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    return str(found)


VECTORS = _block("jsonl").splitlines()
HEADS = _block("text").splitlines()


# What the document says, and nothing of this program


def line_of(columns: dict[str, Any]) -> bytes:
    """RFC 8785 JSON of all columns but the digest; `fact` is the JSON that it is."""
    return rfc8785.dumps({key: value for key, value in columns.items() if key != "digest"})


def head_of(lines: list[bytes]) -> str:
    """The head of an intact dossier; AssertionError where it is broken."""
    seq, previous = 0, "0" * 64
    for each in lines:
        entry = json.loads(each)
        seq += 1
        assert (entry["seq"], entry["previous"]) == (seq, previous)
        previous = hashlib.sha256(each).hexdigest()
    return f"{seq}:{previous}"


def test_the_test_vectors_are_lines_whose_digests_are_the_heads() -> None:
    lines = [each.encode() for each in VECTORS]
    assert [head_of(lines[:count]) for count in range(1, len(lines) + 1)] == HEADS
    for each in lines:
        assert line_of(json.loads(each)) == each
    assert len(lines) == len(HEADS) >= 4


def test_the_columns_are_those_of_the_document() -> None:
    table = re.findall(r"^\| `(\w+)` \| ", DOCUMENT.partition("## Checking it")[0], re.MULTILINE)
    assert table == sorted(table) == sorted(set(Entry._fields) - {"digest"})
    assert all(set(json.loads(each)) == set(table) for each in VECTORS)
    assert f"An entry has {_number(len(Entry._fields))} columns" in DOCUMENT


def _number(count: int) -> str:
    return {15: "fifteen", 16: "sixteen", 17: "seventeen"}[count]


def test_the_ways_of_breaking_are_those_of_the_document() -> None:
    section = DOCUMENT.partition("### With this program")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \| ", section, re.MULTILINE)) == {"broken", *get_args(Kind)}


def test_the_document_s_own_verifier_and_command_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "lines.jsonl").write_text(_block("jsonl"))
    (tmp_path / "verify.py").write_text(_block("python"))
    run = [sys.executable, "verify.py", "lines.jsonl"]
    said = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert said.strip() == HEADS[-1]
    hashed = subprocess.run(["sh", "-c", _block("sh")], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert hashed.split()[0] == HEADS[1].partition(":")[2] == json.loads(VECTORS[2])["previous"]
    for at in range(3):
        (tmp_path / "lines.jsonl").write_text(
            "\n".join([*VECTORS[:at], VECTORS[at].replace("2026", "2025", 1), *VECTORS[at + 1 :]])
        )
        broken = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (broken.returncode, broken.stderr.strip()) == (1, f"broken at entry {at + 2}")


# The program keeps to it


def test_the_program_reads_the_test_vectors(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(_block("jsonl"))
    entries = list(read_lines(file))
    assert [line(each) for each in entries] == VECTORS
    assert [str(each.head) for each in entries] == HEADS
    finished = done("ledger", "verify", file, "--format", "json", db=tmp_path / "none.db")
    assert finished.document["dossiers"][0]["seq"] == 4
    for each in HEADS:
        done("ledger", "verify", file, "--head", each, db=tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
KEYS = st.text(st.characters(max_codepoint=127), max_size=5)
FACTS = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(FACTS)
def test_a_fact_s_text_is_what_rfc_8785_says(fact: Any) -> None:
    assert canonical(fact).encode() == rfc8785.dumps(fact)


@given(FACTS, TEXTS, TEXTS | st.none(), st.integers(1, 2**31))
def test_an_entry_s_line_is_what_rfc_8785_says(fact: Any, text: str, reason: str | None, seq: int) -> None:
    entry = Entry(
        *("lab", seq, text, "finding", text, None, "2026-05", "2026-06-01T12:00:00.000000Z", text),
        *(None if reason is None else 1, reason, 1, "0" * 32, canonical(fact), "0" * 64, "f" * 64),
    )
    columns = entry._asdict() | {"fact": fact}
    assert line(entry).encode() == line_of(columns)
    assert digest_of(entry) == hashlib.sha256(line_of(columns)).hexdigest()


@pytest.fixture
def recorded(store: Store, tmp_path: Path) -> Store:
    """Two laboratories, one of them with corrections."""
    done("import", write_dossier(tmp_path / "lab.json", 3), db=store.url)
    done("import", write_dossier(tmp_path / "other.json", 1, lab="other"), db=store.url)
    text = (tmp_path / "lab.json").read_text().replace("Finding", "Bevinding „é” \\u2603 😀 \\\\ / ")
    (tmp_path / "lab.json").write_text(text)
    done("import", tmp_path / "lab.json", "--correct", "Beter: „é”", db=store.url)
    return store


def test_the_columns_in_the_database_make_the_lines(recorded: Store) -> None:
    """By the database alone, as anybody can read it."""
    names = ["on_day" if each == "on" else each for each in Entry._fields]
    found = recorded.sql(f"SELECT {', '.join(names)} FROM entries ORDER BY dossier, seq")
    rows = [dict(zip(Entry._fields, each, strict=True)) for each in found]
    for lab in ("lab", "other"):
        mine = [each | {"fact": json.loads(each["fact"])} for each in rows if each["dossier"] == lab]
        lines = [line_of(each) for each in mine]
        assert [hashlib.sha256(each).hexdigest() for each in lines] == [each["digest"] for each in mine]
        assert head_of(lines) == done("ledger", "head", lab, db=recorded.url).out.strip()
        text = done("ledger", "log", lab, "--format", "lines", db=recorded.url).out
        assert text.encode() == b"".join(each + b"\n" for each in lines)


def test_the_moment_of_recording_is_utc_with_six_decimals(recorded: Store) -> None:
    for (moment,) in recorded.sql("SELECT recorded_at FROM entries"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", moment)


# Verifying the lines in a file


@pytest.fixture
def file(sqlite: Store, tmp_path: Path) -> Path:
    """The lines of a dossier of nine entries."""
    done("import", write_dossier(tmp_path / "lab.json", 5), db=sqlite.url)
    done("ledger", "log", "lab", "--format", "lines", "-o", tmp_path / "lines.jsonl", db=sqlite.url)
    return tmp_path / "lines.jsonl"


Lines = list[str]
TOUCHED: dict[str, tuple[Any, int, str]] = {
    "a byte changed": (
        lambda e: [*e[:3], e[3].replace("Auditor", "auditor").replace("audit", "Audit"), *e[4:]],
        5,
        "link",
    ),
    "written in another way": (lambda e: [*e[:3], e[3].replace(",", ", ", 1), *e[4:]], 4, "changed"),
    "one missing": (lambda e: [*e[:3], *e[4:]], 4, "missing"),
    "the first missing": (lambda e: e[1:], 1, "missing"),
    "one twice": (lambda e: [*e[:4], *e[3:]], 4, "inserted"),
    "two exchanged": (lambda e: [*e[:3], e[4], e[3], *e[5:]], 4, "reordered"),
}


@pytest.mark.parametrize("case", TOUCHED)
def test_what_was_done_to_the_lines_of_a_file_is_found(file: Path, case: str) -> None:
    touch, seq, kind = TOUCHED[case]
    lines: Lines = file.read_text().splitlines()
    touched = touch(lines)
    assert touched != lines
    file.write_text("\n".join(touched) + "\n")
    finished = nen7510("ledger", "verify", file, "--format", "json", db="nowhere")
    assert finished.code == 1
    assert [(each["broken_at"], each["broken"]) for each in finished.document["dossiers"]] == [(seq, kind)]


def test_the_end_of_a_file_is_vouched_for_by_a_head_alone(file: Path, sqlite: Store) -> None:
    head = done("ledger", "head", "lab", db=sqlite.url).out.strip()
    lines = file.read_text().splitlines()
    for touched in (lines[:-1], [*lines[:-1], lines[-1].replace("Finding 5", "Finding 6")]):
        file.write_text("\n".join(touched) + "\n")
        assert nen7510("ledger", "verify", file, db="nowhere").code == 0
        finished = nen7510("ledger", "verify", file, "--head", head, db="nowhere")
        assert finished.code == 1
        assert "✗ lab: broken at 9: " in finished.out


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]",
        b"\xff\xfe",
        b'{"seq": 1}',
        b"[" * 100_000,
        b"null",
        VECTORS[0].encode() + b"\nnonsense",
    ],
    ids=lambda content: repr(content[:12]),
)
def test_a_file_that_holds_no_lines_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(content)
    finished = nen7510("ledger", "verify", path, db="nowhere")
    assert finished.code == 4
    assert "line of a record" in finished.err
    assert finished.out == ""


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.jsonl", tmp_path):
        finished = nen7510("ledger", "verify", path, db="nowhere")
        assert finished.code == 4
        assert "cannot be read" in finished.err


def test_every_line_is_written_whatever_the_limit(file: Path, sqlite: Store) -> None:
    with Ledger.open(sqlite.url) as ledger:
        assert list(read_lines(file)) == ledger.entries("lab")
    assert done("ledger", "log", "lab", "--format", "lines", "--limit", 1, db=sqlite.url).out == file.read_text()
