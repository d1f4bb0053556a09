"""A sentence of a claim or a source, with the meanings of each of its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.checks.sentence import MOST_EVENTS, is_english, read, reworded


def test_each_token_has_its_meanings_and_the_text_stays() -> None:
    own = read("The ferry closed in 2026.")
    assert own.text == "The ferry closed in 2026."
    assert own.tokens[:3] == ("The", "ferry", "closed")
    assert len(own.tokens) == len(own.meanings)
    assert own.meanings[2] & read("closure").meanings[0]
    assert own.meanings[own.tokens.index("2026")] == frozenset()


def test_an_empty_text_has_no_tokens() -> None:
    assert read("").tokens == reworded("").tokens == ()


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    for own in (read(text), reworded(text)):
        assert len(own.tokens) == len(own.meanings)
        assert own.text == text


def test_places_are_those_of_the_event_and_only_the_first_few() -> None:
    event = read("closed").meanings[0]
    assert list(read("It closed and closes").places(event)) == [1, 3]
    assert list(read("It sank").places(event)) == []
    assert list(read("It sank").places(frozenset())) == []
    assert len(list(read("closed " * 100).places(event))) == MOST_EVENTS


def test_a_reworded_sentence_has_what_else_its_words_tell() -> None:
    own = reworded("Holm called up nine men")
    assert own.tokens[1] == "drafted"
    assert own.text == "Holm called up nine men"
    assert own.meanings[1] & reworded("conscripted").meanings[0]
    assert not read("drafted").meanings[0] & read("conscripted").meanings[0]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The ferry sank off Orm on Monday evening", True),
        ("Die Fähre sank am Montag vor der Küste", False),
        ("Fähre sank am Montag", True),  # too short to tell
        ("", True),
        ("1 2 3 4 5 6 7 8", True),
        ("ferry ferry ferry ferry ferry ferry", True),  # one word
    ],
)
def test_a_longer_sentence_without_small_english_words_is_not_english(text: str, english: bool) -> None:
    assert is_english(read(text)) is english
