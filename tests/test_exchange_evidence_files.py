"""Files of evidence: their digest, the copy beside the record, and what is told when a file is not what it was."""

import hashlib
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from cli_support import DATA, Answer, Program, steady

from nen7510_tracker.exchange import evidence_files
from nen7510_tracker.exchange.evidence_files import folders

__all__ = ["steady"]

LAB = "lab-pipet"
FACT = ("--title", "Rapport", "--kind", "document", "--on", "2026-05-01")
REPORT = b"%PDF- a report"
DIGEST = hashlib.sha256(REPORT).hexdigest()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A record, in a folder of its own; beside it a report."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Rapport 2026.PDF").write_bytes(REPORT)
    made = Program(tmp_path / "record.db")
    assert made("import", str(DATA / f"{LAB}.yaml")).code == 0
    return made


def record(program: Program, key: str, *words: str) -> Answer:
    return program("record", "evidence", LAB, "--id", key, *FACT, *words)


def evidence(program: Program, key: str) -> dict[str, str]:
    told: Sequence[dict[str, str]] = program("export", LAB, "--format", "json").json["evidence"]
    return next(each for each in told if each["id"] == key)


def states(program: Program) -> dict[str, str]:
    return {
        each["id"]: each["state"] for each in program("evidence", "check", LAB, "--format", "json").json["evidence"]
    }


def test_a_file_stays_where_it_is_and_is_known_by_its_digest(program: Program, tmp_path: Path) -> None:
    assert record(program, "ev-r", "--file", "Rapport 2026.PDF").code == 0
    known = evidence(program, "ev-r")
    assert (known["sha256"], known["location"]) == (DIGEST, str(tmp_path / "Rapport 2026.PDF"))
    assert not (tmp_path / "record.evidence").exists()
    assert states(program)["ev-r"] == "sound"
    (tmp_path / "Rapport 2026.PDF").write_bytes(b"another")
    assert states(program)["ev-r"] == "differs"
    assert program("evidence", "check", LAB).code == 1
    (tmp_path / "Rapport 2026.PDF").unlink()
    assert states(program)["ev-r"] == "missing"


def test_a_copy_is_kept_once_by_its_digest_for_its_owner_alone(program: Program, tmp_path: Path) -> None:
    kept = tmp_path / "record.evidence"
    for key in ("ev-1", "ev-2"):
        assert record(program, key, "--file", "Rapport 2026.PDF", "--keep").code == 0
    (copy,) = kept.iterdir()
    assert (copy.name, copy.read_bytes()) == (f"{DIGEST}.pdf", REPORT)
    assert evidence(program, "ev-1")["location"] == f"record.evidence/{DIGEST}.pdf"
    if sys.platform != "win32":
        assert (stat.S_IMODE(kept.stat().st_mode), stat.S_IMODE(copy.stat().st_mode)) == (0o700, 0o600)
    (tmp_path / "Rapport 2026.PDF").unlink()
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    (tmp_path / "record.db").rename(moved / "lab.db")
    kept.rename(moved / "lab.evidence")
    assert states(Program(moved / "lab.db"))["ev-2"] == "sound", "it is found by its digest, wherever the record is"
    (moved / "lab.evidence" / copy.name).write_bytes(b"forged")
    (moved / "lab.evidence").rename(moved / "record.evidence")
    assert states(Program(moved / "lab.db"))["ev-2"] == "differs"


def test_a_damaged_copy_is_made_good_by_keeping_the_file_again(program: Program, tmp_path: Path) -> None:
    record(program, "ev-1", "--file", "Rapport 2026.PDF", "--keep")
    copy = tmp_path / "record.evidence" / f"{DIGEST}.pdf"
    copy.write_bytes(b"damaged")
    assert record(program, "ev-2", "--file", "Rapport 2026.PDF", "--keep").code == 0
    assert copy.read_bytes() == REPORT
    assert set(states(program).values()) == {"sound"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--file", "none.pdf"), 4, "none.pdf: there is no such file."),
        (("--file", "."), 4, "is no file."),
        (("--file", "/dev/zero"), 4, "/dev/zero is no file."),
        (("--keep",), 2, "name the file that is to be kept with --file"),
        (("--file", "a", "--file", "b"), 2, "one piece of evidence is one file"),
        (("--file", "Rapport 2026.PDF", "--sha256", "0" * 64), 4, f"SHA-256 of the file is {DIGEST}, and not the one"),
        (("--file", "Rapport 2026.PDF", "--keep", "--controls", "A.99"), 4, "has no control A.99"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, tuple) else None,
)
def test_what_cannot_be_kept_is_said_and_leaves_nothing(
    words: tuple[str, ...], code: int, said: str, program: Program, tmp_path: Path
) -> None:
    answer = record(program, "ev-x", *words)
    assert (answer.code, said in " ".join(answer.err.split())) == (code, True), answer.err
    assert not list((tmp_path / "record.evidence").glob("*"))
    assert "evidence" not in program("export", LAB, "--format", "json").json


def test_a_full_disk_leaves_no_half_copy_and_no_fact(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(evidence_files.os, "fsync", full)
    answer = record(program, "ev-x", "--file", "Rapport 2026.PDF", "--keep")
    assert (answer.code, "No space left on device" in answer.err) == (4, True)
    assert not list((tmp_path / "record.evidence").iterdir())


def test_a_correction_may_keep_a_file_too(program: Program) -> None:
    record(program, "ev-1", "--location", "https://example.org/report.pdf", "--sha256", DIGEST)
    record(program, "ev-2", "--location", "kast 3, map 2")
    assert states(program) == {"ev-1": "elsewhere", "ev-2": "no_digest"}
    assert program("evidence", "check", LAB).code == 0
    kept = ("--file", "Rapport 2026.PDF", "--keep")
    assert program("correct", "evidence", LAB, "ev-2", "--reason", "Found.", *kept).code == 0
    assert states(program)["ev-2"] == "sound"
    assert states(program)["ev-1"] == "sound", "a copy of the same file is kept now"
    shown = program("evidence", "check").out
    assert f"{LAB}: as recorded 2" in shown
    assert "kept copy" in shown


def test_the_copies_of_a_record_on_a_server_are_on_this_machine() -> None:
    assert folders(None).kept.name == "evidence"
    assert folders(Path("r.db")).kept == Path("r.evidence").absolute()


def test_a_file_belongs_to_evidence_alone(program: Program) -> None:
    answer = program("record", "timeline", LAB, "--id", "T-1", "--on", "2026-01-01", "--text", "x", "--file", "y")
    assert (answer.code, "--file: belongs to evidence" in answer.err) == (2, True)
