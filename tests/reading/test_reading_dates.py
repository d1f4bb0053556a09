"""The dates that a text names, what they may mean, and whether a source has the same ones."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.dates import Calendar, Day, calendar_of, claimed, dates_in, days_around

TUESDAY = "2026-03-10"


def named(text: str) -> list[Day]:
    """All days that a text may name, in order."""
    return [day for dated in dates_in(text) for day in sorted(dated.readings, key=str)]


def proves(source: str, claim: str, published: str | None = TUESDAY) -> bool:
    """Whether the source has each date of the claim."""
    calendar = calendar_of([source], published)
    tuples = [days for dated in dates_in(claim) for days in claimed(dated, claim)]
    assert tuples, f"no date: {claim}"
    return all(any(map(calendar.proves, days)) for days in tuples)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 2026-03-10T09:12:00Z", [Day(2026, 3, 10)]),
        ("on March 10, 2026", [Day(2026, 3, 10)]),
        ("on Mar. 10", [Day(None, 3, 10)]),
        ("on the 10th of March 2026", [Day(2026, 3, 10)]),
        ("March 10-12, 2026", [Day(2026, 3, 10), Day(2026, 3, 12)]),
        ("from 12 to 14 June", [Day(None, 6, 12), Day(None, 6, 14)]),
        ("in March 2026", [Day(2026, 3)]),
        ("in March", [Day(None, 3)]),
        ("September was cold", [Day(None, 9)]),
        ("on Tuesdays", [Day(weekday=1)]),
        ("in 2026", [Day(2026)]),
        ("in 2019-20", [Day(2019), Day(2020)]),
        ("in 1998–2002", [Day(1998), Day(2002)]),
        ("of 31/12/2025", [Day(2025, 12, 31)]),
        ("of 5/6/2022", [Day(2022, 5, 6), Day(2022, 6, 5)]),
    ],
)
def test_a_date_has_the_parts_that_are_named(text: str, days: list[Day]) -> None:
    assert named(text) == days


@pytest.mark.parametrize(
    "text",
    [
        *("the March to the sea", "She may go", "May said so", "on 31/31/2025", "on the 5th"),
        *("2,026 people", "2026 people", "$2026", "1499", "2026%", "March 10:30", "at March 10 a.m."),
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert not [day for day in named(text) if day.year or day.day]


def test_no_date_is_read_twice_and_they_stand_in_their_order() -> None:
    text = "In 2025, on Tuesday, 10 March 2026, and again on May 3"
    assert [text[slice(*dated.span)] for dated in dates_in(text)] == ["2025", "Tuesday", "10 March 2026", "May 3"]


def test_of_a_range_both_ends_are_claimed_and_of_figures_either_order() -> None:
    for text, count in (("12-14 June", [1, 1]), ("5/6/2022", [2]), ("in June", [1])):
        (dated,) = dates_in(text)
        assert [len(days) for days in claimed(dated, text)] == count


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("It sank on 10 March 2026.", "on 10 March 2026"),
        ("It sank on 10 March 2026.", "in March"),
        ("It sank on 10 March 2026.", "on Tuesday"),
        ("It sank on 10 March.", "on 10 March 2025"),  # a year beside that of the article
        ("It sank on 5 June 2022.", "on 5/6/2022"),
        ("It sank.", "on Tuesday, 10 March"),  # the day of the article
        ("It sank on Monday.", "on 9 March"),
        ("It sank on Wednesday.", "on 11 March"),  # the one to come
        ("It sank on Wednesday.", "on 25 February"),
        ("It sank yesterday.", "on 9 March"),
        ("It sank last night.", "on 9 March"),
        ("It is raised tomorrow.", "on 11 March"),
        ("It sank this morning.", "on 10 March"),
        ("It sank last week.", "in March 2026"),
        ("It sank last month.", "in February 2026"),
        ("It sank this month.", "in March 2026"),
        ("It is raised next year.", "in 2027"),
        ("It sank a year ago.", "in March 2025"),
        ("It sank a month ago.", "in February"),
    ],
)
def test_a_source_proves_a_date_that_it_has_in_any_words(source: str, claim: str) -> None:
    assert proves(source, claim)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("It sank on 10 March 2026.", "on 11 March 2026"),
        ("It sank on 12 March 2026.", "on 12 March 2025"),
        ("It sank on 12 March 2026.", "on Friday"),
        ("It sank on 12 March.", "on 12 March 2023"),
        ("It sank in March 2026.", "on 12 March 2026"),
        ("It sank in March 2026.", "on Wednesday"),
        ("It sank on Monday.", "on 10 February"),
        ("It sank on 12-14 June.", "on 13 June"),
        ("It sank on 12 June.", "from 12 to 14 June"),
        ("It sank last month.", "in January"),
        ("It sank last year.", "in March 2025"),
        ("It sank on 31 February 2026.", "on Saturday"),
    ],
)
def test_a_source_proves_no_date_that_it_does_not_have(source: str, claim: str) -> None:
    assert not proves(source, claim)


def test_without_a_day_of_publication_only_what_is_named_counts() -> None:
    assert not proves("It sank yesterday, on Monday.", "on 9 March", None)
    assert proves("It sank on Monday.", "on Monday", None)
    assert not proves("It sank on 10 March.", "on 10 March 2026", None)


@pytest.mark.parametrize(("days", "is_meant"), [(-14, False), (-13, True), (0, True), (7, True), (8, False)])
def test_a_weekday_is_of_the_two_weeks_before_or_the_one_ahead(days: int, is_meant: bool) -> None:
    (day,) = days_around(date(2026, 3, 10), days, days)
    calendar = calendar_of([f"It sank on {day:%A}."], TUESDAY)
    assert calendar.proves(Day(day.year, day.month, day.day)) is is_meant


def test_a_day_of_the_month_is_looked_for_alone() -> None:
    calendar = calendar_of(["It sank on 5 March.", "It rained in May."], None)
    assert calendar == Calendar(frozenset({Day(None, 3, 5), Day(None, 5)}), None)
    assert calendar.has_day(5)
    assert not calendar.has_day(3)


def test_days_end_where_the_calendar_does() -> None:
    assert list(days_around(date.min, -3, 1)) == [date(1, 1, 1), date(1, 1, 2)]
    assert list(days_around(date.max, -1, 3)) == [date(9999, 12, 30), date(9999, 12, 31)]
    assert list(days_around(date(2026, 3, 10), 1, 0)) == []


@given(
    st.dates(date(1500, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{:%Y-%m-%d}", "{d.day} {d:%B} {d.year}", "{d:%B} {d.day}, {d.year}"]),
)
def test_a_day_proves_itself_however_it_is_written(day: date, form: str) -> None:
    assert proves(f"It sank on {form.format(day, d=day)}.", f"on {day}", None)
