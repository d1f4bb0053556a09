"""The words of a claim that tell something, and the share of them that its sources have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.checks.content_words import in_common, is_content, is_light, told_share
from ragbot.reading.reading import reading


def content(text: str) -> list[str]:
    own = reading(text)
    return [own.tokens[i] for i in range(len(own.tokens)) if is_content(own, i)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ferry sank off Orm on Monday", ["ferry", "sank"]),
        ("Many people became sick in one week", ["sick"]),
        ("She won 40 medals", ["won", "medals"]),
        ("it is so", []),
        ("an ox", []),  # two letters
        ("", []),
    ],
)
def test_words_in_small_letters_that_tell_something_are_content(text: str, words: list[str]) -> None:
    assert content(text) == words


@pytest.mark.parametrize(
    ("word", "light"), [("many", True), ("the", True), ("monday", True), ("40", True), ("won", False), ("ferry", False)]
)
def test_a_light_word_makes_hardly_any_difference(word: str, light: bool) -> None:
    assert is_light(word) is light


@pytest.mark.parametrize(
    ("claim", "sources", "share"),
    [
        ("The ferry sank", ["A ferry sank off Orm"], 1.0),
        ("The ferry sank", ["A ferry floats", "The boat sank"], 1.0),  # together
        ("The ferry sank", ["A ferry floats"], 0.5),
        ("The ferry sank", [], 0.0),
        ("The ferry closed", ["the closure of the ferry"], 1.0),
        ("It is so", ["It rained"], 1.0),  # nothing to look for
    ],
)
def test_the_share_is_of_the_claim_s_own_words(claim: str, sources: list[str], share: float) -> None:
    assert in_common(reading(claim), [reading(source) for source in sources]) == share


@pytest.mark.parametrize(
    ("claim", "sentences", "share"),
    [
        ("The ferry sank", ["A ferry sank"], 1.0),
        ("Holm drafted nine soldiers", ["Holm called up nine soldiers"], 1.0),
        ("The ferry", ["A ferry sank"], 0.0),  # too few words
        ("", ["A ferry sank"], 0.0),
        ("The ferry sank", [], 0.0),
    ],
)
def test_a_claim_of_too_few_words_shares_none(claim: str, sentences: list[str], share: float) -> None:
    assert told_share(claim, sentences) == share


@given(st.lists(st.sampled_from(["ferry", "sank", "the", "Orm", "closed", "40", "many"]), max_size=10).map(" ".join))
def test_a_claim_shares_every_word_with_itself(claim: str) -> None:
    assert in_common(reading(claim), [reading(claim)]) == 1.0
