"""Gaps of several laboratories, and the part of them for outsiders."""

from nen7510_tracker.rules.gaps import GapRow
from nen7510_tracker.service.gaps import public

FINDING = GapRow(
    lab="lab",
    as_of="2026-01-01",
    known_on="2026-01-01",
    edition="nen7510:2024",
    area="A.8",
    control="A.8.5",
    control_title="Secure authentication",
    status="nonconforming",
    finding="F-1",
    grade="major",
    priority=1,
    state="open",
    turn="lab",
    finding_title="Geen tweede factor",
    statement="Inloggen met alleen een wachtwoord",
    cause="x",
    source=("igj",),
    found_on="2025-12-16",
    due="2026-06-30",
    days_overdue=3,
    measures=("M-1",),
    owner=("CISO",),
    progress=("40",),
    planned_end=("2026-05-01",),
    evidence=("ev-1",),
    last_note="x",
    last_changed="2026-01-01",
    same_as=("F-2",),
    blocks=("majors",),
)


def test_of_a_finding_only_id_area_grade_state_and_due_are_told() -> None:
    (row,) = public([FINDING])
    told = {name: value for name, value in row._asdict().items() if value}
    assert told == {
        "lab": "lab",
        "as_of": "2026-01-01",
        "known_on": "2026-01-01",
        "edition": "nen7510:2024",
        "area": "A.8",
        "finding": "F-1",
        "grade": "major",
        "state": "open",
        "due": "2026-06-30",
        "measures": ("M-1",),
        "planned_end": ("2026-05-01",),
    }


def test_how_many_controls_a_finding_is_on_is_not_told() -> None:
    assert len(public([FINDING, FINDING._replace(control="A.8.2")])) == 1
    assert len(public([FINDING, FINDING._replace(control="A.5.1", area="A.5")])) == 2


def test_a_control_without_finding_shows_its_status_alone() -> None:
    alone = FINDING._replace(finding=None, grade=None, state=None, due=None)
    (row,) = public([alone])
    assert (row.control, row.status, row.measures, row.last_note) == ("A.8.5", "nonconforming", (), None)
