"""Words and phrases by which news tells the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.wordings import also, worded


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Holm called up 40 men", "Holm drafted 40 men"),
        ("Holm calls up 40 men", "Holm drafts 40 men"),
        ("It was Called Off.", "It was cancelled."),
        ("She no longer runs it", "She not runs it"),
        ("He took home three awards", "He won three awards"),
        ("It takes home the big grammy", "It wins the big grammy"),
        ("The law came into force", "The law started"),
        ("It caught fire", "It burned"),
        ("He is behind bars", "He is in prison"),
        ("Its chief executive officer", "Its ceo"),
        ("He lost his life, and they lost their lives", "He died, and they died"),
        ("until fall", "until autumn"),
        ("taken to the hospital", "hospitalised"),
        ("It issued a safety warning", "It warned"),
    ],
)
def test_a_phrase_has_the_word_that_tells_the_same(text: str, other: str) -> None:
    assert worded(text) == other


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no longer than a week",
        "He took home some of the biggest awards",
        "He took home his dog",
        "The wall was pushed back against the house",
        "Rocks fall",
        "in the fall of Orm",
        "recalled upstairs",
        "We do it anymore than you",
    ],
)
def test_what_only_looks_like_a_phrase_stays(text: str) -> None:
    assert worded(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("quake", "tremors"),
        ("Conscripted", "drafted"),
        ("made", "sculptor"),
        ("created", "developed"),
        ("boss", "helm"),
        ("found", "established"),
        ("found", "discovered"),
        ("strike", "walkout"),
        ("strike", "jolted"),
        ("strikes", "shake"),  # from a line that goes on
    ],
)
def test_words_of_one_line_tell_the_same(one: str, other: str) -> None:
    assert also(one) & also(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ferry", "ship"),
        ("", ""),
        ("founded", "discovered"),
        ("found", "crowned"),
    ],
)
def test_other_words_tell_nothing_else(one: str, other: str) -> None:
    assert not also(one) & also(other)


@given(st.text(max_size=60))
def test_a_text_without_letters_of_english_stays(text: str) -> None:
    plain = "".join(c for c in text if not c.isascii())
    assert worded(plain) == plain
