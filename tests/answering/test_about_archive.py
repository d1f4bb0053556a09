"""What the archive has, in exact figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ragbot.answering.answerers.about_archive import about_archive
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.archive.archive import Archive
from ragbot.types import Question, Window
from tests.conftest import add, stories


def told(archive: Archive, text: str, **limits: object) -> Reply:
    reading = read_question(text, date(2026, 2, 1))
    assert reading.kind == "archive"
    return about_archive(archive, reading, Question(text, **{"asked_on": "2026-02-01", **limits}))  # type: ignore[arg-type]


def words(reply: Reply) -> str:
    said = (f"{part.text} [{part.number}]" if isinstance(part, Quote) else part for part in reply.parts)
    return " ".join(part.strip() for part in said)


def test_the_newest_article_is_named_and_quoted(archive: Archive) -> None:
    add(archive, *stories(5))
    reply = told(archive, "what is the newest article you have?")
    assert words(reply) == (
        "The newest article is “Town4 votes for a bridge” (Paper 0, 5 January 2026): "
        "Mayor Name4 of Town4 said the bridge over the River4 would cost 400 million crowns. [1] "
        "The archive has 5 articles, of 1 to 5 January 2026."
    )
    (quote,) = (part for part in reply.parts if isinstance(part, Quote))
    assert reply.evidence[0].version.text[slice(*quote.span)] == quote.text


def test_the_oldest_too(archive: Archive) -> None:
    add(archive, *stories(5))
    for asks in "how far back do you go?", "when does your archive start":
        assert words(told(archive, asks)).startswith("The oldest article is “Town0")
    for asks in "how new is your archive", "when were you last updated?", "where does your archive end":
        assert words(told(archive, asks)).startswith("The newest article is “Town4")


def test_the_limits_of_the_question_hold(archive: Archive) -> None:
    given = stories(5)
    add(archive, *given)
    newest = "what's the latest article you have"
    assert "3 January" in words(told(archive, newest, window=Window(until="2026-01-03")))
    assert "“Town3" in words(told(archive, newest, sources=("Paper 1",)))
    assert "2 January" in words(told(archive, newest, asked_on="2026-01-02")), "nothing after the day of the question"
    assert words(told(archive, newest, as_of="2020-01-01")) == "The archive has no articles within these limits."
    archive.set_state(given[4].id, "retracted")
    assert "“Town3" in words(told(archive, newest))


def test_articles_and_outlets_are_counted(archive: Archive) -> None:
    assert words(told(archive, "how many articles do you have?")) == "The archive has no articles yet."
    add(archive, *stories(5))
    assert words(told(archive, "how many articles do you have?")) == (
        "The archive has 5 articles, of 1 to 5 January 2026. The articles are from Paper 0 (3) and Paper 1 (2)."
    )
    for asks in "which sources do you use?", "where do you get your answers from", "what are your answers based on?":
        assert words(told(archive, asks)) == "The articles are from Paper 0 (3) and Paper 1 (2)."
    assert words(told(archive, "what years do you cover?")).startswith("The archive has 5 articles, of 1 to 5 January")


def test_of_many_outlets_the_biggest_are_named(archive: Archive) -> None:
    add(archive, *(replace(one, source=f"Paper {i:02}") for i, one in enumerate(stories(11))))
    assert words(told(archive, "which outlets do you read")).endswith("Paper 07 (1) and 3 others.")


def test_an_archive_without_dates_or_outlets(archive: Archive) -> None:
    add(archive, *(replace(one, published=None, source="") for one in stories(2)))
    assert words(told(archive, "how fresh is your news?")).startswith(
        "The archive has 2 articles, without dates. It last"
    )
    assert words(told(archive, "which sources do you use?")) == "No article says which outlet it is from."
