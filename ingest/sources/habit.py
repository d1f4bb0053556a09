"""The habit of a source: how often it is to be checked, and how long its silence is nothing unusual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

HISTORY = 50
"""Arrivals from which the habit is learned, the newest ones."""
UNKNOWN_INTERVAL = timedelta(hours=1)
UNKNOWN_PATIENCE = timedelta(days=7)
"""Of a source with fewer than FEWEST arrivals."""
FEWEST = 3
QUIET = 10
"""A source that has been silent for so many times an interval is checked less often."""
WEEK = timedelta(days=7)
LEAST_PATIENCE, LEAST_PATIENCE_OF_A_WEEK = timedelta(days=1), timedelta(hours=3)
"""Fifty items of a busy feed are one afternoon, which tells nothing of its nights; a week has its nights and its
Sunday."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between two checks."""

    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=24)

    def within(self, interval: timedelta) -> timedelta:
        return min(max(interval, self.shortest), self.longest)


def interval_of(arrivals: Sequence[datetime], now: datetime, bounds: Bounds) -> timedelta:
    """Half the usual time between two arrivals: an article waits for a quarter of it. Longer in a long silence."""
    past = _past(arrivals, now)
    if len(past) < FEWEST:
        return bounds.within(UNKNOWN_INTERVAL)
    usual = (past[0] - past[-1]) / (len(past) - 1)
    return bounds.within(max(usual / 2, (now - past[0]) / QUIET))


def patience_with(arrivals: Sequence[datetime], now: datetime) -> timedelta:
    """Half as long again as the longest silence in its history."""
    past = _past(arrivals, now)
    if len(past) < FEWEST:
        return UNKNOWN_PATIENCE
    longest = max(later - earlier for later, earlier in pairwise(past))
    least = LEAST_PATIENCE_OF_A_WEEK if past[0] - past[-1] >= WEEK else LEAST_PATIENCE
    return max(longest * 1.5, least)


def _past(arrivals: Sequence[datetime], now: datetime) -> list[datetime]:
    """The newest ones, newest first; what is dated in the future tells nothing."""
    return sorted((when for when in arrivals if when <= now), reverse=True)[:HISTORY]


def after_failure(failures: int, interval: timedelta, bounds: Bounds) -> timedelta:
    """How long to wait after so many failures in a row: ever longer, but never for good."""
    doubled: timedelta = bounds.shortest * 2 ** min(failures - 1, 20)
    return min(doubled, max(interval, bounds.longest))


def outside(moment: datetime, hours: frozenset[int], days: frozenset[int]) -> datetime:
    """The first moment from then on that is in none of these hours (UTC) and on none of these days; its own in vain."""
    for later in range(8 * 24):
        at = moment + timedelta(hours=later)
        if at.hour not in hours and at.weekday() not in days:
            return at if not later else at.replace(minute=0, second=0)
    return moment


def next_step(steps: Sequence[timedelta], published: datetime, now: datetime) -> datetime | None:
    """When an article is to be looked at again: at the first of these ages that it has not reached."""
    return next((published + age for age in sorted(steps) if published + age > now), None)
