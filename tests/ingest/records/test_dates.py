"""Dates as publishers write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest.records.dates import is_plausible, is_update, parse_date


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-10", "2026-03-10"),
        ("20260310", "2026-03-10"),
        (20260310, "2026-03-10"),
        ("2026/3/10", "2026-03-10"),
        ("10 March 2026", "2026-03-10"),
        ("Published on: March 10, 2026", "2026-03-10"),
        ("4. März 2026", "2026-03-04"),
        ("2026年3月10日", "2026-03-10"),
        ("20260310091200", "2026-03-10"),  # its hour has no zone
        ("2026-03-10T09:12:00", "2026-03-10"),
    ],
)
def test_a_day_is_read(value: object, day: str) -> None:
    assert parse_date(value) == day


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2026-03-10T09:12:00Z", "2026-03-10T09:12:00Z"),
        ("2026-03-10T23:30:00-05:00", "2026-03-10T23:30:00-05:00"),  # the publisher's own day
        ("2026-03-10T09:12:00.123+00:00", "2026-03-10T09:12:00Z"),
        ("Tue, 10 Mar 2026 09:12:00 EST", "2026-03-10T09:12:00-05:00"),
        ("Mar 10, 2026 | 9:12 AM GMT", "2026-03-10T09:12:00Z"),
        (1773133920, "2026-03-10T09:12:00Z"),
        (1773133920000, "2026-03-10T09:12:00Z"),
        ("1773133920", "2026-03-10T09:12:00Z"),
    ],
)
def test_an_instant_keeps_its_publishers_offset(value: object, instant: str) -> None:
    assert parse_date(value) == instant


@pytest.mark.parametrize(
    "value",
    [
        *("", "yesterday", "June 2022", "06/12/2022", "March 10", "2026-13-40", "2026-02-30", "9999-01-01"),
        *(None, True, 0, 5, float("nan"), float("inf"), [], {}, b"2026-03-10", "1" * 5000, "0001-01-01"),
    ],
)
def test_nothing_is_guessed(value: object) -> None:
    assert parse_date(value) is None


def test_only_its_own_word_makes_a_date_an_update() -> None:
    assert is_update("Last updated 10:12 GMT, March 10, 2026")
    assert is_update(" Modified: 2026-03-10")
    assert not is_update("Published 2026-03-10, updated later")
    assert not is_update(None)


def test_news_of_the_day_after_tomorrow_is_not_plausible() -> None:
    now = datetime.now(UTC)
    assert is_plausible(f"{now:%Y-%m-%d}")
    assert is_plausible(f"{now + timedelta(hours=20):%Y-%m-%dT%H:%M:%SZ}")
    assert not is_plausible(f"{now + timedelta(days=3):%Y-%m-%d}")
    assert not is_plausible("1970-01-01T00:00:00Z")  # an empty field
