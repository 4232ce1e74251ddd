"""How long it takes to see the gaps: against pandas on the spreadsheet that people keep them in now."""

import csv
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from benchmarks.dossiers import LAB, large_dossier, written
from benchmarks.timing import Measured, command, in_pairs
from nen7510_tracker.norm.norm import DEFAULT_EDITION, load_norm
from nen7510_tracker.rules.evaluation import Evaluation
from nen7510_tracker.service.record import Moment, Record

NEN7510 = str(Path(sys.executable).with_name("nen7510"))
TODAY = date(2026, 11, 1)
# What somebody does in a notebook: the controls that are not in order, with what is open on them.
PANDAS = """
import sys
import pandas as pd
sheets = pd.read_excel(sys.argv[1], sheet_name=None, engine="calamine", dtype=str)
controls, findings = sheets["Controls"], sheets["Findings"]
open_ = findings[findings["state"] != "closed"]
gaps = controls[~controls["status"].isin(["conforming", "not_applicable"])]
gaps.merge(open_, on="control", how="left").to_csv(sys.argv[2], index=False)
"""


def results(folder: Path) -> Iterator[Measured]:
    """`nen7510 gaps LAB --format csv` against reading a sheet of controls and one of findings, and joining them.

    Both are whole commands. Raises ValueError when they do not find the same.
    """
    environment = {**os.environ, "NEN7510_DB": str(folder / "gaps.db"), "XDG_CACHE_HOME": str(folder / "gaps-cache")}
    command([NEN7510, "import", str(written(large_dossier(), folder / "gaps.json"))], **environment)()
    book = _kept_by_hand(folder / "gaps.db", folder / "gaps.xlsx")
    ours, theirs = folder / "ours.csv", folder / "theirs.csv"
    words = [NEN7510, "gaps", LAB, "--as-of", str(TODAY), "--format", "csv", "-o", str(ours)]
    pandas = [sys.executable, "-c", PANDAS, str(book), str(theirs)]
    result = in_pairs(
        "nen7510 gaps LAB as CSV : pandas reads the spreadsheet and joins the same",
        1,
        command(words, **environment),
        command(pandas, **environment),
    )
    if _found(ours) != _found(theirs):
        raise ValueError("they do not find the same gaps")
    yield result


def _kept_by_hand(record: Path, path: Path) -> Path:
    """The same as people keep it: a sheet of controls with their status, one of findings with a row per control."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it comes without types

    with Record.open(str(record), load_norm()) as opened:
        evaluation = opened.evaluation(LAB, Moment(TODAY, TODAY))
    book = Workbook(path)
    for name, rows in (("Controls", _controls(evaluation)), ("Findings", _findings(evaluation))):
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return path


def _controls(evaluation: Evaluation) -> Iterator[Sequence[str]]:
    yield "area", "control", "title", "status"
    for each in evaluation.statuses().values():
        control = evaluation.norm.edition(DEFAULT_EDITION).controls[each.control]
        yield control.area, control.id, control.title("nl"), each.status


def _findings(evaluation: Evaluation) -> Iterator[Sequence[str]]:
    yield "control", "finding", "grade", "state", "title", "statement", "due"
    for each in evaluation.findings.values():
        finding = each.finding
        texts = finding.grade, "closed" if each.is_closed else "open", finding.title, finding.statement
        for control in dict.fromkeys(finding.controls):
            yield control, finding.id, *(text or "" for text in texts), str(finding.due or "")


def _found(path: Path) -> set[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["control"], row["finding"]) for row in csv.DictReader(file)}
