"""How long it takes to import findings, from a file and from a sheet, against a tool for compliance data."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.dossiers import many_findings, written
from benchmarks.timing import Result, command, in_pairs

NEN7510 = str(Path(sys.executable).with_name("nen7510"))
TRESTLE = "compliance-trestle==5.2.0"
FINDINGS = 10_001
ROWS = (137, 1_370, 10_001)
OURS = ("id", "controls", "grade", "title", "statement")
THEIRS = ("POAM ID", "Controls", "Original Risk Rating", "Weakness Name", "Weakness Description")
STAMP = "2026-01-10T12:00:00+00:00"


def results(folder: Path) -> Iterator[Result]:
    """Our `import` against trestle: of a dossier file and an assessment result, of sheets with as many findings."""
    trestle = installed(Path(sys.executable).parents[1].with_name(".venv-trestle"))
    dossier = written(many_findings(FINDINGS), folder / "findings.json")
    oscal = folder / "oscal.json"
    oscal.write_text(json.dumps(oscal_results(many_findings(FINDINGS))), "utf-8")
    workspace = workspace_of(trestle, folder)

    def ours() -> None:
        database = folder / "findings.db"
        for path in folder.glob("findings.db*"):
            path.unlink()
        command([NEN7510, "import", str(dossier)], **{**os.environ, "NEN7510_DB": str(database)})()

    def other() -> None:
        shutil.rmtree(workspace / "assessment-results" / "found", ignore_errors=True)
        words = [trestle, "import", "-f", str(oscal), "-o", "found", "-tr", str(workspace)]
        subprocess.run(words, check=True, capture_output=True)

    yield in_pairs(f"nen7510 import of {FINDINGS:,} findings : trestle import of as many", 1, ours, other, pairs=5)
    for rows in ROWS:
        yield of_sheet(trestle, workspace, folder, rows)


def workspace_of(trestle: str, folder: Path) -> Path:
    """A folder that the other tool works in."""
    workspace = folder / "workspace"
    workspace.mkdir()
    subprocess.run([trestle, "init"], cwd=workspace, check=True, capture_output=True)
    return workspace


def of_sheet(trestle: str, workspace: Path, folder: Path, rows: int) -> Result:
    """Our `import` of a sheet of findings into a record that has the assessment, against `xlsx-to-oscal-poam`."""
    dossier = many_findings(rows)
    findings = dossier["assessments"][0].pop("findings")
    begun, database = folder / f"begun-{rows}.db", folder / f"sheet-{rows}.db"
    environment = {**os.environ, "NEN7510_DB": str(begun)}
    command([NEN7510, "import", str(written(dossier, folder / "assessment.json"))], **environment)()
    values = [(each["id"], _in_a_cell(each), each["grade"], each["title"], each["statement"]) for each in findings]
    sheet = sheet_of([OURS, *values], folder / f"findings-{rows}.xlsx", "Findings")
    weaknesses = [(key, "AC-1", "Moderate", title, text) for key, _, _, title, text in values]
    plan = sheet_of([*[()] * 4, THEIRS, *weaknesses], folder / f"poam-{rows}.xlsx", "Open POA&M Items")
    config = folder / f"poam-{rows}.config"
    lines = (f"xlsx-file = {plan}", f"output-dir = {folder / 'plan'}", "title = Plan", "version = 1", "quiet = true")
    config.write_text("\n".join(["[task.xlsx-to-oscal-poam]", *lines]), "utf-8")

    def ours() -> None:
        shutil.copyfile(begun, database)
        words = [NEN7510, "import", str(sheet), "--lab", dossier["lab"]["id"], "--assessment", "onderzoek"]
        command(words, **{**os.environ, "NEN7510_DB": str(database)})()

    def other() -> None:
        words = [trestle, "task", "xlsx-to-oscal-poam", "-c", str(config)]
        subprocess.run(words, cwd=workspace, check=True, capture_output=True)

    return in_pairs(f"nen7510 import of a sheet of {rows:,} findings : trestle's of as many", 1, ours, other, pairs=5)


def _in_a_cell(finding: dict[str, Any]) -> str:
    """Its control as auditors write it: 5.1 alone may be a clause or a control."""
    control = str(finding["controls"][0])
    return control if control.startswith("A.") else f"eis {control}"


def sheet_of(rows: Sequence[Sequence[str]], path: Path, name: str) -> Path:
    """A workbook of one sheet with texts alone."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it comes without types

    book = Workbook(path)
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write_string(at, column, value)
    book.close()
    return path


def installed(folder: Path) -> str:
    """The other tool, in an environment of its own."""
    if not (folder / "bin" / "trestle").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        environment = {key: value for key, value in os.environ.items() if key != "PIP_CONSTRAINT"}
        pip = [str(folder / "bin" / "pip"), "install", "--quiet", TRESTLE]
        subprocess.run(pip, check=True, env=environment)
    return str(folder / "bin" / "trestle")


def oscal_results(dossier: dict[str, Any]) -> dict[str, Any]:
    """The same findings as an OSCAL assessment result, as far as OSCAL asks for it."""
    findings = dossier["assessments"][0]["findings"]
    return {
        "assessment-results": {
            "uuid": _uuid(0),
            "metadata": {"title": "Onderzoek", "last-modified": STAMP, "version": "1", "oscal-version": "1.1.2"},
            "import-ap": {"href": "#plan"},
            "results": [
                {
                    "uuid": _uuid(1),
                    "title": "Onderzoek",
                    "description": "Onderzoek",
                    "start": STAMP,
                    "reviewed-controls": {"control-selections": [{"include-all": {}}]},
                    "findings": [_oscal_finding(place, each) for place, each in enumerate(findings, start=2)],
                }
            ],
        }
    }


def _oscal_finding(place: int, finding: dict[str, Any]) -> dict[str, Any]:
    control = f"nen-{finding['controls'][0]}"
    target = {"type": "objective-id", "target-id": control, "status": {"state": "not-satisfied"}}
    return {"uuid": _uuid(place), "title": finding["title"], "description": finding["statement"], "target": target}


def _uuid(number: int) -> str:
    return str(UUID(int=number, version=4))
