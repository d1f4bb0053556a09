"""Days and instants as people write them, in words, and the day from which a question counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ragbot.errors import QuestionError
from ragbot.timestamps import asked_on, days_in_words, end_of, in_words, problem_of_clock, read_moment
from ragbot.types import Question


def test_a_clock_behind_the_archive_is_told_and_a_little_is_not() -> None:
    def later(**by: int) -> str:
        return (datetime.now(UTC) + timedelta(**by)).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert problem_of_clock(None) is None
    assert problem_of_clock(later(minutes=-1)) is None
    assert problem_of_clock(later(minutes=4)) is None
    assert later(days=300) in (problem_of_clock(later(days=300)) or "")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("2022-06-12", "2022-06-12"),
        (" 2022-06-12\n", "2022-06-12"),
        ("2022-06-12T08:30:00Z", "2022-06-12T08:30:00Z"),
        ("2022-06-12t08:30z", "2022-06-12T08:30:00Z"),
        ("2022-06-12 08:30", "2022-06-12T08:30:00Z"),
        ("2022-06-12T08:30:00.999Z", "2022-06-12T08:30:00Z"),
        ("2022-06-12T00:30:00+02:00", "2022-06-11T22:30:00Z"),
        ("2022-06-12T20:30:00-0700", "2022-06-13T03:30:00Z"),
        ("0800-01-01T00:00:00Z", "0800-01-01T00:00:00Z"),
    ],
)
def test_a_day_or_an_instant_is_read(given: str, read: str) -> None:
    assert read_moment(given) == read


@pytest.mark.parametrize(
    "given",
    [
        "",
        "yesterday",
        "20220612",
        "2022-06",
        "2022-06-31",
        "2022-W23-1",
        "12.6.2022",
        "2022-06-12T25:00:00Z",
        "2022-06-12T08:30:00+99:00",
        "2022-06-12T08",
        "0001-01-01T00:00:00+10:00",
        "９０２２-06-12T08:30:00Z",
        "1655022600",
        "2022-06-12T08:30:00Z; DROP TABLE versions",
        "x" * 5000,
    ],
)
def test_what_is_neither_says_how_to_write_it(given: str) -> None:
    with pytest.raises(QuestionError, match="2022-06-12T08:30:00Z") as raised:
        read_moment(given)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize(
    ("moment", "end"),
    [("2022-06-12", "2022-06-12T23:59:59Z"), ("2022-06-12T08:30:00Z", "2022-06-12T08:30:00Z")],
)
def test_a_day_ends_at_its_last_second_and_an_instant_at_itself(moment: str, end: str) -> None:
    assert end_of(moment) == end


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2026-01-06", "2026-01-06", "6 January 2026"),
        ("2026-01-06T08:00:00Z", "2026-01-06T21:00:00Z", "6 January 2026"),
        ("2026-01-06", "2026-01-09", "6 to 9 January 2026"),
        ("2026-01-30", "2026-02-02", "30 January to 2 February 2026"),
        ("2025-01-30", "2026-01-30", "30 January 2025 to 30 January 2026"),
        ("2025-12-30", "2026-01-02", "30 December 2025 to 2 January 2026"),
        ("2026-02-03", "2026-02-03T24", "3 February 2026"),
    ],
)
def test_days_in_words_say_month_and_year_once_where_both_have_them(since: str, until: str, words: str) -> None:
    assert days_in_words(since, until) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [("2026-01-06", "6 January 2026"), ("0800-12-31T00:00:00Z", "31 December 800"), ("2026-03-10T23", "10 March 2026")],
)
def test_a_day_in_words(day: str, words: str) -> None:
    assert in_words(day) == words


@pytest.mark.parametrize(
    ("question", "day"),
    [
        (Question("Why?", asked_on="2026-01-06", as_of="2026-01-09"), "2026-01-06"),
        (Question("Why?", as_of="2026-01-09"), "2026-01-09"),
        (Question("Why?", as_of="2026-01-09T23:30:00Z"), "2026-01-09"),
    ],
    ids=["its own day", "that of the archive", "that of an instant"],
)
def test_a_question_counts_from_the_day_that_it_names(question: Question, day: str) -> None:
    assert asked_on(question) == date.fromisoformat(day)


@pytest.mark.parametrize("as_of", [None, "9999-12-31"])
def test_a_question_counts_from_today_at_the_latest(as_of: str | None) -> None:
    before = datetime.now(UTC).date()
    assert before <= asked_on(Question("Why?", as_of=as_of)) <= datetime.now(UTC).date()
