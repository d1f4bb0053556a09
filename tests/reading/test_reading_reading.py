"""What a sentence says is read once, and the same for all that ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading import reading as module
from ragbot.reading.reading import MOST_EVENTS, Reading, reading, reworded
from ragbot.reading.words import stems

SENTENCE = "Mira Holt of the Bank of England told 4,200 people on May 3 that rates stay at 36.9."


def test_names_and_numbers_are_details_in_small_letters_with_their_stems() -> None:
    names = ("Mira Holt", "Bank of England")
    assert Reading(SENTENCE).names == names
    assert [detail for detail, _ in Reading(SENTENCE).details] == ["mira holt", "bank of england", "4,200", "3", "36.9"]
    assert all(words == stems(detail) for detail, words in Reading(SENTENCE).details)
    assert Reading(SENTENCE).stems == stems(SENTENCE)


def test_numbers_are_those_beside_the_dates_and_each_stands_in_its_place() -> None:
    own = Reading(SENTENCE)
    assert [SENTENCE[slice(*dated.span)] for dated in own.dates] == ["May 3"]
    assert own.undated == SENTENCE.replace("May 3", "_____")
    assert [SENTENCE[slice(*each.span)].strip() for each in own.quantities] == ["4,200", "36.9"]


@pytest.mark.parametrize("text", ["", " ", "?!", "東京で地震。", "word " * 10_000])
def test_any_text_is_read(text: str) -> None:
    assert Reading(text).stems == stems(text)
    assert not Reading(text).names
    assert not Reading(text).dates
    assert not Reading(text).quantities


def test_a_sentence_is_read_once_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noting(text: str) -> set[str]:
        read.append(text)
        return stems(text)

    monkeypatch.setattr(module, "stems", noting)
    reading.cache_clear()
    assert reading(SENTENCE).stems == reading(SENTENCE + "").stems == stems(SENTENCE)
    assert read == [SENTENCE]


def test_each_token_has_its_meanings_and_the_text_stays() -> None:
    own = reading("The ferry closed in 2026.")
    assert own.text == "The ferry closed in 2026."
    assert own.tokens[:3] == ("The", "ferry", "closed")
    assert len(own.tokens) == len(own.meanings)
    assert own.meanings[2] & reading("closure").meanings[0]
    assert own.meanings[own.tokens.index("2026")] == frozenset()


def test_an_empty_text_has_no_tokens() -> None:
    assert reading("").tokens == reworded("").tokens == ()


@given(st.text(max_size=60))
def test_any_text_has_meanings_for_each_token(text: str) -> None:
    for own in (reading(text), reworded(text)):
        assert len(own.tokens) == len(own.meanings)
        assert own.text == text


def test_places_are_those_of_the_event_and_only_the_first_few() -> None:
    event = reading("closed").meanings[0]
    assert list(reading("It closed and closes").places(event)) == [1, 3]
    assert list(reading("It sank").places(event)) == []
    assert list(reading("It sank").places(frozenset())) == []
    assert len(list(reading("closed " * 100).places(event))) == MOST_EVENTS


def test_a_reworded_sentence_has_what_else_its_words_tell() -> None:
    own = reworded("Holm called up nine men")
    assert own.tokens[1] == "drafted"
    assert own.text == "Holm called up nine men"
    assert own.meanings[1] & reworded("conscripted").meanings[0]
    assert not reading("drafted").meanings[0] & reading("conscripted").meanings[0]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The ferry sank off Orm on Monday evening", True),
        ("You can't board ferries without a pass soon", True),
        ("Die Fähre sank am Montag vor der Küste", False),
        ("Fähre sank am Montag", True),  # too short to tell
        ("", True),
        ("1 2 3 4 5 6 7 8", True),
        ("ferry ferry ferry ferry ferry ferry", True),  # one word
    ],
)
def test_a_longer_sentence_without_small_english_words_is_not_english(text: str, english: bool) -> None:
    assert reading(text).is_english is english
