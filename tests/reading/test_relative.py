"""The days that are counted from the day when it is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.days import Days
from ragbot.reading.relative import RULES, length

TODAY = date(2026, 3, 18)  # a Wednesday


def days_of(text: str, today: date = TODAY) -> Days | None:
    """Return what the first rule gives that matches the whole text."""
    matches = ((pattern.fullmatch(text), rule) for pattern, rule in RULES)
    return next((days for days in (rule(match, today) for match, rule in matches if match) if days), None)


def of(first: str, last: str = "") -> Days:
    return date.fromisoformat(first), date.fromisoformat(last or first)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on Wednesday", "2026-03-18"),
        ("on Tuesday", "2026-03-17"),
        ("on Thursday", "2026-03-12"),
        ("last Wednesday", "2026-03-11"),
        ("last Tuesday", "2026-03-17"),
        ("this Wednesday", "2026-03-18"),
        ("this Thursday", "2026-03-19"),
        ("next Thursday", "2026-03-19"),
        ("next Tuesday", "2026-03-24"),
        ("Tuesday of last week", "2026-03-10"),
        ("on Friday next week", "2026-03-27"),
        ("last week on Friday", "2026-03-13"),
        ("a week ago on Tuesday", "2026-03-10"),
        ("two weeks ago on Wednesday", "2026-02-25"),
        ("Tuesday before last", "2026-03-10"),
        ("on Tue", "2026-03-17"),
    ],
)
def test_a_weekday_is_the_last_one_unless_another_is_said(text: str, day: str) -> None:
    assert days_of(text) == of(day)


@pytest.mark.parametrize("text", ["Sun", "in Sun", "a month ago on Tuesday", "the year", "past minute"])
def test_what_only_looks_like_a_time_has_no_days(text: str) -> None:
    assert days_of(text) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("this week", of("2026-03-16", "2026-03-22")),
        ("last week", of("2026-03-09", "2026-03-15")),
        ("next week", of("2026-03-23", "2026-03-29")),
        ("the week before last", of("2026-03-02", "2026-03-08")),
        ("the week after next", of("2026-03-30", "2026-04-05")),
        ("last month", of("2026-02-01", "2026-02-28")),
        ("the month before last", of("2026-01-01", "2026-01-31")),
        ("last quarter", of("2025-10-01", "2025-12-31")),
        ("this quarter", of("2026-01-01", "2026-03-31")),
        ("next year", of("2027-01-01", "2027-12-31")),
        ("the year to date", of("2026-01-01", "2026-03-18")),
    ],
)
def test_a_week_or_a_month_of_the_calendar_is_whole(text: str, days: Days) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "today", "saturday"),
    [
        ("this weekend", "2026-03-18", "2026-03-14"),
        ("this weekend", "2026-03-20", "2026-03-21"),
        ("this weekend", "2026-03-21", "2026-03-21"),
        ("this weekend", "2026-03-22", "2026-03-21"),
        ("on this weekend", "2026-03-18", "2026-03-21"),
        ("last weekend", "2026-03-18", "2026-03-14"),
        ("last weekend", "2026-03-22", "2026-03-14"),
        ("next weekend", "2026-03-18", "2026-03-21"),
    ],
)
def test_a_weekend_is_over_on_or_coming(text: str, today: str, saturday: str) -> None:
    first = date.fromisoformat(saturday)
    assert days_of(text, date.fromisoformat(today)) == (first, first + timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("the last seven days", of("2026-03-11", "2026-03-18")),
        ("the past twenty-four hours", of("2026-03-17", "2026-03-18")),
        ("the past two and a half years", of("2023-09-16", "2026-03-18")),
        ("the last few days", of("2026-03-12", "2026-03-18")),
        ("the last days", of("2026-03-12", "2026-03-18")),
        ("the last couple of weeks", of("2026-02-25", "2026-03-18")),
    ],
)
def test_the_past_reaches_back_as_far_as_its_words_may(text: str, days: Days) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("ten days ago", of("2026-03-07", "2026-03-09")),
        ("a week ago", of("2026-03-07", "2026-03-15")),
        ("an hour ago", of("2026-03-16", "2026-03-18")),
        ("a few days ago", of("2026-03-11", "2026-03-17")),
    ],
)
def test_ago_is_as_vague_as_its_unit_is_long_and_never_ahead(text: str, days: Days) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("a year ago today", of("2025-03-18")),
        ("two weeks ago yesterday", of("2026-03-03")),
        ("a year ago this month", of("2025-03-01", "2025-03-31")),
        ("a year ago this week", of("2025-03-17", "2025-03-23")),
        ("this time last year", of("2025-03-18")),
        ("this time last month", of("2026-02-18")),
        ("today last week", of("2026-03-11")),
    ],
)
def test_the_same_day_of_another_time_is_that_day(text: str, days: Days) -> None:
    assert days_of(text) == days


def test_the_same_day_of_a_shorter_month_is_its_last() -> None:
    assert days_of("a month ago today", date(2026, 3, 31)) == of("2026-02-28")
    assert days_of("this time last year", date(2024, 2, 29)) == of("2023-02-28")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("today", of("2026-03-18")),
        ("this morning", of("2026-03-18")),
        ("tonight", of("2026-03-18")),
        ("yesterday", of("2026-03-17")),
        ("last night", of("2026-03-17")),
        ("last nite", of("2026-03-17")),
        ("the day before yesterday", of("2026-03-16")),
        ("overnight", of("2026-03-17", "2026-03-18")),
        ("the other day", of("2026-03-11", "2026-03-17")),
        ("tomorrow", of("2026-03-19")),
    ],
)
def test_a_day_with_a_word_of_its_own_is_that_day(text: str, days: Days) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("count", "unit", "days"),
    [(1, "hour", 1), (25, "hour", 2), (1, "Month", 31), (0.5, "week", 4), (2, "fortnight", 28)],
)
def test_a_length_is_whole_days_rounded_up(count: float, unit: str, days: int) -> None:
    assert length(count, unit) == timedelta(days=days)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(["Monday", "Thursday", "Sunday"]))
def test_on_a_weekday_is_within_the_last_seven_days(today: date, weekday: str) -> None:
    days = days_of(f"on {weekday}", today)
    assert days
    assert days[0] == days[1]
    assert days[0].strftime("%A") == weekday
    assert timedelta(0) <= today - days[0] < timedelta(days=7)
