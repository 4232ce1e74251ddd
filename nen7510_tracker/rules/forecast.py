"""When every finding is at least claimed, as the dossier's own pace would have it (design section 4, Forecast)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from nen7510_tracker.words.message import Message

SEED = 7510  # the same facts give the same projection
WEEK = 7
FEWEST_CLAIMS = 5
FEWEST_WEEKS = 4
HORIZON = 520  # weeks: what would take more than ten years is no projection
MOST_TRIALS = 1000
DRAWS = 60_000  # weeks drawn in all: keeps it within some 10 ms; the longer the way, the less each trial differs


@dataclass(slots=True, frozen=True)
class Forecast:
    """The day on which everything is ready for verification: a projection, never a promise.

    `p50` and `p85`: half, and 85 %, of the resampled futures are there by then; both or neither.
    `why` says why there is none.
    """

    p50: date | None = None
    p85: date | None = None
    why: Message | None = None


def forecast(first_claims: Sequence[date], open_count: int, start: date, as_of: date) -> Forecast:
    """Resample the weekly numbers of first claims from `start` to `as_of` until `open_count` are claimed.

    `first_claims`: of each finding, or group of joined findings, the day on which it was first at
    least claimed; `start`: the day of the trajectory's first event. The weeks are whole ones, counted
    back from `as_of`; the days of a first, incomplete one are left out. Projected days are whole
    weeks after `as_of`. Deterministic for the same arguments, in every version of Python.
    """
    if open_count == 0:
        return Forecast(why=Message("nothing is left open"))
    claims = [claim for claim in first_claims if start <= claim <= as_of]
    weekly = weekly_claims(claims, start, as_of)
    why = _too_little(len(claims), weekly)
    if why:
        return Forecast(why=why)
    return _resampled(weekly, open_count, as_of)


def weekly_claims(claims: Sequence[date], start: date, as_of: date) -> Sequence[int]:
    """The number of claims in each whole week that ends on `as_of` or a multiple of 7 days before, latest first."""
    weeks = max(0, ((as_of - start).days + 1) // WEEK)
    weekly = [0] * weeks
    for claim in claims:
        week = (as_of - claim).days // WEEK
        if week < weeks:
            weekly[week] += 1
    return weekly


def _too_little(claims: int, weekly: Sequence[int]) -> Message | None:
    if claims < FEWEST_CLAIMS:
        return Message(
            "only {n} findings have been claimed so far; a projection takes {least}", n=claims, least=FEWEST_CLAIMS
        )
    if len(weekly) < FEWEST_WEEKS:
        return Message(
            "the trajectory is only {n} whole weeks old; a projection takes {least}", n=len(weekly), least=FEWEST_WEEKS
        )
    return None


def _resampled(weekly: Sequence[int], open_count: int, as_of: date) -> Forecast:
    too_slow = Forecast(why=Message("at the pace so far it would take more than ten years"))
    horizon = min(HORIZON, (date.max - as_of).days // WEEK)
    done = sum(weekly)
    # Wald: a trial is expected to take at most this many weeks, the last week's overshoot included.
    expected = (open_count + max(weekly)) * len(weekly) // done if done else HORIZON + 1
    if expected > HORIZON:
        return too_slow
    trials = min(MOST_TRIALS, DRAWS // max(1, expected))
    futures = sorted(_futures(weekly, open_count, horizon, trials))
    p50, p85 = futures[_place(50, trials)], futures[_place(85, trials)]
    if p85 > horizon:
        return too_slow
    return Forecast(as_of + timedelta(weeks=p50), as_of + timedelta(weeks=p85))


def _place(percent: int, of: int) -> int:
    """The index of the smallest of some sorted values that at least so many percent do not exceed."""
    return -(-percent * of // 100) - 1


def _futures(weekly: Sequence[int], open_count: int, horizon: int, trials: int) -> list[int]:
    """For each trial the number of weeks until all is claimed; horizon + 1 if it is not claimed by then."""
    draw = Random(SEED).random  # noqa: S311 - nothing secret; `random()` alone is the same in every version
    size = len(weekly)
    futures = []
    for _ in range(trials):
        left, weeks = open_count, 0
        while left > 0 and weeks <= horizon:
            left -= weekly[int(draw() * size)]
            weeks += 1
        futures.append(weeks)
    return futures
