"""The days that a date means on the day when it is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.days import COMING, RULES, Days, meant, months, part_of, yearly, years_in

TODAY = date(2026, 3, 18)
DAY = timedelta(days=1)


def days_of(text: str, today: date = TODAY) -> Days | None:
    """Return what the first rule gives that matches the whole text."""
    matches = ((pattern.fullmatch(text), rule) for pattern, rule in RULES)
    return next((rule(match, today) for match, rule in matches if match), None)


def of(first: str, last: str = "") -> Days:
    return date.fromisoformat(first), date.fromisoformat(last or first)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("from 1999 to 2026, and 2026 again", {"1999", "2026"}),
        ("in 1899, 2126 and 20261", set()),
        ("the 2020s and A2020", set()),
        ("", set()),
    ],
)
def test_a_year_is_named_by_its_four_digits_alone(text: str, years: set[str]) -> None:
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("year", "month", "count", "days"),
    [
        (2026, 2, 1, of("2026-02-01", "2026-02-28")),
        (2024, 2, 1, of("2024-02-01", "2024-02-29")),
        (2026, 12, 3, of("2026-12-01", "2027-02-28")),
        (2026, 0, 1, of("2025-12-01", "2025-12-31")),
        (2026, -1, 2, of("2025-11-01", "2025-12-31")),
        (2020, 1, 120, of("2020-01-01", "2029-12-31")),
    ],
)
def test_months_are_whole_and_go_over_the_end_of_a_year(year: int, month: int, count: int, days: Days) -> None:
    assert months(year, month, count) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-03-01", of("2026-03-01")),
        ("2026/03/01", of("2026-03-01")),
        ("13/03/2026", of("2026-03-13")),
        ("03/13/2026", of("2026-03-13")),
        ("10.03.2026", of("2026-03-10")),
        ("10/10/2026", of("2026-10-10")),
        ("10/03/2026", None),  # in March or in October
        ("2026-03", of("2026-03-01", "2026-03-31")),
        ("2011-12", None),  # a season
        ("3-March-2026", of("2026-03-03")),
    ],
)
def test_a_date_in_figures_is_its_day_unless_it_may_be_two(text: str, days: Days | None) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on March 3rd", of("2026-03-03")),
        ("on 3 March", of("2026-03-03")),
        ("on May 3", of("2025-05-03")),
        ("on April 4", of("2026-04-04")),  # near ahead
        ("on May 3, 2022", of("2022-05-03")),
        ("March the twenty-second", of("2026-03-22")),
        ("the twelfth of March", of("2026-03-12")),
        ("the thirtieth of January", of("2026-01-30")),
        ("March 3-5", of("2026-03-03", "2026-03-05")),
        ("3 to 5 March", of("2026-03-03", "2026-03-05")),
        ("on February 29", of("2024-02-29")),  # the last one
        ("on the 17th", of("2026-03-17")),
        ("on the 19th", of("2026-02-19")),
        ("on the 31st", of("2026-01-31")),
        ("the 17th", None),
    ],
)
def test_a_day_without_its_year_is_the_last_one_or_one_near_ahead(text: str, days: Days | None) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("in January", of("2026-01-01", "2026-01-31")),
        ("in March", of("2026-03-01", "2026-03-31")),
        ("in June", of("2025-06-01", "2025-06-30")),
        ("next June", of("2026-06-01", "2026-06-30")),
        ("last March", of("2025-03-01", "2025-03-31")),
        ("June 2024", of("2024-06-01", "2024-06-30")),
        ("June last year", of("2025-06-01", "2025-06-30")),
        ("after May", None),  # somebody of that name
        ("on May", None),
        ("in 2024", of("2024-01-01", "2024-12-31")),
        ("'26", of("2026-01-01", "2026-12-31")),
        ("'27", of("2027-01-01", "2027-12-31")),
        ("'28", of("1928-01-01", "1928-12-31")),
        ("the 1990s", of("1990-01-01", "1999-12-31")),
    ],
)
def test_a_month_or_a_year_is_whole(text: str, days: Days | None) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Q4 2025", of("2025-10-01", "2025-12-31")),
        ("Q1", of("2026-01-01", "2026-03-31")),
        ("Q4", of("2025-10-01", "2025-12-31")),
        ("H2 2025", of("2025-07-01", "2025-12-31")),
        ("H2", None),
        ("the fourth quarter of 2025", of("2025-10-01", "2025-12-31")),
        ("the fourth quarter", None),  # of a game
        ("in the summer", of("2025-06-01", "2025-08-31")),
        ("this winter", of("2025-12-01", "2026-02-28")),
        ("this summer", of("2026-06-01", "2026-08-31")),  # the last one is long over
        ("summer 2024", of("2024-06-01", "2024-08-31")),
        ("fall", None),
    ],
)
def test_a_quarter_or_a_season_needs_something_that_shows_it_is_one(text: str, days: Days | None) -> None:
    assert days_of(text) == days


def test_a_quarter_of_which_figures_are_told_is_one_of_the_year() -> None:
    pattern, rule = next((pattern, rule) for pattern, rule in RULES if pattern.fullmatch("the fourth quarter"))
    match = pattern.search("What was the profit in the fourth quarter?")
    assert match
    assert rule(match, TODAY) == of("2025-10-01", "2025-12-31")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("at Easter", of("2025-04-18", "2025-04-21")),
        ("Easter 2026", of("2026-04-03", "2026-04-06")),
        ("Easter Sunday 2024", of("2024-03-31")),
        ("Easter Monday 2038", of("2038-04-26")),
        ("Easter Sunday 2000", of("2000-04-23")),
        ("last Christmas", of("2025-12-25")),
        ("next Christmas", of("2026-12-25")),
        ("Christmas Eve last year", of("2025-12-24")),
        ("on Boxing Day", of("2025-12-26")),
        ("the turn of the year", of("2025-12-25", "2026-01-07")),
        ("by year-end", of("2026-12-25", "2026-12-31")),
    ],
)
def test_a_holiday_is_the_last_one_or_the_one_that_is_named(text: str, days: Days) -> None:
    if text == "by year-end":  # SOON is half a year
        assert days_of(text, date(2026, 11, 1)) == days
    else:
        assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("between January 3 and January 9", of("2026-01-03", "2026-01-09")),
        ("from May 3 to 5, 2022", of("2022-05-03", "2022-05-05")),
        ("from 3 to 5 May 2022", of("2022-05-03", "2022-05-05")),
        ("from 2020 to 2022", of("2020-01-01", "2022-12-31")),
        ("from December to February", of("2025-12-01", "2026-02-28")),
    ],
)
def test_a_range_is_from_the_first_day_to_the_last(text: str, days: Days) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize("text", ["on February 31, 2026", "2026-13-01", "99.99.2026"])
def test_a_day_that_there_is_not_raises_the_error_of_dates(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|month"):
        days_of(text)


MARCH = of("2026-03-01", "2026-03-31")


@pytest.mark.parametrize(
    ("part", "days"),
    [
        (None, MARCH),
        ("early", of("2026-03-01", "2026-03-11")),
        ("the start of", of("2026-03-01", "2026-03-11")),
        ("mid", of("2026-03-11", "2026-03-21")),
        ("the first half of", of("2026-03-01", "2026-03-16")),
        ("Second half of", of("2026-03-16", "2026-03-31")),
        ("late", of("2026-03-21", "2026-03-31")),
        ("the end of", of("2026-03-21", "2026-03-31")),
    ],
)
def test_a_part_is_a_third_or_a_half(part: str | None, days: Days) -> None:
    assert part_of(part, MARCH) == days


def test_less_than_a_week_has_no_parts() -> None:
    assert part_of("late", of("2026-03-01", "2026-03-06")) == of("2026-03-01", "2026-03-06")
    assert part_of("late", of("2026-03-01", "2026-03-07")) == of("2026-03-05", "2026-03-07")


@pytest.mark.parametrize(
    ("which", "coming", "year"),
    [
        (None, timedelta(0), 2025),
        ("last", timedelta(0), 2025),
        ("next", timedelta(0), 2026),
        (None, timedelta(days=92), 2026),
        (None, timedelta(days=17), 2026),
        (None, timedelta(days=13), 2025),
    ],
)
def test_of_days_that_come_again_the_last_are_meant_or_those_near_ahead(
    which: str | None, coming: timedelta, year: int
) -> None:
    assert meant(yearly(4, 1, TODAY), which, TODAY, coming)[0].year == year


def test_what_has_begun_is_meant_and_the_last_one_is_over() -> None:
    assert meant(yearly(3, 1, TODAY), None, TODAY, COMING) == MARCH
    assert meant(yearly(3, 1, TODAY), "last", TODAY) == of("2025-03-01", "2025-03-31")


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 12), st.sampled_from([None, "last", "next"]))
def test_a_month_is_over_or_on_unless_the_next_is_meant(today: date, month: int, which: str | None) -> None:
    first, last = meant(yearly(month, 1, today), which, today)
    assert first.month == last.month == month
    assert first > today if which == "next" else first <= today
    assert which != "last" or last < today
