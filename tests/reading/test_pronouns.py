"""Whether a question needs the conversation before it, and whether it names what a pronoun stands for."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.pronouns import GROUP, PERSON, content, is_told, points_back, refers_back, whole_after_and

TODAY = date(2026, 1, 14)


@pytest.mark.parametrize(
    "question",
    [
        "And in Orm?",
        "What about the ferry Grey Linnet of Port Anders?",
        "Why did she leave the Orm Council?",
        "What did Orm say about it?",
        "When did this happen in the harbour of Orm?",
        "Which one sank off Orm?",
        "Why?",
        "How many?",
        "Und wann?",
        "what else?",
    ],
)
def test_a_question_points_back_by_a_word_or_by_having_too_few(question: str) -> None:
    assert points_back(question, TODAY)
    assert refers_back(question, TODAY)


@pytest.mark.parametrize(
    "question",
    [
        "What sank off Orm?",
        "How many ferries sank near the harbour in January?",
        "Did Mira Holt say that she resigned?",
        "After his defeat, what did Boris Holt say?",
        "How many ferries of the Orm line lost their captains?",
        "Is it true that the Grey Linnet sank?",
        "What happened in Orm this week?",
        "Who were those who left the Orm Council?",
        "Which holiday falls in winter?",
    ],
)
def test_a_question_with_its_own_subject_stands_alone(question: str) -> None:
    assert not points_back(question, TODAY)
    assert not refers_back(question, TODAY)


@pytest.mark.parametrize(
    "question", ["How many people lost their homes?", "Where did the ferry sink?", "What did the mayor decide?"]
)
def test_few_words_without_a_name_refer_back_without_pointing(question: str) -> None:
    assert refers_back(question, TODAY)
    assert not points_back(question, TODAY)


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("and who won the rowing cup in Orm?", "who won the rowing cup in Orm?"),
        ("So what did Mira Holt say in Orm?", "what did Mira Holt say in Orm?"),
        ("and who won it?", None),
        ("and why?", None),
        ("and the rowing cup in Orm?", None),
        ("who won the rowing cup in Orm?", None),
        ("and who won the rowing cup after it?", None),
        ("", None),
    ],
)
def test_a_whole_question_may_follow_and(question: str, rest: str | None) -> None:
    assert whole_after_and(question, TODAY) == rest


def test_the_words_that_any_question_has_are_no_content() -> None:
    assert content("What exactly happened to the people of the ferry?") == ["ferry"]
    assert content("") == []


@pytest.mark.parametrize(
    ("kind", "question", "told"),
    [
        (PERSON, "Why did Mira Holt say she left?", True),
        (PERSON, "Why did she leave?", False),
        (PERSON, "The captain left. Why did she leave?", True),
        (PERSON, "When she left, what did Mira Holt say?", True),
        (GROUP, "How many lost their homes?", True),
        (GROUP, "How many goals did they score?", False),
        (GROUP, "How many goals did Norland say they scored?", True),
    ],
)
def test_a_pronoun_is_explained_by_the_words_before_it(kind: re.Pattern[str], question: str, told: bool) -> None:
    pronoun = kind.search(question)
    assert pronoun
    assert is_told(question, pronoun) is told


@given(st.text(max_size=60))
def test_what_points_back_refers_back(question: str) -> None:
    assert refers_back(question, TODAY) or not points_back(question, TODAY)
