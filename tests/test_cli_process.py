"""The real executable: what it loads, what it survives, what a shell completes, Dutch."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from cli_support import WHEN, examples, steady

__all__ = ["examples", "steady"]

NEN7510 = str(Path(sys.executable).with_name("nen7510"))
HEAVY = {
    "sqlalchemy",
    "sqlmodel",
    "pandas",
    "textual",
    "alembic",
    "babel",
    "jinja2",
    "icalendar",
    "rich",
    "typst",
    "docx",
}
NOT_FOR_THE_GATE = {"pandas", "alembic", "textual", "jinja2", "icalendar", "babel", "rich", "typst", "docx"}


def environment(place: Path | None, more: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"LANG": "C.UTF-8"} | ({"NEN7510_DB": str(place)} if place else {}) | dict(more or {})


def nen7510(*words: str, place: Path | None = None, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [NEN7510, *words],
        env=environment(place, more),
        capture_output=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def completed(words: str, place: Path, **more: str) -> list[str]:
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1), "_NEN7510_COMPLETE": "complete_bash"}
    answer = nen7510(place=place, **(asked | more))
    assert (answer.returncode, answer.stderr) == (0, b"")
    return answer.stdout.decode().split()


def loaded(words: list[str], place: Path, **more: str) -> set[str]:
    """The packages that a command imports."""
    command = [sys.executable, "-X", "importtime", NEN7510, *words]
    answer = subprocess.run(command, env=environment(place, more), capture_output=True, timeout=60, check=False)
    return {name.split(b".")[0].decode() for name in re.findall(rb"\| +([\w.]+)$", answer.stderr, re.MULTILINE)}


@pytest.mark.parametrize(
    "words", [["--version"], ["--help"], ["gate", "--help"], ["record", "--help"], ["lbas"]], ids=" ".join
)
def test_who_asks_little_waits_for_nothing_heavy(words: list[str], examples: Path) -> None:
    assert loaded(words, examples) & (HEAVY - ({"rich"} if "record" in words else set())) == set()


def test_completion_waits_for_nothing_heavy(examples: Path) -> None:
    asked = {"COMP_WORDS": "nen7510 gate lab-", "COMP_CWORD": "2", "_NEN7510_COMPLETE": "complete_bash"}
    assert loaded([], examples, **asked) & HEAVY == set()


def test_the_gate_waits_for_no_tables_and_no_screen(examples: Path) -> None:
    assert loaded(["gate", "lab-pipet", *WHEN, "--format", "json"], examples) & NOT_FOR_THE_GATE == set()


@pytest.mark.parametrize(
    ("words", "among"),
    [
        ("nen7510 ga", {"gate", "gaps"}),
        ("nen7510 gate lab-p", {"lab-petrischaal", "lab-pipet"}),
        ("nen7510 gaps example-lab lab-m", {"lab-maatbeker", "lab-meetlat"}),
        ("nen7510 compare example-lab inspectie", {"inspectie-2025"}),
        ("nen7510 controls show A.5.4", {"A.5.4", "A.5.43"}),
        ("nen7510 policy show resume", {"resume-bvo-nl", "resume-thorough"}),
        ("nen7510 gate lab-pipet --policy cert", {"certification-ready"}),
        ("nen7510 gate lab-pipet --format ", {"table", "json"}),
        ("nen7510 status lab-pipet --edition 20", {"2024", "2017"}),
        ("nen7510 record finding", {"finding", "finding_event"}),
        ("nen7510 decide lab-pipet ", {"suspend", "maintain_suspension", "resume", "end"}),
        ("nen7510 gaps --area A", {"A.5", "A.8"}),
    ],
)
def test_a_shell_completes(words: str, among: set[str], examples: Path) -> None:
    assert among <= set(completed(words, examples))


@pytest.mark.parametrize("kind", ["missing", "folder", "text", "server"])
def test_where_there_is_no_record_nothing_is_completed(kind: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no record")
    place = {"missing": tmp_path / "none.db", "folder": tmp_path, "text": tmp_path / "text"}
    asked = "postgresql://localhost:1/x" if kind == "server" else str(place[kind])
    assert completed("nen7510 gate ", Path(), NEN7510_DB=asked) == []
    assert "gate" in completed("nen7510 ga", Path(), NEN7510_DB=asked)


def test_the_completion_of_another_record_is_asked_there(examples: Path, tmp_path: Path) -> None:
    assert "lab-pipet" in completed(f"nen7510 --db {examples} gate lab-pip", tmp_path / "none.db")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_shown(shell: str) -> None:
    answer = nen7510("--show-completion", shell, SHELL=f"/bin/{shell}")
    assert answer.returncode == 0
    assert b"nen7510" in answer.stdout
    assert answer.stderr == b""


def test_bash_takes_the_script(examples: Path) -> None:
    script = nen7510("--show-completion", "bash").stdout.decode()
    asked = 'COMP_WORDS=(nen7510 gate lab-pi); COMP_CWORD=2; _nen7510_completion nen7510; echo "${COMPREPLY[@]}"'
    path = f"{Path(NEN7510).parent}:{os.environ['PATH']}"
    answer = subprocess.run(
        ["bash", "-c", f"{script}\n{asked}"],
        env=environment(examples, {"PATH": path}),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert answer.stdout.decode().split() == ["lab-pipet"]


@pytest.mark.parametrize("words", [["labs"], ["gaps", "--format", "csv"], ["--help"], ["gate", "lab-brander"]])
def test_who_reads_may_stop(words: list[str], examples: Path) -> None:
    expected = nen7510(*words, place=examples).returncode
    with subprocess.Popen(
        [NEN7510, *words], env=environment(examples), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        told = process.stderr.read()
        code = process.wait(timeout=60)
    assert b"Traceback" not in told
    assert b"fault" not in told
    assert code == expected or words == ["--help"]


def test_a_full_disk_is_said(examples: Path) -> None:
    for words in (["labs"], ["--version"], ["gate", "lab-pipet", "--format", "json"]):
        with Path("/dev/full").open("wb") as full:
            answer = subprocess.run(
                [NEN7510, *words],
                env=environment(examples),
                stdout=full,
                stderr=subprocess.PIPE,
                timeout=60,
                check=False,
            )
        assert answer.returncode == 4
        assert answer.stderr == b"The result cannot be written: No space left on device.\n"


def test_data_is_the_same_in_every_language_and_encoding(examples: Path) -> None:
    words = ("status", "lab-pipet", *WHEN, "--format", "json")
    plain = nen7510(*words, place=examples)
    assert plain.returncode == 0
    for more in (
        {"LANG": "nl_NL.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"COLUMNS": "40", "NO_COLOR": "1"},
    ):
        assert nen7510(*words, place=examples, **more).stdout == plain.stdout


@pytest.mark.parametrize("more", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}])
def test_no_encoding_ends_in_a_traceback(more: dict[str, str], examples: Path) -> None:
    for words in (["labs"], ["gate", "lab-pipet", *WHEN], ["gate", "laboratoriumé"]):
        answer = nen7510(*words, place=examples, **more)
        assert answer.returncode in (0, 4)
        assert b"Traceback" not in answer.stderr
        assert b"fault" not in answer.stderr


def test_bytes_that_are_no_text_are_refused(examples: Path) -> None:
    answer = subprocess.run(
        [NEN7510.encode(), b"gate", b"\xff\xfe"],
        env=environment(examples),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 4
    assert b"Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (["--lang", "nl", "labs", *WHEN], {}),
        (["labs", "--lang", "nl", *WHEN], {}),
        (["labs", *WHEN], {"LANG": "nl_NL.UTF-8"}),
        (["labs", *WHEN], {"NEN7510_LANG": "nl"}),
    ],
)
def test_people_are_told_in_dutch_if_they_wish(words: list[str], more: dict[str, str], examples: Path) -> None:
    shown = nen7510(*words, place=examples, **more).stdout.decode()
    assert "bekend op 24 nov 2026" in shown
    assert "niet voldaan" in shown
    assert "laboratory" not in shown


def test_a_wish_goes_before_the_locale(examples: Path) -> None:
    shown = nen7510("labs", "--lang", "en", *WHEN, place=examples, LANG="nl_NL.UTF-8").stdout.decode()
    assert "known on 24 Nov 2026" in shown


def test_help_speaks_dutch() -> None:
    shown = nen7510("gate", "--help", "--lang", "nl").stdout.decode()
    assert not set(re.findall(r"\b(?:Usage|Options|Arguments|default|required)\b", shown))


def test_names_of_columns_are_dutch_and_excel_finds_its_way(examples: Path) -> None:
    answer = nen7510("gaps", "--format", "csv", "--headers", "--excel", "--lang", "nl", place=examples)
    head = answer.stdout.decode("utf-8-sig").splitlines()[0]
    assert answer.stdout.startswith(b"\xef\xbb\xbf")
    assert len(head.split(";")) == 29
    assert "norm" in head.split(";")
