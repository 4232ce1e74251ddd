"""How long it takes to import 10,001 findings, against a tool for compliance data that imports as many."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.dossiers import many_findings, written
from benchmarks.timing import Result, command, in_pairs

NEN7510 = str(Path(sys.executable).with_name("nen7510"))
TRESTLE = "compliance-trestle==5.2.0"
FINDINGS = 10_001
STAMP = "2026-01-10T12:00:00+00:00"


def results(folder: Path) -> Iterator[Result]:
    """Our `import` of a dossier file as JSON against `trestle import` of an assessment result."""
    trestle = installed(Path(sys.executable).parents[1].with_name(".venv-trestle"))
    dossier = written(many_findings(FINDINGS), folder / "findings.json")
    oscal = folder / "oscal.json"
    oscal.write_text(json.dumps(oscal_results(many_findings(FINDINGS))), "utf-8")
    workspace = folder / "workspace"
    workspace.mkdir()
    subprocess.run([trestle, "init"], cwd=workspace, check=True, capture_output=True)

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
