"""Ratings in a ledger: which are kept, which take the place of others, and what they cite."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from ragbot.archive import feedback as book
from ragbot.archive.archive import Archive, ledger_path, open_archive
from ragbot.archive.feedback import CitedSpan, Feedback, FeedbackBook, RatedAnswer
from ragbot.errors import ArchiveError
from ragbot.settings import Settings
from ragbot.types import Answer, Citation, Window, reference_to
from tests.conftest import add, article
from tests.evidence import version
from tests.fakes import WordEmbeddings

SPAN = CitedSpan("a", 1, 0, 5)
RATED = RatedAnswer("why did it sink", "Why did it sink?", "answered", "2026-01-10", "2026-01-09", (SPAN,))


@pytest.fixture
def ratings(light_archive: Archive) -> FeedbackBook:
    return light_archive.feedback


def rating_of(answer_id: str | None, who: str = "", text: str = "") -> Feedback:
    return Feedback(replace(RATED, answer_id=answer_id), "up", text=text, who=who)


def test_a_rating_comes_back_as_it_was_given(ratings: FeedbackBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.archive.clock.now", lambda: "2026-01-10T12:00:00Z")
    given = Feedback(replace(RATED, answer_id="x"), "down", "outdated", "It was raised since.", "desk")
    kept = ratings.add(given)
    assert kept == replace(given, id=1, at="2026-01-10T12:00:00Z")
    assert list(ratings.all()) == ratings.newest(9) == [kept]


def test_of_an_answer_its_question_days_and_spans_are_kept_and_no_word_of_it() -> None:
    cited = Citation(1, 0, 12, "It sank", 0, 7, **reference_to(version("It sank.", "ship", 2)))
    answer = Answer("x", "why", "Why?", "It sank [1].", "answered", (cited, cited), window=Window(until="2026-01-09"))
    assert RatedAnswer.of(replace(answer, asked_on="2026-01-10")) == RatedAnswer(
        "why", "Why?", "answered", "2026-01-10", "2026-01-09", (CitedSpan("ship", 2, 0, 7),), "x"
    )


def test_who_rates_an_answer_again_takes_back_only_their_own_rating_of_it(ratings: FeedbackBook) -> None:
    for answer_id, who in (("x", "one"), ("x", "other"), ("y", "one"), ("x", "one")):
        ratings.add(rating_of(answer_id, who))
    assert [(kept.answer.answer_id, kept.who) for kept in ratings.all()] == [("x", "other"), ("y", "one"), ("x", "one")]


def test_answers_that_nobody_can_tell_apart_are_rated_each_time(ratings: FeedbackBook) -> None:
    for _ in range(2):
        ratings.add(rating_of(None, "one"))
    assert ratings.count() == 2


def test_the_newest_are_listed_first_and_from_a_place_on(ratings: FeedbackBook) -> None:
    ids = [ratings.add(rating_of(None, text=str(n))).id for n in range(4)]
    assert [kept.text for kept in ratings.newest(2)] == ["3", "2"]
    assert [kept.text for kept in ratings.newest(9, before=ids[2])] == ["1", "0"]
    assert ratings.newest(9, before=0) == []


@pytest.mark.parametrize(("who", "kept"), [("loud", "23"), ("", "123")])
def test_of_one_key_fewer_are_kept_than_of_all(
    ratings: FeedbackBook, monkeypatch: pytest.MonkeyPatch, who: str, kept: str
) -> None:
    """Without keys nobody is told apart, and the number of all is the bound."""
    monkeypatch.setattr(book, "MOST", 3)
    monkeypatch.setattr(book, "MOST_OF_ONE", 2)
    for n in range(4):
        ratings.add(rating_of(None, who, str(n)))
    assert "".join(each.text for each in ratings.all()) == kept


def test_what_one_key_says_too_often_costs_no_other_a_rating(
    ratings: FeedbackBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "MOST_OF_ONE", 1)
    for who in ("calm", "loud", "loud", ""):
        ratings.add(rating_of(None, who))
    assert [each.who for each in ratings.all()] == ["calm", "loud", ""]


def test_only_what_the_server_knows_to_be_cited_keeps_an_article(ratings: FeedbackBook) -> None:
    ratings.add(rating_of("x"))
    told = ratings.add(Feedback(replace(RATED, citations=(CitedSpan("b", 1, 0, 5),)), "up"), is_hearsay=True)
    assert ratings.cited_articles() == {"a"}
    assert told.id == 2
    assert ratings.count() == 2


def test_the_cited_versions_are_there_with_their_lengths_until_they_are_removed(light_archive: Archive) -> None:
    ferry = article("The ferry Grey Gull sank off Port Anders.", "Ferry sinks")
    add(light_archive, ferry)
    spans = (CitedSpan(ferry.id, 1, 0, 5), CitedSpan(ferry.id, 1, 6, 9), CitedSpan(ferry.id, 2, 0, 5), SPAN)
    kept = light_archive.feedback
    assert [each.title for each in kept.versions(spans).values()] == ["Ferry sinks"]
    light_archive.set_state(ferry.id, "removed")
    assert kept.versions(spans) == {}
    assert kept.lengths(spans) == {(ferry.id, 1): len(ferry.text)}


@pytest.mark.parametrize("stored", ["[[", "7", '[["a", 1]]', '[["a", "one", 0, 5]]'])
def test_a_rating_that_ragbot_did_not_write_so_is_told_as_damage(
    light_archive: Archive, in_memory: Settings, stored: str
) -> None:
    light_archive.feedback.add(rating_of("x"))
    with sqlite3.connect(ledger_path(in_memory.archive)) as connection:
        connection.execute("UPDATE feedback SET citations = ?", (stored,))
    connection.close()
    with pytest.raises(ArchiveError, match=r"The ledger is damaged .*restore it from a backup"):
        light_archive.feedback.cited_articles()


def test_an_archive_from_before_hearsay_keeps_what_its_ratings_cite(
    in_memory: Settings, embeddings: WordEmbeddings
) -> None:
    with open_archive(in_memory, embeddings, create=True) as archive:
        archive.feedback.add(rating_of("x"))
    with sqlite3.connect(ledger_path(in_memory.archive)) as connection:
        connection.executescript("DROP TABLE hearsay; UPDATE meta SET value = '7' WHERE name = 'schema';")
    connection.close()
    with open_archive(in_memory, embeddings) as archive:
        assert archive.feedback.cited_articles() == {"a"}
        archive.feedback.add(Feedback(replace(RATED, citations=(CitedSpan("b", 1, 0, 5),)), "up"), is_hearsay=True)
        assert archive.feedback.cited_articles() == {"a"}
