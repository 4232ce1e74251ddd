"""An example: the portfolio in a few questions, with pandas. See notebook.md.

    python docs/notebook.py record.db 2026-11-24

In a notebook, take over what stands in `main` cell by cell.
"""

import sys
from datetime import date

import pandas as pd

from nen7510_tracker import frames


def main(place: str, as_of: date) -> None:
    """Print the tables."""
    with frames.reading(place) as record:
        statuses = frames.statuses(record, as_of=as_of)
        gaps = frames.gaps(record, as_of=as_of)
        trajectory = frames.trajectory(record, as_of=as_of)
        measures = frames.measures(record, as_of=as_of)

    _show("Controls by status", pd.crosstab(statuses["lab"], statuses["status"]))

    part_2 = statuses[statuses["part"] == 2]
    # The statuses are ordered: the least is the worst.
    worst = part_2.pivot_table(index="lab", columns="area", values="status", aggfunc="min", observed=True)
    _show("The worst status in each theme of part 2", worst)

    # A finding on three controls stands in three rows: count it once.
    findings = gaps.dropna(subset=["finding"]).drop_duplicates(["lab", "finding"])
    late = findings[findings["days_overdue"].notna()]
    shown = late[["lab", "finding", "grade", "due", "days_overdue"]].sort_values("days_overdue", ascending=False)
    _show("Findings overdue, the longest first", shown.set_index("lab"))

    done = measures[measures["state"] == "done"]
    _show("Slip of the measures done, in days", done.groupby("lab")["slip_days"].agg(["count", "median", "max"]))

    open_by_month = (
        trajectory.pivot_table(index="on", columns="lab", values="open", aggfunc="last").ffill().resample("QE").last()
    )
    _show("Findings open at the end of each quarter", open_by_month.fillna(0).astype(int))


def _show(title: str, table: pd.DataFrame) -> None:
    sys.stdout.write(f"{title}\n\n{table.to_string()}\n\n")


if __name__ == "__main__":
    main(sys.argv[1], date.fromisoformat(sys.argv[2]))
