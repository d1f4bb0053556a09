"""The sentences that an answer cites, and what came and went since the last one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from ingest.watches.sentences import sentences_of, without
from ragbot.types import Answer, Citation


def citation(text: str, at: int, cited: str, article: str = "a") -> Citation:
    end = at + len(text)
    place = {"url": None, "source": "Daily", "published": "2026-03-01", "title": "A title"}
    spans = {"number": 1, "start_index": at, "end_index": end, "source_start": 0, "source_end": len(cited)}
    return Citation(article_id=article, version=1, cited_text=cited, **place, **spans)  # type: ignore[arg-type]


def answer(text: str, *citations: Citation) -> Answer:
    return cast(Answer, cast(Any, SimpleNamespace(answer=text, citations=citations)))


NINE, SANK = "Nine people\ndied. [1]", "It sank. [2]"
TWO = answer(f"{NINE} {SANK}", citation(NINE, 0, "Nine died."), citation(SANK, len(NINE) + 1, "The ferry sank.", "b"))


def test_they_come_in_the_answer_s_order_without_markers_and_line_ends() -> None:
    assert [(one.text, one.cited_text, one.article_id) for one in sentences_of(TWO)] == [
        ("Nine people died.", "Nine died.", "a"),
        ("It sank.", "The ferry sank.", "b"),
    ]


def test_the_same_words_of_two_articles_come_once_as_they_came_first() -> None:
    twice = answer(NINE + NINE, citation(NINE, 0, "Nine died."), citation(NINE, len(NINE), "“Nine died”", "b"))
    assert [one.article_id for one in sentences_of(twice)] == ["a"]


def test_what_came_and_went_is_known_by_the_words_cited() -> None:
    both, one = sentences_of(TWO), sentences_of(answer(SANK, citation(SANK, 0, "the FERRY sank!", "c")))
    assert [each.cited_text for each in without(both, one)] == ["Nine died."]
    assert without(one, both) == ()
    assert without(both, ()) == both
    assert sentences_of(answer("")) == ()
