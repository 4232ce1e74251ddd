"""The record as DataFrames: the same figures as the commands give, with the columns and types that the page tells."""

import re
import runpy
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from cli_support import TODAY, WHEN, Program, examples, steady

from nen7510_tracker import frames
from nen7510_tracker.dossier.facts import Laboratory
from nen7510_tracker.norm.norm import load_norm
from nen7510_tracker.rules.gaps import GapRow
from nen7510_tracker.service.record import Record
from nen7510_tracker.service.recording import Batch, Call, Told, record_facts
from nen7510_tracker.words.message import InputRejected, StoreUnreachable

__all__ = ["examples", "steady"]

DOCS = Path(__file__).parents[1] / "docs"
NAMES = tuple(frames.DTYPES)


def described() -> dict[str, dict[str, str]]:
    """The types of the columns of each frame as docs/notebook.md tells them."""
    text = (DOCS / "notebook.md").read_text("utf-8")
    table = [[each.strip() for each in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| `")]
    told: dict[str, dict[str, str]] = {name: {} for name in NAMES}
    told["gaps"] = dict.fromkeys(GapRow._fields, "string")
    for frame, columns, dtype, _ in table:
        names = re.findall(r"`(\w+)`", columns)
        told[frame.strip("`")] |= dict.fromkeys(names, dtype.strip("`"))
    return told


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_has_the_columns_and_types_of_the_page_with_rows_and_without(
    name: str, examples: Path, tmp_path: Path
) -> None:
    known = described()[name]
    bare = Record.open(str(tmp_path / "new.db"), load_norm(), create=True)
    with bare as new, frames.reading(examples) as record:
        record_facts(new, {"new": Batch([Told(Laboratory(id="new", name="New"))])}, Call.new("anna", TODAY))
        full = getattr(frames, name)(record, as_of=TODAY)
        empty = getattr(frames, name)(new, as_of=TODAY, labs=[])
    assert len(full) > 10
    assert len(empty) == 0
    for frame in (full, empty):
        assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == known


def test_the_figures_are_those_of_the_commands(examples: Path) -> None:
    program = Program(examples)
    with frames.reading(examples) as record:
        gaps = frames.gaps(record, as_of=TODAY)
        statuses = frames.statuses(record, as_of=TODAY, labs=["example-lab"])
        course = frames.trajectory(record, as_of=TODAY, labs=["example-lab"])
        measures = frames.measures(record, as_of=TODAY, labs=["example-lab"]).set_index("measure")
        milestones = frames.milestones(record, as_of=TODAY, labs=["example-lab"]).set_index("milestone")
    told = program("gaps", *WHEN, "--format", "json").json["gaps"]
    assert gaps["finding"].fillna("").tolist() == [row["finding"] or "" for row in told]
    assert [None if pd.isna(each) else each.date().isoformat() for each in gaps["due"]] == [row["due"] for row in told]
    counts = program("status", "example-lab", *WHEN, "--format", "json").json["counts"]
    assert statuses["status"].value_counts().to_dict() == counts
    assert statuses["status"].min() == "nonconforming"
    document = program("trajectory", "example-lab", *WHEN, "--format", "json").json
    assert course[["open", "claimed", "verified"]].iloc[-1].to_dict() == document["findings"]
    assert measures["slip_days"].dropna().to_dict() == {
        each["id"]: each["slip_days"] for each in document["measures"] if each["slip_days"] is not None
    }
    assert set(milestones.index[milestones["state"] == "reached"]) == {
        each["id"] for each in document["milestones"] if each["reached"]
    }


def test_a_frame_shows_what_was_known_then(examples: Path) -> None:
    with frames.reading(examples) as record:
        early = frames.gaps(record, as_of=TODAY, known_on=date(2025, 6, 1), labs=["example-lab"])
        now = frames.gaps(record, as_of=TODAY, labs=["example-lab"])
    assert early["finding"].nunique() < now["finding"].nunique()
    assert early["known_on"].unique().tolist() == [pd.Timestamp(2025, 6, 1)]


def test_what_is_not_there_is_said(examples: Path, tmp_path: Path) -> None:
    with frames.reading(examples) as record, pytest.raises(InputRejected, match="exmple-lab"):
        frames.gaps(record, as_of=TODAY, labs=["exmple-lab"])
    with pytest.raises(StoreUnreachable), frames.reading(tmp_path / "none.db"):
        pass


def test_the_example_runs(examples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["notebook.py", str(examples), TODAY.isoformat()])
    runpy.run_path(str(DOCS / "notebook.py"), run_name="__main__")
    shown = capsys.readouterr().out
    assert "Findings overdue" in shown
    assert re.search(r"example-lab +INT-04 +major", shown)
