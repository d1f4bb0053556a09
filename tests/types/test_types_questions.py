"""A question without limits is asked of all articles, now."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from ragbot.types import Evidence, Question, SearchResult, Turn, Window
from tests.evidence import evidence


def test_a_question_has_no_limits_unless_they_are_set() -> None:
    question = Question("Why did the ferry sink?")
    assert question == Question("Why did the ferry sink?", Window(None, None), (), (), None, None, False)
    assert (question.window.since, question.window.until) == (None, None)
    assert Turn("user", "Why?").cited == ()


def test_questions_that_ask_the_same_are_one_key() -> None:
    one = Question("Why?", Window("2026-01-01"), ("Daily",), (Turn("assistant", "So.", ("a",)),))
    assert {one: 1}[replace(one)] == 1
    assert one != replace(one, as_of="2026-01-01")


def test_limits_cannot_be_changed_on_the_way() -> None:
    question = Question("Why?")
    with pytest.raises(FrozenInstanceError):
        question.window.since = "2026-01-01"  # type: ignore[misc]


def test_a_result_prefers_no_days_and_searched_by_meaning_unless_it_says_otherwise() -> None:
    result = SearchResult((evidence("It sank."),), Window(), (), "ferry")
    assert (result.days, result.newest, result.words_only) == (Window(), False, False)
    assert isinstance(result.evidence[0], Evidence)
    assert result.evidence[0].also_in == ()
