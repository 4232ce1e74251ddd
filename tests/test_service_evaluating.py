"""Stored evaluations: the same as fresh ones, whatever is recorded and however the days pass (design section 9)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from memory_record import MemoryRecord
from story import Story
from strategies import LAB, Document, documents

from nen7510_tracker.norm.norm import DEFAULT_EDITION
from nen7510_tracker.service.across import Across, OfLab
from nen7510_tracker.service.changing import changes_of, changes_of_all
from nen7510_tracker.service.evaluated import evaluated
from nen7510_tracker.service.evaluating import Portfolio
from nen7510_tracker.service.gaps import gap_rows
from nen7510_tracker.service.portfolio import LabRow
from nen7510_tracker.service.record import Moment

RANDOM = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


EARLIEST, LATEST = date(2020, 1, 1), date(2040, 1, 1)


def told(row: LabRow) -> LabRow:
    """What a row says, but for the day on which it was worked out."""
    return row._replace(day="")


def plain(labs: Iterable[OfLab[Any]]) -> list[tuple[str, str, list[Any]]]:
    """What is told of some laboratories, as values that are compared."""
    return [(lab, name, list(said)) for lab, name, said in labs]


def assert_as_fresh(portfolio: Portfolio, record: MemoryRecord, today: date) -> None:
    moment = Moment(today, today)
    fresh = evaluated(record.evaluation(LAB, moment))
    assert [told(row) for row in portfolio.rows()] == [told(LabRow._make(fresh.lab))]
    assert list(portfolio.areas()) == fresh.areas
    assert list(portfolio.gaps("nl")) == list(gap_rows(record, [LAB], moment, DEFAULT_EDITION, "nl"))
    kept, anew = (Across(record, [LAB], moment, portfolio=each) for each in (portfolio, None))
    assert plain(kept.looks()) == plain(anew.looks())
    assert plain(kept.open_findings()) == plain(anew.open_findings())
    assert plain(kept.coming()) == plain(anew.coming())


def assert_same_before(row: LabRow, portfolio: Portfolio, story: Story, data: st.DataObject) -> None:
    """Since the day from which the row is as it is nothing turned; and what turned since any day is told in full."""
    moment, record = portfolio.moment, story.record
    first = max(date.fromisoformat(row.same_since), EARLIEST) if row.same_since else EARLIEST
    for since in {first, data.draw(st.dates(EARLIEST, LATEST))}:
        found = list(changes_of_all(record, [LAB], since, moment, portfolio=portfolio))
        assert found == [changes_of(record, LAB, since, moment)]
        assert not (row.is_same_on(since) and found[0].turned)


@RANDOM
@given(documents(), st.data(), st.dates(date(2024, 1, 1), date(2027, 1, 4)))
def test_stored_and_fresh_are_equal_after_any_writes_and_any_days(
    document: Document, data: st.DataObject, today: date
) -> None:
    story = Story(data.draw, document, today.isoformat())
    for _ in range(data.draw(st.integers(1, 4))):
        for _ in range(data.draw(st.integers(0, 2))):
            story.go_on()
        portfolio = Portfolio(story.record, story.record.today)
        portfolio.whole()
        assert_as_fresh(portfolio, story.record, story.record.today)
        (row,) = portfolio.rows()
        assert_same_before(row, portfolio, story, data)
        # Nobody records anything; somebody looks again, some days later, up to the last that the row holds.
        last = date.fromisoformat(row.stays_until) if row.stays_until else LATEST
        for later in {data.draw(st.dates(story.record.today, last)), last}:
            then = Portfolio(story.record, later)
            assert not then.missing
            assert_as_fresh(then, story.record, later)
        story.days += timedelta(days=data.draw(st.integers(0, 200)))
        story.record.call(today=story.days.isoformat())
