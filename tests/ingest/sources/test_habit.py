"""A source is checked as often as it brings something, and missed when it is silent for longer than usual."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest.sources.habit import Bounds, after_failure, interval_of, next_step, outside, patience_with

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BOUNDS = Bounds()


def every(count: int, **span: float) -> list[datetime]:
    return [NOW - n * timedelta(**span) for n in range(count)]


@pytest.mark.parametrize(
    ("arrivals", "interval"),
    [
        (every(20, hours=2), timedelta(hours=1)),
        (every(20, minutes=1), timedelta(minutes=5)),
        (every(20, days=9), timedelta(hours=24)),
        (every(2, hours=2), timedelta(hours=1)),
        ([], timedelta(hours=1)),
        ([NOW - timedelta(hours=200) + each for each in (timedelta(0), -timedelta(hours=1), -timedelta(hours=2))],
         timedelta(hours=20)),
        ([NOW + timedelta(days=90), *every(20, hours=2)], timedelta(hours=1)),
    ],
)  # fmt: skip
def test_the_interval_is_half_of_the_usual_time_within_bounds(arrivals: list[datetime], interval: timedelta) -> None:
    assert interval_of(arrivals, NOW, BOUNDS) == interval


@pytest.mark.parametrize(
    ("arrivals", "patience"),
    [
        (every(50, minutes=10), timedelta(days=1)),  # an afternoon tells nothing of its nights
        (every(50, hours=6), timedelta(hours=9)),
        ([*every(50, hours=1), NOW - timedelta(days=9)], timedelta(days=1)),
        ([*every(8, days=1), NOW - timedelta(days=10)], timedelta(days=4.5)),
        (every(2, hours=1), timedelta(days=7)),
    ],
)
def test_patience_is_half_as_long_again_as_the_longest_silence(arrivals: list[datetime], patience: timedelta) -> None:
    assert patience_with(arrivals, NOW) == patience


def test_failures_make_it_wait_ever_longer_but_never_for_good() -> None:
    waits = [after_failure(n, timedelta(hours=1), BOUNDS) for n in (1, 2, 3, 9, 10, 1000)]
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes == [5, 10, 20, 1280, 1440, 1440]


def test_hours_and_days_that_a_publisher_excludes_are_waited_for() -> None:
    at = datetime(2026, 3, 10, 23, 20, tzinfo=UTC)  # a Tuesday
    assert outside(at, frozenset(), frozenset()) == at
    assert outside(at, frozenset({23, 0, 1}), frozenset()) == datetime(2026, 3, 11, 2, tzinfo=UTC)
    assert outside(at, frozenset(), frozenset({1, 2})) == datetime(2026, 3, 12, 0, tzinfo=UTC)
    assert outside(at, frozenset(range(24)), frozenset()) == at, "who excludes everything excludes nothing"


def test_the_next_age_is_the_first_that_was_not_reached() -> None:
    ages = tuple(timedelta(hours=hours) for hours in (1, 6, 24))
    assert next_step(ages, NOW, NOW) == NOW + timedelta(hours=1)
    assert next_step(ages, NOW - timedelta(hours=5), NOW) == NOW + timedelta(hours=1)
    assert next_step(ages, NOW - timedelta(hours=24), NOW) is None
    assert next_step((), NOW, NOW) is None
