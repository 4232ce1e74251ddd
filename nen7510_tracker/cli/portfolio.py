"""The portfolio of today for the commands: what was worked out before is read, the rest worked out in sight."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from nen7510_tracker.cli.output import note
from nen7510_tracker.cli.progress import bar
from nen7510_tracker.cli.speech import say as _

if TYPE_CHECKING:
    from nen7510_tracker.service.across import Across
    from nen7510_tracker.service.evaluating import Portfolio
    from nen7510_tracker.service.record import Moment, Record

MANY = 200  # laboratories: with fewer it is done before anybody wonders


def worked_out(record: "Record", today: date, edition: str, *, parts_only: bool = False) -> "Portfolio":
    """All laboratories of today, as for Portfolio; what is missing is worked out and kept, with progress on stderr.

    Stopped with ctrl-c, what is done stays done: KeyboardInterrupt goes on from here once that was said.
    """
    from nen7510_tracker.service.evaluating import Portfolio

    portfolio = Portfolio(record, today, edition, parts_only=parts_only)
    total = len(portfolio.missing)
    try:
        with _progress(total) as tell:
            for rows in portfolio.work():
                tell(len(rows))
    except KeyboardInterrupt:
        done = portfolio.total - len(portfolio.missing)
        text = "Stopped: {n} of {total} laboratories are worked out and kept; the same command goes on from there."
        note(_(text, n=done, total=portfolio.total))
        raise
    if record.evaluations.trouble:
        note(_(record.evaluations.trouble))
    return portfolio


def across(record: "Record", labs: Sequence[str], moment: "Moment", today: date, edition: str) -> "Across":
    """Some laboratories at a moment: of today what is kept, with what is missing worked out first."""
    from nen7510_tracker.service.across import Across

    return Across(record, labs, moment, edition, portfolio_at(record, moment, today, edition))


def portfolio_at(record: "Record", moment: "Moment", today: date, edition: str) -> "Portfolio | None":
    """All laboratories of a moment, worked out and kept; None: nothing is kept of another moment than today."""
    from nen7510_tracker.service.record import Moment

    return worked_out(record, today, edition) if moment == Moment(today, today) else None


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Shows on a terminal how far it is; elsewhere nothing."""
    if total < MANY or not sys.stderr.isatty():
        yield lambda _done: None
        return
    with bar() as drawn:
        task = drawn.add_task(_("Working out {total} laboratories", total=total), total=total)
        yield lambda done: drawn.advance(task, done)
