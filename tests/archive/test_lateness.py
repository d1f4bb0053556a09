"""Why and since when a source is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ragbot.archive.lateness import FAILING, OVERDUE, lateness
from ragbot.archive.source import Source, moment

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


def ago(**span: float) -> str:
    return moment(NOW - timedelta(**span))


FRESH = Source(
    "1f0c",
    "https://daily.example/feed",
    "feed",
    "Daily",
    added=ago(days=30),
    next_check=ago(minutes=-30),
    last_check=ago(minutes=30),
    newest=ago(days=1),
)


def kind(**fields: Any) -> str | None:
    late = lateness(replace(FRESH, **fields), NOW)
    return late.kind if late else None


def test_a_source_with_news_of_yesterday_is_fresh() -> None:
    assert lateness(FRESH, NOW) is None


def test_a_paused_source_is_never_late() -> None:
    assert kind(state="paused", newest=ago(days=300), failures=9, failing_since=ago(days=9)) is None


def test_a_source_is_silent_from_its_patience_on() -> None:
    assert kind(newest=ago(days=7), patience=7 * 86_400) is None
    assert kind(newest=ago(days=7, seconds=1), patience=7 * 86_400) == "silent"


def test_a_source_that_never_had_news_is_silent_since_it_was_added() -> None:
    late = lateness(replace(FRESH, newest=None), NOW)
    assert late
    assert (late.kind, late.since) == ("silent", FRESH.added)
    assert "since it was added on 2026-02-12" in late.why


def test_a_few_failures_are_no_news() -> None:
    assert kind(failures=FAILING - 1, failing_since=ago(hours=2)) is None
    late = lateness(replace(FRESH, failures=FAILING, failing_since=ago(hours=3), error="it timed out"), NOW)
    assert late
    assert (late.kind, late.since) == ("failing", ago(hours=3))
    assert late.why.endswith("it timed out")


@pytest.mark.parametrize(
    ("interval", "since", "is_late"),
    [
        (3600, timedelta(seconds=OVERDUE * 3600), False),
        (3600, timedelta(seconds=OVERDUE * 3600 + 1), True),
        (60, timedelta(minutes=59), False),  # an hour at the least
        (60, timedelta(minutes=61), True),
    ],
)
def test_a_check_is_overdue_after_three_intervals(interval: int, since: timedelta, is_late: bool) -> None:
    due = moment(NOW - since)
    assert (kind(next_check=due, last_check=due, interval=interval) == "unchecked") == is_late


def test_a_source_to_check_at_once_is_not_overdue_since_1970() -> None:
    assert kind(next_check="1970-01-01T00:00:00Z") is None
    assert kind(next_check="1970-01-01T00:00:00Z", last_check=None, added=ago(minutes=5)) is None


def test_a_source_that_is_no_more_is_late_since_its_publisher_said_so() -> None:
    late = lateness(replace(FRESH, state="gone", failing_since=ago(days=2), failures=9), NOW)
    assert late
    assert (late.kind, late.since) == ("gone", ago(days=2))


def test_a_source_that_is_no_more_without_a_failure_is_late_since_its_newest_article() -> None:
    late = lateness(replace(FRESH, state="gone"), NOW)
    assert late
    assert late.since == FRESH.newest
