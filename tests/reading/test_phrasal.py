"""Verbs of two words become the one that news has."""

from __future__ import annotations

import pytest

from ragbot.reading.phrasal import in_one_word


@pytest.mark.parametrize(
    ("typed", "news"),
    [
        ("when did the captain pass away", "when did the captain died"),
        ("why was the suit of the crew thrown out", "why was the suit of the crew dismissed"),
        ("why did they throw the whole case out", "why did they dismissed the whole case"),
        ("is the line getting rid of the night ferry", "is the line dropping the night ferry"),
        ("why did he turn down the prize", "why did he rejected the prize"),
        ("which yards went under this year", "which yards failed this year"),
        ("was the regatta called off", "was the regatta cancelled"),
        ("did the singers break up", "did the singers split"),
        ("why did the mill make less money", "why did the mill profit"),
        ("how did the emu get away", "how did the emu escaped"),
        ("why did the Rovers pull out", "why did the Rovers withdraw"),
    ],
)
def test_a_verb_of_two_words_is_the_one_that_news_has(typed: str, news: str) -> None:
    assert in_one_word(typed) == news


@pytest.mark.parametrize(
    "typed", ["what went under the bridge", "how far down did it turn", "who passed the vote", "why is it going on"]
)
def test_words_that_only_look_like_it_stay(typed: str) -> None:
    assert in_one_word(typed) == typed
