"""How long somebody waits for a command that has little to do."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.dossiers import LAB, large_dossier, written
from benchmarks.timing import Result, command, in_pairs

NEN7510 = str(Path(sys.executable).with_name("nen7510"))


def results(folder: Path) -> Iterator[Result]:
    """`--version` against importing typer; `gate` on a small dossier against importing what it cannot do without."""
    environment = {**os.environ, "NEN7510_DB": str(folder / "small.db")}
    small = written(
        large_dossier(findings=8) | {"assessments": []} | {"measures": [], "certificates": []}, folder / "small.json"
    )
    command([NEN7510, "import", str(small)], **environment)()
    version = command([NEN7510, "--version"], **environment)
    typer = command([sys.executable, "-c", "import typer"], **environment)
    yield in_pairs("nen7510 --version : import typer", 1.3, version, typer)
    # `gate` says by its exit code that the gate is not met: that is no failure here.
    gate = command(["sh", "-c", f'"{NEN7510}" gate {LAB} --format json; [ $? -le 3 ]'], **environment)
    libraries = command([sys.executable, "-c", "import sqlmodel, typer"], **environment)
    yield in_pairs("nen7510 gate LAB --format json : import sqlmodel, typer", 1.6, gate, libraries)
