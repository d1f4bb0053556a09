"""What the evidence is about and does not have: an outcome that is only announced, and somebody's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ragbot.answering.bot import Bot
from ragbot.answering.missing import is_missing
from ragbot.archive.archive import Archive
from ragbot.types import Evidence, Question
from tests.conftest import add, article, stories
from tests.evidence import evidence

AHEAD = (
    "The Selby Rovers will face the Harrow Gulls in the Lantern Cup final on Sunday. The Rovers lost to Holm in May."
)
PLAYED = "The Selby Rovers beat the Harrow Gulls 3-1 in the Lantern Cup final on Sunday."
COURT = "Ada Holm is set for sentencing on Monday. The mayor wants Ada Holm to get ten years in prison."
SENTENCED = "Ada Holm was sentenced to ten years in prison on Monday."
BUYER = "A buyer from Holm paid 2.7 million crowns for the painting. Mira Berg, who runs the auction house, was happy."


def about(text: str, title: str = "A title", article_id: str = "a") -> Evidence:
    piece = evidence(text, article_id)
    return replace(piece, version=replace(piece.version, title=title))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("who won the lantern cup final", AHEAD),
        ("did the rovers beat the gulls in the lantern cup", AHEAD),
        ("rovers gulls lantern cup: what was the final score", AHEAD),
        ("who won the lantern cup final", f"{AHEAD} The Rovers won the Lantern Cup final in 2019."),
        ("how many years did ada holm get", COURT),
        ("how long was ada holm sentenced to", COURT),
        ("who won the mens final in harrow", "Mira Berg won the women's final in Harrow on Sunday."),
        (
            "who won the champions cup final",
            "The Champions Cup final is under way. Orm is the second host of the Champions Cup.",
        ),
        ("who won the champions cup", "Orm go into the Champions Cup final as favourites, having won it three times."),
        ("who won the marble open", "Mira Berg won the lantern title; the Marble Open begins on Monday."),
        ("who won the lantern cup this year", "The Lantern Cup begins next month, on the grass of Holm."),
        ("how many calories are in the holm burger", "The Holm burger has 6 ounces of beef and costs 9 crowns."),
        ("how many windows does the lantern hall have", "The Lantern hall is 90 metres tall and cost 4 million."),
        ("name of the person who paid 2.7 million for the painting", BUYER),
        ("who was the guy that bought the 2.7 million painting", BUYER),
    ],
)
def test_what_is_only_announced_or_unnamed_is_missing(question: str, text: str) -> None:
    assert is_missing(question, [about(text)])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("who won the lantern cup final", PLAYED),
        ("did the rovers beat the gulls in the lantern cup", PLAYED),
        ("who won the lantern cup final", f"{AHEAD} {PLAYED}"),
        ("when is the lantern cup final", AHEAD),
        ("who plays in the lantern cup final", AHEAD),
        ("how many years did ada holm get", SENTENCED),
        ("how long has ada holm been mayor", COURT),
        ("who was the woman that runs the auction house", BUYER),
        ("who bought the painting", BUYER),
        ("who won the mens final in harrow", "Berg won the women's final in Harrow, Lind the men's final."),
        ("who won the womens final in harrow", "Mira Berg won the women's final in Harrow on Sunday."),
        ("who won the champions cup", "Orm won the Champions Cup on Sunday. The women's cup is under way."),
        ("how many calories are in the holm burger", "At 900 calories, the Holm burger is the biggest."),
        ("how many kids swam in the holm", "Nine children swam in the Holm."),
        ("how many people swam in the holm", "Nine swam in the Holm."),
        ("who won the marble cup", PLAYED),  # what nothing announces is for the other signals to judge
        ("who won", PLAYED),
    ],
)
def test_what_is_there_or_not_asked_for_is_not(question: str, text: str) -> None:
    assert not is_missing(question, [about(text)])


SILVER = "Silver traded at 31 crowns an ounce in Orm on Monday."
FORECAST = "Rain is forecast for Orm on Tuesday. The Orm market is open. Holm is warm."


@pytest.mark.parametrize(
    ("question", "text", "today", "missing"),
    [
        ("silver price right now", SILVER, date(2026, 2, 20), True),
        ("how much is silver worth today", SILVER, date(2026, 1, 6), False),
        ("what was the price of silver on monday", SILVER, date(2026, 2, 20), False),
        ("whats the weather gonna be in orm tomorrow", FORECAST, date(2026, 1, 6), False),
        ("whats the weather gonna be in orm tomorrow", FORECAST, date(2026, 1, 20), True),
        ("weather in sund tomorrow", FORECAST, date(2026, 1, 6), True),
        ("will it rain in orm today", FORECAST, date(2026, 1, 6), False),
        ("why was the weather in orm so bad", FORECAST, date(2026, 1, 20), False),
    ],
)
def test_what_changes_by_the_hour_is_missing_in_older_news(
    question: str, text: str, today: date, missing: bool
) -> None:
    assert is_missing(question, [about(text)], today) is missing


def test_nothing_is_missing_where_nothing_was_found() -> None:
    assert not is_missing("who won the lantern cup final", [])


def test_one_article_that_tells_it_is_enough() -> None:
    assert not is_missing("who won the lantern cup final", [about(AHEAD), about(PLAYED, article_id="b")])


def test_a_headline_that_announces_tells_nothing() -> None:
    text = "The Rovers lost to Holm in May. They will race for it on Sunday."
    assert is_missing("who won the lantern cup final", [about(text, "Lantern Cup final: start time, odds and tickets")])


def test_an_article_all_about_it_announces_it_in_fewer_words() -> None:
    text = "Orm have pulled off some comebacks. Sund go into the final as favourites."
    assert is_missing("who won the champions cup", [about(text, "Champions Cup final: Orm vs Sund")])


def test_articles_that_only_announce_it_are_shown_and_nothing_is_asserted(archive: Archive) -> None:
    final = article(
        AHEAD, "Rovers and Gulls in Lantern Cup final", "https://daily.example/final", published="2026-01-09"
    )
    add(archive, final, *stories(6))
    answer = Bot(archive).ask(Question("who won the lantern cup final", asked_on="2026-01-14"))
    assert answer.outcome == "related"
    assert answer.related[0].version.title == "Rovers and Gulls in Lantern Cup final"
    assert not answer.citations
    assert Bot(archive).ask(Question("who plays in the lantern cup final", asked_on="2026-01-14")).outcome == "answered"
