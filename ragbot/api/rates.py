"""Rates: how often somebody may do something, as a bucket of tokens that fills again with time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from ragbot.api.oldest import drop_oldest

SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0}
MOST_NAMES = 10_000
"""Buckets that are kept, of those who came last: 2 MB."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so many seconds, and as many at once after a rest."""

    most: int
    seconds: float

    @classmethod
    def of(cls, text: str) -> Rate:
        """Read what `RAGBOT_RATE` has: `60/min`."""
        most, _, unit = text.partition("/")
        return cls(int(most), SECONDS[unit])


@dataclass(slots=True)
class Bucket:
    left: float
    filled: float
    """When it was looked at last, by the clock."""


class Buckets:
    """A bucket for each name; who is not seen for long starts with a full one."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self._clock = rate, clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, name: str) -> float:
        """Take a token and return 0.0; with none left, return the seconds until there is one."""
        wait = self.wait(name)
        if not wait:
            self._buckets[name].left -= 1
        return wait

    def wait(self, name: str) -> float:
        """Return the seconds until there is a token; 0.0 when there is one."""
        now, each = self._clock(), self.rate.seconds / self.rate.most
        bucket = self._buckets.setdefault(name, Bucket(self.rate.most, now))
        self._buckets.move_to_end(name)
        drop_oldest(self._buckets, MOST_NAMES)
        bucket.left = min(self.rate.most, bucket.left + (now - bucket.filled) / each)
        bucket.filled = now
        return 0.0 if bucket.left >= 1 else (1 - bucket.left) * each
