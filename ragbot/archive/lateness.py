"""Lateness: why and since when a source may lack news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ragbot.archive.source import Source, read
from ragbot.types import LateKind

FAILING = 3
"""Failures in a row that make a source late: one of a restarted server is no news."""
OVERDUE = 3
"""Intervals without a check that make a source late, for nobody checks it; an hour at the least."""
LEAST_OVERDUE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Lateness:
    """Why a source may lack news."""

    kind: LateKind
    since: str
    """The instant of its newest article, of its first failure, or of the check that did not take place."""
    why: str
    """The reason, in words that go on from the name of the source: "is silent for longer than usual: …"."""


def lateness(source: Source, now: datetime) -> Lateness | None:
    """Return the lateness of `source` at `now`; None when it is fresh, or need not be."""
    if source.state == "paused":
        return None
    heard = source.newest or source.added
    if source.state == "gone":
        return Lateness("gone", source.failing_since or heard, "is no more, says its publisher")
    if source.failures >= FAILING and (since := source.failing_since):
        return Lateness("failing", since, f"cannot be read since {since}: {source.error}")
    if now > _overdue_from(source):
        return Lateness(
            "unchecked",
            source.next_check,
            f"was to be checked at {source.next_check} and was not: does 'ragbot serve' or a timer with sync run?",
        )
    if now - read(heard) > timedelta(seconds=source.patience):
        what = "its newest article is of" if source.newest else "nothing has come since it was added on"
        return Lateness("silent", heard, f"is silent for longer than usual: {what} {heard[:10]}")
    return None


def _overdue_from(source: Source) -> datetime:
    """Return the instant from which on the next check of `source` is overdue."""
    grace = max(OVERDUE * timedelta(seconds=source.interval), LEAST_OVERDUE)
    return read(max(source.next_check, source.last_check or source.added)) + grace
