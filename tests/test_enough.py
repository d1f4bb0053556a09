"""Enough evidence or not: near in meaning and with the words that matter, or no answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.archive import Archive
from ragbot.enough import enough, relevant, support
from ragbot.types import Window
from tests.conftest import STORY, add, article
from tests.evidence import evidence

FERRY = "How many people died when the ferry Grey Gull sank?"


@pytest.fixture
def told(archive: Archive) -> Archive:
    add(archive, article(STORY))
    return archive


def test_a_passage_near_in_meaning_that_has_the_words_relevant(told: Archive) -> None:
    assert relevant(FERRY, [replace(evidence(STORY), similarity=0.6)], Window(), told)


def test_the_words_alone_are_not_enough(told: Archive) -> None:
    assert not relevant(FERRY, [replace(evidence(STORY), similarity=0.0)], Window(), told)


def test_meaning_alone_is_not_enough(told: Archive) -> None:
    elsewhere = evidence("A train left the rails near Holm; four passengers were hurt.")
    assert not relevant(FERRY, [replace(elsewhere, similarity=0.9)], Window(), told)


def test_one_good_passage_among_bad_ones_relevant(told: Archive) -> None:
    bad = replace(evidence("A train left the rails near Holm."), similarity=0.2)
    good = replace(evidence(STORY), similarity=0.6)
    assert not relevant(FERRY, [bad, bad], Window(), told)
    assert relevant(FERRY, [bad, good, bad], Window(), told)


def test_half_a_passage_and_half_another_are_not_enough(told: Archive) -> None:
    halves = [evidence("Many people died."), evidence("The ferry Grey Gull sank.")]
    together = evidence("The ferry Grey Gull sank. Many people died.")
    assert not relevant(FERRY, [replace(half, similarity=0.4) for half in halves], Window(), told)
    assert relevant(FERRY, [replace(together, similarity=0.4)], Window(), told)


def test_nothing_is_never_enough(told: Archive) -> None:
    assert not relevant(FERRY, [], Window(), told)


@pytest.mark.parametrize("question", ["Who is it?", "?", "…", ""])
def test_a_question_without_words_to_look_for_never_has_enough(question: str, told: Archive) -> None:
    assert not relevant(question, [replace(evidence(STORY), similarity=1.0)], Window(), told)


def test_the_words_of_the_title_count() -> None:
    piece = evidence("Nine people died.")
    titled = replace(piece, version=replace(piece.version, title="Grey Gull sinks"))
    weights = {"gull": 1.0, "people": 1.0}
    assert support(weights, titled, Window()) - support(weights, piece, Window()) == pytest.approx(0.5)


def test_a_rare_word_counts_more_than_a_common_one(archive: Archive) -> None:
    add(archive, *(article(f"The ferry left port {i}.", address=f"https://daily.example/{i}") for i in range(300)))
    weights = archive.rarity(["ferry", "zeppelin"])
    assert weights["zeppelin"] > 1.2 * weights["ferry"] > 0


def test_support_is_the_cosine_and_the_share_of_the_words_and_the_freshness() -> None:
    piece = replace(evidence("The ferry sank."), similarity=0.5)
    dated = replace(piece, version=replace(piece.version, published="2026-03-01"))
    assert support({"ferry": 3.0, "gull": 1.0}, piece, Window()) == pytest.approx(0.5 + 0.75)
    assert support({"ferry": 1.0}, dated, Window(until="2026-03-01")) == pytest.approx(0.5 + 1.0 + 0.25)
    assert support({"ferry": 1.0}, dated, Window(until="2026-03-15")) == pytest.approx(0.5 + 1.0 + 0.125)


def test_what_is_old_has_to_be_nearer(told: Archive) -> None:
    piece = evidence("The ferry Grey Gull sank with all on board.")
    near = replace(piece, similarity=0.35, version=replace(piece.version, published="2026-03-01"))
    assert relevant(FERRY, [near], Window(until="2026-03-02"), told)
    assert not relevant(FERRY, [near], Window(until="2026-09-02"), told)


def test_more_is_asked_of_the_nearest_among_more() -> None:
    few, many = enough(200), enough(20_000)
    assert 1.0 < few < many < 2.0  # neither a perfect cosine nor all the words are enough alone
    assert enough(0) == enough(1) == enough(20)
