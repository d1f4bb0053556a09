"""The habit of a source: the usual time between its arrivals, and how long its silence is usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

HISTORY = 50
"""The number of newest arrivals that make the habit."""
UNKNOWN_INTERVAL = timedelta(hours=1)
UNKNOWN_PATIENCE = timedelta(days=7)
"""The patience with a source that has fewer than FEWEST arrivals."""
FEWEST = 3
QUIET = 10
"""A source that is silent for ten intervals or more is checked less often."""
WEEK = timedelta(days=7)
LEAST_PATIENCE, LEAST_PATIENCE_OF_A_WEEK = timedelta(days=1), timedelta(hours=3)
"""The least patience with a source whose arrivals span less than a week, and with any other: fifty items of a busy feed
are one afternoon, which has no night; a week has its nights and its Sunday."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and the longest time between two checks."""

    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=24)

    def within(self, interval: timedelta) -> timedelta:
        return min(max(interval, self.shortest), self.longest)


def interval_of(arrivals: Sequence[datetime], now: datetime, bounds: Bounds) -> timedelta:
    """Return half the usual time between two arrivals, so that an article waits a quarter; longer in a long silence."""
    past = _past(arrivals, now)
    if len(past) < FEWEST:
        return bounds.within(UNKNOWN_INTERVAL)
    usual = (past[0] - past[-1]) / (len(past) - 1)
    return bounds.within(max(usual / 2, (now - past[0]) / QUIET))


def patience_with(arrivals: Sequence[datetime], now: datetime) -> timedelta:
    """Return 1.5 times the longest silence in the history."""
    past = _past(arrivals, now)
    if len(past) < FEWEST:
        return UNKNOWN_PATIENCE
    longest = max(later - earlier for later, earlier in pairwise(past))
    least = LEAST_PATIENCE_OF_A_WEEK if past[0] - past[-1] >= WEEK else LEAST_PATIENCE
    return max(longest * 1.5, least)


def _past(arrivals: Sequence[datetime], now: datetime) -> list[datetime]:
    """Return the arrivals until now, at most HISTORY of them, the newest first."""
    return sorted((when for when in arrivals if when <= now), reverse=True)[:HISTORY]


def after_failure(failures: int, interval: timedelta, bounds: Bounds) -> timedelta:
    """Return the time to wait after some failures in a row: ever longer, but never for good."""
    doubled: timedelta = bounds.shortest * 2 ** min(failures - 1, 20)
    return min(doubled, max(interval, bounds.longest))


def outside(moment: datetime, hours: frozenset[int], days: frozenset[int]) -> datetime:
    """Return the first moment from `moment` on outside of all `hours` (UTC) and `days`; `moment` when there is none."""
    for later in range(8 * 24):
        at = moment + timedelta(hours=later)
        if at.hour not in hours and at.weekday() not in days:
            return at if not later else at.replace(minute=0, second=0)
    return moment


def next_step(steps: Sequence[timedelta], published: datetime, now: datetime) -> datetime | None:
    """Return when to look at an article again: at the first age in `steps` that it has not reached; else None."""
    return next((published + age for age in sorted(steps) if published + age > now), None)
