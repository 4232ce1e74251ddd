"""Whatever comes in, nothing falls over: no traceback, no hang, nothing half written.

`make fuzz` tries more than 100,000 inputs and gives each ten seconds; `make test` tries some of each sort.
"""

import io
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from shutil import copyfile

import pytest
from cli_support import Program, examples, steady
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from nen7510_tracker.dossier.facts import FOUR_EYES, KINDS
from nen7510_tracker.exchange.fields import fact_of, keys_of
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.words.message import InputRejected

__all__ = ["examples", "steady"]

ROOT = Path(__file__).parents[1]
MANY = int(os.environ.get("FUZZ", "0"))  # inputs of each sort
LAB, ASSESSMENT = "example-lab", "audit-2025"
FAULT = 70
REFUSED = {2, 4, 5}
VERDICTS = {0, 1, 3}
SNIPPETS = [
    *("[", "]", "{", "}", ":", ": ", "- ", "&a ", "*a", "!!python/object:os.system", "<<: *a", "|", ">", "'", '"', "#"),
    *("\n", "\n  ", "\t", "\r\n", "\x00", "\u202e", "\ufeff", "\u2028", "é", "漢", "\U0001f469", "---\n", "...\n"),
    *("null", "true", "NaN", "1e999", "-0", "0x1F", "9" * 400, "2026-02-30", "2026-13", "9999-12-31", "0000-00-00"),
    *("on", "known_on", "events", "findings", "igj", "A.8.5", "A.99.1", "verified", "resume", "taken_outside: true"),
    *("=1+1", "@SUM(A1)", "[/x]", "%s", "{0}", "../../etc/passwd", "x" * 3000, "111222333"),
]
PIECES = st.sampled_from(SNIPPETS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), PIECES), min_size=1, max_size=4)
WORDS = st.sampled_from([*SNIPPETS, LAB, "2026-06-01", "2025", "today", "+30", "1", "-1", "json", "nen7510:2017", ""])

fuzzed = settings(
    max_examples=MANY or 8,
    deadline=10_000 if MANY else None,
    derandomize=not MANY,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def edited(text: str, edits: list[tuple[float, int, str]]) -> bytes:
    """A text with some pieces cut out and others put in."""
    for share, cut, piece in edits:
        at = int(share * len(text))
        text = text[:at] + piece + text[at + cut :]
    return text.encode()


@pytest.fixture
def program(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.chdir(tmp_path)
    return Program(Path(copyfile(examples, tmp_path / "record.db")))


def entries(place: Path) -> int:
    with closing(sqlite3.connect(place)) as connection:
        return int(connection.execute("SELECT count(*) FROM entries").fetchone()[0])


def taken_or_refused(program: Program, data: bytes, name: str, *words: str) -> None:
    """Import a file: all of it, or a sentence and nothing."""
    file = program.place.with_name(name)
    file.write_bytes(data)
    before = entries(program.place)
    answer = program("import", str(file), *words)
    assert answer.code == 0 or answer.code in REFUSED, answer
    assert "Traceback" not in answer.err
    if answer.code:
        assert answer.err.strip()
        assert entries(program.place) == before


YAML = (ROOT / "data" / "lab-petrischaal.yaml").read_text("utf-8")


@fuzzed
@example(edits=[(0.0, 0, "\x00")])
@given(edits=EDITS)
def test_a_dossier_in_yaml(program: Program, edits: list[tuple[float, int, str]]) -> None:
    taken_or_refused(program, edited(YAML, edits), "in.yaml")


@fuzzed
@given(edits=EDITS)
def test_a_dossier_in_json(program: Program, edits: list[tuple[float, int, str]]) -> None:
    text = program("export", "lab-pipet", "--format", "json").out if not EXPORTED else EXPORTED[0]
    EXPORTED[:] = [text]
    taken_or_refused(program, edited(text, edits), "in.json")


EXPORTED: list[str] = []


@fuzzed
@given(edits=EDITS)
def test_a_plan_of_action_in_oscal(program: Program, edits: list[tuple[float, int, str]]) -> None:
    if not PLAN:
        PLAN.append(program("export", "lab-pipet", "--format", "oscal", "--document", "poam").out)
        assert json.loads(PLAN[0])
    taken_or_refused(program, edited(PLAN[0], edits), "in.json")


PLAN: list[str] = []

HEADERS = st.sampled_from(
    ["Afwijking", "Bevinding", "Classificatie", "Norm", "Paragraaf", "Maatregel", "Deadline", "Status", "ID", "Oorzaak"]
)
CELLS = WORDS | st.sampled_from(["Major", "kritiek", "A.8.5", "8.5", "open", "46000", "1-2-2026", "31 feb 2026"])


@fuzzed
@given(
    header=st.lists(HEADERS | CELLS, min_size=1, max_size=6),
    rows=st.lists(st.lists(CELLS, max_size=7), max_size=5),
    separator=st.sampled_from([",", ";", "\t", "|", " "]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_findings_in_csv(
    program: Program, header: list[str], rows: list[list[str]], separator: str, encoding: str
) -> None:
    text = "\n".join(separator.join(row) for row in (header, *rows))
    told = ("--lab", LAB, "--assessment", ASSESSMENT)
    taken_or_refused(program, text.encode(encoding, "replace"), "in.csv", *told)


@fuzzed
@given(
    header=st.lists(HEADERS | CELLS, min_size=1, max_size=6),
    rows=st.lists(st.lists(CELLS | st.floats() | st.integers() | st.booleans(), max_size=7), max_size=4),
    broken=st.none() | EDITS,
)
def test_findings_in_a_workbook(
    program: Program, header: list[str], rows: list[list[object]], broken: list[tuple[float, int, str]] | None
) -> None:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate((header, *rows)):
            sheet.write_row(at, 0, [each[:3000] if isinstance(each, str) else each for each in row])
    data = out.getvalue()
    for share, cut, piece in broken or ():
        at = int(share * len(data))
        data = data[:at] + piece.encode() + data[at + cut :]
    taken_or_refused(program, data, "in.xlsx", "--lab", LAB, "--assessment", ASSESSMENT)


POLICY = next((ROOT / "controls").rglob("resume-thorough*")).read_text("utf-8")


@fuzzed
@given(edits=EDITS)
def test_a_policy(program: Program, edits: list[tuple[float, int, str]]) -> None:
    file = program.place.with_name("rule.yaml")
    file.write_bytes(edited(POLICY, edits))
    answer = program("gate", "lab-pipet", "--policy", str(file), "--format", "json")
    assert answer.code in VERDICTS | REFUSED, answer
    assert "Traceback" not in answer.err


ASKED = {
    "labs": ("--sort", "--search", "--verdict", "--limit", "--format", "--as-of"),
    "status": ("--as-of", "--known-on", "--head", "--edition", "--format"),
    "gaps": ("--status", "--grade", "--turn", "--owner", "--area", "--as-of", "--edition", "--format"),
    "gate": ("--policy", "--as-of", "--known-on", "--head", "--format", "--assume"),
    "trajectory": ("--as-of", "--format", "--head"),
    "changes": ("--since", "--as-of", "--format"),
    "ledger log": ("--limit", "--format"),
    "ledger verify": ("--head", "--published"),
    "controls show": ("--edition",),
    "portfolio ageing": ("--as-of", "--format"),
}


@fuzzed
@given(asked=st.sampled_from(sorted(ASKED)), words=st.lists(WORDS, min_size=1, max_size=4), data=st.data())
def test_questions(program: Program, asked: str, words: list[str], data: st.DataObject) -> None:
    named = data.draw(st.lists(st.sampled_from(["", *ASKED[asked]]), min_size=len(words), max_size=len(words)))
    said = [part for option, word in zip(named, words, strict=True) for part in ((option, word) if option else (word,))]
    answer = program(*asked.split(), *said)
    assert answer.code in VERDICTS | REFUSED | {6}, answer
    assert "Traceback" not in answer.err


TYPED: Callable[[str], st.SearchStrategy[dict[str, list[str]]]] = lambda kind: st.dictionaries(  # noqa: E731 - a table
    st.sampled_from([key.name for key in keys_of(kind)]), st.lists(WORDS | CELLS, min_size=1, max_size=2), max_size=8
)


@fuzzed
@given(kind=st.sampled_from(sorted({*KINDS} - {*FOUR_EYES})), data=st.data())
def test_what_is_typed_into_forms(kind: str, data: st.DataObject) -> None:
    typed = data.draw(TYPED(kind))
    with suppress(InputRejected):
        assert fact_of(kind, typed, load_norm()).kind == kind
