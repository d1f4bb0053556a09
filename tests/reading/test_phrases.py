"""Phrases that name a time, with the preposition before them and nothing that goes on after them."""

from __future__ import annotations

import re

import pytest

from ragbot.reading.phrases import (
    FIGURES,
    MONTH,
    MONTH_AND_DAY,
    NAMED_DAY,
    NAMES,
    NEWEST,
    PLAIN,
    WEEKDAY,
    YEAR,
    frame,
    is_possessive,
    is_time,
    looks_ahead,
    pattern_of,
)


def match(phrase: str, text: str) -> re.Match[str]:
    found = pattern_of(phrase).search(text)
    assert found
    return found


@pytest.mark.parametrize(
    ("phrase", "text", "matched", "preposition", "part"),
    [
        (MONTH, "What sank in early June?", "in early June", "in", "early"),
        (MONTH, "What sank since the end of June 2025?", "since the end of June 2025", "since", "the end of"),
        (MONTH_AND_DAY, "It sank on JUNE 3RD, 2025.", "on JUNE 3RD, 2025", "on", None),
        (YEAR, "fewer than in 2025", "than in 2025", "than", None),
        (YEAR, "compared with 2025", "compared with 2025", "compared", None),
        (WEEKDAY, "after Tuesday's vote", "after Tuesday", "in", None),
        (WEEKDAY, "after Tuesday", "after Tuesday", "after", None),
        (NAMED_DAY, "yesterdays news", "yesterdays", "in", None),
    ],
)
def test_a_phrase_is_found_with_its_preposition_and_its_part(
    phrase: str, text: str, matched: str, preposition: str, part: str | None
) -> None:
    found = match(phrase, text)
    assert (found[0], frame(found), found["part"]) == (matched, preposition, part)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        (YEAR, "20251"),
        (YEAR, "$2025"),
        (YEAR, "2025 dollars"),
        (YEAR, "2025%"),
        (YEAR, "2025.5"),
        (YEAR, "2025-style"),
        (YEAR, "1825"),
        (MONTH, "Junely"),
        (MONTH, "we march on"),
        (MONTH_AND_DAY, "July 4, 1776"),
        (MONTH_AND_DAY, "June 32"),
        (WEEKDAY, "ſunday"),
        (WEEKDAY, "Tuesday 3 March"),
    ],
)
def test_a_phrase_is_not_found_where_something_goes_on(phrase: str, text: str) -> None:
    assert pattern_of(phrase).search(text) is None


@pytest.mark.parametrize(
    ("phrase", "text", "time"),
    [
        (MONTH, "June", False),
        (MONTH, "in June", True),
        (MONTH, "last June", True),
        (MONTH, "June 2025", True),
        (YEAR, "2025", False),
        (YEAR, "early 2025", True),
        (WEEKDAY, "Friday", False),
        (WEEKDAY, "Friday night", True),
        (NAMED_DAY, "today", True),
    ],
)
def test_a_name_or_a_number_alone_is_no_time(phrase: str, text: str, time: bool) -> None:
    assert is_time(match(phrase, text)) is time


@pytest.mark.parametrize(("text", "owns"), [("in June's storm", True), ("in June", False), ("June is", False)])
def test_a_time_that_owns_something_is_known(text: str, owns: bool) -> None:
    assert is_possessive(match(MONTH, text)) is owns


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("It will open in June", True),
        ("In June it starts", True),
        ("It's opening in June", True),
        ("It opened in June", False),
        ("It will open. In June it burned. It will open", False),
        (f"It will open {'x' * 90} in June", False),
    ],
)
def test_a_word_of_the_future_counts_in_its_sentence_near_the_time(text: str, ahead: bool) -> None:
    assert looks_ahead(match(MONTH, text)) is ahead


def test_how_far_after_the_time_is_read_can_be_said() -> None:
    assert not looks_ahead(match(MONTH, "In June it starts"), after=0)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (NEWEST, "What is the latest on the ferry?"),
        (NEWEST, "Who runs it now?"),
        (NEWEST, "so far"),
        (FIGURES, "How many ferries"),
        (FIGURES, "the inflation"),
        (NAMES, "Black Friday"),
        (NAMES, "Sunday Times"),
        (NAMES, "an April Fools joke"),
        (NAMES, "USA Today"),
    ],
)
def test_a_word_about_time_is_found(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (NEWEST, "at the latest"),
        (NEWEST, "NOW met Holm"),
        (NEWEST, "in recent years"),
        (NEWEST, "an ocean current"),
        (NEWEST, "so far away"),
        (NEWEST, "has just 3"),
        (FIGURES, "how ferries sank"),
        (NAMES, "on Friday"),
        (NAMES, "Tuesday night"),
    ],
)
def test_what_only_looks_like_such_a_word_is_not(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text) is None


def test_marks_and_spaces_are_made_plain_at_the_same_length() -> None:
    assert "yesterday’s 3\u20135\u00a0May".translate(PLAIN) == "yesterday's 3-5 May"
