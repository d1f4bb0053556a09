"""What stands around a time and changes it; times are read in order and apart."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.around import times
from ragbot.reading.days import Days

TODAY = date(2026, 3, 18)  # a Wednesday


def of(first: str, last: str = "") -> Days:
    return date.fromisoformat(first), date.fromisoformat(last or first)


def read(text: str, today: date = TODAY) -> list[tuple[str, str, Days | None]]:
    return [(text[slice(*time.span)], time.frame, time.days) for time in times(text, today)]


@pytest.mark.parametrize(
    ("text", "words", "days"),
    [
        ("ten days before March 15", "ten days before March 15", of("2026-03-05")),
        ("a week after March 2", "a week after March 2", of("2026-03-05", "2026-03-13")),
        ("two hours before January 5, 2024", "two hours before January 5, 2024", of("2024-01-04")),
        ("the day after March 1", "the day after March 1", of("2026-03-02", "2026-03-02")),
        ("the week before March 10", "the week before March 10", of("2026-03-03", "2026-03-09")),
        ("on the eve of March 1", "on the eve of March 1", of("2026-02-28")),
        ("the week of March 4", "the week of March 4", of("2026-03-02", "2026-03-08")),
        ("the week beginning March 4", "the week beginning March 4", of("2026-03-04", "2026-03-10")),
        ("the first Monday in March", "the first Monday in March", of("2026-03-02")),
        ("the last Friday of January", "the last Friday of January", of("2026-01-30")),
        ("the second week of February", "the second week of February", of("2026-02-09", "2026-02-15")),
        ("the first week of January 2026", "the first week of January 2026", of("2026-01-01", "2026-01-04")),
        ("the first days of March", "the first days of March", of("2026-03-01", "2026-03-03")),
        ("the last two weekends of January", "the last two weekends of January", of("2026-01-24", "2026-01-31")),
        ("the first three months of 2025", "the first three months of 2025", of("2025-01-01", "2025-03-31")),
        ("in the month of May", "in the month of May", of("2025-05-01", "2025-05-31")),
    ],
)
def test_the_words_before_a_time_change_it(text: str, words: str, days: Days) -> None:
    for around in (text, f"What was told {text}?"):
        ((read_words, frame, read_days),) = read(around)
        assert (read_words, read_days) == (words, days)
        assert frame == text.split()[0] if text.split()[0] in ("on", "in") else frame == "in"


@pytest.mark.parametrize(
    ("text", "words", "days"),
    [
        ("on Monday and Tuesday", "on Monday and Tuesday", of("2026-03-16", "2026-03-17")),
        ("on Monday, Tuesday and Wednesday", "on Monday, Tuesday and Wednesday", of("2026-03-16", "2026-03-18")),
        ("between Monday and today", "between Monday and today", of("2026-03-16", "2026-03-18")),
        ("from Friday to Monday", "from Friday to Monday", of("2026-03-13", "2026-03-16")),
        ("in January and February", "in January and February", of("2026-01-01", "2026-02-28")),
        ("in 2024 or 2025", "in 2024 or 2025", of("2024-01-01", "2025-12-31")),
        ("How does today's price compare with yesterday's?", "today", of("2026-03-17", "2026-03-18")),
    ],
)
def test_times_of_one_kind_that_are_joined_are_one(text: str, words: str, days: Days) -> None:
    assert read(text) == [(words, "in", days)]


def test_times_of_two_kinds_or_with_two_prepositions_stay_apart() -> None:
    assert [words for words, _, _ in read("in 2024 and on Monday")] == ["in 2024", "on Monday"]
    assert [frame for _, frame, _ in read("since January and before February")] == ["since", "before"]


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("since Monday", "since"),
        ("before 2024-05-01", "before"),
        ("by the end of March", "by"),
        ("after Tuesday's vote", "in"),  # it is about Tuesday
        ("March 3", "in"),
    ],
)
def test_a_time_has_its_preposition(text: str, frame: str) -> None:
    ((_, read_frame, _),) = read(text)
    assert read_frame == frame


@pytest.mark.parametrize(
    "text", ["on Monday week", "on Tuesday last", "on Tuesday before next", "on Tuesday and a half"]
)
def test_a_time_beside_a_word_that_no_rule_reads_means_none_that_can_be_told(text: str) -> None:
    assert [days for _, _, days in read(text)] == [None]


@pytest.mark.parametrize(
    "text", ["", "The ferry sank.", "May resigned", "on February 31, 2026", "20260318", "wednesdayish"]
)
def test_what_is_no_time_is_not_read(text: str) -> None:
    assert read(text) == []


def test_a_year_that_owns_a_name_is_weak() -> None:
    assert [(time.weak, time.days) for time in times("Who won this year's US Open?", TODAY)] == [
        (True, of("2026-01-01", "2026-12-31"))
    ]
    assert [time.weak for time in times("Who won this year?", TODAY)] == [False]


@pytest.mark.parametrize("text", ["the fifth Monday of February", "the fifth weekend of February"])
def test_what_a_month_does_not_have_is_not_read(text: str) -> None:
    assert all("fifth" not in words for words, _, _ in read(text))


WORDS = "on in since Monday Tuesday and to from week of before after March 3 2024 days ago last year's , . ?"


@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join), st.dates(date(1990, 1, 1), date(2090, 1, 1))
)
def test_times_stand_in_order_and_apart(text: str, today: date) -> None:
    end = 0
    for time in times(text, today):
        assert end <= time.span[0] < time.span[1] <= len(text)
        end = time.span[1]
        assert time.days is None or time.days[0] <= time.days[1]
