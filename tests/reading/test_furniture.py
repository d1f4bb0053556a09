"""Furniture is known for what it is, and news is never taken for it."""

from __future__ import annotations

import pytest

from ragbot.reading.furniture import furniture_in, furniture_within
from ragbot.reading.furniture_rules import RULES, Rule

NEWS = "The ferry sank off Orm on Monday. Nine people died."


def furniture(text: str) -> list[str]:
    return [text[slice(*span)] for span in furniture_in(text)]


def unspaced(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.example[:40])
def test_each_rule_finds_its_example_in_an_article(rule: Rule) -> None:
    assert unspaced("".join(furniture(f"{NEWS}\n\n{rule.example}\n\n{NEWS}"))) == unspaced(rule.example)


@pytest.mark.parametrize(
    "dateline",
    [
        "KYIV, Ukraine (AP) — ",
        "LONDON - ",
        "(Reuters) ",
        "ORM − ",
        "ORM ‒ ",
        "ORM– ",
        "PORT ANDERS, Norway – ",
        "Port Anders, Norway (ORM) -- ",
        "Orm CNN —\n\n",
        "By Mira Holt\n\nAssociated Press\n\nORM (AP) — ",
        "MIRA HOLT\n\nAP\n\nST. OLAV — ",
        "Updated 5:05 p.m. ET, March 3, 2026\n\nORM — ",
        "Updated 5:05 p.m. ET: ORM — ",
        "A version of this story first appeared in ‘Orm Today’.\n\n(ORM) ",
        "KATHMANDU, April 25 (Reuters) - ",
    ],
)
def test_a_dateline_and_the_byline_before_it_are_furniture(dateline: str) -> None:
    assert unspaced("".join(furniture(dateline + NEWS))) == unspaced(dateline)


@pytest.mark.parametrize(
    "line",
    [
        "Mira Holt is a politics reporter for the Orm Courier.",
        "Editor’s Note: Mira Holt is a lawyer in Orm. She wrote a book.",
        "Storm over Orm:Ferry sinks off the coast, nine feared dead",
        "MORE: Ferry sinks off the coast of Orm",
        "pic.twitter.com/aBc1 — Orm Ferries (@ormferries) March 14, 2026",
        "— Orm Ferries 🚢 (@ormferries) March 14, 2026",
        "Hide Caption 2 of 12 Photos: A ferry leaves Orm. The captain waves.",
        "Voters enter the main hall of the harbour school, Wednesday, November 4, 2026.",
        "Patrons leave the zoo on Saturday, May 2, 2026, in Orm.",
    ],
)
def test_a_line_of_furniture_is_found_whole(line: str) -> None:
    assert unspaced("".join(furniture(f"{NEWS}\n\n{line}"))) == unspaced(line)


def test_a_label_is_cut_off_the_first_sentence() -> None:
    assert furniture(f"AI-assisted summary {NEWS}") == ["AI-assisted summary "]
    assert furniture(f"AI-generated summary: {NEWS}") == ["AI-generated summary: "]


@pytest.mark.parametrize(
    "news",
    [
        "Here’s what we know: nine people died.",
        "Correction: An earlier version of this story misstated the toll.",
        "Editor’s note: This story has been corrected to say that nine people died.",
        "This story has been updated to correct the toll.",
        "Photo: An earlier caption misidentified the ferry.",
        "Borrowers can sign up for the loan from Monday.",
        "“Sign up for the loan,” she said.",
        "The mayor signed up to follow the plan.",
        "The council told residents to reach the hall by noon.",
        "Mira Holt, a reporter in Orm, was arrested on Monday.",
        "It is unclear how journalists and reporters were chosen.",
        "The hall opens in Orm on Friday, April 3, 2026.",
        "The trial will begin in Orm on Friday, April 3, 2026.",
        "She died at her home in the old town of Orm on Friday, April 3, 2026.",
        "A Courier/Ipsos poll found that nine of ten agree.",
        "The toll: nine dead",
        "‘It was so sweet:’ Orm mourns the clerk of its harbour",
        "Live updates, said the mayor, are what readers want.",
        "She contributed to the report of the commission that was published on Monday.",
        "Prices were 3 percent higher than in May.",
        "A film of the sinking was seen in a video posted by the captain.",
        "MONDAY - A day of rest for the crew.",
        "This page of history is closed.",
    ],
)
def test_news_is_no_furniture(news: str) -> None:
    assert furniture(f"{NEWS}\n\n{news}\n\n{NEWS}") == []
    assert furniture(f"{NEWS} {news} {NEWS}") == []


def test_a_reporter_in_the_news_is_no_author_at_the_end() -> None:
    held = "Mira Holt is a reporter for the Orm Courier."
    assert furniture(f"{held} {NEWS * 30}") == []
    assert furniture(f"{NEWS * 30}\n\n{held}") == [held]


def test_part_of_a_text_has_the_furniture_of_the_whole() -> None:
    text = f"ORM — {NEWS}\n\nRead more\n\n{NEWS}"
    start = text.index("Nine")
    assert furniture_within(text, start, len(text)) == furniture_in(text)[1:]
    assert furniture_within(text, 0, start) == furniture_in(text)[:1]


def test_a_text_without_words_has_no_furniture() -> None:
    assert furniture_in("") == furniture_in(" \n\n ") == furniture_in("…") == []
