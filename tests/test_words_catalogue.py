"""The Dutch catalogue: every text that a user can see is in it, translated, with the same places to fill in."""

import ast
import json
import os
import re
import string
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message as Translation
from babel.messages.pofile import read_po
from dutch_listener import Listener
from tui_support import DATA, TABS, open_lab, press, recorded, running

from nen7510_tracker.words.catalogue import words_of
from update_catalogue import DUTCH, PACKAGE, ROOT, SPEAKERS, called, collect, texts_in


def translations() -> list[Translation]:
    with DUTCH.open("rb") as lines:
        return [each for each in read_po(lines, locale="nl") if each.id]


@cache
def used() -> frozenset[str]:
    """Every text of the program."""
    return frozenset(str(each.id) for each in collect() if each.id)


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_every_text_is_translated() -> None:
    done = {str(each.id): each for each in translations() if each.string and not each.fuzzy}
    missing = sorted(used() - done.keys())
    assert not missing, f"{len(missing)} texts lack a translation; collect them with `make words`"


def test_nothing_is_translated_that_is_not_used() -> None:
    assert not sorted(str(each.id) for each in translations() if each.id not in used())


def test_no_text_is_put_together_before_it_is_translated() -> None:
    made = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and call.args and called(call) in SPEAKERS
        if isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert not made


def test_a_translation_fills_in_the_same_values() -> None:
    differing = [str(each.id) for each in translations() if places(str(each.id)) != places(str(each.string))]
    assert not differing


def test_a_translation_leaves_what_is_typed_as_it_is() -> None:
    differing = [str(each.id) for each in translations() if typed(str(each.id)) != typed(str(each.string))]
    assert not differing


def typed(text: str) -> list[str]:
    """Commands in backticks, options, and keys of files."""
    return sorted(re.findall(r"`[^`]*`|--[a-z-]+|[a-z]+_[a-z]+(?![a-z}])", text))


def test_the_program_reads_the_translation() -> None:
    assert words_of("nl")("verified") == "geverifieerd"
    assert words_of("nl")("never seen before") == "never seen before"
    assert [words_of(each).decimal(-0.001) for each in ("en", "nl")] == ["0.00", "0,00"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('Message("one {n}", n=1)', ["one {n}"]),
        ('_("one" if n == 1 else "many")', ["one", "many"]),
        ('def f():\n    text = "far"\n    return Message(text)', ["far"]),
        ('def f():\n    text = "far"\n\ndef g(text):\n    return Message(text)', []),
        ('def f():\n    text, n = "both", 2\n    return Message(text, n=n)', ["both"]),
        ('self.wrong(spot, Message("inside"))', ["inside"]),
        ('pen.say(text, "$style")', []),
        ('self.wrong(node, "second {key}", key=key)', ["second {key}"]),
        ('words(label(value))\nprint("no text")', []),
    ],
)
def test_texts_are_found_where_they_are_used(tmp_path: Path, code: str, expected: list[str]) -> None:
    module = tmp_path / "module.py"
    module.write_text(code, "utf-8")
    assert [text for _, text in texts_in(module)] == expected


# In this order on one record: importing comes first, what is recorded after what is read.
COMMANDS = (
    "import {data}",
    "import {data}/lab-pipet.yaml",
    "labs",
    "status example-lab",
    "status example-lab --edition nen7510:2017",
    "gate example-lab",
    "gate clinical-diagnostics",
    "gate lab-brander",
    "gate lab-petrischaal --policy resume-thorough",
    "gate lab-meetlat --policy certification-ready",
    "gate clinical-diagnostics --assume {assumed}",
    "gaps",
    "gaps example-lab --overdue --grade minor",
    "trajectory example-lab",
    "trajectory lab-centrifuge",
    "trajectory clinical-diagnostics",
    "compare example-lab inspectie-2025 audit-2025",
    "changes example-lab --since 2026-09-01",
    "report example-lab --format txt",
    "report clinical-diagnostics --format txt --summary",
    "report example-lab --format txt --public",
    "report example-lab --format txt --kind facts",
    "controls list",
    "controls show A.8.5",
    "controls crosswalk",
    "policy list",
    "policy show resume-thorough",
    "ledger log example-lab --limit 0",
    "ledger head example-lab",
    "ledger verify",
    "record lab --help",
    "record requirement lab-pipet --id R-9 --set-by screening-voorbeeld --text Proef --on 2026-01-01",
    "correct evidence example-lab ev-mfa --reason Verschreven --title Beter",
    "retract requirement lab-pipet R-9 --reason Dubbel",
    "decide lab-pipet maintain_suspension --rationale Afwachten --id D-9",
    "decide clinical-diagnostics resume --rationale Nee",
    "policy adopt lab-pipet resume-thorough --rationale Grondiger --id P-9",
    "approve lab-pipet D-9",
    "--actor iemand.anders approve lab-pipet D-9",
    "approve lab-pipet D-0",
    # wrong usage, wrong input
    "",
    "nonsense",
    "labs --nonsense",
    "labs --format",
    "labs --format pdf",
    "gate",
    "gate example-lab extra",
    "gate exampel-lab",
    "gate example-lab --policy resume-bov-nl",
    "status example-lab --as-of gisteren",
    "status example-lab --head x",
    "status example-lab --edition nen7510:1999",
    "compare example-lab inspectie-2052 audit-2025",
    "controls show A.99.1",
    "gaps --grade majr",
    "record findng example-lab --id x",
    "record finding example-lab --id x --grade bad",
    "record finding_event example-lab --finding AUD-06 --on 2026-10-01 --state withdrawn --by example-lab",
    "correct finding example-lab AUD-99 --reason x --title y",
    "import {data}/nothing.yaml",
    "import {broken}",
    "ledger verify --head 1:00",
    "--db {data} labs",
)
HELP = (
    "import",
    "export",
    "labs",
    "status",
    "compare",
    "gaps",
    "trajectory",
    "changes",
    "gate",
    "decide",
    "approve",
    "report",
    "record",
    "correct",
    "retract",
    "policy",
    "controls",
    "ledger",
    "db",
    "demo",
    "policy adopt",
    "controls show",
    "controls crosswalk",
    "ledger log",
    "ledger verify",
    "db upgrade",
    "db backup",
)
ASKED = (*COMMANDS, "--help", *(f"{command} --help" for command in HELP))

BROKEN = """\
schema: nen7510-dossier/1
lab: {id: proef, nmae: Proef, city: [Utrecht]}
parties:
  - {id: "-x", name: X, kind: auditr}
  - {id: y, name: Y}
findings:
  - {id: f, assessment: geen, controls: [A.99], grade: major, title: T, on: gisteren, due: 2026-02-30}
"""
ASSUMED = """\
schema: nen7510-dossier/1
lab: {id: clinical-diagnostics, name: Clinical Diagnostics}
requirements:
  - {id: R-0, set_by: bvo-nl, text: Aangenomen, on: 2026-05-14}
"""
# Words that a Dutch sentence does not have.
ENGLISH = re.compile(r"\b(the|and|with|this|that|not|for|are|by|which|has|have|been|must|cannot|your)\b", re.IGNORECASE)
OPTION = re.compile(r"--[a-z-]+")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each command showed, in Dutch."""
    folder = tmp_path_factory.mktemp("dutch")
    files = {"data": ROOT / "data", "broken": folder / "broken.yaml", "assumed": folder / "assumed.yaml"}
    files["broken"].write_text(BROKEN, "utf-8")
    files["assumed"].write_text(ASSUMED, "utf-8")
    given = [arguments(each, files, folder / "record.db") for each in ASKED]
    program = [sys.executable, str(ROOT / "tests" / "dutch_program.py")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    done = subprocess.run(program, input=json.dumps(given), capture_output=True, text=True, check=True, env=environment)
    return dict(zip(ASKED, json.loads(done.stdout), strict=True))


def arguments(command: str, files: dict[str, Path], record: Path) -> list[str]:
    words = command.split()
    if words[:1] == ["import"] and words[1:] == ["{data}"]:
        words = ["import", *(str(each) for each in sorted(files["data"].glob("*.yaml")))]
    return ["--db", str(record), "--actor", "tester", *(each.format(**files) for each in words)]


@pytest.mark.parametrize("command", ASKED)
def test_no_english_stands_in_dutch_answers(answers: dict[str, dict[str, Any]], command: str) -> None:
    answer = answers[command]
    assert not answer["missed"]
    english = [line for line in answer["shown"].splitlines() if ENGLISH.search(OPTION.sub("", line))]
    assert not english
    assert answer["shown"]
    assert answer["code"] != 70  # a fault of the program


def test_the_words_are_those_of_auditors(answers: dict[str, dict[str, Any]]) -> None:
    shown = {command: " ".join(answer["shown"].split()) for command, answer in answers.items()}
    assert answers["gate clinical-diagnostics"]["code"] == 1
    for words in ("✗ niet voldaan · Geldig certificaat NEN 7510", "? onbepaald", "Geldend besluit: D-1", "(aan zet: "):
        assert words in shown["gate clinical-diagnostics"]
    assert "bevinding AUD-05 (niet-kritiek, geclaimd) moet worden geverifieerd" in shown["gate example-lab"]
    assert "Is example-lab bedoeld?" in shown["gate exampel-lab"]


async def test_no_text_of_the_interface_lacks_dutch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = Listener()
    monkeypatch.setattr(words_of("nl"), "_gettext", listener.dutch)
    place = recorded(tmp_path / "record.db", [DATA / "lab-brander.yaml", DATA / "lab-petrischaal.yaml"])
    async with running(place, (120, 40), language="nl") as pilot:
        await press(pilot, "?", "escape", "h", "t", "escape", ":", "escape")
        await open_lab(pilot, "lab-brander")
        for tab in TABS:
            await press(pilot, tab, "down", "?", "escape")
        await press(pilot, "6", "p", "w", "2", "g", "3", "o", "7", "v", "[", "escape", "escape", "escape")
        await open_lab(pilot, "lab-petrischaal")
    assert not listener.missed
