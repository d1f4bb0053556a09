"""Figures: what counts as the same article, as the answer, as an exact citation, and how they are counted."""

from __future__ import annotations

import pytest

from ragbot.evaluation.figures import bare, contains, first_rank, percentiles, usable_answers

DAILY = "https://daily.example"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.daily.example/a/b",
        "http://daily.example/a/b/",
        "//Daily.Example/a/b?utm_source=x#top",
        "daily.example/a/%62",
        " www.daily.example/a/b ",
    ],
)
def test_addresses_of_one_article_are_the_same(url: str) -> None:
    assert bare(url) == "daily.example/a/b"


def test_addresses_of_two_articles_differ() -> None:
    assert len({bare(f"{DAILY}{path}") for path in ("/a", "/A", "/a/b", "")}) == 4


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("He watched Squid Game twice.", "“Squid Game”"),
        ("“Don’t look up” was first", "'Don't Look Up'"),
        ("It rose 38% in May", "38%"),
        ("It cost $19 million.", "$19 million"),
        ("in Port\nAnders", "Port Anders."),
        ("the year was 1994, they said", "1994"),
    ],
)
def test_an_answer_is_found_whatever_its_case_and_quotation_marks(text: str, answer: str) -> None:
    assert contains(text, ["no", answer])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Europeans voted", "Europe"),
        ("1,500 people", "500"),
        ("500,000 people", "500"),
        ("1.500 people", "500"),
        ("138% of it", "38%"),
        ("no one came", "no"),
        ("anything", ""),
    ],
)
def test_a_part_of_a_word_or_number_is_no_answer(text: str, answer: str) -> None:
    assert not contains(text, [answer])


def test_short_answers_are_not_looked_for() -> None:
    assert usable_answers(["“EU”", "$5", "", "…", "38%", " Ostvik. "]) == ["38%", "ostvik"]


def test_the_slowest_of_twenty_is_above_the_95th_percentile() -> None:
    twenty = [{"ask": float(n), **({"late": 3.0} if n == 7 else {})} for n in range(20, 0, -1)]
    assert percentiles(twenty) == {"ask": {"p50": 10.0, "p95": 19.0}, "late": {"p50": 3.0, "p95": 3.0}}
    assert percentiles([]) == {}


@pytest.mark.parametrize(
    ("articles", "rank"),
    [([], None), (["a"], None), (["a", "b", "c"], 2), (["c", "b"], 1)],
)
def test_the_rank_is_that_of_the_first_right_article(articles: list[str], rank: int | None) -> None:
    assert first_rank(articles, {"b", "c"}) == rank
