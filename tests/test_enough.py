"""Enough evidence or not: near in meaning and with the words that matter, or no answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.archive import Archive
from ragbot.enough import ENOUGH, is_enough, support
from tests.conftest import STORY, add, article
from tests.evidence import evidence

FERRY = "How many people died when the ferry Grey Gull sank?"


@pytest.fixture
def told(archive: Archive) -> Archive:
    add(archive, article(STORY))
    return archive


def test_a_passage_near_in_meaning_that_has_the_words_is_enough(told: Archive) -> None:
    assert is_enough(FERRY, [replace(evidence(STORY), similarity=0.6)], told)


def test_the_words_alone_are_not_enough(told: Archive) -> None:
    assert not is_enough(FERRY, [replace(evidence(STORY), similarity=0.0)], told)


def test_meaning_alone_is_not_enough(told: Archive) -> None:
    elsewhere = evidence("A train left the rails near Holm; four passengers were hurt.")
    assert not is_enough(FERRY, [replace(elsewhere, similarity=0.9)], told)


def test_one_good_passage_among_bad_ones_is_enough(told: Archive) -> None:
    bad = replace(evidence("A train left the rails near Holm."), similarity=0.2)
    good = replace(evidence(STORY), similarity=0.6)
    assert not is_enough(FERRY, [bad, bad], told)
    assert is_enough(FERRY, [bad, good, bad], told)


def test_half_a_passage_and_half_another_are_not_enough(told: Archive) -> None:
    halves = [evidence("Many people died."), evidence("The ferry Grey Gull sank.")]
    together = evidence("The ferry Grey Gull sank. Many people died.")
    assert not is_enough(FERRY, [replace(half, similarity=0.4) for half in halves], told)
    assert is_enough(FERRY, [replace(together, similarity=0.4)], told)


def test_nothing_is_never_enough(told: Archive) -> None:
    assert not is_enough(FERRY, [], told)


@pytest.mark.parametrize("question", ["Who is it?", "?", "…", ""])
def test_a_question_without_words_to_look_for_never_has_enough(question: str, told: Archive) -> None:
    assert not is_enough(question, [replace(evidence(STORY), similarity=1.0)], told)


def test_the_words_of_the_title_count() -> None:
    piece = evidence("Nine people died.")
    titled = replace(piece, version=replace(piece.version, title="Grey Gull sinks"))
    weights = {"gull": 1.0, "people": 1.0}
    assert support(weights, titled) - support(weights, piece) == pytest.approx(0.5)


def test_a_rare_word_counts_more_than_a_common_one(archive: Archive) -> None:
    add(archive, *(article(f"The ferry left port {i}.", address=f"https://daily.example/{i}") for i in range(300)))
    weights = archive.rarity(["ferry", "zeppelin"])
    assert weights["zeppelin"] > 1.2 * weights["ferry"] > 0


def test_support_is_the_cosine_and_the_share_of_the_words() -> None:
    piece = replace(evidence("The ferry sank."), similarity=0.5)
    assert support({"ferry": 3.0, "gull": 1.0}, piece) == pytest.approx(0.5 + 0.75)
    assert support({"ferry": 1.0}, replace(piece, similarity=1.0)) == pytest.approx(2.0)
    assert 1.0 < ENOUGH < 2.0  # neither a perfect cosine nor all the words are enough alone
