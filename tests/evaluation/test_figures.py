"""Figures: what counts as the same article, as the answer, as an exact citation, and how they are counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ragbot.archive.archive import Archive
from ragbot.evaluation.figures import (
    DEPTHS,
    Measured,
    bare,
    contains,
    exact_citations,
    figures_of,
    first_rank,
    percentiles,
    usable_answers,
)
from ragbot.evaluation.known_questions import KnownQuestion
from ragbot.types import Answer, Citation, Outcome, Version, reference_to
from tests.evidence import version

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


# What is counted

SUNK = version("The ferry Grey Gull sank. Nine people died.", "ship")


class FakeArchive:
    """It holds these articles, two of them on a page, and the texts of one."""

    def __init__(self, *urls: str) -> None:
        self.urls = urls

    def articles(self, cursor: str | None = None, limit: int = 0) -> Any:
        at = int(cursor or 0)
        some = [SimpleNamespace(url=url) for url in self.urls[at : at + 2]]
        return SimpleNamespace(articles=some, next=str(at + 2) if at + 2 < len(self.urls) else None)

    def versions(self, keys: list[tuple[str, int]]) -> dict[tuple[str, int], Version]:
        return {key: SUNK for key in keys if key == ("ship", 1)}


ARCHIVE = cast(Archive, FakeArchive(f"{DAILY}/a", f"{DAILY}/b", f"{DAILY}/c"))


def known(answers: tuple[str, ...] = ("nine people",), gold: str = "", silver: str = "") -> KnownQuestion:
    golds, silvers = (tuple(f"{DAILY}/{path}" for path in paths) for paths in (gold, silver))
    return KnownQuestion(
        question="How many died?", date=date(2026, 1, 6), answers=answers, gold_urls=golds, silver_urls=silvers
    )


def answered(text: str, *citations: Citation, outcome: Outcome = "answered") -> Answer:
    return Answer("1", "", "", text, outcome, citations)


def cited(text: str, end: int = 15, number: int = 1, article: Version = SUNK) -> Citation:
    start = max(SUNK.text.find(text), 0)
    return Citation(number, 0, end, text, start, start + len(text), **reference_to(article))


@pytest.mark.parametrize(
    ("answer", "exact"),
    [
        (answered("Nine died. [1]", cited("Nine people died.", 14)), (1, 1)),
        (answered("Nine died. [1]", cited("Ten people died.", 14)), (0, 1)),
        (answered("Nine died. [1]", cited("Nine people died.", 9)), (0, 2)),
        (answered("Nine died. [1]", cited("Nine people died.", 14, 2)), (0, 1)),
        (answered("Nine died. [1]", cited("", 14)), (0, 1)),
        (answered("Nine died. [1]", cited("", 14, article=replace(SUNK, article_id="none"))), (0, 1)),
        (answered("Nine died. [1] It sank. [2]", cited("Nine people died.", 14)), (1, 2)),
        (answered("Nothing."), (0, 0)),
    ],
)
def test_a_citation_is_exact_that_quotes_its_article_at_its_marker(answer: Answer, exact: tuple[int, int]) -> None:
    assert exact_citations(ARCHIVE, answer) == exact


def test_what_was_found_answered_and_refused_is_counted() -> None:
    right = answered("Nine people died. [1]", cited("Nine people died.", 21))
    related, none = (answered("Nine people.", outcome=outcome) for outcome in ("related", "not_in_archive"))
    own = [
        Measured(known(gold="c"), right, ("daily.example/x", "daily.example/c"), ("Nine people died.",), {"ask": 4.0}),
        Measured(known(gold="z"), related, ("daily.example/a",), ("It sank.",)),
        Measured(known(("no",), silver="b"), answered("It sank. [1]"), ("daily.example/b",)),
        Measured(known(), none),
    ]
    told = figures_of(ARCHIVE, own, [Measured(known(), related), Measured(known(), right)], 7).as_json()
    assert told == {
        "gold": {"questions": 2, "missing": 1, "recall@1": 0.0, "recall@5": 0.5, "recall@10": 0.5, "mrr@10": 0.25},
        "silver": {"questions": 2, "missing": 1, "recall@1": 0.5, "recall@5": 0.5, "recall@10": 0.5, "mrr@10": 0.5},
        "without_urls": 7,
        "answerable_questions": 4,
        "usable_answers": 3,
        "without_usable_answer": 1,
        "answer@5": 0.3333,
        "answer_contained": 0.3333,
        "citations": 3,
        "citations_exact": 0.6667,
        "unanswerable_questions": 2,
        "refused": {"answerable": 0.5, "unanswerable": 0.5},
        "related": {"answerable": 0.25, "unanswerable": 0.5},
        "latency_ms": {"ask": {"p50": 4.0, "p95": 4.0}},
    }


def test_a_right_article_below_the_deepest_counts_nothing() -> None:
    places = [(*(f"daily.example/{n}" for n in range(before)), "daily.example/a") for before in (9, 10)]
    measured = [Measured(known(gold="a"), answered(""), found) for found in places]
    gold = figures_of(ARCHIVE, measured, [], 0).gold
    assert (gold.recall, gold.mrr) == ({1: 0.0, 5: 0.0, 10: 0.5}, 0.05)


def test_of_nothing_there_is_no_share() -> None:
    told = figures_of(ARCHIVE, [], [], 0)
    assert (told.answer_contained, told.citations_exact, told.refused_answerable, told.gold.mrr) == (None,) * 4
    assert told.gold.recall == dict.fromkeys(DEPTHS)
