"""What the documents say is true of the program: links lead somewhere, tables are complete, commands do what they show.

A `console` block is run in a shell, in a folder of its own with the example dossiers in `data/` and a record of
its own. A line after `$ ` is a command; what follows has to be in what it says, in that order, `…` standing for
anything. It has to end with 0, unless `$ echo $?` after it shows otherwise. A block with the name of a file
after its language is that file.
"""

import fnmatch
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from in_process import answered, fits
from typer.testing import CliRunner

from nen7510_tracker.cli.app import app
from nen7510_tracker.dossier.account import Access, Account
from nen7510_tracker.dossier.facts import KINDS
from nen7510_tracker.exchange.shape import TOP
from nen7510_tracker.norm.criterion import CHECKS
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.reports.who import who_document
from nen7510_tracker.rules.gaps import GapRow
from nen7510_tracker.store.accounts import Granted

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
DOCUMENTS = (*sorted(ROOT.glob("*.md")), *sorted(DOCS.glob("*.md")), ROOT / "controls" / "SOURCES.md")
FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
HELP = {"--help", "-h"}
SHELL = re.compile(r"[|&;<>$`*?~]")


class Block(NamedTuple):
    """A fenced block: the language, the name of a file if it is one, its text."""

    language: str
    file: str
    body: str


def blocks(document: Path) -> list[Block]:
    found = []
    for each in FENCE.finditer(document.read_text("utf-8")):
        language, _, file = each["info"].strip().partition(" ")
        found.append(Block(language, file, each["body"]))
    return found


def prose(document: Path) -> str:
    """The text outside fenced blocks."""
    return FENCE.sub("", document.read_text("utf-8"))


def code(document: Path) -> str:
    """What is code: blocks and spans."""
    paragraphs = re.split(r"\n\s*\n", prose(document))
    spans = [each.replace("\n", " ") for paragraph in paragraphs for each in re.findall(r"`([^`]+)`", paragraph)]
    return "\n".join([*(each.body for each in blocks(document)), *spans])


def rows(text: str, first: str) -> list[list[str]]:
    """The cells of the table in a text whose first column is headed so."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"| {first} |"):
            next(lines)
            break
    else:
        raise AssertionError(first)
    table = []
    for line in lines:
        if not line.startswith("|"):
            break
        table.append([each.strip() for each in re.split(r"(?<!\\)\|", line)[1:-1]])
    return table


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


# Links and names


@every_document
def test_every_link_leads_somewhere(document: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(document)):
        place, _, anchor = target.partition("#")
        path = (document.parent / place).resolve() if place else document
        if not re.match(r"[a-z]+:", target) and not (path.exists() and (not anchor or anchor in anchors(path))):
            dead.append(target)
    assert not dead


def anchors(document: Path) -> set[str]:
    """The headings of a document as links name them."""
    headings = re.findall(r"^#+ (.+)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@every_document
def test_every_document_can_be_found(document: Path) -> None:
    if document.parent == DOCS:
        assert f"({document.name})" in (DOCS / "README.md").read_text("utf-8") or document.name == "README.md"


def test_every_picture_is_shown_and_light() -> None:
    shown = {
        Path(target).name for document in DOCUMENTS for target in re.findall(r"!\[.+?\]\((.+?)\)", prose(document))
    }
    made = {path.name: path.stat().st_size for path in (DOCS / "pictures").iterdir()}
    assert set(made) == shown
    assert max(made.values()) < 200_000


@every_document
def test_make_targets_exist(document: Path) -> None:
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake (?:-s |PYTHON=\S+ )?([a-z]+)", code(document))) <= known


@every_document
def test_the_commands_and_options_that_are_named_exist(document: Path) -> None:
    known = commands()
    unknown = []
    for line in code(document).replace("\\\n", " ").splitlines():
        for call in re.findall(r"\bnen7510 ((?:[^|)`\n\"]|\"[^\"\n]*\")+)", line):
            words = re.sub(r"\"[^\"]*\"", "TEXT", call).split()
            unknown += [f"{call}: {each}" for each in unknown_words(words, known)]
    assert not unknown


def unknown_words(words: Sequence[str], known: Mapping[str, set[str]]) -> Iterator[str]:
    """What is neither a command nor an option of it in `words`, which follow the program's name."""
    path, rest = "nen7510", list(words)
    while rest and (rest[0].startswith("-") or path == "nen7510"):
        word = rest.pop(0)
        if not word.startswith("-"):
            two = f"{word} {rest[0]}" if rest else word
            path = two if two in known else word
            break
        if word.partition("=")[0] not in known["nen7510"] | HELP:
            yield word
        if word not in {"--version", "--ascii", *HELP} and "=" not in word and rest:
            rest.pop(0)
    if not re.fullmatch(r"[a-z]+( [a-z]+)?", path):
        return  # a placeholder: COMMAND, …
    if path not in known and not any(each.startswith(f"{path} ") for each in known):
        yield path
    elif path not in {"record", "correct"}:  # these take a fact's own keys as options
        options = [word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)]
        yield from (each for each in options if each not in known.get(path, set()) | HELP)


def commands() -> dict[str, set[str]]:
    """The options of each command, by its path; of `nen7510` itself those that hold for all."""
    from typer.main import get_command

    root: Any = get_command(app)
    found = {"nen7510": options(root)}
    for name, command in root.commands.items():
        inner = getattr(command, "commands", None)
        found |= (
            {f"{name} {each}": options(below) for each, below in inner.items()} if inner else {name: options(command)}
        )
    return found


def options(command: Any) -> set[str]:
    return {name for each in command.params for name in each.opts if name.startswith("-")}


# Tables


def test_the_tables_that_follow_from_the_program_are_up_to_date() -> None:
    """If not: `make docs` brings them up to date."""
    done = subprocess.run([sys.executable, DOCS / "tables.py", "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_with_every_option_is_in_the_reference() -> None:
    text = (DOCS / "commands.md").read_text("utf-8")
    assert sorted(re.findall(r"<!-- table: options (.+) -->", text)) == sorted(commands())
    for path, known in commands().items():
        table = text.partition(f"<!-- table: options {path} -->")[2].partition("<!-- /table -->")[0]
        written = {name for row in table.splitlines() for name in names(row.split("|")[1] if "|" in row else "")}
        assert {name for name in written if name.startswith("-")} == known


def test_every_variable_of_the_environment_is_in_the_reference() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "nen7510_tracker").rglob("*.py"))
    table = rows((DOCS / "commands.md").read_text("utf-8"), "variable")
    described = {name for row in table for name in names(row[0])}
    assert set(re.findall(r"\"(NEN7510_[A-Z_]+|NO_COLOR|COLUMNS)\"", source)) <= described
    assert {each for each in described if each.startswith("NEN7510_")} <= set(re.findall(r"NEN7510_[A-Z_]+", source))


def test_every_exit_code_is_in_the_reference() -> None:
    from nen7510_tracker.cli.main import FAULT

    table = rows((DOCS / "commands.md").read_text("utf-8"), "code")
    assert [row[0] for row in table] == ["0", "1", "2", "3", "4", "5", "6", str(FAULT)]


def test_every_kind_of_fact_is_in_the_description_of_the_file() -> None:
    text = (DOCS / "dossier-file.md").read_text("utf-8")
    assert sorted(re.findall(r"<!-- table: kind (.+) -->", text)) == sorted(KINDS)
    assert {name for row in rows(text, "section") for name in names(row[0])} >= {"lab", *(each.section for each in TOP)}


def test_every_key_has_a_meaning() -> None:
    text = (DOCS / "dossier-file.md").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    assert lines
    assert not [line for line in lines if line.endswith("|  |")]


def test_every_check_with_its_parameters_is_described() -> None:
    common = {"id", "title", "basis"}
    told = {names(row[0])[0]: set(names(row[1])) for row in rows((DOCS / "policies.md").read_text("utf-8"), "check")}
    assert told == {name: set(each.__struct_fields__) - common for name, each in CHECKS.items()}


def test_every_policy_that_is_shipped_is_described() -> None:
    table = rows((DOCS / "policies.md").read_text("utf-8"), "policy")
    assert {names(row[0])[0] for row in table} == set(load_norm().policies)


def test_every_column_of_the_gaps_is_described() -> None:
    table = rows((DOCS / "gaps.md").read_text("utf-8"), "column")
    assert [names(row[0])[0] for row in table] == list(GapRow._fields)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    optional = project["project"].get("optional-dependencies", {})
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"], *chain(*optional.values())]
    known = {re.split(r"[\[<>=~! ]", each)[0].lower() for each in asked}
    table = rows((ROOT / "ARCHITECTURE.md").read_text("utf-8"), "package")
    assert sorted({name.lower() for row in table for name in names(row[0])}) == sorted(known)
    assert all(len(row) == 3 and row[1] and row[2] for row in table)


# JSON

LAB = "example-lab"
WHEN = ("--as-of", "2026-12-01", "--known-on", "2026-12-01")
DOCUMENTS_AS_JSON: tuple[tuple[str, ...], ...] = (
    ("gate", LAB, *WHEN),
    ("gate", LAB, "--as-of", "2026-08-01", "--known-on", "2026-08-01"),
    ("status", LAB, *WHEN),
    ("compare", LAB, "inspectie-2025", "audit-2025", *WHEN),
    ("trajectory", LAB, *WHEN),
    ("changes", LAB, "--since", "2026-01-01", *WHEN),
    ("gaps", LAB, *WHEN),
    ("labs", *WHEN),
    ("changes", "--since", "2026-01-01", *WHEN),
    *(("portfolio", view, *WHEN) for view in ("heat-map", "failing", "ageing", "upcoming")),
    ("decide", LAB, "maintain_suspension", "--rationale", "An example."),
    ("report", LAB, *WHEN),
    ("report", LAB, "--as-of", "2026-03-01", "--known-on", "2026-03-01"),
    ("report", LAB, "--kind", "facts", *WHEN),
    ("report", LAB, "--assessment", "audit-2025", *WHEN),
    ("policy", "list"),
    ("policy", "show", "resume-bvo-nl"),
    ("controls", "list"),
    ("controls", "show", "A.8.5"),
    ("controls", "crosswalk"),
    ("ledger", "log", LAB),
    ("ledger", "head", LAB),
    ("ledger", "verify"),
    ("evidence", "check", LAB),
    ("draft", "list"),
    ("db", "who", "--activity"),
)
# Keys that are names from the record or the norm, and the parameters of checks: described once, as <…>.
BY_NAME = {
    "ratings": "<assessment>",
    "maps_to": "<edition>",
    "controls[].sources": "<source>",
    "buckets": "<days>",
    "by_grade": "<grade>",
    "by_turn": "<party>",
}
FILES = {  # files and drafts, not answers
    *("nen7510-dossier/1", "nen7510-draft/1", "nen7510-statement-draft/1"),
    *("nen7510-heads/1", "nen7510-workbook/1"),
}
FACTS = {"requirements", "incidents", "enforcement", "commitments", "certificates"}  # as in a dossier file
PARAMETERS = {name for each in CHECKS.values() for name in each.__struct_fields__} - {"id", "title", "basis"}


def test_every_key_of_every_json_document_is_described(tmp_path: Path) -> None:
    seen: dict[str, set[str]] = {}
    place = ["--db", str(tmp_path / "record.db")]
    run(*place, "import", str(ROOT / "data" / f"{LAB}.yaml"))
    run(*place, "correct", "measure", LAB, "M-01", "--reason", "An example.", "--owner", "CISO")
    about = ["--kind", "special", "--title", "An audit", "--performed-by", LAB]
    run(*place, "draft", "start", LAB, "audit-1", *about)
    for arguments in DOCUMENTS_AS_JSON:
        document = json.loads(run(*place, *arguments, "--format", "json"))
        seen.setdefault(document["schema"], set()).update(paths(document))
    anna = Account("anna", "commissioner", "screening", None)  # accounts are on a server
    granted = Granted(anna, datetime(2026, 1, 1, tzinfo=UTC), "beheer")
    seen["nen7510-who/1"] = set(paths(who_document(Access(enforced=True, login="anna", account=anna), [granted])))
    known = {schema: leaves(found) for schema, found in seen.items()}
    headings = re.findall(r"^## (nen7510-\S+)$", prose(DOCS / "json.md"), re.MULTILINE)
    assert set(headings) == set(known) == documents_made() - FILES
    assert {schema: described(schema, known[schema]) for schema in headings} == known


def documents_made() -> set[str]:
    """The names of all documents that the program makes or reads."""
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "nen7510_tracker").rglob("*.py"))
    return set(re.findall(r"nen7510-[a-z-]+/[0-9]+", source))


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.stdout


def paths(value: Any, path: str = "") -> Iterator[str]:
    """The keys of a document: `head.seq`, `criteria[].needs[].text`; only those that hold no others."""
    if isinstance(value, dict):
        known = BY_NAME.get(path) or BY_NAME.get(path.rpartition(".")[2])
        for key, each in value.items():
            name = "<parameter>" if path == "criteria[]" and key in PARAMETERS else known or key
            yield from paths(each, f"{path}.{name}".removeprefix("."))
    elif path in FACTS:
        yield path
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for each in value:
            yield from paths(each, f"{path}[]")
    else:
        yield path


def leaves(seen: set[str]) -> set[str]:
    """Without what holds other keys elsewhere, and was null or empty here."""
    return {path for path in seen if not any(each.startswith((f"{path}.", f"{path}[]")) for each in seen)}


def described(schema: str, known: set[str]) -> set[str]:
    """The keys that are described; `decisions[].*` stands for those known inside it, of which there have to be some."""
    section = (DOCS / "json.md").read_text("utf-8").partition(f"## {schema}\n")[2].partition("\n## ")[0]
    told: set[str] = set()
    for name in (name for row in rows(section, "key") for name in names(row[0])):
        inside = {each for each in known if each.startswith(name[:-1])} if name.endswith(".*") else set()
        told |= inside or {name}
    return told


# Commands that are run


class Step(NamedTuple):
    """A command, what it has to say, and how it has to end."""

    command: str
    says: Sequence[str]
    code: int


def steps(body: str) -> list[Step]:
    found: list[Step] = []
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, *says = part.rstrip("\n").split("\n")
        while command.endswith("\\"):
            command = f"{command[:-1]}{says.pop(0)}"
        if command == "echo $?":
            found[-1] = found[-1]._replace(code=int(says[0]))
        else:
            found.append(Step(command, says, 0))
    return found


@pytest.mark.parametrize(
    "document",
    [each for each in DOCUMENTS if any(b.language == "console" for b in blocks(each))],
    ids=lambda path: path.name,
)
def test_the_commands_do_what_is_shown(document: Path, tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "NEN7510_DB": str(tmp_path / "record.db"),
        "LOGNAME": "auditor",
        "PYTHONPATH": str(ROOT),  # the program of this checkout, wherever another is installed
    }
    for block in blocks(document):
        if block.file:
            (tmp_path / block.file).write_text(block.body, "utf-8")
        for step in steps(block.body) if block.language == "console" else ():
            code, said = done(step.command, tmp_path, environment)
            assert code == step.code, f"{step.command}\n{said[:1500]}"
            missing = not_said(step.says, said)
            assert missing is None, f"$ {step.command}\nlacks: {missing}\n{said[:1500]}"


def done(command: str, folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """The exit code and all that a command says; a shell does what is more than the program and its words."""
    words = shlex.split(command)
    if words[0] == "nen7510" and not SHELL.search(command) and fits(words):
        said = io.StringIO()
        return answered(words[1:], folder, environment, said, said), said.getvalue()
    ended = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout


def not_said(says: Sequence[str], output: str) -> str | None:
    """The first line that is missing in an output, in its order; a line that follows another follows it at once."""
    lines = [line.rstrip() for line in output.splitlines()]
    at, loose = 0, True
    for wanted in says:
        if wanted.strip() == "…":
            loose = True
            continue
        pattern = "*".join(re.sub(r"([\[*?])", r"[\1]", each) for each in wanted.rstrip().split("…"))
        reach = range(at, len(lines)) if loose else range(at, min(at + 1, len(lines)))
        found = next((place for place in reach if fnmatch.fnmatchcase(lines[place], pattern)), None)
        if found is None:
            return wanted
        at, loose = found + 1, False
    return None


@pytest.mark.parametrize(
    ("says", "output", "missing"),
    [
        (["a", "b"], "a\nb\nc\n", None),
        (["b"], "a\nb\n", None),
        (["a", "c"], "a\nb\nc\n", "c"),
        (["a", "…", "c"], "a\nb\nc\n", None),
        (["head 4:…"], "head 4:351c\n", None),
        (["[x] *"], "[x] *\n", None),
        (["[x] *"], "[x] y\n", "[x] *"),
        (["b", "…", "a"], "a\nb\n", "a"),
    ],
)
def test_what_is_shown_is_looked_for_as_it_stands(says: Sequence[str], output: str, missing: str | None) -> None:
    assert not_said(says, output) == missing


def test_every_test_that_the_threat_model_names_is_there() -> None:
    rows = re.findall(r"^\| .* \| (.*) \|$", (ROOT / "SECURITY.md").read_text("utf-8"), re.MULTILINE)
    named = [each for row in rows for each in re.findall(r"`(test_\w+[.]py)::(test_\w+)`", row)]
    assert len(named) > 15
    for file, test in named:
        found = re.search(rf"^(async )?def {test}\(", (ROOT / "tests" / file).read_text("utf-8"), re.MULTILINE)
        assert found, f"{file}::{test}"
