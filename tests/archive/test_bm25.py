"""BM25 with a floor."""

from __future__ import annotations

import pytest

from ragbot.archive.bm25 import COVERED, LEAST, floor_of, idf, scores, telling


def score(title: str, text: str, terms: dict[str, int], total: int = 1000) -> float:
    return scores([(1, title, text)], terms, total)[1]


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    assert idf(1, 1000) > idf(100, 1000) > idf(400, 1000) > 0


@pytest.mark.parametrize(("count", "total"), [(600, 1000), (1000, 1000), (1, 1)])
def test_a_word_in_most_articles_tells_next_to_nothing(count: int, total: int) -> None:
    assert idf(count, total) == LEAST


def test_common_words_are_left_out_beside_rarer_ones() -> None:
    assert telling({"ferry": 10, "said": 900}, 1000) == {"ferry": 10}
    assert telling({"said": 900}, 1000) == {"said": 900}  # all are common
    assert telling({"ferry": 90, "gull": 1}, 100) == {"ferry": 90, "gull": 1}  # few articles
    assert telling({}, 0) == {}


def test_a_pair_of_words_has_no_floor_of_its_own() -> None:
    assert (floor_of("ferry"), floor_of("grey gull")) == (COVERED, 0.0)


def test_an_article_with_both_words_comes_before_one_that_repeats_a_word() -> None:
    rows = [(1, "News", "ferry sank " + "word " * 200), (2, "News", "ferry " * 20)]
    found = scores(rows, {"ferry": 10, "sank": 10}, 1000)
    assert found[1] > found[2] > 0


def test_a_word_counts_twice_in_the_title() -> None:
    assert score("ferry", "a b c", {"ferry": 1}) > score("a", "ferry b c", {"ferry": 1})


def test_a_long_text_scores_less_for_one_word() -> None:
    rows = [(1, "News", "ferry sank"), (2, "News", "ferry sank " + "word " * 200)]
    found = scores(rows, {"ferry": 10}, 1000)
    assert found[1] > found[2]


@pytest.mark.parametrize("text", ["The bridges stood.", "It was bridged.", "BRIDGE", "Brídge"])
def test_a_word_is_found_in_any_form(text: str) -> None:
    assert score("", text, {"bridge": 1}) > 0


@pytest.mark.parametrize("text", ["The ferrous metal.", "unferry", ""])
def test_another_word_is_not_found(text: str) -> None:
    assert score("", text, {"ferry": 1}) == 0


@pytest.mark.parametrize(("one", "other"), [("ferry", "ferries"), ("ferries", "ferry"), ("study", "studied")])
def test_a_word_is_found_whether_its_end_is_written_with_y_or_ie(one: str, other: str) -> None:
    assert score("", other, {one: 1}) > 0


def test_the_words_of_a_pair_stand_in_a_row() -> None:
    assert score("", "a grey gull", {"grey gull": 1}) > 0
    assert score("", "a grey old gull", {"grey gull": 1}) == 0


def test_no_articles_have_no_scores() -> None:
    assert scores([], {"ferry": 1}, 10) == {}
