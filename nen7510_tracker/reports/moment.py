"""The moment that a document bears."""

from datetime import UTC, date, datetime

from nen7510_tracker.reports.report import Report

NOON = 12


def moment_of(report: Report) -> datetime:
    """Noon of the later of the two days of a report's view, never a clock's."""
    day = max(date.fromisoformat(report.document[key]) for key in ("as_of", "known_on"))
    return datetime(day.year, day.month, day.day, NOON, tzinfo=UTC)
