"""Dated quotes: by article, each with its day, and under its headline where the quotes alone do not tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ragbot.answering.dated import composed
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote
from ragbot.archive.archive import Archive
from ragbot.types import Evidence
from tests.answering.test_story import flood, reply
from tests.conftest import add, article
from tests.evidence import evidence

NINE = "Nine people of Halmere died in the storm."
FERRY = "The ferry Grey Linnet sank off Halmere."


def piece(text: str, day: str | None, article_id: str, title: str = "", source: str = "Daily") -> Evidence:
    found = evidence(text, article_id)
    return replace(found, version=replace(found.version, published=day, title=title, source=source))


def whole(number: int, text: str, tells: bool = False) -> Quote:
    return Quote(number, (0, len(text)), text, tells=tells)


def parts(question: str, quotes: list[Quote], *pieces: Evidence) -> list[str]:
    """The words of each part, in order."""
    some = composed(quotes, pieces, read_question(question, date(2026, 3, 20)))
    return [part if isinstance(part, str) else part.text for part in some]


def test_each_article_has_its_day_and_its_outlet_where_there_are_several(light_archive: Archive) -> None:
    more = "Forty of the families of Harrow who left their houses sleep in the school, said the mayor of Harrow."
    other = article(more, "Harrow after the flood", "https://b.example/b", published="2026-03-18", source="Post")
    add(light_archive, flood("2026-03-18", "forty", "a"), other)
    told = reply(light_archive, "How many families left their houses in Harrow?")
    heads = {part for part in told.parts if isinstance(part, str)}
    assert heads == {"Post, 18 March 2026: ", "Daily, 18 March 2026: "}


def test_an_undated_article_says_so(light_archive: Archive) -> None:
    text = "The river Orm flooded the old town of Harrow, and forty families left their houses for the school."
    add(light_archive, article(text, "Harrow is flooded"))
    assert reply(light_archive, "How many families left Harrow?").parts[0] == "Undated: "


def test_the_headline_stands_with_what_may_be_answered_by_yes_or_no(light_archive: Archive) -> None:
    text = "The ferry line told the crew of the Grey Gull on Monday. Grey Gull had sailed as a ferry since 1921."
    add(light_archive, article(text, "Grey Gull is no longer a ferry", published="2026-03-19"))
    told = reply(light_archive, "is the Grey Gull still a ferry")
    assert told.parts[0] == "Grey Gull is no longer a ferry (Thursday, 19 March 2026): "


def test_the_headline_stands_where_its_value_is_the_one_of_now(light_archive: Archive) -> None:
    text = "A loaf of bread in Harrow cost $4.10 on average on Tuesday. A loaf of bread is sold each minute."
    add(light_archive, article(text, "Bread at $4.20 in Harrow", published="2026-03-19"))
    asked = "what is the average price of bread in Harrow"
    assert str(reply(light_archive, f"{asked} right now").parts[0]).startswith("Bread at $4.20 in Harrow (")
    assert not str(reply(light_archive, asked).parts[0]).startswith("Bread at $4.20")


def test_the_headline_stands_where_it_has_the_value_that_is_asked_for(light_archive: Archive) -> None:
    text = "The oldest ferryman of Port Anders, Oto Lind, was born in a winter that nobody remembers any more."
    add(light_archive, article(text, "Ferryman Oto Lind turns 90", published="2026-03-19"))
    told = reply(light_archive, "how old is the ferryman Oto Lind of Port Anders")
    assert told.parts[0] == "Ferryman Oto Lind turns 90 (19 March 2026): "


def test_the_weekday_stands_with_the_day_where_the_sentence_tells_one(light_archive: Archive) -> None:
    add(light_archive, article("The river Orm flooded the town of Harrow on Tuesday.", "Flood", published="2026-03-18"))
    assert reply(light_archive, "when did the Orm flood Harrow").parts[0] == "Wednesday, 18 March 2026: "


def test_the_headline_stands_where_the_sentences_lack_what_is_asked_about(light_archive: Archive) -> None:
    text = "Sixty families have moved to the school. The mayor said that they would stay there for a month."
    add(light_archive, article(text, "Orm floods Harrow", published="2026-03-19"))
    told = reply(light_archive, "How many families moved when the Orm flooded Harrow?")
    assert told.parts[0] == "Orm floods Harrow (19 March 2026): "
    assert reply(light_archive, "How many families moved to the school?").parts[0] == "19 March 2026: "


def test_of_no_quotes_nothing_is_made() -> None:
    assert parts("Why did it sink?", []) == []


def test_quotes_of_one_article_stand_together_in_its_order_under_one_day() -> None:
    one, other = piece(f"{NINE} {FERRY}", "2026-03-01", "a"), piece(FERRY, "2026-03-02", "b")
    late = Quote(1, (len(NINE) + 1, len(NINE) + 1 + len(FERRY)), FERRY)
    assert parts("Where did it sink?", [late, whole(2, FERRY), whole(1, NINE)], one, other) == [
        *("1 March 2026: ", NINE, FERRY),
        *("2 March 2026: ", FERRY),
    ]


def test_a_head_comes_before_its_quote() -> None:
    table = "Line Fare\nHalmere $4\n"
    row = Quote(1, (10, 20), "Halmere $4", head=(0, 9))
    assert parts("Where did it sink?", [row], piece(table, "2026-03-01", "a")) == [
        "1 March 2026: ",
        "Line Fare",
        "Halmere $4",
    ]


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("Where did the ferry sink?", ["1 March 2026: ", "3 March 2026: ", "2 March 2026: "]),
        ("Where is the ferry now?", ["3 March 2026: ", "2 March 2026: ", "1 March 2026: "]),
        ("How many people died?", ["2 March 2026: ", "3 March 2026: ", "1 March 2026: "]),
    ],
    ids=["the best first", "the newest first", "the newest that tells first"],
)
def test_the_order_of_articles(question: str, days: list[str]) -> None:
    pieces = [piece(FERRY, f"2026-03-0{day}", f"a{day}") for day in (1, 3, 2)]
    quotes = [whole(1, FERRY), whole(2, FERRY), whole(3, FERRY, tells=True)]
    assert [part for part in parts(question, quotes, *pieces) if part != FERRY] == days


def test_undated_articles_come_last_where_the_newest_comes_first() -> None:
    pieces = [piece(FERRY, None, "a"), piece(FERRY, "2026-03-01", "b")]
    found = parts("Where is the ferry now?", [whole(1, FERRY), whole(2, FERRY)], *pieces)
    assert [part for part in found if part != FERRY] == ["1 March 2026: ", "Undated: "]


def test_an_opinion_is_named_with_its_author_and_without_its_genre_in_the_headline() -> None:
    found = piece(FERRY, "2026-03-01", "a", "Opinion: The Grey Linnet was too old")
    found = replace(found, version=replace(found.version, authors=("Mira Holt",)))
    assert parts("Where did it sink?", [whole(1, FERRY)], found)[0] == "Opinion by Mira Holt, 1 March 2026: "
    assert parts("what happened to the Grey Linnet", [whole(1, FERRY)], found)[0] == (
        "The Grey Linnet was too old (Opinion by Mira Holt, 1 March 2026): "
    )
