"""Why nothing is answered, in words that help on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.answering.refusal import LONGEST_TITLE, why_not
from ragbot.answering.retrieve import retrieve
from ragbot.archive.archive import Archive
from ragbot.tracing.timings import Timings
from ragbot.types import Question, Window
from tests.conftest import add, article

HELD = "The archive holds 2 articles, published 1 March 2026 to 2 March 2026."


def why(archive: Archive, question: Question) -> str:
    return why_not(archive, question, retrieve(archive, question, 12, Timings()))


def fill(archive: Archive, title: str = "Ferry sinks", **more: object) -> None:
    add(
        archive,
        article("The ferry sank.", title, "https://a.example/", published="2026-03-02", source="Daily", **more),
        article("It rained in Sund.", "Rain", "https://b.example/", published="2026-03-01"),
    )


@pytest.mark.parametrize("text", ["Who is it?", "???", "what"])
def test_a_question_that_names_nothing_is_told_what_to_add(archive: Archive, text: str) -> None:
    assert why(archive, Question(text)) == "The question names nothing to look for: add a name, a place or a thing."


def test_an_empty_archive_says_how_to_fill_it(archive: Archive) -> None:
    assert why(archive, Question("Why did the ferry sink?")) == "The archive is empty: add articles with ragbot-ingest."


def test_what_is_nearest_is_named_with_how_much_the_archive_holds(archive: Archive) -> None:
    fill(archive)
    assert why(archive, Question("Why did the ferry sink?")) == (
        f"Nearest is “Ferry sinks” (Daily, 2 March 2026). {HELD}"
    )


def test_one_article_is_one_and_may_have_no_title_and_no_day(archive: Archive) -> None:
    add(archive, article("The ferry sank.", ""))
    assert why(archive, Question("Why did the ferry sink?")) == (
        "Nearest is “an article without a title” (undated). The archive holds 1 article."
    )


def test_a_long_headline_is_cut(archive: Archive) -> None:
    fill(archive, "Ferry " * LONGEST_TITLE)
    title = ("Ferry " * LONGEST_TITLE)[:LONGEST_TITLE].rstrip()
    assert f"“{title}…”" in why(archive, Question("Why did the ferry sink?"))


def test_a_headline_that_is_just_short_enough_stays_whole(archive: Archive) -> None:
    title = f"Ferry {'x' * (LONGEST_TITLE - 6)}"
    fill(archive, title)
    assert f"“{title}” (" in why(archive, Question("Why did the ferry sink?"))


def test_where_limits_leave_nothing_they_are_named(archive: Archive) -> None:
    fill(archive)
    question = Question("Why did the ferry sink?")
    result = replace(retrieve(archive, question, 12, Timings()), evidence=())
    assert why_not(archive, question, result) == f"Nothing was found. {HELD}"
    for limited in (replace(question, window=Window("2027-01-01")), replace(question, sources=("Daily",))):
        assert why_not(archive, limited, result) == f"Nothing was found within the limits that were set. {HELD}"


def test_an_archive_that_began_later_says_when(archive: Archive) -> None:
    fill(archive)
    told = why(archive, Question("Why did the ferry sink?", as_of="2020-01-01"))
    assert told.startswith("The archive had nothing by 2020-01-01: it took its first article in on ")
    assert "held by 2099-01-01 2 articles" in why(archive, Question("Why did the ferry sink?", as_of="2099-01-01"))
